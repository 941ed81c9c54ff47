"""Messages are marked where they are written and translated where they are shown."""

from __future__ import annotations


def marked(message: str) -> str:
    """``message`` itself; tells the extractor that it will be translated where it is used."""
    return message


def marked_plural(one: str, many: str) -> tuple[str, str]:
    """Both forms of a message, for ``ngettext(*forms, n)`` where they are used."""
    return one, many
