"""Where second infusions stand: edges of the window and of the cut; what is missing is never done or overdue."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from mesems_dash.errors import StoreError
from mesems_dash.queries.crossover import count_crossover, count_crossover_by_sequence
from mesems_dash.queries.second_infusions import (
    count_infusion_days,
    count_second_infusions,
    list_awaited_infusions,
)
from mesems_dash.queries.second_infusions_by_sequence import (
    count_infusion_days_by_sequence,
    count_second_infusions_by_sequence,
    list_awaited_infusions_by_sequence,
)
from mesems_dash.queries.selection import Selection
from mesems_dash.vocabulary import SECOND_INFUSIONS, TIMING_LABELS
from tests.queries.frames import rows_of
from tests.queries.trial import Person, Screening, Site, Trial, open_trial

CUT_ON = date(2018, 6, 30)
STANDINGS = [outcome.lower() for outcome in SECOND_INFUSIONS]
TIMINGS = [timing.lower() for timing in TIMING_LABELS]
STEPS = ["randomised", "infused_1", "infused_2", "completed"]
DEMO = Path(__file__).parents[2] / "data" / "demo"


def before(days: int) -> str:
    """A day so many days before the cut."""
    return f"{CUT_ON - timedelta(days=days)}"


def someone(*infusions, exits=(), subject_id="P1", site_id="GEN"):
    screenings = (Screening("2012-01-01", decision="ELIGIBLE"),)
    return Person(
        subject_id, site_id, screenings,
        randomisations=((1, "2012-02-01"),), infusions=infusions, dispositions=exits,
    )  # fmt: skip


WHERE = [
    # infused at week 0, the cut is so many days later
    (someone((1, True, before(111))), "later"),  # the target day is 57 days ahead
    (someone((1, True, before(112))), "coming"),  # 56 days ahead
    (someone((1, True, before(153))), "coming"),  # the window opens tomorrow
    (someone((1, True, before(154))), "due"),  # its first day
    (someone((1, True, before(168))), "due"),  # the target day
    (someone((1, True, before(182))), "due"),  # its last day
    (someone((1, True, before(183))), "overdue"),  # it closed yesterday
    (someone((1, None, before(183))), "overdue"),  # a date and not said to be left out: given
    (someone((1, True, before(0))), "later"),  # infused on the day of the cut
    # the second infusion is recorded
    (someone((1, True, before(400)), (2, True, before(230))), "given"),
    (someone((1, True, before(400)), (2, None, before(230))), "given"),
    (someone((1, True, before(400)), (2, True, None)), "given"),
    (someone((2, True, before(230))), "given"),  # the first is not
    (someone((1, True, before(400)), (2, False, None)), "not_given"),
    (someone((1, True, before(400)), (2, False, before(230))), "not_given"),
    (someone((1, True, before(400)), (2, None, None)), "overdue"),  # a row that says nothing
    # somebody has left
    (someone((1, True, before(400)), exits=(("WITHDRAWN", before(300)),)), "left_before"),
    (someone((1, True, before(160)), exits=(("LOST", "2018"),)), "left_before"),
    (someone((1, True, before(400)), exits=(("DIED", None),)), "left_before"),
    (someone(exits=(("WITHDRAWN", before(300)),)), "left_before"),  # before any infusion
    (someone((1, True, before(400)), (2, False, None), exits=(("WITHDRAWN", before(300)),)), "left_before"),
    (someone((1, True, before(400)), (2, True, before(230)), exits=(("DIED", before(9)),)), "given"),
    (someone((1, True, before(400)), exits=(("COMPLETED", before(64)),)), "completed_without"),
    (someone((1, True, before(400)), (2, False, None), exits=(("COMPLETED", before(64)),)), "completed_without"),
    # missing is never done and never overdue
    (someone((1, True, "2015")), "not_dated"),
    (someone((1, True, "2018-01")), "not_dated"),
    (someone((1, True, None)), "not_dated"),
    (someone(), "not_infused_1"),
    (someone((1, None, None)), "not_infused_1"),
    (someone((1, False, None)), "not_infused_1"),
]
WINDOWS = [
    # window, days since the first infusion, where the second stands
    (0, 167, "coming"),
    (0, 168, "due"),
    (0, 169, "overdue"),
    (84, 83, "later"),  # a window that opens earlier than 8 weeks before: nobody is coming
    (84, 84, "due"),
    (84, 252, "due"),
    (84, 253, "overdue"),
]
WHEN = [
    # days before the cut of the first and the second infusion
    (400, 400 - 153, "early"),
    (400, 400 - 154, "in_window"),
    (400, 400 - 168, "in_window"),
    (400, 400 - 182, "in_window"),
    (400, 400 - 183, "late"),
    (400, 399, "early"),
    (400, 400, "day_not_known"),  # both on one day
    (400, 401, "day_not_known"),  # the second before the first
]
PARTIAL = [
    someone((1, True, "2017-05"), (2, True, before(230))),
    someone((1, True, before(400)), (2, True, "2017")),
    someone((1, True, before(400)), (2, True, None)),
    someone((2, True, before(230))),
]


def infused(*days):
    """Somebody infused so many days before the cut."""
    return someone(*((place, True, before(day)) for place, day in enumerate(days, 1)))


CASES = [
    *(person for person, _ in WHERE),
    *(infused(days) for _, days, _ in WINDOWS),
    *(infused(first, second) for first, second, _ in WHEN),
    *PARTIAL,
]


@pytest.fixture(scope="module")
def cases(tmp_path_factory):
    """All cases in one cut, each at a site of its own."""
    people = [replace(person, subject_id=f"P{place}", site_id=f"S{place}") for place, person in enumerate(CASES)]
    sites = tuple(Site(person.site_id) for person in people)
    trial = Trial(sites=sites, people=tuple(people), as_of=CUT_ON, rule_sets=("registry",))
    cut = open_trial(tmp_path_factory.mktemp("cases"), trial)
    yield cut
    cut.close()


def alone(person):
    """The selection that leaves one case."""
    return Selection(sites=(f"S{CASES.index(person)}",))


def count_alone(cut, person, window_days=14):
    """The counts of one case, who must be there alone."""
    row = count_second_infusions(cut, alone(person), window_days=window_days).iloc[-1]
    assert row["randomised"] == 1
    return row


def outcome_of(row):
    return [outcome for outcome in STANDINGS if row[outcome]]


@pytest.mark.parametrize(("person", "outcome"), WHERE)
def test_where_a_second_infusion_stands(cases, person, outcome):
    assert outcome_of(count_alone(cases, person)) == [outcome]


@pytest.mark.parametrize(("window_days", "days", "outcome"), WINDOWS)
def test_the_window_is_as_wide_as_it_is_set(cases, window_days, days, outcome):
    assert outcome_of(count_alone(cases, infused(days), window_days)) == [outcome]


@pytest.mark.parametrize(("first", "second", "timing"), WHEN)
def test_when_a_second_infusion_was_given(cases, first, second, timing):
    row = count_alone(cases, infused(first, second))
    assert [name for name in TIMINGS if row[name]] == [timing]
    days = [] if timing == "day_not_known" else [(first - second, timing.upper(), 1)]
    assert rows_of(count_infusion_days(cases, alone(infused(first, second)), window_days=14)) == days


@pytest.mark.parametrize("person", PARTIAL)
def test_a_partial_date_is_no_day(cases, person):
    row = count_alone(cases, person)
    assert (row["given"], row["day_not_known"]) == (1, 1)
    assert row[["in_window", "early", "late"]].sum() == 0
    assert row.isna()["median_day"]


def test_not_randomised_is_not_counted(open_people):
    person = Person("P1", "GEN", (Screening("2018-01-01"),))
    counts = count_second_infusions(open_people(person, as_of=CUT_ON), Selection(), window_days=14)
    assert rows_of(counts, ["site_id", *STEPS, *STANDINGS]) == [(None, *[0] * 14)]


PEOPLE = (
    someone((1, True, before(400)), (2, True, before(400 - 160)), exits=(("COMPLETED", before(3)),), subject_id="P1"),
    someone((1, True, before(400)), (2, True, before(400 - 170)), subject_id="P2"),
    someone((1, True, before(190)), subject_id="P3"),
    someone((1, True, before(183)), subject_id="P4", site_id="CPH"),
    someone((1, True, before(170)), subject_id="P5", site_id="CPH"),
    someone((1, True, before(130)), subject_id="P6"),
    someone((1, True, before(20)), subject_id="P7"),
    someone((1, True, before(300)), exits=(("WITHDRAWN", before(250)),), subject_id="P8", site_id="CPH"),
)


@pytest.fixture(scope="module")
def eight(tmp_path_factory):
    cut = open_trial(
        tmp_path_factory.mktemp("eight"),
        Trial(
            sites=(Site("GEN"), Site("CPH", "DNK")),
            people=PEOPLE,
            as_of=CUT_ON,
            allocations={
                name: "MSC_FIRST" if name in {"P1", "P3", "P5"} else "PLACEBO_FIRST"
                for name in ("P1", "P2", "P3", "P4", "P5", "P6", "P8")
            },
        ),
    )
    yield cut
    cut.close()


def test_sites_with_where_second_infusions_stand(eight):
    columns = ["site_id", *STEPS, "given", "left_before", "overdue", "due", "coming", "later", "median_day"]
    assert rows_of(count_second_infusions(eight, Selection(), window_days=14), columns) == [
        # site, randomised, infused 1 and 2, completed, given, left, overdue, due, coming, later, median day
        ("CPH", 3, 3, 0, 0, 0, 1, 1, 1, 0, 0, None),
        ("GEN", 5, 5, 2, 1, 2, 0, 1, 0, 1, 1, 165.0),
        (None, 8, 8, 2, 1, 2, 1, 2, 1, 1, 1, 165.0),
    ]


def test_the_awaited_are_listed_the_longest_overdue_first(eight):
    columns = ["subject_id", "site_id", "outcome", "days_after_target", "days_over"]
    assert rows_of(list_awaited_infusions(eight, Selection(), window_days=14), columns) == [
        ("P3", "GEN", "OVERDUE", 22, 8),
        ("P4", "CPH", "OVERDUE", 15, 1),
        ("P5", "CPH", "DUE", 2, 0),
        ("P6", "GEN", "COMING", -38, 0),
    ]


def test_a_listed_person_has_target_day_and_window(open_people):
    cut = open_people(someone((1, True, "2018-01-01")), as_of=CUT_ON)
    columns = ["infused_1_on", "target_on", "window_opens_on", "window_closes_on", "days_over"]
    # 1 January is day 0: day 168 is 18 June, day 158 and day 178 are 8 and 28 June
    assert rows_of(list_awaited_infusions(cut, Selection(), window_days=10), columns) == [
        (date(2018, 1, 1), date(2018, 6, 18), date(2018, 6, 8), date(2018, 6, 28), 2)
    ]


def test_filters_choose_the_people(eight):
    counts = count_second_infusions(eight, Selection(countries=("DNK",)), window_days=14)
    assert rows_of(counts, ["site_id", "randomised", "overdue"]) == [("CPH", 3, 1), (None, 3, 1)]
    assert list(list_awaited_infusions(eight, Selection(sites=("CPH",)), window_days=14)["subject_id"]) == ["P4", "P5"]


# ---------------------------------------------------------------- by sequence
def test_sequences_add_up_to_everybody(eight):
    columns = ["sequence", *STEPS, "left_before", "overdue", "due", "coming", "later"]
    assert rows_of(count_second_infusions_by_sequence(eight, Selection(), window_days=14), columns) == [
        # sequence, randomised, infused 1 and 2, completed, left, overdue, due, coming, later
        ("MSC_FIRST", 3, 3, 1, 1, 0, 1, 1, 0, 0),
        ("PLACEBO_FIRST", 4, 4, 1, 0, 1, 1, 0, 1, 0),
        ("NOT_RECORDED", 1, 1, 0, 0, 0, 0, 0, 0, 1),
        (None, 8, 8, 2, 1, 1, 2, 1, 1, 1),
    ]


def test_days_and_people_carry_their_sequence(eight):
    assert rows_of(count_infusion_days_by_sequence(eight, Selection(), window_days=14)) == [
        ("MSC_FIRST", 160, "IN_WINDOW", 1),
        ("PLACEBO_FIRST", 170, "IN_WINDOW", 1),
    ]
    rows = rows_of(list_awaited_infusions_by_sequence(eight, Selection(), window_days=14), ["sequence", "subject_id"])
    assert rows == [("MSC_FIRST", "P3"), ("PLACEBO_FIRST", "P4"), ("MSC_FIRST", "P5"), ("PLACEBO_FIRST", "P6")]


@pytest.mark.parametrize(
    "question",
    [count_second_infusions_by_sequence, count_infusion_days_by_sequence, list_awaited_infusions_by_sequence],
)
def test_without_the_closed_store_there_is_nothing_to_show(six_blinded, question):
    with pytest.raises(StoreError, match="started without one"):
        question(six_blinded, Selection(), window_days=14)


@pytest.mark.parametrize("selection", [Selection(), Selection(countries=("ITA",)), Selection(sexes=("F",))])
def test_on_the_demo_everything_adds_up(demo, selection):
    cut, _ = demo
    counts = [*STEPS, *STANDINGS, *TIMINGS]
    by_site = count_second_infusions(cut, selection, window_days=14)
    by_sequence = count_second_infusions_by_sequence(cut, selection, window_days=14)
    everybody = by_site.iloc[-1]
    assert (everybody[counts] == by_sequence.iloc[-1][counts]).all()
    for frame in (by_site, by_sequence):
        assert (frame.iloc[:-1][counts].sum() == frame.iloc[-1][counts]).all()
        assert (frame[STANDINGS].sum(axis=1) == frame["randomised"]).all()
        assert (frame[TIMINGS].sum(axis=1) == frame["given"]).all()
        assert (frame["given"] + frame["completed_without"] == frame["infused_2"]).all()
    pooled = count_crossover(cut, selection)["pooled_count"].tolist()
    assert [everybody[name] for name in STEPS] == pooled
    halves = count_crossover_by_sequence(cut, selection).groupby("period")[["assigned", "infused", "completed"]].sum()
    assert halves.loc[1].tolist() == pooled[:3]
    assert halves.loc[2].tolist() == [pooled[0], *pooled[2:]]


# ---------------------------------------------------------------- the demo, counted again in plain Python
def read(name):
    with (DEMO / "open" / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def stand(infusions, exits):
    """Where the second infusion stands on the day of the cut; everything in the demo is dated in full."""
    first, second = (infusions.get(number) for number in "12")
    if second is not None and second["given"] != "N":
        day = (date.fromisoformat(second["infused_on"]) - date.fromisoformat(first["infused_on"])).days
        return ("given", "in_window" if abs(day - 168) <= 14 else "early" if day < 168 else "late")
    if exits:
        return ("left_before",)
    passed = (CUT_ON - date.fromisoformat(first["infused_on"])).days
    return ("overdue" if passed > 182 else "due" if passed >= 154 else "coming" if passed >= 112 else "later",)


def test_the_demo_is_counted_as_in_plain_python(demo):
    sites = {row["subject_id"]: row["site_id"] for row in read("subjects")}
    infusions, exits = {}, {}
    for row in read("infusions"):
        infusions.setdefault(row["subject_id"], {})[row["infusion_no"]] = row
    for row in read("dispositions"):
        exits.setdefault(row["subject_id"], []).append(row["status"])
    expected: Counter[tuple[str, str]] = Counter()
    for row in read("randomisations"):
        subject_id = row["subject_id"]
        for name in ("randomised", *stand(infusions[subject_id], exits.get(subject_id))):
            expected[sites[subject_id], name] += 1
    counts = count_second_infusions(demo[0], Selection(), window_days=14).dropna(subset="site_id").set_index("site_id")
    found = {
        (site, name): int(counts.loc[site, name])
        for site in counts.index
        for name in ("randomised", *STANDINGS, *TIMINGS)
    }
    assert {cell: number for cell, number in found.items() if number} == dict(expected)
