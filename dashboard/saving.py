"""What saves a file that this server hands out: a link in the shape of a button."""

from __future__ import annotations

import re
from html import escape

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.language import Language
from dashboard.offered_files import OfferedFile, OfferedFiles
from dashboard.stored_files import StoredFile

# The signs that may begin Markdown or a directive: all of ASCII that are no letters or digits.
_SIGN = re.compile(r"[!-/:-@\[-`{-~]")


@st.cache_resource(show_spinner=False, scope="session", on_release=OfferedFiles.close)
def offered() -> OfferedFiles:
    """What this session is offered."""
    return OfferedFiles()


def as_text(text: str) -> str:
    """``text`` for a label of Streamlit's, which would take its signs for Markdown."""
    return _SIGN.sub(r"\\\g<0>", text)


def saves(
    place: DeltaGenerator,
    label: str,
    file: OfferedFile,
    spoken: Language,
    *,
    key: str,
    is_ready: bool = False,
) -> None:
    """Put what saves ``file`` at ``place``, under a ``label`` that is text.

    One that is ready comes as a stream, however long; any other is made when it is asked for,
    and the page tells that it takes a moment, or why it cannot be made.
    """
    with place.container(key=key):
        if st.session_state.get("inline"):
            # Whatever stands before this server lets nothing through that is not Streamlit's.
            st.download_button(
                as_text(label),
                lambda: _content(file),
                file.name,
                file.media_type,
                on_click="ignore",
                width="stretch",
            )
            return
        kind, failed = "is-ready", ""
        if not is_ready:
            told = spoken.gettext("The file did not arrive. Try again.")
            kind, failed = "is-made", f' data-failed="{escape(told)}"'
        st.html(
            f'<a class="ld-save {kind}" href="{escape(file.address)}"'
            f' download="{escape(file.name)}"{failed}>{escape(label)}</a>'
        )


def _content(file: OfferedFile) -> bytes:
    made = file.make()
    return made.path.read_bytes() if isinstance(made, StoredFile) else made
