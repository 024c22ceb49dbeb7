"""The baseline by sequence: the demo counted anew in plain Python from its files, and single people by hand."""

from __future__ import annotations

import calendar
import csv
import math
from collections import Counter, defaultdict
from datetime import date
from statistics import mean, quantiles, stdev

import pytest

from mesems_dash.errors import StoreError
from mesems_dash.queries import Selection, summarise_baseline
from mesems_dash.store.connection import open_cut
from mesems_dash.store.importer import import_bundle
from tests.prebuilt import DEMO


# ---------------------------------------------------------------- the demo, from its files
def read(face, name):
    with (DEMO / face / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def by_person(name):
    rows = defaultdict(list)
    for row in read("open", name):
        rows[row["subject_id"]].append(row)
    return rows


def span(text):
    """First and last day of a full or partial date; a blank is any day."""
    if not text:
        return date.min, date.max
    year, month, day = (*map(int, text.split("-")), 0, 0)[:3]
    last = month or 12
    return date(year, month or 1, day or 1), date(year, last, day or calendar.monthrange(year, last)[1])


def completed_months(since, until):
    return (until.year - since.year) * 12 + until.month - since.month - (until.day < since.day)


def only(values):
    """The one value there is, None where there are several or none."""
    found = set(values)
    return found.pop() if len(found) == 1 else None


def years(text, at):
    return only(completed_months(day, at) // 12 for day in span(text)) if text else None


def month_before(day, months):
    index = day.year * 12 + day.month - 1 - months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def count_relapses(rows, at, months):
    start = month_before(at, months)
    spans = [span(row["onset_on"]) for row in rows]
    surely = sum(start <= low and high <= at for low, high in spans)
    return only((surely, sum(high >= start and low <= at for low, high in spans)))


def latest(rows, at, on, value):
    """What the latest row up to a day says; None where rows that may be the latest say different things or nothing."""
    spans = [(*span(row[on]), value(row)) for row in rows]
    lows = [low for low, high, _ in spans if high <= at]
    return only(said for low, high, said in spans if low <= at and high >= max(lows)) if lows else None


def lesions(row):
    count = int(row["gel_count"]) if row["gel_count"] else None
    return None if row["gadolinium"] == "N" or (row["gadolinium"] != "Y" and not count) else count


@pytest.fixture(scope="module")
def from_files():
    """By sequence and measure, a value for everybody, None where the record leaves none or several."""
    people, screenings = (by_person(name) for name in ("subjects", "screenings"))
    relapses, scans, edss = (by_person(name) for name in ("relapses", "mri", "edss"))
    country = {row["site_id"]: row["country"] for row in read("open", "sites")}
    sequences = {row["subject_id"]: row["sequence"] for row in read("closed", "allocations")}
    found = defaultdict(list)
    for row in read("open", "randomisations"):
        name, at = row["subject_id"], date.fromisoformat(row["randomised_on"])
        (person,) = people[name]
        (screening,) = (one for one in screenings[name] if one["screening_no"] == row["screening_no"])
        is_listed = screening["relapse_history_complete"] == "Y"
        values = {
            "AGE": years(person["birth_date"], at),
            "SEX": person["sex"] or None,
            "SUBTYPE": screening["subtype"] or person["subtype"] or None,
            "COUNTRY": country[person["site_id"]],
            "DURATION": years(person["onset_date"], at),
            "EDSS": latest(edss[name], at, "assessed_on", lambda one: float(one["score"]) if one["score"] else None),
            "RELAPSES_12": count_relapses(relapses[name], at, 12) if is_listed else None,
            "RELAPSES_24": count_relapses(relapses[name], at, 24) if is_listed else None,
            "LESIONS": latest(scans[name], at, "scanned_on", lesions),
        }
        for measure, value in values.items():
            found[sequences[name], measure].append(value)
    return found


@pytest.mark.parametrize("measure", ["AGE", "DURATION", "EDSS", "RELAPSES_12", "RELAPSES_24", "LESIONS"])
@pytest.mark.parametrize("sequence", ["MSC_FIRST", "PLACEBO_FIRST"])
def test_numbers_of_the_demo_are_those_of_its_files(demo, from_files, sequence, measure):
    frame = summarise_baseline(demo[0], Selection())
    (row,) = frame[(frame["measure"] == measure) & (frame["sequence"] == sequence)].to_dict("records")
    everybody = from_files[sequence, measure]
    known = [value for value in everybody if value is not None]
    assert (row["people"], row["known"]) == (len(everybody), len(known))
    assert (row["mean"], row["sd"]) == (pytest.approx(mean(known)), pytest.approx(stdev(known)))
    quartiles = quantiles(known, n=4, method="inclusive")
    assert [row["quartile_1"], row["median"], row["quartile_3"]] == pytest.approx(quartiles)


@pytest.mark.parametrize("measure", ["SEX", "SUBTYPE", "COUNTRY"])
@pytest.mark.parametrize("sequence", ["MSC_FIRST", "PLACEBO_FIRST"])
def test_levels_of_the_demo_are_those_of_its_files(demo, from_files, sequence, measure):
    frame = summarise_baseline(demo[0], Selection())
    rows = frame[(frame["measure"] == measure) & (frame["sequence"] == sequence)].dropna(subset=["counted"])
    counted = {row["level"]: row["counted"] for row in rows.to_dict("records")}
    assert counted == Counter(value for value in from_files[sequence, measure] if value is not None)


# ---------------------------------------------------------------- single people
COLUMNS = {
    "subjects": "subject_id,site_id,sex,birth_date,onset_date,subtype",
    "screenings": "subject_id,screening_no,screened_on,relapse_history_complete,therapy_history_complete",
    "relapses": "subject_id,onset_on",
    "edss": "subject_id,assessed_on,score",
    "mri": "subject_id,scanned_on,gadolinium,gel_count",
    "therapies": "subject_id,drug,started_on,ended_on",
    "randomisations": "subject_id,screening_no,randomised_on",
}
ANNA = {
    "subjects": ["A,S,F,1980-06-15,2008-06,RRMS"],
    "screenings": ["A,1,2014-05-01,Y,Y"],
    "randomisations": ["A,1,2014-06-15"],
}
"""Randomised on 15 June 2014, her 34th birthday."""


def person(birth="1980-06-15", onset="2008-06"):
    return [f"A,S,F,{birth},{onset},RRMS"]


AGES = [
    ("1980-06-15", 34),  # on the birthday
    ("1980-06-16", 33),  # the day before it
    ("1980-05", 34),  # the whole month leaves one age
    ("1980-06", None),  # 33 or 34
    ("1980", None),
    ("", None),
]
DURATIONS = [("2008-06-16", 5), ("2008-05", 6), ("2008-06", None), ("", None)]
RELAPSES = [
    ([], 0, 0),
    (["2013-06-15"], 1, 1),  # twelve months to the day
    (["2013-06-14"], 0, 1),
    (["2012-06-15", "2014-06-15"], 1, 2),  # the day of randomisation counts
    (["2014-06-16"], 0, 0),  # later
    (["2013-06"], None, 1),  # before or after the limit, in both years anyway
    (["2014-06"], None, None),  # before or after randomisation
    (["2013"], None, 1),
]
LESIONS = [
    ([], None),
    (["A,2014-05-01,Y,3"], 3),
    (["A,2014-05-01,Y,3", "A,2014-06-01,Y,0"], 0),  # the latest one says
    (["A,2014-05-01,Y,3", "A,2014-06-16,Y,0"], 3),  # after randomisation
    (["A,2014-05-01,Y,3", "A,2014-06-01,N,"], None),  # the latest one had no contrast
    (["A,2014-05-01,Y,3", "A,2014-05,Y,0"], None),  # which was later?
    (["A,2014-05-01,Y,3", "A,2014-05,Y,3"], 3),  # whichever was later
    (["A,2014-05-01,,2"], 2),  # lesions were seen, so there was contrast
    (["A,2014-05-01,,0"], None),
]
INTERFERON = ["A,interferon beta-1a,2012-01-01,2013-01-01"]
UNLISTED = {"screenings": ["A,1,2014-05-01,,Y"], "relapses": ["A,2014-01-01"]}
UNTREATED = {"screenings": ["A,1,2014-05-01,Y,"]}
UNDATED = {"randomisations": ["A,1,2014-06"], "edss": ["A,2014-01-01,4.0"]}
CASES = [
    {},
    *({"subjects": person(birth=birth)} for birth, _ in AGES),
    *({"subjects": person(onset=onset)} for onset, _ in DURATIONS),
    *({"relapses": [f"A,{onset}" for onset in onsets]} for onsets, *_ in RELAPSES),
    *({"mri": scans} for scans, _ in LESIONS),
    {"therapies": INTERFERON},
    {"therapies": []},
    UNLISTED,
    UNTREATED,
    UNDATED,
]
"""What of Anna is changed, each time in a person alone at a site of their own: A0 at S0, and so on."""


@pytest.fixture(scope="module")
def everybody(tmp_path_factory):
    """A cut of all cases, every one of cells first."""
    folder = tmp_path_factory.mktemp("cases")
    files = {name: [columns] for name, columns in COLUMNS.items()}
    for number, changes in enumerate(CASES):
        for name, rows in {**ANNA, **changes}.items():
            numbered = (row.replace("A,", f"A{number},", 1).replace(",S,", f",S{number},") for row in rows)
            files[name].extend(numbered)
    for face in ("open", "closed"):
        (folder / face).mkdir()
    numbers = range(len(CASES))
    files["sites"] = ["site_id,country", *(f"S{number},ITA" for number in numbers)]
    for name, rows in files.items():
        (folder / "open" / f"{name}.csv").write_text("\n".join([*rows, ""]))
    allocations = ["subject_id,sequence", *(f"A{number},MSC_FIRST" for number in numbers), ""]
    (folder / "closed" / "allocations.csv").write_text("\n".join(allocations))
    stores = {"closed_bundle": folder / "closed", "closed_store": folder / "closed-store"}
    info = import_bundle(folder / "open", folder / "store", as_of=date(2014, 12, 31), **stores)
    assert info.rejects == 0
    cut = open_cut(info.path, folder / "closed-store" / info.path.name)
    yield cut
    cut.close()


@pytest.fixture
def baseline_of(everybody):
    """The baseline of one person of cells first, with some files changed; {measure: row}."""

    def look_up(**changes):
        frame = summarise_baseline(everybody, Selection(sites=(f"S{CASES.index(changes)}",)))
        return {row["measure"]: row for row in frame.to_dict("records") if row["known"] is not None}

    return look_up


def value_of(row):
    """The mean of one person, None where it is not known."""
    return None if not row["known"] else row["mean"]


@pytest.mark.parametrize(("birth", "age"), AGES)
def test_age_is_known_where_the_date_leaves_one(baseline_of, birth, age):
    assert value_of(baseline_of(subjects=person(birth=birth))["AGE"]) == age


@pytest.mark.parametrize(("onset", "years_since"), DURATIONS)
def test_duration_is_known_where_the_date_leaves_one(baseline_of, onset, years_since):
    assert value_of(baseline_of(subjects=person(onset=onset))["DURATION"]) == years_since


@pytest.mark.parametrize(("onsets", "within_12", "within_24"), RELAPSES)
def test_relapses_count_where_their_dates_decide(baseline_of, onsets, within_12, within_24):
    rows = baseline_of(relapses=[f"A,{onset}" for onset in onsets])
    assert (value_of(rows["RELAPSES_12"]), value_of(rows["RELAPSES_24"])) == (within_12, within_24)


def test_a_list_not_confirmed_complete_counts_no_relapses(baseline_of):
    rows = baseline_of(**UNLISTED)
    assert value_of(rows["RELAPSES_12"]) is None


@pytest.mark.parametrize(("scans", "count"), LESIONS)
def test_lesions_are_those_of_the_latest_scan(baseline_of, scans, count):
    assert value_of(baseline_of(mri=scans)["LESIONS"]) == count


@pytest.mark.parametrize("therapies", [INTERFERON, []])
def test_treated_before_is_yes_or_no_where_the_list_is_complete(baseline_of, therapies):
    assert baseline_of(therapies=therapies)["TREATED"]["known"] == 1


def test_an_empty_list_of_therapies_that_may_be_incomplete_says_nothing(baseline_of):
    assert baseline_of(**UNTREATED)["TREATED"]["known"] == 0


def test_without_a_usable_day_nothing_dated_is_known(baseline_of):
    rows = baseline_of(**UNDATED)
    known = {measure: row["known"] for measure, row in rows.items()}
    assert {measure for measure, number in known.items() if number} == {"SEX", "SUBTYPE", "COUNTRY"}
    assert all(row["people"] == 1 for row in rows.values())


def test_one_person_has_a_mean_but_no_sd(baseline_of):
    row = baseline_of()["AGE"]
    assert (row["mean"], math.isnan(row["sd"])) == (34, True)


def test_nobody_randomised_is_no_row(nobody):
    assert summarise_baseline(nobody, Selection()).empty


def test_without_the_closed_store_there_is_nothing_to_show(six_blinded):
    with pytest.raises(StoreError, match="started without one"):
        summarise_baseline(six_blinded, Selection())
