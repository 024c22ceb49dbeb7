"""What a criterion asks for, line by line: equal rules give equal lines, and every limit that differs is seen."""

from __future__ import annotations

import pytest

from mesems_dash.eligibility import built_in_rule_sets, load_rule_set
from mesems_dash.eligibility.outline import outline_criterion

REGISTRY = load_rule_set("registry")


@pytest.mark.parametrize(
    ("criterion", "lines"),
    [
        ("I2", ("Old enough (at least 18 years)", "Young enough (at most 50 years)")),
        ("I4", ("EDSS high enough (at least 3)", "EDSS low enough (at most 6.5)")),
        ("E5", ("Immunosuppressant within 3 months",)),  # the label says the limit
        ("E13", ("Low eGFR (below 60)", "Renal failure", "MRI not possible")),
        ("E2", ()),  # follows from I1
    ],
)
def test_lines_say_the_limits(criterion, lines):
    assert outline_criterion(REGISTRY.criterion(criterion)) == lines


def test_parts_of_one_subtype_say_so():
    lines = outline_criterion(REGISTRY.criterion("I1"))
    assert "RRMS: Two documented relapses in 24 months (within 24 months, at least 30 days apart)" in lines
    assert (
        "SPMS: EDSS rise in 12 months (within 12 months; by 1 where the latest score is 5.0 or less, else by 0.5)"
        in lines
    )


@pytest.mark.parametrize("name", built_in_rule_sets())
def test_two_rules_give_the_same_lines_only_if_they_are_the_same(name):
    for criterion in load_rule_set(name).criteria:
        if not criterion.is_derived:
            known = REGISTRY.criterion(criterion.id)
            assert (outline_criterion(criterion) == outline_criterion(known)) == (criterion.rule == known.rule)
