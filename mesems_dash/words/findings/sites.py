"""What charts say about the sites."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mesems_dash.vocabulary import OTHER_SITES
from mesems_dash.words.phrases import agree, format_count, format_month, format_part
from mesems_dash.words.rows import list_rows
from mesems_dash.words.sites import name_sites

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

__all__ = [
    "describe_sites",
    "find_leading_site",
    "find_quiet_sites",
    "find_sites",
]


def find_leading_site(frame: pd.DataFrame) -> str:
    """State which site randomised most; the first by id where several tie. `frame` as of `list_sites`."""
    rows = list_rows(_leave_out_others(frame))
    best = max(rows, key=lambda row: int(row["randomised"]), default=None)
    if best is None or not best["randomised"]:
        return "No site has randomised yet"
    planned = "" if best["target"] is None else f" of {best['target']:,} planned"
    return f"{name_sites(frame)[best['site_id']]} has randomised most, {best['randomised']:,}{planned}"


def explain_leading_site() -> str:
    """Say what the marks are."""
    return "Bar: people randomised. Line: planned number of the site."


def find_sites(frame: pd.DataFrame) -> str:
    """State how many sites have randomised, of how many, and how many reached their target."""
    frame = _leave_out_others(frame)
    if frame.empty:
        return "No site to show"
    active = int((frame["randomised"] > 0).sum())
    planned = frame.dropna(subset=["target"])
    head = f"{format_part(active, len(frame), 'site')} {agree(active, len(frame), 'has', 'have')} randomised"
    if planned.empty:
        return head
    return f"{head}; {format_count((planned['randomised'] >= planned['target']).sum())} reached the planned number"


def find_quiet_sites(frame: pd.DataFrame, *, as_of: date, quiet_days: int = 90) -> str:
    """State how many open sites have screened nobody at all in the last `quiet_days`, whoever is selected."""
    frame = _leave_out_others(frame)
    open_sites = frame[frame["is_open"].fillna(value=False).astype(bool)]
    since = open_sites["days_since_last_screening_of_all"]
    quiet = int((since.isna() | (since > quiet_days)).fillna(value=True).sum())
    span = f"in the {quiet_days} days to {as_of.day} {format_month(as_of)}"
    if open_sites.empty:
        return "No site is open"
    if not quiet:
        return f"Every open site has screened {span}"
    return f"{format_part(quiet, len(open_sites), 'open site')} screened nobody {span}"


def _leave_out_others(frame: pd.DataFrame) -> pd.DataFrame:
    """Leave out the sites that a reader sees as one: together they are no site to compare with."""
    return frame[frame["site_id"] != OTHER_SITES]


def describe_sites(frame: pd.DataFrame) -> str:
    """Tell the sites in words: randomised of planned."""
    names = name_sites(frame)
    text = (
        f"{names[row['site_id']]} {format_count(row['randomised'])} of {format_count(row['target'])}"
        for row in list_rows(frame)
    )
    return "People randomised of those planned, by site: " + ("; ".join(text) or "none") + "."
