"""What the flow diagram says, and how it is told to whom cannot see it. Frames as of `queries.count_flow`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mesems_dash.words.flow_boxes import count_disagreeing, list_boxes, name_sequence
from mesems_dash.words.phrases import agree, format_part, format_people, lower_first

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from mesems_dash.words.flow_boxes import Step

__all__ = ["describe_flow", "explain_flow", "find_flow"]


def find_flow(frame: pd.DataFrame) -> str:
    """State how many of those randomised completed, and how many were infused twice."""
    flow = list_boxes(frame)
    randomised = flow.enrolment[-1].box.people
    if not randomised:
        return "Nobody has been randomised yet"
    twice, completed = (sum(column.steps[place].box.people for column in flow.columns) for place in (-2, -1))
    head = f"{format_part(twice, randomised, 'person', 'people')} randomised"
    return f"{head} {agree(twice, randomised, 'was', 'were')} infused twice, {completed:,} completed week 48"


def describe_flow(frame: pd.DataFrame) -> str:
    """Tell every box of the diagram in words."""
    flow = list_boxes(frame)
    text = [
        _describe_steps(flow.enrolment),
        *(f"{name_sequence(one.sequence)}: {_describe_steps(one.steps)}" for one in flow.columns),
    ]
    return "Flow diagram of people. " + " ".join(f"{part}." for part in text)


def explain_flow(frame: pd.DataFrame) -> str:
    """Say how the diagram is to be read, what it leaves out, and where the record contradicts itself."""
    differing = count_disagreeing(frame)
    doubt = (
        f" {format_people(differing)} {agree(differing, differing, 'counts', 'count')} as infused because a "
        "later step is recorded, although that infusion is recorded as not given."
        if differing
        else ""
    )
    return (
        "People, as in the CONSORT extension for crossover trials. Every box is the sum of the boxes after "
        f"it; people in dashed boxes are still waiting. The analysed population is not recorded and is left out.{doubt}"
    )


def _describe_steps(steps: Sequence[Step]) -> str:
    boxes = (box for step in steps for box in (step.box, *step.sides))
    return "; ".join(
        f"{lower_first(box.text)} {box.people:,}"
        + (f" ({', '.join(f'{lower_first(text)} {people:,}' for text, people in box.lines)})" if box.lines else "")
        for box in boxes
    )
