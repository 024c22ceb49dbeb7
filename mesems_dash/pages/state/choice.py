"""A choice on one page that the address remembers: `?count=only`. Filters of all pages are in `filters.py`.

The address leads where somebody arrives by it, else the widget does, see `address.py`. The default is not written, so
a plain address stays plain. Only codes of closed lists are ever offered here; what else an address has is kept until
something is chosen, and said beside the control. A list of people is then empty, see `leave_nobody`.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st
from markupsafe import Markup

from mesems_dash.pages.state import address
from mesems_dash.pages.state.markup import show_html
from mesems_dash.pages.state.refusals import keep_values
from mesems_dash.queries.asked import describe_code, match_code, quote

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mesems_dash.queries.selection import Selection

__all__ = ["choose_from_list", "choose_segment", "choose_several", "leave_nobody", "list_refused", "set_choice"]


def choose_segment(label: str, options: Mapping[str, str], *, key: str, default: str, help_text: str = "") -> str:
    """Show two to five options side by side and return the chosen code; `options` maps codes to words."""
    refused = list_refused(options, key=key, default=default)
    st.segmented_control(
        label,
        list(options),
        format_func=lambda code: options[code],
        key=key,
        required=True,
        help=help_text or None,
        on_change=_forget,
        args=(key,),
    )
    _show_refused(key, [describe_code(key, value, tuple(options)) for value in refused])
    return _write_address(key, default)


def choose_from_list(label: str, options: Mapping[str, str], *, key: str, default: str, help_text: str = "") -> str:
    """Show a select box and return the chosen code; `options` maps codes to words."""
    refused = list_refused(options, key=key, default=default)
    st.selectbox(
        label,
        list(options),
        format_func=lambda code: options.get(code, code),
        key=key,
        help=help_text or None,
        on_change=_forget,
        args=(key,),
    )
    _show_refused(key, [f"{label} has no option {quote(value)}" for value in refused])
    return _write_address(key, default)


def choose_several(
    label: str, options: Mapping[str, str], *, key: str, default: Sequence[str], help_text: str = ""
) -> list[str]:
    """Show options of which any number holds and return the chosen codes in the order of `options`."""
    address.follow(key, lambda found: [code for code in options if code in found] if found else list(default))
    st.pills(
        label,
        list(options),
        format_func=lambda code: options[code],
        key=key,
        selection_mode="multi",
        help=help_text or None,
    )
    chosen = [code for code in options if code in st.session_state[key]]
    address.write(key, [] if chosen == list(default) else chosen)
    return chosen


def set_choice(key: str, code: str) -> None:
    """Choose a code before its widget is shown in this run."""
    st.session_state[key] = code
    _forget(key)


def list_refused(options: Mapping[str, str], *, key: str, default: str) -> list[str]:
    """Take the choice from the address where the run follows it; return what was asked for that is no option."""
    address.follow(key, partial(_read, key, options, default))
    if st.session_state[key] not in options:
        st.session_state[_name_refused(key)] = keep_values([str(st.session_state[key])])
        st.session_state[key] = default
    refused: list[str] = st.session_state.setdefault(_name_refused(key), [])
    return refused


def leave_nobody(selection: Selection, *choices: str) -> Selection:
    """Return the selection, or one of nobody where any of these choices was asked for something that is no option."""
    is_refused = any(st.session_state.get(_name_refused(key)) for key in choices)
    return replace(selection, is_nobody=True) if is_refused else selection


def _read(key: str, options: Mapping[str, str], default: str, found: list[str]) -> str:
    codes = list(dict.fromkeys(match_code(value, options) or value for value in found))
    is_one = len(codes) == 1 and codes[0] in options
    st.session_state[_name_refused(key)] = [] if is_one else keep_values(codes)
    return codes[0] if is_one else default


def _show_refused(key: str, why: Sequence[str]) -> None:
    if not why:
        return
    with st.container(key=f"mesems-asked-{key}", width="content"):
        show_html(Markup('<p role="status">{}.</p>').format(". ".join(why)))
        st.button("Remove", key=f"{_name_refused(key)}-remove", on_click=_forget, args=(key,))


def _name_refused(key: str) -> str:
    return f"{key}-as-asked"


def _forget(key: str) -> None:
    st.session_state[_name_refused(key)] = []


def _write_address(key: str, default: str) -> str:
    chosen = str(st.session_state[key])
    refused: list[str] = st.session_state[_name_refused(key)]
    address.write(key, refused or ([] if chosen == default else [chosen]))
    return chosen
