"""The messages of one run of the script reach the browser together, so that it builds its page once and not in pieces.

Streamlit sends every element by itself. The browser begins with the first message ("a run has begun") and takes the
next ones only when it has gone through the whole page: three times for a click, where once is enough. Here they wait
for the end of the run, a tenth of a second at most; static/message_batching.js delivers them as one.
MESEMS_BATCHING=off does without both.
"""

from __future__ import annotations

import asyncio
import os
from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["LONGEST_WAIT", "MessageBatching", "is_batching_on"]

LONGEST_WAIT: Final = 0.1
"""Seconds; what comes within them seems immediate."""


def is_batching_on() -> bool:
    """Return whether this process batches messages: yes, unless MESEMS_BATCHING is off."""
    return os.environ.get("MESEMS_BATCHING", "").strip().casefold() not in {"off", "no", "false", "0"}


class MessageBatching:
    """A layer of the server, for the sockets of pages; everything else passes."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; the messages to a page go through a queue."""
        if scope["type"] != "websocket":
            await self._app(scope, receive, send)
            return
        queue = _Queue(send)
        try:
            await self._app(scope, receive, queue.put)
        finally:
            queue.close()


class _Queue:
    """The messages to one page, in their order."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._held: deque[Message] = deque()
        self._turn = asyncio.Lock()
        self._is_running = False
        self._timer: asyncio.TimerHandle | None = None
        self._emptying: asyncio.Task[None] | None = None

    async def put(self, message: Message) -> None:
        """Hold a message of a run that goes on; with any other, and while the browser is slow to take, send all."""
        self._held.append(message)
        self._is_running = _goes_on(message, is_running=self._is_running)
        if not self._is_running or self._turn.locked():
            await self._empty()
        elif self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(LONGEST_WAIT, self._run_late)

    def close(self) -> None:
        """Send nothing more of its own accord."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    async def _empty(self) -> None:
        self.close()
        async with self._turn:
            while self._held:
                await self._send(self._held.popleft())

    def _run_late(self) -> None:
        self._emptying = asyncio.create_task(self._empty_late())  # kept, or it could be collected on its way

    async def _empty_late(self) -> None:
        with suppress(OSError, RuntimeError):  # the page is gone, as servers say it; the app finds out by itself
            await self._empty()


def _goes_on(message: Message, *, is_running: bool) -> bool:
    """Return whether a run of the script goes on after this message."""
    content = message.get("bytes") if message["type"] == "websocket.send" else None
    if content is None:
        return False
    kind = ForwardMsg.FromString(content).WhichOneof("type")
    return kind == "new_session" or (is_running and kind != "script_finished")
