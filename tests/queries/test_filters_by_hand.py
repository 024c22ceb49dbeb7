"""Every filter of Screen failures again, screening by screening in plain Python, on the demo's imported cut.

The reference reads the bundle's tables and judges each screening by the evaluator; it never reads `judged` or `cases`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from random import Random

import pytest

from mesems_dash.eligibility import Facts, judge, load_rule_set
from mesems_dash.queries.facets import count_facets, count_options
from mesems_dash.queries.facts import read_facts
from mesems_dash.queries.screening_list import count_screenings, list_screenings
from mesems_dash.queries.selection import DECISIONS, MATCHES, RECORDED_BITS, Range, Selection
from mesems_dash.vocabulary import COUNTED, DISAGREEMENTS, KINDS, LEAVES, OTHER_REASONS, STATUSES
from tests.examples import every

NO_CRITERION = set(OTHER_REASONS) - {"OTHER"}
BOUNDS = {"failing": (0, 5), "age": (17, 56), "edss": (1.0, 7.5), "duration": (0, 20), "relapse": (0, 40)}


@dataclass(frozen=True)
class Known:
    """A screening with what follows from the record, by hand."""

    key: int
    row: dict
    judgement: object

    @property
    def fails(self):
        return {one.criterion.id for one in self.judgement.criteria if one.fails} & set(COUNTED)

    @property
    def undecided(self):
        return {one.criterion.id for one in self.judgement.criteria if one.truth is None} & set(COUNTED)

    @property
    def status(self):
        return "ineligible" if self.fails else "unknown" if self.undecided else "eligible"

    @property
    def leaves(self):
        judged = (one for one in self.judgement.criteria if one.criterion.id in COUNTED)
        return {leaf for one in judged for leaf in one.failing_leaves}

    @property
    def kinds(self):
        return {leaf.kind for leaf in self.leaves} | ({"fixable"} if self.undecided else set())

    @property
    def decision(self):
        return self.row["site_decision"] if self.row["site_decision"] in ("ELIGIBLE", "INELIGIBLE") else "NOT_DECIDED"

    @property
    def wrote(self):
        if self.decision != "INELIGIBLE":
            return set()
        return set(self.row["site_reasons"]) or {"NOT_STATED"}

    @property
    def disagreements(self):
        is_called_failing = self.decision == "INELIGIBLE" and not self.wrote <= NO_CRITERION
        is_called_in = self.decision == "ELIGIBLE"
        codes = self.wrote & set(COUNTED)
        is_free_text = self.row["site_reasons_text"] is not None and not self.row["site_reasons"]
        kinds = {
            "FAIL_BUT_PASS": self.status == "eligible" and is_called_failing,
            "ENROLLED_BUT_FAIL": self.status == "ineligible" and (is_called_in or self.row["is_randomised"]),
            "OTHER_REASON": self.status == "ineligible"
            and is_called_failing
            and codes
            and not codes & (self.fails | self.undecided),
            "UNCODED": self.status == "ineligible"
            and is_called_failing
            and not codes
            and ("OTHER" in self.wrote or is_free_text),
            "CANNOT_DECIDE": self.status == "unknown" and (is_called_in or is_called_failing),
        }
        return {kind for kind, holds in kinds.items() if holds}

    def measure(self, name):
        """Return the least and the greatest value that the record allows; None is an open end."""
        facts, on = self.judgement.facts, self.row["reference_on"]
        if name == "failing":
            return len(self.fails), len(self.fails)
        if name == "edss":
            return facts.edss_min, facts.edss_max
        if name == "age":
            return years(facts.birth_hi, on), years(facts.birth_lo, on)
        if name == "duration":
            least, most = months(facts.onset_hi, on), months(facts.onset_lo, on)
            return None if least is None else least / 12, None if most is None else most / 12
        never = facts.relapse_hi.year == 1
        return 65535 if never else months(facts.relapse_hi, on), months(facts.relapse_lo, on)

    def fits(self, name, asked, *, is_wide):
        low, high = self.measure(name)
        if is_wide:
            return (asked.least is None or high is None or high >= asked.least) and (
                asked.most is None or low is None or low <= asked.most
            )
        return (asked.least is None or (low is not None and low >= asked.least)) and (
            asked.most is None or (high is not None and high <= asked.most)
        )

    def matches(self, selection):
        held = self.fails if selection.reasons == "derived" else self.wrote
        asked = set(selection.criteria)
        by_match = {
            "any": held & asked,
            "all": held >= asked,
            "none": not held & asked,
            "only": held and held <= asked,
        }
        return (
            (not selection.statuses or self.status in selection.statuses)
            and (not selection.decisions or self.decision in selection.decisions)
            and (not asked or bool(by_match[selection.match]))
            and (not selection.leaves or bool({leaf.id for leaf in self.leaves} & set(selection.leaves)))
            and (not selection.kinds or bool(self.kinds & set(selection.kinds)))
            and (not selection.recorded or bool(self.wrote & set(selection.recorded)))
            and (not selection.disagreements or bool(self.disagreements & set(selection.disagreements)))
            and held >= set(selection.all_of)
            and not held & set(selection.none_of)
            and (selection.nothing_but is None or held <= set(selection.nothing_but))
            and self.undecided >= set(selection.undecided)
            and all(self.fits(name, getattr(selection, name), is_wide=selection.is_wide) for name in BOUNDS)
        )


def years(since, until):
    if since is None or since.year in (1, 9999):
        return None
    return max(until.year - since.year - ((until.month, until.day) < (since.month, since.day)), 0)


def months(since, until):
    if since is None or since.year in (1, 9999):
        return None
    return max((until.year - since.year) * 12 + until.month - since.month - (until.day < since.day), 0)


@pytest.fixture(scope="module")
def cut(demo):
    return demo[0]


@pytest.fixture(scope="module")
def everybody(cut):
    """All screenings of the demo, each judged by the rule set of its site."""
    cursor = cut.cursor().execute(
        """
        select screenings.screening_key, screenings.site_decision, screenings.site_reasons,
            screenings.site_reasons_text, screenings.reference_on, sites.ruleset,
            (screenings.subject_key, screenings.screening_no)
                in (select (subject_key, screening_no) from randomisations) as is_randomised
        from screenings
        join subjects on subjects.subject_key = screenings.subject_key
        join sites on sites.site_id = subjects.site_id
        """
    )
    names = [column[0] for column in cursor.description]
    rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    facts = read_facts(cut, [row["screening_key"] for row in rows])
    rule_sets = {name: load_rule_set(name) for name in {row["ruleset"] for row in rows}}
    return [
        Known(key, row, judge(rule_sets[row["ruleset"]], Facts.from_row(facts[key])))
        for row in rows
        for key in [row["screening_key"]]
    ]


def counted(frame, by):
    return dict(zip(zip(frame[by], frame["value"], strict=True), frame["screenings"], strict=True))


def some(random, values, chance=0.25):
    return tuple(random.sample(list(values), k=random.randint(1, 3))) if random.random() < chance else ()


def make_range(random, name):
    if random.random() > 0.2:
        return Range()
    least, most = sorted(round(random.uniform(*BOUNDS[name]) * 2) / 2 for _ in range(2))
    return Range(*random.choice(((least, None), (None, most), (least, most))))


def make_filters(random):
    reasons = random.choice(("derived", "derived", "recorded"))
    return Selection(
        statuses=some(random, STATUSES),
        decisions=some(random, DECISIONS, 0.1),
        criteria=some(random, COUNTED, 0.4),
        match=random.choice(MATCHES),
        reasons=reasons,
        leaves=some(random, [leaf for leaf in LEAVES if leaf.startswith("I1.")], 0.1),
        kinds=some(random, KINDS),
        recorded=some(random, RECORDED_BITS, 0.1),
        disagreements=some(random, DISAGREEMENTS, 0.1),
        all_of=some(random, ("I1", "I4", "E6"), 0.1),
        none_of=some(random, COUNTED, 0.1),
        nothing_but=some(random, ("I1", "I3", "I4", "E5"), 0.1) or None,
        undecided=some(random, ("E4", "E13", "I1"), 0.1),
        is_wide=random.random() < 0.3,
        **{name: make_range(random, name) for name in BOUNDS},
    )


@pytest.mark.parametrize("seed", every(4, range(20)))
def test_a_selection_lists_whom_plain_python_finds(cut, everybody, seed):
    selection = make_filters(Random(seed))  # noqa: S311 - chance, no secret
    expected = [known.key for known in everybody if known.matches(selection)]
    found = list_screenings(cut, selection)["screening_key"].tolist()
    assert sorted(found) == sorted(expected)
    assert int(count_screenings(cut, selection)["screenings"].iloc[0]) == len(expected)


@pytest.mark.parametrize("name", BOUNDS)
@pytest.mark.parametrize("is_wide", [False, True])
def test_a_range_keeps_whom_it_surely_holds_or_may_hold(cut, everybody, name, is_wide):
    middle = sum(BOUNDS[name]) / 2
    for asked in (Range(middle), Range(None, middle), Range(middle, middle + 2)):
        selection = replace(Selection(is_wide=is_wide), **{name: asked})
        expected = sorted(known.key for known in everybody if known.matches(selection))
        assert sorted(list_screenings(cut, selection)["screening_key"]) == expected


def test_who_is_older_than_the_range_and_who_fails_for_it_are_the_same(cut):
    """Age by the filter and by criterion I2, which reads it on its own."""
    old = list_screenings(cut, Selection(age=Range(51), rule_set="registry"))["screening_key"]
    failing = list_screenings(cut, Selection(leaves=("I2.UPPER",), rule_set="registry"))["screening_key"]
    assert len(old)
    assert old.tolist() == failing.tolist()


@pytest.mark.parametrize("seed", every(4, range(8)))
def test_every_option_counts_its_screenings_now_and_in_the_whole_cut(cut, everybody, seed):
    selection = replace(make_filters(Random(seed)), reasons="derived", criteria=(), kinds=())  # noqa: S311 - chance, no secret
    facets = {
        "status": lambda known: {known.status},
        "criterion": lambda known: known.fails,
        "leaf": lambda known: {leaf.id for leaf in known.leaves},
        "kind": lambda known: known.kinds,
        "failing": lambda known: {str(len(known.fails))},
        "decision": lambda known: {known.decision},
        "wrote": lambda known: known.wrote,
        "site_says": lambda known: known.disagreements,
    }
    whole = Counter((facet, value) for facet, read in facets.items() for known in everybody for value in read(known))
    chosen = [known for known in everybody if known.matches(selection)]
    now = Counter((facet, value) for facet, read in facets.items() for known in chosen for value in read(known))
    found_now, found_whole = (counted(count_facets(cut, asked), "facet") for asked in (selection, Selection()))
    assert {option: (found_now.get(option, 0), total) for option, total in found_whole.items()} == {
        option: (now[option], total) for option, total in whole.items()
    }
    assert found_now.keys() <= found_whole.keys()


@pytest.mark.parametrize("seed", every(4, range(4)))
def test_every_site_country_subtype_and_sex_is_counted_now_and_in_the_whole_cut(cut, everybody, seed):
    selection = make_filters(Random(seed))  # noqa: S311 - chance, no secret
    chosen = {known.key for known in everybody if known.matches(selection)}
    rows = cut.cursor().execute(
        """
        select screenings.screening_key, subjects.site_id, coalesce(sites.country, 'NOT_RECORDED'),
            coalesce(screenings.subtype, 'NOT_RECORDED'), coalesce(subjects.sex, 'NOT_RECORDED')
        from screenings
        join subjects on subjects.subject_key = screenings.subject_key
        join sites on sites.site_id = subjects.site_id
        """
    )
    named = [(key, ("site", "country", "subtype", "sex"), values) for key, *values in rows.fetchall()]
    whole = Counter(option for _, names, values in named for option in zip(names, values, strict=True))
    now = Counter(option for key, names, values in named if key in chosen for option in zip(names, values, strict=True))
    found_now, found_whole = (counted(count_options(cut, asked), "key") for asked in (selection, Selection()))
    assert {option: (found_now.get(option, 0), total) for option, total in found_whole.items()} == {
        option: (now[option], total) for option, total in whole.items()
    }
    assert found_now.keys() <= found_whole.keys()
