"""The web server around the pages: plotly.js from Plotly's own wheel, compressed once and cached for good.

`dashboard.py` hands `routes()` and `middleware()` to `st.App`. Nothing is fetched from anywhere else.
"""

from __future__ import annotations

import gzip
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from starlette.responses import Response
from starlette.routing import Route

if TYPE_CHECKING:
    from starlette.requests import Request

__all__ = ["plotly_address", "routes"]

_CACHED_FOR_GOOD: Final = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}


def plotly_address() -> str:
    """Return where the browser finds plotly.js; the version in it makes caching for good safe."""
    return f"mesems/plotly-{version('plotly')}.min.js"


def routes() -> list[Route]:
    """Return the routes beside Streamlit's own."""
    return [Route(f"/{plotly_address()}", _serve_plotly)]


async def _serve_plotly(request: Request) -> Response:
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(_plotly_source(), media_type="text/javascript", headers=_CACHED_FOR_GOOD)
    headers = {**_CACHED_FOR_GOOD, "Content-Encoding": "gzip"}
    return Response(_plotly_compressed(), media_type="text/javascript", headers=headers)


def _plotly_source() -> bytes:
    return files("plotly").joinpath("package_data", "plotly.min.js").read_bytes()


@cache
def _plotly_compressed() -> bytes:
    return gzip.compress(_plotly_source(), compresslevel=6)
