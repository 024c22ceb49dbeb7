"""What Screen failures filters on beside the panel, and the marks chosen in its charts: session, address, selection.

State is held as the address writes it, lists of codes by key, so that a link, Undo and a click all do the same.
`facets.py` shows it, `sentences.py` says it. A mark is kept by the name of its chart: one chart, one mark.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final, cast

import streamlit as st

from mesems_dash.pages import address, keys
from mesems_dash.queries.marks import join_mark, read_mark, split_mark
from mesems_dash.queries.selection import ANYTHING, DECISIONS, MATCHES, RECORDED_BITS, Range, Selection, narrow
from mesems_dash.vocabulary import COUNTED, DISAGREEMENTS, KINDS, LEAVES, STATUSES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mesems_dash.pages.chart import ChartClick
    from mesems_dash.queries.marks import Mark
    from mesems_dash.queries.selection import Match

__all__ = [
    "CHOICES",
    "RANGES",
    "VIEWS",
    "State",
    "filter_further",
    "follow_address",
    "follow_click",
    "has_filters",
    "list_marks",
    "mark_selection",
    "mark_with",
    "read_state",
    "set_values",
    "write_address",
]

CHOICES: Final = {
    keys.STATUS: STATUSES,
    keys.DECISION: DECISIONS,
    keys.CRITERION: COUNTED,
    keys.KIND: KINDS,
    keys.LEAF: tuple(leaf for leaf in LEAVES if leaf.startswith("I1.")),
    keys.WROTE: tuple(RECORDED_BITS),
    keys.SITE_SAYS: DISAGREEMENTS,
}
"""What can be chosen, by key; a key's values are or'ed, keys are and'ed."""
VIEWS: Final = {
    "reasons": "Reasons by subtype",
    "attrition": "One after another",
    "combinations": "Together",
    "pairs": "Pairs",
    "time": "Over time",
    "site": "By site",
}
"""The charts that can have a mark."""
RANGES: Final = (keys.FAILING, keys.AGE, keys.EDSS, keys.DURATION, keys.RELAPSE)
_LETTERS: Final = 6
"""A number in an address has no more letters than these."""
_ONE_OF: Final[dict[str, tuple[str, ...]]] = {keys.MATCH: MATCHES, keys.WIDE: ("1",)}
_WIDE_OPEN: Final = ".."
State = dict[str, list[str]]


# ---------------------------------------------------------------- session and address
def follow_address() -> None:
    """Take the state from the address where the run follows it; call before the panel is shown."""
    for key in keys.NARROWING:
        address.follow(key, partial(_clean, key))


def write_address() -> None:
    """Put the state into the address; what is not filtered is left out."""
    for key, values in read_state().items():
        address.write(key, values)


def read_state() -> State:
    """Return the state as it stands, by key."""
    return {key: _clean(key, st.session_state.get(key, [])) for key in keys.NARROWING}


def set_values(key: str, values: Iterable[str]) -> None:
    """Choose values before the run that shows them; codes that do not exist are dropped."""
    st.session_state[key] = _clean(key, list(values))


def _clean(key: str, values: list[str]) -> list[str]:
    if key == keys.MARK:
        return [text for text in values if split_mark(text)[1]]
    if key in RANGES:
        return [text for text in values[:1] if _read_range(text) != ANYTHING]
    if key in _ONE_OF:
        return [value for value in values[:1] if value in _ONE_OF[key]]
    return [code for code in CHOICES[key] if code in values]


def _read_range(text: str) -> Range:
    """Read "18..50", "18.." or "..50"."""
    least, separator, most = text.partition(_WIDE_OPEN)
    asked = Range(_read_number(least), _read_number(most)) if separator else ANYTHING
    is_upside_down = asked.least is not None and asked.most is not None and asked.least > asked.most
    return Range(asked.most, asked.least) if is_upside_down else asked


def _read_number(text: str) -> float | None:
    """Read a number of no sign; what is none is an open end."""
    is_number = text.replace(".", "", 1).isdecimal() and text.isascii() and len(text) <= _LETTERS
    return float(text) if is_number else None


# ---------------------------------------------------------------- the selection
def filter_further(selection: Selection) -> Selection:
    """Return the panel's selection with this page's filters, without marks."""
    state = read_state()
    measures = {key: _read_range(state[key][0]) if state[key] else ANYTHING for key in RANGES}
    chosen: dict[str, Any] = {
        "statuses": tuple(state[keys.STATUS]),
        "decisions": tuple(state[keys.DECISION]),
        "criteria": tuple(state[keys.CRITERION]),
        "match": cast("Match", next(iter(state[keys.MATCH]), "any")),
        "kinds": tuple(state[keys.KIND]),
        "leaves": tuple(state[keys.LEAF]),
        "recorded": tuple(state[keys.WROTE]),
        "disagreements": tuple(state[keys.SITE_SAYS]),
        "is_wide": bool(state[keys.WIDE]),
        **measures,
    }
    return Selection(**{**vars(selection), **chosen})


def has_filters() -> bool:
    """Tell whether this page filters anything beside the panel and the marks."""
    state = read_state()
    return any(values for key, values in state.items() if key not in (keys.MARK, keys.MATCH, keys.WIDE))


# ---------------------------------------------------------------- marks
def list_marks(selection: Selection) -> Mapping[str, Mark]:
    """Return the mark of each chart that has one; what stands for nothing is left out."""
    marks = dict(split_mark(text) for text in st.session_state.get(keys.MARK, []))
    return {
        view: mark for view, mark in marks.items() if view in VIEWS and read_mark(mark, selection.reasons) is not None
    }


def mark_with(view: str, mark: Mark | None) -> None:
    """Choose a chart's mark, or with None take it away."""
    marks = dict(split_mark(text) for text in st.session_state.get(keys.MARK, []))
    marks.pop(view, None)
    if mark is not None:
        marks[view] = mark
    st.session_state[keys.MARK] = [join_mark(name, chosen) for name, chosen in marks.items()]


def follow_click(view: str, click: ChartClick | None) -> None:
    """Let a mark that was just clicked in a view narrow what the other views show."""
    mark_with(view, tuple(map(str, click.customdata)) if click and click.customdata else None)


def mark_selection(selection: Selection, *, without: str = "") -> Selection:
    """Return the selection narrowed by every chart's mark but that of the chart `without`, which keeps its data."""
    narrowed = selection
    for view, mark in list_marks(selection).items():
        asked = read_mark(mark, selection.reasons)
        if view != without and asked is not None:
            narrowed = narrow(narrowed, asked)
    return narrowed
