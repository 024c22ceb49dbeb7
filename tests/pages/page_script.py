"""One page without a browser: over three people, or over the demo, with or without its closed store."""

from __future__ import annotations

import json
import re
from datetime import date
from functools import cache
from html import unescape
from pathlib import Path
from tempfile import mkdtemp

from streamlit.testing.v1 import AppTest

from mesems_dash.access import LOCAL, Reader
from mesems_dash.store.demo_cuts import Stores
from tests.prebuilt import copy_demo


@cache
def demo_stores() -> Stores:
    """Stores with the demo as of two dates, made once for all tests of a run."""
    folder = Path(mkdtemp(prefix="mesems-test-"))
    copy_demo(folder, as_of=(date(2017, 12, 31), date(2018, 6, 30)))
    return Stores(folder / "open", folder / "closed", own=folder / "own")


def show_page(page: str, stores: Stores, *, reader: Reader = LOCAL, **address: str | list[str]) -> AppTest:
    """Render one page as its link would open it to a reader, with the filter panel; `from_` stands for `from`."""
    options = {
        "page": page, "open_store": stores.open, "closed_store": stores.closed, "own": stores.own, "reader": reader
    }  # fmt: skip
    app = AppTest.from_function(_script, default_timeout=30, kwargs=options)
    for key, value in address.items():
        app.query_params[key.rstrip("_")] = value
    return app.run()


_READ: dict[str, AppTest] = {}


def read_page(page: str, **address: str | list[str]) -> AppTest:
    """The page over the demo, for tests that only read it: rendered once in a run for equal addresses."""
    key = repr((page, sorted(address.items())))
    if key not in _READ:
        _READ[key] = show_page(page, demo_stores(), **address)
    return _READ[key]


def _script(page, open_store, closed_store, own, reader):
    from importlib import import_module

    from mesems_dash.pages.app import conditions
    from mesems_dash.pages.state import address, cache, filters, refusals
    from mesems_dash.pages.state.view import View
    from mesems_dash.store.cuts import list_cut_ids
    from mesems_dash.store.demo_cuts import Stores

    stores = Stores(open_store, closed_store, own)
    address.arrive(page)
    known = cache.known_cuts(open_store, list_cut_ids(open_store))
    newest, *older = [cache.open_cached(info, stores, reader.scope) for info in known]
    asked = conditions.read_conditions(page, newest, filters.read_offer(newest))
    refusals.show_refusals(asked.refusals, conditions.remove)
    previous = older[0] if older else None
    view = View(newest, previous, asked.selection, asked.sentence, stores, reader)
    with address.settling():
        import_module(f"mesems_dash.pages.{page}").render(view)


# ---------------------------------------------------------------- what it shows
def html(app: AppTest) -> str:
    """All HTML of the page, one element after the other."""
    return "\n".join(str(element.proto.body) for element in app.main if element.type == "html")


def _held(app: AppTest) -> str:
    """The tables that a component holds, as those whose rows open a person."""
    parts = [element.proto for element in app.main if element.type == "bidi_component"]
    return "\n".join(json.loads(part.json)["html"] for part in parts if part.component_name == "mesems_table")


def finding(app: AppTest) -> str:
    """The sentence under the page's name."""
    return re.findall(r'class="mesems-finding">(.*?)</p>', html(app))[0]


def headings(app: AppTest) -> list[str]:
    """Headings of level 2 as they are read."""
    return [unescape(words) for words in re.findall(r'<h2 class="mesems-heading".*?>(.*?)</h2>', html(app))]


def table(app: AppTest, caption: str) -> list[dict[str, str]]:
    """Rows of a table of numbers, by column heading."""
    found = re.findall(r"<table><caption>(.*?)</caption>(.*?)</table>", html(app) + _held(app), flags=re.DOTALL)
    body = next(body for said, body in found if caption in said)
    rows = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in re.findall(r"<tr[^>]*>(.*?)</tr>", body)]
    plain = [[re.sub(r"<[^>]*>", "", cell) for cell in row] for row in rows]
    return [dict(zip(plain[0], row, strict=True)) for row in plain[1:]]
