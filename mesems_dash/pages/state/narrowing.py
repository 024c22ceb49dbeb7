"""What Screen failures filters on beside the panel, and the marks chosen in its charts: session, address, selection.

Which filters there are `filter_catalogue.py` says; the values of one are or'ed, filters are and'ed. State is held as
the address writes it, lists of codes by key, so that a link, Undo and a click all do the same. What is no code is held
too: a condition that cannot be honoured leaves nobody, and `list_refusals` says why. `facets.py` shows the state,
`sentences.py` says it. A mark is kept by the name of its chart: one chart, one mark. The other pages that count people
take what their address has of these keys, see `filter_elsewhere`.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from mesems_dash.pages.state import address, keys
from mesems_dash.pages.state.filter_catalogue import FAILURES, Filter, list_allowed, list_of_kind
from mesems_dash.pages.state.refusals import Refusal, keep_values
from mesems_dash.queries.asked import describe_code, match_code, quote
from mesems_dash.queries.marks import join_mark, read_mark, split_mark
from mesems_dash.queries.selection import ANYTHING, Range, Selection, narrow

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from mesems_dash.pages.state.chart_click import ChartClick
    from mesems_dash.queries.marks import Mark
    from mesems_dash.queries.selection import Reasons

__all__ = [
    "VIEWS",
    "State",
    "filter_elsewhere",
    "filter_further",
    "follow_address",
    "follow_click",
    "has_filters",
    "is_range",
    "list_marks",
    "list_refusals",
    "mark_selection",
    "mark_with",
    "read_elsewhere",
    "read_state",
    "remove",
    "set_values",
    "write_address",
]

VIEWS: Final = {
    "reasons": "Reasons by subtype",
    "attrition": "Sequential",
    "combinations": "Combinations",
    "pairs": "Pairs",
    "time": "Over time",
    "site": "By site",
}
"""The charts that can have a mark."""
_LONGEST_MARK: Final = 200
_LETTERS: Final = 6
"""A number in an address has no more letters than these."""
_BY_KEY: Final = {one.key: one for one in FAILURES}
_RANGES: Final = tuple(one.key for one in list_of_kind(FAILURES, "range"))
_SINGLE: Final = tuple(one.key for one in list_of_kind(FAILURES, "code", "switch", "range"))
"""Keys that have one value."""
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
    """Return the known codes in their order, then what is none; ranges and marks as they are."""
    if key == keys.MARK:
        return list(dict.fromkeys(text[:_LONGEST_MARK] for text in values))
    if key in _RANGES:
        return [text for text in keep_values(values) if _read_range(text) != ANYTHING]
    known = _BY_KEY[key].codes
    codes = {value: match_code(value, known) for value in values}
    return [*(code for code in known if code in codes.values()), *keep_values(v for v in values if codes[v] is None)]


def _read_range(text: str) -> Range | None:
    """Read "18..50", "18.." or "..50"; None for anything else."""
    least, separator, most = text.partition(_WIDE_OPEN)
    ends = [_read_number(end) if end else None for end in (least, most)]
    if not separator or any(end and number is None for end, number in zip((least, most), ends, strict=True)):
        return None
    is_upside_down = ends[0] is not None and ends[1] is not None and ends[0] > ends[1]
    return Range(ends[1], ends[0]) if is_upside_down else Range(*ends)


def _read_number(text: str) -> float | None:
    """Read a number of no sign."""
    is_number = text.replace(".", "", 1).isdecimal() and text.isascii() and len(text) <= _LETTERS
    return float(text) if is_number else None


# ---------------------------------------------------------------- the selection
def filter_further(selection: Selection, state: State | None = None) -> Selection:
    """Return the panel's selection with this page's filters, without marks; `state` instead of that of the session."""
    state = read_state() if state is None else state
    known = {key: _list_known(key, state[key], selection.reasons) for key in state}
    chosen = {one.field: _read_value(one, known[one.key]) for one in FAILURES}
    is_short = chosen["match"] == "all" and len(known[keys.CRITERION]) < len(state[keys.CRITERION])
    is_unmet = selection.is_nobody or is_short or any(state[key] and not known[key] for key in state)
    return replace(selection, **chosen, is_nobody=is_unmet)


def _read_value(one: Filter, known: tuple[str, ...]) -> Any:  # noqa: ANN401 -- a filter's kind decides the type
    """Return the known values of a filter as the selection has them."""
    match one.kind:
        case "range":
            return (_read_range(known[0]) if known else None) or ANYTHING
        case "switch":
            return bool(known)
        case "code":
            return known[0] if known else one.codes[0]
        case _:
            return known


def _list_known(key: str, values: list[str], reasons: Reasons) -> tuple[str, ...]:
    """Return the values of a key that can be honoured; none of a key that has several and takes one."""
    if key in _SINGLE and len(values) > 1:
        return ()
    if key in _RANGES:
        return tuple(text for text in values if _read_range(text) is not None)
    if key == keys.MARK:
        of_views = {split_mark(text)[0]: text for text in reversed(values)}  # one chart, one mark: the first
        return tuple(text for text in values if text in of_views.values() and _is_mark(text, reasons))
    return tuple(code for code in values if code in list_allowed(_BY_KEY[key], reasons))


def _is_mark(text: str, reasons: Reasons, sites: Collection[str] | None = None) -> bool:
    """Tell whether an address's mark is one of a chart here, of one of `sites` where it is of a site."""
    view, mark = split_mark(text)
    asked = read_mark(mark, reasons) if view in VIEWS else None
    return asked is not None and (sites is None or set(asked.sites) <= set(sites))


# ---------------------------------------------------------------- what cannot be honoured
def list_refusals(state: State, reasons: Reasons, sites: Collection[str]) -> Iterator[Refusal]:
    """Yield what is asked beside the panel and cannot be honoured, and why; `sites` are those of the cut."""
    for key, values in state.items():
        if key in _SINGLE and len(values) > 1:
            yield from (Refusal(key, value, f"{key} is given twice; expected one value") for value in values)
            continue
        known = _list_known(key, values, reasons)
        for value in values:
            if value not in known or (key == keys.MARK and not _is_mark(value, reasons, sites)):
                yield Refusal(key, value, _explain(key, value, reasons))


def _explain(key: str, value: str, reasons: Reasons) -> str:
    if key == keys.MARK:
        return f"mark is {quote(value)}; the charts here have no such mark"
    if key in _RANGES:
        return f"{key} is {quote(value)}; expected a range such as 18..50, 18.. or ..50"
    return describe_code(key, value, list_allowed(_BY_KEY[key], reasons))


def remove(refusal: Refusal) -> None:
    """Take a refused condition away, in the session and in the address; for callbacks."""
    found = address.read_all().get(refusal.key, [])
    address.write(refusal.key, [value for value in found if _clean(refusal.key, [value]) != [refusal.value]])
    held = st.session_state.get(refusal.key, [])
    st.session_state[refusal.key] = [value for value in held if value != refusal.value]


# ---------------------------------------------------------------- other pages
def read_elsewhere() -> State:
    """Return what the address of another page has of these keys, whatever Screen failures remembers."""
    found = address.read_now(keys.NARROWING)
    return {key: _clean(key, found.get(key, [])) for key in keys.NARROWING}


def filter_elsewhere(selection: Selection, state: State) -> Selection:
    """Return the panel's selection with what the address asks beside it, marks included."""
    narrowed = filter_further(selection, state)
    for text in state[keys.MARK]:
        asked = read_mark(split_mark(text)[1], selection.reasons)
        narrowed = narrowed if asked is None else narrow(narrowed, asked)
    return narrowed


def is_range(text: str) -> bool:
    """Tell whether a text is a range as the address has it."""
    return _read_range(text) is not None


def has_filters() -> bool:
    """Tell whether this page filters anything beside the panel and the marks."""
    state = read_state()
    return any(values for key, values in state.items() if key not in (keys.MARK, keys.MATCH, keys.WIDE))


# ---------------------------------------------------------------- marks
def list_marks(selection: Selection) -> Mapping[str, Mark]:
    """Return the mark of each chart that has one; what stands for nothing is left out."""
    known = _list_known(keys.MARK, st.session_state.get(keys.MARK, []), selection.reasons)
    return dict(map(split_mark, known))


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
