"""What is kept between reruns: open cuts, for all sessions, and the answers to questions about them.

A cut never changes, so an answer is good for as long as its cut is; the least used ones go. Only an erasure puts
another file in its place: then it is opened anew, since all is kept under the file's stamp, and answers of old files
go. Every page gets a frame of its own over the same values, which pandas copies on writing: a page may do with its
frame what it likes.
"""

from __future__ import annotations

import pickle  # of frames that this process made, as a key only
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeVar

import pandas as pd
import streamlit as st

from mesems_dash.errors import AccessError, NoCutError, StoreError
from mesems_dash.queries.rule_sets import read_rule_sets
from mesems_dash.store.connection import Cut, open_cut
from mesems_dash.store.cuts import CutInfo, find_closed_cut, list_cut_ids, read_cut_info, stamp_file
from mesems_dash.store.demo_cuts import find_outdated
from mesems_dash.store.sandbox import Sandbox

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping
    from pathlib import Path

    from mesems_dash.eligibility import RuleSet
    from mesems_dash.figures.chart import Chart
    from mesems_dash.queries.selection import Selection
    from mesems_dash.store.demo_cuts import Stores
    from mesems_dash.store.scope import Scope

__all__ = [
    "WrittenChart",
    "cached",
    "cached_chart",
    "cached_query",
    "is_demo_outdated",
    "known_cuts",
    "open_cached",
    "open_rule_sets",
    "remember",
    "share_sandbox",
    "write_chart",
]

_CUTS_OPEN: Final = 8
_ANSWERS: Final = 2_000
_KEPT: Final = 500
Kept = TypeVar("Kept")


def known_cuts(store: Path, cut_ids: tuple[str, ...]) -> tuple[CutInfo, ...]:
    """Return the manifests of these cuts, in this order; each is read once. Files that are no cut are left out.

    Only what was read is remembered: a file that could not be read is tried again at the next rerun.
    """
    infos = tuple(_read_or_none(store / f"{cut_id}.duckdb") for cut_id in cut_ids)
    _forget_replaced({str(info.path): info.stamp for info in infos if info is not None})
    return tuple(info for info in infos if info is not None)


def open_cached(info: CutInfo, stores: Stores, scope: Scope) -> Cut:
    """Return the cut opened within a scope, with its closed cut where this process has a closed store.

    Every session of the same scope shares it.
    """
    closed = _find_closed(info, stores.closed)
    return _open(info.path, closed, scope, (info.stamp, None if closed is None else _stamp_or_none(closed)))


def open_rule_sets(cut: Cut) -> Mapping[str, RuleSet]:
    """Return the rule sets that judged a cut, by name, as the cut keeps them: they may differ from the program's."""
    return _read_rule_sets(cut.info.stamp, cut)


def cached_query(
    question: Callable[..., pd.DataFrame], cut: Cut, selection: Selection | None = None, **options: Hashable
) -> pd.DataFrame:
    """Return `question(cut, selection, **options)`, from memory if asked before; without a selection it is left out."""
    name = f"{question.__module__}.{question.__qualname__}"
    closed = None if cut.closed_info is None else cut.closed_info.stamp
    key = repr(
        (name, cut.info.stamp, closed, cut.scope, selection, sorted(options.items()))
    )  # quicker to hash than objects
    return _answer(key, question, cut, selection, options).copy(deep=False)  # pandas copies what a page writes to


def share_sandbox(scope: Scope) -> Sandbox:
    """Return what runs readers' own SQL: one for the whole app, so that its limits hold for all sessions together.

    It reads whole cuts; AccessError for a scope that holds something back.
    """
    if not scope.is_everything:
        raise AccessError("SQL reads the whole data cut, and your role does not show all of it.")
    return _make_sandbox()


def remember(key: tuple[Hashable, ...], make: Callable[[], Kept]) -> Kept:
    """Return what `make` gives, from memory if it was made under this key before; it must be frozen, as all share it.

    The key holds the stamp of the cut's file, of which nothing ever changes, and the scope of whoever may see it.
    """
    kept: Kept = _keep(key, make)
    return kept


@st.cache_resource(show_spinner=False)
def _make_sandbox() -> Sandbox:
    return Sandbox()


@dataclass(frozen=True)
class WrittenChart:
    """A chart as the browser takes it: its figure in JSON, the height that this asks for, and its words."""

    figure: str
    height: int | None
    finding: str
    text_alternative: str
    note: str


def write_chart(chart: Chart) -> WrittenChart:
    """Return a chart ready for `show_chart`."""
    figure = chart.figure
    return WrittenChart(str(figure.to_json()), figure.layout.height, chart.finding, chart.text_alternative, chart.note)


def cached_chart(build: Callable[..., Chart], *frames: Any, **options: Any) -> WrittenChart:  # noqa: ANN401 - whatever the chart takes
    """Return `build(*frames, **options)` ready for `show_chart`, from memory if built before from equal inputs.

    Making a figure costs ten times more than comparing its small frames.
    """
    made: WrittenChart = _make(_name(build), frames, options, partial(_build, build))
    return made


def cached(function: Callable[..., Kept], *inputs: Any, **options: Any) -> Kept:  # noqa: ANN401 - whatever the function takes
    """Return `function(*inputs, **options)`, from memory if made before from equal inputs; nobody may change it.

    For what takes longer to make than its inputs to compare: a table of HTML, a frame in words.
    """
    made: Kept = _make(_name(function), inputs, options, function)
    return made


@st.cache_resource(show_spinner=False, max_entries=_KEPT)
def _keep(key: tuple[Hashable, ...], _make: Callable[[], Any]) -> Any:  # noqa: ANN401, ARG001 - the key is the cache's
    return _make()


@st.cache_resource(show_spinner=False, max_entries=_ANSWERS, hash_funcs={pd.DataFrame: pickle.dumps})
def _make(
    name: tuple[str, str],  # noqa: ARG001 - part of the cache's key
    inputs: tuple[Any, ...],
    options: dict[str, Any],
    _function: Callable[..., Any],
) -> Any:  # noqa: ANN401 - whatever the function gives
    return _function(*inputs, **options)


def _build(build: Callable[..., Chart], *frames: Any, **options: Any) -> WrittenChart:  # noqa: ANN401
    return write_chart(build(*frames, **options))


def _name(function: Callable[..., Any]) -> tuple[str, str]:
    return function.__module__, function.__qualname__


def _read_or_none(path: Path) -> CutInfo | None:
    try:
        return _read_info(path, stamp_file(path))
    except (StoreError, OSError):
        return None


def _stamp_or_none(path: Path) -> str | None:
    try:
        return stamp_file(path)
    except OSError:
        return None


@st.cache_resource(show_spinner=False, max_entries=1_000)
def _read_info(path: Path, stamp: str) -> CutInfo:  # noqa: ARG001 - the stamp is the cache's key
    return read_cut_info(path)


def _forget_replaced(stamps: dict[str, str]) -> None:
    """Forget all answers once a cut that was there is another file: somebody was erased, and nothing of them stays."""
    known = _list_stamps()
    if any(known.get(path, stamp) != stamp for path, stamp in stamps.items()):
        for memory in (_answer, _keep, _make, _open, _read_rule_sets):
            memory.clear()
    known.update(stamps)


@st.cache_resource(show_spinner=False)
def _list_stamps() -> dict[str, str]:
    """Return the stamps of the cuts as they were last seen, to be kept up by `_forget_replaced` alone."""
    return {}


@st.cache_resource(show_spinner=False, max_entries=_CUTS_OPEN)
def is_demo_outdated(cut_ids: tuple[str, ...]) -> bool:
    """Tell whether any of the demo's cuts, these, is of another demo or an older version."""
    return bool(find_outdated() & set(cut_ids))


@st.cache_resource(show_spinner=False, max_entries=_CUTS_OPEN)
def _open(path: Path, closed: Path | None, scope: Scope, stamps: tuple[str, str | None]) -> Cut:  # noqa: ARG001 - the stamps are the cache's key
    return open_cut(path, closed, scope=scope)


@st.cache_resource(show_spinner=False, max_entries=_CUTS_OPEN)
def _read_rule_sets(stamp: str, _cut: Cut) -> dict[str, RuleSet]:  # noqa: ARG001 - the stamp is the cache's key
    return read_rule_sets(_cut)


def _find_closed(info: CutInfo, closed_store: Path | None) -> Path | None:
    if closed_store is None:
        return None
    try:
        return _match_closed(info.cut_id, closed_store, list_cut_ids(closed_store), info)
    except NoCutError:
        return None


@st.cache_resource(show_spinner=False, max_entries=64)
def _match_closed(cut_id: str, closed_store: Path, closed_ids: tuple[str, ...], _info: CutInfo) -> Path:  # noqa: ARG001 - the names are the cache's key
    return find_closed_cut(closed_store, _info).path


@st.cache_resource(show_spinner=False, max_entries=_ANSWERS)
def _answer(
    key: str,  # noqa: ARG001 - what the answer is remembered under
    _question: Callable[..., pd.DataFrame],
    _cut: Cut,
    _selection: Selection | None,
    _options: dict[str, Any],
) -> pd.DataFrame:
    if _selection is None:
        return _question(_cut, **_options)
    return _question(_cut, _selection, **_options)
