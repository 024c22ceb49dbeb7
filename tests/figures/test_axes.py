"""Ticks: whole people, and dates as dense as there is room."""

from __future__ import annotations

import pandas as pd
import pytest

from mesems_dash.figures.axes import tick_counts, tick_dates


@pytest.mark.parametrize(("last", "step"), [("2014-03-01", "M1"), ("2015-12-31", "M3"), ("2018-06-30", "M12")])
def test_longer_spans_have_wider_ticks(last, step):
    assert tick_dates(pd.Timestamp("2014-01-01"), pd.Timestamp(last))["dtick"] == step


def test_few_people_are_never_halved_and_none_still_has_an_axis():
    assert tick_counts(2)["dtick"] == 1
    assert tick_counts(0)["range"][1] > 1
    assert tick_counts(100)["rangemode"] == "tozero"
