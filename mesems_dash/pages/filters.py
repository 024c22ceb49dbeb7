"""The filter panel: what it offers, what it selects, what the address says, and how to go back.

The address holds the state in codes (`?site=S01&subtype=RRMS&from=2016-01-01`), so that a link means the same on
every cut. Streamlit's own binding writes an option's label, and ours carry counts that differ from cut to cut;
it also keeps the browser's Back from stepping through filters. So the panel writes the address itself, see address.py.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from mesems_dash.figures.countries import COUNTRY_LABELS
from mesems_dash.figures.words import lower_first, say_date
from mesems_dash.pages import address, cache, keys
from mesems_dash.queries.options import list_options
from mesems_dash.queries.selection import Selection
from mesems_dash.vocabulary import SEX_LABELS, SUBTYPE_LABELS, SUBTYPES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from mesems_dash.store.connection import Cut
    from mesems_dash.store.cuts import CutInfo

__all__ = [
    "Offer",
    "Option",
    "choose_cut",
    "describe_selection",
    "filter_panel",
    "is_news",
    "query_of_now",
    "read_offer",
    "show_brand",
    "show_cut",
]

_TRIAL: Final = "MESEMS"
_WHAT: Final = "Recruitment"
_OWN_RULES: Final = "own"
_MOST_STEPS: Final = 50
_EARLIEST: Final = date(1990, 1, 1)
_PANEL: Final = (
    (keys.SITE, "Site"),
    (keys.COUNTRY, "Country"),
    (keys.SUBTYPE, "MS subtype"),
    (keys.SEX, "Sex"),
)
_VOCABULARY: Final = {keys.SUBTYPE: SUBTYPE_LABELS, keys.SEX: SEX_LABELS, keys.COUNTRY: COUNTRY_LABELS}


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


Reader = Callable[[list[str]], object]
"""Turns what the address says of a key into the widget's value."""
Offer = dict[str, dict[str, Option]]
"""By key (site, country, subtype, sex, rules) and value, in the order in which to show them."""


# ---------------------------------------------------------------- the panel
def show_brand() -> None:
    """Open the sidebar with the trial's name; drawn before all else, so that the page has its place from the start."""
    st.sidebar.html(f'<p class="mesems-brand">{_TRIAL}<span>{_WHAT}</span></p>')


def choose_cut(cuts: Sequence[CutInfo]) -> CutInfo:
    """Show the choice of the data cut in the sidebar and return the chosen one.

    By default it is the newest one of when the session began: a newer one is offered, see newer.py, not forced.
    """
    by_id = {info.cut_id: info for info in cuts}
    default = _settle_default(list(by_id))
    address.follow(keys.CUT, lambda found: found[0] if found and found[0] in by_id else default)
    if st.session_state[keys.CUT] not in by_id:
        st.session_state[keys.CUT] = default
    with st.sidebar:
        name = partial(_name_cut, by_id, cuts)
        chosen = st.selectbox("Data cut", list(by_id), format_func=name, key=keys.CUT)
    address.write(keys.CUT, [] if chosen == cuts[0].cut_id else [chosen])
    return by_id[chosen]


def show_cut(cut_id: str) -> None:
    """Show this cut from the next run on; for callbacks and before `st.rerun`."""
    st.session_state[keys.CUT_WANTED] = cut_id


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
    dropped from either. `further` are keys of the page's own filters, which Reset and Undo take along.
    """
    for key in keys.FILTERS:
        address.follow(key, _reader(key, offer, cut.info.as_of))
    _drop_unknown(offer, cut.info.as_of)
    with st.sidebar:
        _show_widgets(offer, cut.info.as_of)
        state = {key: st.session_state[key] for key in keys.FILTERS}
        everything = state | {key: st.session_state[key] for key in further}
        _remember(everything)
        _show_buttons(everything)
    for key, value in state.items():
        address.write(key, _to_address(value))
    return _to_selection(state)


def read_offer(cut: Cut) -> Offer:
    """Return what the cut has to choose from, with counts of people."""
    offer: Offer = {key: {} for key, _ in _PANEL} | {
        keys.RULE_SET: {_OWN_RULES: Option(_OWN_RULES, "Each site's own", None)}
    }
    for row in cache.ask(list_options, cut).itertuples():
        key = keys.RULE_SET if row.key == "rule_set" else str(row.key)
        value = str(row.value)
        label = row.label if isinstance(row.label, str) and row.label else None
        name = label or _VOCABULARY.get(key, {}).get(value, value)
        people = None if key == keys.RULE_SET else int(str(row.subjects))
        offer[key][value] = Option(value, name, people, value if key == keys.SUBTYPE and value in SUBTYPES else "")
    offer[keys.COUNTRY] = dict(sorted(offer[keys.COUNTRY].items(), key=lambda item: item[1].name))
    offer[keys.SITE] = _tell_apart(offer[keys.SITE])
    return offer


def _tell_apart(options: Mapping[str, Option]) -> dict[str, Option]:
    """Put the id behind a name that several options have."""
    times = Counter(option.name for option in options.values())
    return {
        value: option if times[option.name] == 1 else replace(option, name=f"{option.name} ({value})")
        for value, option in options.items()
    }


def _name_cut(by_id: Mapping[str, CutInfo], cuts: Sequence[CutInfo], cut_id: str) -> str:
    info = by_id[cut_id]
    twin = sum(other.as_of == info.as_of for other in cuts) > 1
    when = f", imported {info.imported_at:%Y-%m-%d %H:%M}" if twin else ""
    newest = " (newest)" if info is cuts[0] else ""
    return f"{say_date(info.as_of)}{when}{newest}"


def _show_widgets(offer: Offer, as_of: date) -> None:
    for key, label in _PANEL:
        names = {value: option.label for value, option in offer[key].items()}
        st.multiselect(
            label,
            list(names),
            format_func=partial(_label, names),
            key=key,
            placeholder="All",
        )
    for key, label in ((keys.SCREENED_FROM, "Screened from"), (keys.SCREENED_TO, "Screened to")):
        st.date_input(label, value=None, min_value=_EARLIEST, max_value=as_of, key=key, format="YYYY-MM-DD")
    rules = {value: option.label for value, option in offer[keys.RULE_SET].items()}
    st.selectbox("Judged by", list(rules), format_func=partial(_label, rules), key=keys.RULE_SET)


def _label(names: Mapping[str, str], value: str) -> str:
    return names.get(value, value)


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
        keys.SCREENED_FROM: None,
        keys.SCREENED_TO: None,
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


def _reader(key: str, offer: Offer, as_of: date) -> Reader:
    if key in (keys.SCREENED_FROM, keys.SCREENED_TO):
        return lambda found: _read_date(found, as_of)
    if key == keys.RULE_SET:
        return lambda found: found[0] if found and found[0] in offer[key] else _OWN_RULES
    return lambda found: [value for value in offer[key] if value in found]


def _read_date(found: Sequence[str], as_of: date) -> date | None:
    try:
        day = date.fromisoformat(found[0]) if found else None
    except ValueError:
        return None
    return day if day is not None and _EARLIEST <= day <= as_of else None


def _drop_unknown(offer: Offer, as_of: date) -> None:
    """Another cut may not know a site, or may end earlier than a date."""
    for key, _ in _PANEL:
        st.session_state[key] = [value for value in st.session_state[key] if value in offer[key]]
    if st.session_state[keys.RULE_SET] not in offer[keys.RULE_SET]:
        st.session_state[keys.RULE_SET] = _OWN_RULES
    for key in (keys.SCREENED_FROM, keys.SCREENED_TO):
        day = st.session_state[key]
        st.session_state[key] = None if day is not None and day > as_of else day


def _to_selection(state: Mapping[str, Any]) -> Selection:
    return Selection(
        sites=tuple(state[keys.SITE]),
        countries=tuple(state[keys.COUNTRY]),
        subtypes=tuple(state[keys.SUBTYPE]),
        sexes=tuple(state[keys.SEX]),
        screened_from=state[keys.SCREENED_FROM],
        screened_to=state[keys.SCREENED_TO],
        rule_set=None if state[keys.RULE_SET] == _OWN_RULES else state[keys.RULE_SET],
    )


# ---------------------------------------------------------------- in words
def describe_selection(selection: Selection, offer: Offer | None = None, further: Sequence[str] = ()) -> str:
    """Say in plain English what is shown, the rule set included; "Everyone screened" where nothing is filtered.

    With `offer` sites and rule sets are called by name, without by code. `further` are phrases of what a page filters
    on top.
    """
    parts = [
        *_say_choice("site", selection.sites, keys.SITE, offer),
        *_say_choice("country", selection.countries, keys.COUNTRY, offer),
        *_say_choice("subtype", selection.subtypes, keys.SUBTYPE, offer),
        *_say_choice("sex", selection.sexes, keys.SEX, offer),
        *_say_dates(selection),
        *further,
    ]
    who = "; ".join(parts) if parts else "Everyone screened, no filter"
    return f"{who}. Judged by {_say_rules(selection, offer)}."


def _say_choice(noun: str, values: Sequence[str], key: str, offer: Offer | None) -> list[str]:
    if not values:
        return []
    names = [_name(value, key, offer) for value in values]
    return [f"{noun.capitalize()}: {' or '.join(names)}"]


def _name(value: str, key: str, offer: Offer | None) -> str:
    known = (offer or {}).get(key, {})
    return known[value].name if value in known else _VOCABULARY.get(key, {}).get(value, value)


def _say_dates(selection: Selection) -> list[str]:
    first, last = selection.screened_from, selection.screened_to
    if first and last:
        return [f"Screened {say_date(first)} to {say_date(last)}"]
    if first:
        return [f"Screened from {say_date(first)}"]
    return [f"Screened up to {say_date(last)}"] if last else []


def _say_rules(selection: Selection, offer: Offer | None) -> str:
    if selection.rule_set is None:
        return "each site's own rule set"
    return f"the rule set {_name(selection.rule_set, keys.RULE_SET, offer)}"
