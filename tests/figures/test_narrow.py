"""The form of a figure on a phone."""

from __future__ import annotations

import pytest

from mesems_dash.figures import theme
from mesems_dash.figures.narrow import set_narrow


def test_the_narrow_form_travels_with_the_figure():
    figure = theme.new_figure()
    set_narrow(figure, {"margin": {"l": 1}})
    assert figure.layout.meta == {"narrow": {"layout": {"margin": {"l": 1}}, "traces": []}}


def test_changes_of_traces_must_be_one_each():
    with pytest.raises(ValueError, match="1 narrow traces for 0"):
        set_narrow(theme.new_figure(), {}, [{}])
