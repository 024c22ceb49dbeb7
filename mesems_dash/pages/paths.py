"""Where the app is served, and its own files beside Streamlit's."""

from __future__ import annotations

from functools import cache
from importlib.metadata import version
from typing import Final

from streamlit import config

__all__ = ["HEALTH", "ICON", "OWN_FILES", "SIGNED_IN", "find_base", "plotly_address"]

HEALTH: Final = "healthz"
ICON: Final = "favicon.png"
SIGNED_IN: Final = "signed-in"


@cache
def plotly_address() -> str:
    """Return where the browser finds plotly.js; the version in it makes caching for good safe."""
    return f"mesems/plotly-{version('plotly')}.min.js"


OWN_FILES: Final = (HEALTH, ICON, SIGNED_IN, plotly_address())


def find_base() -> str:
    """Return what stands before every path: nothing, or the folder below which a proxy shows the app."""
    return f"/{str(config.get_option('server.baseUrlPath')).strip('/')}".rstrip("/")
