"""The benchmark comes to its end: every step on a few hundred screenings, and all ways of judging agree."""

from __future__ import annotations

import pytest

from tests.bench import steps

SCREENINGS = 400


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bench")
    steps.prepare(folder, SCREENINGS)
    steps.judge_in_sql(folder, SCREENINGS)
    return folder


@pytest.mark.parametrize("judge", [steps.judge_in_polars, steps.judge_in_pandas])
@pytest.mark.thorough
def test_sql_and_frames_judge_alike(folder, judge):
    found = judge(folder, SCREENINGS)
    assert found["differ"] == 0
    assert sum(found["statuses"].values()) == SCREENINGS


def test_sql_gives_a_frame_of_everybody(folder):
    assert steps.frame_in_sql(folder, SCREENINGS)["seconds"] > 0


@pytest.mark.thorough
def test_every_query_of_a_page_is_asked(folder):
    asked = steps.ask_everything(folder, SCREENINGS)
    assert {"count_exclusions", "count_facets", "measure_stage_times", "list_screenings"} <= asked.keys()
