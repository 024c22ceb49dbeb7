"""Rules are values: equal ones are one, and a tree can be walked."""

from __future__ import annotations

from mesems_dash.eligibility import Facts, load_rule_set
from mesems_dash.eligibility.rules import FACTS, BySubtype, Leaf, Rise, Within, walk

REGISTRY = load_rule_set("registry")


def test_every_fact_of_the_catalogue_is_read_by_the_registry_or_clears_something():
    nodes = [node for criterion in REGISTRY.criteria for node in walk(criterion.rule)]
    read = {node.fact for node in nodes if hasattr(node, "fact")}
    read |= {node.cleared_by for node in nodes if getattr(node, "cleared_by", None)}
    parts_of_hepatitis_c = {"hcv_antibody", "hcv_rna"}
    assert read | {"subtype"} | parts_of_hepatitis_c == set(FACTS)


def test_every_fact_of_the_catalogue_has_its_columns_in_the_facts():
    columns = set(Facts.__dataclass_fields__)
    ends = {"latest": ("_lo", "_hi"), "days": ("_min", "_max"), "birth": ("_lo", "_hi"), "onset": ("_lo", "_hi")}
    for fact in FACTS.values():
        assert {fact.column + end for end in ends.get(fact.kind, ("",))} <= columns or fact.kind == "number"


def test_walking_goes_top_down_and_reaches_every_leaf():
    criterion = REGISTRY.criterion("I1")
    nodes = list(walk(criterion.rule))
    assert isinstance(nodes[0], BySubtype)
    assert [leaf.id for leaf in criterion.leaves] == [node.id for node in nodes if isinstance(node, Leaf)]


def test_a_subtype_without_a_branch_goes_otherwise():
    assert REGISTRY.by_subtype.branch("CIS") == REGISTRY.by_subtype.otherwise


def test_the_rise_asked_for_depends_on_the_latest_score():
    rise = Rise("edss_rise", months=12, rise=1.0, up_to_score=5.0, rise_above=0.5)
    assert [rise.needed(score) for score in (4.5, 5.0, 5.5)] == [1.0, 1.0, 0.5]


def test_equal_tests_are_one_key():
    assert len({Within("latest_gel", months=12), Within("latest_gel", months=12)}) == 1
