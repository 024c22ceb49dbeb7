"""SQL: a reader's own statement over the open cut, run by `store.sandbox` in a process of its own.

The statement and its answer live in the session alone: not in the address, not in a log, not in a cache.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

import streamlit as st
from markupsafe import Markup

from mesems_dash.pages.parts import frame, layout
from mesems_dash.pages.parts.downloads import offer_table
from mesems_dash.pages.parts.html_table import show_html_table
from mesems_dash.pages.state import gate, keys
from mesems_dash.pages.state.cache import cached_query, share_sandbox
from mesems_dash.pages.state.markup import show_html
from mesems_dash.queries.columns import list_columns
from mesems_dash.queries.examples import list_examples
from mesems_dash.queries.own_sql import frame_outcome
from mesems_dash.store.sandbox import is_sql_on
from mesems_dash.words.own_sql import CONVENTIONS, describe_end, describe_limits, describe_rows, tabulate_columns

if TYPE_CHECKING:
    import pandas as pd

    from mesems_dash.pages.state.view import View
    from mesems_dash.store.sandbox import Outcome, Run

__all__ = ["render"]

TITLE = "SQL"
MOST_SHOWN: Final = 1_000
_LOOK_AGAIN: Final = 0.5
_PATIENCE: Final = 1.0
"""Seconds: how often a running statement is looked at, and how long the page waits before it says that it runs."""
_FIELD_HEIGHT: Final = 250


@dataclass(frozen=True)
class _Asked:
    """A statement that was run, and the cut that it was run over."""

    run: Run
    cut_id: str


def render(view: View) -> None:
    """Show the page."""
    frame.show_whole_head(view, TITLE, "Query the open data with SQL")
    if not is_sql_on():
        layout.empty_state("SQL is switched off here.", "Ask the person who runs the dashboard to switch it on.")
        return
    left, right = st.columns((4, 3), gap="large")
    with left:
        _show_editor(view)
        _show_answer(view)
    with right, st.container(key="sql-schema"):
        _show_schema(view)


# ---------------------------------------------------------------- the statement
def _show_editor(view: View) -> None:
    examples = list_examples()
    limits = share_sandbox(view.cut.scope).limits
    if keys.SQL_TEXT not in st.session_state:
        st.session_state[keys.SQL_TEXT] = st.session_state.get(keys.SQL_KEPT, next(iter(examples.values())))
    st.selectbox(
        "Examples",
        list(examples),
        index=None,
        placeholder="Start with an example",
        key=keys.SQL_EXAMPLE,
        on_change=_take_example,
    )
    with st.form("sql-form", border=False):
        text = st.text_area("Statement", key=keys.SQL_TEXT, height=_FIELD_HEIGHT, max_chars=limits.letters)
        is_wanted = st.form_submit_button("Run", type="primary")
    layout.note(describe_limits(seconds=limits.seconds, memory_bytes=limits.database_bytes, rows=limits.rows))
    st.session_state[keys.SQL_KEPT] = text
    if is_wanted:
        _start(view, text)


def _take_example() -> None:
    chosen = st.session_state[keys.SQL_EXAMPLE]
    if chosen is not None:
        st.session_state[keys.SQL_TEXT] = list_examples()[chosen]


def _start(view: View, text: str) -> None:
    before: _Asked | None = st.session_state.get(keys.SQL_RUN)
    if before is not None and before.run.outcome is None:
        before.run.cancel()
        before.run.wait(_PATIENCE)
    gate.log_look(view, "SQL", where="sql")
    run = share_sandbox(view.cut.scope).start(view.cut.info, text)
    st.session_state[keys.SQL_RUN] = _Asked(run, view.cut.info.cut_id)
    run.wait(_PATIENCE)


# ---------------------------------------------------------------- the answer
def _show_answer(view: View) -> None:
    asked: _Asked | None = st.session_state.get(keys.SQL_RUN)
    if asked is None or asked.cut_id != view.cut.info.cut_id:
        return
    outcome = asked.run.outcome
    if outcome is None:
        _follow(asked.run)
    elif outcome.kind == "rows":
        _show_rows(view, outcome)
    else:
        _show_end(view, outcome)


@st.fragment(run_every=_LOOK_AGAIN)
def _follow(run: Run) -> None:
    layout.guard(partial(_show_running, run), failure="The connection to the statement was lost.")


def _show_running(run: Run) -> None:
    if run.outcome is not None:
        st.rerun()
    with st.container(horizontal=True, vertical_alignment="center", key="sql-running"):
        text = Markup('<p class="mesems-sql-running" role="status">Running: {:.0f} s</p>').format(run.seconds)
        show_html(text, width="content")
        st.button("Cancel", key=keys.SQL_CANCEL, on_click=_cancel, args=(run,))


def _cancel(run: Run) -> None:
    run.cancel()
    run.wait(_PATIENCE)


def _show_rows(view: View, outcome: Outcome) -> None:
    rows = _frame(outcome)
    text = describe_rows(
        len(rows),
        shown=MOST_SHOWN,
        seconds=outcome.seconds,
        is_cut_short=outcome.is_cut_short,
        has_cut_cells=outcome.has_cut_cells,
    )
    show_html(Markup('<p class="mesems-sql-told" role="status">{}</p>').format(text))
    if rows.empty:
        return
    columns = {str(name): st.column_config.Column() for name in rows.columns}
    layout.show_table(rows.head(MOST_SHOWN), columns, key="sql-table-of-rows", alternative=f"Result: {text}")
    offer_table(
        view,
        rows,
        name="sql",
        filter_sentence="the reader's own SQL on the whole data cut",
        rule_set="as in the SQL",
    )


def _frame(outcome: Outcome) -> pd.DataFrame:
    """Return the rows as a frame, made once: thousands of rows take longer to frame than to run."""
    kept: tuple[Outcome, pd.DataFrame] | None = st.session_state.get(keys.SQL_ROWS)
    if kept is None or kept[0] is not outcome:
        kept = outcome, frame_outcome(outcome)
        st.session_state[keys.SQL_ROWS] = kept
    return kept[1]


def _show_end(view: View, outcome: Outcome) -> None:
    limits = share_sandbox(view.cut.scope).limits
    heading, text = describe_end(
        outcome.kind,
        outcome.message,
        seconds=outcome.seconds,
        limit_seconds=limits.seconds,
        memory_bytes=limits.database_bytes,
        at_once=limits.at_once,
    )
    words, _, place = text.partition("\n\n")
    code = Markup('<pre tabindex="0">{}</pre>').format(place) if place else ""
    state = Markup(
        '<div class="mesems-state mesems-failed mesems-sql-end" role="alert"><p class="mesems-state-why">{}</p>'
        "<p>{}</p>{}</div>"
    )
    show_html(state.format(heading, words, code))


# ---------------------------------------------------------------- what there is to read
def _show_schema(view: View) -> None:
    columns = cached_query(list_columns, view.cut)
    meanings = dict(zip(columns["table"], columns["row"], strict=True))
    layout.section("What can be read", "All of the open data cut, including subject ids; nothing of the closed one.")
    table = st.selectbox("Table", list(meanings), key=keys.SQL_TABLE)
    layout.note(f"Each row is {meanings[table]}.")
    show_html_table(
        tabulate_columns(columns, table),
        caption=f"Columns of {table}",
        words=("Column", "Type", "Meaning"),
        is_tall=True,
    )
    layout.note(CONVENTIONS)
