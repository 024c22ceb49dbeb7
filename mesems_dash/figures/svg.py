"""Pieces of an SVG as text: words, boxes and arrows, drawn so that every program shows them alike.

Colours are plain attributes of the light theme; `theme.follow_page` makes them follow a page. Text is wrapped by
hand, as SVG does not: a letter is taken to be as wide as in the widest of the usual fonts.
"""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import wrap
from typing import TYPE_CHECKING, Final

from markupsafe import Markup

from mesems_dash.figures import theme

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["Place", "draw_arrow", "draw_frame", "draw_line", "frame_drawing", "wrap_text", "write_text"]

FONT_PIXELS: Final = 13
LINE_PIXELS: Final = 17
_LETTER: Final = {400: 0.53, 600: 0.61}
"""Width of a letter by its height, for usual and for bold text."""
_BOLD: Final = 600
_SHORTEST: Final = 8
_HEAD: Final = 5


@dataclass(frozen=True)
class Place:
    """A rectangle: its left upper corner and its size, in pixels."""

    left: float
    top: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        """Half way across."""
        return self.left + self.width / 2

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.top + self.height


def wrap_text(text: str, width: float, *, pixels: int = FONT_PIXELS, weight: int = 400) -> list[str]:
    """Break a text into lines that fit a width; a word longer than a line is broken too."""
    letter = pixels * _LETTER[600 if weight >= _BOLD else 400]
    return wrap(text, max(_SHORTEST, int(width / letter))) or [""]


def write_text(
    text: str, left: float, base: float, *, pixels: int = FONT_PIXELS, colour: str = theme.INK, weight: int = 400
) -> Markup:
    """Return one line of text that stands on `base`."""
    line = Markup('<text x="{:g}" y="{:g}" font-size="{}" font-weight="{}" fill="{}">{}</text>')
    return line.format(left, base, pixels, weight, colour, text)


def draw_frame(place: Place, *, line: str, tint: str = theme.PAPER, strength: float = 0, dash: str = "") -> Markup:
    """Return a rectangle with a line around it, tinted, dashed if a pattern of dashes is given."""
    dashes = Markup(' stroke-dasharray="{}"').format(dash) if dash else ""
    frame = Markup(
        '<rect x="{:g}" y="{:g}" width="{:g}" height="{:g}" rx="4" '
        'fill="{}" fill-opacity="{:g}" stroke="{}" stroke-width="1.25"{}/>'
    )
    return frame.format(place.left, place.top, place.width, place.height, tint, strength, line, dashes)


def draw_line(points: Sequence[tuple[float, float]]) -> Markup:
    """Return a line through points."""
    line = Markup('<polyline points="{}" fill="none" stroke="{}" stroke-width="1.25"/>')
    return line.format(_write_points(points), theme.PLAN)


def draw_arrow(points: Sequence[tuple[float, float]]) -> Markup:
    """Return a line through points with a head at its end, which points down or to the right."""
    (x, y), (before, _) = points[-1], points[-2]
    if before == x:
        wings = ((x - _HEAD, y - _HEAD * 1.6), (x + _HEAD, y - _HEAD * 1.6))
    else:
        wings = ((x - _HEAD * 1.6, y - _HEAD), (x - _HEAD * 1.6, y + _HEAD))
    head = Markup('<polygon points="{}" fill="{}"/>').format(_write_points(((x, y), *wings)), theme.PLAN)
    return draw_line(points) + head


def _write_points(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:g},{y:g}" for x, y in points)


def frame_drawing(
    pieces: Iterable[Markup], *, width: float, height: float, name: str, title: str, description: str, paper: str = ""
) -> Markup:
    """Return the whole drawing; `name` tells it from others on a page, title and description are read out instead."""
    ground = Markup('<rect width="{:g}" height="{:g}" fill="{}"/>').format(width, height, paper) if paper else ""
    font = theme.FONT.replace('"', "'")
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}" '
        'height="{height:g}" role="img" aria-labelledby="{name}-title {name}-words" font-family="{font}">'
        '<title id="{name}-title">{title}</title><desc id="{name}-words">{description}</desc>{ground}{drawn}</svg>'
    ).format(
        width=width, height=height, name=name, font=font, title=title, description=description, ground=ground,
        drawn=Markup("").join(pieces),
    )  # fmt: skip
