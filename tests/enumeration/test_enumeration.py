"""The whole way from CSV to verdict against `oracle.py`, which shares no line with the package."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import pytest

from mesems_dash.store.connection import open_cut
from mesems_dash.store.cuts import find_cut
from mesems_dash.store.importer import import_bundle
from tests.enumeration.bundles import Maker, write_records
from tests.enumeration.oracle import judge
from tests.examples import every, examples

if TYPE_CHECKING:
    from pathlib import Path

PEOPLE = examples(700)
STATUSES = """
    select subject_id, criterion, verdict_rows.status
    from verdict_rows join screenings using (screening_key)
    where ruleset = 'registry' and basis = 'THEN'
    union all
    select subject_id, 'OVERALL', verdicts.status
    from verdicts join screenings using (screening_key)
    where ruleset = 'registry' and basis = 'THEN'
"""


def read_statuses(store: Path) -> dict[str, dict[str, str]]:
    cut = open_cut(find_cut(store).path)
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for subject, criterion, status in cut.cursor().execute(STATUSES).fetchall():
        found[subject][criterion] = status
    cut.close()
    return found


@pytest.mark.parametrize("seed", every(2, [11, 12]))
def test_every_status_is_what_all_completions_of_the_record_agree_on(tmp_path, seed):
    maker = Maker(seed)
    records = [maker.person(number) for number in range(PEOPLE)]
    bundle = write_records(tmp_path / "bundle", records)
    import_bundle(bundle, tmp_path / "store", as_of=None, strict=True, progress=lambda _words, _share: None)
    found = read_statuses(tmp_path / "store")
    wrong = [
        (record.subject["subject_id"], criterion, status, found[record.subject["subject_id"]][criterion])
        for record in records
        for criterion, status in judge(record).items()
        if found[record.subject["subject_id"]][criterion] != status
    ]
    assert wrong == []
