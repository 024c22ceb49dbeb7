"""Every page of the demo as a picture, in two sizes and two themes: ``make screenshots``, into `screenshots/`.

Pictures are for people to look at, not for tests to compare. ``--only funnel`` takes one page only.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

from tests.browser.app import ROOT, run_app
from tests.browser.chromium import FLAGS, find_chromium
from tests.browser.screen import PAGES, SIZES, THEMES, Screen
from tests.prebuilt import copy_demo

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.browser.app import App


def main() -> int:
    """Takes the pictures and tells how many."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=[path or "overview" for path in PAGES], help="one page instead of all")
    parser.add_argument("--folder", type=Path, default=ROOT / "screenshots")
    chosen = parser.parse_args()
    chosen.folder.mkdir(exist_ok=True)
    paths = [path for path in PAGES if chosen.only in (None, path or "overview")]
    with ExitStack() as opened:
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory()))
        copy_demo(folder)
        browser = opened.enter_context(sync_playwright()).chromium.launch(
            executable_path=find_chromium(), args=list(FLAGS)
        )
        app = opened.enter_context(run_app(folder / "open", folder / "closed"))
        blinded = opened.enter_context(run_app(folder / "open"))
        taken = take_all(browser, app, paths, chosen.folder)
        taken += take_all(browser, blinded, [path for path in paths if path == "arms"], chosen.folder, face="blinded-")
        browser.close()
    sys.stdout.write(f"{taken} pictures in {chosen.folder}\n")
    return 0


def take_all(browser: Browser, app: App, paths: list[str], folder: Path, *, face: str = "") -> int:
    """Takes every page of an app in every size and theme; returns how many."""
    combinations = [(size, theme, path) for size in SIZES for theme in THEMES for path in paths]
    for size, theme, path in combinations:
        take_one(
            browser,
            app,
            path=path,
            size=size,
            theme=theme,
            to=folder / f"{face}{path or 'overview'}-{size}-{theme}.png",
        )
    return len(combinations)


def take_one(browser: Browser, app: App, *, path: str, size: str, theme: str, to: Path) -> None:
    """Takes one whole page, however long it is."""
    context = browser.new_context(viewport=SIZES[size], color_scheme=theme, has_touch=size == "phone", locale="en-GB")
    screen = Screen(context.new_page(), app.url).open(path)
    height = screen.page.get_by_test_id("stMain").evaluate("main => main.scrollHeight")
    screen.page.set_viewport_size({"width": SIZES[size]["width"], "height": max(height, SIZES[size]["height"])})
    screen.rest().page.screenshot(path=to)
    context.close()


if __name__ == "__main__":
    sys.exit(main())
