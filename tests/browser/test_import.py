"""Import from the browser: a bad zip changes nothing, a good one becomes a cut, and others are offered it."""

from __future__ import annotations

import io
import zipfile

import pytest

from tests.browser.app import DEMO, run_app, run_cli


@pytest.fixture(scope="module")
def own_app(three_people, tmp_path_factory):
    """An app over a store of three people, which these tests may write to."""
    store = three_people(tmp_path_factory.mktemp("own") / "open")
    with run_app(store) as running:
        yield running


@pytest.fixture
def own(new_screen, own_app):
    return new_screen(own_app)


def zip_of(files):
    """The bytes of a zip with these files in it."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def read_files(folder):
    return {f"bundle/{path.name}": path.read_bytes() for path in sorted(folder.iterdir())}


def upload(screen, content):
    """Chooses a zip and presses Import."""
    field = screen.page.get_by_test_id("stFileUploader").locator("input[type=file]")
    field.set_input_files({"name": "bundle.zip", "mimeType": "application/zip", "buffer": content})
    screen.page.get_by_text("bundle.zip").first.wait_for()
    screen.rest()
    screen.page.get_by_role("button", name="Import", exact=True).click()
    return screen.rest()


def cuts(app):
    return sorted((path.name, path.stat().st_size, path.stat().st_mtime_ns) for path in app.store.glob("*.duckdb"))


WITHOUT_SUBJECTS = {
    "bundle/sites.csv": "site_id\nS01\n",
    "bundle/screenings.csv": "subject_id,screening_no,screened_on\n",
}
BAD = {
    "no zip": (b"this is no zip", "zip"),
    "a file is missing": (zip_of(WITHOUT_SUBJECTS), "subjects.csv"),
    "a closed column": (
        zip_of({**read_files(DEMO / "open"), "bundle/subjects.csv": "subject_id,site_id,arm\nP1,S01,x\n"}),
        "arm",
    ),
    "a way out of the folder": (zip_of({"../sites.csv": "site_id\nS01\n"}), "zip"),
}


@pytest.mark.thorough
@pytest.mark.parametrize(("content", "word"), BAD.values(), ids=BAD)
def test_a_bad_zip_gives_a_message_and_leaves_the_cuts_alone(own, own_app, content, word):
    before = cuts(own_app)
    upload(own.open("data"), content)
    said = own.page.get_by_role("alert").inner_text()
    assert word in said
    assert "Traceback" not in own.text
    assert cuts(own_app) == before
    assert list(own_app.store.glob(".importing-*")) == []


@pytest.mark.thorough
@pytest.mark.parametrize("bundle", ["three people", "demo"])
def test_a_good_zip_becomes_a_cut_that_is_offered_and_shown(own, own_app, bundle, write_bundle, tmp_path):
    folder = DEMO / "open" if bundle == "demo" else write_bundle(tmp_path)
    before = cuts(own_app)
    upload(own.open("data"), zip_of(read_files(folder)))
    assert own.page.get_by_role("alert").count() == 0
    assert len(cuts(own_app)) == len(before) + 1
    assert set(before) < set(cuts(own_app))
    own.page.get_by_role("button", name="Show the new data cut").click()
    own.rest()
    assert "As of 30 Jun 2018" not in own.text


@pytest.mark.thorough
def test_a_cut_imported_elsewhere_is_offered_to_those_who_look(own, own_app):
    own.open("funnel")
    done = run_cli("import", DEMO / "open", "--store", own_app.store)
    assert done.returncode == 0, done.stderr
    own.choose("Sex", "Women")
    own.page.get_by_text("A new data cut").wait_for()
    own.page.get_by_role("button", name="Show it").click()
    own.rest()
    assert own.page.get_by_text("A new data cut").count() == 0
