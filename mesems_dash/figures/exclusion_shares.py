"""How sure is it that a reason is commoner in one MS subtype? A panel a subtype, a dot on its interval a criterion.

Frame as of `queries.count_exclusions`; the same with axes swapped is in `exclusions_swapped`.
"""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING, Any, Final

from mesems_dash.figures import theme
from mesems_dash.figures.exclusion_marks import Mark, choose_limit, draw_dots, list_marks, make_head, make_share_axis
from mesems_dash.figures.narrow import set_narrow
from mesems_dash.vocabulary import SUBTYPES
from mesems_dash.words.exclusions import name_axis
from mesems_dash.words.phrases import name_criterion, name_group

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    import plotly.graph_objects as go

__all__ = ["draw_exclusion_shares"]

_ROW_PIXELS: Final = 28
_HEAD_PIXELS: Final = 52
_FOOT_PIXELS: Final = 48
_GAP: Final = 0.03
_NARROW_LABEL: Final = 20


def draw_exclusion_shares(
    frame: pd.DataFrame, *, mode: str, measure: str = "ineligible", is_derived: bool = True
) -> go.Figure:
    """Draw a row a criterion and a panel a subtype: the share as a dot on its 95 % interval, hollow where few.

    `mode` is any, only or first; `measure` ineligible or assessed (see MEASURES); `is_derived` says whether criteria
    fail by the data, or were written by sites.
    """
    marks = list_marks(frame, mode=mode, measure=measure, is_derived=is_derived)
    subtypes = list(dict.fromkeys(mark.subtype for mark in marks))
    criteria = list(dict.fromkeys(mark.criterion for mark in marks))
    figure = theme.new_figure(height=_HEAD_PIXELS + _FOOT_PIXELS + _ROW_PIXELS * max(len(criteria), 1))
    heads, limit = [], choose_limit(marks)
    for place, (subtype, domain) in enumerate(zip(subtypes, _split(len(subtypes)), strict=True)):
        chosen = [mark for mark in marks if mark.subtype == subtype]
        number = "" if place == 0 else str(place + 1)
        figure.add_trace(draw_dots(chosen, criteria, axis=f"x{number}"))
        figure.update_layout({f"xaxis{number}": make_share_axis(domain, limit=limit)})
        heads.append(make_head(_head_of(chosen, measure), domain[0], 1))
    figure.update_yaxes(
        tickvals=criteria, ticktext=[name_criterion(code) for code in criteria], type="category", fixedrange=True,
        range=[max(len(criteria), 1) - 0.5, -0.5], showgrid=False, tickfont={"color": theme.INK, "size": 13},
    )  # fmt: skip
    title = name_axis(measure, is_derived=is_derived)
    figure.update_layout(
        annotations=[*heads, _make_title(title)], margin={"t": _HEAD_PIXELS - 8, "r": 16, "b": _FOOT_PIXELS}
    )
    _narrow(figure, heads, title, limit=limit)
    return figure


def _split(parts: int) -> list[tuple[float, float]]:
    size = (1 - _GAP * (parts - 1)) / parts if parts else 0
    return [(place * (size + _GAP), min(place * (size + _GAP) + size, 1.0)) for place in range(parts)]


def _head_of(marks: Sequence[Mark], measure: str) -> str:
    subtype, share = marks[0].subtype, marks[0].share
    name = f"<b>{subtype if subtype in SUBTYPES else name_group(subtype)}</b>"
    return name if measure == "assessed" else f"{name}<br>of {share.whole:,}{', few' if share.is_few else ''}"


def _make_title(text: str) -> dict[str, Any]:
    """Return what the shares are of, below the first panel."""
    return {**make_head(text, 0, 0), "yanchor": "top", "yshift": -24}


def _narrow(figure: go.Figure, heads: Sequence[Mapping[str, Any]], title: str, *, limit: float) -> None:
    """On a phone the panel of all subtypes stays; with axes swapped there is room for the others."""
    if not heads:
        return
    axis = figure.layout.yaxis.to_plotly_json()
    names = ["<br>".join(wrap(label, _NARROW_LABEL)) for label in axis["ticktext"]]
    foot = {**_make_title(title), "x": 1, "xanchor": "right"}
    hidden = {f"xaxis{place}": {"visible": False} for place in range(2, len(heads) + 1)}
    layout = {
        **hidden,
        "xaxis": make_share_axis((0, 1), limit=limit),
        "yaxis": {**axis, "ticktext": names, "tickfont": {"color": theme.INK, "size": 11}},
        "annotations": [heads[0], foot],
    }
    set_narrow(figure, layout, [{}, *[{"visible": False}] * (len(figure.data) - 1)])
