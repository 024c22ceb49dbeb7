"""The demo in the importer's eyes: a few rejects as announced, and a distribution that looks like a real trial."""

from __future__ import annotations

import re
from datetime import date

import pytest

from mesems_dash.store.connection import open_cut
from mesems_dash.store.importer import import_bundle
from mesems_dash.vocabulary import DISAGREEMENTS

PER_STATUS = """
    select verdicts.status, count(*) as screenings, count(randomisations.subject_key) as randomised
    from screenings
    join subjects using (subject_key)
    join sites using (site_id)
    join verdicts on verdicts.screening_key = screenings.screening_key
        and verdicts.basis = 'THEN' and verdicts.ruleset = sites.ruleset
    left join randomisations on randomisations.subject_key = screenings.subject_key
        and randomisations.screening_no = screenings.screening_no
    group by verdicts.status
"""
ONE_VALUE_AWAY = """
    select count(*)
    from screenings
    join subjects using (subject_key)
    join sites using (site_id)
    join verdicts on verdicts.screening_key = screenings.screening_key
        and verdicts.basis = 'THEN' and verdicts.ruleset = sites.ruleset
    where verdicts.status = 'unknown'
        and bit_count(verdicts.unknown) = 1
        and screenings.site_decision = 'PENDING'
        and screenings.screened_on > date '2017-06-30'
"""

FORGOTTEN = """
    select file, "column"
    from findings
    where kind = 'VALUE' and "column" <> 'site_reasons'
    order by file, "column", line
"""
IN_WORDS = """
    select subjects.site_id, screenings.site_reasons_text, verdicts.status
    from screenings
    join subjects using (subject_key)
    join sites using (site_id)
    join verdicts on verdicts.screening_key = screenings.screening_key
        and verdicts.basis = 'THEN' and verdicts.ruleset = sites.ruleset
    where screenings.site_reasons_text is not null and len(screenings.site_reasons) = 0
"""
OF_KIND = """
    select site_id
    from judged
    where judged_by = 'OWN' and (disagreements & $bit) <> 0
"""


@pytest.fixture(scope="module")
def cut(midway, tmp_path_factory: pytest.TempPathFactory):
    info = import_bundle(midway.folder / "open", tmp_path_factory.mktemp("store"), as_of=date(2018, 6, 30))
    opened = open_cut(info.path)
    yield opened
    opened.close()


def test_five_rows_are_rejected_as_announced(cut):
    files = cut.cursor().execute("select file from rejects order by file").fetchall()
    assert files == [("edss.csv",), ("labs.csv",), ("notes.csv",), ("relapses.csv",), ("subjects.csv",)]


def test_no_flaw_opens_a_question_about_anybody(cut):
    assert cut.cursor().execute("from lost").fetchall() == []
    assert cut.cursor().execute("select count(*) from screenings where contested is not null").fetchone() == (0,)


def test_seven_values_are_forgotten_as_announced(cut):
    assert cut.cursor().execute(FORGOTTEN).fetchall() == [
        ("edss.csv", "score"),
        ("edss.csv", "score"),
        ("labs.csv", "result"),
        ("labs.csv", "unit"),
        ("mri.csv", "gel_count"),
        ("therapies.csv", "ended_on"),
        ("therapies.csv", "started_on"),
    ]


def test_an_export_holds_nothing_that_its_own_cut_forgets(cut):
    assert cut.cursor().execute("select count(*) from findings where kind = 'AFTER_CUT'").fetchone() == (0,)
    assert cut.cursor().execute("select sum(rows_after_cut) from source_files").fetchone() == (0,)


def test_most_of_the_randomised_are_eligible_some_undecided_a_few_ineligible(cut):
    randomised = {status: count for status, _, count in cut.cursor().execute(PER_STATUS).fetchall()}
    assert 0.82 <= randomised["eligible"] / sum(randomised.values()) <= 0.94
    assert 1 <= randomised["ineligible"] < randomised["unknown"] <= 15


def test_half_of_the_screenings_fail_and_one_in_eight_is_undecided(cut):
    screenings = {status: count for status, count, _ in cut.cursor().execute(PER_STATUS).fetchall()}
    total = sum(screenings.values())
    assert 0.45 <= screenings["ineligible"] / total <= 0.60
    assert 0.10 <= screenings["unknown"] / total <= 0.15


def test_in_the_last_year_several_wait_for_exactly_one_value(cut):
    assert cut.cursor().execute(ONE_VALUE_AWAY).fetchone()[0] >= 4


def test_every_kind_of_disagreement_is_there(cut):
    for place, kind in enumerate(DISAGREEMENTS):
        assert cut.cursor().execute(OF_KIND, {"bit": 1 << place}).fetchall(), kind


def test_some_screenings_have_another_reason_recorded_at_several_sites(cut):
    sites = cut.cursor().execute(OF_KIND, {"bit": 1 << DISAGREEMENTS.index("OTHER_REASON")}).fetchall()
    assert 6 <= len(sites) <= 10
    assert len(set(sites)) >= 5


def test_some_reasons_are_words_that_name_nobody_and_are_reported(cut):
    rows = cut.cursor().execute(IN_WORDS).fetchall()
    assert 4 <= len(rows) <= 6
    assert len({site for site, _, _ in rows}) >= 3
    assert {status for _, _, status in rows} == {"ineligible"}
    assert not any(re.search(r"[0-9@]", text) for _, text, _ in rows)
    reported = "select value from findings where kind = 'VALUE' and \"column\" = 'site_reasons'"
    assert sorted(cut.cursor().execute(reported).fetchall()) == sorted((text,) for _, text, _ in rows)
