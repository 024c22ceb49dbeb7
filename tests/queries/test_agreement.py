"""Sites against data: every number as counted screening by screening, and everything adds up."""

from __future__ import annotations

import csv
from datetime import date
from itertools import product
from random import Random

import pytest

from mesems_dash.queries import Selection
from mesems_dash.queries.agreement import count_agreement
from mesems_dash.queries.disagreement_list import Behind, list_disagreements
from mesems_dash.queries.disagreements import count_disagreements
from mesems_dash.queries.reason_matrix import count_reason_matrix
from mesems_dash.queries.recorded_criteria import count_recorded_criteria
from mesems_dash.reports.evaluation import write_evaluation
from mesems_dash.vocabulary import ANY_DISAGREEMENT, COUNTED, DISAGREEING_OR_NOT, DISAGREEMENTS, OTHER_REASONS
from tests.examples import every, examples, some
from tests.prebuilt import DEMO
from tests.queries import agreement_by_hand as by_hand
from tests.queries.by_hand import Counts, know
from tests.queries.chance import make_selection, make_trial
from tests.queries.frames import rows_of
from tests.queries.trial import Person, Screening, Site, Trial, open_trial

SELECTIONS = examples(10)
KINDS = [kind.lower() for kind in DISAGREEMENTS]


@pytest.fixture(scope="module", params=every(2, [1, 2]))
def world(request, tmp_path_factory):
    """A random trial's cut, and under random selections its screenings as compared by hand."""
    random = Random(f"agreement {request.param}")  # noqa: S311 - chance, no secret
    trial = make_trial(random, people=120)
    cut = open_trial(tmp_path_factory.mktemp("trial"), trial)
    everybody = know(trial)
    selections = [Selection(), *(make_selection(random, trial) for _ in range(SELECTIONS))]
    yield (
        cut,
        [
            (one, [by_hand.from_judged(judged) for judged in Counts(trial, one, everybody).screenings])
            for one in selections
        ],
    )
    cut.close()


def test_every_number_is_that_of_the_count_by_hand(world):
    cut, chosen = world
    for selection, everybody in chosen:
        assert rows_of(count_agreement(cut, selection)) == by_hand.agreement(everybody), selection
        assert rows_of(count_disagreements(cut, selection)) == by_hand.disagreements(everybody), selection
        assert rows_of(count_reason_matrix(cut, selection)) == by_hand.matrix(everybody), selection
        assert rows_of(count_recorded_criteria(cut, selection)) == by_hand.criteria(everybody), selection


def test_numbers_add_up_whatever_is_selected(world):
    cut, chosen = world
    for selection, everybody in chosen:
        cells, sites = count_agreement(cut, selection), count_disagreements(cut, selection)
        assert cells["screenings"].sum() == sites["screenings"].sum() == len(everybody)
        assert cells["disagreeing"].sum() == sites["disagreeing"].sum()
        assert sites["disagreeing"].sum() <= sites[KINDS].to_numpy().sum()  # of two kinds at most where both hold
        matrix = count_reason_matrix(cut, selection)
        passing = cells[cells["status"] == "eligible"].set_index("decision")["screenings"]
        for recorded, decision in (("CALLED_ELIGIBLE", "ELIGIBLE"), ("NOT_DECIDED", "NOT_DECIDED")):
            row = matrix[(matrix["recorded"] == recorded) & (matrix["found"] == "NONE")]
            assert row["screenings"].sum() == passing[decision]


def test_a_criterion_of_the_list_is_the_diagonal_of_the_matrix(world):
    cut, chosen = world
    for selection, _ in chosen:
        matrix = count_reason_matrix(cut, selection)
        diagonal = matrix[matrix["recorded"] == matrix["found"]].set_index("recorded")["screenings"]
        listed = count_recorded_criteria(cut, selection).set_index("criterion")["borne_out"]
        assert diagonal.to_dict() == listed[listed > 0].to_dict(), selection


def test_behind_every_number_are_as_many_screenings(world):
    cut, ((selection, _), *_) = world
    for decision, status, screenings in rows_of(count_agreement(cut, selection), ["decision", "status", "screenings"]):
        assert_behind(cut, selection, Behind(DISAGREEING_OR_NOT, decision=decision, status=status), screenings)
    for site, *numbers in some(rows_of(count_disagreements(cut, selection), ["site_id", *KINDS, "disagreeing"])):
        for kind, number in zip((*DISAGREEMENTS, ANY_DISAGREEMENT), numbers, strict=True):
            assert_behind(cut, selection, Behind(kind, site=site), number)
    pairs = rows_of(count_reason_matrix(cut, selection))
    for recorded, found, screenings, *_ in pairs[::7]:
        assert_behind(cut, selection, Behind(DISAGREEING_OR_NOT, recorded=recorded, found=found), screenings)


def assert_behind(cut, selection, behind, number):
    listed = list_disagreements(cut, selection, behind=behind)
    assert len(listed) == number, behind
    assert set(listed["of_screenings"]) <= {number}
    few = list_disagreements(cut, selection, behind=behind, most=3)
    assert few["screening_key"].tolist() == listed["screening_key"].tolist()[:3]
    assert set(few["of_screenings"]) <= {number}


@pytest.mark.thorough
def test_the_demo_from_its_files_and_the_one_by_one_evaluator(demo, tmp_path):
    """Decisions from the CSV files, statuses from `evaluate`: neither has seen the tables that the queries read."""
    cut, _ = demo
    write_evaluation(cut, tmp_path / "results.csv", None)
    everybody = compare_files(DEMO / "open", tmp_path / "results.csv", as_of="2018-06-30")
    assert rows_of(count_agreement(cut, Selection())) == by_hand.agreement(everybody)
    assert rows_of(count_disagreements(cut, Selection())) == by_hand.disagreements(everybody)
    assert rows_of(count_reason_matrix(cut, Selection())) == by_hand.matrix(everybody)
    assert rows_of(count_recorded_criteria(cut, Selection())) == by_hand.criteria(everybody)


def compare_files(bundle, results, *, as_of):
    """The demo's screenings; its decisions carry full dates, and those after the cut are not known yet."""
    subjects = {row["subject_id"]: row["site_id"] for row in read(bundle / "subjects.csv")}
    written = {(row["subject_id"], row["screening_no"]): row for row in read(bundle / "screenings.csv")}
    randomised = {
        (row["subject_id"], row["screening_no"])
        for row in read(bundle / "randomisations.csv")
        if row["randomised_on"] <= as_of
    }
    statuses = {}
    for row in read(results):
        key = (row["subject_id"], row["screening_no"])
        statuses.setdefault(key, {})[row["criterion"]] = row["status"]
    return [
        compare_row(subjects[key[0]], written[key], by_criterion, as_of=as_of, is_randomised=key in randomised)
        for key, by_criterion in statuses.items()
    ]


def compare_row(site, row, by_criterion, *, as_of, is_randomised):
    is_known = row["decided_on"] <= as_of
    decision = row["site_decision"] if is_known and row["site_decision"] != "PENDING" else "NOT_DECIDED"
    given = {"I1" if code in ("E1", "E2", "E3") else code for code in row["site_reasons"].split("|") if code}
    known = [code for code in (*COUNTED, *OTHER_REASONS) if code in given]
    return by_hand.Compared(
        site=site,
        decision=decision,
        codes=tuple(known or ["NOT_STATED"]) if decision == "INELIGIBLE" else (),
        is_uncoded="OTHER" in given or (bool(given) and not known),
        is_randomised=is_randomised,
        status=by_criterion["OVERALL"],
        failing=tuple(code for code in COUNTED if by_criterion[code] in ("not_met", "present")),
        unknown=tuple(code for code in COUNTED if by_criterion[code] == "unknown"),
    )


def read(path):
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


# ---------------------------------------------------------------- one clinical case at a time
CASES = [
    # the site says ineligible for EDSS, every criterion is met on the record
    (Screening("2013-01-10", decision="INELIGIBLE", reasons=("I4",)), ["FAIL_BUT_PASS"]),
    # ... without any reason
    (Screening("2013-01-10", decision="INELIGIBLE"), ["FAIL_BUT_PASS"]),
    # the person declined: the site said nothing of the criteria
    (Screening("2013-01-10", decision="INELIGIBLE", reasons=("DECLINED_CONSENT",)), []),
    (Screening("2013-01-10", unknown="E4", decision="INELIGIBLE", reasons=("DECLINED_CONSENT",)), []),
    # declined, and out of the EDSS range besides
    (Screening("2013-01-10", decision="INELIGIBLE", reasons=("I4", "DECLINED_CONSENT")), ["FAIL_BUT_PASS"]),
    (Screening("2013-01-10", fails="E5", decision="ELIGIBLE"), ["ENROLLED_BUT_FAIL"]),
    (Screening("2013-01-10", fails="E5", decision="INELIGIBLE", reasons=("E6",)), ["OTHER_REASON"]),
    # the recorded criterion is undecided in the data: it may yet be right
    (Screening("2013-01-10", fails="E5", unknown="E6", decision="INELIGIBLE", reasons=("E6",)), []),
    # one of two recorded criteria is borne out
    (Screening("2013-01-10", fails="E5", decision="INELIGIBLE", reasons=("E5", "E6")), []),
    (Screening("2013-01-10", fails="E5", decision="INELIGIBLE", reasons=("OTHER",)), ["UNCODED"]),
    (Screening("2013-01-10", fails="E5", decision="INELIGIBLE", reasons=("E5", "OTHER")), []),
    # not stated is no "other": the decision agrees
    (Screening("2013-01-10", fails="E5", decision="INELIGIBLE"), []),
    (Screening("2013-01-10", unknown="E4", decision="ELIGIBLE"), ["CANNOT_DECIDE"]),
    (Screening("2013-01-10", unknown="E4", decision="INELIGIBLE", reasons=("OTHER",)), ["CANNOT_DECIDE"]),
    (Screening("2013-01-10", fails="I1", decision="PENDING"), []),
    (Screening("2013-01-10", fails="I1", decision=None), []),
    (Screening("2013-01-10", decision="ELIGIBLE"), []),
]


@pytest.fixture(scope="module")
def cases(tmp_path_factory):
    """The kinds of disagreement of every case, by its place: each is a person at a site of their own."""
    sites = tuple(Site(f"S{place:02}") for place in range(len(CASES)))
    people = tuple(Person(site.site_id, site.site_id, (case[0],)) for site, case in zip(sites, CASES, strict=True))
    cut = open_trial(tmp_path_factory.mktemp("cases"), Trial(sites=sites, people=people, rule_sets=("registry",)))
    counted = rows_of(count_disagreements(cut, Selection()), ["site_id", *KINDS])
    cut.close()
    return [[kind for kind, number in zip(DISAGREEMENTS, row, strict=True) if number] for _, *row in sorted(counted)]


@pytest.mark.parametrize(("place", "screening", "kinds"), [(place, *case) for place, case in enumerate(CASES)])
def test_kinds_of_disagreement(cases, place, screening, kinds):
    assert cases[place] == kinds, screening


def test_a_screening_may_be_of_two_kinds_and_is_counted_once_among_all(open_people):
    """Called ineligible for a washout that the data do not see, and randomised although another criterion fails."""
    screening = Screening("2013-01-10", fails="I2", decision="INELIGIBLE", reasons=("E6",))
    cut = open_people(Person("P1", "GEN", (screening,), randomisations=((1, "2013-02-01"),)))
    frame = count_disagreements(cut, Selection())
    assert rows_of(frame, ["enrolled_but_fail", "other_reason", "disagreeing"]) == [(1, 1, 1)]


def test_the_randomised_and_the_called_eligible_among_those_who_fail_are_listed_apart(open_people):
    failing = Screening("2013-01-10", fails="I2", decision="ELIGIBLE")
    cut = open_people(
        Person("P1", "GEN", (failing,), randomisations=((1, "2013-02-01"),)), Person("P2", "GEN", (failing,))
    )
    counted = count_disagreements(cut, Selection())
    assert rows_of(counted, ["enrolled_but_fail", "randomised_but_fail"]) == [(2, 1)]
    listed = {
        kind: rows_of(list_disagreements(cut, Selection(), behind=Behind(kind=kind)), ["subject_id", "is_randomised"])
        for kind in ("ENROLLED_BUT_FAIL", "RANDOMISED_BUT_FAIL", "CALLED_BUT_FAIL")
    }
    assert listed == {
        "ENROLLED_BUT_FAIL": [("P1", True), ("P2", False)],
        "RANDOMISED_BUT_FAIL": [("P1", True)],
        "CALLED_BUT_FAIL": [("P2", False)],
    }


def test_somebody_who_declined_is_in_the_table_but_not_held_against_the_site(open_people):
    declined = Screening("2013-01-10", decision="INELIGIBLE", reasons=("DECLINED_CONSENT",))
    frame = count_agreement(open_people(Person("P1", "GEN", (declined,))), Selection())
    row = frame[(frame["decision"] == "INELIGIBLE") & (frame["status"] == "eligible")]
    assert rows_of(row, ["screenings", "no_criterion", "disagreeing"]) == [(1, 1, 0)]


def test_an_empty_selection_has_all_rows_of_the_table_and_no_other(six):
    nobody = Selection(subtypes=("CIS",))
    assert rows_of(count_agreement(six, nobody), ["decision", "status", "screenings"]) == [
        (*pair, 0) for pair in product(by_hand.DECISIONS, ("eligible", "unknown", "ineligible"))
    ]
    assert count_disagreements(six, nobody).empty
    assert count_reason_matrix(six, nobody).empty
    assert not count_recorded_criteria(six, nobody).drop(columns="criterion").any(axis=None)
    assert list_disagreements(six, nobody, behind=Behind()).empty


# ---------------------------------------------------------------- the worklist
def test_a_row_says_what_the_site_did_and_what_the_data_say(six):
    """P1 came back: the first screening was called ineligible for I1 and E5, and both fail."""
    listed = list_disagreements(
        six, Selection(sites=("GEN",)), behind=Behind(DISAGREEING_OR_NOT, decision="INELIGIBLE")
    )
    columns = ["subject_id", "screening_no", "decided_on", "days_since_decision", "recorded", "failing", "unknown"]
    assert rows_of(listed, columns) == [
        ("P1", 1, date(2013, 1, 20), 572, "I1 E5", "I1 E5", ""),
        ("P2", 1, None, None, "NOT_STATED", "I1", ""),
    ]


def test_a_decision_of_some_day_in_a_month_has_no_days(six):
    listed = list_disagreements(six, Selection(sites=("CPH",)), behind=Behind(DISAGREEING_OR_NOT, decision="ELIGIBLE"))
    assert rows_of(listed, ["subject_id", "decided_on", "days_since_decision"]) == [("P5", None, None)]


WRITTEN = {
    # what the site wrote, what is shown of it
    "E5": None,
    "e5 | other": None,
    "DECLINED_CONSENT": None,
    "washout too short": "washout too short",
    "E5|washout too short": "E5|washout too short",
    "<b>too old</b>": "<b>too old</b>",
    "see mail of anna@example.org": "withheld, as it may name a person",
    "chart 1234567": "withheld, as it may name a person",
    "EDSS 7.5 on 12 May 2014": "EDSS 7.5 on 12 May 2014",
}


def test_what_the_site_wrote_beyond_codes_is_shown_unless_it_may_name_a_person(import_files):
    subjects = [{"subject_id": f"W{number}", "site_id": "IT1"} for number, _ in enumerate(WRITTEN)]
    screenings = [
        {
            "subject_id": f"W{number}",
            "screening_no": "1",
            "screened_on": "2014-01-10",
            "site_decision": "INELIGIBLE",
            "site_reasons": written,
        }
        for number, written in enumerate(WRITTEN)
    ]
    cut = import_files(subjects=subjects, screenings=screenings)
    listed = list_disagreements(cut, Selection(), behind=Behind(DISAGREEING_OR_NOT))
    shown = dict(rows_of(listed, ["subject_id", "site_text"]))
    assert {written: shown[f"W{number}"] for number, written in enumerate(WRITTEN)} == WRITTEN


def test_free_text_for_somebody_who_fails_maps_to_criteria(import_files):
    """Born in 1950: too old, whatever else."""
    screening = {
        "subject_id": "P2",
        "screening_no": "1",
        "screened_on": "2014-02-01",
        "site_decision": "INELIGIBLE",
        "site_reasons": "above the age limit",
    }
    subject = {"subject_id": "P2", "site_id": "IT1", "birth_date": "1950"}
    cut = import_files(screenings=[screening], subjects=[subject])
    listed = list_disagreements(cut, Selection(), behind=Behind("UNCODED"))
    assert listed["failing"].str.contains("I2").tolist() == [True]
    assert rows_of(listed, ["recorded", "site_text"]) == [("NOT_STATED", "above the age limit")]
