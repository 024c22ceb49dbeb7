"""Who leads in a run, the address or the widgets? And the one place that reads and writes the address.

The address leads when somebody arrives: at first, by a link that says more than the filters of now, by Back.
Otherwise the widgets lead and the address is written after them, each change a step that Back undoes. A click that
follows another one quickly still brings the address of before, as the browser had not heard of the new one yet: such
an echo must not undo what was just chosen.

What is written reaches the browser at the end of the run, in one go: one step back for what was one step, and one
time that Streamlit draws all it has for a new address, beside what else is new.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING, Final

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from mesems_dash.pages.state import keys

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

__all__ = ["arrive", "follow", "read_all", "read_now", "settling", "write"]

_ECHO_SECONDS: Final = 10
Snapshot = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass
class _Trail:
    """What one session remembers: its page, its latest address, when earlier ones were replaced, who leads.

    `unsettled` are the keys that were written in this run.
    """

    path: str
    latest: Snapshot
    replaced: dict[Snapshot, float] = field(default_factory=dict)
    is_followed: bool = True
    unsettled: dict[str, list[str]] = field(default_factory=dict)


def arrive(path: str) -> None:
    """Begin a run on a page: decide whether this run follows the address."""
    shown = _take_snapshot()
    trail = st.session_state.get(keys.TRAIL)
    if trail is None:
        st.session_state[keys.TRAIL] = _Trail(path, shown)
        return
    has_moved = path != trail.path
    trail.path = path
    is_led = bool(shown) and shown != _carry(trail.latest) if has_moved else not _is_ours(trail, shown)
    trail.is_followed = _is_history() or is_led
    if trail.is_followed:
        _replace(trail, shown)


def follow(key: str, read: Callable[[list[str]], object]) -> None:
    """Set a widget's state from the address where the run follows it, or where the widget has no state yet."""
    is_led = st.session_state[keys.TRAIL].is_followed and not _is_part()
    if is_led or key not in st.session_state:
        st.session_state[key] = read(st.query_params.get_all(key))


def write(key: str, values: list[str]) -> None:
    """Put a key's values into the address; none take the key away. The browser hears of it from `settling`."""
    st.session_state[keys.TRAIL].unsettled[key] = values


@contextmanager
def settling(*, is_part: bool = False) -> Iterator[None]:
    """Let the browser hear, when a run ends in whatever way, what was written in it.

    With `is_part` what runs is a part of a page; where it does not run by itself, that is left to the page.
    """
    try:
        yield
    finally:
        if is_part == _is_part():
            _settle()


def _settle() -> None:
    trail = st.session_state.get(keys.TRAIL)
    if trail is None or not trail.unsettled:
        return
    wanted = read_all()
    trail.unsettled = {}
    if wanted != _read_told():
        st.query_params.from_dict(wanted)
        _replace(trail, _take_snapshot())


def read_all() -> dict[str, list[str]]:
    """Return the address as it stands in this run, by key."""
    trail = st.session_state.get(keys.TRAIL)
    known = {**_read_told(), **(trail.unsettled if trail else {})}
    return {key: values for key, values in known.items() if values}


def read_now(wanted: Iterable[str]) -> dict[str, list[str]]:
    """Return what the address says in this run of these keys; those it does not have are left out."""
    known = read_all()
    return {key: known[key] for key in wanted if key in known}


def _read_told() -> dict[str, list[str]]:
    """Return the address as the browser has it, or has been told."""
    return {key: st.query_params.get_all(key) for key in st.query_params}


def _take_snapshot() -> Snapshot:
    return tuple(sorted((key, tuple(values)) for key, values in _read_told().items()))


def _carry(latest: Snapshot) -> Snapshot:
    """Return what the navigation carries from page to page: a page's own choices then stand as they were left."""
    return tuple((key, values) for key, values in latest if key in (*keys.FILTERS, keys.CUT))


def _is_history() -> bool:
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation


def _is_part() -> bool:
    """Whether only a part of the page runs again, as one of its own widgets was used: then the widgets lead."""
    context = get_script_run_ctx()
    return context is not None and bool(context.fragment_ids_this_run)


def _is_ours(trail: _Trail, shown: Snapshot) -> bool:
    """Whether we wrote this address: it is the latest, or an echo of one that was replaced a moment ago."""
    return shown == trail.latest or monotonic() - trail.replaced.get(shown, -_ECHO_SECONDS) < _ECHO_SECONDS


def _replace(trail: _Trail, shown: Snapshot) -> None:
    if shown != trail.latest:
        trail.replaced[trail.latest] = monotonic()
        trail.latest = shown
