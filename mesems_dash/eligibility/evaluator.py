"""Judges one person in plain Python: the reference that the compiled SQL (`compiler.py`) is tested against.

A test is True or False where every value that the facts allow gives that answer, else None (unknown); the nodes
above it follow Kleene (`truth.py`).
"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import permutations
from typing import TYPE_CHECKING, Final

from mesems_dash.eligibility.intervals import add_months, completed_years
from mesems_dash.eligibility.judgement import CriterionJudgement, Judged, Judgement
from mesems_dash.eligibility.rules import (
    BRANCHES,
    FACTS,
    Age,
    All,
    AnyOf,
    BySubtype,
    Category,
    Duration,
    FailsBranch,
    Flag,
    Leaf,
    Limit,
    Never,
    Node,
    Not,
    Rise,
    RuleSet,
    Spaced,
    Test,
    Total,
    Within,
    parts_of,
)
from mesems_dash.eligibility.truth import Truth, agree, all_, any_, not_
from mesems_dash.eligibility.windows import first_day, look_back

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from mesems_dash.eligibility.facts import Facts, PossibleScore
    from mesems_dash.eligibility.rules import Criterion


def judge(rule_set: RuleSet, facts: Facts) -> Judgement:
    """Return what a rule set says of the facts of one screening; without a reference date everything is unknown."""
    return judge_criteria(rule_set, facts, rule_set.criteria)


def judge_criteria(rule_set: RuleSet, facts: Facts, criteria: Iterable[Criterion]) -> Judgement:
    """Return what a rule set says of some of its criteria alone: the status then speaks of no others."""
    branches = rule_set.by_subtype
    judged = (CriterionJudgement(criterion, _judge(criterion.rule, facts, branches)) for criterion in criteria)
    return Judgement(rule_set, facts, tuple(judged))


def decide(node: Node, facts: Facts) -> Truth:
    """Return whether a rule holds that restates no other; for E1 to E3 judge the rule set."""
    return _judge(node, facts, _NO_BRANCHES).truth


def _judge(node: Node, facts: Facts, branches: BySubtype) -> Judged:
    if isinstance(node, FailsBranch):
        return Judged(node, _fails_branch(node, facts, branches), ())
    if isinstance(node, BySubtype):
        return _judge_branches(node, facts)
    parts = tuple(_judge(part, facts, branches) for part in parts_of(node))
    truths = [part.truth for part in parts]
    match node:
        case All():
            truth = all_(truths)
        case AnyOf():
            truth = any_(truths)
        case Not():
            truth = not_(truths[0])
        case Leaf():
            truth = truths[0]
        case _:
            truth = test(node, facts)
    return Judged(node, truth, parts)


def _judge_branches(node: BySubtype, facts: Facts) -> Judged:
    known = facts.subtype
    named = dict(node.branches)
    in_play = BRANCHES if known is None else (known if known in named else "",)
    parts = []
    for subtype, part in (*node.branches, ("", node.otherwise)):
        judged = _judge(part, facts, node)
        parts.append(Judged(judged.node, judged.truth, judged.parts, is_in_play=subtype in in_play))
    return Judged(node, agree(part.truth for part in parts if part.is_in_play), tuple(parts))


def _fails_branch(node: FailsBranch, facts: Facts, branches: BySubtype) -> Truth:
    is_subtype = None if facts.subtype is None else facts.subtype == node.subtype
    return all_((is_subtype, not_(_judge(branches.branch(node.subtype), facts, branches).truth)))


# ------------------------------------------------------------------ tests
def test(node: Test, facts: Facts) -> Truth:
    """Return whether a test holds: True or False where every allowed value agrees, else None."""
    if facts.reference_on is None:
        return None
    evaluate: Callable[..., Truth] = _EVALUATORS[type(node)]
    return evaluate(node, facts, facts.reference_on)


def _between(*, is_true: bool, is_false: bool) -> Truth:
    if is_true:
        return True
    return False if is_false else None


def _within(node: Within, facts: Facts, reference_on: date) -> Truth:
    column = FACTS[node.fact].column
    lo, hi = getattr(facts, f"{column}_lo"), getattr(facts, f"{column}_hi")
    first = first_day(node, reference_on)
    return _between(is_true=lo >= first, is_false=hi < first)


def _total(node: Total, facts: Facts, _: date) -> Truth:
    least, most = facts.therapy_days_min or 0, facts.therapy_days_max or 0
    return _between(is_true=least >= node.at_least_days, is_false=most < node.at_least_days)


def _spaced(node: Spaced, facts: Facts, reference_on: date) -> Truth:
    first, apart = first_day(node, reference_on), timedelta(days=node.apart_days)
    possible = [relapse for relapse in facts.documented_relapses if relapse.hi >= first]
    certain = [relapse for relapse in possible if relapse.is_certain and relapse.lo >= first]
    is_certain = bool(certain) and max(r.lo for r in certain) - min(r.hi for r in certain) >= apart
    is_possible = any(late.hi - max(early.lo, first) >= apart for early, late in permutations(possible, 2))
    return _between(is_true=is_certain, is_false=bool(facts.relapse_list_complete) and not is_possible)


def _age(node: Age, facts: Facts, reference_on: date) -> Truth:
    youngest, oldest = _completed(facts.birth_hi, reference_on), _completed(facts.birth_lo, reference_on)
    if node.at_least_years is not None:
        return _between(is_true=youngest >= node.at_least_years, is_false=oldest < node.at_least_years)
    limit = node.at_most_years or 0
    return _between(is_true=oldest <= limit, is_false=youngest > limit)


def _completed(birth: date | None, reference_on: date) -> int:
    return completed_years(birth or reference_on, reference_on)


def _duration(node: Duration, facts: Facts, reference_on: date) -> Truth:
    years = node.at_most_years if node.at_least_years is None else node.at_least_years
    early, late = (add_months(end or reference_on, 12 * (years or 0)) for end in (facts.onset_lo, facts.onset_hi))
    if node.at_least_years is not None:
        return _between(is_true=late <= reference_on, is_false=early > reference_on)
    return _between(is_true=early >= reference_on, is_false=late < reference_on)


def _limit(node: Limit, facts: Facts, reference_on: date) -> Truth:
    if is_old(node.fact, node, facts, reference_on):
        return None
    lo, hi, is_lo_open, is_hi_open = number_of(node.fact, facts)
    if lo is None or hi is None:
        return None
    if node.at_most is not None:
        limit = node.at_most
        return _between(is_true=hi <= limit, is_false=lo > limit or (lo == limit and is_lo_open))
    limit = node.at_least if node.at_least is not None else node.below or 0.0
    reaches, falls_short = lo >= limit, hi < limit or (hi == limit and is_hi_open)
    if node.at_least is not None:
        return _between(is_true=reaches, is_false=falls_short)
    return _between(is_true=falls_short, is_false=reaches)


def number_of(fact: str, facts: Facts) -> tuple[float | None, float | None, bool, bool]:
    """Return least and greatest value that a number may have and whether each end is open; None is not known."""
    if fact == "edss":
        return facts.edss_min, facts.edss_max, False, False
    ends = (getattr(facts, f"{fact}_{end}") for end in ("lo", "hi", "lo_open", "hi_open"))
    lo, hi, is_lo_open, is_hi_open = ends
    return lo, hi, bool(is_lo_open), bool(is_hi_open)


def is_old(fact: str, node: Limit | Flag, facts: Facts, reference_on: date) -> bool:
    """Tell whether the latest result may be older than allowed; nothing is, where no age is given."""
    taken_on = getattr(facts, f"{FACTS[fact].column}_on_lo", None)
    first = oldest_day(node, reference_on)
    return taken_on is not None and first is not None and taken_on < first


def oldest_day(node: Limit | Flag, reference_on: date) -> date | None:
    """Return the first day on which a result is not yet too old; None where no age is given."""
    if node.max_age_months is None and node.max_age_days is None:
        return None
    return look_back(reference_on, months=node.max_age_months, days=node.max_age_days)


def _flag(node: Flag, facts: Facts, reference_on: date) -> Truth:
    value: Truth = getattr(facts, FACTS[node.fact].column)
    if value is None and node.cleared_by is not None:
        value = False if _is_inside(node, node.cleared_by, facts, reference_on) else None
    is_settled = node.fact == "hiv" and value is True
    if node.cleared_by is None and not is_settled and is_old(node.fact, node, facts, reference_on):
        value = None
    if value is None and node.fact == "pregnant" and needs_no_test(node, facts, reference_on):
        value = False
    return None if value is None else value == node.is_


def needs_no_test(node: Flag, facts: Facts, reference_on: date) -> bool:
    """Tell whether somebody cannot become pregnant, and no positive test that may still count says otherwise."""
    first, positive_on = oldest_day(node, reference_on), facts.pregnant_positive_hi
    is_contradicted = positive_on is not None and (first is None or positive_on >= first)
    return facts.childbearing_potential is False and not is_contradicted


def _is_inside(node: Flag, number: str, facts: Facts, reference_on: date) -> bool:
    lo, hi, _, _ = number_of(number, facts)
    if lo is None or hi is None or is_old(number, node, facts, reference_on):
        return False
    return (node.normal_from or 0.0) <= lo and hi <= (node.normal_to or 0.0)


def _category(node: Category, facts: Facts, _: date) -> Truth:
    value = getattr(facts, FACTS[node.fact].column)
    return None if value is None else value == node.is_


def _never(_node: Never, _facts: Facts, _on: date) -> Truth:
    return False


def _rise(node: Rise, facts: Facts, reference_on: date) -> Truth:
    pairs = rise_pairs(facts.edss, first_day(node, reference_on))
    answers = {
        None if early.score is None or late.score is None else late.score - early.score >= node.needed(late.score)
        for early, late in pairs
    }
    return agree(answers)


def rise_pairs(scores: tuple[PossibleScore, ...], first: date) -> tuple[tuple[PossibleScore, PossibleScore], ...]:
    """Return every pair (earliest in the window, latest) that some completion of the dates allows, never one row twice.

    None at all where all that surely lie in the window may be of one day: the latest may then have no earlier one.
    """
    inside = [score for score in scores if score.is_certain and score.lo >= first]
    if not inside or max(score.lo for score in inside) <= min(score.hi for score in inside):
        return ()
    last, reach = max(score.lo for score in inside), min(score.hi for score in inside)
    earliest = [place for place, score in enumerate(scores) if score.hi >= first and max(score.lo, first) <= reach]
    latest = [place for place, score in enumerate(scores) if score.hi >= last]
    return tuple(
        (scores[early], scores[late])
        for early in earliest
        for late in latest
        if early != late and max(scores[early].lo, first) < scores[late].hi
    )


_NO_BRANCHES: Final = BySubtype((), Never())
_EVALUATORS: Final[dict[type, Callable[..., Truth]]] = {
    Within: _within,
    Total: _total,
    Spaced: _spaced,
    Rise: _rise,
    Age: _age,
    Duration: _duration,
    Limit: _limit,
    Flag: _flag,
    Category: _category,
    Never: _never,
}
