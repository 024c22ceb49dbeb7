"""Where the browser finds plotly.js, which comes from Plotly's own wheel."""

from __future__ import annotations

from functools import cache
from importlib.metadata import version

__all__ = ["plotly_address"]


@cache
def plotly_address() -> str:
    """Return where the browser finds plotly.js; the version in it makes caching for good safe."""
    return f"mesems/plotly-{version('plotly')}.min.js"
