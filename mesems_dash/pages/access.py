"""Access log: who looked at closed data or at a person, asked in SQL, or took a file away. For the data manager."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Final

from mesems_dash.access import read_access_log
from mesems_dash.errors import AccessError
from mesems_dash.pages.parts import frame, layout
from mesems_dash.pages.parts.html_table import show_html_table
from mesems_dash.pages.state import gate
from mesems_dash.pages.state.cache import cached_query
from mesems_dash.queries.subject_ids import list_subject_ids
from mesems_dash.words.looks import find_looks, tabulate_looks

if TYPE_CHECKING:
    from mesems_dash.pages.state.view import View

__all__ = ["render"]

TITLE: Final = "Access log"
MOST_SHOWN: Final = 500


def render(view: View) -> None:
    """Show the page: the latest lines of the log, with the people of this cut by name."""
    log = gate.find_log()
    if log is None or not view.reader.may_read_log:
        raise AccessError("Only the data manager can read the access log, and only if this app keeps one.")
    looks = [asdict(look) for look in read_access_log(log.path, most=MOST_SHOWN)]
    frame.show_whole_head(view, TITLE, find_looks(looks))
    if not looks:
        layout.empty_state(
            "Nothing is logged yet.",
            "A line is added when a reader looks at closed data or a person, queries with SQL or downloads a file.",
        )
        return
    people = {log.name_pseudonym(name): name for name in cached_query(list_subject_ids, view.cut)["subject_id"]}
    table = tabulate_looks(looks, people)
    show_html_table(table, caption="Access log, latest first", words=tuple(table.columns), is_tall=True)
    layout.note(
        f"The latest {MOST_SHOWN:,} lines at most. The log itself has pseudonyms; here people of this data cut "
        "are shown by id. Times are UTC."
    )
