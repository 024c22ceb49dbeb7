"""Questions that are asked again and again of Screen failures, each a click: it sets filters that could be set by hand.

The panel stays as it is, so that a question is asked of one's own sites. A question is only ever a shortcut: what it
set is said, is in the address, and can be changed or undone like any filter.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from mesems_dash.eligibility.near_misses import find_ages_just_outside
from mesems_dash.pages.parts.evidence import find_rule_sets
from mesems_dash.pages.state import choice, keys, narrowing

if TYPE_CHECKING:
    from mesems_dash.pages.state.narrowing import State
    from mesems_dash.pages.state.view import View

__all__ = ["choose_question"]

_ALWAYS: Final[dict[str, State]] = {
    "Only a washout": {keys.CRITERION: ["E5", "E6", "E7"], keys.MATCH: ["only"]},
    "Only one criterion": {keys.STATUS: ["ineligible"], keys.FAILING: ["1..1"]},
    "Permanent reason": {keys.KIND: ["permanent"]},
    "Despite meeting all criteria": {keys.SITE_SAYS: ["FAIL_BUT_PASS"]},
}
_AGE: Final = "Age, by less than a year"


def choose_question(view: View) -> bool:
    """Show the questions and return whether one is asked: its filters are set and no others.

    Choosing it again clears them.
    """
    questions = _list_questions(view)
    state = {key: values for key, values in narrowing.read_state().items() if values and key != keys.MARK}
    is_derived = view.selection.reasons == "derived"
    st.session_state[keys.FAILURES_QUESTION] = next(
        (name for name, asked in questions.items() if is_derived and asked == state), None
    )
    st.pills("Who failed", list(questions), key=keys.FAILURES_QUESTION, on_change=_ask, args=(questions,))
    return bool(st.session_state[keys.FAILURES_QUESTION])


def _list_questions(view: View) -> dict[str, State]:
    ages = find_ages_just_outside(find_rule_sets(view))
    if ages is None:
        return _ALWAYS
    first, *others = _ALWAYS
    by_age: State = {keys.CRITERION: ["I2"], keys.AGE: ["{}..{}".format(*ages)]}
    return {first: _ALWAYS[first], _AGE: by_age, **{name: _ALWAYS[name] for name in others}}


def _ask(questions: dict[str, State]) -> None:
    """Set the filters of the question chosen and no others of this page; none chosen clears them."""
    asked = questions.get(st.session_state[keys.FAILURES_QUESTION] or "", {})
    choice.set_choice(keys.FAILURES_REASONS, "derived")
    for key in keys.NARROWING:
        narrowing.set_values(key, asked.get(key, []))
