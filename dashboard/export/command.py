"""``python -m dashboard export``: any file that the page offers, from the command line."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dashboard.catalogue import LOCALES
from dashboard.dataset import dataset_folder
from dashboard.export.batch import of_file, of_queries, of_story
from dashboard.export.folder_work import FolderWork
from dashboard.export.formats import FORMATS, PICTURES, Format
from dashboard.export.request import Option, Request
from dashboard.files import copy_atomic, write_atomic
from dashboard.language import Language, language
from dashboard.progress import Tell
from dashboard.stored_files import Made, StoredFile
from dashboard.stories import Story, stories
from dashboard.tables import Tables, open_tables
from dashboard.warehouse.address import is_warehouse, mapping_path

if TYPE_CHECKING:
    from dashboard.export.warehouse_work import WarehouseWork

DATA_SETTING = "LOCALITY_DASHBOARD_DATA"
_BY_ID = {form.format_id: form for form in (*FORMATS, *PICTURES)}


def _options() -> dict[str, Option]:
    """The options of all formats, each once, by name."""
    return {option.name: option for form in _BY_ID.values() for option in form.options}


@click.command("export")
@click.option(
    "--format", "format_id", type=click.Choice(list(_BY_ID)), help="Else by the ending of --output."
)
@click.option(
    "--select",
    "queries",
    multiple=True,
    help='What the address says: "sector=culture&when=2025". Given several times, it makes as '
    "many files, numbered from 1; pictures then share one browser.",
)
@click.option(
    "--select-file",
    "listed",
    type=click.Path(dir_okay=False, path_type=Path),
    help='A file for each line of this one: "name: sector=culture&when=2025", or the query alone.',
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file to write; else the dataset's name in this folder.",
)
@click.option(
    "--data", help="The dataset's folder, or a table in a warehouse: a file or an address."
)
@click.option(
    "--mapping",
    type=click.Path(dir_okay=False, path_type=Path),
    help="What the columns of such a table are.",
)
@click.option(
    "--lang", type=click.Choice(list(LOCALES)), help="Language of the file; else English."
)
@click.option(
    "--all",
    "everything",
    is_flag=True,
    help="Put every event into the file; an HTML file still opens at --select.",
)
@click.option(
    "--story",
    "story_id",
    help="Write this story instead of a selection: .html or .pptx, or a picture of each step.",
)
@click.option("--address", default="", help="The web address that the file says it comes from.")
@click.pass_context
def command(
    context: click.Context,
    /,
    format_id: str | None,
    queries: tuple[str, ...],
    listed: Path | None,
    output: Path | None,
    data: str | None,
    mapping: Path | None,
    lang: str | None,
    everything: bool,
    story_id: str | None,
    address: str,
    **asked: str | None,
) -> None:
    """Write the selected events as a file.

    The formats are those of the page's downloads, and pictures drawn by this system's
    Chromium. Either the whole file is written or, if anything is wrong, none.
    """
    form = _format(format_id, output)
    options = {name: value for name, value in asked.items() if value is not None}
    for name in options.keys() - {option.name for option in form.options}:
        raise click.UsageError(f"a file of the format {form.format_id} has no --{name}", context)
    spoken = language(lang or "en")
    story = None
    work = _work(form, data, mapping, spoken, address, options, everything)
    tables = work.tables
    if story_id is not None:
        story = _story(story_id, form, tables, spoken, "".join(queries) or listed)
    if queries and listed:
        raise click.UsageError("--select or --select-file, not both", context)
    path = output or Path(form.file_name(tables, story))
    if not path.parent.is_dir():
        raise click.ClickException(f"{path}: there is no folder {path.parent}; nothing was written")
    left_out: list[str] = []
    if story is not None and form.write_story is None:
        asked_for = of_story(story, tables)
    elif listed is not None:
        asked_for = of_file(listed, tables, spoken)
    else:
        asked_for, left_out = of_queries(queries, tables, spoken)
    for notice in left_out:
        click.echo(notice, err=True)
    if isinstance(work, FolderWork):
        work = replace(work, story=story)
    # What matches nothing is said before the first of many files is made.
    requests = [(work.request(one), one.path(path)) for one in asked_for]
    with ExitStack() as stack:
        if form in PICTURES:
            stack.enter_context(_one_browser())
        for (count, request, make), target in requests:
            _write(make, count, request, target)


def _one_browser() -> AbstractContextManager[object]:
    # What drives the browser is an extra that not everyone has installed.
    from dashboard.export.pictures import kept_studio

    return kept_studio()


def _work(
    form: Format,
    data: str | None,
    mapping: Path | None,
    spoken: Language,
    address: str,
    options: Mapping[str, str],
    everything: bool,
) -> FolderWork | WarehouseWork:
    named = data or os.environ.get(DATA_SETTING, "")
    if not is_warehouse(named):
        folder = Path(data) if data else dataset_folder(())
        tables = open_tables(folder)
        return FolderWork(form, tables, spoken, folder, address, options, everything)
    # What asks a warehouse is an extra that not everyone has installed.
    from dashboard.export.warehouse_work import WarehouseWork, open_warehouse

    dataset = open_warehouse(named, mapping or mapping_path(()))
    return WarehouseWork(form, dataset, spoken, address, options, everything)


def _write(make: Callable[[Request], Made], count: int, request: Request, path: Path) -> None:
    """Make one file and put it at ``path``; on a terminal, show how far it is."""
    with _progress(path.name) as tell:
        content = make(replace(request, tell=tell))
    try:
        if isinstance(content, StoredFile):
            copy_atomic(path, content.path)
        else:
            write_atomic(path, content)
    except OSError as error:
        why = error.strerror or error
        raise click.ClickException(
            f"{path} cannot be written: {why}; nothing was written"
        ) from error
    click.echo(f"{path}: {count} events, {len(content):,} bytes")


@contextmanager
def _progress(label: str) -> Iterator[Tell]:
    """A bar on the terminal, or nothing where the messages go to a file."""
    hidden = not sys.stderr.isatty()
    drawing, is_over = threading.Lock(), threading.Event()
    with ExitStack() as stack:
        bar = click.progressbar(length=100, label=label, file=sys.stderr, hidden=hidden)
        # Who interrupts while it is drawn for the first time wants its line ended, too.
        stack.push(bar)
        bar.__enter__()

        def tell(share: float) -> None:
            # A browser's messages may overtake one another; a bar goes one way. What it tells from
            # its thread once the work was given up would be drawn over the last words.
            with drawing:
                if (ahead := round(share * 100) - bar.pos) > 0 and not is_over.is_set():
                    bar.update(ahead)

        try:
            yield tell
        finally:
            with drawing:
                is_over.set()


for _option in _options().values():
    command.params.append(
        click.Option(
            [f"--{_option.name}"],
            type=click.Choice(_option.choices),
            help=f"{_option.hint}; else {_option.choices[0]}.",
        )
    )


def _story(
    story_id: str, form: Format, tables: Tables, spoken: Language, selected: object
) -> Story:
    told = {story.story_id: story for story in stories(tables, spoken)}
    if selected:
        raise click.UsageError("--story brings its own selections: leave --select out")
    if form.write_story is None and form not in PICTURES:
        able = ", ".join(
            other.format_id for other in _BY_ID.values() if other.write_story or other in PICTURES
        )
        raise click.UsageError(
            f"a file of the format {form.format_id} tells no story; choose one of {able}"
        )
    if story_id not in told:
        known = ", ".join(told) or "none"
        raise click.ClickException(
            f"there is no story {story_id!r} in this dataset; there are: {known}; nothing was "
            "written"
        )
    return told[story_id]


def _format(format_id: str | None, output: Path | None) -> Format:
    if format_id:
        return _BY_ID[format_id]
    endings = {form.ending: form for form in _BY_ID.values()}
    ending = output.suffix.lower() if output else ""
    if ending not in endings:
        known = ", ".join(endings)
        raise click.UsageError(
            f"which format? {str(output) if output else 'Nothing'} does not tell: give "
            f"--format, or an --output that ends in one of {known}"
        )
    return endings[ending]
