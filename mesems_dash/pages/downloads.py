"""What leaves the app as a file: a frame as CSV that no spreadsheet will run, and that says what it shows.

Where the rows come from is part of every row, as the columns `data_cut`, `rule_set` and `filter` at the end: a plain
table any program reads, and rows that still say what they are after somebody pastes them elsewhere.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["defuse", "to_safe_csv"]

_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
_INNER_START: Final = re.compile(r"([;\t\r\n]\s*)(?=[=+\-@])")
"""Where a spreadsheet with another separator than the comma would begin a cell with a formula."""


def to_safe_csv(frame: pd.DataFrame, *, filter_sentence: str, cut_id: str, rule_set: str) -> bytes:
    """Return a frame as CSV in UTF-8 with a byte-order mark, so that Excel shows names rightly.

    Text that a spreadsheet would run is defused; numbers and dates stay as they are. An empty frame gives its header.
    """
    table = frame.assign(data_cut=cut_id, rule_set=rule_set, filter=filter_sentence)
    safe = table.rename(columns=defuse).map(defuse)
    return safe.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig")


def defuse(value: object) -> object:
    """Put an apostrophe before text that a spreadsheet would take for a formula; return anything else as it is.

    Excel splits at semicolons where the decimal sign is a comma, so what follows one is guarded too.
    """
    if not isinstance(value, str):
        return value
    inside = _INNER_START.sub(r"\1'", value)
    return f"'{inside}" if value.startswith(_FORMULA_STARTS) else inside
