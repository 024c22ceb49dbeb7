"""The wall: an open bundle with anything closed in it is refused, whatever the spelling, and nothing is quoted."""

from __future__ import annotations

import pytest

from mesems_dash.errors import ClosedDataError
from mesems_dash.store.blinding import is_closed_column
from mesems_dash.store.importer import import_bundle


@pytest.mark.parametrize(
    "name",
    [
        "sequence",
        "ARM",
        "treatment_arm",
        "Treatment Arm",
        "arm-code",
        "product",
        "cell_dose",
        "dose",
        "cells",
        "cells_viable",
        "reason_not_given",
    ],
)
def test_a_name_with_a_closed_word_is_closed(name):
    assert is_closed_column(name)


@pytest.mark.parametrize(
    "name",
    ["pharmacy", "alarm", "armed", "doses", "sequenced", "production", "white_cell_count", "stratum", "", "harm"],
)
def test_a_name_that_only_contains_the_letters_is_open(name):
    assert not is_closed_column(name)


@pytest.mark.parametrize(
    ("file", "text", "column"),
    [
        ("randomisations", "subject_id,screening_no,randomised_on,sequence\nP1,1,2014,SECRET\n", "sequence"),
        ("infusions", "subject_id;infusion_no;Product\nP1;1;SECRET\n", "product"),
        ("subjects", '\ufeff"subject_id","site_id","Treatment Arm"\nP1,IT1,SECRET\n', "treatment arm"),
        ("extra", "subject_id,dose\nP1,SECRET\n", "dose"),  # not even in a file that would be left out
    ],
)
def test_an_open_bundle_with_a_closed_column_is_refused_by_name(tmp_path, write_bundle, file, text, column):
    bundle = write_bundle(tmp_path / "bundle", **{file: text})
    with pytest.raises(ClosedDataError) as caught:
        import_bundle(bundle, tmp_path / "store")
    assert caught.value.message == (
        f'{file}.csv: the column "{column}" belongs in a closed bundle; take it out of the open one'
    )
    assert "SECRET" not in caught.value.message
    assert caught.value.column == column
    assert list((tmp_path / "store").glob("*")) == []


@pytest.mark.parametrize("file", ["allocations.csv", "doses.csv", "Allocations.CSV"])
def test_an_open_bundle_with_a_closed_file_is_refused_by_name(tmp_path, write_bundle, file):
    bundle = write_bundle(tmp_path / "bundle")
    (bundle / file).write_text("anything")
    with pytest.raises(ClosedDataError, match=f"{file}: this file belongs in a closed bundle; take it out"):
        import_bundle(bundle, tmp_path / "store")
