"""What stands around every request, Streamlit's own too: who is answered at all, headers, errors without detail.

Plain ASGI, put by `server.py` before everything else. Without a login only this machine is answered. No page of another
origin, of another port of this machine neither, opens a socket or changes anything: Streamlit would ask an outside
address for its own before it refused, and let everybody wait. Every answer has strict headers, and a page the policy by
which the browser itself refuses anything from elsewhere. A failure below is answered with a number; the log has that
number and the kind of error, never its message.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit
from uuid import uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse

from mesems_dash.access import is_this_machine
from mesems_dash.errors import AccessError
from mesems_dash.pages.state import gate

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["SecurityMiddleware"]

_LOG: Final = logging.getLogger("mesems_dash")
_PAGE_POLICY: Final = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob: data:",  # Streamlit evaluates components from blobs
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self' data: blob:",  # 'self' covers Streamlit's own socket
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
_MOST_SOCKETS: Final = 300
"""Open pages at once, of all readers together; a further one is closed with "try again later"."""
_FILE_POLICY: Final = "default-src 'none'; frame-ancestors 'none'; sandbox"
_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",  # an address says what is filtered
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_NOBODY_ELSE: Final = "No login is set up: this app answers only on the computer on which it runs."
_OTHER_PAGE: Final = "This app answers only requests from its own pages."
_READING: Final = frozenset(("GET", "HEAD"))
_NOT_ALLOWED: Final = 1008
_TRY_LATER: Final = 1013
"""Codes of RFC 6455 for a socket that is closed."""
_KEEP_NOTHING: Final = ("/media/", "/_stcore/")
"""Where files with data and the app's own state are served: no cache keeps them."""


class SecurityMiddleware:
    """The outermost layer of the server."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._sockets = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or pass it on with strict headers on what comes back."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif not _is_answered(scope):
            await _refuse(scope, receive, send, why=_NOBODY_ELSE)
        elif not _is_of_own_page(scope):
            await _refuse(scope, receive, send, why=_OTHER_PAGE)
        elif scope["type"] == "http":
            await self._serve(scope, receive, send)
        else:
            await self._hold(scope, receive, send)

    async def _hold(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a page's socket on, unless there are too many."""
        if self._sockets >= _MOST_SOCKETS:
            await _close(receive, send, code=_TRY_LATER)
            return
        self._sockets += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._sockets -= 1

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        has_begun = False

        async def send_strictly(message: Message) -> None:
            nonlocal has_begun
            if message["type"] == "http.response.start":
                has_begun = True
                _make_strict(MutableHeaders(scope=message), scope["path"])
            await send(message)

        try:
            await self._app(scope, receive, send_strictly)
        except Exception as error:  # noqa: BLE001 - the one boundary of the server: no traceback reaches a reader
            number = uuid4().hex[:8]
            _LOG.error("error %s: %s while serving", number, type(error).__name__)
            if has_begun:
                return
            answer = PlainTextResponse(f"That did not work. The log records it as error {number}.\n", status_code=500)
            await answer(scope, receive, send_strictly)


def _is_answered(scope: Scope) -> bool:
    """Return whether this request is answered: all with a login, else those of this machine. Half a login: idem."""
    try:
        has_login = gate.read_login() is not None
    except AccessError:
        has_login = False
    client = scope.get("client")
    return has_login or is_this_machine(client[0] if client else None, Headers(scope=scope))


def _is_of_own_page(scope: Scope) -> bool:
    """Return whether a page of this host and port asks, letter for letter as Streamlit compares, or no page at all.

    A browser names the origin of every socket and of every request that may change something; what is no browser could
    name any, and is held by the login. A request that only reads is not asked: what it brings no other page can read,
    and after a login at the provider some browsers name it `null`.
    """
    headers = Headers(scope=scope)
    origins = headers.getlist("origin")
    if not origins or (scope["type"] == "http" and scope["method"] in _READING):
        return True
    try:
        asking = urlsplit(origins[0]).netloc
    except ValueError:
        return False
    return len(origins) == 1 and asking != "" and headers.getlist("host") == [asking]


async def _refuse(scope: Scope, receive: Receive, send: Send, *, why: str) -> None:
    if scope["type"] == "websocket":
        await _close(receive, send, code=_NOT_ALLOWED)
        return
    await PlainTextResponse(f"{why}\n", 403)(scope, receive, send)


async def _close(receive: Receive, send: Send, *, code: int) -> None:
    await receive()
    await send({"type": "websocket.close", "code": code})


def _make_strict(headers: MutableHeaders, path: str) -> None:
    for name, value in _HEADERS.items():
        headers[name] = value
    is_page = headers.get("content-type", "").startswith("text/html")
    headers["Content-Security-Policy"] = _PAGE_POLICY if is_page else _FILE_POLICY
    if any(part in path for part in _KEEP_NOTHING):
        headers["Cache-Control"] = "no-store"
