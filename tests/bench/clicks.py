"""How long a click takes until its page is redrawn, on the demo, in headless Chromium.

Measured in the page itself: from the moment the browser stamps the click with to the frame after its chart was drawn
and Streamlit came to rest. Looking on must cost little, or it is measured too: nothing is asked between two changes.
"""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

from tests.browser.app import run_app
from tests.browser.chromium import FLAGS, find_chromium
from tests.browser.screen import SIZES, Screen
from tests.prebuilt import copy_demo

if TYPE_CHECKING:
    from playwright.sync_api import Locator

_CLICKS = 40
"""Of each kind, over some fifteen seconds: a machine that others use too is at half its speed for seconds on end."""
_STEPS = {
    "failures: count by only / any reason": ("failures", ("Only reason", "Any reason")),
    "funnel: side by side by site / subtype": ("funnel", ("Site", "MS subtype")),
    "arms: side by side by subtype / site": ("arms", ("MS subtype", "Site")),
}
"""What is clicked: a page, and two options of one of its controls by turns."""
_ARM = """() => {
    const app = document.querySelector('[data-testid="stApp"]')
    const drawn = () => [...document.querySelectorAll('.mesems-chart')].map((chart) => chart.dataset.drawn).join()
    window.clicked = new Promise(resolve => {
        document.addEventListener('click', event => {
            const before = drawn()
            const watch = new MutationObserver(() => {
                if (app.dataset.testScriptState !== 'notRunning' || drawn() === before) return
                if (document.querySelector('[data-stale="true"]')) return
                watch.disconnect()
                requestAnimationFrame(() => resolve(performance.now() - event.timeStamp))
            })
            const told = ['data-test-script-state', 'data-stale', 'data-drawn']
            watch.observe(document.body, { subtree: true, attributeFilter: told })
            setTimeout(() => resolve(NaN), 20000)
        }, { once: true, capture: true })
    })
}"""


def measure_clicks() -> dict[str, float]:
    """Median milliseconds of a click, by what is clicked."""
    with ExitStack() as opened:
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory()))
        copy_demo(folder)
        app = opened.enter_context(run_app(folder / "open", folder / "closed"))
        playwright = opened.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(FLAGS))
        screen = Screen(browser.new_page(viewport=SIZES["desktop"]), app.url)
        found = {name: _alternate(screen.open(page), options) for name, (page, options) in _STEPS.items()}
        browser.close()
    return found


def _alternate(screen: Screen, options: tuple[str, str]) -> float:
    radios = [screen.page.get_by_role("radio", name=name, exact=True) for name in options]
    for radio in radios:  # once each, so that what is measured is a warm app
        _click(screen, radio)
    return median(_click(screen, radios[place % 2]) for place in range(_CLICKS))


def _click(screen: Screen, target: Locator) -> float:
    """Milliseconds until the page is redrawn after a click on a control."""
    screen.page.evaluate(_ARM)
    target.click(force=True)
    milliseconds = screen.page.evaluate("window.clicked")
    screen.rest()
    return milliseconds
