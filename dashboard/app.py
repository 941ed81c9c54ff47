"""Run me: ``streamlit run dashboard/app.py``.

The page itself is ``page.py``; here it gets a server that also hands out the libraries
and boundaries which the page's linked view draws with, and views for other sites' frames.
"""

import streamlit as st
from starlette.middleware import Middleware

from dashboard.allocator import give_back_large_blocks
from dashboard.embed import Framing, routes
from dashboard.linked.assets import SHELF, libraries
from dashboard.warming import warm_up

give_back_large_blocks()
SHELF.put(libraries().values())
warm_up(st.secrets.load_if_toml_exists)
app = st.App("page.py", routes=[SHELF.route(), *routes()], middleware=[Middleware(Framing)])
