"""Who gets past the door of the server, asked before Streamlit is: with a login, readers alone.

Streamlit asks nobody before it holds a socket, runs the script, keeps an upload, gives out a file or its numbers. So a
request for anything but what `_OPEN` names needs the signed cookie of somebody whom the access file knows now, an
upload somebody who may import, and a file the reader for whom it was made. Sockets and uploads have limits, see
`limits.py`. Without a login there is one reader, this machine (`middleware.py` answers no other), who may open any
number of pages up to what the server holds.
"""

from __future__ import annotations

import asyncio
from contextlib import nullcontext
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse

from mesems_dash.access import Role
from mesems_dash.pages.app.file_addresses import MEDIA, FileAddresses
from mesems_dash.pages.app.limits import Pace, Sockets, Uploads
from mesems_dash.pages.app.paths import OWN_FILES, find_base
from mesems_dash.pages.app.sign_in import SIGN_IN
from mesems_dash.pages.state import gate
from mesems_dash.pages.state.names import TITLES

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from mesems_dash.access import Reader

__all__ = ["Doorkeeper"]

_OPEN: Final = frozenset(
    (
        "",
        *TITLES,  # these show the way in to whoever is not let in
        *OWN_FILES,
        SIGN_IN,
        "auth/login",
        "auth/logout",
        "oauth2callback",
        "manifest.json",
        "_stcore/health",
        "_stcore/host-config",
    )
)
"""Paths that say nothing of the data and hold nothing; so do the scripts of Streamlit's own page."""
_OPEN_BELOW: Final = "static/"
_UPLOADS: Final = "_stcore/upload_file/"
_MESSAGES_A_SECOND: Final = 30
_MESSAGES_AT_ONCE: Final = 300
_BYTES_OF_A_MESSAGE: Final = 100_000
"""A longer message counts as several."""
_NOT_ALLOWED: Final = 1008
_TRY_LATER: Final = 1013


class Doorkeeper:
    """A layer of the server, inside of the security middleware."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._sockets = Sockets()
        self._uploads = Uploads()
        self._files = FileAddresses()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is open to all, and what a reader may have; refuse everything else."""
        path = _find_path(scope)
        if scope["type"] == "lifespan" or (scope["type"] == "http" and _is_open(path)):
            await self._app(scope, receive, send)
            return
        visitor = gate.find_visitor(HTTPConnection(scope))
        if visitor.reader is None:
            status = 403 if visitor.is_signed_in else 401
            await _refuse(scope, receive, send, status=status, why=visitor.why)
        elif scope["type"] == "websocket":
            await self._hold(visitor.reader, scope, receive, send)
        elif path.startswith(MEDIA):
            await self._give(visitor.reader, path, scope, receive, send)
        elif path.startswith(_UPLOADS):
            await self._take(visitor.reader, scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _hold(self, reader: Reader, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the socket of a page on."""
        is_local = reader.role is Role.LOCAL
        if not is_local and not self._sockets.has_room(reader.name):
            await receive()
            await send({"type": "websocket.close", "code": _TRY_LATER})
            return
        pace = Pace(rate=_MESSAGES_A_SECOND, burst=_MESSAGES_AT_ONCE)

        async def receive_paced() -> Message:
            message = await receive()
            await asyncio.sleep(pace.count(1 + len(message.get("bytes") or b"") / _BYTES_OF_A_MESSAGE))
            return message

        async def send_hidden(message: Message) -> None:
            if message.get("bytes"):
                message = {**message, "bytes": self._files.hide(message["bytes"], reader)}
            await send(message)

        with nullcontext() if is_local else self._sockets.hold(reader.name):
            await self._app(scope, receive_paced, send_hidden)

    async def _give(self, reader: Reader, path: str, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on a request for a file to the reader for whom it was made."""
        name = self._files.find(path.removeprefix(MEDIA), reader)
        if name is None:
            await _refuse(scope, receive, send, status=404, why="This file does not exist, or is not yours.")
            return
        real = f"{find_base()}/{MEDIA}{name}"
        await self._app({**scope, "path": real, "raw_path": quote(real).encode("ascii")}, receive, send)

    async def _take(self, reader: Reader, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass an upload on, from whoever may import."""
        if not reader.may_import:
            await _refuse(scope, receive, send, status=403, why="Your role cannot import.")
            return
        length = _read_length(Headers(scope=scope)) if scope["method"] == "PUT" else 0
        refusal = self._uploads.refuse(length)
        if refusal is not None:
            await _refuse(scope, receive, send, status=refusal[0], why=refusal[1])
            return
        with self._uploads.hold(length or 0):
            await self._app(scope, receive, send)


def _find_path(scope: Scope) -> str:
    """Return the path beside the start page, as routes read it."""
    path, base = str(scope.get("path", "")), find_base()
    return path.removeprefix(base).removeprefix("/") if f"{path}/".startswith(f"{base}/") else path


def _is_open(path: str) -> bool:
    return path in _OPEN or path.startswith(_OPEN_BELOW)


def _read_length(headers: Headers) -> int | None:
    text = headers.get("content-length", "")
    return int(text) if text.isascii() and text.isdigit() else None


async def _refuse(scope: Scope, receive: Receive, send: Send, *, status: int, why: str) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": _NOT_ALLOWED})
        return
    await PlainTextResponse(f"{why}\n", status)(scope, receive, send)
