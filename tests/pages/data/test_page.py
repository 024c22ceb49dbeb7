"""The Data page: where the numbers come from, what was refused and why, and importing from the browser."""

from __future__ import annotations

import io
import shutil
import zipfile
from datetime import date

import pytest

from mesems_dash.pages.parts import downloads
from mesems_dash.store.cuts import list_cuts
from mesems_dash.store.demo_cuts import Stores
from tests.pages.page_script import finding, headings, html, show_page, table

GROUPED = ("File", "Column", "Rows", "First rows")
EDSS = "subject_id,assessed_on,score\nP1,2014-01-01,5.25\nP9,2014-01-01,3\nP2,2014-01-01,4\n"


@pytest.fixture
def stores(tmp_path, imported):
    """A store shown of one cut with a reject and a doubted value, and an empty one of one's own."""
    shown = tmp_path / "shown"
    shown.mkdir()
    shutil.copy2(imported(as_of=date(2018, 6, 30), edss=EDSS), shown)
    return Stores(shown, None, tmp_path / "own")


@pytest.fixture
def zip_bundle(tmp_path, write_bundle):
    """Zips a bundle of three people with the files given."""

    def zipped(**files):
        folder = write_bundle(tmp_path / "to-zip" / "trial", **files)
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            for path in folder.iterdir():
                archive.write(path, f"trial/{path.name}")
        return buffer.getvalue()

    return zipped


def bring(app, content, *, name="trial.zip", as_of=date(2018, 6, 30), strict=False):
    """Fills in the form and starts the import."""
    if content is not None:
        app.file_uploader[0].set_value((name, content, "application/zip"))
    app.date_input(key="data-as-of").set_value(as_of)
    app.checkbox(key="data-strict").set_value(strict)
    next(button for button in app.button if button.label == "Import").click()
    return app.run()


# ---------------------------------------------------------------- what is there
def test_files_add_up_row_by_row(stores):
    app = show_page("data", stores)
    assert not app.exception
    for row in table(app, "Rows of each file"):
        kept, rejected, after = (int(row[name]) for name in ("Kept", "Rejected", "After the data cut"))
        assert int(row["Rows in"]) == kept + rejected + after


def test_the_manifest_says_what_the_cut_is(stores):
    text = {row["What"]: row["Value"] for row in table(show_page("data", stores), "This data cut and its source")}
    assert text["As of"] == "30 Jun 2018"
    assert text["Bundle"] == "bundle"
    assert text["Synthetic"] == "no"


def test_rejects_and_doubts_are_counted_and_shown_with_their_place(stores):
    app = show_page("data", stores)
    assert finding(app) == "1 row rejected, 1 value queried"
    rejects, doubts = (table(app, caption)[0] for caption in ("Rejected rows", "Queried values"))
    assert [rejects[name] for name in GROUPED] == ["edss.csv", "subject_id", "1", "line 3 &#34;P9&#34;"]
    assert [doubts[name] for name in GROUPED] == ["edss.csv", "score", "1", "line 2 &#34;5.25&#34;"]
    assert rejects["Cause"] == "no accepted row of subjects.csv has this id"
    assert doubts["Action"] == "Not usable, counts as not recorded"


def test_a_clean_cut_says_so(store):
    app = show_page("data", Stores(store, None, store))
    assert "No row was rejected." in html(app)
    assert "No value was queried." in html(app)


def test_the_page_stays_when_the_filters_leave_nobody(stores):
    app = show_page("data", stores, sex="M", subtype="RRMS")
    assert not app.exception
    assert "Files" in headings(app)


def test_no_filter_is_claimed_where_none_is_applied(stores, monkeypatch):
    said = []
    monkeypatch.setattr(downloads, "_show_control", lambda _, origin, **__: said.append(origin))
    app = show_page("data", stores, sex="F")
    assert "As of 30 Jun 2018 · 3 of 3 people · Whole data cut, no filter" in html(app)
    assert html(app).count(" of 3 people") == 1
    assert {(one.name, one.filter_sentence, one.rule_set) for one in said} == {
        ("rejects", "Whole data cut, no filter", "none"),
        ("findings", "Whole data cut, no filter", "none"),
    }


# ---------------------------------------------------------------- import
def test_a_good_zip_becomes_a_cut_of_ones_own(stores, zip_bundle, unjudged):  # noqa: ARG001 - patches
    app = bring(show_page("data", stores), zip_bundle())
    assert not app.exception
    (cut,) = list_cuts(stores.own)
    assert (cut.as_of, cut.bundle_name) == (date(2018, 6, 30), "trial")
    assert "Imported as of 30 Jun 2018: 0 rows rejected, 0 values queried." in html(app)
    assert "Show the new data cut" in [button.label for button in app.button]
    assert len(list_cuts(stores.open)) == 1


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"no zip at all", "trial.zip: cannot be read as a zip"),
        (None, "No file is chosen"),
    ],
)
def test_a_bad_upload_gives_one_clear_message_and_no_cut(stores, content, message):
    app = bring(show_page("data", stores), content)
    assert not app.exception
    assert message in html(app)
    assert list_cuts(stores.own) == ()


def test_a_bundle_without_a_required_file_names_it(stores, zip_bundle):
    app = bring(show_page("data", stores), zip_bundle(subjects=None))
    assert "subjects.csv" in html(app).split("That did not work")[1]
    assert list_cuts(stores.own) == ()


def test_closed_data_are_refused_naming_the_file(stores, zip_bundle):
    app = bring(show_page("data", stores), zip_bundle(allocations="subject_id,sequence\nP1,MSC_FIRST\n"))
    said = html(app).split("That did not work")[1]
    assert "allocations.csv" in said
    assert "MSC_FIRST" not in said
    assert list_cuts(stores.own) == ()


def test_strict_refuses_what_would_otherwise_be_kept(stores, zip_bundle, unjudged):  # noqa: ARG001 - patches
    bundle = zip_bundle(edss=EDSS)
    assert "That did not work" in html(bring(show_page("data", stores), bundle, strict=True))
    assert list_cuts(stores.own) == ()
    assert "1 row rejected, 1 value queried" in html(bring(show_page("data", stores), bundle))


def test_the_form_says_that_the_demo_gives_way(stores, store):
    assert "Your own data will replace the demo." in html(show_page("data", stores))
    assert "gives way" not in html(show_page("data", Stores(store, None, store)))
