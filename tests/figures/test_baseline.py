"""The Love plot: what is drawn is what was computed, and what is outside is said and shaped, not only coloured."""

from __future__ import annotations

import pandas as pd
import pytest

from mesems_dash.figures.baseline import draw_love
from mesems_dash.words.baseline import format_difference, name_line
from mesems_dash.words.findings import baseline as findings

MINUS = "\N{MINUS SIGN}"
FOUND = pd.DataFrame(
    [("AGE", None, 0.5, 0.35), ("SUBTYPE", "SPMS", -0.2, 0.35), ("COUNTRY", "ITA", 0.001, 0.35)],
    columns=["measure", "level", "difference", "band"],
)


def test_every_difference_is_a_point_on_its_band():
    band, points = draw_love(FOUND).data
    assert list(points.y) == ["Age, years", "Secondary progressive", "Italy"]
    assert list(points.x) == [0.5, -0.2, 0.001]
    assert (list(band.base), list(band.x)) == ([-0.35] * 3, [0.7] * 3)


def test_one_outside_has_another_shape_and_bold_words():
    figure = draw_love(FOUND)
    assert list(figure.data[1].marker.symbol) == ["diamond", "circle-open", "circle-open"]
    assert [label.text for label in figure.layout.annotations][-3:] == ["<b>+0.50</b>", f"{MINUS}0.20", "0.00"]
    assert figure.data[1].hovertext[0].endswith("(outside)")


def test_the_finding_counts_those_outside_and_names_the_greatest():
    assert findings.find_love(FOUND) == (
        "1 of 3 differences is larger than expected by chance; greatest: age, years +0.50"
    )
    assert findings.find_love(FOUND.iloc[1:]) == (
        f"2 differences, none larger than expected by chance; greatest: secondary progressive {MINUS}0.20"
    )
    assert "age, years +0.50 (outside); secondary progressive" in findings.describe_love(FOUND)


def test_nothing_to_compute_is_drawn_and_said():
    assert list(draw_love(FOUND.iloc[:0]).data[1].x) == []
    assert findings.find_love(FOUND.iloc[:0]) == "There is no difference to compute yet"
    assert findings.describe_love(FOUND.iloc[:0]).endswith(": none.")


@pytest.mark.parametrize(("value", "said"), [(0.214, "+0.21"), (-0.2, f"{MINUS}0.20"), (-0.004, "0.00"), (0.0, "0.00")])
def test_what_rounds_to_nought_has_no_sign(value, said):
    assert format_difference(value) == said


def test_levels_are_called_by_themselves():
    assert name_line("SEX", "F") == "Women"
    assert name_line("TREATED", "YES") == "Treated before"
    assert name_line("TREATED", "NO") == "Not treated before"
