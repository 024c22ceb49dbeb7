"""The statement behind a view, one click away: what DuckDB ran, its values written in, and how long it took."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from mesems_dash.pages.parts.layout import note
from mesems_dash.queries.run_query import asks_closed
from mesems_dash.queries.shown import write_out
from mesems_dash.words.phrases import format_things

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

__all__ = ["show_personal_sql", "show_sql"]

_HEIGHT: Final = 320


def show_sql(*frames: pd.DataFrame, key: str) -> None:
    """Show a quiet button that opens the statements behind frames, each once, to read, copy and run again.

    A frame is one that a query gave, or was made from one and kept its `attrs`. The SQL page runs them as they are, but
    for those that ask the closed cut or for one person.
    """
    asked = {(frame.attrs["query"], repr(frame.attrs["parameters"])): frame for frame in frames}
    with st.popover("SQL", type="tertiary", icon=":material/database:", key=f"sql-{key}"):
        for frame in asked.values():
            _show_statement(frame)


def show_personal_sql(names: Mapping[str, Mapping[str, object]], *, key: str) -> None:
    """Show the statements, by name with their values, behind what is shown of one person, who is left open in them."""
    with st.popover("SQL", type="tertiary", icon=":material/database:", key=f"sql-{key}"):
        for name, parameters in names.items():
            note(f"{name}.sql · about one person, whose id is not shown in it")
            st.code(write_out(name, parameters), language="sql", height=_HEIGHT)


def _show_statement(frame: pd.DataFrame) -> None:
    name, milliseconds = frame.attrs["query"], frame.attrs["milliseconds"]
    sql = write_out(name, frame.attrs["parameters"])
    text = f"{name}.sql · {format_things(len(frame), 'row')} · ran in {milliseconds:,} ms"
    closed = " · reads the closed data cut, which the SQL page cannot open" if asks_closed(name) else ""
    note(f"{text}{closed}")
    st.code(sql, language="sql", height=_HEIGHT)
