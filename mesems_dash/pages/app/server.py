"""The web server around the pages: plotly.js from Plotly's own wheel, and the one HTML page that starts the app.

`dashboard.py` hands `routes()`, `middleware()` and `warm_up` to `st.App`; the rest is Streamlit's. The start page is
Streamlit's too, with additions: the app's title, mark and style rules from the first moment (nothing jumps when they
arrive), plotly.js fetched early, the address of the server (Streamlit would guess it, with a request that fails on
every page but the first), and three scripts: less motion (static/still.js), the end of a login is noticed
(static/door.js), and our own words while the server does not answer (static/answer.js). Somebody who is not let in gets
the page of `sign_in.py` instead. What stands around every request is in `middleware.py` and `doorkeeper.py`.
"""

from __future__ import annotations

import asyncio
import gzip
from contextlib import asynccontextmanager
from functools import cache
from importlib import import_module
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from starlette.middleware import Middleware
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from mesems_dash.pages.app.doorkeeper import Doorkeeper
from mesems_dash.pages.app.middleware import SecurityMiddleware
from mesems_dash.pages.app.paths import HEALTH, ICON, SIGNED_IN, find_base
from mesems_dash.pages.app.sign_in import SIGN_IN, lead_to_provider, show_sign_in
from mesems_dash.pages.app.style import write_style
from mesems_dash.pages.parts.plotly_js import plotly_address
from mesems_dash.pages.parts.static_files import STATIC, read_script
from mesems_dash.pages.state import gate
from mesems_dash.pages.state.names import PAGES, TITLE, TITLES
from mesems_dash.store.cuts import has_cut
from mesems_dash.store.demo_cuts import find_stores

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request

__all__ = ["middleware", "routes", "warm_up"]

_CACHED_FOR_GOOD: Final = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}
_START_HEADERS: Final = {"Cache-Control": "no-cache"}
_SCRIPTS: Final = ("still.js", "door.js", "answer.js")


def routes() -> list[Route]:
    """Return the routes beside Streamlit's own: plotly.js, the mark, the start page at `/` and every page's path."""
    base = find_base()
    starts = [Route(f"{base}/{path}", _serve_start) for path in ("", *TITLES)]
    files_served = [
        Route(f"{base}/{plotly_address()}", _serve_plotly),
        Route(f"{base}/{ICON}", _serve_icon),
        Route(f"{base}/{HEALTH}", _serve_health),
        Route(f"{base}/{SIGNED_IN}", _serve_signed_in),
        Route(f"{base}/{SIGN_IN}", _start_login),
    ]
    return [*files_served, *starts]


def middleware() -> list[Middleware]:
    """Return what stands around every request, the outermost first."""
    return [Middleware(SecurityMiddleware), Middleware(Doorkeeper)]


@asynccontextmanager
async def warm_up(_: object) -> AsyncIterator[None]:
    """Import the pages while the server starts to listen, so that the first visitor does not wait for that."""
    waiting = asyncio.create_task(asyncio.to_thread(_import_pages))
    yield
    await waiting


def _import_pages() -> None:
    for name in PAGES:
        import_module(f"mesems_dash.pages.{name.path}")
    _plotly_compressed()


# ---------------------------------------------------------------- health
async def _serve_health(_: Request) -> Response:
    """Answer a watcher: 200 if there is a cut to show, else 503. The answer says nothing about the data."""
    is_ready = await asyncio.to_thread(_has_cut)
    content = {"status": "ok" if is_ready else "no data cut"}
    return JSONResponse(content, status_code=200 if is_ready else 503, headers={"Cache-Control": "no-store"})


def _has_cut() -> bool:
    return has_cut(find_stores().open)


# ---------------------------------------------------------------- the login
async def _serve_signed_in(request: Request) -> Response:
    """Answer a page whose socket was refused: whether that is because nobody is signed in."""
    is_reader = gate.find_visitor(request).reader is not None
    return JSONResponse({"reader": is_reader}, headers={"Cache-Control": "no-store"})


async def _start_login(request: Request) -> Response:
    visitor = gate.find_visitor(request)
    return lead_to_provider(find_base(), may_sign_in=visitor.may_sign_in)


# ---------------------------------------------------------------- the start page
async def _serve_start(request: Request) -> Response:
    visitor = gate.find_visitor(request)
    if visitor.reader is None:
        return show_sign_in(visitor, find_base())
    return Response(_start_page(), media_type="text/html", headers=_START_HEADERS)


@cache
def _start_page() -> str:
    page = files("streamlit").joinpath("static", "index.html").read_text(encoding="utf-8")
    additions = (
        f'<link rel="prefetch" as="script" href="./{plotly_address()}" />'
        '<script>window.__streamlit = { BACKEND_BASE_URL: new URL(".", location.href).href }</script>'
        f"<script>{_write_scripts()}</script>"
    )
    titled = page.replace("<title>Streamlit</title>", f"<title>{TITLE}</title>{additions}")
    return titled.replace("</body>", f"<style>{write_style()}</style></body>")  # after Streamlit's own, so that it wins


async def _serve_icon(_: Request) -> Response:
    return Response(
        (STATIC / "icon.png").read_bytes(), media_type="image/png", headers={"Cache-Control": "max-age=3600"}
    )


def _write_scripts() -> str:
    """Return the page's own scripts, each in a block, so that none sees what another declares."""
    return "\n".join(f"{{\n{read_script(name)}}}" for name in _SCRIPTS)


# ---------------------------------------------------------------- plotly.js
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
