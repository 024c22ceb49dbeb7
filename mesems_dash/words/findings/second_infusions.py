"""What the tables and charts of second infusions say: who is awaited, whether in time, and who was lost.

Frames as of `queries.second_infusions` and `queries.second_infusions_by_sequence`; their last row is all together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from mesems_dash.vocabulary import CROSSOVER_DAYS, SEQUENCE_LABELS, SOON_DAYS
from mesems_dash.words.findings.groups import name_in
from mesems_dash.words.phrases import agree, format_part, format_people, join_words, lower_first
from mesems_dash.words.rows import list_rows
from mesems_dash.words.second_infusions import SEQUENCE_NAMES, count_losses

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

__all__ = [
    "describe_infusion_days",
    "explain_awaited",
    "explain_losses",
    "find_awaited",
    "find_awaiting_sequences",
    "find_awaiting_sites",
    "find_losses",
    "find_timing",
    "find_timing_by_sequence",
]

_FEW: Final = 3
_SOON: Final = f"within {SOON_DAYS // 7} weeks"
_LEAST_P: Final = 0.001
_WAITING: Final = ("not_infused_1", "not_dated", "overdue", "due", "coming", "later")


def _all(frame: pd.DataFrame) -> dict[str, Any]:
    return list_rows(frame)[-1]


# ---------------------------------------------------------------- who is awaited
def find_awaited(counts: pd.DataFrame) -> str:
    """State how many second infusions are overdue, due and coming."""
    row = _all(counts)
    if not (row["overdue"] or row["due"] or row["coming"]):
        return f"No second infusion is overdue, due or coming {_SOON}"
    text = (
        f"{row['overdue'] or 'none'} overdue",
        f"{row['due'] or 'none'} due",
        f"{row['coming'] or 'none'} coming {_SOON}",
    )
    return f"Second infusions: {join_words(text)}"


def explain_awaited(counts: pd.DataFrame) -> str:
    """Say of whom nothing can be told; empty where there is nobody."""
    unknown = int(_all(counts)["not_dated"])
    if not unknown:
        return ""
    return (
        f"Not listed: {format_people(unknown)} without a complete date of the first infusion: the due date "
        "of the second is unknown."
    )


def find_awaiting_sites(counts: pd.DataFrame, names: Mapping[str, str]) -> str:
    """State which sites have a second infusion overdue or due. `counts` by site."""
    sites = list_rows(counts)[:-1]
    waiting = [name_in(row["site_id"], names) for row in sites if row["overdue"] or row["due"]]
    if not waiting:
        return "No site has a second infusion due or overdue"
    where = join_words(waiting) if len(waiting) <= _FEW else "them"
    head = "1 site has" if len(waiting) == 1 else f"{len(waiting)} of {len(sites)} sites have"
    text = f"{head} a second infusion due or overdue"
    return text if where == "them" else f"{text}: {where}"


def find_awaiting_sequences(counts: pd.DataFrame) -> str:
    """State how many in each sequence still wait for the second infusion. `counts` by sequence."""
    rows = {row["sequence"]: row for row in list_rows(counts)}
    text = [
        f"{sum(rows[code][name] for name in _WAITING):,} {lower_first(SEQUENCE_LABELS[code])}"
        for code in SEQUENCE_LABELS
    ]
    return f"Still waiting for the second infusion: {join_words(text)}"


# ---------------------------------------------------------------- in time
def find_timing(counts: pd.DataFrame) -> str:
    """State how many second infusions were given in their window, and the median day."""
    row = _all(counts)
    known = row["given"] - row["day_not_known"]
    if not known:
        return "No second infusion has a known day yet"
    text = format_part(row["in_window"], known, "second infusion")
    return (
        f"{text} {agree(row['in_window'], known, 'was', 'were')} in the window, the median on day {row['median_day']:g}"
    )


def find_timing_by_sequence(counts: pd.DataFrame) -> str:
    """State the median day of the second infusion in each sequence. `counts` by sequence."""
    medians = {row["sequence"]: row["median_day"] for row in list_rows(counts)}
    known = {lower_first(SEQUENCE_LABELS[code]): medians.get(code) for code in SEQUENCE_LABELS}
    if all(median is None for median in known.values()):
        return "No second infusion has a known day yet"
    text = [f"{name} {'none' if median is None else f'day {median:g}'}" for name, median in known.items()]
    return f"Median day of the second infusion: {', '.join(text)}"


def describe_infusion_days(days: pd.DataFrame, *, window_days: int) -> str:
    """Tell the days of second infusions in words, by sequence where the frame has them."""
    rows = list_rows(days)
    if not rows:
        return f"Second infusions by day after the first, target day {CROSSOVER_DAYS}: none with a known day."
    groups = dict.fromkeys(row.get("sequence") for row in rows)
    text = "; ".join(_describe_group([row for row in rows if row.get("sequence") == code], code) for code in groups)
    window = f"day {CROSSOVER_DAYS - window_days} to {CROSSOVER_DAYS + window_days}"
    return f"People by the day of their second infusion after the first, the window from {window} shaded. {text}."


def _describe_group(rows: list[dict[str, Any]], code: str | None) -> str:
    people = sum(row["people"] for row in rows)
    inside = sum(row["people"] for row in rows if row["timing"] == "IN_WINDOW")
    name = "Together" if code is None else SEQUENCE_NAMES[code]
    return (
        f"{name}: {format_people(people)}, the first on day {rows[0]['day']:,}, the last on day {rows[-1]['day']:,}, "
        f"{inside:,} in the window"
    )


# ---------------------------------------------------------------- losses
def find_losses(counts: pd.DataFrame, p_value: float | None) -> str:
    """State how many of each sequence were lost before the second infusion. `counts` by sequence; p is Fisher's."""
    lost, of = count_losses(counts)
    one, other = (lower_first(label) for label in SEQUENCE_LABELS.values())
    text = f"Lost before the second infusion: {lost[0]:,} of {of[0]:,} {one}, {lost[1]:,} of {of[1]:,} {other}"
    return text if p_value is None else f"{text} ({_describe_p(p_value)})"


def _describe_p(p_value: float) -> str:
    return f"p < {_LEAST_P}" if p_value < _LEAST_P else f"p = {p_value:.3f}"


def explain_losses(difference: float, low: float, high: float) -> str:
    """Say what the difference (-1..1), its interval and the p mean, and who is not a loss."""
    one, other = SEQUENCE_LABELS.values()
    return (
        f"{one} minus {lower_first(other)}: {_describe_points(difference)} percentage points (95 % interval "
        f"{_describe_points(low)} to {_describe_points(high)}), of everybody assigned. p (Fisher's exact test): how "
        "often losses would be at least this uneven if the sequence had no effect; a large p does not show that the "
        "sequences are alike. Lost: left before the second infusion, or recorded as not given. People who still wait "
        "for it are not lost."
    )


def _describe_points(share: float) -> str:
    """Say a difference of shares as "+3.2" or with a true minus."""
    return f"{100 * share:+.1f}".replace("-", "\N{MINUS SIGN}")
