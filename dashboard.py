"""The entry: `streamlit run dashboard.py`. Imported by the server it is the web app, run by a session it is a page."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from mesems_dash.pages import navigation, server

ICON = Path(__file__).parent / "mesems_dash" / "pages" / "static" / "icon.png"

if __name__ == "__main__":
    st.set_page_config(page_title="MESEMS recruitment", page_icon=ICON, layout="wide")
    navigation.run()
else:
    app = st.App(__file__, routes=server.routes())
