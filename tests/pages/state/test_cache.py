"""What is kept between reruns: a chart is built once from equal frames, its words with it."""

from __future__ import annotations

import json

import pandas as pd
import pytest
import streamlit as st
from plotly.graph_objects import Bar, Figure

from mesems_dash.figures.chart import Chart
from mesems_dash.pages.state.cache import cached_chart, write_chart


@pytest.fixture
def toy():
    """A builder of a chart, and the units that it was asked for so far."""
    st.cache_resource.clear()
    built = []

    def build_toy_chart(frame, *, unit):
        built.append(unit)
        figure = Figure(Bar(y=frame["n"].tolist()), layout={"height": 240})
        return Chart(figure, f"Most is {frame['n'].max()} {unit}", "Bars.", f"In {unit}.")

    return build_toy_chart, built


def test_a_written_chart_has_its_figure_as_json_and_all_its_words(toy):
    build, _ = toy
    written = write_chart(build(pd.DataFrame({"n": [1, 2]}), unit="days"))
    assert json.loads(written.figure)["data"][0]["y"] == [1, 2]
    assert (written.height, written.finding) == (240, "Most is 2 days")
    assert (written.text_alternative, written.note) == ("Bars.", "In days.")


def test_a_chart_is_built_once_from_equal_frames_and_options(toy):
    build, built = toy
    first = cached_chart(build, pd.DataFrame({"n": [1, 2]}), unit="days")
    assert cached_chart(build, pd.DataFrame({"n": [1, 2]}), unit="days") is first
    assert built == ["days"]
    assert cached_chart(build, pd.DataFrame({"n": [1, 3]}), unit="days").finding == "Most is 3 days"
    assert cached_chart(build, pd.DataFrame({"n": [1, 2]}), unit="weeks").note == "In weeks."
    assert built == ["days", "days", "weeks"]
