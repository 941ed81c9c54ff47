"""A table as it was handed in: text in cells, and where each row stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from dashboard.catalogue import marked
from dashboard.intake.limits import Limits
from dashboard.textfiles import excerpt

# How many rows at the top may stand above the header.
_HEADER_WITHIN = 20


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something was left out: a message with its values, said in any language later.

    A value that is a word of ours is a reason itself.
    """

    message: str
    values: Mapping[str, object] = field(default_factory=dict)

    def words(self, gettext: Callable[[str], str] = str) -> str:
        """The reason in the language of ``gettext``; in English without one."""
        values = {
            name: value.words(gettext) if isinstance(value, Reason) else value
            for name, value in self.values.items()
        }
        return gettext(self.message).format(**values)


@dataclass(frozen=True, slots=True)
class Rejection:
    """A row, or only a cell of it, that is not shown: where it stands, what it says, and why."""

    row: int
    column: str
    value: str
    reason: Reason
    is_whole_row: bool = True


@dataclass(frozen=True)
class Sheet:
    """One table of a file: R rows of C cells of text.

    ``lines[r]`` is the number of row r as the reader's own program shows it, from 1.
    ``rejected`` are rows that did not fit the table, ``notes`` what was done to read it.
    ``date_system`` is the year in which Excel's days begin, 1900 or 1904.
    """

    name: str
    header: tuple[str, ...]
    rows: list[list[str]]
    lines: list[int]
    rejected: tuple[Rejection, ...] = ()
    notes: tuple[Reason, ...] = ()
    date_system: int = 1900

    def column(self, name: str) -> list[str]:
        """The cells of the column called ``name`` (R,); raises `ValueError` if there is none."""
        position = self.header.index(name)
        return [row[position] for row in self.rows]


def shaped(
    name: str,
    grid: Iterable[tuple[int, Sequence[str]]],
    limits: Limits,
    *,
    header_row: int | None = None,
    notes: Sequence[Reason] = (),
    date_system: int = 1900,
) -> Sheet:
    """The sheet of a ``grid`` of rows with their numbers.

    The header is row ``header_row``, else the first that is as wide as most of the rows:
    people write titles above their tables. Empty rows are left out; missing cells at the end
    of a row are empty; a row with more cells than the header is rejected. Columns without a
    name get their letter, and names that stand twice a number. Raises `DataError` at a limit.
    """
    numbered = [(line, [trimmed(cell) for cell in row]) for line, row in grid]
    filled = [(line, row) for line, row in numbered if any(row)]
    if not filled:
        return Sheet(name, (), [], [], notes=tuple(notes), date_system=date_system)
    at = _header_at(filled, header_row)
    header_line, named = filled[at]
    if at:
        notes = [*notes, Reason(_ABOVE, {"n": at, "row": header_line})]
    body = filled[at + 1 :]
    if header_row is None and any(map(_DATA.match, named)):
        # The first row is one of the table's own.
        notes = [*notes, Reason(_NO_NAMES, {"row": header_line})]
        body, named = filled[at:], [""] * len(named)
    elif header_row is None and (both := _two_rows(named, body)):
        notes = [*notes, Reason(_TWO_ROWS, {"row": header_line, "next": body[0][0]})]
        body, named = body[1:], both
    width = max((i + 1 for i, cell in enumerate(named) if cell), default=0)
    # Columns without a name count where most of the table fills them.
    while width < max(map(len, (row for _, row in body)), default=0) and (
        sum(len(row) > width and bool(row[width]) for _, row in body) * 2 > len(body)
    ):
        width += 1
    limits.check_shape(name, len(body), width)
    header = _unique([*named, *[""] * width][:width])
    rows, lines, rejected, short = [], [], [], 0
    for line, row in body:
        extra = [cell for cell in row[width:] if cell]
        for cell in row:
            limits.check_cell(name, len(cell), line)
        if extra:
            said = str(excerpt(" | ".join(extra)))
            reason = Reason(_TOO_LONG, {"found": len(row), "wanted": width})
            rejected.append(Rejection(line, "", said, reason))
            continue
        short += len(row) < width
        rows.append([*row, *[""] * width][:width])
        lines.append(line)
    if short:
        notes = [*notes, Reason(_SHORT, {"n": short})]
    return Sheet(name, header, rows, lines, tuple(rejected), tuple(notes), date_system)


def _header_at(filled: Sequence[tuple[int, Sequence[str]]], header_row: int | None) -> int:
    if header_row is not None:
        return next((i for i, (line, _) in enumerate(filled) if line >= header_row), 0)
    counts = [sum(map(bool, row)) for _, row in filled[: 5 * _HEADER_WITHIN]]
    usual = sorted(counts)[len(counts) // 2]
    for i, count in enumerate(counts[:_HEADER_WITHIN]):
        if count * 10 >= usual * 6:
            return i
    return 0


def trimmed(cell: str) -> str:
    """``cell`` without the blanks around it, and the marks of writing that nobody sees."""
    return cell.strip() if cell.isascii() else cell.strip(_UNSEEN)


def _two_rows(named: Sequence[str], body: Sequence[tuple[int, Sequence[str]]]) -> list[str]:
    """The names of columns that stand in two rows, "Time" above "Start" and "End"; else empty.

    The second row then fills gaps of the first, and holds no figures where those below do.
    """
    if len(body) < 2:
        return []
    second = [*body[0][1], *[""] * len(named)][: max(len(named), len(body[0][1]))]
    first = [*named, *[""] * len(second)][: len(second)]
    fills = any(below and not above for above, below in zip(first, second, strict=True))
    if not fills or _FIGURE.search("".join(second)) or max(map(len, second)) > _NAME:
        return []
    under = [row for _, row in body[1 : 1 + _HEADER_WITHIN]]
    if not any(
        all(_FIGURE.search(row[i]) for row in under if i < len(row) and row[i])
        for i, cell in enumerate(second)
        if cell and any(i < len(row) and row[i] for row in under)
    ):
        return []
    found, group = [], ""
    for above, below in zip(first, second, strict=True):
        group = above or group
        found.append(" ".join(dict.fromkeys(filter(None, (group, below)))) if below else above)
    return found


def with_links(sheet: Sheet, links: Mapping[tuple[int, int], str]) -> Sheet:
    """``sheet`` with a column of the addresses that a column's cells link to beside their text.

    ``links`` are by line and position of the column.
    """
    header, rows = list(sheet.header), [list(row) for row in sheet.rows]
    for position, name in enumerate(sheet.header):
        found = [links.get((line, position), "") for line in sheet.lines]
        texts = [row[position] for row in sheet.rows]
        pairs = zip(found, texts, strict=True)
        if any(link and link.rstrip("/") not in text for link, text in pairs):
            header.append(f"{name} (link)")
            rows = [[*row, link] for row, link in zip(rows, found, strict=True)]
    return replace(sheet, header=_unique(header), rows=rows)


def _unique(names: Sequence[str]) -> tuple[str, ...]:
    found: list[str] = []
    for i, name in enumerate(names):
        plain = " ".join(name.split()) or letters(i)
        number, unique = 2, plain
        while unique in found:
            unique, number = f"{plain} ({number})", number + 1
        found.append(unique)
    return tuple(found)


def letters(position: int) -> str:
    """What a spreadsheet calls the column at ``position``, from 0: A, B, … Z, AA."""
    name = ""
    position += 1
    while position:
        position, digit = divmod(position - 1, 26)
        name = chr(65 + digit) + name
    return name


_UNSEEN = "".join(chr(code) for code in (*range(9, 14), *range(28, 33), 0x85, 0xA0, 0x3000))
_UNSEEN += "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2028\u2029"
_UNSEEN += "\u2060\u2066\u2067\u2068\u2069\ufeff"
# What stands in rows and in no name of a column: a day, a link, degrees.
_DATA = re.compile(
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}\b|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}\b|.*年\d{1,2}月\d{1,2}日"
    r"|https?://|[+-]?\d{1,3}\.\d{3,}$"
)
_FIGURE = re.compile(r"\d")
_NAME = 40
_NO_NAMES = marked("Row {row} holds no column names, so the columns are called by their letters.")
_TWO_ROWS = marked("Rows {row} and {next} were read as column names together.")
_ABOVE = marked("Rows above the column names (row {row}), which were passed over: {n}.")
_SHORT = marked("Rows that end before the last column, whose missing cells are read as empty: {n}.")
_TOO_LONG = marked("The row has {found} cells where the table has {wanted} columns.")
