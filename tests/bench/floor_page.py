"""The least that a Streamlit page can be: one widget, and one line that repeats what it says.

What a viewer costs here is Streamlit's own; no page of Streamlit's can be cheaper.
"""

from __future__ import annotations

import streamlit as st

TOTAL = 1_000_000

st.set_page_config("Floor")
show = st.components.v2.component("floor", html="<p></p>", js="export default () => {}")
result = show(key="view", on_count_change=lambda: None)
st.markdown(f"{result.get('count') or 0:,} of {TOTAL:,} events")
