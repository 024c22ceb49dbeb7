"""What keeps people out? Each criterion's count and share, all subtypes first, then each subtype in a panel of its own.

Frames as of `queries.count_exclusions`. A bar carries what it counts as customdata: criterion, subtype, count; so a
click on it can list the people behind. A zero has no bar but its row stays.
"""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import wrap
from typing import TYPE_CHECKING, Any, Final

import plotly.graph_objects as go

from mesems_dash.figures import theme
from mesems_dash.figures.chart import Chart
from mesems_dash.figures.exclusion_shares import draw_exclusion_shares
from mesems_dash.figures.exclusions_swapped import draw_exclusions_swapped
from mesems_dash.figures.narrow import set_narrow
from mesems_dash.vocabulary import ALL, SUBTYPES
from mesems_dash.words.exclusions import UNKNOWN, list_panels, name_bar
from mesems_dash.words.findings.exclusions import describe_exclusions, explain_exclusions, find_exclusions
from mesems_dash.words.phrases import (
    format_of,
    format_part,
    format_people,
    format_share,
    format_things,
    name_criterion,
    name_group,
)
from mesems_dash.words.rows import list_rows, pluck

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

__all__ = ["build_exclusions_chart", "draw_exclusions"]

_ROW_PIXELS: Final = 28
_HEAD_PIXELS: Final = 64
_ALL_WEIGHT: Final = 1.5
_GAP: Final = 0.012
_NARROW_LABEL: Final = 20
_MODE_WORDS: Final = {"any": "A reason", "only": "The only reason", "first": "The first reason"}


@dataclass(frozen=True)
class _Panel:
    """One column of bars: its rows, what it counts, and of how many."""

    rows: Sequence[Mapping[str, Any]]
    subtype: str
    count: str
    whole: int
    head: str
    colour: str


def build_exclusions_chart(frame: pd.DataFrame, *, mode: str, measure: str, axes: str, is_derived: bool) -> Chart:
    """Return the reasons by criterion and subtype, in one of the three forms that can be chosen.

    `mode` is any, only or first; `measure` one of MEASURES; `axes` says what is side by side, subtypes or criteria.
    """
    return Chart(
        _draw(frame, mode=mode, measure=measure, axes=axes, is_derived=is_derived),
        find_exclusions(frame, mode=mode, is_derived=is_derived),
        describe_exclusions(frame, mode=mode),
        explain_exclusions(frame, is_derived=is_derived),
    )


def _draw(frame: pd.DataFrame, *, mode: str, measure: str, axes: str, is_derived: bool) -> go.Figure:
    if axes == "criteria":
        return draw_exclusions_swapped(frame, mode=mode, measure=measure, is_derived=is_derived)
    if measure == "count":
        return draw_exclusions(frame, mode=mode, has_unknown=is_derived)
    return draw_exclusion_shares(frame, mode=mode, measure=measure, is_derived=is_derived)


def draw_exclusions(frame: pd.DataFrame, *, mode: str, has_unknown: bool = True) -> go.Figure:
    """Draw the shares of ineligible screenings by criterion, a panel a subtype; labelled with count and share.

    `mode` is any, only or first. With `has_unknown` a last panel counts undecided screenings, of all, apart.
    """
    panels = [_make_panel(frame, subtype, mode) for subtype in list_panels(frame)]
    if has_unknown and panels:
        panels.append(_make_unknown(frame))
    criteria = pluck(panels[0].rows, "criterion") if panels else []
    figure = theme.new_figure(height=_HEAD_PIXELS + _ROW_PIXELS * max(len(criteria), 1))
    limit = max((_greatest_share(panel) for panel in panels), default=0) or 1.0
    domains = _share_out(panels)
    labels = [name_criterion(criterion) for criterion in criteria]
    figure.add_traces([_draw_panel(panel, axis=f"x{_number(place)}") for place, panel in enumerate(panels)])
    figure.update_layout(
        margin={"t": _HEAD_PIXELS - 12, "r": 4}, bargap=0.35, uniformtext=None, hovermode="y",
        annotations=[_make_head(panel.head, left) for panel, (left, _) in zip(panels, domains, strict=True)],
        yaxis={
            "tickvals": criteria, "ticktext": labels, "autorange": "reversed", "showgrid": False, "fixedrange": True,
            "tickfont": {"color": theme.INK, "size": 13},
        },
        **_make_axes(domains, limit),
    )  # fmt: skip
    _narrow(figure, panels, labels, limit=limit)
    return figure


def _make_panel(frame: pd.DataFrame, subtype: str, mode: str) -> _Panel:
    rows = list_rows(frame[frame["subtype"] == subtype])
    whole = sum(row["first"] for row in rows)
    screened = rows[0]["assessed"] + rows[0]["unknown"]
    head = f"<b>{_name_head(subtype)}</b><br>{format_of(whole, screened)}{' ineligible' if subtype == ALL else ''}"
    return _Panel(rows, subtype, mode, whole, head, theme.SUBTYPE_COLOURS[subtype])


def _make_unknown(frame: pd.DataFrame) -> _Panel:
    rows = list_rows(frame[frame["subtype"] == ALL])
    screened = rows[0]["assessed"] + rows[0]["unknown"]
    head = f"<b>Undecided</b><br>of {format_things(screened, 'screening')}"
    return _Panel(rows, ALL, UNKNOWN, screened, head, theme.STATUS_COLOURS["unknown"])


def _name_head(subtype: str) -> str:
    return subtype if subtype in SUBTYPES else name_group(subtype)


def _greatest_share(panel: _Panel) -> float:
    return float(max((row[panel.count] for row in panel.rows), default=0)) / panel.whole if panel.whole else 0.0


def _share_out(panels: Sequence[_Panel]) -> list[tuple[float, float]]:
    """Give each panel its part of the width, the first one more."""
    weights = [_ALL_WEIGHT, *[1.0] * (len(panels) - 1)]
    unit = (1 - _GAP * (len(panels) - 1)) / sum(weights)
    domains, left = [], 0.0
    for weight in weights[: len(panels)]:
        domains.append((left, min(left + weight * unit, 1.0)))
        left += weight * unit + _GAP
    return domains


def _number(place: int) -> str:
    """Return what Plotly calls an axis by, after its letter: nothing for the first."""
    return "" if place == 0 else str(place + 1)


def _make_axes(domains: Sequence[tuple[float, float]], limit: float) -> dict[str, Any]:
    """Return the axis of every panel, with room for labels: more in the first."""
    return {
        f"xaxis{_number(place)}": _make_axis(domain, limit * (1.35 if place else 1.6))
        for place, domain in enumerate(domains)
    }


def _make_axis(domain: Sequence[float], limit: float) -> dict[str, Any]:
    return {"domain": list(domain), "range": [0, limit], "visible": False, "fixedrange": True, "anchor": "y"}


def _make_head(text: str, x: float) -> dict[str, Any]:
    return {
        "text": text, "x": x, "xref": "paper", "y": 1, "yref": "paper", "xanchor": "left", "yanchor": "bottom",
        "align": "left", "showarrow": False, "font": {"color": theme.MUTED, "size": 12}, "yshift": 4,
    }  # fmt: skip


def _draw_panel(panel: _Panel, *, axis: str) -> go.Bar:
    return go.Bar(
        x=[row[panel.count] / panel.whole if panel.whole else 0 for row in panel.rows],
        y=pluck(panel.rows, "criterion"),
        orientation="h",
        name=name_group(panel.subtype) if panel.count != UNKNOWN else "Undecided",
        xaxis=axis,
        marker_color=panel.colour,
        text=[_label_bar(panel, row[panel.count]) for row in panel.rows],
        textposition="outside",
        textfont={"color": [theme.INK if row[panel.count] else theme.MUTED for row in panel.rows], "size": 12},
        cliponaxis=False,
        customdata=[[row["criterion"], panel.subtype, panel.count] if row[panel.count] else None for row in panel.rows],
        hovertext=[_describe_bar(panel, row) for row in panel.rows],
        hoverinfo="text",
    )


def _label_bar(panel: _Panel, number: int) -> str:
    """Write count and share beside the bars of all subtypes, the count alone where room is short."""
    is_roomy = panel.subtype == ALL and panel.count != UNKNOWN
    return f"<b>{number:,}</b>  {format_share(number, panel.whole)}" if number and is_roomy else f"{number:,}"


def _describe_bar(panel: _Panel, row: Mapping[str, Any]) -> str:
    name = name_bar(row["criterion"], panel.subtype, panel.count)
    if panel.count == UNKNOWN:
        return f"{name}<br>{format_part(row['unknown'], panel.whole, 'screening')}"
    people = f" ({format_people(row['subjects'])})" if panel.count == "any" else ""
    of = format_part(row[panel.count], panel.whole, "ineligible screening")
    return f"{name}<br>{_MODE_WORDS[panel.count]} in {of}{people}"


def _narrow(figure: go.Figure, panels: Sequence[_Panel], labels: Sequence[str], *, limit: float) -> None:
    """On a phone only the first panel and the undecided one stay; the table below has the rest."""
    if not panels:
        return
    kept = [0] if panels[-1].count != UNKNOWN else [0, len(panels) - 1]
    domains = (
        {0: (0.0, 0.56 if len(kept) > 1 else 1.0), len(panels) - 1: (0.60, 1.0)} if len(kept) > 1 else {0: (0.0, 1.0)}
    )
    layout: dict[str, Any] = {f"xaxis{_number(place)}": _make_axis(domains[place], limit * 2.2) for place in kept}
    layout["annotations"] = [_make_head(panels[place].head, domains[place][0]) for place in kept]
    axis = figure.layout.yaxis.to_plotly_json()
    layout["yaxis"] = {
        **axis,
        "ticktext": ["<br>".join(wrap(label, _NARROW_LABEL)) for label in labels],
        "tickfont": {"size": 11},
    }
    set_narrow(figure, layout, [{} if place in kept else {"visible": False} for place in range(len(panels))])
