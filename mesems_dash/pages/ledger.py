"""Small tables of plain HTML: a few rows whose numbers add up, readable by every aid, quiet zeros.

For long tables, and where rows are chosen, see `layout.show_table`.
"""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

__all__ = ["show_ledger"]

_STYLE: Final = (Path(__file__).parent / "static" / "ledger.css").read_text(encoding="utf-8")


def show_ledger(frame: pd.DataFrame, *, caption: str, has_sum: bool = False) -> None:
    """Show a frame as a table: first column as row headings, numbers to the right, nought quiet.

    `caption` is read out before the table and not seen. With `has_sum` the last row is set apart.
    """
    heads = "".join(f'<th scope="col">{escape(str(name))}</th>' for name in frame.columns)
    rows = frame.to_numpy(dtype=object).tolist()
    body = "".join(_show_row(row, is_sum=has_sum and row is rows[-1]) for row in rows)
    st.html(
        f'<style>{_STYLE}</style><div class="mesems-ledger" tabindex="0" role="region" aria-label="{escape(caption)}">'
        f"<table><caption>{escape(caption)}</caption><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _show_row(row: Sequence[Any], *, is_sum: bool) -> str:
    first, *rest = row
    cells = "".join(_show_cell(value) for value in rest)
    return f'<tr{" class=sum" if is_sum else ""}><th scope="row">{escape(str(first))}</th>{cells}</tr>'


def _show_cell(value: object) -> str:
    text = f"{value:,}" if isinstance(value, int) else str(value)
    quiet = ' class="quiet"' if text in {"0", "n/a", "in I1", ""} else ""
    return f"<td{quiet}>{escape(text)}</td>"
