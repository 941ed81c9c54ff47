"""What one command asks for: a file, or several from queries, from a list of them, or a story."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl

from dashboard.language import Language
from dashboard.problems import DataError, Problem
from dashboard.selection import PARAMETERS, Selection
from dashboard.stories import Story
from dashboard.tables import Tables
from dashboard.textfiles import read_utf8

# What an address may hold beside the selection: how the view lay, and its language.
LOOK = ("map", "focus", "event", "story", "step")
_SILENT = ("lang", "theme")
_NAMED = re.compile(r"(?P<name>[^\s:=&?/\\]+):(?:\s+|$)")
_REMEDY = 'Write "name: sector=culture&when=2025", or the query alone'


@dataclass(frozen=True)
class Asked:
    """One file that is asked for: the selection, how the view lies, and what to call it.

    ``suffix`` tells the file from the others of the same command; it is empty for one alone.
    """

    selection: Selection
    look: Mapping[str, str]
    suffix: str = ""

    def path(self, path: Path) -> Path:
        """Where the file goes, given the path of the command."""
        return path.with_stem(f"{path.stem}-{self.suffix}") if self.suffix else path


def of_queries(
    queries: Sequence[str], tables: Tables, spoken: Language
) -> tuple[list[Asked], list[str]]:
    """A file for each query, numbered if there are several; and what was left out of them."""
    asked, left_out = [], []
    for number, query in enumerate(queries or ("",), start=1):
        suffix = "" if len(queries) < 2 else numbered(number, len(queries))
        one, notices = _of_query(query, suffix, tables, spoken)
        asked.append(one)
        left_out += notices
    return asked, left_out


def of_file(path: Path, tables: Tables, spoken: Language) -> list[Asked]:
    """A file for each line of ``path``: "name: query", or the query alone, which gets a number.

    Empty lines and those that begin with ``#`` are passed over. Raises `DataError` with every
    line that cannot be taken as it is, for in a list nobody looks at each notice.
    """
    lines = list(_lines(read_utf8(path, str(path))))
    asked: list[Asked] = []
    problems: list[Problem] = []
    for count, (row, line) in enumerate(lines, start=1):
        named = _NAMED.match(line)
        name = named["name"] if named else numbered(count, len(lines))
        query = line[named.end() :] if named else line
        if query and "=" not in query:
            problems.append(Problem(str(path), "is no query", _REMEDY, row, value=line))
            continue
        one, notices = _of_query(query, name, tables, spoken)
        problems += [Problem(str(path), said, "Correct the line", row) for said in notices]
        if any(other.suffix == name for other in asked):
            remedy = "Give each line a name of its own"
            problems.append(
                Problem(str(path), "names a file a second time", remedy, row, value=name)
            )
        asked.append(one)
    if not lines:
        problems.append(Problem(str(path), "holds no query", _REMEDY))
    if problems:
        raise DataError(problems)
    return asked


def of_story(story: Story, tables: Tables) -> list[Asked]:
    """A file for each step of a story, numbered."""
    return [
        Asked(
            Selection.parse(step.query, tables)[0],
            {**step.look, "event": step.event},
            numbered(number, len(story.steps)),
        )
        for number, step in enumerate(story.steps, start=1)
    ]


def numbered(number: int, count: int) -> str:
    """``number`` with as many digits as ``count`` has: names then sort as they are told."""
    return f"{number:0{len(str(count))}}"


def _lines(text: str) -> Iterator[tuple[int, str]]:
    for row, line in enumerate(text.splitlines(), start=1):
        if (stripped := line.strip()) and not stripped.startswith("#"):
            yield row, stripped


def _of_query(query: str, suffix: str, tables: Tables, spoken: Language) -> tuple[Asked, list[str]]:
    parameters = dict(parse_qsl(query.lstrip("?")))
    selection, notices = Selection.parse(parameters, tables, spoken)
    unknown = [name for name in parameters if name not in (*PARAMETERS, *LOOK, *_SILENT)]
    known = ", ".join(PARAMETERS)
    left_out = [f"{name!r} is no filter and was left out; there are {known}" for name in unknown]
    look = {name: parameters[name] for name in LOOK if name in parameters}
    return Asked(selection, look, suffix), [*notices, *left_out]
