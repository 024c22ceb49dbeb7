"""Plain-text tables for a terminal: columns padded to their widest cell, whole numbers to the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["write_table"]


def write_table(rows: Sequence[Sequence[str]]) -> str:
    """Return rows of equally many cells as lines of text; the first row is the heading."""
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    return "\n".join(_write_line(row, widths) for row in rows)


def _write_line(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = [
        cell.rjust(width) if cell.replace(",", "").isdigit() else cell.ljust(width)
        for cell, width in zip(row, widths, strict=True)
    ]
    return "  ".join(cells).rstrip()
