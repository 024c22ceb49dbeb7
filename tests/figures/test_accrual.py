"""The curve of people randomised: data in = data out, the plan carried on, labels that never touch."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from mesems_dash.figures.accrual import draw_accrual, draw_months, forget_plan
from mesems_dash.words.findings import accrual as findings

AS_OF = date(2018, 3, 15)


def months(*rows):
    """Rows of month, screened, randomised, cumulative, target."""
    frame = pd.DataFrame(rows, columns=["month", "screened", "randomised", "cumulative", "target"])
    frame["month"] = pd.to_datetime(frame["month"])
    return frame.astype({"cumulative": "Int64", "target": "Int64"})


def notes(*rows):
    frame = pd.DataFrame(rows, columns=["on", "label"])
    frame["on"] = pd.to_datetime(frame["on"])
    return frame


PLANNED = months(
    ("2018-01-01", 3, 1, 1, 2),
    ("2018-02-01", 2, 0, 1, 4),
    ("2018-03-01", 4, 2, 3, 6),  # the month of the cut
    ("2018-04-01", 0, 0, None, 8),  # still to come
)


def trace(figure, name):
    return next(trace for trace in figure.data if trace.name == name)


def test_the_curve_is_the_cumulative_count_at_the_months_ends():
    done = trace(draw_accrual(PLANNED, notes(), as_of=AS_OF), "Randomised")
    assert list(done.y) == [1, 1, 3]
    assert [str(day)[:10] for day in done.x] == ["2018-01-31", "2018-02-28", "2018-03-15"]


def test_the_plan_reaches_beyond_the_cut():
    assert list(trace(draw_accrual(PLANNED, notes(), as_of=AS_OF), "Planned").y) == [2, 4, 6, 8]


def test_a_plan_that_ended_stays_at_its_last_number():
    ended = months(("2018-01-01", 1, 1, 1, 5), ("2018-02-01", 1, 1, 2, None))
    assert list(trace(draw_accrual(ended, notes(), as_of=date(2018, 2, 28)), "Planned").y) == [5, 5]
    assert findings.find_accrual(ended) == "Randomisation is 3 behind plan"


@pytest.mark.parametrize(
    ("target", "finding"),
    [
        (34, "Randomisation is 31 behind plan"),
        (2, "Randomisation is 1 ahead of plan"),
        (3, "Randomisation is on plan, with 3 people"),
        (None, "3 people randomised so far"),
    ],
)
def test_the_finding_compares_with_the_plan(target, finding):
    assert findings.find_accrual(months(("2018-03-01", 4, 3, 3, target))) == finding


def test_a_part_of_the_trial_is_not_compared_with_the_whole_plan():
    part = forget_plan(PLANNED)
    assert len(part) == 3
    assert findings.find_accrual(part) == "3 people randomised so far"
    assert [drawn.name for drawn in draw_accrual(part, notes(), as_of=AS_OF).data if drawn.name] == ["Randomised"]


def test_undated_randomisations_count_but_are_not_drawn():
    undated = months(("2018-01-01", 1, 1, 1, None), (None, 0, 2, 3, None))
    assert findings.find_accrual(undated) == "3 people randomised so far"
    assert list(trace(draw_accrual(undated, notes(), as_of=AS_OF), "Randomised").y) == [1]


def test_nobody_randomised_is_said():
    assert findings.find_accrual(months(("2018-01-01", 1, 0, 0, 5))) == "Nobody has been randomised yet"


def test_lines_are_labelled_at_their_ends():
    texts = [label.text for label in draw_accrual(PLANNED, notes(), as_of=AS_OF).layout.annotations]
    assert texts == ["<b>3</b> randomised", "8 planned"]


def test_labels_of_near_notes_take_different_rows_and_all_keep_their_line():
    crowded = notes(*[("2018-02-01", f"note {number}") for number in range(5)])
    figure = draw_accrual(PLANNED, crowded, as_of=AS_OF)
    labels = [label for label in figure.layout.annotations if label.text.startswith("note")]
    assert len(figure.layout.shapes) == 5
    assert len({label.y for label in labels}) == len(labels) == 3


def test_a_note_outside_the_curve_is_not_drawn_and_is_told():
    late = notes(("2030-01-01", "later"))
    assert not draw_accrual(PLANNED, late, as_of=AS_OF).layout.shapes
    assert "Jan 2030: later" in findings.describe_accrual(PLANNED, late)


def test_the_words_tell_the_curve():
    text = findings.describe_accrual(PLANNED, notes())
    assert text == "Line of people randomised so far, Jan 2018 to Mar 2018, ending at 3; 6 were planned by then."


def test_months_are_drawn_as_counted_up_to_the_cut():
    screened, randomised = draw_months(PLANNED).data
    assert (list(screened.y), list(randomised.y)) == ([3, 2, 4], [1, 0, 2])
    assert findings.find_months(PLANNED) == "The busiest month was Mar 2018, with 4 people screened for the first time"


def test_no_months_are_said():
    assert findings.find_months(months()) == "No screening in any month"
    assert "none" in findings.describe_months(months()) or "0" in findings.describe_months(months())
