"""The palette can be read by everybody: contrast as in WCAG 2.2, colours apart for the common blindnesses."""

from __future__ import annotations

import json
import tomllib
from itertools import combinations
from pathlib import Path

import plotly.io as pio
import pytest

from mesems_dash.figures import theme

DARK = theme.to_dark()
MARKS = {*theme.STATUS_COLOURS.values(), *theme.SEQUENCE_COLOURS.values(), *theme.CATEGORICAL, theme.QUIET, theme.PLAN}
SIDES = {"light": lambda colour: colour, "dark": DARK.__getitem__}

# Machado, Oliveira and Fernandes 2009, severity 1.0, on linear RGB
BLINDNESS = {
    "none": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}


def linear(colour):
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]


def contrast(one, other):
    light, dark = sorted((luminance(linear(one)), luminance(linear(other))), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(rgb):
    return 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2]


def seen(colour, blindness):
    """A colour in CIE Lab as somebody with this blindness sees it."""
    rgb = linear(colour)
    mixed = [min(max(sum(w * c for w, c in zip(row, rgb, strict=True)), 0), 1) for row in BLINDNESS[blindness]]
    x = (0.4124 * mixed[0] + 0.3576 * mixed[1] + 0.1805 * mixed[2]) / 0.95047
    z = (0.0193 * mixed[0] + 0.1192 * mixed[1] + 0.9505 * mixed[2]) / 1.08883
    fx, fy, fz = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in (x, luminance(mixed), z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def distance(one, other, blindness):
    pairs = zip(seen(one, blindness), seen(other, blindness), strict=True)
    return sum((a - b) ** 2 for a, b in pairs) ** 0.5


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("text", ["INK", "MUTED"])
def test_text_reads_on_the_paper(side, text):
    turn = SIDES[side]
    assert contrast(turn(getattr(theme, text)), turn(theme.PAPER)) >= 4.5


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("mark", sorted(MARKS))
def test_a_mark_stands_out_from_the_paper(side, mark):
    turn = SIDES[side]
    assert contrast(turn(mark), turn(theme.PAPER)) >= 3


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("mark", sorted({*theme.SUBTYPE_COLOURS.values(), *theme.STATUS_COLOURS.values()}))
def test_text_inside_a_mark_reads(side, mark):
    turn = SIDES[side]
    assert contrast(turn(theme.ON_MARK), turn(mark)) >= 3  # large or bold figures; small ones stand beside the mark


@pytest.mark.parametrize("blindness", BLINDNESS)
@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("group", ["STATUS_COLOURS", "SEQUENCE_COLOURS"])
def test_what_is_compared_stays_apart_for_every_eye(side, blindness, group):
    turn = SIDES[side]
    for one, other in combinations(getattr(theme, group).values(), 2):
        assert distance(turn(one), turn(other), blindness) > 20


@pytest.mark.parametrize("blindness", BLINDNESS)
@pytest.mark.parametrize("side", SIDES)
def test_the_three_subtypes_of_the_trial_stay_apart_for_every_eye(side, blindness):
    turn = SIDES[side]
    chosen = [theme.SUBTYPE_COLOURS[subtype] for subtype in ("RRMS", "SPMS", "PPMS")]
    for one, other in combinations(chosen, 2):
        assert distance(turn(one), turn(other), blindness) > 20


def test_every_light_colour_has_one_dark_twin_of_its_own():
    assert len(set(DARK)) == len(DARK)
    assert not set(DARK) & set(DARK.values())


def test_a_figure_carries_only_colours_that_the_browser_can_swap():
    figure = theme.new_figure()
    figure.add_bar(x=[1], y=["a"], marker_color=theme.with_alpha(theme.PLAN, 0.5))
    colours = {part[:6] for part in figure.to_json().split('"#')[1:]}
    assert colours <= {colour.removeprefix("#") for colour in DARK}


def test_a_figure_does_not_wear_what_streamlit_makes_the_default():
    figure = theme.new_figure()
    assert figure.layout.colorway == theme.CATEGORICAL
    assert json.loads(figure.to_json())["layout"]["template"]["layout"]["font"]["color"] == theme.INK


def test_both_templates_are_registered_and_differ():
    theme.register_templates()
    assert pio.templates["mesems_light"].layout.font.color == theme.INK
    assert pio.templates["mesems_dark"].layout.font.color == DARK[theme.INK]


def test_a_see_through_colour_keeps_its_name():
    assert theme.with_alpha(theme.INK, 0.5) == f"{theme.INK}80"


@pytest.mark.parametrize("side", SIDES)
def test_the_app_wears_the_same_paper_and_ink_as_its_figures(side):
    config = tomllib.loads((Path(__file__).parents[2] / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    worn = config["theme"][side]
    assert (worn["backgroundColor"], worn["textColor"]) == (SIDES[side](theme.PAPER), SIDES[side](theme.INK))


@pytest.mark.parametrize("side", SIDES)
def test_white_reads_on_the_accent_of_the_app(side):
    config = tomllib.loads((Path(__file__).parents[2] / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert contrast(config["theme"][side]["primaryColor"], "#ffffff") >= 4.5
