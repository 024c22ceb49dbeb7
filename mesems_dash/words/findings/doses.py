"""What charts say about doses of cells. Frames as of `queries.list_doses`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mesems_dash.vocabulary import DOSE_RANGE
from mesems_dash.words.doses import MILLION, PLOTTED, format_dose
from mesems_dash.words.phrases import format_part, format_people, format_things, join_words

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "count_results",
    "describe_clean_doses",
    "describe_doses",
    "explain_doses",
    "find_dose_disagreements",
    "find_doses",
    "find_not_computed",
    "find_not_given",
    "find_outside",
    "has_doses",
]

_RANGE: Final = " to ".join(f"{limit / MILLION:g}" for limit in DOSE_RANGE)


def has_doses(frame: pd.DataFrame) -> bool:
    """Whether the closed store says anything of any infusion: a product, cells, a weight, or why it was not given."""
    recorded = frame[["product", "cells_viable", "weight_kg", "reason_not_given"]].notna()
    return bool(recorded.to_numpy().any())


def count_results(frame: pd.DataFrame) -> dict[str, int]:
    """Count infusions by result; NOT_COMPUTED is of cells, NO_PRODUCT of no recorded product."""
    no_product = (frame["result"] == "NOT_COMPUTED") & frame["product"].isna()
    found = frame["result"].mask(no_product, "NO_PRODUCT").value_counts()
    names = (*PLOTTED, "NOT_COMPUTED", "NO_PRODUCT", "PLACEBO", "NOT_GIVEN", "NOT_RECORDED")
    return {name: int(found.get(name, 0)) for name in names}


def find_doses(frame: pd.DataFrame) -> str:
    """State how many infusions of cells lie in the range, of all that were given; what is missing is not inside."""
    results = count_results(frame)
    cells = sum(results[name] for name in (*PLOTTED, "NOT_COMPUTED"))
    if not cells:
        return "No infusion of cells is recorded"
    others = [
        f"{results[name]:,} {text}"
        for name, text in (("BELOW", "had fewer"), ("ABOVE", "had more"), ("NOT_COMPUTED", "cannot be computed"))
        if results[name]
    ]
    head = f"{format_part(results['INSIDE'], cells, 'infusion')} of cells had {_RANGE} million per kg"
    return "; ".join([head, *([join_words(others)] if others else [])])


def describe_doses(frame: pd.DataFrame) -> str:
    """Tell the points in words."""
    doses = frame.loc[frame["result"].isin(PLOTTED), "cells_per_kg"]
    if doses.empty:
        return f"Points of cells per kg by day of infusion, with {_RANGE} million shaded: none yet."
    return (
        f"Points of cells per kg by day of infusion, coloured by sequence, with {_RANGE} million shaded: "
        f"{format_things(len(doses), 'infusion')}, from {format_dose(doses.min())} to "
        f"{format_dose(doses.max())} million, "
        f"median {format_dose(doses.median())}."
    )


def explain_doses(frame: pd.DataFrame) -> str:
    """Say what the chart leaves out, and how to read it."""
    results = count_results(frame)
    kinds = (
        ("PLACEBO", "of placebo"),
        ("NOT_COMPUTED", "of cells whose number or weight is missing"),
        ("NO_PRODUCT", "without a recorded product"),
        ("NOT_GIVEN", "not given"),
        ("NOT_RECORDED", "not recorded as given or not given"),
    )
    text = [f"{results[name]:,} {kind}" for name, kind in kinds if results[name]]
    left = f" Not drawn: {join_words(text)}." if text else ""
    return (
        f"One point per infusion of cells: viable cells divided by body weight; the range includes both limits.{left}"
    )


def find_outside(frame: pd.DataFrame) -> str:
    """State how many infusions lie outside the range."""
    results = count_results(frame)
    return f"{format_things(results['BELOW'] + results['ABOVE'], 'infusion')} of cells outside {_RANGE} million per kg"


def find_not_computed(frame: pd.DataFrame) -> str:
    """State how many doses cannot be computed."""
    missing = int((frame["result"] == "NOT_COMPUTED").sum())
    return f"{format_things(missing, 'infusion')} given without a computable dose: none of them counts as in range"


def find_dose_disagreements(frame: pd.DataFrame) -> str:
    """State how many infusions contradict the rest, and of how many people."""
    differing = frame[frame["disagreements"] != ""]
    infusions = format_things(len(differing), "infusion")
    return f"{infusions} of {format_people(differing['subject_id'].nunique())} contradict other records"


def find_not_given(frame: pd.DataFrame) -> str:
    """State how many infusions were not given, and for how many a reason is recorded."""
    refused = frame[frame["state"] == "NOT_GIVEN"]
    with_reason = int(refused["reason_not_given"].notna().sum())
    return f"{format_things(len(refused), 'infusion')} not given, {with_reason:,} with a reason recorded"


def describe_clean_doses(frame: pd.DataFrame) -> str:
    """Say what was looked for and not found; nothing where all of it was found."""
    looked_for = (
        (frame["result"].isin(["BELOW", "ABOVE"]), "No infusion of cells is outside the range."),
        (
            frame["result"] == "NOT_COMPUTED",
            "Every infusion given has its product, and every infusion of cells its dose.",
        ),
        (frame["disagreements"] != "", "No product, cell count or reason contradicts the sequence or the infusions."),
        (frame["state"] == "NOT_GIVEN", "No infusion is recorded as not given."),
    )
    return " ".join(text for found, text in looked_for if not found.any())
