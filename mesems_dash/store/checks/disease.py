"""What cannot be right about the disease and its treatment: relapses, scores, scans, results, drugs, malignancies."""

from __future__ import annotations

from typing import Final

from mesems_dash.store.checks.check import Check, before_birth, doubt, later, wrong_date
from mesems_dash.store.model import LAB_RANGES
from mesems_dash.store.values import describe_bounds

__all__ = ["DISEASE_CHECKS"]

NO_VALUE: Final = "result = null, value_lo = null, value_hi = null, value_lo_open = null, value_hi_open = null"
NO_RESULT: Final = f"{NO_VALUE}, doubt = 'UNREADABLE'"
SPELT_UNIT: Final = "replace(replace(replace(lower(this.unit), ' ', ''), '²', '2'), 'm^2', 'm2')"
MEASURED: Final = "this.test in ('EGFR', 'WBC')"

NUMBER: Final = "case when isfinite(this.value_lo) then this.value_lo else this.value_hi end"


def _check_range(test: str) -> tuple[Check, ...]:
    """A number that a test cannot give, with a comparator or without; first those that look like another unit."""
    bounds = LAB_RANGES[test]
    expected = f"implausible; expected {describe_bounds(bounds)}"
    outside = f"this.test = '{test}' and not {NUMBER} between {bounds.least} and {bounds.most}"
    slips = [
        (f"{outside} and {NUMBER} >= {first}::double and {NUMBER} <= {last}::double", f"{expected}; {looks}")
        for first, last, looks in ((f"'{first}'", f"'{last}'", looks) for first, last, looks in bounds.slips)
    ]
    cases = [*slips, (outside, expected)]
    return tuple(Check("labs", "result", when, reason, "VALUE", NO_RESULT) for when, reason in cases)


DISEASE_CHECKS: Final = (
    before_birth("relapses", "onset_on", "onset"),
    later("relapses", "ended_on", "ended"),
    wrong_date("relapses", "ended_on", "ended", "this.ended_hi < this.onset_lo", "ended before its onset"),
    before_birth("edss", "assessed_on", "assessed"),
    before_birth("mri", "scanned_on", "scanned"),
    doubt("mri", "gel_count", "not this.gadolinium and this.gel_count > 0", "enhancing lesions without gadolinium"),
    before_birth("labs", "collected_on", "collected"),
    Check(
        "labs",
        "unit",
        f"this.result is distinct from 'ND' and ("
        f"this.test = 'EGFR' and {SPELT_UNIT} not in ('ml/min/1.73m2', 'ml/min/1,73m2')"
        f" or this.test = 'WBC' and {SPELT_UNIT} not in ('10^9/l', '10*9/l', 'x10^9/l', 'x10*9/l', '10e9/l', '10⁹/l', "
        "'g/l', '10^3/ul', '10*3/ul', 'x10^3/ul', '10^3/µl', '10^3/μl', '10e3/ul'))",
        "not the expected unit (EGFR mL/min/1.73m2, WBC 10^9/L); the result counts as not recorded",
        "VALUE",
        f"unit = null, {NO_VALUE}, doubt = case when this.value_lo is not null then 'UNIT' else this.doubt end",
    ),
    Check(
        "labs",
        "result",
        f"this.value_lo is not null and this.test is not null and not {MEASURED}",
        "a number for a test that is positive or negative; expected POS, NEG or ND",
        "VALUE",
        NO_RESULT,
    ),
    Check(
        "labs",
        "result",
        f"this.result in ('POS', 'NEG') and {MEASURED}",
        "not a number; expected a number or ND",
        "VALUE",
        NO_RESULT,
    ),
    Check(
        "labs",
        "result",
        f"{MEASURED} and isfinite(this.value_lo) and this.value_lo < 0",
        "below zero, which is impossible",
        "VALUE",
        NO_RESULT,
    ),
    *_check_range("EGFR"),
    *_check_range("WBC"),
    before_birth("therapies", "started_on", "started"),
    later("therapies", "ended_on", "ended", "ongoing = true", "counts as ongoing"),
    Check(
        "therapies",
        "ongoing",
        "this.ongoing and this.ended_lo is not null",
        "ongoing although an end date is given; both count as not recorded",
        "VALUE",
        "ongoing = null, ended_lo = null, ended_hi = null",
    ),
    before_birth("therapies", "ended_on", "ended"),
    wrong_date("therapies", "ended_on", "ended", "this.ended_hi < this.started_lo", "ended before it started"),
    before_birth("malignancies", "diagnosed_on", "diagnosed"),
    later("malignancies", "remission_since", "remission"),
    wrong_date(
        "malignancies", "remission_since", "remission", "this.remission_hi < this.diagnosed_lo", "before the diagnosis"
    ),
    before_birth("malignancies", "remission_since", "remission"),
)
