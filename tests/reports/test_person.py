"""One person for a screen or a sheet: judged then and now, laid out in time, compared with an earlier cut."""

from __future__ import annotations

from dataclasses import fields
from datetime import date

import pandas as pd
import pytest

from mesems_dash.eligibility import load_rule_set
from mesems_dash.eligibility.tree import list_lines
from mesems_dash.queries.person import find_person
from mesems_dash.queries.person_record import read_record
from mesems_dash.reports.changes import compare_profiles
from mesems_dash.reports.explanation import explain_screening
from mesems_dash.reports.outlook import describe_outlook, list_outlook
from mesems_dash.reports.subject_profile import foresee, open_profile
from mesems_dash.reports.timeline import list_events, list_windows
from mesems_dash.reports.verdict_words import (
    describe_decision,
    describe_finding,
    describe_site_and_data,
    describe_why,
    list_missing,
)
from mesems_dash.store.connection import open_cut
from mesems_dash.store.cuts import find_cut
from tests.examples import examples, some
from tests.prebuilt import copy_demo
from tests.reports.person_bundle import BUNDLE

REGISTRY = load_rule_set("registry")
CUT = date(2014, 6, 30)


@pytest.fixture(scope="module")
def open_it(imported):
    """Open the profile of one person of the bundle, as of a day, with files replaced; one cut for equal files."""
    cuts = {}

    def opened(subject_id, *, as_of=CUT, **files):
        path = imported(as_of=as_of, **{**BUNDLE, **files})
        if path not in cuts:
            cuts[path] = open_cut(path)
        return open_profile(cuts[path], find_person(cuts[path], subject_id), REGISTRY)

    yield opened
    for cut in cuts.values():
        cut.close()


def events_of(profile, lane):
    events = list_events(profile)
    return [
        dict(row)
        for row in events[events["lane"] == lane]
        .astype(object)
        .where(lambda frame: frame.notna(), None)
        .to_dict("records")
    ]


# ---------------------------------------------------------------- judged
def test_every_screening_is_judged_then_and_the_latest_now(open_it):
    profile = open_it("A1")
    assert [(one.number, one.basis, one.reference_on) for one in profile.assessments] == [
        (1, "THEN", date(2014, 1, 10)),
        (2, "THEN", date(2014, 3, 10)),
        (2, "NOW", CUT),
    ]
    assert profile.deciding.number == 2


def test_who_is_randomised_is_not_judged_now(open_it):
    profile = open_it("A2")
    assert profile.now is None
    assert foresee(profile) is None
    assert describe_finding(profile).endswith("and has been randomised.")


def test_the_relapse_and_the_steroid_are_present_then_and_gone_at_the_second_screening(open_it):
    """Relapse of 20 Dec is 21 and 80 days before; the last steroid of 2 Jan is 8 and 67 days before."""
    first, second, _ = open_it("A1").assessments
    assert [first.judgement[code].status for code in ("E7", "E8")] == ["present", "present"]
    assert [second.judgement[code].status for code in ("E7", "E8")] == ["absent", "absent"]


def test_the_site_is_told_where_it_differs_from_the_data(open_it):
    first, second, _ = open_it("A1").assessments
    assert describe_decision(first) == "Ineligible on 20 Jan 2014: E7"
    assert describe_site_and_data(first) == "Also in the data: E8."
    assert describe_site_and_data(second) == "The site has not decided yet."


def test_why_names_the_evidence_of_what_fails(open_it):
    first, *_ = open_it("A1").assessments
    assert "E7: Last dose of methylprednisolone on 2 Jan 2014, 8 days before the reference date" in describe_why(first)


def test_what_is_missing_is_asked_once_with_all_that_ask(open_it):
    first, *_ = open_it("A1").assessments
    asked = {question: codes for question, _, codes in list_missing(first)}
    assert asked["On which day was the last dose of fingolimod?"] == "E5"
    assert len(list_missing(first)) == len(asked)


# ---------------------------------------------------------------- in time
def test_a_drug_lies_in_the_lane_of_the_washout_it_counts_for(open_it):
    profile = open_it("A1")
    lanes = {
        lane: [row["mark"] for row in events_of(profile, lane)]
        for lane in ("IMMUNOSUPPRESSANT", "PLATFORM", "STEROID", "OTHER_DRUGS")
    }
    assert lanes == {
        "IMMUNOSUPPRESSANT": ["fingolimod"],
        "PLATFORM": ["glatiramer acetate"],
        "STEROID": ["methylprednisolone"],
        "OTHER_DRUGS": ["levothyroxine"],
    }


def test_an_end_not_recorded_reaches_from_unknown_to_the_cut(open_it):
    (row,) = events_of(open_it("A1"), "IMMUNOSUPPRESSANT")
    assert (row["lo"], row["hi"]) == (date(2010, 5, 1), date(2010, 5, 31))
    assert (row["end_lo"], row["end_hi"]) == (None, CUT)
    assert row["description"] == "fingolimod: from May 2010, last dose not recorded"


def test_an_ongoing_therapy_reaches_the_cut_for_certain(open_it):
    (row,) = events_of(open_it("A1"), "OTHER_DRUGS")
    assert (row["lo"], row["hi"], row["end_lo"], row["end_hi"]) == (date(2012, 1, 1), date(2012, 12, 31), CUT, CUT)


def test_relapses_and_scans_say_what_is_not_recorded(open_it):
    profile = open_it("A1")
    assert [row["kind"] for row in events_of(profile, "RELAPSES")] == ["DOCUMENTED", "NOT_DOCUMENTED", "UNSURE"]
    assert [row["kind"] for row in events_of(profile, "SCANS")] == ["LESION", "CLEAR", "SILENT"]
    assert [row["mark"] for row in events_of(profile, "SCANS")] == ["2", "", "?"]


def test_results_of_one_day_are_one_mark(open_it):
    (row,) = events_of(open_it("A1"), "TESTS")
    assert row["description"] == "Tests of 8 Jan 2014: eGFR >60 and HIV negative"


def test_steps_tell_neither_release_nor_reason(open_it):
    profile = open_it("A2")
    assert [row["description"] for row in events_of(profile, "STEPS")] == [
        "Cells harvested 20 Feb 2014, successful",
        "Randomised 1 Apr 2014",
        "Infused, week 0 3 Apr 2014, given",
        "Withdrew 1 Jun 2014",
    ]
    description = list_events(profile).to_string()
    assert "2014-03-05" not in description
    assert "fear" not in description


def test_windows_come_from_the_rule_sets_own_limits(open_it):
    first, *_ = open_it("A1").assessments
    windows = list_windows(first).set_index("criterion")
    assert windows.loc["E7", ["lane", "lo", "end_hi", "label"]].tolist() == [
        "STEROID",
        date(2013, 12, 11),  # 30 days before 10 January
        date(2014, 1, 10),
        "30 days",
    ]
    assert windows.loc["E5", "lo"] == date(2013, 10, 10)
    assert windows.loc["E8", "lo"] == date(2013, 11, 11)
    assert sorted(windows.loc["I1", "label"]) == ["12 months", "12 months", "24 months"]
    assert windows.loc["I4", ["least", "most"]].to_numpy(dtype=float).tolist()[0][0] == 3.0


def test_age_and_duration_are_spans_by_their_limits(open_it):
    """Born on 29 Feb 1980: 18 on 1 Mar 1998, 51 on 1 Mar 2031. First symptom in May 2009: 2 to 10 years from then."""
    first, *_ = open_it("A1").assessments
    windows = list_windows(first).set_index("criterion")
    days = ["lo", "hi", "end_lo", "end_hi"]
    assert windows.loc["I2", days].tolist() == [
        date(1998, 3, 1),
        date(1998, 3, 1),
        date(2031, 2, 28),
        date(2031, 2, 28),
    ]
    assert windows.loc["I3", days].tolist() == [
        date(2011, 5, 1),
        date(2011, 5, 31),
        date(2019, 5, 1),
        date(2019, 5, 31),
    ]


# ---------------------------------------------------------------- by time alone
def test_the_outlook_begins_as_the_cut_is_judged(open_it):
    profile = open_it("A1", as_of=date(2014, 1, 15))
    period = foresee(profile).periods[0]
    assert period.first == date(2014, 1, 15)
    assert period.status == profile.now.judgement.status
    assert {code: truth for code, _, truth in period.truths} == {
        judged.criterion.id: judged.truth for judged in profile.now.judgement.criteria
    }


def test_a_washout_clears_on_its_day(open_it):
    """Steroid of 2 Jan: day 30 is 1 Feb, so it clears on 2 Feb. Relapse of 20 Dec: day 60 is 18 Feb, clears on 19."""
    profile = open_it("A1", as_of=date(2014, 1, 15))
    rows = list_outlook(profile, foresee(profile)).set_index("Criterion")["By time alone"]
    assert rows["E7 Corticosteroid washout"] == "Clears on 2 Feb 2014"
    assert rows["E8 Recent relapse"] == "Clears on 19 Feb 2014"
    assert rows["E5 Immunosuppressant washout"] == "Stays undecided until the missing values are known"
    assert describe_outlook(profile.now, foresee(profile)).startswith(
        "Time alone changes nothing before 14 Jan 2017: E4 and E5"
    )


# ---------------------------------------------------------------- since the cut before
def test_nothing_changed_is_no_row(open_it):
    assert compare_profiles(open_it("A1"), open_it("A1")).empty


def test_a_new_relapse_and_what_follows_from_it(open_it):
    later = [*BUNDLE["relapses"], {"subject_id": "A1", "onset_on": "2014-03-01", "documented": "Y"}]
    changes = compare_profiles(open_it("A1"), open_it("A1", relapses=later))
    assert changes.to_numpy().tolist() == [
        ["Screening 2: status", "Undecided", "Ineligible"],
        ["Screening 2: E8 Recent relapse", "absent", "present"],
        ["Relapse", "not there yet", "Relapse of 1 Mar 2014, documented"],
    ]


def test_a_new_screening_says_how_it_was_judged(open_it):
    changes = compare_profiles(open_it("A1", screenings=BUNDLE["screenings"][:1]), open_it("A1"))
    rows = changes.to_numpy().tolist()
    assert ["Screening 2: status", "not there yet", "Undecided"] in rows
    assert ["Screening", "not there yet", "Screening 2 on 10 Mar 2014"] in rows


def test_what_is_recorded_otherwise_is_one_change(open_it):
    therapies = [
        row if row["drug"] != "fingolimod" else {**row, "ended_on": "2010-12-01"} for row in BUNDLE["therapies"]
    ]
    changes = compare_profiles(open_it("A1"), open_it("A1", therapies=therapies))
    rows = [row for row in changes.to_numpy().tolist() if row[0].startswith("Therapy")]
    assert rows == [
        [
            "Therapy (immunosuppressant)",
            "fingolimod: from May 2010, last dose not recorded",
            "fingolimod: from May 2010, last dose 1 Dec 2010",
        ]
    ]


def test_answers_of_a_screening_and_the_site_are_compared(open_it):
    rows = [
        {**row, "active_infection": "Y", "site_decision": "ELIGIBLE"} if row["screening_no"] == 2 else row
        for row in BUNDLE["screenings"]
    ]
    changes = compare_profiles(open_it("A1"), open_it("A1", screenings=rows)).to_numpy().tolist()
    assert ["Screening 2: active infection", "no", "yes"] in changes
    assert ["Screening 2: site decision", "Not decided", "Eligible"] in changes


# ---------------------------------------------------------------- by brute force, on the demo
def test_the_record_of_everybody_in_the_demo_is_theirs(demo_cut):
    """Every kept row of the bundle turns up once, with the person it was written for: of some people by chance."""
    cut = demo_cut
    keys = some(key for (key,) in cut.cursor().execute("select subject_key from subjects order by 1").fetchall())
    counts = pd.DataFrame(
        [
            {
                name: len(getattr(record.person, name))
                for name in ("screenings", "relapses", "edss", "mri", "labs", "therapies", "malignancies")
            }
            | {"steps": len(record.steps)}
            for record in (read_record(cut, key) for key in keys)
        ]
    ).sum()

    def count_rows(table):
        return cut.cursor().execute(f"select count(*) from {table} where subject_key in ?", [keys]).fetchone()[0]

    for name in ("screenings", "relapses", "edss", "mri", "labs", "therapies", "malignancies"):
        assert counts[name] == count_rows(name)
    tables = ("harvests", "randomisations", "infusions", "dispositions")
    assert counts["steps"] == sum(map(count_rows, tables))


def test_what_is_shown_of_people_of_every_kind_is_what_the_cut_stores(demo_cut):
    """Status then and now, of every screening by the rule set of its site, against the stored verdicts.

    Of those whom one rule set judged alike, then or now, every tenth or fewer, beginning with the first.
    """
    rows = (
        demo_cut.cursor()
        .execute(
            """with verdict as (
                select cases.subject_id, verdicts.screening_key, verdicts.ruleset, basis, status
                from verdicts
                join cases on cases.screening_key = verdicts.screening_key and verdicts.ruleset = cases.site_ruleset
            ), placed as (
                select *, row_number() over (partition by ruleset, basis, status order by screening_key) as place
                from verdict
            )
            select subject_id, screening_key, basis, status, ruleset
            from placed where subject_id in (select subject_id from placed where place % $every = 1)
            order by all""",
            {"every": 1000 // examples(100)},
        )
        .fetchall()
    )
    stored = {(key, basis): status for _, key, basis, status, _ in rows}
    assert {ruleset for *_, ruleset in rows} == {"registry", "copenhagen", "london"}
    shown = {}
    for subject_id in dict.fromkeys(subject_id for subject_id, *_ in rows):
        head = find_person(demo_cut, subject_id)
        profile = open_profile(demo_cut, head, load_rule_set(head.ruleset))
        shown |= {(one.visit.screening.screening_key, one.basis): one.judgement.status for one in profile.assessments}
    assert shown == stored


def test_the_tree_says_what_explain_prints(demo_cut):
    """Every answer, value and margin of some people's screenings, against the text of the command line."""
    ids = [
        row[0] for row in demo_cut.cursor().execute("select distinct subject_id from screenings order by 1").fetchall()
    ]
    for subject_id in some(ids[::18]):
        head = find_person(demo_cut, subject_id)
        printed = explain_screening(demo_cut, subject_id, None, None)
        for assessment in open_profile(demo_cut, head, load_rule_set(head.ruleset)).then:
            for judged in assessment.judgement.criteria:
                for line in list_lines(judged, assessment.judgement.facts):
                    assert line.record in printed
                    assert line.margin in printed


def test_the_columns_of_a_step_name_no_product():
    from mesems_dash.queries.person_record import Step

    assert [field.name for field in fields(Step)] == ["kind", "lo", "hi", "outcome"]


@pytest.fixture(scope="module")
def demo_cut(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    copy_demo(folder, as_of=(date(2018, 6, 30),))
    cut = open_cut(find_cut(folder / "open").path)
    yield cut
    cut.close()
