"""What a person sees and does in the app, in words of the app: open a page, wait until it rests, read its numbers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit

if TYPE_CHECKING:
    from playwright.sync_api import ConsoleMessage, Page, Request

PAGES = {
    "": "Overview",
    "funnel": "Funnel",
    "failures": "Screen failures",
    "arms": "Arms",
    "sites": "Sites",
    "data": "Data",
}
"""Every page: its path in the address and its name in the navigation."""
SIZES = {"desktop": {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}
THEMES = ("light", "dark")

_RESTS = """() => {
    const app = document.querySelector('[data-testid="stApp"]')
    const busy = ['[data-testid="stSkeleton"]', '[data-stale="true"]', '[data-testid="stSpinner"]']
    const rests = app && app.dataset.testScriptState === 'notRunning'
        && app.dataset.testConnectionState === 'CONNECTED' && !busy.some(found => document.querySelector(found))
    const now = performance.now()
    if (!rests) { window.restsSince = undefined; return false }
    window.restsSince ??= now
    return now - window.restsSince > 150
}"""


@dataclass
class Watch:
    """What must not happen while a page is looked at."""

    errors: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)

    def follow(self, page: Page) -> None:
        """Begins to listen to a page."""
        page.on("console", self._on_console)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", self._on_request)
        page.on("requestfailed", self._on_failure)
        page.on("response", lambda answer: answer.status >= 400 and self.failed.append(f"{answer.status} {answer.url}"))

    def check(self) -> None:
        """Fails if anything was heard that should not be."""
        assert self.outside == [], "the app asked another machine"
        assert self.errors == [], "the browser's console shows errors"
        assert self.failed == [], "requests failed"

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(f"{message.text} {message.location.get('url', '')}")

    def _on_request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in {"data", "blob"} and address.hostname not in {"127.0.0.1", "localhost"}:
            self.outside.append(request.url)

    def _on_failure(self, request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # the page was left while it loaded
            self.failed.append(f"{request.failure} {request.url}")


@dataclass(frozen=True)
class Screen:
    """A page of the app in a browser."""

    page: Page
    url: str

    def open(self, path: str = "", **state: str | list[str]) -> Screen:
        """Goes to a page with filters in its address, and waits until it rests."""
        query = urlencode(state, doseq=True)
        self.page.goto(f"{self.url}/{path}" + (f"?{query}" if query else ""))
        return self.rest()

    def rest(self) -> Screen:
        """Waits until Streamlit has nothing more to do and nothing on screen is stale."""
        self.page.wait_for_function(_RESTS, timeout=30_000)
        return self

    @property
    def state(self) -> list[tuple[str, str]]:
        """Filters in the address, sorted."""
        return sorted(parse_qsl(urlsplit(self.page.url).query))

    @property
    def text(self) -> str:
        """Everything that can be read, without the navigation."""
        return self.page.get_by_test_id("stMain").inner_text()

    @property
    def overflow(self) -> int:
        """By how many pixels the page is wider than the window."""
        wide = (
            "Math.max(document.documentElement.scrollWidth, document.querySelector('[data-testid=stMain]').scrollWidth)"
        )
        return self.page.evaluate(f"{wide} - window.innerWidth")
