"""The panel that gives the code to put this view into other pages."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode, urljoin

import streamlit as st

from dashboard.language import Language
from dashboard.linked.embedded import THEMES, VIEWS
from dashboard.oembed import HEIGHT, WIDTH, Frame

# Sizes in pixels, of a page and of the common slides.
_SIZES = ((WIDTH, HEIGHT), (1280, 720), (960, 720), (640, 480))


def embed_panel(spoken: Language, page_url: str, parameters: Mapping[str, str], title: str) -> None:
    """Code for an iframe, the link in it and the address for oEmbed, each to be copied.

    ``parameters`` are the selection and the look of the view; ``page_url`` is the page's.
    """
    _ = spoken.gettext
    with st.expander(_("Put this view into another page"), icon=":material/code:"):
        st.caption(
            _("For slides of reveal.js, Quarto, Notion, Google Sites, or PowerPoint's web frame.")
        )
        view_box, theme_box, size_box = st.columns(3)
        views = {"both": _("Timeline and map"), "timeline": _("Timeline"), "map": _("Map")}
        themes = {"auto": _("The reader's"), "light": _("Light"), "dark": _("Dark")}
        view = view_box.selectbox(_("View"), VIEWS, format_func=views.__getitem__)
        theme = theme_box.selectbox(_("Colours"), THEMES, format_func=themes.__getitem__)
        width, height = size_box.selectbox(
            _("Size"), _SIZES, format_func=lambda size: f"{size[0]} × {size[1]}"
        )
        if parameters.get("story"):
            label = _("With the text of the story, to be stepped through")
            if not st.toggle(label, value=True):
                parameters = {**parameters, "story": "", "step": ""}
        asked = {**parameters, "view": view, "theme": theme, "lang": spoken.code}
        usual = {"view": VIEWS[0], "theme": THEMES[0]}
        query = urlencode(
            {name: value for name, value in asked.items() if value and usual.get(name) != value},
            safe="/,.~",
        )
        url = urljoin(page_url, f"embed?{query}")
        oembed = urljoin(page_url, "oembed?" + urlencode({"url": url, "format": "json"}))
        for label, text, kind in (
            (_("Code for a frame"), Frame(url, title, width, height).html(), "html"),
            (_("Link"), url, None),
            (_("oEmbed"), oembed, None),
        ):
            st.markdown(f"**{label}**")
            st.code(text, language=kind, wrap_lines=True)
