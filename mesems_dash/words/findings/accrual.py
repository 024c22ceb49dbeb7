"""What charts say about accrual and the month by month count."""

from __future__ import annotations

import pandas as pd

from mesems_dash.words.phrases import format_count, format_month, format_people
from mesems_dash.words.rows import list_rows

__all__ = [
    "describe_accrual",
    "describe_months",
    "find_accrual",
    "find_months",
]


def find_accrual(frame: pd.DataFrame) -> str:
    """State how far randomisation is from the plan at the date of the cut.

    `frame` as of `count_accrual`. Past the plan's last month its number stays; without a plan none is mentioned.
    """
    randomised = int(frame["randomised"].sum())
    if not randomised:
        return "Nobody has been randomised yet"
    dated = frame.dropna(subset=["month", "cumulative"])
    planned = dated["target"].ffill().iloc[-1] if len(dated) else None
    if planned is None or pd.isna(planned):
        return f"{format_people(randomised)} randomised so far"
    ahead = randomised - int(planned)
    if ahead == 0:
        return f"Randomisation is on plan, with {format_people(randomised)}"
    return f"Randomisation is {abs(ahead):,} {'ahead of' if ahead > 0 else 'behind'} plan"


def describe_accrual(frame: pd.DataFrame, notes: pd.DataFrame) -> str:
    """Tell the curve in words: first and last month, the end, the plan by then, the dated notes."""
    dated = frame.dropna(subset=["month", "cumulative"])
    if dated.empty:
        return "Line of people randomised so far, by month: no month yet."
    dated = dated.assign(target=dated["target"].ffill())
    first, last = dated.iloc[0], dated.iloc[-1]
    span = f"{format_month(first['month'])} to {format_month(last['month'])}"
    text = [f"Line of people randomised so far, {span}, ending at {format_count(last['cumulative'])}"]
    if pd.notna(last["target"]):
        text.append(f"{format_count(last['target'])} were planned by then")
    text.extend(f"{format_month(note['on'])}: {note['label']}" for note in list_rows(notes))
    return "; ".join(text) + "."


def find_months(frame: pd.DataFrame) -> str:
    """State the month in which most people were screened for the first time; the latest one where several tie."""
    months = frame.dropna(subset=["month"])
    if not int(months["screened"].sum()):
        return "No screening in any month"
    best = max(reversed(list_rows(months)), key=lambda row: int(row["screened"]))
    return (
        f"The busiest month was {format_month(best['month'])}, with {format_people(best['screened'])} "
        "screened for the first time"
    )


def describe_months(frame: pd.DataFrame) -> str:
    """Tell the monthly bars in words."""
    return (
        f"Bars by month: {format_count(frame['screened'].sum())} people screened for the first time, "
        f"{format_count(frame['randomised'].sum())} randomised in all."
    )
