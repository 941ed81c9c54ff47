"""The rows of the geocoding cache: what was asked, what was answered, and its text form.

Only answers have a row: a hit, or a miss (the provider answered that it knows no such
place). A provider that did not answer at all leaves no row, so that it is asked again.
"""

from __future__ import annotations

import csv
import datetime
import io
import math
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Final, Literal

from dashboard import closed_lists
from dashboard.problems import DataError, Problem

OUTCOMES: Final = ("hit", "miss")
PRECISION_OF_KIND: Final = {
    "country": "country",
    "region": "region",
    "province": "unit",
    "prefecture": "unit",
    "city": "city",
    "district": "district",
    "site": "site",
    "venue": "venue",
}
_REMEDY: Final = "Mend the row, or delete it and run: python -m dashboard geocode"


@dataclass(frozen=True, slots=True, order=True)
class Question:
    """What a provider is asked: a name, the kind of place, and what the place lies in.

    ``context`` is the unit and the country in English, the nearest first, separated by
    commas ("Kanagawa, Japan").
    """

    query: str
    kind: str
    country_code: str
    context: str

    @property
    def text(self) -> str:
        """The question as a single line, as geocoders read it."""
        return f"{self.query}, {self.context}" if self.context else self.query


@dataclass(frozen=True, slots=True)
class Answer:
    """What a provider said: a row of the cache.

    ``box`` is west, south, east, north in degrees; a miss has no coordinates.
    """

    question: Question
    outcome: Literal["hit", "miss"]
    provider: str
    asked_date: datetime.date
    provider_ref: str = ""
    matched_name: str = ""
    lat: float | None = None
    lon: float | None = None
    box: tuple[float, float, float, float] | None = None
    precision: str = ""
    licence: str = ""


COLUMNS: Final = (
    *(field.name for field in fields(Question)),
    "outcome",
    "provider",
    "provider_ref",
    "matched_name",
    "lat",
    "lon",
    "west",
    "south",
    "east",
    "north",
    "precision",
    "licence",
    "asked_date",
)
_REQUIRED_OF_HIT: Final = ("matched_name", "lat", "lon", "precision", "licence")


def order(answer: Answer) -> tuple[str | Question, ...]:
    """The key that rows are sorted by."""
    return (answer.question, answer.provider)


def serialise(answers: Iterable[Answer]) -> bytes:
    """The file's bytes: the same for the same answers, in whatever order they came."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for answer in sorted(answers, key=order):
        box = answer.box or ("", "", "", "")
        numbers = (answer.lat, answer.lon, *box)
        writer.writerow(
            (
                *astuple(answer.question),
                answer.outcome,
                answer.provider,
                answer.provider_ref,
                answer.matched_name,
                *(_degrees(number) for number in numbers),
                answer.precision,
                answer.licence,
                answer.asked_date.isoformat(),
            )
        )
    return text.getvalue().encode()


def _degrees(value: float | str | None) -> str:
    # Six decimals are 11 cm: more would be noise, and one form of each number keeps
    # the file the same when it is written again.
    return f"{value:.6f}".rstrip("0").rstrip(".") if isinstance(value, float) else ""


def read(path: Path) -> dict[tuple[Question, str], Answer]:
    """The rows of the file at ``path`` by question and provider; none if it does not exist.

    Raises `DataError` with every defect found: file, row, column, value and remedy.
    """
    try:
        text = path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        remedy = f"Restore {path.name} from version control, or move it away to ask afresh"
        raise DataError([Problem(str(path), f"cannot be read ({error})", remedy)]) from error
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    answers: dict[tuple[Question, str], Answer] = {}
    problems: list[Problem] = []
    try:
        header = next(reader, [])
        if tuple(header) != COLUMNS:
            remedy = f"The first line must read: {','.join(COLUMNS)}"
            raise DataError(
                [Problem(str(path), "wrong columns", remedy, 1, value=",".join(header)[:200])]
            )
        for cells in reader:
            row = _Row(path, reader.line_num, cells)
            answer = row.answer()
            if answer is not None:
                key = (answer.question, answer.provider)
                if key in answers:
                    row.wrong("query", "the same question and provider as in an earlier row")
                answers[key] = answer
            problems.extend(row.problems)
    except csv.Error as error:
        problems.append(Problem(str(path), f"is no CSV ({error})", _REMEDY, reader.line_num))
    if problems:
        raise DataError(problems)
    return answers


class _Row:
    """One line of the file on its way to an `Answer`; gathers what is wrong with it."""

    def __init__(self, path: Path, line: int, cells: list[str]) -> None:
        self.path, self.line = path, line
        self.problems: list[Problem] = []
        self.cells = dict(zip(COLUMNS, cells, strict=False))
        self.is_complete = len(cells) == len(COLUMNS)
        if not self.is_complete:
            self.problems.append(
                Problem(
                    str(path),
                    f"{len(cells)} values for {len(COLUMNS)} columns",
                    _REMEDY,
                    line,
                    value=",".join(cells)[:200],
                )
            )

    def wrong(self, column: str, message: str) -> None:
        value = self.cells.get(column)
        self.problems.append(Problem(str(self.path), message, _REMEDY, self.line, column, value))

    def answer(self) -> Answer | None:
        """The row as an answer, or None with `problems`."""
        if not self.is_complete:
            return None
        cells = self.cells
        for column in ("query", "provider"):
            if not cells[column]:
                self.wrong(column, "a value is missing")
        self._one_of("kind", closed_lists.LOCATION_KINDS)
        self._one_of("outcome", OUTCOMES)
        is_hit = cells["outcome"] == "hit"
        if is_hit:
            self._one_of("precision", closed_lists.PLACE_PRECISIONS)
            for column in _REQUIRED_OF_HIT:
                if not cells[column]:
                    self.wrong(column, "a hit needs a value here")
        lat, lon = self._number("lat", 90), self._number("lon", 180)
        west, east = self._number("west", 180), self._number("east", 180)
        south, north = self._number("south", 90), self._number("north", 90)
        box = None
        if not (west is None or south is None or east is None or north is None):
            box = (west, south, east, north)
        elif any(cells[column] for column in ("west", "south", "east", "north")):
            self.wrong("west", "a bounding box needs all four edges")
        try:
            asked = datetime.date.fromisoformat(cells["asked_date"])
        except ValueError:
            self.wrong("asked_date", "not a date (YYYY-MM-DD)")
            asked = datetime.date.min
        if self.problems:
            return None
        return Answer(
            Question(*(cells[field.name] for field in fields(Question))),
            "hit" if is_hit else "miss",
            cells["provider"],
            asked,
            cells["provider_ref"],
            cells["matched_name"],
            lat,
            lon,
            box,
            cells["precision"],
            cells["licence"],
        )

    def _one_of(self, column: str, options: tuple[str, ...]) -> None:
        if self.cells[column] not in options:
            self.wrong(column, f"must be one of {', '.join(options)}")

    def _number(self, column: str, limit: int) -> float | None:
        if not self.cells[column]:
            return None
        try:
            value = float(self.cells[column])
        except ValueError:
            value = math.nan
        if not abs(value) <= limit:
            self.wrong(column, f"not a number of degrees within ±{limit}")
            return None
        return value
