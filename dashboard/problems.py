"""What is wrong with somebody's data, said so that they can mend it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Problem:
    """One defect: where it is, the value found, what is wrong and what to do.

    ``row`` counts lines of the file from 1, the header being line 1; for TOML it is
    the path of the entry (``event[3].places[0]``). ``values`` fill the fields of a
    ``message`` and ``remedy`` that are to be translated; without any, braces are braces.
    """

    file: str
    message: str
    remedy: str
    row: int | str | None = None
    column: str = ""
    value: object = None
    values: Mapping[str, object] = field(default_factory=dict, hash=False)

    def __str__(self) -> str:
        return self.words()

    @property
    def said(self) -> str:
        """What is wrong, in English."""
        values = {
            name: f"{value:,}" if isinstance(value, int) else value
            for name, value in self.values.items()
        }
        return self.message.format(**values) if values else self.message

    def words(
        self,
        gettext: Callable[[str], str] = str,
        number: Callable[[float], str] = "{:,.0f}".format,
    ) -> str:
        """The problem in the language of ``gettext``, its amounts written by ``number``."""
        where = [self.file]
        if isinstance(self.row, int):
            where.append(gettext("row {row}").format(row=self.row))
        elif self.row is not None:
            where.append(self.row)
        if self.column:
            where.append(gettext("column {column}").format(column=self.column))
        message, remedy = gettext(self.message), gettext(self.remedy)
        if self.values:
            values = {
                name: number(value) if isinstance(value, (int, float)) else value
                for name, value in self.values.items()
            }
            message, remedy = message.format(**values), remedy.format(**values)
        if self.value is not None:
            said = gettext("{message} (found {value})")
            message = said.format(message=message, value=repr(self.value))
        return f"{', '.join(where)}: {message}. {remedy}"


class DataError(Exception):
    """Data that cannot be used, with every `Problem` found, not just the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))
