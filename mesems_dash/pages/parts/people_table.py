"""A table of people in which every row opens its person: by a click anywhere on it, or by keyboard.

It is the table of `html_table.py` as a small component (static/table.js), which leaves an unchanged table alone. Only
the number of a row and the sign of its list come back from the browser; whose row it is stays here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mesems_dash.pages.parts.html_table import TABLE, write_html_table
from mesems_dash.pages.parts.layout import note
from mesems_dash.pages.parts.people_access import open_person
from mesems_dash.pages.state.cache import cached
from mesems_dash.pages.state.row_press import LIST_CHANGED, find_row, sign_list

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    import pandas as pd

    from mesems_dash.pages.state.view import View

__all__ = ["show_people"]

_OPENS: Final = "Open {}"
MOST_ROWS: Final = 200
"""Rows that a table shows at most: a browser takes longer over more than a reader."""


def show_people(
    view: View,
    frame: pd.DataFrame,
    *,
    key: str,
    caption: str,
    keys: Sequence[tuple[int, int]],
    words: Collection[str] | None = None,
    is_tall: bool = True,
) -> None:
    """Show a frame as a table whose rows open the page of one person; the first column names the person.

    `keys` are the (subject_key, screening_no) of the rows, in their order: they never leave the server. `words` are
    columns of text, set to the left; all of them by default. For `caption` and `is_tall` see `show_html_table`.
    Only the first MOST_ROWS are shown, and a line says so. A row that was pressed in the list that stood here before
    opens nobody, and a line says so too.
    """
    columns = tuple(map(str, frame.columns)) if words is None else words
    html = cached(
        write_html_table, frame.head(MOST_ROWS), caption=caption, words=columns, is_tall=is_tall, opens=_OPENS
    )
    shown = list(keys[:MOST_ROWS])
    sign = sign_list(html, shown)
    result = TABLE(key=key, data={"html": html, "list": sign}, on_opened_change=_keep)
    if len(frame) > MOST_ROWS:
        note(f"Showing the first {MOST_ROWS:,} of {len(frame):,} rows; the download has all.")
    if result.opened is None:
        return
    row = find_row(result.opened, sign, rows=len(shown))
    if row is None:
        note(LIST_CHANGED)
    else:
        open_person(view, *shown[row])


def _keep() -> None:
    """Let Streamlit tell of the click; the rerun that follows does the work."""
