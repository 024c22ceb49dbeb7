"""What batching of messages is worth: clicks on an app with MESEMS_BATCHING=off and on one with it on, in turns.

Both run at once, each before a browser of its own, and each click on one is followed or preceded by the same click on
the other, so that a busy machine holds up both alike. What counts is the ratio of a pair.
"""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING

from playwright.sync_api import Playwright, sync_playwright

from tests.bench.clicks import STEPS, click, find_radios
from tests.browser.app import App, run_app
from tests.browser.chromium import FLAGS, find_chromium
from tests.browser.screen import SIZES, Screen
from tests.prebuilt import copy_demo

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True)
class Compared:
    """Milliseconds of the same clicks without batching and with it."""

    off: list[float]
    on: list[float]

    @property
    def gain(self) -> float:
        """The share of a click that batching saves: the median of all pairs."""
        return self._quarters[1]

    @property
    def middle_half(self) -> tuple[float, float]:
        """Between what the gains of half of the pairs lie."""
        return self._quarters[0], self._quarters[2]

    @property
    def medians(self) -> tuple[float, float]:
        """Milliseconds of a click without batching, and with it."""
        return median(self.off), median(self.on)

    @property
    def _quarters(self) -> list[float]:
        return quantiles([1 - on / off for off, on in zip(self.off, self.on, strict=True)], n=4)


def join(parts: Iterable[Compared]) -> Compared:
    """All pairs of several comparisons."""
    found = list(parts)
    return Compared([took for part in found for took in part.off], [took for part in found for took in part.on])


def compare_batching(pairs: int) -> dict[str, Compared]:
    """The clicks of both apps, by what is clicked."""
    with ExitStack() as opened:
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory()))
        copy_demo(folder)
        stores = folder / "open", folder / "closed"
        apps = [opened.enter_context(run_app(*stores, more={"MESEMS_BATCHING": value})) for value in ("off", "on")]
        playwright = opened.enter_context(sync_playwright())
        screens = [_open_screen(playwright, app) for app in apps]
        return {name: _alternate(screens, *step, pairs) for name, step in STEPS.items()}


def _open_screen(playwright: Playwright, app: App) -> Screen:
    """A page in a browser of its own, as one behind another page is drawn once a second."""
    browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(FLAGS))
    return Screen(browser.new_page(viewport=SIZES["desktop"]), app.url)


def _alternate(screens: list[Screen], page: str, options: tuple[str, str], pairs: int) -> Compared:
    radios = [find_radios(screen.open(page), options) for screen in screens]
    took: tuple[list[float], list[float]] = ([], [])
    for pair in range(pairs):
        for which in (0, 1) if pair % 4 < 2 else (1, 0):  # either goes first with either option
            took[which].append(click(screens[which], radios[which][pair % 2]))
    return Compared(*took)
