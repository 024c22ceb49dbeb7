"""The filter panel: what it offers, what it selects, what the address says, and how to go back.

The address holds the state in codes (`?site=S01&subtype=RRMS&from=2016-01-01`), so that a link means the same on
every cut. Streamlit's own binding writes an option's label, and ours carry counts that differ from cut to cut;
it also keeps the browser's Back from stepping through filters. So the panel writes the address itself, see address.py.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import streamlit as st
from markupsafe import Markup

from mesems_dash.pages.state import address, cache, keys
from mesems_dash.pages.state.filter_catalogue import PANEL, describe_filter, list_of_kind, name_code
from mesems_dash.pages.state.markup import show_html
from mesems_dash.pages.state.refusals import Refusal, keep_values
from mesems_dash.queries.asked import describe_absent, describe_code, describe_order, match_code
from mesems_dash.queries.options import list_options
from mesems_dash.queries.selection import Selection, describe_day, parse_day
from mesems_dash.vocabulary import SUBTYPE_LABELS, SUBTYPES
from mesems_dash.words.phrases import format_date, lower_first

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from mesems_dash.pages.state.filter_catalogue import Filter, Names
    from mesems_dash.store.connection import Cut
    from mesems_dash.store.cuts import CutInfo

__all__ = [
    "Offer",
    "Option",
    "choose_cut",
    "describe_selection",
    "filter_panel",
    "is_news",
    "list_refusals",
    "name_cut",
    "query_of_now",
    "read_offer",
    "remove",
    "show_brand",
    "show_cut",
]

_TRIAL: Final = "MESEMS"
_WHAT: Final = "Recruitment"
_OWN_RULES: Final = "own"
_MOST_STEPS: Final = 50
_EARLIEST: Final = date(1990, 1, 1)
_BY_KEY: Final = {one.key: one for one in PANEL}
_BY_OPTION: Final = {one.counted_as or one.key: one for one in PANEL}
_CODES: Final = list_of_kind(PANEL, "codes")
_DAYS: Final = list_of_kind(PANEL, "day")


@dataclass(frozen=True)
class Option:
    """A value that can be chosen, its name, and how many people it has in the whole cut (None: not counted).

    `code` is what the field calls it and somebody may type, where that is not its name.
    """

    value: str
    name: str
    people: int | None
    code: str = ""

    @property
    def label(self) -> str:
        """The name as the panel shows it, with its code and count."""
        name = f"{self.code}, {lower_first(self.name)}" if self.code else self.name
        return name if self.people is None else f"{name} ({self.people:,})"


Offer = dict[str, dict[str, Option]]
"""By key (site, country, subtype, sex, rules) and value, in the order in which to show them."""


# ---------------------------------------------------------------- the panel
def show_brand() -> None:
    """Open the sidebar with the trial's name; drawn before all else, so that the page has its place from the start."""
    with st.sidebar:
        show_html(Markup('<p class="mesems-brand">{}<span>{}</span></p>').format(_TRIAL, _WHAT))


def choose_cut(cuts: Sequence[CutInfo]) -> CutInfo:
    """Show the choice of the data cut in the sidebar and return the chosen one.

    By default it is the newest one of when the session began: a newer one is offered, see newer_cut.py, not forced. One
    that is not here stays in the address until another is chosen, and is said, see gone.py.
    """
    by_id = {info.cut_id: info for info in cuts}
    default = _settle_default(list(by_id))
    address.follow(keys.CUT, partial(_read_cut, default))
    if st.session_state[keys.CUT] not in by_id:
        (st.session_state[keys.CUT_GONE],) = keep_values([st.session_state[keys.CUT]])
        st.session_state[keys.CUT] = default
    with st.sidebar:
        name = partial(name_cut, cuts)
        chosen = st.selectbox("Data cut", list(by_id), format_func=name, key=keys.CUT, on_change=_forget_gone)
    gone = st.session_state.get(keys.CUT_GONE)
    address.write(keys.CUT, [gone] if gone else [] if chosen == cuts[0].cut_id else [chosen])
    return by_id[chosen]


def _read_cut(default: str, found: list[str]) -> str:
    _forget_gone()
    return ", ".join(dict.fromkeys(found)) if found else default


def _forget_gone() -> None:
    st.session_state[keys.CUT_GONE] = None


def show_cut(cut_id: str) -> None:
    """Show this cut from the next run on; for callbacks and before `st.rerun`."""
    st.session_state[keys.CUT_WANTED] = cut_id
    _forget_gone()


def is_news(cut_id: str) -> bool:
    """Tell whether a cut came after this session began to look (or after it was last shown a newest cut)."""
    return cut_id not in st.session_state.get(keys.CUTS_SEEN, [cut_id])


def _settle_default(cut_ids: list[str]) -> str:
    seen = st.session_state.setdefault(keys.CUTS_SEEN, cut_ids)
    wanted = st.session_state.pop(keys.CUT_WANTED, None)
    if wanted in cut_ids:
        st.session_state[keys.CUTS_SEEN] = cut_ids
        st.session_state[keys.CUT] = wanted
    elif not set(seen) & set(cut_ids):
        st.session_state[keys.CUTS_SEEN] = cut_ids
    return next(cut_id for cut_id in cut_ids if cut_id in st.session_state[keys.CUTS_SEEN])


def filter_panel(cut: Cut, offer: Offer, further: Sequence[str] = ()) -> Selection:
    """Show what `read_offer` found in the sidebar (on a phone behind the button "Filters") and return the selection.

    The address leads where somebody arrives by it, else the widgets do, see address.py. What the cut does not know is
    kept from either, and leaves nobody; `list_refusals` says what it is. `further` are keys of the page's own filters,
    which Reset and Undo take along.
    """
    for one in PANEL:
        address.follow(one.key, partial(_read, one, offer))
    for one in _CODES:  # another cut may have other sites
        st.session_state[one.key] = _read_codes(one, offer, st.session_state[one.key])
    with st.sidebar:
        _show_widgets(offer, cut.info.as_of)
        state = {key: st.session_state[key] for key in (*keys.FILTERS, *keys.NO_DATES.values())}
        everything = state | {key: st.session_state[key] for key in further}
        _remember(everything)
        _show_buttons(everything)
    for key in keys.FILTERS:
        address.write(key, _to_address(state[key]) or state.get(keys.NO_DATES.get(key, ""), []))
    return _to_selection(state, offer)


def read_offer(cut: Cut) -> Offer:
    """Return what the cut has to choose from, with counts of people."""
    offer: Offer = {one.key: {} for one in _CODES} | {
        keys.RULE_SET: {_OWN_RULES: Option(_OWN_RULES, "Each site's own", None)}
    }
    for row in cache.cached_query(list_options, cut).itertuples():
        one, value = _BY_OPTION[str(row.key)], str(row.value)
        label = row.label if isinstance(row.label, str) and row.label else None
        people = int(str(row.subjects)) if one in _CODES else None
        code = value if one.key == keys.SUBTYPE and value in SUBTYPES else ""
        offer[one.key][value] = Option(value, label or one.name(value), people, code)
    offer[keys.COUNTRY] = dict(sorted(offer[keys.COUNTRY].items(), key=lambda item: item[1].name))
    offer[keys.SITE] = _name_uniquely(offer[keys.SITE])
    return offer


def _name_uniquely(options: Mapping[str, Option]) -> dict[str, Option]:
    """Put the id behind a name that several options have."""
    times = Counter(option.name for option in options.values())
    return {
        value: option if times[option.name] == 1 else replace(option, name=f"{option.name} ({value})")
        for value, option in options.items()
    }


def name_cut(cuts: Sequence[CutInfo], cut_id: str) -> str:
    """Name a cut by its date; by which import of that date it is, too, where there are several. The box is narrow."""
    info = next(info for info in cuts if info.cut_id == cut_id)
    of_this_day = sorted(other.imported_at for other in cuts if other.as_of == info.as_of)
    if len(of_this_day) > 1:
        return f"{format_date(info.as_of)}, import {of_this_day.index(info.imported_at) + 1} of {len(of_this_day)}"
    newest = " (newest)" if info is cuts[0] else ""
    return f"{format_date(info.as_of)}{newest}"


def _show_widgets(offer: Offer, as_of: date) -> None:
    for one in PANEL:
        if one.kind == "day":
            _show_day(one, as_of)
        else:
            _show_choice(one, offer)


def _show_choice(one: Filter, offer: Offer) -> None:
    """Show what the cut offers, and behind it what is asked for that the cut does not have."""
    names = {value: option.label for value, option in offer[one.key].items()}
    held = st.session_state[one.key]
    asked = held if one.kind == "codes" else [held]
    values = [*names, *(value for value in asked if value not in names)]
    if one.kind == "codes":
        st.multiselect(one.title, values, format_func=partial(_label, names), key=one.key, placeholder="All")
    else:
        st.selectbox(one.title, values, format_func=partial(_label, names), key=one.key)


def _show_day(one: Filter, as_of: date) -> None:
    day = st.session_state[one.key] or as_of
    st.date_input(
        one.title,
        value=None,
        min_value=min(_EARLIEST, day),
        max_value=max(as_of, day),
        key=one.key,
        format="YYYY-MM-DD",
        on_change=_forget,
        args=(keys.NO_DATES[one.key],),
    )


def _forget(key: str) -> None:
    st.session_state[key] = []


def _label(names: Mapping[str, str], value: str) -> str:
    return names.get(value) or f"{SUBTYPE_LABELS.get(value, value) or 'blank'} (unknown)"


def _show_buttons(state: Mapping[str, Any]) -> None:
    with st.container(horizontal=True, key="mesems-filter-buttons"):
        st.button("Reset", key=keys.RESET, on_click=_reset, args=(list(state),), disabled=_is_empty(state))
        st.button("Undo", key=keys.UNDO, on_click=_undo, disabled=not _can_undo(state))


# ---------------------------------------------------------------- back and forth
def _remember(state: Mapping[str, Any]) -> None:
    last = st.session_state.get(keys.FILTER_LAST)
    history = st.session_state.setdefault(keys.FILTER_HISTORY, [])
    undone = st.session_state.pop(keys.FILTER_UNDONE, False)
    if last is not None and last.keys() == state.keys() and last != state and not undone:
        st.session_state[keys.FILTER_HISTORY] = [*history, last][-_MOST_STEPS:]
    st.session_state[keys.FILTER_LAST] = dict(state)


def _can_undo(state: Mapping[str, Any]) -> bool:
    """Tell whether the last step was one of what this page filters: nothing of another page is undone unseen."""
    history: list[dict[str, Any]] = st.session_state.get(keys.FILTER_HISTORY) or []
    return bool(history) and history[-1].keys() == state.keys()


def _undo() -> None:
    history = st.session_state.get(keys.FILTER_HISTORY)
    if history:
        _set_state(history.pop())
        st.session_state[keys.FILTER_UNDONE] = True


def _reset(held: Sequence[str]) -> None:
    _set_state(_empty_state(held))


def _set_state(state: Mapping[str, Any]) -> None:
    for key, value in state.items():
        st.session_state[key] = value


def _empty_state(held: Iterable[str]) -> dict[str, Any]:
    return {
        **{key: [] for key in held},
        **{one.key: None for one in _DAYS},
        keys.RULE_SET: _OWN_RULES,
    }


def _is_empty(state: Mapping[str, Any]) -> bool:
    return dict(state) == _empty_state(state)


# ---------------------------------------------------------------- the address
def query_of_now() -> dict[str, list[str]]:
    """Return the filters and the data cut as they stand in the address of this run, for links to other pages."""
    return address.read_now((*keys.FILTERS, keys.CUT))


def _to_address(value: object) -> list[str]:
    if value is None or value == _OWN_RULES:
        return []
    return [str(part) for part in value] if isinstance(value, list) else [str(value)]


def _read(one: Filter, offer: Offer, found: list[str]) -> object:
    """Return what the address says of a filter as its widget holds it; what is no date is kept beside the widget."""
    if one.kind == "day":
        days, others = _read_days(found)
        st.session_state[keys.NO_DATES[one.key]] = others
        widest = min if one.key == keys.SCREENED_FROM else max
        return widest(days) if days else None
    codes = _read_codes(one, offer, found)
    return codes if one.kind == "codes" else ", ".join(codes) or _OWN_RULES


def _read_days(found: Sequence[str]) -> tuple[list[date], list[str]]:
    days, others = [], []
    for text in found:
        try:
            days.append(parse_day(text.strip()))
        except ValueError:
            others.append(text)
    return days, keep_values(others)


def _read_codes(one: Filter, offer: Offer, found: Sequence[str]) -> list[str]:
    """Return the known codes that were asked for, in the order in which they are offered, then what is not known."""
    known = _list_known(one, offer)
    codes = {value: match_code(value, known) for value in found}
    return [*(code for code in known if code in codes.values()), *keep_values(v for v in found if codes[v] is None)]


def _list_known(one: Filter, offer: Offer) -> tuple[str, ...]:
    """Return what may be asked for: of a closed list all of it, whether or not anybody in the cut has it."""
    return one.codes or tuple(offer[one.key])


def _to_selection(state: Mapping[str, Any], offer: Offer) -> Selection:
    asked = {one.field: _to_value(one, state[one.key], offer) for one in PANEL}
    return Selection(**asked, is_nobody=any(_is_unmet(one, state, asked[one.field]) for one in PANEL))


def _to_value(one: Filter, held: Any, offer: Offer) -> Any:  # noqa: ANN401 -- a filter's kind decides the type
    """Return what a widget holds as the selection has it: what the cut does not know is left out."""
    match one.kind:
        case "codes":
            return tuple(code for code in held if code in _list_known(one, offer))
        case "rule set":
            return held if held in offer[one.key] and held != _OWN_RULES else None
        case _:
            return held


def _is_unmet(one: Filter, state: Mapping[str, Any], value: object) -> bool:
    """Whether something was asked for and nothing of it is left."""
    return not value and bool(_to_address(state[one.key]) or state.get(keys.NO_DATES.get(one.key, "")))


# ---------------------------------------------------------------- what cannot be honoured
def list_refusals(cut: Cut, offer: Offer) -> list[Refusal]:
    """Return what is asked of this panel that nothing in the cut can meet, and why. Call after `filter_panel`."""
    state = st.session_state
    unknown = [(one.key, v) for one in _CODES for v in state[one.key] if v not in _list_known(one, offer)]
    rule_set = state[keys.RULE_SET]
    if rule_set not in offer[keys.RULE_SET]:
        unknown.append((keys.RULE_SET, rule_set))
    no_days = [(key, value) for key, no_date in keys.NO_DATES.items() for value in state[no_date]]
    return [
        *(Refusal(key, value, _explain(key, value, is_own=bool(cut.scope.sites))) for key, value in unknown),
        *(Refusal(key, value, describe_day(key, value)) for key, value in no_days),
        *_check_period(state[keys.SCREENED_FROM], state[keys.SCREENED_TO], cut.info.as_of),
    ]


def remove(refusal: Refusal) -> None:
    """Take a refused condition out of the panel; for callbacks."""
    key = refusal.key
    if key == keys.RULE_SET:
        st.session_state[key] = _OWN_RULES
    elif key not in keys.NO_DATES:
        st.session_state[key] = [value for value in st.session_state[key] if value != refusal.value]
    elif refusal.value in st.session_state[keys.NO_DATES[key]]:
        _forget(keys.NO_DATES[key])
    else:
        st.session_state[key] = None


def _explain(key: str, value: str, *, is_own: bool) -> str:
    """Say why; whoever sees sites of their own alone is not told whether there is another one of that name."""
    if codes := _BY_KEY[key].codes:
        return describe_code(key, value, codes)
    if is_own and key != keys.RULE_SET:
        return describe_absent(key, value).replace("This data cut has", "Your view of this data cut has")
    return describe_absent(key, value)


def _check_period(first: date | None, last: date | None, as_of: date) -> Iterator[Refusal]:
    if first is not None and first > as_of:
        why = f"Nobody can be screened from {format_date(first)} in a data cut of {format_date(as_of)}"
        yield Refusal(keys.SCREENED_FROM, str(first), why)
    if first is not None and last is not None and first > last:
        yield Refusal(keys.SCREENED_FROM, str(first), describe_order(first, last))


# ---------------------------------------------------------------- in words
def describe_selection(selection: Selection, offer: Offer | None = None, further: Sequence[str] = ()) -> str:
    """Say in plain English what is shown, the rule set included; "Everyone screened" where nothing is filtered.

    With `offer` sites and rule sets are called by name, without by code. `further` are phrases of what a page filters
    on top.
    """
    names = {key: {value: option.name for value, option in options.items()} for key, options in (offer or {}).items()}
    parts = [
        *(phrase for one in PANEL for phrase in describe_filter(one, selection, names)),
        *(["A filter that matches nobody in this data cut"] if selection.is_nobody else []),
        *further,
    ]
    who = "; ".join(parts) if parts else "Everyone screened, no filter"
    return f"{who}. Assessed against {_describe_rules(selection, names)}."


def _describe_rules(selection: Selection, names: Names) -> str:
    if selection.rule_set is None:
        return "each site's own rule set"
    return f"the rule set {name_code(_BY_KEY[keys.RULE_SET], selection.rule_set, names)}"
