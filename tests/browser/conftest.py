"""One browser and one app for the session, a screen for every test; whatever a page did wrong fails its test."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests.browser.app import CALLS, run_app
from tests.browser.chromium import ADVICE, FLAGS, find_chromium
from tests.browser.screens import Screens
from tests.prebuilt import copy_demo

HERE = Path(__file__).parent
OPEN = ExitStack()
"""What is closed after the last test in a browser: its event loop runs in the process, and later tests start theirs."""


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(nextitem: pytest.Item | None) -> None:
    if nextitem is None or HERE not in nextitem.path.parents:
        OPEN.close()


@pytest.fixture(scope="session")
def browser():
    path = find_chromium()
    if path is None:
        pytest.fail(ADVICE)
    playwright = OPEN.enter_context(sync_playwright())
    chromium = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
    OPEN.callback(chromium.close)
    return chromium


@pytest.fixture(autouse=True)
def nothing_calls_out():
    """Fails a test during which an app asked anything of another machine."""
    CALLS.clear()
    yield
    assert CALLS == [], "the app called out"


@pytest.fixture(scope="session")
def demo_store(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    copy_demo(folder)
    return folder


@pytest.fixture(scope="session")
def app(demo_store):
    """The app with the closed store, as the demo shows it."""
    with run_app(demo_store / "open", demo_store / "closed") as running:
        yield running


@pytest.fixture(scope="session")
def blinded_app(demo_store):
    """The app of a process that was given no closed store."""
    with run_app(demo_store / "open") as running:
        yield running


@pytest.fixture(scope="session")
def screens(browser):
    """Screens for tests to use one after the other."""
    pool = Screens(browser)
    OPEN.callback(pool.close)
    return pool


@pytest.fixture
def new_screen(screens):
    """Makes screens: of an app, in a size and a theme; what went wrong on one fails the test."""
    taken = []

    def make(app, *, size="desktop", theme="light"):
        taken.append(screens.take(app, size=size, theme=theme))
        return taken[-1]

    yield make
    screens.give_back(*taken)


@pytest.fixture
def screen(new_screen, app):
    """A desktop screen in the light theme."""
    return new_screen(app)


@pytest.fixture(scope="module")
def opened(screens, app):
    """A desktop screen for the tests of a module that begin with `turn_to`, which opens the app if need be."""
    screen = screens.take(app)
    yield screen
    screens.give_back(screen)


@pytest.fixture
def reader(opened):
    """The screen that is `opened`; what went wrong on it fails the test."""
    yield opened
    opened.watch.check()


@pytest.fixture
def fresh_screen(screens, app):
    """A desktop screen in another browser, which has nothing of what was done in the first one."""
    screen = screens.take(app, size="desktop", theme="light", browser="another")
    screens.forget(screen)
    yield screen
    screens.give_back(screen)
