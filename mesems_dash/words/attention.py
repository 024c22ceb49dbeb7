"""What needs attention today, in words: matters by kind, each with where to look further.

Frame as of `queries.list_attention`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from mesems_dash.vocabulary import ATTENTION_LABELS, STAGE_LABELS
from mesems_dash.words.phrases import format_date, format_of, format_people, format_things, lower_first, name_criterion
from mesems_dash.words.rows import list_rows
from mesems_dash.words.sites import name_sites

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Alert", "find_attention", "find_overview", "group_attention", "tabulate_attention"]


@dataclass(frozen=True)
class Alert:
    """One kind: what it is, how many there are, the page that tells more with its state, and the first rows."""

    kind: str
    label: str
    explanation: str
    count: int
    page: str
    link: str
    query: dict[str, str | list[str]]
    rows: tuple[dict[str, Any], ...]


_KINDS: Final = {
    "ONE_VALUE_AWAY": (
        "Ongoing, and one missing value decides it, whatever the answer: ask for it first.",
        "undecided",
        {"settling": "only", "whom": "waiting"},
    ),
    "RANDOMISED_INELIGIBLE": (
        "The record at randomisation fails a criterion: an error in the data, or a protocol deviation.",
        "agreement",
        {"differ": "RANDOMISED_BUT_FAIL"},
    ),
    "CALLED_ELIGIBLE": (
        "Decision of the site and record disagree, and the person is not randomised yet.",
        "agreement",
        {"differ": "CALLED_BUT_FAIL"},
    ),
    "CALLED_INELIGIBLE": (
        "Every criterion is met in the record: an eligible person may be lost, or a reason is not recorded.",
        "agreement",
        {"differ": "FAIL_BUT_PASS"},
    ),
    "INFUSION_OVERDUE": (
        "The window for the infusion at week 24 has closed, and the infusion is not recorded as given or not given.",
        "arms",
        {},
    ),
    "STAGE_DISAGREES": (
        "The funnel counts the step as reached; one of the two records is wrong.",
        "funnel",
        {},
    ),
    "STALE_SITE": (
        "The site is open, and nothing is recorded there for more than 90 days.",
        "sites",
        {},
    ),
}
"""Kind: explanation, page that tells more, what that page is to show: as many as the kind counts."""
_LINKS: Final = {
    "undecided": "Show on Undecided",
    "agreement": "Show on Site vs data",
    "arms": "Show on Arms",
    "funnel": "Show on Funnel",
    "sites": "Show on Sites",
}


def group_attention(frame: pd.DataFrame) -> tuple[Alert, ...]:
    """Return the kinds that have rows, in the order of the list; each counts all of its kind, shown or not."""
    rows = list_rows(frame)
    return tuple(
        _make_alert(kind, tuple(row for row in rows if row["kind"] == kind))
        for kind in ATTENTION_LABELS
        if any(row["kind"] == kind for row in rows)
    )


def find_overview(numbers: pd.DataFrame, alerts: tuple[Alert, ...] | None) -> str:
    """State the total against the whole plan, and how much waits for somebody to look at it; None says nothing of that.

    `numbers` as of `count_key_numbers`.
    """
    row = list_rows(numbers)[0]
    target, done = row["target"], row["randomised"]
    total = format_people(done) if target is None else f"{format_of(done, target)} planned people"
    return f"{total} randomised" + ("" if alerts is None else f"; {lower_first(find_attention(alerts))}")


def find_attention(alerts: tuple[Alert, ...]) -> str:
    """State how many matters there are today."""
    if not alerts:
        return "Nothing needs attention"
    number = sum(alert.count for alert in alerts)
    return f"{format_things(number, 'item')} {'needs' if number == 1 else 'need'} attention"


def tabulate_attention(alert: Alert, sites: pd.DataFrame, evidence: Sequence[str] = ()) -> pd.DataFrame:
    """Return the rows of a matter to read: person, site, what it is about, since when; the latest first.

    `evidence` has one sentence a row, in the same order, where there is any. A column that is empty throughout is left
    out.
    """
    names = name_sites(sites)
    columns: dict[str, list[Any]] = {
        "Person": [row["subject_id"] for row in alert.rows],
        "Site": [names.get(row["site_id"], row["site_id"]) for row in alert.rows],
        "About": [_name_concern(row["criterion"]) for row in alert.rows],
        "Evidence": list(evidence) or [""] * len(alert.rows),
        "Since": [format_date(row["since"]) for row in alert.rows],
        "Days open": [row["days_open"] for row in alert.rows],
    }
    return pd.DataFrame({name: values for name, values in columns.items() if any(value for value in values)})


def _name_concern(code: str | None) -> str:
    return "" if code is None else STAGE_LABELS.get(code) or name_criterion(code)


def _make_alert(kind: str, rows: tuple[dict[str, Any], ...]) -> Alert:
    explanation, page, state = _KINDS[kind]
    query: dict[str, str | list[str]] = dict(state)
    if kind == "STALE_SITE":
        query = {"site": sorted({row["site_id"] for row in rows})}
    return Alert(kind, ATTENTION_LABELS[kind], explanation, rows[0]["of_kind"], page, _LINKS[page], query, rows)
