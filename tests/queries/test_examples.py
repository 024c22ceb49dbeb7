"""Examples of SQL run as they stand, in the process that readers' SQL runs in, and say what they claim to."""

from __future__ import annotations

import pytest

from mesems_dash.queries.examples import list_examples
from mesems_dash.queries.own_sql import frame_outcome
from mesems_dash.store.sandbox import Sandbox
from tests.examples import every


@pytest.fixture(scope="module")
def answer(six):
    """Runs an example over six people worked by hand, see conftest.py."""

    def run(question):
        outcome = Sandbox().start(six.info, list_examples()[question]).wait(20)
        assert outcome.kind == "rows", outcome.message
        return frame_outcome(outcome)

    return run


@pytest.mark.parametrize("question", list_examples())
def test_every_example_runs_and_names_its_columns(answer, question):
    assert question.endswith("?")
    assert len(answer(question).columns) >= 2


@pytest.mark.parametrize("question", every(6, list(list_examples())))
def test_every_example_runs_where_nobody_was_screened(nobody, question):
    outcome = Sandbox().start(nobody.info, list_examples()[question]).wait(20)
    assert outcome.kind == "rows", outcome.message


def test_criteria_are_counted_by_subtype(answer):
    """P1 fails I1, E1 and E5 at first, P2 I1 and E2 (SPMS), P4 I1 and E3 (PPMS), P6 I2 and E9 (no subtype)."""
    rows = answer("Which criteria keep screenings out, by MS subtype?")
    assert sorted(rows.itertuples(index=False, name=None)) == [
        ("E1", "RRMS", 1, 1),
        ("E2", "SPMS", 1, 1),
        ("E3", "PPMS", 1, 1),
        ("E5", "RRMS", 1, 1),
        ("E9", "NOT_RECORDED", 1, 1),
        ("I1", "PPMS", 1, 1),
        ("I1", "RRMS", 1, 1),
        ("I1", "SPMS", 1, 1),
        ("I2", "NOT_RECORDED", 1, 1),
    ]


def test_who_is_undecided_comes_with_the_criteria(answer):
    """Only P3, who waits for a serology: P6 fails already."""
    rows = answer("Who is undecided, and for which criteria?")
    assert [(row.subject_id, row.undecided) for row in rows.itertuples()] == [("P3", "E4")]


def test_sites_stand_against_data(answer):
    """Seven screenings: P1 twice, first called ineligible and so the data say; P5 and P1 called eligible, not P3."""
    rows = answer("What did sites decide, and what do the data say?")
    assert [tuple(row) for row in rows.itertuples(index=False, name=None)] == [
        ("ELIGIBLE", 2, 0, 0, 2),
        ("INELIGIBLE", 0, 0, 3, 3),
        ("PENDING", 0, 1, 1, 2),
    ]
