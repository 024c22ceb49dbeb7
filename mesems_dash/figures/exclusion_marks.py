"""A reason in one MS subtype as a mark: its part of a whole, its words, and how a share is drawn.

Shared by `exclusion_shares` (a panel a subtype) and `exclusions_swapped` (a panel a criterion). A mark carries
criterion, subtype, count as customdata, as in `exclusions`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import plotly.graph_objects as go

from mesems_dash.figures import theme
from mesems_dash.words.exclusions import list_panels, name_bar, name_whole
from mesems_dash.words.rows import list_rows
from mesems_dash.words.shares import Share

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

__all__ = ["Mark", "choose_limit", "draw_dots", "list_marks", "make_head", "make_share_axis"]

_LIMITS: Final = (0.25, 0.5, 1.0)
_MODE_WORDS: Final = {"any": "a reason", "only": "the only reason", "first": "the first reason"}


@dataclass(frozen=True)
class Mark:
    """One reason in one subtype: its part of a whole, and what is said of it."""

    criterion: str
    subtype: str
    mode: str
    share: Share
    text: str

    @property
    def customdata(self) -> list[str] | None:
        """What a click on it tells; nothing where there is nobody behind it."""
        return [self.criterion, self.subtype, self.mode] if self.share.part else None


def list_marks(frame: pd.DataFrame, *, mode: str, measure: str, is_derived: bool) -> list[Mark]:
    """Return a mark for each reason and each subtype that anybody has, in the frame's order.

    `frame` as of `count_exclusions`; `mode` any, only or first; `measure` one of MEASURES, of which a count is a part
    of the ineligible.
    """
    panels = list_panels(frame)
    rows = [row for subtype in panels for row in list_rows(frame[frame["subtype"] == subtype])]
    ineligible = {subtype: sum(row["first"] for row in rows if row["subtype"] == subtype) for subtype in panels}
    kind = name_whole(measure, is_derived=is_derived)
    marks = []
    for row in rows:
        whole = row["assessed"] if measure == "assessed" else ineligible[row["subtype"]]
        share = Share(int(row[mode]), int(whole))
        marks.append(Mark(row["criterion"], row["subtype"], mode, share, _describe_mark(row, mode, share, kind)))
    return marks


def _describe_mark(row: Mapping[str, Any], mode: str, share: Share, kind: str) -> str:
    return f"{name_bar(row['criterion'], row['subtype'], mode)}<br>{_MODE_WORDS[mode]}: {share.describe()}<br>of {kind}"


def draw_dots(marks: Sequence[Mark], labels: Sequence[str], *, axis: str, yaxis: str = "y") -> go.Scatter:
    """Draw shares as dots on their 95 % intervals, one a row of `labels`; hollow where few, none of nothing."""
    colours = [theme.SUBTYPE_COLOURS[mark.subtype] for mark in marks]
    shares = [mark.share for mark in marks]
    fills = [theme.PAPER if share.is_few else colour for share, colour in zip(shares, colours, strict=True)]
    return go.Scatter(
        x=[share.value if share.whole else None for share in shares],
        y=list(labels),
        xaxis=axis,
        yaxis=yaxis,
        mode="markers",
        name="Share",
        marker={"color": fills, "size": 9, "line": {"color": colours, "width": 2}},
        error_x={
            "type": "data",
            "symmetric": False,
            "array": [share.high - share.value if share.whole else 0 for share in shares],
            "arrayminus": [share.value - share.low for share in shares],
            "color": theme.QUIET,
            "thickness": 1.5,
            "width": 0,
        },
        customdata=[mark.customdata for mark in marks],
        hovertext=[mark.text for mark in marks],
        hoverinfo="text",
        cliponaxis=False,
    )


def choose_limit(marks: Sequence[Mark]) -> float:
    """Return the first of a quarter, a half and all that every interval ends below."""
    most = max((mark.share.high for mark in marks if mark.share.whole), default=1.0)
    return next(limit for limit in _LIMITS if most <= limit)


def make_share_axis(domain: Sequence[float], *, limit: float, anchor: str = "y") -> dict[str, Any]:
    """Return an axis of shares from nought to `limit`, which has no label: the next axis may begin there."""
    room = limit * 0.04
    return {
        "domain": list(domain), "range": [-room, limit + room], "fixedrange": True, "anchor": anchor, "showgrid": True,
        "gridcolor": theme.GRID, "tickfont": {"size": 11, "color": theme.MUTED}, "tickangle": 0,
        "tickvals": [0, limit / 2, limit], "ticktext": ["0", f"{100 * limit / 2:.4g} %", ""],
    }  # fmt: skip


def make_head(text: str, x: float, y: float) -> dict[str, Any]:
    """Return the head of a panel, above its upper left corner."""
    return {
        "text": text, "x": x, "xref": "paper", "y": y, "yref": "paper", "xanchor": "left", "yanchor": "bottom",
        "align": "left", "showarrow": False, "font": {"color": theme.MUTED, "size": 12}, "yshift": 4,
    }  # fmt: skip
