"""Our JavaScript as one ES module, with no build step.

The modules beside this file import one another by name. A host takes one module (a
Streamlit component is handed its script as text, an HTML file has no folder beside it),
so they are put one after the other, each after those that it imports, in one scope.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

_FOLDER = Path(__file__).parent
_IMPORT = re.compile(r'^import \{[^}]*\} from "\./([a-z_]+\.js)";\n', re.MULTILINE)
_INDENTATION = re.compile(r"^[ \t]+", re.MULTILINE)
_COMMENT_LINES = re.compile(r"^(?://[^\n]*|/\*\*.*?\*/)?\n", re.MULTILINE | re.DOTALL)
_EXPORT = re.compile(r"^export (?=(?:async )?function |class |const |let )", re.MULTILINE)


@lru_cache
def module(entry: str) -> str:
    """``entry`` and everything that it imports, as the text of one ES module.

    Exported names of ``entry`` stay exported; those of the others become local. All
    share one scope, so a name may be declared at the top of one module only.
    """
    order: list[str] = []
    _visit(entry, order)
    parts = []
    for name in order:
        text = _IMPORT.sub("", (_FOLDER / name).read_text(encoding="utf-8"))
        parts.append(text if name == entry else _EXPORT.sub("", text))
    return "\n".join(parts)


def _visit(name: str, order: list[str]) -> None:
    if name in order:
        return
    for imported in _IMPORT.findall((_FOLDER / name).read_text(encoding="utf-8")):
        _visit(imported, order)
    order.append(name)


def compact(text: str) -> str:
    """JavaScript without the lines that hold comments only, and without indentation.

    Our modules have neither comments nor meaningful blanks inside texts of several lines.
    """
    return _COMMENT_LINES.sub("", _INDENTATION.sub("", text))


def stylesheet() -> str:
    """The linked view's CSS."""
    sheets = ("linked.css", "story.css")
    return "\n".join((_FOLDER / name).read_text(encoding="utf-8") for name in sheets)
