"""An attack on the open face: everything it offers is used to get at allocations that were planted in a closed store.

The closed bundle has values that nobody could take for anything else. It is imported into a store whose place the open
process is not told. Then a script goes through all pages with addresses that ask for more, filters, files, SQL,
uploads and paths of the server. All that the browser received, all that the process wrote and what it has in memory is
searched for those values and for that place. Controls show that the same search finds them where they are.
"""

from __future__ import annotations

import base64
import gzip
import io
import json
import shutil
import subprocess
import sys
import zipfile
import zlib
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from urllib.parse import urlencode

import pytest

from mesems_dash.__main__ import main
from tests.browser.app import run_app
from tests.browser.captured import Recorder, fetch_raw, read_folder, read_memory, search, write_forms, write_number
from tests.browser.screen import PAGES, Screen
from tests.browser.screens import open_context
from tests.browser.test_arms import BETRAYING
from tests.browser.test_every_page import violations
from tests.conftest import SCREENINGS, SITES, SUBJECTS
from tests.worlds import DEMO, read_rows, write_first, write_open, write_rows

AS_OF = "2018-06-30"
REASON = "k7q2x9v4m1z8"
PLACE = "w3n8h5t0r6j2"
UPLOADED = "u4b9e7y1c5d8"
CELLS = 917364528000
WEIGHT = "77.12573"
NEEDLES = {
    "a reason": write_forms(REASON),
    "a number of cells": (*write_forms(str(CELLS)[:9]), b"917,364,528"),
    "a weight": write_forms(WEIGHT),
    "the closed store": write_forms(PLACE),
}
RELEASED = "2018-06-24"
"""A day on which nothing else happens in the open bundle. (In base 64 it would look like that of the cut.)"""
UNREADABLE = "d5s0f8g3a6l1"
WRITTEN = "e2j7p4z9i0o6"
"""What a site may have written about an end: that the product was not ready, say."""
RELEASES = {
    "the day of a release": [form for day in (RELEASED, "24 Jun 2018", "20180624") for form in write_forms(day)[:3]],
    "a release that is no date": write_forms(UNREADABLE),
    "what was written about an end": write_forms(WRITTEN),
}
HOSTILE = {
    "view": ["balance", "dose", "crossover", "flow"],
    "closed": "1",
    "sequence": "MSC",
    "split": ["sequence", "product", "arm"],
    "by": "sequence",
    "store": "../../vault",
    "ruleset": "../../../etc/passwd",
    "subject": "BAD-0001",
    "role": "statistician",
    "where": "1=1; attach 'x'",
}
"""Parameters of an address that ask for more than there is."""
TRICKS = (
    "/healthz",
    "/nowhere",
    "/arms/closed",
    "/..%2f..%2f..%2fetc/passwd",
    "/static/../../../../etc/passwd",
    "/media/../../../etc/passwd",
    "/media/0123456789abcdef.csv",
    "/component/mesems/../../../../etc/passwd",
    "/component/nothing/index.html",
    "/app/static/../../data",
    "/_stcore/health",
    "/_stcore/host-config",
    "/_stcore/metrics",
    "/_stcore/upload_file/0/0",
    "/_stcore/stream",
    "/~/+/",
    "/mesems/../../vault",
    "/arms?%00=%ff&closed=1",
)
REACHING = (
    "from closed.allocations",
    "attach '{around}/*/*.duckdb' as closed",
    "select content from read_text('{around}/*/*')",
    "from glob('{around}/**')",
    "from duckdb_databases()",
    "select sequence, product, cells_viable from information_schema.columns",
    "copy infusions to '{around}/stolen.csv'",
)
"""Statements that reach beyond what may be read."""
READING = ("from harvests", "from dispositions", "from findings", "from rejects")
"""Statements whose rows come back: nothing may be in them."""
THREE_PEOPLE = {"sites.csv": SITES, "subjects.csv": SUBJECTS, "screenings.csv": SCREENINGS}
ALL_FILES = ("arms", "sites", "person", "data")
"""Pages from which every kind of file is taken; from others CSV alone."""


@dataclass
class Captured:
    """What the attack brought home."""

    recorder: Recorder
    said: dict[str, str] = field(default_factory=dict)
    files: dict[str, list[bytes]] = field(default_factory=dict)
    alerts: list[str] = field(default_factory=list)
    written: list[tuple[str, bytes]] = field(default_factory=list)
    found_in_memory: list[tuple[str, str]] = field(default_factory=list)
    memory_bytes: int = 0

    @property
    def served(self):
        files = [(f"file from {page}", content) for page, contents in self.files.items() for content in contents]
        return [*self.recorder.served, *files]


@pytest.fixture(scope="module")
def trial(tmp_path_factory):
    """The folder of the open store, and one beside it with planted allocations that only the import knew."""
    folder = tmp_path_factory.mktemp("attack")
    harvests = plant_releases(read_rows(write_open(folder / "open") / "harvests.csv"))
    write_rows(folder / "open" / "harvests.csv", harvests)
    ends = [{**row, "reason": WRITTEN} for row in read_rows(folder / "open" / "dispositions.csv")]
    write_rows(folder / "open" / "dispositions.csv", [*ends, ends[0]])
    doses = [
        {**row, "cells_viable": str(CELLS + n), "weight_kg": f"{WEIGHT}{n:03d}", "reason_not_given": f"{REASON} {n}"}
        for n, row in enumerate(read_rows(write_first(folder / "closed") / "doses.csv"))
    ]
    write_rows(folder / "closed" / "doses.csv", doses)
    stores = ("--store", folder / "shop" / "store", "--closed-store", folder / "elsewhere" / PLACE)
    wanted = ("import", folder / "open", "--closed", folder / "closed", *stores, "--as-of", AS_OF)
    with redirect_stdout(io.StringIO()):
        assert main(tuple(map(str, wanted))) == 0  # another process than the one that is attacked
    return folder


def plant_releases(harvests):
    """The harvests, with a day of release for one that nobody may read, and one that nobody can."""
    assert len(harvests) > 10
    assert all(RELEASED.encode() not in path.read_bytes() for path in (DEMO / "open").iterdir())
    planted = [{**row, "released_on": RELEASED} for row in harvests[:5]]
    return [*planted, *planted[:1], {**harvests[5], "released_on": UNREADABLE}, *harvests[6:]]


def name_numbers(trial):
    """The planted numbers of some people as a database keeps them."""
    rows = read_rows(trial / "closed" / "doses.csv")[:4]
    numbers = [write_number(float(row[name])) for row in rows for name in ("cells_viable", "weight_kg")]
    return {"a number in eight bytes": numbers}


@pytest.fixture(scope="module")
def captured(trial, browser):
    """All that the attack brings home; the open process has ended when it is looked at."""
    shop = trial / "shop"
    (shop / "tmp").mkdir()
    own = {"TMPDIR": str(shop / "tmp"), "MESEMS_ACCESS_LOG": str(shop / "access-log.jsonl"), "HOME": str(shop)}
    with run_app(shop / "store", more=own) as app:
        page = open_context(browser).new_page()
        brought = Captured(Recorder(page))
        attack(Screen(page, app.url), brought, around=str(trial / "elsewhere"))
        if sys.platform == "linux":
            brought.memory_bytes, brought.found_in_memory = look_into(app.pid, trial)
        page.context.close()
        brought.written += [("log of the process", app.log.read_bytes()), *read_folder(shop)]
    return brought


@pytest.fixture(scope="module")
def glance(trial, screens):
    """What one page brings home that a hostile address opens: the part of the attack that `make test` has time for."""
    store = shutil.copytree(trial / "shop" / "store", trial / "glance" / "store")
    with run_app(store, more={"MESEMS_ACCESS_LOG": str(trial / "glance" / "access-log.jsonl")}) as app:
        screen = screens.take(app)
        brought = Captured(Recorder(screen.page))
        brought.said["arms"] = screen.open("arms", **HOSTILE).page.content()
        brought.files["arms"] = [screen.download_file("XLSX")]
        brought.alerts += violations(screen)
        brought.recorder.served += [(trick, fetch_raw(screen.url + trick)) for trick in TRICKS]
        brought.recorder.gather()
        bring(screen.turn_to("data"), zip_of(THREE_PEOPLE))
        screen.page.get_by_role("button", name="Show the new data cut").click()
        brought.said["after an import"] = screen.rest().text
        brought.written += read_folder(store.parent)
        screen.watch.check()
    screen.page.get_by_role("dialog").get_by_text("The dashboard does not answer").wait_for()
    screen.page.goto("about:blank")
    screen.watch.forget()  # the server is gone
    screens.give_back(screen)
    return brought


def attack(screen, captured, *, around):
    """Does everything that a reader can do and some things that none would."""
    screen.open("arms", **HOSTILE)
    for path in PAGES:
        screen.turn_to(path, **HOSTILE)
        captured.recorder.served.append((path, fetch_raw(f"{screen.url}/{path}?{urlencode(HOSTILE, doseq=True)}")))
        captured.recorder.gather()
    screen.turn_to("arms", cut="../../elsewhere/*")
    captured.recorder.gather()
    for path in ("arms", "funnel", "sites", "data"):
        screen.turn_to(path)
        take_all(screen, captured, path)
    open_person(screen)
    take_all(screen, captured, "person")
    narrow(screen, captured)
    ask_in_sql(screen, captured, around)
    hand_in(screen, captured)
    captured.recorder.served += [(trick, fetch_raw(screen.url + trick)) for trick in TRICKS]


def take_all(screen, captured, path):
    """Keeps what a page says and takes every file that it offers."""
    captured.said[path] = screen.page.content()
    openers = screen.page.get_by_test_id("stMain").get_by_role("button", name="Download")
    kinds = ("CSV", "XLSX", "Parquet") if path in ALL_FILES else ("CSV",)
    taken = [screen.download_file(kind, place=place) for place in range(openers.count()) for kind in kinds]
    captured.files[path] = taken
    captured.recorder.gather()


def open_person(screen):
    screen.turn_to("person")
    box = screen.page.get_by_label("Subject id")
    box.fill("BAD-0002")
    box.press("Enter")
    screen.page.get_by_text("BAD-0002 was").first.wait_for()
    return screen.rest()


def narrow(screen, captured):
    """Filters until few are left, and follows the navigation with the state of the session."""
    screen.turn_to("arms", site="BAD", subtype="RRMS").choose("Sex", "Women")
    captured.recorder.gather()
    screen.go_to("Funnel").go_to("Arms")
    captured.said["arms, narrowed"] = screen.page.content()
    captured.recorder.gather()


def ask_in_sql(screen, captured, around):
    """Runs each statement and keeps what came of it."""
    screen.turn_to("sql", **HOSTILE)
    field = screen.page.get_by_role("textbox", name="Statement")
    for statement in (*REACHING, *READING):
        field.fill(statement.format(around=around))
        field.press("Control+Enter")
        screen.rest()
        screen.page.locator(".mesems-sql-running").wait_for(state="detached")
        screen.rest()
        captured.alerts.append(screen.page.locator(".mesems-sql-end, .mesems-sql-told").inner_text())
        captured.recorder.gather()


def hand_in(screen, captured):
    """Uploads bundles that carry what belongs behind the wall, in a file of its own and as a column."""
    for closed in (
        {"allocations.csv": f"subject_id,sequence\nBAD-0001,{UPLOADED}\n"},
        {"subjects.csv": f"subject_id,site_id,arm\nBAD-0001,BAD,{UPLOADED}\n"},
    ):
        files = {"sites.csv": "site_id\nBAD\n", "subjects.csv": "subject_id,site_id\n", "screenings.csv": ""} | closed
        upload(screen.open("data"), zip_of(files))
        captured.alerts.append(screen.page.get_by_role("alert").inner_text())
        captured.recorder.gather()


def zip_of(files):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in files.items():
            archive.writestr(f"bundle/{name}", text)
    return packed.getvalue()


def upload(screen, content):
    """Chooses a zip that is refused, and presses Import."""
    bring(screen, content)
    screen.page.get_by_role("alert").wait_for()
    return screen.rest()


def bring(screen, content):
    """Chooses a zip and presses Import."""
    field = screen.page.get_by_test_id("stFileUploader").locator("input[type=file]")
    field.set_input_files({"name": "bundle.zip", "mimeType": "application/zip", "buffer": content})
    screen.page.get_by_text("bundle.zip").first.wait_for()
    screen.rest()
    screen.page.get_by_role("button", name="Import", exact=True).click()
    return screen.rest()


def look_into(pid, trial):
    """How much memory was read, and what of the planted is in it, in the forms in which a process keeps texts."""
    needles = {planted: forms[:2] for planted, forms in NEEDLES.items()} | name_numbers(trial)
    found, size = set(), 0
    for _, piece in read_memory(pid):
        size += len(piece)
        found.update(search([("memory", piece)], needles))
    return size, sorted(found)


# ---------------------------------------------------------------- what a glance brought
def test_nothing_that_one_page_serves_to_a_hostile_address_is_planted(glance):
    assert search(glance.served, NEEDLES | RELEASES) == []
    assert search(glance.served, {"what is shown": [b"started without the closed store"]}) != []  # so it would be found


def test_a_hostile_address_makes_one_page_say_no_sequence(glance):
    assert search([("page", glance.said["arms"].encode())], {word: [word.encode()] for word in BETRAYING}) == []


def test_a_zip_handed_in_becomes_a_cut_that_is_shown(glance):
    assert sum(name.startswith("name of") and name.endswith(".duckdb") for name, _ in glance.written) == 2
    assert "3 of 3 people" in glance.said["after an import"]


def test_nothing_that_was_written_for_one_page_is_planted(glance, trial):
    assert search(glance.written, NEEDLES | name_numbers(trial)) == []


def test_axe_finds_nothing_serious_on_the_page_without_a_closed_store(glance):
    assert glance.alerts == []


# ---------------------------------------------------------------- what the attack brought
@pytest.mark.thorough
def test_nothing_that_was_served_has_a_planted_value(captured):
    assert search(captured.served, NEEDLES) == []


@pytest.mark.thorough
def test_nothing_that_was_written_has_a_planted_value(captured, trial):
    names = {name for name, _ in captured.written}
    assert {"log of the process", "access-log.jsonl"} <= names
    assert any(name.endswith(".duckdb") for name in names)
    assert search(captured.written, NEEDLES | name_numbers(trial)) == []


@pytest.mark.thorough
@pytest.mark.skipif(sys.platform != "linux", reason="memory of another process is read by /proc, which Linux has")
def test_nothing_in_the_memory_of_the_open_process_is_planted(captured):
    assert captured.memory_bytes > 50 << 20
    assert captured.found_in_memory == []


@pytest.mark.thorough
def test_no_day_of_a_release_and_no_word_about_an_end_was_served(captured):
    assert search(captured.served, RELEASES) == []


@pytest.mark.thorough
@pytest.mark.parametrize("page", ["arms", "arms, narrowed", "funnel", "sites", "person"])
def test_no_page_and_no_file_says_a_sequence(captured, page):
    words = {word: [word.encode()] for word in BETRAYING}
    assert search([("page", captured.said[page].encode())], words) == []
    assert search([("file", content) for content in captured.files.get(page, [])], words) == []


@pytest.mark.thorough
def test_what_was_handed_in_is_not_quoted(captured):
    *_, of_a_file, of_a_column = captured.alerts
    assert "allocations.csv" in of_a_file
    assert '"arm"' in of_a_column
    assert search([*captured.served, *captured.written], {"what was handed in": write_forms(UPLOADED)}) == []


@pytest.mark.thorough
def test_statements_that_reach_beyond_the_cut_give_nothing(captured):
    reached, read = captured.alerts[: len(REACHING)], captured.alerts[len(REACHING) : len(REACHING) + len(READING)]
    assert [said for said in reached if said.startswith(tuple("0123456789"))] == []
    assert [said for said in read if not said.startswith(tuple("123456789"))] == []


# ---------------------------------------------------------------- controls: the attack was one, and the search finds
@pytest.mark.thorough
def test_the_attack_saw_pages_frames_and_files_of_every_kind(captured):
    names = [name for name, _ in captured.recorder.served]
    assert names.count("socket") > 100
    assert sum(name.startswith("headers of") for name in names) > 20
    assert search(captured.served, {"a person": [b"BAD-0002"]}) != []
    assert {len(captured.files[page]) > 0 for page in ("arms", "sites", "data")} == {True}
    heads = {content[:4] for contents in captured.files.values() for content in contents}
    assert {b"PK\x03\x04", b"PAR1"} <= heads


@pytest.mark.thorough
def test_a_recorder_hears_what_the_closed_face_says(browser, app):
    page = open_context(browser).new_page()
    recorder = Recorder(page)
    Screen(page, app.url).open("arms")
    recorder.gather()
    page.context.close()
    assert search(recorder.served, {"a sequence": [b"Cells first"]}) != []


def test_the_search_finds_every_planted_value_where_it_is(trial):
    closed = list(read_folder(trial / "closed"))
    assert {planted for _, planted in search(closed, NEEDLES)} == {"a reason", "a number of cells", "a weight"}
    store = list(read_folder(trial / "elsewhere"))
    assert {"a reason", "the closed store"} <= {planted for _, planted in search(store, NEEDLES)}
    assert {planted for _, planted in search(read_folder(trial / "open"), RELEASES)} == set(RELEASES)


@pytest.mark.parametrize("planted", NEEDLES)
def test_the_search_finds_every_form_also_in_what_is_packed(planted):
    text = {"a reason": REASON, "a number of cells": str(CELLS), "a weight": f"{WEIGHT}001", "the closed store": PLACE}
    plain = text[planted].encode()
    packed = [zip_of({"sheet.xml": text[planted]}), gzip.compress(plain), b"%PDF stream\n" + zlib.compress(plain)]
    encoded = [base64.b64encode(b"." * lead + plain + b"..") for lead in range(3)]
    said = [plain, json.dumps([text[planted]]).encode(), text[planted].encode("utf-16"), plain.hex().encode()]
    for content in (*said, *encoded, *packed[:2], packed[2] + b"\nendstream"):
        assert search([("thing", content)], NEEDLES) == [("thing", planted)]


@pytest.mark.thorough
@pytest.mark.skipif(sys.platform != "linux", reason="memory of another process is read by /proc, which Linux has")
def test_the_search_finds_planted_values_in_the_memory_of_a_process_with_the_closed_store(trial):
    (cut,) = (trial / "elsewhere" / PLACE).glob("*.duckdb")
    holding = (
        "import duckdb, sys; rows = duckdb.connect(sys.stdin.readline().strip(), read_only=True)"
        ".execute('from doses').fetchall(); print(len(rows), flush=True); sys.stdin.readline()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", holding], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        process.stdin.write(f"{cut}\n")
        process.stdin.flush()
        assert int(process.stdout.readline()) > 20
        _, found = look_into(process.pid, trial)
        process.stdin.close()
    assert {planted for _, planted in found} >= {"a reason", "the closed store", "a number in eight bytes"}
