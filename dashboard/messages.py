"""The command ``messages``: brings the catalogues in step with the sources.

It extracts the messages of the package into ``locale/messages.pot``, merges them into
each language's ``dashboard.po`` (what a translator edits) and compiles that into the
``dashboard.mo`` that the page reads.
"""

from __future__ import annotations

import io
from pathlib import Path

import click
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from dashboard.catalogue import FOLDER, LOCALES, SOURCE_CODE, compiled
from dashboard.files import write_atomic

PACKAGE = Path(__file__).parent
TEMPLATE = FOLDER / "messages.pot"
TRANSLATED = tuple(code for code in LOCALES if code != SOURCE_CODE)
# The functions whose arguments are messages, and which of them are.
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "marked": None,
    "ngettext": (1, 2),
    "marked_plural": (1, 2),
    "plural_forms": (1, 2),
    "pgettext": ((1, "c"), 2),
}
# Lines of a .po file's header that Babel fills with stand-ins for a person to replace.
_UNSAID = (b"VERSION", b"EMAIL@ADDRESS", b"YEAR-MO-DA", b"LL@li.org")
_HEADER = "# Messages of the dashboard. A line that begins with #. is for translators."


def extracted() -> Catalog:
    """The messages in the sources of the package, with the files that they stand in."""
    catalogue = _empty()
    for file, _, message, comments, context in extract_from_dir(
        PACKAGE,
        method_map=[("**.py", "python")],
        keywords=KEYWORDS,
        comment_tags=("Translators:",),
        strip_comment_tags=True,
    ):
        # Line numbers would change with every edit of a source.
        where = [(f"dashboard/{Path(file).as_posix()}", 0)]
        catalogue.add(message, None, where, auto_comments=comments, context=context)
    return catalogue


def _empty(code: str | None = None) -> Catalog:
    return Catalog(code, header_comment=_HEADER, project="locality-dashboard", fuzzy=False)


def read(path: Path, code: str | None = None) -> Catalog:
    """The catalogue at ``path``, which is of the language ``code`` or a template."""
    with path.open("rb") as file:
        return read_po(file, locale=code, abort_invalid=True)


def written(catalogue: Catalog) -> bytes:
    """``catalogue`` as a .po file: sorted by file, without obsolete messages."""
    buffer = io.BytesIO()
    write_po(
        buffer, catalogue, width=100, sort_by_file=True, ignore_obsolete=True, include_lineno=False
    )
    lines = buffer.getvalue().splitlines(keepends=True)
    return b"".join(line for line in lines if not any(word in line for word in _UNSAID))


def machine_form(catalogue: Catalog) -> bytes:
    """``catalogue`` as a .mo file; untranslated and doubtful messages are not in it."""
    buffer = io.BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def same_messages(one: Catalog, other: Catalog) -> bool:
    """Whether both hold the same messages, of the same files and with the same comments."""
    return _identities(one) == _identities(other)


def _identities(catalogue: Catalog) -> set[tuple[object, ...]]:
    return {
        (m.context, m.id, *sorted({file for file, _ in m.locations}), *m.auto_comments)
        for m in catalogue
        if m.id
    }


def po_path(code: str) -> Path:
    """Where the messages of a language are translated."""
    return compiled(code).with_suffix(".po")


def left_to_translate(catalogue: Catalog) -> list[Message]:
    """The messages that have no translation, or one that a person must look at."""
    return [m for m in catalogue if m.id and (m.fuzzy or not _is_whole(m))]


def _is_whole(message: Message) -> bool:
    strings = message.string if isinstance(message.string, tuple) else (message.string,)
    return all(strings)


@click.command("messages")
def command() -> None:
    """Renew the catalogues of translations.

    Lists the messages that are left to translate.
    """
    FOLDER.mkdir(exist_ok=True)
    template = extracted()
    if not TEMPLATE.exists() or not same_messages(template, read(TEMPLATE)):
        write_atomic(TEMPLATE, written(template))
    template = read(TEMPLATE)
    for code in TRANSLATED:
        path = po_path(code)
        path.parent.mkdir(parents=True, exist_ok=True)
        catalogue = read(path, code) if path.exists() else _empty(code)
        catalogue.update(template, no_fuzzy_matching=True)
        write_atomic(path, written(catalogue))
        write_atomic(compiled(code), machine_form(read(path, code)))
        missing = left_to_translate(catalogue)
        click.echo(f"{code}: {len(catalogue)} messages, {len(missing)} left to translate")
        for message in missing:
            click.echo(f"  {message.id!r}")
