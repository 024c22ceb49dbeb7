"""The timeline of one person: what is drawn where, what fades, and what is said of it."""

from __future__ import annotations

import re
from datetime import date

import pandas as pd

from mesems_dash.figures import theme
from mesems_dash.figures.timeline import describe_timeline, draw_timeline, tabulate_events
from mesems_dash.figures.timeline_lanes import choose_span, count_outside

ON, CUT = date(2014, 1, 10), date(2014, 6, 30)
EVENT = ("lane", "kind", "lo", "hi", "end_lo", "end_hi", "mark", "value", "description")
WINDOW = ("criterion", "outcome", "lane", "lo", "hi", "end_lo", "end_hi", "least", "most", "label")


def day(text):
    return date.fromisoformat(text)


def events(*rows):
    return pd.DataFrame(
        [dict.fromkeys(EVENT) | {"mark": "", "description": "description"} | row for row in rows], columns=list(EVENT)
    )


def windows(*rows):
    return pd.DataFrame([dict.fromkeys(WINDOW) | row for row in rows], columns=list(WINDOW))


RELAPSE = {
    "lane": "RELAPSES",
    "kind": "DOCUMENTED",
    "lo": day("2013-12-20"),
    "hi": day("2013-12-20"),
    "description": "Relapse <1>",
}
SCORE = {"lane": "EDSS", "kind": "SCORE", "lo": day("2013-06-01"), "hi": day("2013-06-01"), "value": 3.5, "mark": "3.5"}
DRUG = {
    "lane": "STEROID", "kind": "DRUG", "lo": day("2013-11-01"), "hi": day("2013-11-30"),
    "end_lo": day("2013-12-28"), "end_hi": day("2014-01-02"), "mark": "prednisone",
}  # fmt: skip
E8 = {
    "criterion": "E8", "outcome": "against", "lane": "RELAPSES", "lo": day("2013-11-11"), "hi": day("2013-11-11"),
    "end_lo": ON, "end_hi": ON, "label": "60 days",
}  # fmt: skip
I2 = {
    "criterion": "I2", "outcome": "for", "lane": "SPAN", "lo": day("1998-03-01"), "hi": day("1998-03-01"),
    "end_lo": day("2031-02-28"), "end_hi": day("2031-02-28"), "label": "Aged 18 to 50 years",
}  # fmt: skip
I4 = {
    "criterion": "I4",
    "outcome": "for",
    "lane": "EDSS",
    "end_lo": ON,
    "end_hi": ON,
    "least": 3.0,
    "label": "at least 3",
}


def draw(happened, looks, *, shown=("E8", "I2", "I4"), whole=False):
    span = choose_span(happened, looks, reference_on=ON, as_of=CUT, whole=whole)
    return draw_timeline(
        happened, looks, shown=shown, days=(span.first, span.last), reference_on=ON, reference="Screening 1", as_of=CUT
    )


def notes(figure):
    return [note.text for note in figure.layout.annotations]


def shades(figure):
    return [shape for shape in figure.layout.shapes if shape.type == "rect"]


def test_a_window_is_shaded_from_its_first_day_to_the_end_of_the_day_judged():
    (shade,) = shades(draw(events(RELAPSE), windows(E8)))
    assert (shade.x0, shade.x1) == (pd.Timestamp("2013-11-11"), pd.Timestamp("2014-01-11"))
    assert shade.fillcolor.startswith(theme.STATUS_COLOURS["ineligible"])


def test_only_the_criteria_chosen_are_shaded_and_named():
    assert "E8: 60 days" in notes(draw(events(RELAPSE), windows(E8)))
    hidden = draw(events(RELAPSE), windows(E8), shown=("E7",))
    assert shades(hidden) == []
    assert "E8: 60 days" not in notes(hidden)


def test_two_branches_that_look_at_the_same_days_are_shaded_once_at_their_worst():
    twice = windows({**E8, "criterion": "I1", "outcome": "for"}, {**E8, "criterion": "I1", "outcome": "open"})
    (shade,) = shades(draw(events(RELAPSE), twice, shown=("I1",)))
    assert shade.fillcolor.startswith(theme.STATUS_COLOURS["unknown"])


def bars(figure):
    """First day, days, height and colour of every stretch of a bar."""
    (trace,) = [trace for trace in figure.data if trace.type == "bar"]
    days = [pd.Timedelta(length, "ms").days for length in trace.x]
    return list(zip([pd.Timestamp(day) for day in trace.base], days, trace.y, trace.marker.color, strict=True))


def test_a_bar_is_full_where_it_is_certain_and_pale_where_it_may_be():
    """Begun some day in November, last dose between 28 December and 2 January: certain from 30 Nov to 28 Dec."""
    drawn = bars(draw(events(DRUG), windows()))
    assert [stretch[:2] for stretch in drawn] == [
        (pd.Timestamp("2013-11-01"), 29),
        (pd.Timestamp("2013-11-30"), 29),
        (pd.Timestamp("2013-12-29"), 5),
    ]
    assert [colour[-2:] for *_, colour in drawn] == ["4c", "ff", "4c"]


def test_an_end_that_nobody_knows_is_certain_for_the_first_day_alone():
    row = {**DRUG, "lo": day("2013-11-01"), "hi": day("2013-11-01"), "end_lo": None, "end_hi": CUT}
    assert [(days > 1, colour[-2:]) for _, days, _, colour in bars(draw(events(row), windows()))] == [
        (False, "ff"),
        (True, "4c"),
    ]


def test_drugs_at_one_time_lie_below_each_other():
    drawn = bars(draw(events(DRUG, {**DRUG, "mark": "other"}), windows()))
    assert len({height for _, _, height, _ in drawn}) == 2


def test_a_lane_without_entries_says_so():
    description = notes(draw(events(RELAPSE), windows()))
    assert "<b>MRI scans</b>  none recorded" in description
    assert "<b>Relapses</b>  " in description
    old = draw(events({**RELAPSE, "lo": day("2005-01-01"), "hi": day("2005-01-01")}), windows())
    assert "<b>Relapses</b>  none in the days shown" in notes(old)


def test_the_limits_of_the_edss_are_lines_with_names():
    assert "I4 at least 3" in notes(draw(events(SCORE), windows(I4)))


def test_text_from_data_is_no_markup():
    hovers = [trace.hovertext for trace in draw(events(RELAPSE), windows()).data if trace.hovertext]
    assert all("<" not in text for texts in hovers for text in texts)


def test_the_span_shows_the_longest_window_and_everything_if_asked():
    happened = events(RELAPSE, {**RELAPSE, "lo": day("2005-03-01"), "hi": day("2005-03-31")})
    near = choose_span(happened, windows(E8), reference_on=ON, as_of=CUT, whole=False)
    assert (near.first, near.last) == (pd.Timestamp("2012-12-10"), pd.Timestamp("2014-05-10"))
    assert count_outside(happened, near) == (1, 0)
    whole = choose_span(happened, windows(E8), reference_on=ON, as_of=CUT, whole=True)
    assert count_outside(happened, whole) == (0, 0)


def test_what_has_no_date_is_counted_and_stays_in_the_table():
    happened = events({**RELAPSE, "lo": None, "hi": None})
    span = choose_span(happened, windows(E8), reference_on=ON, as_of=CUT, whole=False)
    assert count_outside(happened, span) == (0, 1)
    assert draw(happened, windows(E8)).data is not None
    assert tabulate_events(happened).to_numpy().tolist() == [["Relapses", "Relapse <1>"]]


def test_nothing_recorded_can_be_drawn():
    assert draw(events(), windows(), whole=True).layout.height > 200


def test_it_is_told_to_who_cannot_see_it():
    description = describe_timeline(events(RELAPSE, SCORE), windows(E8), shown=("E8",), finding="E8: a relapse")
    assert (
        description
        == "E8: a relapse. Timeline of the record, entries by kind: relapses 1 and EDSS 1. Shaded windows: E8 60 days."
    )


def test_every_colour_has_a_dark_twin():
    figure = draw(events(RELAPSE, SCORE, DRUG), windows(E8, I2, I4))
    figure.layout.template = None
    assert set(re.findall(r"#[0-9a-f]{6}", str(figure.to_json()))) <= set(theme.to_dark())
