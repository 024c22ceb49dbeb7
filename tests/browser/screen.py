"""What a person sees and does in the app, in words of the app: open a page, wait until it rests, read its numbers."""

from __future__ import annotations

import csv
import re
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

if TYPE_CHECKING:
    from playwright.sync_api import ConsoleMessage, Page, Request, WebSocket

PAGES = {
    "": "Overview",
    "funnel": "Funnel",
    "failures": "Screen failures",
    "undecided": "Undecided",
    "agreement": "Site vs data",
    "arms": "Arms",
    "sites": "Sites",
    "person": "One person",
    "definitions": "Definitions",
    "data": "Data",
    "sql": "SQL",
}
"""Every page: its path in the address and its name in the navigation."""
SIZES = {"desktop": {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}
THEMES = ("light", "dark")

_RESTS = """look => {
    const app = document.querySelector('[data-testid="stApp"]')
    const busy = ['[data-testid="stSkeleton"]', '[data-stale="true"]', '[data-testid="stSpinner"]']
    const rests = app && app.dataset.testScriptState === 'notRunning'
        && app.dataset.testConnectionState === 'CONNECTED' && !busy.some(found => document.querySelector(found))
        && [...document.querySelectorAll('.mesems-chart')].every(chart => chart.querySelector('.main-svg'))
        && ![...document.querySelectorAll('details')].some(part => part.getAnimations().length)
    const now = performance.now(), last = window.mesemsLook
    if (!rests || last?.look !== look) {
        window.mesemsLook = { look, since: now, times: 0 }
        return false
    }
    last.times += 1
    return last.times >= 5 && now - last.since > 120
}"""
"""Whether the page has been at rest for a while since a look began, by its own clock and turns of its own event loop:
what was just pressed may take a moment before the browser asks for a rerun, and longer on a busy machine. While a part
of the page unfolds, which takes Streamlit half a second, what stands below slides over it and takes its clicks."""
_BUILT = 0.1
"""Seconds from what a page hears to its being there: the page says nothing of a short rerun that goes on."""

_TURN = """address => {
    history.pushState(null, "", address)
    dispatchEvent(new PopStateEvent("popstate"))
}"""


@dataclass
class Watch:
    """What must not happen while a page is looked at."""

    errors: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)

    def follow(self, page: Page) -> Watch:
        """Begins to listen to a page."""
        page.on("console", self._on_console)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", self._on_request)
        page.on("requestfailed", self._on_failure)
        page.on("response", lambda answer: answer.status >= 400 and self.failed.append(f"{answer.status} {answer.url}"))
        return self

    def forget(self) -> Watch:
        """What was heard until now; from now on only what comes is told."""
        heard = Watch(list(self.errors), list(self.failed), list(self.outside))
        for text in (self.errors, self.failed, self.outside):
            text.clear()
        return heard

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


class Runs:
    """Whether the app still owes the browser an answer: a rerun was asked for and has not come to its end."""

    def __init__(self, page: Page) -> None:
        self.is_owed = True
        self.heard = 0.0
        self._is_begun = False
        page.on("websocket", self._follow)

    def _follow(self, socket: WebSocket) -> None:
        socket.on("framesent", self._on_sent)
        socket.on("framereceived", self._on_received)

    def _on_sent(self, payload: str | bytes) -> None:
        if isinstance(payload, bytes) and BackMsg.FromString(payload).WhichOneof("type") == "rerun_script":
            self.is_owed, self._is_begun = True, False

    def _on_received(self, payload: str | bytes) -> None:
        if not isinstance(payload, bytes):
            return
        self.heard = time.monotonic()
        message = ForwardMsg.FromString(payload)
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self._is_begun = True
        elif kind == "script_finished" and self._is_begun:
            self.is_owed = message.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN


class Screen:
    """A page of the app in a browser, which is watched from the beginning; its `kind` is for screens.py.

    Whoever goes somewhere is brought to the front: behind another page of its browser a page is drawn once a second,
    and a click waits for that twice.
    """

    def __init__(self, page: Page, url: str, kind: tuple[str, str] = ("", "")) -> None:
        self.page = page
        self.url = url
        self.kind = kind
        self.watch = Watch().follow(page)
        self._runs = Runs(page)
        self._looks = 0

    def open(self, path: str = "", **state: str | list[str]) -> Screen:
        """Goes to a page with filters in its address, and waits until it rests."""
        query = urlencode(state, doseq=True)
        return self.visit(f"{self.url}/{path}" + (f"?{query}" if query else ""))

    def visit(self, address: str) -> Screen:
        """Goes to a full address and waits until the page rests."""
        self.page.bring_to_front()
        self._runs.is_owed = True
        self.page.goto(address)
        return self.rest()

    def turn_to(self, path: str = "", **state: str | list[str]) -> Screen:
        """Goes to a page with filters in its address as Back and Forward do: the app is only loaded if it is not open.

        What the address does not name is no longer chosen. A session goes on: what it remembers beside its filters
        (the person last opened, the statement last run) is still there.
        """
        if not self.page.url.startswith(self.url):
            return self.open(path, **state)
        self.page.bring_to_front()
        query = urlencode(state, doseq=True)
        self._runs.is_owed = True
        self.page.evaluate(_TURN, f"/{path}" + (f"?{query}" if query else ""))
        return self.rest()

    def rest(self) -> Screen:
        """Waits until every rerun asked for has come to its end and nothing on screen is stale or still to be drawn."""
        deadline = time.monotonic() + 120
        self._look()
        while self._runs.is_owed or time.monotonic() - self._runs.heard < _BUILT:
            assert time.monotonic() < deadline, "the app does not come to rest"
            self._look()
        return self

    def _look(self) -> None:
        self._looks += 1
        self.page.wait_for_function(_RESTS, arg=self._looks, polling=20, timeout=120_000)

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

    def table(self, caption: str) -> list[dict[str, str]]:
        """Rows of a table of numbers, by column heading."""
        found = self.page.locator("table", has=self.page.locator("caption", has_text=caption))
        read = "cell => (cell.innerText || cell.textContent).trim()"  # what lies folded away has no innerText
        rows = found.evaluate(f"table => [...table.rows].map(row => [...row.cells].map({read}))")
        return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]

    def tiles(self) -> dict[str, str]:
        """The key numbers, by what they count."""
        tiles = self.page.locator(".mesems-tile")
        read = "tile => ['label', 'value'].map(part => tile.querySelector(`.mesems-tile-${part}`).innerText.trim())"
        return dict(tiles.nth(place).evaluate(read) for place in range(tiles.count()))

    def choose(self, widget: str, option: str) -> Screen:
        """Chooses an option in a box of the filter panel, by the beginning of its text."""
        self.page.get_by_role("combobox", name=widget).click()
        self.page.get_by_role("option", name=re.compile("^" + re.escape(option))).first.click()
        self.page.keyboard.press("Escape")
        return self.rest()

    def go_to(self, title: str) -> Screen:
        """Follows a link of the navigation."""
        self.page.get_by_test_id("stMain").get_by_role("link", name=title, exact=True).first.click()
        self.page.get_by_role("heading", name=title, level=1).wait_for()
        return self.rest()

    def download(self, kind: str = "CSV", *, place: int = 0) -> list[dict[str, str]]:
        """Takes a table away as CSV and reads the rows that come."""
        text = self.download_file(kind, place=place).decode("utf-8-sig")
        return list(csv.DictReader(text.splitlines(keepends=True)))

    def download_file(self, kind: str, *, place: int = 0) -> bytes:
        """Opens the downloads of a table, presses the button of a kind of file, and closes them again."""
        opener = self.page.get_by_role("button", name="Download", exact=False).nth(place)
        opener.click()
        with self.page.expect_download() as coming:
            self.page.get_by_test_id("stPopoverBody").get_by_role("button", name=kind, exact=True).click()
        self.page.keyboard.press("Escape")
        return Path(coming.value.path()).read_bytes()


def to_number(text: str) -> int:
    """The whole number that a cell begins with: "1,287" or "115 (50 %)"."""
    return int(re.match(r"[\d,]+", text)[0].replace(",", ""))
