"""What an import prints of a doubted value: enough to find it, not a site's whole sentence."""

from __future__ import annotations

from datetime import date

from mesems_dash.reports.import_summary import summarise_import
from mesems_dash.store.importer import import_bundle

SCREENINGS = """\
subject_id,screening_no,screened_on,site_decision,site_reasons
P1,1,2014-01-10,INELIGIBLE,her brother Anselmo Example drove her in   and she was too tired
"""


def test_free_text_is_printed_only_as_far_as_it_takes_to_find_it(tmp_path, write_bundle):
    info = import_bundle(
        write_bundle(tmp_path / "bundle", screenings=SCREENINGS), tmp_path / "store", as_of=date(2015, 6, 1)
    )
    text = summarise_import(info)
    assert 'screenings.csv line 2: site_reasons is "her brother Anselmo Exam...";' in text
    assert "tired" not in text
