"""What the server gives beside Streamlit's own: plotly.js once for good, and a start page that asks nobody else."""

from __future__ import annotations

import asyncio
import gzip
import json
from datetime import UTC, date, datetime
from importlib.resources import files

import pytest
from starlette.requests import Request

from mesems_dash.pages.app import server
from mesems_dash.pages.parts.plotly_js import plotly_address
from mesems_dash.pages.state.names import PAGES
from mesems_dash.store.withdrawn import WITHDRAWN_FILE, Withdrawn, format_withdrawn
from tests.pages.page_script import demo_stores


def ask(path, **headers):
    """The answer of the route with this path."""
    (route,) = [route for route in server.routes() if route.path == path]
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": "GET", "path": path, "headers": raw, "query_string": b""}
    return asyncio.run(route.endpoint(Request(scope)))


def test_plotly_comes_compressed_and_is_kept_for_good():
    answer = ask(f"/{plotly_address()}", accept_encoding="gzip, br")
    assert answer.headers["content-encoding"] == "gzip"
    assert "immutable" in answer.headers["cache-control"]
    assert b"plotly.js v" in gzip.decompress(answer.body)[:200]
    assert len(answer.body) < 2_000_000


def test_a_browser_without_gzip_gets_plotly_as_it_is():
    answer = ask(f"/{plotly_address()}")
    assert "content-encoding" not in answer.headers
    assert b"plotly.js v" in answer.body[:200]


@pytest.mark.parametrize("path", ["/", *(f"/{page.path}" for page in PAGES)])
def test_every_page_has_the_start_page(path):
    answer = ask(path)
    assert answer.media_type == "text/html"
    assert answer.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(("stores", "status"), [("demo", 200), ("empty", 503)])
def test_health_is_whether_there_is_a_cut_to_show_and_nothing_else(stores, status, monkeypatch, tmp_path):
    monkeypatch.setenv("MESEMS_STORE", str(demo_stores().open if stores == "demo" else tmp_path))
    answer = ask("/healthz")
    assert answer.status_code == status
    assert set(json.loads(answer.body)) == {"status"}


TWELVE = tuple(f"2018-{month:02}-28_20200101T000000000000" for month in range(1, 13))


def write_files(store, names, size):
    for name in names:
        with (store / f"{name}.duckdb").open("wb") as file:
            file.truncate(size)


def refuse_to_open(*_args, **_more):
    raise AssertionError("a cut was opened")


@pytest.mark.parametrize(
    ("prepare", "status"),
    [
        # twelve files that look like cuts, of which the oldest alone is complete
        (lambda store: (write_files(store, TWELVE[1:], 0), write_files(store, TWELVE[:1], 1_000_000)), 200),
        # copied, and cut off within its headers
        (lambda store: write_files(store, TWELVE, 12_288), 503),
        # an import under way
        (lambda store: write_files(store, [f".{name}" for name in TWELVE], 1_000_000), 503),
        # no name of a cut
        (lambda store: write_files(store, ["backup"], 1_000_000), 503),
        # a folder of that name
        (lambda store: (store / f"{TWELVE[0]}.duckdb").mkdir(), 503),
        # no store at all
        (lambda store: store.rmdir(), 503),
    ],
    ids=["one of twelve", "cut off", "being imported", "foreign", "folder", "no store"],
)
def test_health_looks_at_names_and_sizes_and_opens_no_cut(prepare, status, monkeypatch, tmp_path):
    prepare(tmp_path)
    monkeypatch.setenv("MESEMS_STORE", str(tmp_path))
    monkeypatch.setattr("duckdb.connect", refuse_to_open)
    assert ask("/healthz").status_code == status


def test_a_store_of_withdrawn_cuts_alone_has_nothing_to_show(monkeypatch, tmp_path):
    write_files(tmp_path, TWELVE[:1], 1_000_000)
    day = datetime(2020, 1, 2, tzinfo=UTC)
    line = Withdrawn(TWELVE[0], date(2018, 1, 28), day, day, "wrong export")
    (tmp_path / WITHDRAWN_FILE).write_text(format_withdrawn((line,)), encoding="utf-8")
    monkeypatch.setenv("MESEMS_STORE", str(tmp_path))
    assert ask("/healthz").status_code == 503


def test_the_start_page_bears_the_title_and_fetches_plotly_early():
    page = ask("/").body.decode()
    assert "<title>MESEMS recruitment</title>" in page
    assert f'href="./{plotly_address()}"' in page
    assert "BACKEND_BASE_URL" in page


@pytest.mark.parametrize("script", ["window.WebSocket = class", "Element.prototype.animate ="])
def test_the_start_pages_own_scripts_run_before_streamlits(script):
    page = ask("/").body.decode()
    assert page.index(script) < page.index('<script type="module"')


def test_the_style_rules_are_there_from_the_first_moment_and_after_streamlits_own():
    page = ask("/").body.decode()
    assert page.index('<div id="root">') < page.index(".mesems-banner") < page.index("</body>")


def test_the_mark_is_a_picture_of_our_own():
    assert ask("/favicon.png").body.startswith(b"\x89PNG")


def test_the_start_page_brings_our_words_for_a_server_that_is_away():
    ours = files("mesems_dash.pages").joinpath("static", "answer.js").read_text(encoding="utf-8")
    assert ours.strip() in ask("/").body.decode()
