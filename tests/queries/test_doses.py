"""Doses of cells: the limits are inside, what is missing never is, and what contradicts itself is said."""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest

from mesems_dash.errors import StoreError
from mesems_dash.queries import Selection, count_crossover, list_doses
from tests.queries.frames import rows_of
from tests.queries.trial import Dose, Person, Screening, Site, Trial, open_trial

DEMO = Path(__file__).parents[2] / "data" / "demo"
BOTH = ((1, True, "2014-01-15"), (2, True, "2014-07-02"))
FIRST = BOTH[:1]


@dataclass(frozen=True)
class Case:
    """Somebody randomised, with doses and infusions."""

    doses: tuple[Dose, ...] = ()
    infusions: tuple[tuple[int, bool | None, str | None], ...] = BOTH
    sequence: str | None = "MSC_FIRST"
    is_randomised: bool = True


@pytest.fixture(scope="module")
def doses_of(tmp_path_factory):
    """List the doses of one case: they all are in one cut, each at a site of its own."""
    names = [f"P{place}" for place in range(len(ALONE))]
    people = [
        Person(
            name,
            f"S-{name}",
            (Screening("2014-01-01"),),
            randomisations=((1, "2014-01-10"),) if case.is_randomised else (),
            infusions=case.infusions,
        )
        for name, case in zip(names, ALONE, strict=True)
    ]
    trial = Trial(
        sites=tuple(Site(person.site_id) for person in people),
        people=tuple(people),
        allocations={name: case.sequence for name, case in zip(names, ALONE, strict=True) if case.sequence},
        doses=tuple(
            replace(dose, subject_id=name) for name, case in zip(names, ALONE, strict=True) for dose in case.doses
        ),
        rule_sets=("registry",),
    )
    cut = open_trial(tmp_path_factory.mktemp("doses"), trial)

    def list_them(case):
        frame = list_doses(cut, Selection(sites=(f"S-P{ALONE.index(case)}",)))
        assert frame["subject_id"].nunique() == 1
        return frame

    yield list_them
    cut.close()


def cells(million, weight=70.0, product="MSC"):
    return Dose("P1", 1, product, None if million is None else million * 1e6, weight)


PLACEBO = Dose("P1", 2, "PLACEBO", None, 70.0)
CASES = [
    # at the limits, which are inside
    (cells(70), "INSIDE", 1e6),
    (cells(140), "INSIDE", 2e6),
    # limits at weights that no double holds: 64.1, 77.6, 58.3 and 99.9 kg
    (cells(64.1, 64.1), "INSIDE", 1e6),
    (cells(77.6, 77.6), "INSIDE", 1e6),
    (cells(116.6, 58.3), "INSIDE", 2e6),
    (cells(199.8, 99.9), "INSIDE", 2e6),
    # one cell beyond
    (Dose("P1", 1, "MSC", 69_999_999, 70), "BELOW", 999_999.9857),
    (Dose("P1", 1, "MSC", 140_000_001, 70), "ABOVE", 2_000_000.0143),
    # none at all is a dose; nothing recorded is none
    (cells(0), "BELOW", 0),
    (cells(None), "NOT_COMPUTED", None),
    (cells(70, None), "NOT_COMPUTED", None),
    (cells(None, None), "NOT_COMPUTED", None),
    (cells(70, 0), "NOT_COMPUTED", None),
    # a product that is not recorded may be cells: never inside
    (cells(70, product=None), "NOT_COMPUTED", 1e6),
    (cells(None, product="PLACEBO"), "PLACEBO", None),
]


@pytest.mark.parametrize(("dose", "result", "per_kg"), CASES)
def test_a_dose_is_inside_up_to_its_limits_and_never_by_default(doses_of, dose, result, per_kg):
    frame = doses_of(Case((dose, PLACEBO)))
    assert rows_of(frame, ["infusion_no", "result", "cells_per_kg"])[0] == (1, result, pytest.approx(per_kg))


def test_an_infusion_without_any_dose_row_is_not_computed(doses_of):
    assert rows_of(doses_of(NO_DOSE), ["infusion_no", "state", "product", "result"]) == [
        (1, "GIVEN", None, "NOT_COMPUTED"),
        (2, "GIVEN", None, "NOT_COMPUTED"),
    ]


def test_an_infusion_before_a_recorded_one_was_given_as_everywhere_else(doses_of):
    frame = doses_of(ONLY_SECOND)
    assert rows_of(frame, ["infusion_no", "state", "infused_from", "result"]) == [
        (2, "GIVEN", date(2014, 7, 2), "PLACEBO"),
        (1, "GIVEN", None, "INSIDE"),
    ]


def test_a_partial_date_is_its_span(doses_of):
    frame = doses_of(IN_FEBRUARY)
    assert rows_of(frame, ["infused_from", "infused_to", "state"]) == [(date(2014, 2, 1), date(2014, 2, 28), "GIVEN")]


REFUSED = (*FIRST, (2, False, None))
CONTRADICTIONS = [
    # doses, infusions, sequence -> what is said of infusions 1 and 2
    ((cells(70), PLACEBO), BOTH, "MSC_FIRST", ("", "")),
    ((cells(70), PLACEBO), BOTH, "PLACEBO_FIRST", ("AGAINST_SEQUENCE", "AGAINST_SEQUENCE")),
    # both infusions cells: the second contradicts the sequence, and both are the same
    ((cells(70), Dose("P1", 2, "MSC", 7e7, 70)), BOTH, "MSC_FIRST", ("SAME_TWICE", "AGAINST_SEQUENCE SAME_TWICE")),
    # without an allocation it is the only sign
    ((cells(70), Dose("P1", 2, "MSC", 7e7, 70)), BOTH, None, ("SAME_TWICE", "SAME_TWICE")),
    ((cells(70), Dose("P1", 2, None, 7e7, 70)), BOTH, None, ("", "")),
    # cells in the placebo; none counted is none
    ((cells(70), Dose("P1", 2, "PLACEBO", 5e6, 70)), BOTH, "MSC_FIRST", ("", "PLACEBO_WITH_CELLS")),
    ((cells(70), Dose("P1", 2, "PLACEBO", 0, 70)), BOTH, "MSC_FIRST", ("", "")),
    # a product for an infusion that was not given, or is not recorded
    ((cells(70), PLACEBO), REFUSED, "MSC_FIRST", ("", "PRODUCT_NOT_GIVEN")),
    ((cells(70), Dose("P1", 2, None, 7e7, 70)), REFUSED, "MSC_FIRST", ("", "PRODUCT_NOT_GIVEN")),
    ((cells(70), Dose("P1", 2, None, None, 70, "Relapse")), REFUSED, "MSC_FIRST", ("", "")),
    ((cells(70), PLACEBO), FIRST, "MSC_FIRST", ("", "PRODUCT_UNRECORDED")),
    ((replace(cells(70), reason_not_given="Fever"), PLACEBO), BOTH, "MSC_FIRST", ("REASON_BUT_GIVEN", "")),
]


@pytest.mark.parametrize(("doses", "infusions", "sequence", "said"), CONTRADICTIONS)
def test_what_contradicts_the_rest_is_said(doses_of, doses, infusions, sequence, said):
    frame = doses_of(Case(doses, infusions, sequence)).sort_values("infusion_no")
    assert tuple(frame["disagreements"]) == said


REASONS = [
    # the site says no; no infusion is recorded, but a reason is; a blank reason is none
    (REFUSED, "Relapse", ("NOT_GIVEN", "NOT_GIVEN", "Relapse")),
    (REFUSED, None, ("NOT_GIVEN", "NOT_GIVEN", None)),
    (FIRST, "Cells not released", ("NOT_GIVEN", "NOT_GIVEN", "Cells not released")),
    (FIRST, "  ", ("NOT_RECORDED", "NOT_RECORDED", None)),
]


NO_DOSE = Case()
ONLY_SECOND = Case((cells(70), PLACEBO), ((2, True, "2014-07-02"),))
IN_FEBRUARY = Case((cells(70),), ((1, None, "2014-02"),))
NEVER_RANDOMISED = Case((cells(70),), (), None, is_randomised=False)
ALONE = [
    *(Case((dose, PLACEBO)) for dose, _, _ in CASES),
    *(Case(doses, infusions, sequence) for doses, infusions, sequence, _ in CONTRADICTIONS),
    *(Case((cells(70), Dose("P1", 2, reason_not_given=reason)), infusions) for infusions, reason, _ in REASONS),
    *(NO_DOSE, ONLY_SECOND, IN_FEBRUARY, NEVER_RANDOMISED),
]


@pytest.mark.parametrize(("infusions", "reason", "expected"), REASONS)
def test_an_infusion_not_given_keeps_its_reason(doses_of, infusions, reason, expected):
    frame = doses_of(Case((cells(70), Dose("P1", 2, reason_not_given=reason)), infusions))
    second = frame[frame["infusion_no"] == 2]
    assert rows_of(second, ["state", "result", "reason_not_given"]) == [expected]


def test_a_dose_of_somebody_never_randomised_is_a_contradiction(doses_of):
    frame = doses_of(NEVER_RANDOMISED)
    assert rows_of(frame, ["state", "result", "disagreements"]) == [
        ("NOT_RECORDED", "NOT_RECORDED", "PRODUCT_UNRECORDED")
    ]


def test_nobody_is_no_row_and_without_the_closed_store_there_is_nothing_to_show(nobody, six_blinded):
    assert list_doses(nobody, Selection()).empty
    with pytest.raises(StoreError, match="started without one"):
        list_doses(six_blinded, Selection())


# ---------------------------------------------------------------- the demo, from its files
def read_csv(name):
    with (DEMO / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_the_doses_of_the_demo_are_those_of_its_files(demo):
    cut, _ = demo
    given = {
        (row["subject_id"], row["infusion_no"]): row["infused_on"]
        for row in read_csv("open/infusions")
        if row["given"] == "Y" or (row["given"] == "" and row["infused_on"])
    }
    cell_doses = {
        (row["subject_id"], int(row["infusion_no"])): float(row["cells_viable"]) / float(row["weight_kg"])
        for row in read_csv("closed/doses")
        if row["product"] == "MSC" and (row["subject_id"], row["infusion_no"]) in given
    }
    frame = list_doses(cut, Selection())
    active = frame[frame["result"].isin(["INSIDE", "BELOW", "ABOVE", "NOT_COMPUTED"])]
    found = {(s, n): d for s, n, d in rows_of(active, ["subject_id", "infusion_no", "cells_per_kg"])}
    assert found == pytest.approx(cell_doses)
    inside = {key for key, dose in cell_doses.items() if 1e6 <= dose <= 2e6}
    kept = frame[frame["result"] == "INSIDE"]
    assert set(zip(kept["subject_id"], kept["infusion_no"], strict=True)) == inside
    assert not frame["disagreements"].any()


def test_as_many_infusions_as_the_crossover_counts(demo):
    cut, _ = demo
    for selection in (Selection(), Selection(sites=("GEN",)), Selection(subtypes=("SPMS",), sexes=("F",))):
        given = list_doses(cut, selection).query("state == 'GIVEN'").groupby("infusion_no").size()
        pooled = count_crossover(cut, selection).set_index("stage")["pooled_count"]
        assert [given.get(1, 0), given.get(2, 0)] == [pooled["INFUSED_1"], pooled["INFUSED_2"]]
