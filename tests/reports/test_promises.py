"""What evidence promises the demo's people is judged again, from their records, on that day and the day beside it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from mesems_dash.queries.person_record import read_record
from mesems_dash.queries.rule_sets import read_rule_sets
from mesems_dash.store.connection import open_cut
from mesems_dash.store.cuts import find_cut
from tests.eligibility.test_foresight import assert_kept, forget_later, list_promises
from tests.examples import examples
from tests.prebuilt import copy_demo

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mesems_dash.eligibility import RuleSet
    from mesems_dash.store.connection import Cut

EVERY = 3
RULE_SETS = "select subject_key, ruleset from subjects join sites using (site_id) order by subject_key"


@pytest.fixture(scope="module")
def cut(tmp_path_factory) -> Iterator[Cut]:
    folder = tmp_path_factory.mktemp("demo")
    copy_demo(folder, as_of=(date(2018, 6, 30),))
    opened = open_cut(find_cut(folder / "open").path)
    yield opened
    opened.close()


def list_people(cut: Cut) -> list[tuple[int, RuleSet]]:
    own = read_rule_sets(cut)
    return [(key, own[name]) for key, name in cut.cursor().execute(RULE_SETS).fetchall()]


def test_what_the_demo_is_promised_is_so(cut):
    found = set()
    for key, rule_set in list_people(cut)[:: EVERY * 100 // max(examples(100), 30)]:
        person = read_record(cut, key).person
        for screening in person.screenings:
            known = forget_later(person, screening.reference_on)
            for judged, promise in list_promises(rule_set, known, screening):
                assert_kept(judged, promise, rule_set, known, screening)
                found.add((judged.criterion.id, promise.kind))
    assert {("I1", "HOLDS"), ("I2", "HOLDS"), ("I3", "HOLDS"), ("E5", "PASSES"), ("E6", "PASSES")} <= found
