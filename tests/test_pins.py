"""What is installed is pinned, down to what the packages bring along: `make` lets pip work nothing out."""

from __future__ import annotations

import re
from importlib.metadata import distribution
from itertools import product
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
MACHINES = [
    {
        "sys_platform": platform,
        "platform_system": system,
        "python_version": python,
        "python_full_version": f"{python}.0",
    }
    for (platform, system), python in product((("linux", "Linux"), ("darwin", "Darwin")), ("3.11", "3.12", "3.13"))
]


def read_pins(*names: str) -> dict[str, str]:
    """Versions by package, of every line of the lists; a line that pins nothing fails."""
    lines = [line for name in names for line in (ROOT / name).read_text(encoding="utf-8").splitlines()]
    pins = [re.fullmatch(r"([\w.-]+)==([\w.]+)", line) for line in lines if line and not line.startswith("#")]
    return {canonicalize_name(pin[1]): pin[2] for pin in pins}


RUN = read_pins("requirements.txt")
EVERYTHING = read_pins("requirements.txt", "tests/requirements.txt")


def brought_along(package: str) -> list[Requirement]:
    """What a package asks for on any machine that has make and a Python new enough."""
    asked = map(Requirement, distribution(package).requires or ())
    return [one for one in asked if any(is_met(one, {**machine, "extra": ""}) for machine in MACHINES)]


def is_met(one: Requirement, machine: dict[str, str]) -> bool:
    return one.marker is None or one.marker.evaluate(machine)


@pytest.mark.parametrize("pins", [RUN, EVERYTHING], ids=["to run", "to test"])
def test_whatever_a_pinned_package_asks_for_is_pinned_in_a_version_that_it_takes(pins):
    for package in pins:
        for one in brought_along(package):
            name = canonicalize_name(one.name)
            assert name in pins, f"{package} asks for {one}"
            assert one.specifier.contains(pins[name], prereleases=True), f"{package} asks for {one}"


def test_what_is_pinned_is_installed():
    assert {package: distribution(package).version for package in EVERYTHING} == EVERYTHING


def test_no_package_stands_in_both_lists():
    assert RUN.keys() & read_pins("tests/requirements.txt").keys() == set()
