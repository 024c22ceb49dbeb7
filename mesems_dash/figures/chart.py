"""What a view is: its figure and all its words, made in one place from one set of frames.

Every view has a `build_*_chart` beside the `draw_*` of its figure. The words themselves are in `words/`. The flow is no
Plotly figure but an SVG, so it is a `Diagram`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import plotly.graph_objects as go
    from markupsafe import Markup

__all__ = ["Chart", "Diagram"]


@dataclass(frozen=True)
class Chart:
    """A figure, its finding in one sentence, what stands for it where it cannot be seen, and how to read it."""

    figure: go.Figure
    finding: str
    text_alternative: str
    note: str = ""


@dataclass(frozen=True)
class Diagram:
    """A drawing in SVG in two forms, the wide one `width` pixels across; each holds its own text alternative."""

    wide: Markup
    narrow: Markup
    width: float
    finding: str
    note: str = ""
