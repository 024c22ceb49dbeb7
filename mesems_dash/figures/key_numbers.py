"""The six key numbers in words: value, of how many, and how it moved since the cut before.

Frames as of `queries.count_key_numbers`, each one row.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mesems_dash.figures.rows import list_rows
from mesems_dash.figures.words import NOTHING, say_change, say_count, say_date, say_of, say_share, say_things

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["KeyNumber", "tell_key_numbers"]

Row = dict[str, Any]


@dataclass(frozen=True)
class KeyNumber:
    """One number as a tile shows it; `page` is where it is explained."""

    label: str
    value: str
    of: str
    change: str
    page: str


def tell_key_numbers(now: pd.DataFrame, before: pd.DataFrame | None) -> list[KeyNumber]:
    """Return the six numbers; without a cut before, the change is blank."""
    row = list_rows(now)[0]
    old = None if before is None else list_rows(before)[0]
    return [
        _tell_randomised(row, old),
        _tell_pace(row, old),
        _tell(row, old, name="screened", label="Screened", of=say_things(row["screenings"], "screening"), page="sites"),
        _tell_failed(row, old),
        _tell(row, old, name="undecided", label="Undecided", of=_of_screened(row, "undecided"), page="failures"),
        _tell(row, old, name="completed", label="Completed", of=_of_randomised(row), page="arms"),
    ]


def _tell(row: Row, old: Row | None, *, name: str, label: str, of: str, page: str) -> KeyNumber:
    return KeyNumber(label, say_count(row[name]), of, _since(old, row[name], name), page)


def _since(old: Row | None, value: int, name: str) -> str:
    if old is None:
        return ""
    return f"{say_change(value - old[name])} since {say_date(old['as_of'])}"


def _tell_randomised(row: Row, old: Row | None) -> KeyNumber:
    target = row["target"]
    of = (
        _of_screened(row, "randomised")
        if target is None
        else f"of {target:,} planned, {say_share(row['randomised'], target)}"
    )
    return _tell(row, old, name="randomised", label="Randomised", of=of, page="funnel")


def _tell_pace(row: Row, old: Row | None) -> KeyNumber:
    months = row["months_to_target"]
    if months is None:
        of = f"{say_count(row['randomised_90_days'])} in the last 90 days"
    elif months == 0:
        of = "planned number reached"
    else:
        of = f"at this pace {say_things(round(months), 'month')} to target"
    change = (
        ""
        if old is None or old["rate_per_month"] is None
        else f"was {old['rate_per_month']:.1f} on {say_date(old['as_of'])}"
    )
    rate = row["rate_per_month"]
    return KeyNumber("Randomised a month", NOTHING if rate is None else f"{rate:.1f}", of, change, "sites")


def _tell_failed(row: Row, old: Row | None) -> KeyNumber:
    share = say_share(row["failed"], row["decided"])
    of = f"{say_of(row['failed'], row['decided'])} decided"
    change = ""
    if old is not None:
        change = f"was {say_share(old['failed'], old['decided'])} on {say_date(old['as_of'])}"
    return KeyNumber("Screening failures", share, of, change, "failures")


def _of_screened(row: Row, name: str) -> str:
    return f"of {row['screened']:,} screened, {say_share(row[name], row['screened'])}"


def _of_randomised(row: Row) -> str:
    return f"of {row['randomised']:,} randomised, {say_share(row['completed'], row['randomised'])}"
