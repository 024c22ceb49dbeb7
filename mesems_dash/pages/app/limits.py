"""How much one reader, one socket and all uploads together may ask of the server at once.

A socket that sends too much is read more slowly: what it sends stays with the sender. A further socket or upload is
refused with "try again later".
"""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from streamlit import config, runtime
from streamlit.runtime.stats import CacheStat

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["MOST_SOCKETS", "Pace", "Sockets", "Uploads"]

MOST_SOCKETS: Final = 20
"""Pages that one reader has open at once."""
_SOCKETS_A_SECOND: Final = 0.5
_SOCKETS_AT_ONCE: Final = 40
"""Pages that one reader opens: so many one after the other, and then one in two seconds."""
_MOST_UPLOADS: Final = 4
"""Uploads of the greatest size that are held at once, of all readers together."""
_MEGABYTE: Final = 1 << 20
_FRAME: Final = _MEGABYTE
"""What an upload is longer than its file, at most."""


class Pace:
    """How fast something may come: `burst` at once, and then `rate` a second."""

    def __init__(self, *, rate: float, burst: float) -> None:
        self._rate = rate
        self._burst = burst
        self._debt = 0.0
        self._at = time.monotonic()

    def count(self, amount: float = 1) -> float:
        """Count so much and return the seconds to wait before it is taken."""
        self._debt = self._owed() + amount
        return max(self._debt - self._burst, 0.0) / self._rate

    def has_room(self) -> bool:
        """Count one more if it need not wait; return whether it was counted. What is refused costs nothing."""
        if self._owed() + 1 > self._burst:
            return False
        self._debt += 1
        return True

    def _owed(self) -> float:
        now = time.monotonic()
        self._debt = max(self._debt - (now - self._at) * self._rate, 0.0)
        self._at = now
        return self._debt


class Sockets:
    """The open sockets of each reader, by name."""

    def __init__(self) -> None:
        self._open: Counter[str] = Counter()
        self._paces: defaultdict[str, Pace] = defaultdict(lambda: Pace(rate=_SOCKETS_A_SECOND, burst=_SOCKETS_AT_ONCE))

    def has_room(self, name: str) -> bool:
        """Return whether a reader may open one more; it is then counted as opened."""
        return self._open[name] < MOST_SOCKETS and self._paces[name].has_room()

    @contextmanager
    def hold(self, name: str) -> Iterator[None]:
        """Count a socket for as long as it is open."""
        self._open[name] += 1
        try:
            yield
        finally:
            self._open[name] -= 1


class Uploads:
    """The sizes of uploads: of those under way, and of files that Streamlit holds for its sessions."""

    def __init__(self) -> None:
        self._coming = 0

    def refuse(self, length: int | None) -> tuple[int, str] | None:
        """Return with which status and words an upload of this length is refused; None if it may come."""
        most = int(config.get_option("server.maxUploadSize")) * _MEGABYTE
        if length is None or length < 0:
            return 411, "The size of this upload is unknown."
        if length > most + _FRAME:
            return 413, "This file is too large."
        if self._coming + _count_held() + length > _MOST_UPLOADS * most:
            return 429, "Too many uploads at this time. Please try again later."
        return None

    @contextmanager
    def hold(self, length: int) -> Iterator[None]:
        """Count an upload for as long as it comes."""
        self._coming += length
        try:
            yield
        finally:
            self._coming -= length


def _count_held() -> int:
    """Return the bytes of uploaded files that wait for their import or for the end of their session."""
    if not runtime.exists():
        return 0
    families = runtime.get_instance().uploaded_file_mgr.get_stats()
    return sum(stat.byte_length for stats in families.values() for stat in stats if isinstance(stat, CacheStat))
