"""The command ``import``: somebody's table becomes a dataset folder."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click

from dashboard.intake import folder as folders
from dashboard.intake.build import make
from dashboard.intake.cell_forms import open_date, open_year
from dashboard.intake.date_parts import AMBIGUOUS, ORDERS, SHORT_YEAR, UNORDERED
from dashboard.intake.encodings import ENCODINGS
from dashboard.intake.event_dates import has_short_year
from dashboard.intake.gazetteers import atlas_with
from dashboard.intake.limits import Limits, Stopwatch
from dashboard.intake.mapping import (
    DATE_FORMS,
    NO_PLACE,
    ROLES,
    TableMapping,
    read_mapping,
)
from dashboard.intake.outcome import Imported
from dashboard.intake.reading import Settings, read, read_path
from dashboard.intake.recognition import recognise
from dashboard.intake.remote import fetch, is_address
from dashboard.intake.sheet import Sheet
from dashboard.intake.short_years import FIRST_YEARS, LAST_FIRST_YEAR, NONE_OF_THEM
from dashboard.problems import DataError, Problem
from dashboard.tables import Tables, open_tables
from dashboard.views.boundaries import load_boundaries

_DATA = Path(__file__).resolve().parents[2] / "data"
_PREVIEW_ROWS, _PREVIEW_WIDTH, _LISTED = 3, 28, 20


@click.command("import")
@click.argument("file")
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="The folder.")
@click.option("--title", default="", help="What the dataset is called.")
@click.option("--mapping", "mapping_file", type=click.Path(path_type=Path), help="As saved before.")
@click.option("--column", "columns", multiple=True, help='ROLE="COLUMN"; several with ";".')
@click.option("--date-order", type=click.Choice(ORDERS), help="Of dates such as 3/4/2025.")
@click.option("--date-form", type=click.Choice(list(DATE_FORMS)), help="What dates are.")
@click.option(
    "--two-digit-years",
    type=click.IntRange(NONE_OF_THEM, LAST_FIRST_YEAR),
    metavar="YEAR",
    help="The first of the hundred years that years such as 24 stand for: 1930 for 1930 to 2029 "
    f"as in Excel; {NONE_OF_THEM} leaves such dates out.",
)
@click.option("--place", "places", multiple=True, help='"NAME=REFERENCE", or "NAME=-" for none.')
@click.option("--encoding", type=click.Choice(ENCODINGS), default=None)
@click.option("--sheet", default=None, help="The sheet of a workbook.")
@click.option("--header-row", type=click.IntRange(1), default=None)
@click.option(
    "--places-of",
    type=click.Path(path_type=Path),
    default=_DATA,
    show_default=True,
    help="The dataset whose own places are known by name.",
)
@click.option("--replace", "is_replacing", is_flag=True, help="Replace an earlier import.")
@click.option("-y", "--yes", is_flag=True, help="Take the mapping without asking.")
def command(
    file: str,
    output: Path,
    title: str,
    mapping_file: Path | None,
    columns: Sequence[str],
    date_order: str | None,
    date_form: str | None,
    two_digit_years: int | None,
    places: Sequence[str],
    encoding: str | None,
    sheet: str | None,
    header_row: int | None,
    places_of: Path,
    is_replacing: bool,
    yes: bool,
) -> None:
    """Make a dataset of a table.

    FILE is a table of events, or the address of a public sheet: CSV, TSV, XLSX, XLS, ODS,
    Parquet, JSON, JSON Lines, GeoJSON, TimelineJS, StoryMapJS or TimeMap. The columns are
    recognised and shown; nothing is made before they are confirmed.
    """
    folders.check_target(output, replace=is_replacing)
    limits = Limits.from_environment()
    saved = read_mapping(mapping_file) if mapping_file else TableMapping()
    settings: Settings = {
        "encoding": encoding or saved.encoding,
        "sheet": sheet or saved.sheet,
        "header_row": header_row or saved.header_row,
    }
    if is_address(file):
        name, content = fetch(file, limits)
        table = read(content, name, limits, **settings)
    else:
        name = Path(file).name
        content, table = read_path(Path(file), limits, **settings)
    known = open_tables(places_of) if places_of.is_dir() else None
    atlas = atlas_with(known)
    mapping = saved if saved.columns else recognise(table, atlas.knows)
    mapping = replace(mapping, **settings, title=title or saved.title)
    mapping = _with_columns(mapping, columns, name)
    mapping = replace(mapping, places={**mapping.places, **_pairs("--place", places)})
    if date_order:
        mapping = replace(mapping, date_order=date_order)
    if date_form:
        mapping = replace(mapping, date_form=date_form)
    if two_digit_years is not None:
        mapping = replace(mapping, two_digit_years=two_digit_years)
    mapping.check(name, table.header)
    _show(table, mapping, name)
    if not yes and (short := open_year(table, mapping)):
        mapping = replace(mapping, two_digit_years=_asked_years(*short))
    if doubt := open_date(table, mapping):
        mapping = replace(mapping, date_order=_asked_order(name, *doubt, yes))
    if not yes:
        click.confirm("Make the dataset with this?", default=True, abort=True)
    imported = _made(table, mapping, name, content, known, limits)
    units = dict(load_boundaries(places_of, imported.tables)["units"]) if known else None
    folders.write(folders.files(imported, units), output)
    _report(imported, output)


def _made(
    table: Sheet,
    mapping: TableMapping,
    name: str,
    content: bytes,
    known: Tables | None,
    limits: Limits,
) -> Imported:
    watch = Stopwatch(limits, name)
    is_watched = sys.stderr.isatty()

    def progress(share: float) -> None:
        watch.check()
        if is_watched:
            click.echo(f"\r{share:4.0%}", nl=False, err=True)

    imported = make(
        table,
        mapping,
        atlas_with(known),
        file_name=name,
        content=content,
        today=dt.datetime.now(dt.UTC).date(),
        known=known,
        progress=progress,
    )
    if is_watched:
        click.echo("\r", nl=False, err=True)
    return imported


def _pairs(option: str, given: Sequence[str]) -> dict[str, str]:
    pairs = {}
    for text in given:
        name, sign, value = text.rpartition("=")
        if not sign or not name or not value:
            remedy = f'Write {option} "NAME=VALUE"'
            raise DataError([Problem(option, "needs a name and a value", remedy, value=text)])
        pairs[name] = value
    return pairs


def _with_columns(mapping: TableMapping, given: Sequence[str], name: str) -> TableMapping:
    for text in given:
        role, sign, value = text.partition("=")
        if not sign or role not in ROLES:
            remedy = f'Write --column ROLE="COLUMN", ROLE one of {", ".join(ROLES)}'
            raise DataError([Problem(name, "is no role of a column", remedy, value=text)])
        names = value.split(";") if ROLES[role][1] else [value]
        mapping = mapping.with_column(role, *(one.strip() for one in names))
    return mapping


def _asked_years(column: str, text: str) -> int:
    windows = ", ".join(f"{first} for {first} to {first + 99}" for first in FIRST_YEARS)
    click.echo(
        f"  {column} holds years of two digits, such as {text}. Which hundred years are they?"
    )
    question = f"  Their first: {windows}; {NONE_OF_THEM} leaves these dates out"
    years: int = click.prompt(question, type=click.IntRange(NONE_OF_THEM, LAST_FIRST_YEAR))
    return years


def _asked_order(name: str, column: str, text: str, yes: bool) -> str:
    is_short = has_short_year(text)
    orders = ORDERS if is_short else ORDERS[:2]
    if yes:
        said = UNORDERED if is_short else AMBIGUOUS
        remedy = "Say " + " or ".join(f"--date-order {order}" for order in orders)
        raise DataError([Problem(name, said.split(":")[0], remedy, column=column, value=text)])
    words = (
        "the day (dmy), the month (mdy) or the year (ymd)"
        if is_short
        else "the day (dmy) or the month (mdy)"
    )
    question = f"In {column}, what comes first in {text}: {words}?"
    order: str = click.prompt(question, type=click.Choice(orders))
    return order


def _show(table: Sheet, mapping: TableMapping, name: str) -> None:
    click.echo(f"{name}: {len(table.rows):,} row{'s' * (len(table.rows) != 1)}")
    for note in table.notes:
        click.echo(f"  {note.words()}")
    role_of = {
        column: ROLES[role][0] for role, columns in mapping.columns.items() for column in columns
    }
    for position, column in enumerate(table.header):
        cells = [row[position] for row in table.rows if row[position]][:_PREVIEW_ROWS]
        shown = " | ".join(cell[:_PREVIEW_WIDTH].replace("\n", " ") for cell in cells)
        click.echo(f"  {column[:_PREVIEW_WIDTH]:28} {role_of.get(column, 'not used'):30} {shown}")
    if mapping.date_order:
        click.echo(f"  Order of dates: {mapping.date_order}")
    if mapping.two_digit_years:
        first = mapping.two_digit_years
        click.echo(f"  Years of two digits: {first} to {first + 99}")
    if mapping.date_form != "written":
        click.echo(f"  Form of dates: {DATE_FORMS[mapping.date_form]} ({mapping.date_form})")


def _report(imported: Imported, output: Path) -> None:
    rows = "row" if imported.shown == 1 else "rows"
    click.echo(f"{imported.shown:,} {rows} shown, {imported.left_out:,} not; in {output}")
    for note in imported.notes:
        click.echo(f"  {note.words()}")
    for count, one in imported.by_reason():
        unit = "row" if one.is_whole_row else "cell"
        what = f"{unit}{'s' * (count != 1)} not {'shown' if one.is_whole_row else 'used'}"
        where = f", {one.column}" if one.column else ""
        click.echo(f"  {count:,} {what}{where}: {one.reason.words()}")
    if any(one.reason.message == SHORT_YEAR for one in imported.rejected):
        click.echo("  Choose with --two-digit-years YEAR which hundred years these stand for.")
    for place in imported.unresolved[:_LISTED]:
        choices = "; ".join(f"{said} = {ref}" for ref, said in place.candidates.items())
        click.echo(f'  "{place.name}" ({place.count}): {choices or "nothing like it"}')
    if imported.unresolved:
        click.echo(f'  Choose with --place "NAME=REFERENCE", or "NAME={NO_PLACE}" for no place.')
    if imported.rejected:
        click.echo(f"  Every row and cell: {output / folders.REJECTED_FILE}")
    click.echo(f"Show it: streamlit run dashboard/app.py -- --data {output}")
