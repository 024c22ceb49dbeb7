"""Small tables of plain HTML: a few rows whose numbers add up, readable by every aid, quiet zeros.

Where rows open a person, see `people_table.py`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from markupsafe import Markup

from mesems_dash.pages.parts.component import make_component
from mesems_dash.pages.state.markup import show_html
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
    show_html(
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
) -> Markup:
    """Return the HTML of `show_html_table`.

    With `opens`, row headings are buttons that carry the number of their row; it says what they do: "Open {}".
    """
    names = [str(name) for name in frame.columns]
    is_text = [name in words for name in names]
    heads = Markup("").join(
        Markup('<th scope="col"{}>{}</th>').format(_name_class("words" if left else ""), name)
        for name, left in zip(names, is_text, strict=True)
    )
    rows = frame.to_numpy(dtype=object).tolist()
    body = Markup("").join(
        _show_row(
            _show_head(str(row[0]), place, tips or {}, opens), row[1:], is_text[1:], is_sum=has_sum and row is rows[-1]
        )
        for place, row in enumerate(rows)
    )
    kinds = {"tall": is_tall, "wraps": is_wrapping, "opens": bool(opens)}
    kind = " ".join(["mesems-html-table", *(name for name, holds in kinds.items() if holds)])
    table = Markup(
        '<div class="{}" tabindex="0" role="region" aria-label="{}">'
        "<table><caption>{}</caption><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>"
    )
    return table.format(kind, caption, caption, heads, body)


def _show_row(head: Markup, cells: Sequence[Any], is_text: Sequence[bool], *, is_sum: bool) -> Markup:
    shown = [_build_cell(value, is_left=left) for value, left in zip(cells, is_text, strict=True)]
    row = _frame_row(tuple(kinds for kinds, _ in shown), is_sum=is_sum)
    return row % (head, *(text for _, text in shown))


@lru_cache(maxsize=1_000)
def _frame_row(kinds: tuple[str, ...], *, is_sum: bool) -> Markup:
    """Return a row with room for its head and texts: filled cell by cell, a long table would take eight times as long.

    `kinds` are the classes of its cells.
    """
    cells = Markup("").join(Markup("<td{}>%s</td>").format(_name_class(kind)) for kind in kinds)
    return Markup("<tr{}>%s{}</tr>").format(Markup(" class=sum") if is_sum else "", cells)


def _show_head(text: str, place: int, tips: Mapping[str, str], opens: str) -> Markup:
    tip = Markup(' title="{}"').format(tips[text]) if tips.get(text) else ""
    if not opens:
        return Markup('<th scope="row"{}>{}</th>').format(tip, text)
    button = Markup('<button type="button" data-row="{}" aria-label="{}">{}</button>')
    return Markup('<th scope="row"{}>{}</th>').format(tip, button.format(place, opens.format(text), text))


def _build_cell(value: object, *, is_left: bool) -> tuple[str, str]:
    """Return the classes of a cell and what stands in it."""
    if isinstance(value, Bar):
        return "bar", Markup('<b><i style="width:{}%"></i></b>{}').format(value.percent, value.text)
    text = f"{value:,}" if isinstance(value, int) else str(value)
    length = "long" if len(text) > LONG else "short" if len(text) < SHORT else "middling"
    marks = {"words": is_left, "quiet": text in QUIET, length: True}
    return " ".join(mark for mark, holds in marks.items() if holds and (is_left or mark == "quiet")), text


def _name_class(kinds: str) -> str:
    return Markup(' class="{}"').format(kinds) if kinds else ""
