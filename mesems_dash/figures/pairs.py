"""Which two criteria fail together? A triangle of cells, each pair once, each criterion alone on the diagonal.

Frame as of `queries.count_pairs`. A cell carries "pair", criterion, criterion as customdata. Cells are bars, not a
heatmap: so each can be pointed at, stepped to by keyboard and framed.
"""

from __future__ import annotations

from textwrap import shorten, wrap
from typing import TYPE_CHECKING, Any, Final

import plotly.graph_objects as go

from mesems_dash.figures import theme
from mesems_dash.figures.chart import Chart
from mesems_dash.figures.narrow import set_narrow
from mesems_dash.vocabulary import CRITERIA
from mesems_dash.words.findings.failures import describe_pairs, find_pairs
from mesems_dash.words.phrases import format_share, format_things, name_criterion
from mesems_dash.words.rows import list_rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

__all__ = ["build_pairs_chart", "draw_pairs"]

Counts = dict[tuple[str, str], int]
_ROW_PIXELS: Final = 30
_FOOT_PIXELS: Final = 40
_UPRIGHT_PIXELS: Final = 120
_NARROW_ROWS: Final = 8
_NARROW_LABEL: Final = 20
_HEAD_LETTERS: Final = 14
_FAINT: Final = 0.05
_STRONG: Final = 0.5
"""How see-through the shade of a pair is: from none to the most frequent; text must stay readable on it."""


def build_pairs_chart(frame: pd.DataFrame, *, is_derived: bool = True) -> Chart:
    """Return which two criteria keep people out together."""
    return Chart(
        draw_pairs(frame, is_derived=is_derived), find_pairs(frame, is_derived=is_derived), describe_pairs(frame)
    )


def draw_pairs(frame: pd.DataFrame, *, is_derived: bool = True) -> go.Figure:
    """Draw how many screenings fail two criteria, whatever else they fail; criteria that nobody fails stay away.

    `is_derived` says whether criteria fail by the data, or were written by sites.
    """
    counts: Counts = {(row["criterion"], row["other"]): int(row["screenings"]) for row in list_rows(frame)}
    criteria = [one for one, other in counts if one == other and counts[one, other]]
    foot = _FOOT_PIXELS if set(criteria) <= set(CRITERIA) else _UPRIGHT_PIXELS
    figure = theme.new_figure(height=foot + _ROW_PIXELS * max(len(criteria), 2))
    figure.add_trace(_draw_cells(counts, criteria, is_derived=is_derived))
    figure.update_layout(bargap=0, barmode="overlay", uniformtext=None, hovermode="closest", margin={"t": 4, "r": 4})
    key = (
        f"Screenings in which both {'fail' if is_derived else 'are recorded'}<br>On the diagonal: all with "
        "this criterion"
    )
    figure.update_layout(**_lay_out(criteria, [name_criterion(code) for code in criteria], key))
    _narrow(figure, counts, criteria, is_derived=is_derived)
    return figure


def _draw_cells(counts: Counts, criteria: Sequence[str], *, is_derived: bool) -> go.Bar:
    cells = [(x, y) for y in range(len(criteria)) for x in range(y + 1)]
    pairs = [(criteria[x], criteria[y]) for x, y in cells]
    most = max((counts[pair] for pair in pairs if pair[0] != pair[1]), default=0)
    return go.Bar(
        x=[x for x, _ in cells],
        y=[0.9] * len(cells),
        base=[y - 0.45 for _, y in cells],
        width=0.94,
        name="Screenings",
        marker_color=[_shade(counts, pair, most) for pair in pairs],
        text=[_label(counts, pair) for pair in pairs],
        textposition="inside",
        insidetextanchor="middle",
        textangle=0,
        constraintext="none",
        insidetextfont={"color": theme.INK, "size": 12},
        customdata=[["pair", *pair] if counts[pair] else None for pair in pairs],
        hovertext=[_describe_pair(counts, pair, is_derived=is_derived) for pair in pairs],
        hoverinfo="text",
    )


def _shade(counts: Counts, pair: tuple[str, str], most: int) -> str:
    if pair[0] == pair[1]:
        return theme.with_alpha(theme.QUIET, 0.3)
    strength = counts[pair] / most if most else 0
    return theme.with_alpha(theme.STATUS_COLOURS["ineligible"], _FAINT + (_STRONG - _FAINT) * strength)


def _label(counts: Counts, pair: tuple[str, str]) -> str:
    if not counts[pair]:
        return ""
    return f"<b>{counts[pair]:,}</b>" if pair[0] == pair[1] else f"{counts[pair]:,}"


def _describe_pair(counts: Counts, pair: tuple[str, str], *, is_derived: bool) -> str:
    one, other = pair
    number, screenings = counts[pair], format_things(counts[pair], "screening")
    if one == other:
        return (
            f"{name_criterion(one)}<br>{'fails' if is_derived else 'is recorded'} in {screenings}, alone or with others"
        )
    shares = (f"{format_share(number, counts[code, code])} of those with {code}" for code in pair)
    verb = "both fail" if is_derived else "both are recorded"
    return f"{name_criterion(one)}<br>{name_criterion(other)}<br>{verb} in {screenings}: {', '.join(shares)}"


def _lay_out(criteria: Sequence[str], labels: Sequence[str], key: str) -> dict[str, Any]:
    places, most = list(range(len(criteria))), max(len(criteria), 1)
    axis = {"tickvals": places, "showgrid": False, "fixedrange": True, "zeroline": False}
    heads = [
        code if code in CRITERIA else shorten(name_criterion(code), _HEAD_LETTERS, placeholder="…") for code in criteria
    ]
    is_coded = set(criteria) <= set(CRITERIA)
    return {
        "xaxis": {
            **axis, "ticktext": heads, "tickangle": 0 if is_coded else -90,
            "range": [-0.5, most - 0.5],
        },
        "yaxis": {
            **axis, "ticktext": labels, "range": [most - 0.5, -0.5], "tickfont": {"color": theme.INK, "size": 13},
        },
        "annotations": [
            {
                "text": key, "x": 1, "xref": "paper", "xanchor": "right", "y": 1, "yref": "paper", "yanchor": "top",
                "align": "right", "showarrow": False, "font": {"color": theme.MUTED, "size": 12},
            }
        ] if len(criteria) > 1 else [],
    }  # fmt: skip


def _narrow(figure: go.Figure, counts: Counts, criteria: Sequence[str], *, is_derived: bool) -> None:
    """On a phone the criteria that fail most often stay, in protocol order."""
    most = sorted(criteria, key=lambda code: -counts[code, code])[:_NARROW_ROWS]
    kept = [code for code in criteria if code in most]
    labels = ["<br>".join(wrap(name_criterion(code), _NARROW_LABEL)) for code in kept]
    text = ["Both fail" if is_derived else "Both recorded", "Diagonal: all with it"]
    if len(kept) < len(criteria):
        text.append(f"{len(kept)} most frequent of {len(criteria)}")
    layout = _lay_out(kept, labels, "<br>".join(text))
    layout["yaxis"]["tickfont"] = {"color": theme.INK, "size": 11}
    set_narrow(figure, layout, [_list_changes(_draw_cells(counts, kept, is_derived=is_derived))])


def _list_changes(trace: go.Bar) -> Mapping[str, Any]:
    whole = trace.to_plotly_json()
    return {name: whole[name] for name in ("x", "y", "base", "text", "customdata", "hovertext", "marker")}
