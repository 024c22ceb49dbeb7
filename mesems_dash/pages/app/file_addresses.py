"""Where a reader fetches a file that was made for them: an address that nobody can guess, and of use to them alone.

Streamlit serves a file at the hash of its content, to anybody: who has a candidate for the content can ask whether it
is there. So that address never leaves the server. What a socket is told instead is drawn at random and bound to the
reader of that socket. Whoever asks for it must be that reader, with the same access as then.
"""

from __future__ import annotations

import secrets
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

if TYPE_CHECKING:
    from mesems_dash.access import Reader

__all__ = ["MEDIA", "FileAddresses"]

MEDIA: Final = "media/"
"""Where Streamlit serves files, beside the start page."""
_MARK: Final = f"/{MEDIA}".encode()
_MOST_KEPT: Final = 5_000
"""Addresses that are remembered; Streamlit forgets a file long before, when its page has moved on."""


@dataclass(frozen=True)
class _Made:
    """A file: its name in Streamlit's storage, and for whom it was made."""

    name: str
    reader: Reader


class FileAddresses:
    """The addresses that were given out by this process."""

    def __init__(self) -> None:
        self._made: OrderedDict[str, _Made] = OrderedDict()

    def hide(self, content: bytes, reader: Reader) -> bytes:
        """Return a message to a reader's page, with an address of their own for the file that it tells of, if any."""
        if _MARK not in content:
            return content
        message = ForwardMsg.FromString(content)
        if message.WhichOneof("type") != "backend_operation_response":
            return content
        text = message.backend_operation_response
        if text.WhichOneof("payload") != "deferred_file" or _MARK.decode() not in text.deferred_file.url:
            return content
        before, _, name = text.deferred_file.url.rpartition("/")
        text.deferred_file.url = f"{before}/{self._give(name, reader)}"
        return bytes(message.SerializeToString())

    def find(self, name: str, reader: Reader) -> str | None:
        """Return the name in Streamlit's storage that an address stands for; None if it is none of this reader."""
        made = self._made.get(name)
        return made.name if made is not None and made.reader == reader else None

    def _give(self, name: str, reader: Reader) -> str:
        given = f"{secrets.token_urlsafe(32)}{PurePosixPath(name).suffix}"
        self._made[given] = _Made(name, reader)
        if len(self._made) > _MOST_KEPT:
            self._made.popitem(last=False)
        return given
