"""Run me: ``streamlit run dashboard/app.py``.

The page itself is ``page.py``; here it gets a server that also hands out the libraries
and boundaries which the page's linked view draws with.
"""

import streamlit as st

from dashboard.linked.assets import SHELF, libraries

SHELF.put(libraries().values())
app = st.App("page.py", routes=[SHELF.route()])
