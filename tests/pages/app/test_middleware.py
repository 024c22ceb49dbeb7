"""Around every request: who is answered, strict headers on all that is, and a number instead of a traceback."""

from __future__ import annotations

import asyncio
import logging

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route, WebSocketRoute
from streamlit.web.server.starlette.starlette_websocket import create_websocket_handler

from mesems_dash.pages.app import middleware
from mesems_dash.pages.app.middleware import SecurityMiddleware
from tests.pages.asgi import ask, connect


async def page(_):
    return HTMLResponse("<p>page</p>")


async def file(_):
    return Response("data", media_type="text/csv", headers={"Cache-Control": "public"})


async def fail(_):
    raise ValueError("GEN-0001 was born in 1964")


async def talk(socket):
    await socket.accept()
    await socket.send_text("hello")
    await socket.close()


ROUTES = [Route("/", page), Route("/media/x.csv", file), Route("/fail", fail), WebSocketRoute("/_stcore/stream", talk)]


APP = Starlette(routes=ROUTES, middleware=[Middleware(SecurityMiddleware)])


def get(path, *, address="127.0.0.1", url="http://localhost:8501"):
    """The answer to a browser at an address, which knows the app by a URL."""

    async def ask():
        through = httpx2.ASGITransport(APP, client=(address, 5000), raise_app_exceptions=False)
        async with httpx2.AsyncClient(transport=through, base_url=url) as browser:
            return await browser.get(path)

    return asyncio.run(ask())


def open_socket(*, address="127.0.0.1", host="localhost:8501"):
    """What a page's socket is told, message by message."""
    text = []
    scope = {
        "type": "websocket", "path": "/_stcore/stream", "client": (address, 5000), "query_string": b"",
        "headers": [(b"host", host.encode())], "subprotocols": [], "scheme": "ws",
    }  # fmt: skip

    async def receive():
        return {"type": "websocket.connect"}

    async def send(message):
        text.append(message)

    asyncio.run(APP(scope, receive, send))
    return text


@pytest.mark.parametrize("path", ["/", "/media/x.csv", "/fail", "/nowhere"])
def test_every_answer_has_strict_headers(path):
    headers = get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "http" not in headers["content-security-policy"]
    assert "*" not in headers["content-security-policy"]


def test_a_page_may_run_its_own_scripts_and_a_file_nothing():
    assert "default-src 'self'" in get("/").headers["content-security-policy"]
    assert get("/media/x.csv").headers["content-security-policy"].startswith("default-src 'none'")


def test_no_cache_keeps_a_file_with_data():
    assert get("/media/x.csv").headers["cache-control"] == "no-store"


def test_what_goes_wrong_is_told_as_a_number_and_logged_without_its_message(caplog):
    with caplog.at_level(logging.ERROR, logger="mesems_dash"):
        answer = get("/fail")
    assert answer.status_code == 500
    assert "error" in answer.text
    number = answer.text.rsplit(" ", 1)[1].strip(".\n")
    assert number in caplog.text
    for text in (answer.text, caplog.text):
        assert "GEN-0001" not in text
        assert "Traceback" not in text


@pytest.mark.parametrize(
    "asked", [{"address": "10.0.0.7"}, {"url": "http://evil.example:8501"}], ids=["another machine", "another name"]
)
def test_without_a_login_only_this_machine_is_answered(asked):
    answer = get("/", **asked)
    assert answer.status_code == 403
    assert "page" not in answer.text


@pytest.mark.parametrize("asked", [{"address": "10.0.0.7"}, {"host": "evil.example:8501"}], ids=["machine", "name"])
def test_nor_is_a_socket_of_theirs(asked):
    assert [message["type"] for message in open_socket()] == ["websocket.accept", "websocket.send", "websocket.close"]
    assert open_socket(**asked) == [{"type": "websocket.close", "code": 1008}]


def open_from(origin, host="localhost:8501"):
    """What a page of an origin is told that opens a socket."""
    return connect(APP, origin=origin, host=host, client="127.0.0.1").status


@pytest.mark.parametrize("host", ["localhost:8501", "127.0.0.1:8501", "[::1]:8501", "localhost"])
def test_a_page_of_this_host_and_port_opens_a_socket_and_so_does_what_is_no_browser(host):
    assert open_from(f"http://{host}", host) == open_from(f"https://{host}", host) == "open"
    assert open_from(None, host) == "open"


FOREIGN = (
    "http://evil.example", "http://evil.example:8501", "http://localhost:8502", "http://localhost", "null", "file://",
    "", "http://", "http://127.0.0.1:8501", "http://localhost:8501@evil.example", "http://evil.example/localhost:8501",
    "http://LOCALHOST:8501", "http://localhost:8501.evil.example", "http://[::1", "localhost:8501",
    ["http://localhost:8501", "http://evil.example"],
)  # fmt: skip


@pytest.mark.parametrize("origin", [one or " " for one in FOREIGN], ids=str)
def test_a_page_of_another_origin_or_port_opens_none_and_changes_nothing(origin):
    assert open_from(origin) == 1008
    for method in ("PUT", "POST", "DELETE", "OPTIONS", "PATCH"):
        answer = ask(APP, "/", method=method, origin=origin, host="localhost:8501", client="127.0.0.1")
        assert (answer.status, b"its own pages" in answer.body) == (403, True)


def test_whoever_only_reads_is_not_asked_for_an_origin():
    for method in ("GET", "HEAD"):
        assert ask(APP, "/", method=method, origin="null", host="localhost:8501", client="127.0.0.1").status == 200


def test_two_hosts_are_none():
    asked = {"origin": "http://localhost:8501", "host": "localhost:8501", "client": "127.0.0.1"}
    assert ask(APP, "/", method="PUT", more=[("host", "evil.example")], **asked).status == 403


def test_a_foreign_origin_never_reaches_streamlit_which_would_ask_an_outside_address(monkeypatch):
    asked = []
    monkeypatch.setattr("streamlit.net_util.get_external_ip", lambda: asked.append("outside"))
    monkeypatch.setattr("streamlit.net_util.get_internal_ip", lambda: asked.append("inside"))
    streamlit = Starlette(
        routes=[WebSocketRoute("/_stcore/stream", create_websocket_handler(None))],
        middleware=[Middleware(SecurityMiddleware)],
    )
    for origin in (*FOREIGN, "https://localhost:8501.", "http://user@localhost:8501"):
        connect(streamlit, origin=origin or " ", host="localhost:8501", client="127.0.0.1")
    assert asked == []


def test_with_a_login_other_machines_are_answered_too(monkeypatch):
    monkeypatch.setattr("mesems_dash.pages.state.gate.read_login", object)
    assert get("/", address="10.0.0.7", url="https://dash.example").status_code == 200


def test_half_a_login_answers_this_machine_only(monkeypatch):
    monkeypatch.setenv("MESEMS_ACCESS", "access.toml")  # and no [auth] in any secrets
    assert get("/", address="10.0.0.7").status_code == 403


def test_a_socket_more_than_can_be_held_is_told_to_come_later(monkeypatch):
    monkeypatch.setattr(middleware, "_MOST_SOCKETS", 0)
    assert open_socket() == [{"type": "websocket.close", "code": 1013}]
