"""Which file names are refused because they nearly are one of the data model, and which are foreign."""

from __future__ import annotations

import io
import zipfile

import pytest

from mesems_dash.errors import BundleError
from mesems_dash.store.archive import unpack_bundle
from mesems_dash.store.file_names import find_near_name
from mesems_dash.store.importer import import_bundle

NEAR = [
    ("Malignancies.csv", "malignancies.csv"),  # case
    ("relapses.CSV", "relapses.csv"),
    ("Therapies (2).csv", "therapies.csv"),  # a second download
    ("relapses(1).csv", "relapses.csv"),
    ("relapses_1.csv", "relapses.csv"),
    ("relapses - Copy.csv", "relapses.csv"),  # copied in Explorer
    ("relapses - Copy (2).csv", "relapses.csv"),
    ("Copy of relapses.csv", "relapses.csv"),
    ("labs - Kopie.csv", "labs.csv"),
    ("relapses.csv.csv", "relapses.csv"),  # endings hidden
    ("relapses.csv.txt", "relapses.csv"),
    ("relapses.cvs", "relapses.csv"),
    ("relapses", "relapses.csv"),
    ("relapses .csv", "relapses.csv"),  # blanks
    ("relapses\u200b.csv", "relapses.csv"),  # invisible
    ("relapse.csv", "relapses.csv"),  # a letter less,
    ("relappses.csv", "relapses.csv"),  # more,
    ("relapsas.csv", "relapses.csv"),  # other,
    ("relpases.csv", "relapses.csv"),  # or two swapped
    ("malignancy.csv", "malignancies.csv"),  # the singular
    ("relapses_2018-06-30.csv", "relapses.csv"),
    ("Allocation.csv", "allocations.csv"),  # of the closed bundle
    ("DOSES.csv", "doses.csv"),
]
FOREIGN = ["relapses.csv", "SYNTHETIC", "README", "notes.txt", "codebook.csv", "relapses.xlsx", "labs_reference.csv"]


@pytest.mark.parametrize(("name", "known"), NEAR)
def test_a_name_that_is_nearly_known_is_found(name, known):
    assert find_near_name(name) == known


@pytest.mark.parametrize("name", FOREIGN)
def test_a_known_or_foreign_name_is_left_alone(name):
    assert find_near_name(name) is None


@pytest.mark.parametrize(("name", "known"), [NEAR[0], ("relapses (1).csv", "relapses.csv")])
def test_a_bundle_with_a_nearly_known_file_is_refused_naming_both(tmp_path, write_bundle, name, known):
    bundle = write_bundle(tmp_path / "bundle", relapses="subject_id,onset_on\nP1,2013\n")
    (bundle / name).write_text("subject_id,onset_on\nP1,2013\n")
    with pytest.raises(BundleError) as caught:
        import_bundle(bundle, tmp_path / "store")
    assert (
        caught.value.message == f"{name}: almost the name {known}; rename it to {known}, or remove it from the bundle"
    )
    assert caught.value.exit_code == 2


def test_a_required_file_in_another_case_is_named_rather_than_missed(tmp_path, write_bundle):
    bundle = write_bundle(tmp_path / "bundle")
    (bundle / "sites.csv").rename(bundle / "Sites.csv")
    with pytest.raises(BundleError, match=r"Sites\.csv: almost the name sites\.csv"):
        import_bundle(bundle, tmp_path / "store")


def test_a_closed_bundle_with_a_nearly_known_file_is_refused(tmp_path, write_bundle):
    closed = tmp_path / "closed"
    closed.mkdir()
    (closed / "allocations.csv").write_text("subject_id,sequence\n")
    (closed / "dose.csv").write_text("subject_id,infusion_no\n")
    with pytest.raises(BundleError, match=r"dose\.csv: almost the name doses\.csv"):
        import_bundle(
            write_bundle(tmp_path / "bundle"), tmp_path / "store", closed_bundle=closed, closed_store=tmp_path / "shut"
        )


@pytest.mark.parametrize("name", ["Relapses.csv", "relapses.csv.txt"])
def test_a_zip_with_a_nearly_known_file_is_refused(tmp_path, name):
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as opened:
        for member in ("sites.csv", name):
            opened.writestr(f"bundle/{member}", "x\n")
    with pytest.raises(BundleError, match=r"almost the name relapses\.csv"):
        unpack_bundle(archive, tmp_path, name="bundle.zip")
