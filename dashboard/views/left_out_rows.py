"""Which rows of a table in a warehouse are not shown, or not everywhere, and why, as HTML."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from dashboard.language import Language
from dashboard.tables import Tables
from dashboard.views.details import muted, nothing, section
from dashboard.views.report import framed

if TYPE_CHECKING:
    from dashboard.warehouse.faults import NotShown


def left_out_report(
    tables: Tables, left_out: Sequence[NotShown], shown: int, language: Language
) -> str:
    """How many rows are shown, how many not and why, and what the table is.

    Rows that are not events at all come first, then those that a view leaves out.
    """
    _ = language.gettext
    lost = sum(one.count for one in left_out if one.is_left_out)
    told = _("{shown} rows shown, {hidden} not").format(
        shown=language.number(shown), hidden=language.number(lost)
    )
    parts = [
        section(
            _("Rows that are not shown"),
            nothing(told) + _reasons(left_out, language, is_left_out=True),
            "report-rows",
            wide=True,
        ),
        section(
            _("Rows that are shown in part"),
            _reasons(left_out, language, is_left_out=False) or nothing(_("None.")),
            "report-parts",
            wide=True,
        ),
        section(
            _("Documents"),
            nothing(
                _(
                    "Every event is a row of {table}, and its card names the documents it cites."
                ).format(table=language.name(tables.about))
            ),
            "report-sources",
            wide=True,
        ),
    ]
    return framed(parts, language)


def _reasons(left_out: Sequence[NotShown], language: Language, *, is_left_out: bool) -> str:
    items = []
    for one in left_out:
        if one.is_left_out != is_left_out:
            continue
        examples = language.join([f"“{text}”" for text in one.examples if text])
        such_as = ""
        if examples:
            such_as = language.gettext("such as {examples}").format(examples=examples)
        why = f"{language.number(one.count)}: {one.reason.words(language.gettext)}"
        items.append(f"<li>{escape(why)} {muted(escape(such_as))}</li>")
    return f"<ul>{''.join(items)}</ul>" if items else ""
