"""With a login nobody out gets in: no socket, file, upload or number; and nobody takes more than their share."""

from __future__ import annotations

import time
from hashlib import sha256
from types import SimpleNamespace

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from mesems_dash.errors import AccessError
from mesems_dash.pages.app import doorkeeper, limits, server
from mesems_dash.pages.app.doorkeeper import Doorkeeper
from mesems_dash.pages.app.limits import Pace, Sockets, Uploads
from mesems_dash.pages.state import gate, login_cookie
from mesems_dash.pages.state.names import PAGES
from tests.pages.asgi import ACCESS, MANAGER, PI, SECRET, ask, connect, sign

pytestmark = pytest.mark.usefixtures("access_file")
HASH = "d41d8cd98f00b204e9800998ecf8427e"
GUARDED = (
    "/media/x.csv",
    "/_stcore/metrics",
    "/_stcore/script-health-check",
    "/_stcore/upload_file/s/f",
    "/_stcore/agent/interact",
    "/component/x/index.html",
    "/index.html",
    "/nowhere",
    "/static",
    "//media/x.csv",
)


@pytest.fixture
def access_file(tmp_path, monkeypatch):
    """Switches a login on; its access file can be changed."""
    path = tmp_path / "access.toml"
    path.write_text(ACCESS)
    monkeypatch.setattr(gate, "read_login", lambda: gate.Login(path, "dash"))
    monkeypatch.setattr(login_cookie, "get_cookie_secret", lambda: SECRET)
    monkeypatch.setenv("MESEMS_CLOSED_STORE", "")
    return path


async def serve(request):
    return PlainTextResponse(f"app at {request.url.path}")


async def talk(socket):
    """Streamlit, in so far as it accepts, hears what is said and tells of a file that was made."""
    await socket.accept()
    message = ForwardMsg(backend_operation_response={"deferred_file": {"url": f"/media/{HASH}.csv"}})
    await socket.send_bytes(message.SerializeToString())
    while (await socket.receive())["type"] != "websocket.disconnect":
        pass


def guard():
    """A server of its own, as each counts for itself."""
    every = ["GET", "PUT", "DELETE", "POST"]
    routes = [*server.routes(), WebSocketRoute("/_stcore/stream", talk), Route("/{path:path}", serve, methods=every)]
    return Starlette(routes=routes, middleware=[Middleware(Doorkeeper)])


def told_address(answer):
    """Where the page was told to fetch its file."""
    text = [message["bytes"] for message in answer.messages if message["type"] == "websocket.send"]
    return ForwardMsg.FromString(text[0]).backend_operation_response.deferred_file.url


# ---------------------------------------------------------------- who is let in
@pytest.mark.parametrize("path", GUARDED)
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "POST"])
def test_who_is_not_signed_in_gets_nothing_but_the_way_in(path, method):
    answer = ask(guard(), path, method=method)
    assert answer.status == 401
    assert b"app at" not in answer.body


def test_nor_a_socket():
    assert connect(guard()).status == 1008


@pytest.mark.parametrize(
    "cookie",
    [
        sign(MANAGER, secret="somebody else's secret, long enough too"),  # noqa: S106 - of a test
        sign(MANAGER)[:-4] + "AAAA",
        sign(MANAGER, host="another.example"),
        sign(MANAGER, is_logged_in=False),
        "_streamlit_user=" + "x" * 5000,
        "_streamlit_user=\xe9",
        sign("stranger@elsewhere.example"),
        sign(MANAGER, email_verified=False),
        sign(MANAGER, aud="another"),
        sign(MANAGER, exp=1_000_000_000),
        sign("stats@trial.example"),
    ],
    ids=["forged", "changed", "host", "out", "long", "letters", "stranger", "unverified", "audience", "late", "face"],
)
def test_a_cookie_that_is_worth_nothing_opens_nothing(cookie):
    app = guard()
    assert ask(app, "/_stcore/metrics", cookie=cookie).status in {401, 403}
    assert connect(app, cookie=cookie).status == 1008
    assert b"BACKEND_BASE_URL" not in ask(app, "/failures", cookie=cookie).body


def test_an_empty_secret_signs_for_nobody(monkeypatch):
    monkeypatch.setattr(login_cookie, "get_cookie_secret", str)
    assert connect(guard(), cookie=sign(MANAGER, secret="")).status == 1008


def test_a_reader_gets_what_a_page_needs():
    app, cookie = guard(), sign(PI)
    assert connect(app, cookie=cookie).status == "open"
    assert ask(app, "/_stcore/metrics", cookie=cookie).body == b"app at /_stcore/metrics"
    assert b"BACKEND_BASE_URL" in ask(app, "/failures", cookie=cookie).body


def test_a_cookie_in_parts_is_read_as_one_and_not_without_them():
    cookie = sign(PI, groups=[sha256(bytes([n])).hexdigest() for n in range(200)])
    first, *others = cookie.split("; ")
    assert others
    assert connect(guard(), cookie=cookie).status == "open"
    assert connect(guard(), cookie=first).status == 1008


@pytest.mark.parametrize("gone", [PI, "anything"])
def test_who_is_taken_off_the_access_file_gets_nothing_more(gone, access_file):
    app, cookie = guard(), sign(PI)
    assert connect(app, cookie=cookie).status == "open"
    access_file.write_text("[[people]]\nrole = 3" if gone == "anything" else access_file.read_text().replace(gone, "x"))
    assert connect(app, cookie=cookie).status == 1008
    assert ask(app, "/_stcore/metrics", cookie=cookie).status == 403


@pytest.mark.parametrize("path", ["/static/js/index.js", "/_stcore/health", "/_stcore/host-config", "/auth/login",
                                  "/oauth2callback"])  # fmt: skip
def test_what_signing_in_needs_is_open_to_all(path):
    assert ask(guard(), path).body == f"app at {path}".encode()


def test_half_a_login_lets_nobody_in(monkeypatch):
    def fail():
        raise AccessError("MESEMS_ACCESS names an access file, but no login is set up.")

    monkeypatch.setattr(gate, "read_login", fail)
    app = guard()
    assert connect(app).status == 1008
    assert ask(app, "/media/x.csv").status == 401
    page = ask(app, "/").body.decode()
    assert "no login is set up" in page
    assert 'href="/sign-in"' not in page  # there is nowhere to sign in


# ---------------------------------------------------------------- the page for the rest
@pytest.mark.parametrize("path", ["/", *(f"/{page.path}" for page in PAGES if page.path != "overview")])
def test_every_page_leads_whoever_is_out_to_the_provider_without_any_script(path):
    page = ask(guard(), path)
    assert page.status == 200
    assert b'<a href="/sign-in">Sign in</a>' in page.body
    assert b"<script" not in page.body
    assert (b"cache-control", b"no-store") in page.messages[0]["headers"]


def test_who_is_signed_in_without_access_is_told_why_and_may_sign_out():
    page = ask(guard(), "/", cookie=sign("stranger@elsewhere.example")).body
    assert b"have no access to this dashboard" in page
    assert b'<a href="/auth/logout">Sign out</a>' in page


def test_signing_in_begins_at_streamlits_own_address(monkeypatch):
    monkeypatch.setattr(login_cookie, "encode_provider_token", lambda name: f"token-of-{name}")
    answer = ask(guard(), "/sign-in")
    assert answer.status == 302
    assert dict(answer.messages[0]["headers"])[b"location"] == b"/auth/login?provider=token-of-default"


def test_without_a_login_there_is_nowhere_to_sign_in(monkeypatch):
    monkeypatch.setattr(gate, "read_login", lambda: None)
    assert dict(ask(guard(), "/sign-in").messages[0]["headers"])[b"location"] == b"/"


def test_a_page_can_ask_whether_it_is_still_let_in():
    assert ask(guard(), "/signed-in").body == b'{"reader":false}'
    assert ask(guard(), "/signed-in", cookie=sign(PI)).body == b'{"reader":true}'


# ---------------------------------------------------------------- files
def test_a_file_has_an_address_that_says_nothing_of_its_content_and_is_new_each_time():
    app = guard()
    first, second = (told_address(connect(app, cookie=sign(PI))) for _ in range(2))
    assert first != second
    assert HASH not in first + second
    assert first.startswith("/media/")
    assert first.endswith(".csv")
    assert ask(app, first, cookie=sign(PI)).body == f"app at /media/{HASH}.csv".encode()


def test_a_file_is_for_the_reader_for_whom_it_was_made_and_for_nobody_else():
    app = guard()
    address = told_address(connect(app, cookie=sign(PI)))
    assert ask(app, address).status == 401
    assert ask(app, address, cookie=sign(MANAGER)).status == 404
    assert ask(app, address, cookie=sign(PI)).status == 200


def test_a_file_is_gone_for_a_reader_whose_access_has_changed(access_file):
    app = guard()
    address = told_address(connect(app, cookie=sign(PI)))
    listed = access_file.read_text()
    access_file.write_text(listed.replace('"GEN"', '"TOU"'))
    assert ask(app, address, cookie=sign(PI)).status == 404
    access_file.write_text(listed.replace(PI, "gone@genova.example"))
    assert ask(app, address, cookie=sign(PI)).status == 403


@pytest.mark.parametrize("path", [f"/media/{HASH}.csv", f"/media/{HASH}", "/media/", "/media/x/../y"])
def test_the_hash_of_a_content_is_no_address_with_a_login_or_without(path, monkeypatch):
    app = guard()
    connect(app, cookie=sign(PI))
    assert ask(app, path, cookie=sign(PI)).status == 404
    monkeypatch.setattr(gate, "read_login", lambda: None)
    assert told_address(connect(app)) != f"/media/{HASH}.csv"
    assert ask(app, path).status == 404


def test_below_a_folder_of_a_proxy_the_same_holds(monkeypatch):
    for module in (doorkeeper, server):
        monkeypatch.setattr(module, "find_base", lambda: "/trial")
    app = guard()
    address = told_address(connect(app, cookie=sign(PI)))
    assert ask(app, f"/trial{address}", cookie=sign(PI)).body == f"app at /trial/media/{HASH}.csv".encode()
    assert ask(app, f"/trial/media/{HASH}.csv", cookie=sign(PI)).status == 404
    assert ask(app, "/trial/_stcore/metrics").status == 401
    assert b'<a href="/trial/sign-in">' in ask(app, "/trial/").body


def test_a_message_that_only_speaks_of_such_an_address_is_left_as_it_is():
    content = ForwardMsg(ref_hash="see /media/x.csv").SerializeToString()
    assert doorkeeper.FileAddresses().hide(content, None) == content


# ---------------------------------------------------------------- uploads
@pytest.mark.parametrize("email", [PI, "chair@trial.example"])
def test_who_imports_nothing_uploads_nothing(email):
    answer = ask(guard(), "/_stcore/upload_file/s/f", method="PUT", cookie=sign(email), more=[("content-length", "3")])
    assert answer.status == 403


@pytest.mark.parametrize(("length", "status"), [("3", 200), ("", 411), ("-1", 411), ("60000000", 413)])
def test_an_upload_says_its_length_and_is_no_longer_than_a_bundle_may_be(length, status):
    more = [("content-length", length)]
    assert ask(guard(), "/_stcore/upload_file/s/f", method="PUT", cookie=sign(MANAGER), more=more).status == status


def test_uploads_together_are_held_to_a_limit(monkeypatch):
    uploads, size = Uploads(), 50 << 20
    with uploads.hold(size), uploads.hold(size), uploads.hold(size):
        assert uploads.refuse(size) is None
        with uploads.hold(size):
            assert uploads.refuse(1)[0] == 429
        monkeypatch.setattr(limits, "_count_held", lambda: 2 * size)  # files that wait for their import
        assert uploads.refuse(1)[0] == 429


def test_files_that_streamlit_holds_are_counted(monkeypatch):
    from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
    from streamlit.runtime.uploaded_file_manager import UploadedFileRec

    manager = MemoryUploadedFileManager("/upload")
    manager.add_file("s", UploadedFileRec("f", "bundle.zip", "application/zip", b"12345"))
    monkeypatch.setattr(limits.runtime, "exists", lambda: True)
    monkeypatch.setattr(limits.runtime, "get_instance", lambda: SimpleNamespace(uploaded_file_mgr=manager))
    assert limits._count_held() == 5


# ---------------------------------------------------------------- sockets
def test_a_reader_has_so_many_pages_open_and_leaves_room_for_others(monkeypatch):
    monkeypatch.setattr(limits, "MOST_SOCKETS", 1)
    app = guard()
    sockets = Sockets()
    with sockets.hold(PI):
        assert not sockets.has_room(PI)
        assert sockets.has_room(MANAGER)
    assert sockets.has_room(PI)
    monkeypatch.setattr(limits, "MOST_SOCKETS", 0)
    assert connect(app, cookie=sign(PI)).status == 1013
    monkeypatch.setattr(gate, "read_login", lambda: None)
    assert connect(app).status == "open"  # this machine, which has all that the server holds


def test_who_opens_page_after_page_is_told_to_come_later_and_then_may(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    sockets = Sockets()
    assert [sockets.has_room(PI) for _ in range(600)].count(True) == 40
    now[0] += 4
    assert [sockets.has_room(PI) for _ in range(9)].count(True) == 2


def test_a_pace_lets_a_burst_pass_and_then_so_many_a_second(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    pace = Pace(rate=10, burst=3)
    assert [pace.count() for _ in range(3)] == [0, 0, 0]
    assert pace.count() == pytest.approx(0.1)
    now[0] += 100
    assert pace.count() == 0


def test_a_socket_that_says_too_much_is_heard_more_slowly_and_what_is_long_counts_for_more(monkeypatch):
    waited = []

    async def wait(seconds):
        waited.append(seconds)

    monkeypatch.setattr(doorkeeper, "asyncio", SimpleNamespace(sleep=wait))
    connect(guard(), cookie=sign(PI), says=[b"x"] * 250)
    assert max(waited) == 0
    connect(guard(), cookie=sign(PI), says=[b"x" * 1_000_000] * 60)
    assert max(waited) > 1
