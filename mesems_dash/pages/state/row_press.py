"""Which row of a table was pressed. A place is no name: it counts only in the list that the browser then showed.

A list may be replaced between a press and its arrival. So every table has a sign, the browser sends it back with the
place, and a place under another sign is nobody's. The sign is made with a key of this process: it tells nothing of
what never leaves the server.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from hashlib import blake2b
from typing import Final

__all__ = ["LIST_CHANGED", "find_row", "sign_list"]

_KEY: Final = secrets.token_bytes(32)
_SIGN_BYTES: Final = 12
LIST_CHANGED: Final = "The list changed while you chose a row, so no person was opened. Choose the row again."


def sign_list(*parts: object) -> str:
    """Return the sign of a list: equal for equal parts alone, which are all that a row of it stands for."""
    return blake2b(repr(parts).encode("utf-8", "backslashreplace"), key=_KEY, digest_size=_SIGN_BYTES).hexdigest()


def find_row(press: object, sign: str, *, rows: int) -> int | None:
    """Return the place, from 0, of the row that was pressed in the list of this sign; None if it was in another one."""
    if not isinstance(press, Mapping) or press.get("list") != sign:
        return None
    row = press.get("row")
    if isinstance(row, bool) or not isinstance(row, int | float) or row not in range(rows):
        return None
    return int(row)
