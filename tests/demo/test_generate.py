"""What the demo promises: the published facts to the digit, the same bytes again, and nothing from the future."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest

from mesems_dash.demo import write_demo
from mesems_dash.errors import UsageError
from mesems_dash.store.model import CLOSED_FILES, OPEN_FILES
from tests.examples import every

COMMITTED = Path(__file__).parents[2] / "data" / "demo"
COUNTRIES = {"ITA", "ESP", "FRA", "GBR", "DNK", "SWE", "AUT", "CAN", "IRN"}
NAMED = {
    *("Genova", "Badalona", "Toulouse", "London", "Copenhagen", "Stockholm"),
    *("Salzburg", "Ottawa", "Winnipeg", "Tehran", "Andalusia"),
}
FULL_DATE = re.compile(r"\d{4}-\d\d-\d\d")
LATER_KNOWN = {
    "screenings": ("site_decision", "decided_on", "site_reasons"),
    "relapses": ("ended_on",),
    "therapies": ("ended_on", "ongoing"),
    "harvests": ("outcome", "released_on"),
    "sites": ("activated_on", "closed_on"),
}
"""Columns that a later export may fill; everything else stays as it was."""


def days_between(first: str, last: str) -> int:
    return (date.fromisoformat(last) - date.fromisoformat(first)).days


def by_person(rows: list[dict[str, str]]) -> dict[str, dict[str, str]]:
    return {row["subject_id"]: row for row in rows}


class TestPublishedFacts:
    """criteria.md, "Facts that the demo must respect"."""

    def test_144_are_randomised_from_the_first_day_to_the_last(self, final):
        days = sorted(row["randomised_on"] for row in final["randomisations"])
        assert (len(days), days[0], days[-1]) == (144, "2012-07-16", "2019-07-31")

    def test_69_have_cells_first_and_75_placebo_first(self, final):
        assert Counter(row["sequence"] for row in final["allocations"]) == {"MSC_FIRST": 69, "PLACEBO_FIRST": 75}

    def test_fifteen_sites_in_nine_countries_eleven_of_them_named(self, final):
        names = {row["name"] for row in final["sites"]}
        assert len(final["sites"]) == len(names) == 15
        assert {row["country"] for row in final["sites"]} == COUNTRIES
        assert names - {"Site 12", "Site 13", "Site 14", "Site 15"} == NAMED

    def test_160_were_planned(self, final):
        assert sum(int(row["target_n"]) for row in final["sites"]) == 160
        assert final["targets"][-1]["cumulative_n"] == "160"

    def test_every_site_randomised_somebody(self, final):
        sites = by_person(final["subjects"])
        assert len({sites[row["subject_id"]]["site_id"] for row in final["randomisations"]}) == 15

    @pytest.mark.parametrize("seed", every(2, [2, 3]))
    def test_another_seed_is_another_trial_with_the_same_facts(self, export, final, seed):
        other = export(as_of=date(2019, 12, 31), seed=seed)
        days = sorted(row["randomised_on"] for row in other["randomisations"])
        assert (len(days), days[0], days[-1]) == (144, "2012-07-16", "2019-07-31")
        assert sum(row["sequence"] == "MSC_FIRST" for row in other["allocations"]) == 69
        assert other["subjects"] != final["subjects"]


class TestBundles:
    @pytest.mark.thorough
    def test_the_same_seed_gives_the_same_bytes(self, export, midway):
        assert export(seed=1).read_all() == midway.read_all()  # as does the committed demo, below

    def test_the_committed_demo_is_the_one_that_is_made(self, midway):
        committed = {path.relative_to(COMMITTED).as_posix(): path.read_bytes() for path in COMMITTED.glob("*/*")}
        assert committed == midway.read_all()

    def test_files_and_columns_are_those_of_the_data_model(self, midway):
        for folder, models in (("open", OPEN_FILES), ("closed", CLOSED_FILES)):
            headers = {
                path.stem: tuple(path.read_text(encoding="utf-8").split("\n", 1)[0].split(","))
                for path in (midway.folder / folder).glob("*.csv")
            }
            assert headers == {model.table: model.names for model in models}

    def test_both_bundles_say_in_one_line_that_they_are_synthetic(self, midway):
        for folder in ("open", "closed"):
            [line] = (midway.folder / folder / "SYNTHETIC").read_text(encoding="utf-8").splitlines()
            assert line.startswith("Synthetic data: nobody in these files exists.")

    def test_the_open_bundle_never_names_a_product(self, final):
        text = b"".join(path.read_bytes() for path in (final.folder / "open").iterdir())
        assert not re.search(rb"MSC|PLACEBO|placebo|cells_viable", text)

    def test_the_committed_demo_is_small(self):
        assert sum(path.stat().st_size for path in COMMITTED.glob("*/*")) < 2_000_000


class TestAsOf:
    @pytest.mark.parametrize("as_of", every(3, [date(2014, 8, 15), date(2012, 1, 1), date(2018, 6, 30)]))
    def test_nothing_is_from_the_future_but_plans(self, export, as_of):
        written = export(as_of=as_of)
        for model in (*OPEN_FILES, *CLOSED_FILES):
            if model.table == "targets":
                continue
            for row in written[model.table]:
                dates = {name: value for name, value in row.items() if FULL_DATE.fullmatch(value)}
                dates.pop("planned_randomisation_on", None)
                assert max(dates.values(), default="") <= as_of.isoformat(), (model.table, row)

    @pytest.mark.parametrize("earlier", every(3, [date(2016, 2, 29), date(2013, 3, 31), date(2017, 6, 30)]))
    def test_an_earlier_export_is_part_of_a_later_one(self, export, final, earlier):
        written = export(as_of=earlier)
        for model in (*OPEN_FILES, *CLOSED_FILES):
            open_columns = set(model.names) - set(LATER_KNOWN.get(model.table, ()))
            before, after = (
                Counter(tuple((name, row[name]) for name in model.names if name in open_columns) for row in rows)
                for rows in (written[model.table], final[model.table])
            )
            assert not before - after, model.table

    def test_a_value_once_known_stays(self, midway, final):
        later = {(row["subject_id"], row["screening_no"]): row for row in final["screenings"]}
        for row in midway["screenings"]:
            if row["site_decision"] != "PENDING":
                assert row == later[row["subject_id"], row["screening_no"]]

    def test_before_the_first_screening_there_is_nobody_yet(self, export):
        written = export(as_of=date(2012, 1, 1))
        assert (written["subjects"], written["screenings"], written["notes"]) == ([], [], [])
        assert len(written["sites"]) == 15

    def test_some_plans_lie_ahead_and_some_therapies_go_on(self, midway):
        assert any(row["planned_randomisation_on"] > "2018-06-30" for row in midway["screenings"])
        assert any(row["ongoing"] == "Y" for row in midway["therapies"])

    def test_cells_in_culture_on_the_day_are_pending(self, export, final):
        released = {row["subject_id"]: row["released_on"] for row in final["harvests"]}
        pending = [row for row in export(as_of=date(2016, 3, 31))["harvests"] if row["outcome"] == "PENDING"]
        assert pending
        assert all(released[row["subject_id"]] > "2016-03-31" for row in pending)


class TestCoherence:
    def test_a_person_is_screened_then_harvested_then_randomised_then_infused(self, final):
        screened = {(row["subject_id"], row["screening_no"]): row["screened_on"] for row in final["screenings"]}
        harvested = {row["subject_id"]: row["harvested_on"] for row in final["harvests"] if row["outcome"] == "OK"}
        infused = {(row["subject_id"], row["infusion_no"]): row["infused_on"] for row in final["infusions"]}
        for row in final["randomisations"]:
            person, day = row["subject_id"], row["randomised_on"]
            assert screened[person, row["screening_no"]] < harvested[person] < day
            assert not infused.get((person, "1")) or 0 <= days_between(day, infused[person, "1"]) <= 6

    def test_consent_is_signed_at_or_shortly_before_the_screening(self, final):
        waits = sorted(
            days_between(row["consent_signed_on"], row["screened_on"])
            for row in final["screenings"]
            if row["consent_signed_on"]
        )
        assert len(waits) > 400
        assert (waits[0], waits[len(waits) // 2]) == (0, 0)
        assert 3 <= waits[-1] <= 14

    def test_marrow_is_taken_after_the_site_called_the_person_eligible(self, final):
        decided = {
            row["subject_id"]: row["decided_on"] for row in final["screenings"] if row["site_decision"] == "ELIGIBLE"
        }
        waits = sorted(
            days_between(decided[row["subject_id"]], row["harvested_on"])
            for row in final["harvests"]
            if row["subject_id"] in decided
        )
        assert len(waits) > 144
        assert waits[0] >= 0
        assert 5 <= waits[len(waits) // 2] <= 30

    def test_cells_grow_for_three_to_seven_weeks(self, final):
        grown = [
            days_between(row["harvested_on"], row["released_on"]) for row in final["harvests"] if row["released_on"]
        ]
        assert 21 <= min(grown) < max(grown) <= 49

    def test_somebody_dies_and_some_are_lost(self, midway):
        ways = Counter(row["status"] for row in midway["dispositions"])
        assert 1 <= ways["DIED"] <= 2
        assert 2 <= ways["LOST"] <= 6

    def test_the_second_infusion_comes_after_24_weeks_give_or_take_two(self, final):
        infused = {(row["subject_id"], row["infusion_no"]): row["infused_on"] for row in final["infusions"]}
        seconds = [(person, day) for (person, number), day in infused.items() if number == "2" and day]
        assert len(seconds) > 120
        assert all(154 <= days_between(infused[person, "1"], day) <= 182 for person, day in seconds)

    def test_completion_comes_after_about_48_weeks(self, final):
        randomised = {row["subject_id"]: row["randomised_on"] for row in final["randomisations"]}
        for row in final["dispositions"]:
            if row["status"] == "COMPLETED":
                assert 322 <= days_between(randomised[row["subject_id"]], row["on"]) <= 350

    def test_only_randomised_people_are_infused_or_allocated(self, final):
        randomised = {row["subject_id"] for row in final["randomisations"]}
        assert {row["subject_id"] for row in final["infusions"]} <= randomised
        assert {row["subject_id"] for row in final["allocations"]} == randomised
        assert {row["subject_id"] for row in final["doses"]} <= randomised

    def test_the_randomised_screening_is_the_one_called_eligible(self, final):
        decisions = {(row["subject_id"], row["screening_no"]): row for row in final["screenings"]}
        for row in final["randomisations"]:
            screening = decisions[row["subject_id"], row["screening_no"]]
            assert screening["site_decision"] == "ELIGIBLE"
            assert screening["decided_on"] < row["randomised_on"]

    def test_nobody_is_screened_before_the_site_opened_or_on_a_weekend(self, final):
        opened = {row["site_id"]: row["activated_on"] for row in final["sites"]}
        sites = {row["subject_id"]: row["site_id"] for row in final["subjects"]}
        for row in final["screenings"]:
            assert row["screened_on"] >= opened[sites[row["subject_id"]]]
            assert date.fromisoformat(row["screened_on"]).weekday() < 5

    def test_screening_again_comes_later_and_half_of_it_succeeds(self, final):
        again = [row["subject_id"] for row in final["screenings"] if row["screening_no"] == "2"]
        randomised = {row["subject_id"] for row in final["randomisations"]}
        first = {row["subject_id"]: row["screened_on"] for row in final["screenings"] if row["screening_no"] == "1"}
        second = {row["subject_id"]: row["screened_on"] for row in final["screenings"] if row["screening_no"] == "2"}
        assert all(days_between(first[person], second[person]) >= 90 for person in again)
        assert len(randomised.intersection(again)) > len(again) / 2

    def test_sequences_within_a_site_are_permuted_blocks_of_four(self, final):
        sequences = {row["subject_id"]: row["sequence"] for row in final["allocations"]}
        sites: dict[str, list[str]] = {}
        for row in sorted(final["randomisations"], key=lambda row: row["randomisation_no"]):
            sites.setdefault(row["subject_id"][:3], []).append(sequences[row["subject_id"]])
        for ordered in sites.values():
            for start in range(0, len(ordered) - 3, 4):
                assert ordered[start : start + 4].count("MSC_FIRST") == 2

    def test_the_product_follows_from_sequence_and_period(self, final):
        first = {"MSC_FIRST": "MSC", "PLACEBO_FIRST": "PLACEBO"}
        sequences = {row["subject_id"]: row["sequence"] for row in final["allocations"]}
        for row in final["doses"]:
            assert (row["product"] == first[sequences[row["subject_id"]]]) == (row["infusion_no"] == "1")

    def test_cells_are_one_to_two_million_per_kilogram_but_for_a_few(self, final):
        doses = [
            float(row["cells_viable"]) / float(row["weight_kg"]) / 1e6
            for row in final["doses"]
            if row["product"] == "MSC" and row["cells_viable"]
        ]
        assert len(doses) > 130
        assert 0 < sum(not 1.0 <= dose <= 2.0 for dose in doses) < 8

    def test_a_reason_for_no_infusion_stands_only_in_the_closed_bundle(self, final):
        given = {(row["subject_id"], row["infusion_no"]): row["given"] for row in final["infusions"]}
        for row in final["doses"]:
            assert bool(row["reason_not_given"]) == (given[row["subject_id"], row["infusion_no"]] == "N")


class TestScreenings:
    @pytest.mark.parametrize(
        ("count", "as_of"),
        every(
            3,
            [
                (144, date(2014, 6, 30)),
                (144, date(2019, 12, 31)),
                (145, date(2018, 6, 30)),
                (700, date(2018, 6, 30)),
                (700, date(2014, 6, 30)),
                (333, date(2019, 12, 31)),
            ],
        ),
    )
    def test_exactly_as_many_as_asked_for(self, tmp_path, count, as_of):
        summary = write_demo(tmp_path, as_of=as_of, screenings=count)
        lines = (tmp_path / "open" / "screenings.csv").read_text(encoding="utf-8").splitlines()
        assert summary.screenings == len(lines) - 1 == count

    def test_leaving_screen_failures_out_keeps_the_randomised(self, export):
        written = export(as_of=date(2019, 12, 31), screenings=144)
        sites = {row["site_id"] for row in written["sites"]}
        assert len(written["randomisations"]) == 144
        assert sum(row["site_id"] in sites for row in written["subjects"]) == 144
        assert {row["screening_no"] for row in written["screenings"]} == {"1"}
        assert {row["screening_no"] for row in written["randomisations"]} == {"1"}

    @pytest.mark.thorough
    def test_strangers_follow_the_people_of_the_trial(self, export, midway):
        written = export(screenings=600)
        assert written["subjects"][: len(midway["subjects"])] == midway["subjects"]
        assert len(written["sites"]) == 15

    def test_fewer_than_were_randomised_is_refused(self, tmp_path):
        with pytest.raises(UsageError, match="--screenings is 143; expected 144 or more"):
            write_demo(tmp_path, screenings=143)

    def test_more_than_the_trial_had_in_its_first_year_is_refused(self, tmp_path):
        with pytest.raises(UsageError, match="needs --as-of 2014-01-01 or later; found 2012-12-31"):
            write_demo(tmp_path, screenings=144, as_of=date(2012, 12, 31))

    @pytest.mark.thorough
    def test_progress_never_goes_back(self, tmp_path):
        shares = []
        write_demo(tmp_path, screenings=1500, progress=lambda _message, share: shares.append(share))
        assert shares == sorted(shares)
        assert 0 <= shares[0] < 0.01
        assert 0.4 < shares[-1] <= 1

    @pytest.mark.thorough
    def test_the_summary_counts_what_was_written(self, tmp_path):
        summary = write_demo(tmp_path, as_of=date(2019, 12, 31) - timedelta(days=700), screenings=500)
        written = {
            name: len((tmp_path / "open" / f"{name}.csv").read_text(encoding="utf-8").splitlines()) - 1
            for name in ("sites", "subjects", "screenings", "randomisations")
        }
        assert written == {
            "sites": summary.sites,
            "subjects": summary.subjects + 1,  # of an undeclared site, on purpose: nobody of the trial
            "screenings": summary.screenings,
            "randomisations": summary.randomised,
        }
