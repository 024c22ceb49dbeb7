"""A choice on one page that the address remembers: `?count=only`. Filters of all pages are in `filters.py`.

The address leads where somebody arrives by it, else the widget does, see `address.py`. The default is not written, so
a plain address stays plain. Only codes of closed lists are ever offered here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from mesems_dash.pages import address

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["choose_from_list", "choose_segment", "choose_several", "set_choice"]


def choose_segment(label: str, options: Mapping[str, str], *, key: str, default: str, help_text: str = "") -> str:
    """Show two to five options side by side and return the chosen code; `options` maps codes to words."""
    _follow_address(options, key, default)
    st.segmented_control(
        label, list(options), format_func=lambda code: options[code], key=key, required=True, help=help_text or None
    )
    return _write_address(key, default)


def choose_from_list(label: str, options: Mapping[str, str], *, key: str, default: str, help_text: str = "") -> str:
    """Show a select box and return the chosen code; `options` maps codes to words."""
    _follow_address(options, key, default)
    st.selectbox(
        label, list(options), format_func=lambda code: options.get(code, code), key=key, help=help_text or None
    )
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


def _follow_address(options: Mapping[str, str], key: str, default: str) -> None:
    address.follow(key, lambda found: found[0] if found else default)
    if st.session_state[key] not in options:
        st.session_state[key] = default


def _write_address(key: str, default: str) -> str:
    chosen = str(st.session_state[key])
    address.write(key, [] if chosen == default else [chosen])
    return chosen
