"""Lists of infusions in words: outside the range, not to be computed, contradicting the rest, not given.

Each function takes a frame as of `queries.list_doses`, or rows of it, and keeps its order; the first column is whom.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from mesems_dash.vocabulary import DOSE_DISAGREEMENT_LABELS, DOSE_RANGE, NOT_RECORDED, PRODUCT_LABELS, SEQUENCE_LABELS
from mesems_dash.words.doses import MILLION, OUTSIDE, format_day, format_dose, format_infusion
from mesems_dash.words.phrases import NOTHING, format_share, join_words, lower_first
from mesems_dash.words.rows import list_rows

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "keep_disagreeing",
    "keep_not_computed",
    "keep_not_given",
    "keep_outside",
    "tabulate_dose_disagreements",
    "tabulate_not_computed",
    "tabulate_not_given",
    "tabulate_outside",
    "tabulate_reasons",
]

_STATES: Final = {"GIVEN": "Given", "NOT_GIVEN": "Not given", "NOT_RECORDED": "Not recorded"}
_NO_REASON: Final = "No reason recorded"


# ---------------------------------------------------------------- which rows
def keep_outside(frame: pd.DataFrame) -> pd.DataFrame:
    """Keep infusions of cells outside the range."""
    return frame[frame["result"].isin(OUTSIDE)]


def keep_not_computed(frame: pd.DataFrame) -> pd.DataFrame:
    """Keep infusions given of which product, cells or weight are missing."""
    return frame[frame["result"] == "NOT_COMPUTED"]


def keep_disagreeing(frame: pd.DataFrame) -> pd.DataFrame:
    """Keep infusions whose closed record contradicts the rest."""
    return frame[frame["disagreements"] != ""]


def keep_not_given(frame: pd.DataFrame) -> pd.DataFrame:
    """Keep infusions that were not given."""
    return frame[frame["state"] == "NOT_GIVEN"]


# ---------------------------------------------------------------- in words
def tabulate_outside(rows: pd.DataFrame, sites: Mapping[str, str]) -> pd.DataFrame:
    """Return who, where, when, cells, weight, dose and by how much it lies outside."""
    return _make_table(
        [
            {
                **_build_people(row, sites),
                "Million cells": _describe_million(row["cells_viable"]),
                "Weight (kg)": _describe_weight(row["weight_kg"]),
                "Million per kg": format_dose(row["cells_per_kg"]),
                "Outside the range by": _describe_gap(row["cells_per_kg"]),
            }
            for row in list_rows(rows)
        ]
    )


def tabulate_not_computed(rows: pd.DataFrame, sites: Mapping[str, str]) -> pd.DataFrame:
    """Return who, where, when, and what is missing."""
    return _make_table(
        [
            {
                **_build_people(row, sites),
                "Missing": _describe_missing(row),
                "Million cells": _describe_million(row["cells_viable"]),
                "Weight (kg)": _describe_weight(row["weight_kg"]),
            }
            for row in list_rows(rows)
        ]
    )


def tabulate_dose_disagreements(rows: pd.DataFrame, sites: Mapping[str, str]) -> pd.DataFrame:
    """Return who, where, when, what contradicts what, and the values concerned."""
    return _make_table(
        [
            {
                **_build_people(row, sites),
                "Contradiction": "; ".join(DOSE_DISAGREEMENT_LABELS[code] for code in row["disagreements"].split()),
                "Product": _describe_product(row["product"]),
                "Infusion status": _STATES[row["state"]],
                "Million cells": _describe_million(row["cells_viable"]),
                "Reason not given": row["reason_not_given"] or NOTHING,
            }
            for row in list_rows(rows)
        ]
    )


def tabulate_not_given(rows: pd.DataFrame, sites: Mapping[str, str]) -> pd.DataFrame:
    """Return who, where, which infusion, and the reason."""
    return _make_table(
        [{**_build_people(row, sites), "Reason": row["reason_not_given"] or _NO_REASON} for row in list_rows(rows)]
    )


def tabulate_reasons(rows: pd.DataFrame) -> pd.DataFrame:
    """Count infusions not given by reason and infusion, the commonest first; the last row sums."""
    reasons = rows["reason_not_given"].fillna(_NO_REASON)
    order = reasons.value_counts(sort=False).sort_index().sort_values(ascending=False, kind="stable")
    numbers = {
        reason: [int(((reasons == reason) & (rows["infusion_no"] == number)).sum()) for number in (1, 2)]
        for reason in order.index
    }
    numbers["All"] = [sum(pair[place] for pair in numbers.values()) for place in (0, 1)]
    return pd.DataFrame(
        [
            {"Reason": reason, "Infusion 1": first, "Infusion 2": second, "Both": first + second}
            for reason, (first, second) in numbers.items()
        ]
    )


def _make_table(rows: list[dict[str, Any]]) -> pd.DataFrame:
    return pd.DataFrame(rows)


def _build_people(row: Mapping[str, Any], sites: Mapping[str, str]) -> dict[str, str]:
    return {
        "Person": row["subject_id"],
        "Site": sites.get(row["site_id"], row["site_id"]),
        "Infusion": format_infusion(row["infusion_no"]),
        "Day": format_day(row["infused_from"], row["infused_to"]),
        "Sequence": SEQUENCE_LABELS.get(row["sequence"], "Not recorded"),
    }


def _describe_product(product: str | None) -> str:
    return PRODUCT_LABELS.get(product or NOT_RECORDED, "Not recorded")


def _describe_million(cells: float | None) -> str:
    return NOTHING if cells is None else f"{cells / MILLION:,.1f}"


def _describe_weight(weight: float | None) -> str:
    return NOTHING if weight is None else f"{weight:g}"


def _describe_missing(row: Mapping[str, Any]) -> str:
    missing = [
        name
        for name, value in (("Product", row["product"]), ("Cells", row["cells_viable"]), ("Weight", row["weight_kg"]))
        if value is None
    ]
    return join_words([missing[0], *map(lower_first, missing[1:])]) if missing else "Weight is 0"


def _describe_gap(cells_per_kg: float) -> str:
    """Say how far below or above the nearest limit, absolutely and as a share of it."""
    least, most = DOSE_RANGE
    limit, side = (least, "below") if cells_per_kg < least else (most, "above")
    gap = abs(cells_per_kg - limit)
    return f"{gap / MILLION:.2g} {side} ({format_share(gap, limit)})"
