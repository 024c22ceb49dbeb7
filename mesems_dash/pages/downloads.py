"""What leaves the app as a file: a frame as CSV that no spreadsheet will run, and that says what it shows.

Where the rows come from is part of every row, as the columns `data_cut`, `rule_set` and `filter` at the end: a plain
table any program reads, and rows that still say what they are after somebody pastes them elsewhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["defuse", "to_safe_csv"]

_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


def to_safe_csv(frame: pd.DataFrame, *, filter_sentence: str, cut_id: str, rule_set: str) -> bytes:
    """Return a frame as CSV in UTF-8 with a byte-order mark, so that Excel shows names rightly.

    Text that a spreadsheet would run is defused; numbers and dates stay as they are. An empty frame gives its header.
    """
    table = frame.assign(data_cut=cut_id, rule_set=rule_set, filter=filter_sentence)
    safe = table.rename(columns=defuse).map(defuse)
    return safe.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig")


def defuse(value: object) -> object:
    """Put an apostrophe before text that a spreadsheet would take for a formula; return anything else as it is."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA_STARTS) else value
