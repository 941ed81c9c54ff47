"""``python -m dashboard export``: any file that the page offers, from the command line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl

import click

from dashboard.catalogue import LOCALES
from dashboard.columns import event_columns
from dashboard.dataset import dataset_folder
from dashboard.export.formats import FORMATS, PICTURES, Format
from dashboard.export.request import Option, Request
from dashboard.files import write_atomic
from dashboard.language import Language, language
from dashboard.selection import PARAMETERS, Selection
from dashboard.stories import Story, stories, story_mask
from dashboard.tables import Tables, open_tables
from dashboard.views.cards import newest_first

# What an address may hold beside the selection: how the view lay, and its language.
_LOOK = ("map", "focus", "event", "story", "step")
_SILENT = ("lang", "theme")
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
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file to write; else the dataset's name in this folder.",
)
@click.option("--data", "folder", type=click.Path(path_type=Path), help="The dataset's folder.")
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
    "--story", "story_id", help="Write this story instead of a selection: .html or .pptx."
)
@click.option("--address", default="", help="The web address that the file says it comes from.")
@click.pass_context
def command(
    context: click.Context,
    /,
    format_id: str | None,
    queries: tuple[str, ...],
    output: Path | None,
    folder: Path | None,
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
    folder = folder or dataset_folder()
    tables = open_tables(folder)
    spoken = language(lang or "en")
    story = None
    if story_id is not None:
        story = _story(story_id, form, tables, spoken, "".join(queries))
    path = output or Path(form.file_name(tables, story))
    if not path.parent.is_dir():
        raise click.ClickException(f"{path}: there is no folder {path.parent}; nothing was written")
    work = _Work(form, tables, spoken, folder, address, options, everything, story)
    with ExitStack() as stack:
        if form in PICTURES:
            stack.enter_context(_one_browser())
        for number, query in enumerate(queries or ("",), start=1):
            target = path if len(queries) < 2 else path.with_stem(f"{path.stem}-{number}")
            _write(work, query, target)


@dataclass(frozen=True)
class _Work:
    """What all files of one command have in common."""

    form: Format
    tables: Tables
    spoken: Language
    folder: Path
    address: str
    options: Mapping[str, str]
    everything: bool
    story: Story | None


def _one_browser() -> AbstractContextManager[object]:
    # What drives the browser is an extra that not everyone has installed.
    from dashboard.export.pictures import kept_studio

    return kept_studio()


def _write(work: _Work, query: str, path: Path) -> None:
    """Make the file of one selection and put it at ``path``; say what was left out."""
    form, tables, spoken, story = work.form, work.tables, work.spoken, work.story
    parameters = dict(parse_qsl(query.lstrip("?")))
    selection, notices = Selection.parse(parameters, tables, spoken)
    unknown = [name for name in parameters if name not in (*PARAMETERS, *_LOOK, *_SILENT)]
    for notice in (*notices, *(_unknown(name) for name in unknown)):
        click.echo(notice, err=True)
    taken = Selection() if work.everything or form.is_whole else selection
    columns = event_columns(tables)
    today = dt.datetime.now(dt.UTC).date()
    mask = taken.mask(columns, tables)
    if story is not None and not work.everything:
        mask = story_mask(story, tables, columns)
    ids = newest_first(columns, mask, today)
    if not ids and not form.is_whole:
        raise click.ClickException(
            f"no event matches the selection {selection.words(tables, spoken)!r}: nothing was "
            "written. Choose a wider one"
        )
    request = Request(
        taken.words(tables, spoken),
        spoken,
        work.address,
        work.folder,
        selection.parameters(),
        today,
        work.options,
        {name: parameters[name] for name in _LOOK if name in parameters},
    )
    if story is not None and form.write_story is not None:
        content = form.write_story(tables, story, ids, request)
    else:
        content = form.write(tables, ids, request)
    try:
        write_atomic(path, content)
    except OSError as error:
        why = error.strerror or error
        raise click.ClickException(
            f"{path} cannot be written: {why}; nothing was written"
        ) from error
    click.echo(f"{path}: {len(ids)} events, {len(content):,} bytes")


for _option in _options().values():
    command.params.append(
        click.Option(
            [f"--{_option.name}"],
            type=click.Choice(_option.choices),
            help=f"{_option.hint}; else {_option.choices[0]}.",
        )
    )


def _story(story_id: str, form: Format, tables: Tables, spoken: Language, query: str) -> Story:
    told = {story.story_id: story for story in stories(tables, spoken)}
    if query:
        raise click.UsageError("--story brings its own selections: leave --select out")
    if form.write_story is None:
        able = ", ".join(other.format_id for other in FORMATS if other.write_story)
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


def _unknown(name: str) -> str:
    return f"{name!r} is no filter and was left out; there are {', '.join(PARAMETERS)}"
