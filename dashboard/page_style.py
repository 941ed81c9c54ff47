"""The layout of the page, in the page's own HTML.

Streamlit tells a page how to look only once its script runs, piece by piece: the title would
be seen in one place and read in another. With the HTML, everything is put where it stays.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

_BEFORE = b"</head>"


@cache
def page_style() -> str:
    """The CSS that lays out what Streamlit draws."""
    return (Path(__file__).parent / "views" / "page.css").read_text(encoding="utf-8")


def laid_out(html: bytes) -> bytes:
    """``html`` with our layout at the end of its head; as it is, if it has none."""
    head, mark, rest = html.partition(_BEFORE)
    return head + f"<style>{page_style()}</style>".encode() + mark + rest if mark else html
