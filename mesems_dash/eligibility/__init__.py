"""Judges people by the eligibility criteria of MESEMS; usable alone, without a screen or a store.

facts (`facts.py`)  ── what a record allows to be true at one date
rule set (`load_rule_set`)  ── the criteria, read from TOML
judge(rule_set, facts)  ── one person, in plain Python      compile_rule_set(rule_set)  ── everybody, in SQL
"""

from mesems_dash.eligibility.compiler import CompiledRules, compile_criterion, compile_rule_set
from mesems_dash.eligibility.evaluator import CriterionJudgement, Judged, Judgement, judge
from mesems_dash.eligibility.facts import Facts, establish_facts
from mesems_dash.eligibility.loader import built_in_rule_sets, load_rule_set
from mesems_dash.eligibility.rules import Criterion, Leaf, RuleSet

__all__ = [
    "CompiledRules",
    "Criterion",
    "CriterionJudgement",
    "Facts",
    "Judged",
    "Judgement",
    "Leaf",
    "RuleSet",
    "built_in_rule_sets",
    "compile_criterion",
    "compile_rule_set",
    "establish_facts",
    "judge",
    "load_rule_set",
]
