"""Finding one person: exactly, in any case, never nearly."""

from __future__ import annotations

from datetime import date

from mesems_dash.queries.person import find_person, name_person
from mesems_dash.queries.person_record import read_record


def test_a_person_is_found_with_site_and_progress(six):
    found = find_person(six, "P1")
    assert (found.subject_id, found.site, found.ruleset, found.sex) == ("P1", "Genova", "registry", "F")
    assert (found.last_stage, found.exit, found.randomised_on) == (7, None, date(2013, 7, 1))
    assert found.deciding_no == 2  # the randomised screening


def test_blanks_and_case_do_not_matter(six):
    assert find_person(six, "  p2 ").subject_id == "P2"


def test_an_id_is_never_completed(six):
    assert [find_person(six, typed) for typed in ("P", "P%", "P11", "", "P1 or 1=1")] == [None] * 5


def test_the_id_as_written_goes_before_one_in_another_case(import_files):
    subjects = [{"subject_id": name, "site_id": "IT1", "subtype": "RRMS"} for name in ("AB-1", "ab-1")]
    cut = import_files(subjects=subjects, screenings=_screened("AB-1", "ab-1"))
    assert find_person(cut, "ab-1").subject_id == "ab-1"
    assert find_person(cut, "AB-1").subject_id == "AB-1"


def _screened(*names):
    columns = ("site_decision", "site_reasons")
    return [
        {"subject_id": name, "screening_no": 1, "screened_on": "2014-01-10"} | dict.fromkeys(columns, "")
        for name in names
    ]


def test_a_key_names_its_person(six):
    assert [name_person(six, key) for key in (1, 2)] == ["P1", "P2"]


def test_no_log_names_the_person(six, caplog):
    caplog.set_level("DEBUG")
    found = find_person(six, "P1")
    read_record(six, found.subject_key)
    assert "P1" not in caplog.text
