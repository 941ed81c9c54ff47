"""The messages of the interface in one language, from gettext catalogues.

Messages are written in English where they are used; ``locale/`` holds their translations
and the package what was compiled from them. ``python -m dashboard messages`` brings both
in step with the sources.
"""

from __future__ import annotations

import gettext as standard_gettext
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from babel import Locale

# Whoever speaks to readers finds both here.
from dashboard.marking import marked as marked
from dashboard.marking import marked_plural as marked_plural

DOMAIN = "dashboard"
FOLDER = Path(__file__).parent / "locale"
SOURCE_CODE = "en"
# The Unicode locale whose forms of dates, numbers and lists a language uses.
LOCALES = {SOURCE_CODE: "en_GB", "vi": "vi", "ja": "ja"}


@dataclass(frozen=True)
class Catalogue:
    """The messages of the language ``code``, one of `LOCALES`.

    Messages have named fields, filled by ``str.format`` after the translation:
    ``gettext("until {date}").format(date=…)``.
    """

    code: str
    _messages: standard_gettext.NullTranslations = field(repr=False, compare=False)

    @cached_property
    def locale(self) -> Locale:
        """Babel's forms of this language, whatever the locale of the process is."""
        return Locale.parse(LOCALES[self.code])

    def gettext(self, message: str) -> str:
        """``message`` in this language; an English message that is missing stays English."""
        # To gettext the empty message is the catalogue's header.
        return self._messages.gettext(message) if message else ""

    def ngettext(self, one: str, many: str, count: int) -> str:
        """The form of a message that goes with ``count``, in this language."""
        return self._messages.ngettext(one, many, count)

    def pgettext(self, context: str, message: str) -> str:
        """``message`` where one English word has several meanings: ``context`` says which."""
        return self._messages.pgettext(context, message)

    def plural_forms(self, one: str, many: str) -> dict[str, str]:
        """A message by plural category (Unicode's names), for JavaScript to choose from."""
        return {"one": self.ngettext(one, many, 1), "other": self.ngettext(one, many, 2)}


def compiled(code: str) -> Path:
    """Where the compiled messages of a language lie."""
    return FOLDER / code / "LC_MESSAGES" / f"{DOMAIN}.mo"


def load_messages(code: str) -> standard_gettext.NullTranslations:
    """The messages of a language; those of English are in the sources.

    Raises `OSError` if the catalogue is not there.
    """
    if code == SOURCE_CODE:
        return standard_gettext.NullTranslations()
    with compiled(code).open("rb") as file:
        return standard_gettext.GNUTranslations(file)
