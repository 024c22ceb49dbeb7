"""Screens that tests use one after the other.

A page that has shown the app before shows it again in half the time, as its process has compiled the app's scripts.
`Screen.open` loads the app anew, which begins a new session on the server; `Screen.turn_to` goes on in that of before.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from tests.browser.screen import SIZES, Screen

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

    from tests.browser.app import App


_FORGET_PANEL = """() => {
    try {
        const kept = Object.keys(localStorage).filter(key => key.startsWith("stSidebarCollapsed"))
        kept.forEach(key => localStorage.removeItem(key))
    } catch {} // a blank page has no storage
}"""
"""Streamlit keeps whether the panel was left open, also for a phone, whose page it then covers."""


def open_context(browser: Browser) -> BrowserContext:
    """A browser as somebody in Italy may use it, who reads British English."""
    context = browser.new_context(
        viewport=SIZES["desktop"],
        reduced_motion="reduce",
        locale="en-GB",
        timezone_id="Europe/Rome",
    )
    context.set_default_timeout(60_000)
    return context


def open_page(context: BrowserContext, size: str) -> Page:
    """A page of a browser, on a screen of this size. One of a phone shares its process with those of a desktop."""
    page = context.new_page()
    page.add_init_script(f"({_FORGET_PANEL})()")
    if size == "phone":
        page.set_viewport_size(SIZES["phone"])
        touch = context.new_cdp_session(page)  # for as long as the page is there
        touch.send("Emulation.setTouchEmulationEnabled", {"enabled": True})
    return page


class Screens:
    """Screens by size, browser and app: those of one browser share what it has fetched and stored."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._contexts: dict[str, BrowserContext] = {}
        self._idle: dict[tuple[str, str, str], list[Screen]] = defaultdict(list)

    def take(self, app: App, *, size: str = "desktop", theme: str = "light", browser: str = "one") -> Screen:
        """A screen that nobody else has, on which an app can be opened.

        One that showed another app is left alone: that may have ended, which its page would complain of.
        """
        if browser not in self._contexts:
            self._contexts[browser] = open_context(self._browser)
        idle = self._idle[size, browser, app.url]
        screen = idle.pop() if idle else Screen(open_page(self._contexts[browser], size), app.url, (size, browser))
        screen.page.emulate_media(color_scheme=theme)
        return screen

    def give_back(self, *screens: Screen) -> None:
        """Lets others use them, and fails if anything went wrong there.

        The app stays open until the next one goes elsewhere, as that keeps the process; only the mouse goes.
        """
        for screen in screens:
            screen.page.mouse.move(0, 0)
            self._idle[*screen.kind, screen.url].append(screen)
        heard = [screen.watch.forget() for screen in screens]
        for watch in heard:
            watch.check()

    def forget(self, screen: Screen) -> None:
        """Takes cookies and whatever the app stored away from a screen's browser."""
        context = screen.page.context
        context.clear_cookies()
        storage = context.new_cdp_session(screen.page)
        storage.send("Storage.clearDataForOrigin", {"origin": screen.url, "storageTypes": "all"})
        storage.detach()

    def close(self) -> None:
        """Closes all."""
        for context in self._contexts.values():
            context.close()
