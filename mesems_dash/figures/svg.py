"""Pieces of an SVG as text: words, boxes and arrows, drawn so that every program shows them alike.

Colours are plain attributes of the light theme; `theme.follow_page` makes them follow a page. Text is wrapped by
hand, as SVG does not: a letter is taken to be as wide as in the widest of the usual fonts.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from textwrap import wrap
from typing import TYPE_CHECKING, Final

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
) -> str:
    """Return one line of text that stands on `base`."""
    return (
        f'<text x="{left:g}" y="{base:g}" font-size="{pixels}" font-weight="{weight}" fill="{colour}">'
        f"{escape(text)}</text>"
    )


def draw_frame(place: Place, *, line: str, tint: str = theme.PAPER, strength: float = 0, dash: str = "") -> str:
    """Return a rectangle with a line around it, tinted, dashed if a pattern of dashes is given."""
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<rect x="{place.left:g}" y="{place.top:g}" width="{place.width:g}" height="{place.height:g}" rx="4" '
        f'fill="{tint}" fill-opacity="{strength:g}" stroke="{line}" stroke-width="1.25"{dashes}/>'
    )


def draw_line(points: Sequence[tuple[float, float]]) -> str:
    """Return a line through points."""
    path = " ".join(f"{x:g},{y:g}" for x, y in points)
    return f'<polyline points="{path}" fill="none" stroke="{theme.PLAN}" stroke-width="1.25"/>'


def draw_arrow(points: Sequence[tuple[float, float]]) -> str:
    """Return a line through points with a head at its end, which points down or to the right."""
    (x, y), (before, _) = points[-1], points[-2]
    if before == x:
        wings = ((x - _HEAD, y - _HEAD * 1.6), (x + _HEAD, y - _HEAD * 1.6))
    else:
        wings = ((x - _HEAD * 1.6, y - _HEAD), (x - _HEAD * 1.6, y + _HEAD))
    head = " ".join(f"{a:g},{b:g}" for a, b in ((x, y), *wings))
    return f'{draw_line(points)}<polygon points="{head}" fill="{theme.PLAN}"/>'


def frame_drawing(
    pieces: Iterable[str], *, width: float, height: float, name: str, title: str, description: str, paper: str = ""
) -> str:
    """Return the whole drawing; `name` tells it from others on a page, title and description are read out instead."""
    ground = f'<rect width="{width:g}" height="{height:g}" fill="{paper}"/>' if paper else ""
    font = escape(theme.FONT.replace('"', "'"), quote=False)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}" '
        f'height="{height:g}" role="img" aria-labelledby="{name}-title {name}-words" font-family="{font}">'
        f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-words">{escape(description)}</desc>'
        f"{ground}{''.join(pieces)}</svg>"
    )
