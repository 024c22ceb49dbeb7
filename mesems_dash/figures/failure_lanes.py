"""Where does a screening stand? The three lanes of the views by time and by site: their words, colours and legend."""

from __future__ import annotations

from typing import Any, Final

from mesems_dash.figures import theme
from mesems_dash.vocabulary import STATUS_LABELS

__all__ = ["ALL_LANES", "LANES", "draw_legend", "name_lane"]

LANES: Final = {"ineligible": "ineligible", "unknown": "undecided", "eligible": "eligible"}
"""A lane's code, as a mark carries it, and its column; failures first, so that they share a base line."""
ALL_LANES: Final = "all"
_RECORDED: Final = {"ineligible": "Called ineligible", "unknown": "Not decided", "eligible": "Called eligible"}


def name_lane(lane: str, *, is_derived: bool) -> str:
    """Name a lane: what the data say, or what the site decided."""
    return STATUS_LABELS[lane] if is_derived else _RECORDED[lane]


def draw_legend(*, is_derived: bool, x: float = 0, y: float = 1) -> dict[str, Any]:
    """Return the legend as a line of text above a panel."""
    told = (
        f'<span style="color:{theme.STATUS_COLOURS[lane]}">■</span> {name_lane(lane, is_derived=is_derived)}'
        for lane in LANES
    )
    return {
        "text": "  ".join(told), "x": x, "xref": "paper", "xanchor": "left", "y": y, "yref": "paper",
        "yanchor": "bottom", "showarrow": False, "yshift": 4, "font": {"color": theme.INK, "size": 12},
    }  # fmt: skip
