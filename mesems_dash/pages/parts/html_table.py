"""Small tables of plain HTML: a few rows whose numbers add up, readable by every aid, quiet zeros.

Where rows open a person, see `people_table.py`.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from mesems_dash.pages.parts.component import make_component
from mesems_dash.words.tables import Bar

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    import pandas as pd

__all__ = ["TABLE", "show_html_table", "write_html_table"]

TABLE: Final = make_component("table")
"""Shows a table that was written here. The same one again is left as it stands; `st.html` would read it all anew."""
LONG: Final = 72
SHORT: Final = 13
"""Letters of text: long ones get much room to wrap, middling ones some, short ones never wrap (a date, a code)."""
QUIET: Final = frozenset(("0", "n/a", "in I1", "", "–"))  # noqa: RUF001 - an en dash stands for no number


def show_html_table(
    frame: pd.DataFrame,
    *,
    caption: str,
    has_sum: bool = False,
    words: Collection[str] = (),
    is_tall: bool = False,
    is_wrapping: bool = False,
    tips: Mapping[str, str] | None = None,
) -> None:
    """Show a frame as a table: first column as row headings, numbers to the right, nought quiet.

    `caption` is read out before the table and not seen. With `has_sum` the last row is set apart. `words` are columns
    of text, set to the left. A cell may be a `Bar`. `is_tall` keeps a long table in a frame of its own to scroll; with
    `is_wrapping` cells break on a phone rather than hide columns. `tips` explains row headings to who points at them.
    """
    st.html(
        write_html_table(
            frame, caption=caption, has_sum=has_sum, words=words, is_tall=is_tall, is_wrapping=is_wrapping, tips=tips
        )
    )


def write_html_table(
    frame: pd.DataFrame,
    *,
    caption: str,
    has_sum: bool = False,
    words: Collection[str] = (),
    is_tall: bool = False,
    is_wrapping: bool = False,
    tips: Mapping[str, str] | None = None,
    opens: str = "",
) -> str:
    """Return the HTML of `show_html_table`, every text escaped.

    With `opens`, row headings are buttons that carry the number of their row; it says what they do: "Open {}".
    """
    names = [str(name) for name in frame.columns]
    is_text = [name in words for name in names]
    heads = "".join(
        f'<th scope="col"{_name_class("words" if left else "")}>{escape(name)}</th>'
        for name, left in zip(names, is_text, strict=True)
    )
    rows = frame.to_numpy(dtype=object).tolist()
    body = "".join(
        _show_row(
            _show_head(str(row[0]), place, tips or {}, opens), row[1:], is_text[1:], is_sum=has_sum and row is rows[-1]
        )
        for place, row in enumerate(rows)
    )
    kinds = {"tall": is_tall, "wraps": is_wrapping, "opens": bool(opens)}
    kind = " ".join(["mesems-html-table", *(name for name, holds in kinds.items() if holds)])
    return (
        f'<div class="{kind}" tabindex="0" role="region" aria-label="{escape(caption)}">'
        f"<table><caption>{escape(caption)}</caption><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _show_row(head: str, cells: Sequence[Any], is_text: Sequence[bool], *, is_sum: bool) -> str:
    shown = "".join(_show_cell(value, is_left=left) for value, left in zip(cells, is_text, strict=True))
    return f"<tr{' class=sum' if is_sum else ''}>{head}{shown}</tr>"


def _show_head(text: str, place: int, tips: Mapping[str, str], opens: str) -> str:
    tip = f' title="{escape(tips[text])}"' if tips.get(text) else ""
    if not opens:
        return f'<th scope="row"{tip}>{escape(text)}</th>'
    label = f'type="button" data-row="{place}" aria-label="{escape(opens.format(text))}"'
    return f'<th scope="row"{tip}><button {label}>{escape(text)}</button></th>'


def _show_cell(value: object, *, is_left: bool) -> str:
    if isinstance(value, Bar):
        return f'<td class="bar"><b><i style="width:{value.percent}%"></i></b>{escape(value.text)}</td>'
    text = f"{value:,}" if isinstance(value, int) else str(value)
    length = "long" if len(text) > LONG else "short" if len(text) < SHORT else "middling"
    marks = {"words": is_left, "quiet": text in QUIET, length: True}
    kinds = " ".join(mark for mark, holds in marks.items() if holds and (is_left or mark == "quiet"))
    return f"<td{_name_class(kinds)}>{escape(text)}</td>"


def _name_class(kinds: str) -> str:
    return f' class="{kinds}"' if kinds else ""
