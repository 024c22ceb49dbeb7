"""Judges people by the eligibility criteria of MESEMS; usable alone, without a screen or a store.

establish_facts(person, screening, reference_on)   what a record allows to be true at one date
load_rule_set(name_or_path)                        the criteria, read from TOML
judge(rule_set, facts)                             one person, in plain Python
describe_criterion, describe_overall, explain      the same in English; missing_items: what would decide it
compile_rule_set(rule_set)                         everybody, as one SQL statement over table `facts`
"""

from mesems_dash.eligibility.compiler import CompiledRules, compile_criterion, compile_rule_set
from mesems_dash.eligibility.dates import Outlook, Period, look_ahead
from mesems_dash.eligibility.describe import (
    MissingItem,
    describe_criterion,
    describe_overall,
    explain,
    find_missing,
    missing_items,
)
from mesems_dash.eligibility.evaluator import judge
from mesems_dash.eligibility.facts import Facts, establish_facts
from mesems_dash.eligibility.judgement import CriterionJudgement, Judged, Judgement
from mesems_dash.eligibility.loader import built_in_rule_sets, load_rule_set, parse_rule_set
from mesems_dash.eligibility.rules import Criterion, Leaf, RuleSet

__all__ = [
    "CompiledRules",
    "Criterion",
    "CriterionJudgement",
    "Facts",
    "Judged",
    "Judgement",
    "Leaf",
    "MissingItem",
    "Outlook",
    "Period",
    "RuleSet",
    "built_in_rule_sets",
    "compile_criterion",
    "compile_rule_set",
    "describe_criterion",
    "describe_overall",
    "establish_facts",
    "explain",
    "find_missing",
    "judge",
    "load_rule_set",
    "look_ahead",
    "missing_items",
    "parse_rule_set",
]
