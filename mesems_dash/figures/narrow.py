"""How does a figure change on a phone? What it says here is merged in by the chart door where the chart is narrow.

A figure carries its narrow form in `layout.meta["narrow"]`: `layout` replaces layout entries, `traces` holds one
dictionary of changes for every trace, in their order (empty = unchanged).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import plotly.graph_objects as go

__all__ = ["set_narrow"]


def set_narrow(figure: go.Figure, layout: Mapping[str, Any], traces: Sequence[Mapping[str, Any]] = ()) -> None:
    """Give a figure its narrow form; with `traces`, one entry for each of the figure's."""
    if traces and len(traces) != len(figure.data):
        raise ValueError(f"{len(traces)} narrow traces for {len(figure.data)}; expected one each")
    figure.update_layout(meta={"narrow": {"layout": dict(layout), "traces": [dict(trace) for trace in traces]}})
