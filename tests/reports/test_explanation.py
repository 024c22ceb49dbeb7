"""The text behind `explain`: the tree of one screening, or of each of a person's."""

from __future__ import annotations

import pytest

from mesems_dash.eligibility import load_rule_set
from mesems_dash.errors import UsageError
from mesems_dash.reports.explanation import explain_screening


def test_every_screening_of_a_person_is_explained(import_files):
    text = explain_screening(import_files(), "P1", None, None)
    assert text.index("Subject P1, screening 1") < text.index("Subject P1, screening 2")
    assert "Assessed as of the day of screening" in text
    assert "Reference date 10 Mar 2014" in text


def test_one_screening_is_explained_by_its_number(import_files):
    text = explain_screening(import_files(), "P1", 2, None)
    assert "screening 1" not in text
    assert "I1  Active disease despite treatment: UNDECIDED" in text
    assert "Missing to decide" in text


def test_the_rule_set_is_the_sites_own_unless_overridden(import_files):
    cut = import_files()
    assert "Rule set copenhagen" in explain_screening(cut, "P3", None, None)
    assert "Rule set london" in explain_screening(cut, "P3", None, load_rule_set("london"))


@pytest.mark.parametrize(
    ("subject", "number", "message"),
    [
        ("P9", None, 'no screening of subject "P9" in this bundle'),
        ("P1", 7, 'subject "P1" has no screening 7; expected one of 1, 2'),
    ],
)
def test_an_unknown_subject_or_screening_is_wrong_use(import_files, subject, number, message):
    with pytest.raises(UsageError, match=message):
        explain_screening(import_files(), subject, number, None)


def test_an_unusable_reference_is_said_at_the_head(import_files):
    randomised = [{"subject_id": "P1", "screening_no": "2", "randomised_on": "2014-04"}]
    text = explain_screening(import_files(randomisations=randomised), "P1", 2, None)
    assert "Not assessed: the recorded randomisation has no full date" in text
    assert "On which day was this person randomised?" in text
