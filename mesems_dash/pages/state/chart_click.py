"""The mark of a chart that somebody chose, as the browser sends it (static/chart.js)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["ChartClick", "read_click"]


@dataclass(frozen=True)
class ChartClick:
    """The mark that somebody chose, by mouse or keyboard.

    `trace` is the trace's name (for a Sankey its name too), `curve` and `point` are places in the figure, `label` is
    what was read out. `customdata` is what the figure attached to the mark, always as a tuple: a single value
    becomes a tuple of one, nothing an empty one.
    """

    trace: str
    curve: int
    point: int
    label: str
    customdata: tuple[Any, ...]


def read_click(click: Mapping[str, Any] | None) -> ChartClick | None:
    """Return the mark that the browser sent; None where there is none."""
    if not click:
        return None
    custom = click.get("customdata")
    values = custom if isinstance(custom, list) else [] if custom is None else [custom]
    return ChartClick(
        trace=str(click.get("trace", "")),
        curve=int(click["curve"]),
        point=int(click["point"]),
        label=str(click.get("label", "")),
        customdata=tuple(values),
    )
