"""Requests and sockets as the server hears them, and cookies as the app signs them: no browser and no network."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass

from streamlit.auth_util import set_cookie_with_chunks
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

SECRET = "a secret of these tests alone, long enough"  # noqa: S105 - signs cookies of a test
HOST = "dash.example"
ACCESS = """\
[[people]]
email = "pi@genova.example"
role = "investigator"
sites = ["GEN"]

[[people]]
email = "chair@trial.example"
role = "committee"

[[people]]
email = "dm@trial.example"
role = "data manager"

[[people]]
email = "stats@trial.example"
role = "statistician"
"""
PI, MANAGER = "pi@genova.example", "dm@trial.example"


@dataclass
class Answer:
    """What came back: the status of a request, or of a socket "open" or the code it was closed with."""

    status: int | str
    body: bytes
    messages: list[dict]


def ask(app, path, *, method="GET", cookie="", origin=None, host=HOST, more=(), body=b"", client="10.0.0.7"):
    """The answer to a request."""
    scope = _scope("http", path, cookie=cookie, origin=origin, host=host, more=more, client=client)
    event = {"type": "http.request", "body": body, "more_body": False}
    return asyncio.run(_drive(app, {**scope, "method": method}, [event]))


def connect(app, *, cookie="", origin=None, host=HOST, client="10.0.0.7", says=()):
    """What becomes of a page's socket that says these messages, given as bytes."""
    socket = {"cookie": cookie, "origin": origin, "host": host, "more": (), "client": client}
    scope = {**_scope("websocket", "/_stcore/stream", **socket), "subprotocols": []}
    said = [{"type": "websocket.receive", "bytes": content} for content in says]
    return asyncio.run(_drive(app, scope, [{"type": "websocket.connect"}, *said, {"type": "websocket.disconnect"}]))


def sign(email, *, secret=SECRET, host=HOST, **claims):
    """The cookie of somebody whom the provider knows by this verified address, in parts if it is long."""
    known = {"sub": "7", "aud": "dash", "exp": int(time.time()) + 3600, "email": email, "email_verified": True}
    content = {**known, "origin": f"https://{host}", "is_logged_in": True, "provider": "default", **claims}
    parts = []

    def sign_part(name, value):
        return create_signed_value(secret, name, value)

    def keep(name, value):
        parts.append(f"{name}={sign_part(name, value).decode()}")

    set_cookie_with_chunks(keep, sign_part, "_streamlit_user", content, cookie_attr_size=100)
    return "; ".join(parts)


def _scope(kind, path, *, cookie, origin, host, more, client):
    origins = [] if origin is None else [origin] if isinstance(origin, str) else origin
    headers = [("host", host), ("cookie", cookie), *(("origin", one) for one in origins), *more]
    raw = [(name.encode(), value.encode()) for name, value in headers if value]
    return {"type": kind, "path": path, "headers": raw, "client": (client, 5000), "query_string": b"", "scheme": "http"}


async def _drive(app, scope, events):
    sent = []
    waiting = iter(events)

    async def receive():
        return next(waiting)

    async def send(message):
        sent.append(message)

    await app(scope, receive, send)
    first = sent[0] if sent else {}
    status = first.get("status", first.get("code", "open" if first.get("type") == "websocket.accept" else "nothing"))
    return Answer(status, b"".join(message.get("body", b"") for message in sent), sent)
