"""The day of the second infusion: the window is shaded with both its ends, everybody is drawn once."""

from __future__ import annotations

import pandas as pd
import pytest

from mesems_dash.figures import theme
from mesems_dash.figures.infusion_days import draw_infusion_days, draw_infusion_days_by_sequence
from mesems_dash.words.findings import second_infusions as findings

DAYS = pd.DataFrame(
    [(150, "EARLY", 1), (168, "IN_WINDOW", 3), (182, "IN_WINDOW", 2), (190, "LATE", 1)],
    columns=["day", "timing", "people"],
)
BY_SEQUENCE = pd.concat(
    [DAYS.assign(sequence="MSC_FIRST"), DAYS.head(2).assign(sequence="PLACEBO_FIRST")], ignore_index=True
)


def test_bars_outside_the_window_have_another_colour():
    (bars,) = draw_infusion_days(DAYS, window_days=14).data
    assert (list(bars.x), list(bars.y)) == ([150, 168, 182, 190], [1, 3, 2, 1])
    outside, inside = theme.STATUS_COLOURS["unknown"], theme.SUBTYPE_COLOURS["RRMS"]
    assert list(bars.marker.color) == [outside, inside, inside, outside]
    assert bars.hovertext[0] == "Day 150: 1 person, early"


@pytest.mark.parametrize(("window_days", "ends"), [(14, (153.5, 182.5)), (0, (167.5, 168.5))])
def test_the_first_and_last_day_of_the_window_are_shaded_whole(window_days, ends):
    window, target = draw_infusion_days(DAYS, window_days=window_days).layout.shapes
    assert (window.x0, window.x1) == ends
    assert target.x0 == target.x1 == 168


def test_every_person_is_a_point_of_their_own():
    cells, placebo = draw_infusion_days_by_sequence(BY_SEQUENCE, window_days=14).data
    assert list(cells.x) == [150, 168, 168, 168, 182, 182, 190]
    assert list(placebo.x) == [150, 168, 168, 168]
    assert len(set(zip(cells.x, cells.y, strict=True))) == 7
    assert all(-0.5 < height < 0.5 for height in cells.y)
    assert all(0.5 < height < 1.5 for height in placebo.y)


def test_many_on_one_day_stay_in_their_row():
    crowd = pd.DataFrame([("PLACEBO_FIRST", 168, "IN_WINDOW", 40)], columns=["sequence", "day", "timing", "people"])
    _, placebo = draw_infusion_days_by_sequence(crowd, window_days=14).data
    assert all(0.5 < height < 1.5 for height in placebo.y)


def test_nobody_is_drawn_with_the_window_in_sight():
    for figure in (draw_infusion_days(DAYS.iloc[:0], window_days=14),
                   draw_infusion_days_by_sequence(BY_SEQUENCE.iloc[:0], window_days=14)):  # fmt: skip
        first, last = figure.layout.xaxis.range
        assert first < 154
        assert last > 182
    assert findings.describe_infusion_days(DAYS.iloc[:0], window_days=14).endswith("none with a known day.")


def test_the_alternative_says_from_when_to_when():
    text = findings.describe_infusion_days(DAYS, window_days=14)
    assert "the window from day 154 to 182 shaded" in text
    assert "Together: 7 people, the first on day 150, the last on day 190, 5 in the window" in text
    assert "Placebo first: 4 people" in findings.describe_infusion_days(BY_SEQUENCE, window_days=14)
