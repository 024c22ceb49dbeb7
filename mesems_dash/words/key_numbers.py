"""The six key numbers in words: value, of how many, and how it moved since the cut before.

Frames as of `queries.count_key_numbers`, each one row.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mesems_dash.words.phrases import (
    NOTHING,
    format_change,
    format_count,
    format_date,
    format_month,
    format_of,
    format_share,
    format_things,
)
from mesems_dash.words.rows import list_rows

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["KeyNumber", "build_key_numbers", "describe_cut_before"]

Row = dict[str, Any]


@dataclass(frozen=True)
class KeyNumber:
    """One number as a tile shows it; `page` is where it is explained."""

    label: str
    value: str
    of: str
    change: str
    page: str


def build_key_numbers(now: pd.DataFrame, before: pd.DataFrame | None) -> list[KeyNumber]:
    """Return the six numbers; without a cut before, the change is blank. See `describe_cut_before` for that cut."""
    row = list_rows(now)[0]
    old = None if before is None else list_rows(before)[0]
    screenings = f"in {format_things(row['screenings'], 'screening')}"
    return [
        _build_randomised(row, old),
        _build_pace(row, old),
        _build_number(row, old, name="screened", label="Screened", of=screenings, page="sites"),
        _build_failed(row, old),
        _build_number(
            row, old, name="undecided", label="Undecided", of=f"of {row['screened']:,} screened", page="undecided"
        ),
        _build_number(
            row, old, name="completed", label="Completed", of=f"of {row['randomised']:,} randomised", page="arms"
        ),
    ]


def describe_cut_before(before: pd.DataFrame | None) -> str:
    """Say which cut the changes are since."""
    if before is None:
        return "There is no earlier data cut to compare with."
    return (
        f"Changes are since the previous data cut, as of {format_date(list_rows(before)[0]['as_of'])}, with "
        "the same filters."
    )


def _build_number(row: Row, old: Row | None, *, name: str, label: str, of: str, page: str) -> KeyNumber:
    return KeyNumber(label, format_count(row[name]), of, _describe_since(row, old, name), page)


def _describe_since(row: Row, old: Row | None, name: str) -> str:
    if old is None:
        return ""
    change = row[name] - old[name]
    return f"{format_change(change)} since {format_month(old['as_of'])}" if change else format_change(0)


def _build_randomised(row: Row, old: Row | None) -> KeyNumber:
    whole, kind = (row["screened"], "screened") if row["target"] is None else (row["target"], "planned")
    return _build_number(row, old, name="randomised", label="Randomised", of=f"of {whole:,} {kind}", page="funnel")


def _build_pace(row: Row, old: Row | None) -> KeyNumber:
    rate, was = row["rate_per_month"], None if old is None else old["rate_per_month"]
    change = "" if old is None or was is None else f"was {was:.1f} in {format_month(old['as_of'])}"
    return KeyNumber(
        "Randomised per month", NOTHING if rate is None else f"{rate:.1f}", _describe_pace(row), change, "sites"
    )


def _describe_pace(row: Row) -> str:
    months = row["months_to_target"]
    if months is None:
        return f"{format_count(row['randomised_90_days'])} in 90 days"
    return "target reached" if months == 0 else f"{format_things(round(months), 'month')} to target"


def _build_failed(row: Row, old: Row | None) -> KeyNumber:
    change = "" if old is None else f"was {format_share(old['failed'], old['decided'])} in {format_month(old['as_of'])}"
    of = f"{format_of(row['failed'], row['decided'])} decided"
    return KeyNumber("Screen failures", format_share(row["failed"], row["decided"]), of, change, "failures")
