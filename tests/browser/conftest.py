"""One browser and one app for the session, a fresh page for every test; whatever a page did wrong fails its test."""

from __future__ import annotations

import pytest
from playwright.sync_api import sync_playwright

from tests.browser.app import run_app
from tests.browser.chromium import ADVICE, FLAGS, find_chromium
from tests.browser.screen import SIZES, Screen, Watch
from tests.prebuilt import copy_demo


@pytest.fixture(scope="session")
def browser():
    path = find_chromium()
    if path is None:
        pytest.fail(ADVICE)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield chromium
        chromium.close()


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
def contexts(browser):
    """Browser contexts by size and theme: pages in one share what the browser has already fetched, and no more."""
    opened = {}

    def find(size, theme):
        if (size, theme) not in opened:
            opened[size, theme] = open_context(browser, size=size, theme=theme)
        return opened[size, theme]

    yield find
    for context in opened.values():
        context.close()


def open_context(browser, *, size, theme):
    """A browser as somebody in Italy may use it, who reads British English."""
    context = browser.new_context(
        viewport=SIZES[size],
        color_scheme=theme,
        reduced_motion="reduce",
        has_touch=size == "phone",
        locale="en-GB",
        timezone_id="Europe/Rome",
    )
    context.set_default_timeout(30_000)
    return context


@pytest.fixture
def new_screen(contexts):
    """Makes screens: of an app, in a size and a theme."""
    pages, watch = [], Watch()

    def make(app, *, size="desktop", theme="light"):
        page = contexts(size, theme).new_page()
        pages.append(page)
        watch.follow(page)
        return Screen(page, app.url)

    yield make
    for page in pages:
        page.close()
    watch.check()


@pytest.fixture
def screen(new_screen, app):
    """A desktop screen in the light theme."""
    return new_screen(app)


@pytest.fixture
def fresh_screen(browser, app):
    """A desktop screen in a browser that has never been here."""
    watch, context = Watch(), open_context(browser, size="desktop", theme="light")
    page = context.new_page()
    watch.follow(page)
    yield Screen(page, app.url)
    context.close()
    watch.check()
