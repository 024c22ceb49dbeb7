"""Where does a screening stand? The three lanes of the views by time and by site: their words, colours and legend."""

from __future__ import annotations

from typing import Any

from mesems_dash.figures import theme
from mesems_dash.words.lanes import LANES, name_lane

__all__ = ["draw_legend"]


def draw_legend(*, is_derived: bool, x: float = 0, y: float = 1) -> dict[str, Any]:
    """Return the legend as a line of text above a panel."""
    text = (
        f'<span style="color:{theme.STATUS_COLOURS[lane]}">■</span> {name_lane(lane, is_derived=is_derived)}'
        for lane in LANES
    )
    return {
        "text": "  ".join(text), "x": x, "xref": "paper", "xanchor": "left", "y": y, "yref": "paper",
        "yanchor": "bottom", "showarrow": False, "yshift": 4, "font": {"color": theme.INK, "size": 12},
    }  # fmt: skip
