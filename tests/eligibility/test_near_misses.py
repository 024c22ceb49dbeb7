"""Who misses the limits of age by less than a year, read from the rules themselves."""

from __future__ import annotations

from dataclasses import replace

from mesems_dash.eligibility import load_rule_set
from mesems_dash.eligibility.near_misses import find_ages_just_outside
from mesems_dash.eligibility.rules import Age, All

REGISTRY = load_rule_set("registry")


def with_age(rule):
    """The registry's rules, but I2 is this."""
    criteria = [replace(one, rule=rule) if one.id == "I2" else one for one in REGISTRY.criteria]
    return replace(REGISTRY, criteria=tuple(criteria))


def test_limits_of_18_and_50_are_missed_by_less_than_a_year_at_17_and_51():
    assert find_ages_just_outside([REGISTRY, load_rule_set("london")]) == (17, 51)


def test_rule_sets_with_other_limits_have_no_common_answer():
    older = with_age(All((Age("age", at_least_years=18), Age("age", at_most_years=55))))
    assert find_ages_just_outside([older]) == (17, 56)
    assert find_ages_just_outside([REGISTRY, older]) is None


def test_a_limit_on_one_side_only_has_no_answer():
    assert find_ages_just_outside([with_age(Age("age", at_least_years=18))]) is None
