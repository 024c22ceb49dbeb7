"""The flow of people by sequence and period, drawn as SVG: side by side for a desk and for files, stacked for a phone.

What is in the boxes is in `flow_boxes.py`. Frames as of `queries.count_flow`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from markupsafe import Markup

from mesems_dash.figures import theme
from mesems_dash.figures.chart import Diagram
from mesems_dash.figures.svg import (
    LINE_PIXELS,
    Place,
    draw_arrow,
    draw_frame,
    draw_line,
    frame_drawing,
    wrap_text,
    write_text,
)
from mesems_dash.words.findings.flow import describe_flow, explain_flow, find_flow
from mesems_dash.words.flow_boxes import list_boxes

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from mesems_dash.words.flow_boxes import Box, Flow, Step

__all__ = ["build_flow_diagram", "draw_flow", "draw_flow_file", "draw_flow_narrow", "measure_flow"]

_PAD: Final = 10
_GAP: Final = 12
"""Between a box and those beside its way down."""
_DROP: Final = 22
"""Between a box and the next one on the way."""
_MARGIN: Final = 2
_BETWEEN: Final = 26
_PAPER_MARGIN: Final = 28
_TITLE_PIXELS: Final = 18


@dataclass(frozen=True)
class _Look:
    """Measures of a chain of boxes: how wide, where the way down runs, and where boxes beside it stand."""

    main: float
    way: float
    side_left: float
    side: float

    @property
    def width(self) -> float:
        return max(self.main, self.side_left + self.side)


_WIDE: Final = _Look(main=248, way=124, side_left=146, side=322)
_NARROW: Final = _Look(main=320, way=16, side_left=38, side=282)
_PHASES: Final = 92
_RAIL: Final = 24


@dataclass(frozen=True)
class _Drawn:
    """A part of the drawing: its pieces, and down to where it reaches."""

    pieces: tuple[Markup, ...]
    bottom: float


def build_flow_diagram(frame: pd.DataFrame) -> Diagram:
    """Return everybody by sequence and period, in both forms."""
    return Diagram(
        draw_flow(frame), draw_flow_narrow(frame), measure_flow(frame), find_flow(frame), explain_flow(frame)
    )


def draw_flow(frame: pd.DataFrame) -> Markup:
    """Return the diagram for a wide page: enrolment on top, sequences side by side, periods level with each other."""
    flow = list_boxes(frame)
    drawn = _draw_wide(flow, top=_MARGIN)
    return _finish(frame, drawn, width=_measure_all(flow), name="flow-wide")


def draw_flow_narrow(frame: pd.DataFrame) -> Markup:
    """Return the diagram for a phone: one sequence below the other, on a rail from randomisation."""
    drawn = _draw_narrow(list_boxes(frame), top=_MARGIN)
    return _finish(frame, drawn, width=_RAIL + _NARROW.width + _MARGIN, name="flow-narrow")


def draw_flow_file(frame: pd.DataFrame, foot: Sequence[str]) -> Markup:
    """Return the diagram as a file of its own: on paper, under its finding, with sentences below that say whence."""
    flow = list_boxes(frame)
    width = _measure_all(flow)
    head = _write_lines([find_flow(frame)], _TITLE_PIXELS + _MARGIN, width=width, pixels=_TITLE_PIXELS, weight=650)
    drawn = _draw_wide(flow, top=head.bottom + _MARGIN)
    text = _write_lines(foot, drawn.bottom + 2 * _DROP, width=width, pixels=12, colour=theme.MUTED)
    shift = Markup('<g transform="translate({0} {0})">').format(_PAPER_MARGIN)
    return frame_drawing(
        (shift, *head.pieces, *drawn.pieces, *text.pieces, Markup("</g>")),
        width=width + 2 * _PAPER_MARGIN,
        height=text.bottom + 2 * _PAPER_MARGIN,
        name="flow",
        title=find_flow(frame),
        description=describe_flow(frame),
        paper=theme.PAPER,
    )


def _finish(frame: pd.DataFrame, drawn: _Drawn, *, width: float, name: str) -> Markup:
    return frame_drawing(
        drawn.pieces,
        width=width,
        height=drawn.bottom + _MARGIN,
        name=name,
        title=find_flow(frame),
        description=describe_flow(frame),
    )


def measure_flow(frame: pd.DataFrame) -> float:
    """Return how wide `draw_flow` draws, in pixels."""
    return _measure_all(list_boxes(frame))


def _measure_all(flow: Flow) -> float:
    return _PHASES + len(flow.columns) * (_WIDE.width + _BETWEEN) - _BETWEEN + _MARGIN


def _write_lines(
    texts: Sequence[str], top: float, *, width: float, pixels: int, colour: str = theme.INK, weight: int = 400
) -> _Drawn:
    lines = [line for text in texts for line in wrap_text(text, width, pixels=pixels, weight=weight)]
    step = pixels * 1.4
    pieces = [
        write_text(line, 0, top + place * step, pixels=pixels, colour=colour, weight=weight)
        for place, line in enumerate(lines)
    ]
    return _Drawn(tuple(pieces), top + len(lines) * step)


# ---------------------------------------------------------------- the two forms
def _draw_wide(flow: Flow, *, top: float) -> _Drawn:
    lefts = [_PHASES + place * (_WIDE.width + _BETWEEN) for place in range(len(flow.columns))]
    ways = [left + _WIDE.way for left in lefts]
    centre = sum(ways) / len(ways)
    enrolment = _draw_chain(flow.enrolment, _WIDE, left=centre - _WIDE.way, tops=_stack([flow.enrolment], _WIDE, top))
    fork = enrolment.bottom + _DROP
    tops = _stack([column.steps for column in flow.columns], _WIDE, fork + _DROP)
    chains = [
        _draw_chain(column.steps, _WIDE, left=left, tops=tops, sequence=column.sequence)
        for column, left in zip(flow.columns, lefts, strict=True)
    ]
    forks = [draw_arrow([(centre, enrolment.bottom), (centre, fork), (way, fork), (way, tops[0])]) for way in ways]
    phases = [
        *_name_phases(flow.enrolment, _stack([flow.enrolment], _WIDE, top)),
        *_name_phases(flow.columns[0].steps, tops),
    ]
    pieces = [*forks, *phases, *enrolment.pieces, *(piece for chain in chains for piece in chain.pieces)]
    return _Drawn(tuple(pieces), max(chain.bottom for chain in chains))


def _draw_narrow(flow: Flow, *, top: float) -> _Drawn:
    enrolment = _draw_chain(flow.enrolment, _NARROW, left=_MARGIN, tops=_stack([flow.enrolment], _NARROW, top))
    bottom, pieces, rail = enrolment.bottom, list(enrolment.pieces), _MARGIN + 8
    for column in flow.columns:
        tops = _stack([column.steps], _NARROW, bottom + 1.5 * _DROP)
        chain = _draw_chain(column.steps, _NARROW, left=_RAIL, tops=tops, sequence=column.sequence)
        level = tops[0] + _measure_box(column.steps[0].box, _NARROW.main) / 2
        pieces += [draw_arrow([(rail, enrolment.bottom), (rail, level), (_RAIL, level)]), *chain.pieces]
        bottom = chain.bottom
    return _Drawn(tuple(pieces), bottom)


def _name_phases(steps: Sequence[Step], tops: Sequence[float]) -> list[Markup]:
    """Return the name of each part beside its first box."""
    first = {step.phase: top for step, top in reversed(list(zip(steps, tops, strict=True)))}
    return [
        write_text(phase, 0, top + LINE_PIXELS + _PAD / 2, colour=theme.MUTED, weight=600)
        for phase, top in first.items()
    ]


# ---------------------------------------------------------------- a chain of boxes
def _stack(chains: Sequence[Sequence[Step]], look: _Look, top: float) -> list[float]:
    """Return the upper edges of the boxes on the way, level in all chains."""
    tops = [top]
    for steps in zip(*chains, strict=True):
        box = max(_measure_box(step.box, look.main) for step in steps)
        beside = max(sum(_measure_box(side, look.side) + _GAP for side in step.sides) for step in steps)
        tops.append(tops[-1] + box + beside + _DROP)
    return tops[:-1]


def _draw_chain(
    steps: Sequence[Step], look: _Look, *, left: float, tops: Sequence[float], sequence: str | None = None
) -> _Drawn:
    colour = theme.SEQUENCE_COLOURS.get(sequence or "", theme.PLAN)
    pieces: list[Markup] = []
    bottom = tops[0]
    for place, (step, top) in enumerate(zip(steps, tops, strict=True)):
        if place:
            pieces.append(draw_arrow([(left + look.way, bottom), (left + look.way, top)]))
        main = Place(left, top, look.main, _measure_box(step.box, look.main))
        pieces += _draw_box(step.box, main, colour)
        bottom, beside = main.bottom, main.bottom + _GAP
        for side in step.sides:
            spot = Place(left + look.side_left, beside, look.side, _measure_box(side, look.side))
            pieces += _branch(left + look.way, bottom, spot, is_last=place == len(steps) - 1)
            pieces += _draw_box(side, spot, theme.PLAN)
            beside = spot.bottom + _GAP
    return _Drawn(tuple(pieces), bottom)


def _branch(way: float, start: float, spot: Place, *, is_last: bool) -> list[Markup]:
    level = spot.top + spot.height / 2
    trunk = [draw_line([(way, start), (way, level)])] if is_last else []
    return [*trunk, draw_arrow([(way, level), (spot.left, level)])]


def _draw_box(box: Box, place: Place, colour: str) -> list[Markup]:
    is_main = box.kind == "main"
    frame = draw_frame(
        place, line=colour, tint=colour if is_main else theme.PAPER, strength=0.1 if is_main else 0,
        dash="5 3" if box.kind == "waiting" else "",
    )  # fmt: skip
    base = place.top + _PAD + LINE_PIXELS * 0.75
    texts = [
        write_text(line, place.left + _PAD + indent, base + row * LINE_PIXELS, weight=weight)
        for row, (line, indent, weight) in enumerate(_wrap_box(box, place.width))
    ]
    return [frame, *texts]


def _wrap_box(box: Box, width: float) -> list[tuple[str, int, int]]:
    """Return the lines of a box: text, by how much it stands in, weight."""
    room = width - 2 * _PAD
    weight = 600 if box.kind == "main" else 500
    head = [(line, 0, weight) for line in wrap_text(_describe(box.text, box.people), room, weight=weight)]
    return head + [
        (line, _PAD if place == 0 else _PAD + 4, 400)
        for text, people in box.lines
        for place, line in enumerate(wrap_text(_describe(text, people), room - _PAD))
    ]


def _describe(text: str, people: int) -> str:
    """Say "Randomised (n = 126)"; no number breaks off its sign, nor off its week."""
    whole = text.replace("week ", "week\N{NO-BREAK SPACE}")
    return f"{whole} (n\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}{people:,})"


def _measure_box(box: Box, width: float) -> float:
    return 2 * _PAD + LINE_PIXELS * len(_wrap_box(box, width)) - 4
