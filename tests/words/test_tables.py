"""Tables of the Data page; those of other pages are tested beside their figures."""

from __future__ import annotations

from datetime import date, datetime

import pandas as pd

from mesems_dash.words.tables import tabulate_files, tabulate_manifest, tabulate_notes, tabulate_people

FILES = pd.DataFrame(
    [("sites.csv", True, "ab" * 32, 3, 2, 1, 0), ("notes.csv", False, None, 0, 0, 0, 0)],
    columns=["file", "is_present", "sha256", "rows_in", "rows_kept", "rows_rejected", "rows_after_cut"],
)


def test_files_add_up_and_absent_ones_say_so():
    table = tabulate_files(FILES).set_index("File")
    assert list(table.loc["All", ["Rows in", "Kept", "Rejected", "After the data cut"]]) == [3, 2, 1, 0]
    assert table.loc["sites.csv", "SHA-256"] == "abababababab"
    assert table.loc["notes.csv", "SHA-256"] == "not in the bundle"


def test_the_manifest_is_told_in_words():
    manifest = pd.DataFrame(
        [("2018", date(2018, 6, 30), datetime(2026, 1, 2, 3, 4), "1.0", "trial", True, "registry 1.0, london 1.0")],
        columns=["cut_id", "as_of", "imported_at", "software_version", "bundle_name", "is_synthetic", "rulesets"],
    )
    table = tabulate_manifest(manifest).set_index("What")["Value"]
    assert table["As of"] == "30 Jun 2018"
    assert table["Imported"] == "2 Jan 2026, 03:04 UTC"
    assert table["Synthetic"] == "yes"
    assert table["Rule sets"] == "registry 1.0, london 1.0"


def test_notes_are_dated():
    notes = pd.DataFrame({"on": [date(2018, 6, 30)], "label": ["Amendment"]})
    assert tabulate_notes(notes).to_dict("records") == [{"Date": "30 Jun 2018", "Note": "Amendment"}]


def test_a_re_screening_is_told_beside_the_person():
    row = {
        "subject_id": "P1", "screening_no": 2, "site": "Genova", "evidence": "EDSS 2.0.", "kind": None,
        "reference_on": None,
        "subtype": "RRMS", "failing": "I4", "unknown": None, "site_decision": "Not decided", "recorded": "",
    }  # fmt: skip
    (shown,) = tabulate_people(pd.DataFrame([row, {**row, "screening_no": 1}]).iloc[:1]).to_dict("records")
    assert (shown["Person"], shown["Reference date"], shown["Undecided"]) == ("P1 (2)", "–", "")  # noqa: RUF001
