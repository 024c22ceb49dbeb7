"""Messages that a server sent together are delivered in one go: each once, in order, as it was sent."""

from __future__ import annotations

import socket
import threading
from importlib.resources import files

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute

from tests.browser.app import run_app

MESSAGES = 40
LISTEN = """port => new Promise(resolve => {
    const told = [], goes = []
    const socket = new WebSocket(`ws://127.0.0.1:${port}/`)
    socket.binaryType = "arraybuffer"
    let isWithin = false
    socket.addEventListener("message", ({ data }) => {
        told.push(typeof data === "string" ? data : [...new Uint8Array(data)])
        if (!isWithin) goes.push(told.length)
        isWithin = true
        Promise.resolve().then(() => { isWithin = false })  // as React's own work: not before this go is over
    })
    let alsoTold = 0
    socket.onmessage = () => { alsoTold += 1 }
    const answer = () => resolve({ told, goes, alsoTold, isOpen: socket.readyState === WebSocket.OPEN })
    const last = () => (told.length === PLENTY ? answer() : setTimeout(last, 10))
    last()
})""".replace("PLENTY", str(MESSAGES + 1))


async def talk(socket):
    await socket.accept()
    await socket.send_text("hello")
    for number in range(MESSAGES):
        await socket.send_bytes(bytes([number, 255]))
    await socket.receive()


@pytest.fixture(scope="module")
def port():
    listener = socket.create_server(("127.0.0.1", 0))  # who comes before the server serves waits, and is not refused
    app = Starlette(routes=[WebSocketRoute("/", talk)])
    server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
    serving = threading.Thread(target=server.run, args=([listener],))
    serving.start()
    yield listener.getsockname()[1]
    server.should_exit = True
    server.force_exit = True
    serving.join()


@pytest.fixture
def page(browser):
    opened = browser.new_page()
    opened.add_script_tag(content=files("mesems_dash.pages").joinpath("static", "message_batching.js").read_text())
    yield opened
    opened.close()


def test_messages_are_heard_together_each_once_and_in_order(page, port):
    heard = page.evaluate(LISTEN, port)
    assert heard["told"] == ["hello", *([number, 255] for number in range(MESSAGES))]
    assert heard["alsoTold"] == MESSAGES + 1
    assert heard["isOpen"]
    assert len(heard["goes"]) <= MESSAGES / 4  # one, but for a machine that stutters while it sends


def test_without_it_every_message_is_a_go_of_its_own(browser, port):
    """So that the test above can fail."""
    page = browser.new_page()
    assert len(page.evaluate(LISTEN, port)["goes"]) == MESSAGES + 1
    page.close()


HOLDS_MESSAGES = """() => {
    const layers = []
    for (let one = WebSocket; one; one = Object.getPrototypeOf(one)) layers.push(one.toString())
    return layers.join().includes('stopImmediatePropagation')
}"""
CHARTS = """() => [...document.querySelectorAll('.js-plotly-plot')].map((chart) =>
    [chart.getAttribute('aria-label'), JSON.stringify(chart.data), chart.textContent])"""


@pytest.fixture(scope="module")
def unbatched_app(demo_store):
    """The app with the switch off."""
    with run_app(demo_store / "open", demo_store / "closed", more={"MESEMS_BATCHING": "off"}) as running:
        yield running


def look(screen):
    return screen.state, screen.text, screen.page.evaluate(CHARTS)


def follow_steps(screen):
    """What a page shows when it is opened, after a choice on it and after a click on a mark."""
    yield look(screen.open("failures"))
    screen.page.get_by_role("radio", name="Only reason", exact=True).click(force=True)
    yield look(screen.rest())
    screen.page.locator(".mesems-chart").first.locator(".point path").first.click(force=True)
    yield look(screen.rest())


def test_a_page_is_the_same_with_batching_switched_off(new_screen, app, unbatched_app):
    batched, unbatched = new_screen(app), new_screen(unbatched_app)
    seen = list(follow_steps(batched))
    assert seen[0] != seen[1] != seen[2]
    assert list(follow_steps(unbatched)) == seen
    assert [screen.page.evaluate(HOLDS_MESSAGES) for screen in (batched, unbatched)] == [True, False]
