"""The entry: `streamlit run dashboard.py`. The server imports it and finds the web app; a session runs it as a page."""

from __future__ import annotations

import streamlit as st

from mesems_dash.pages.app import server

if __name__ == "__main__":
    from mesems_dash.pages.app import navigation

    navigation.run()
else:
    app = st.App(__file__, routes=server.routes(), middleware=server.middleware(), lifespan=server.warm_up)
