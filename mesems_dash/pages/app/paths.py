"""Where the app is served, and its own files beside Streamlit's."""

from __future__ import annotations

from typing import Final

from streamlit import config

from mesems_dash.pages.parts.plotly_js import plotly_address

__all__ = ["HEALTH", "ICON", "OWN_FILES", "SIGNED_IN", "find_base"]

HEALTH: Final = "healthz"
ICON: Final = "favicon.png"
SIGNED_IN: Final = "signed-in"


OWN_FILES: Final = (HEALTH, ICON, SIGNED_IN, plotly_address())


def find_base() -> str:
    """Return what stands before every path: nothing, or the folder below which a proxy shows the app."""
    return f"/{str(config.get_option('server.baseUrlPath')).strip('/')}".rstrip("/")
