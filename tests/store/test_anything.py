"""Whatever stands in a bundle, an import ends in a cut in which every row and every screening is accounted for."""

from __future__ import annotations

import csv
import random
from datetime import date

import pytest

from mesems_dash.store.connection import open_cut
from mesems_dash.store.importer import import_bundle
from mesems_dash.store.model import CLOSED_FILES, OPEN_FILES
from tests.examples import every

DAYS = ["2014-01-10", "2013-12-31", "2012", "2013-11", "1980-02-29", "2015-02-30", "2030-01-01", "1900", "2199-12"]
NUMBERS = ["1", "2", "0.5", "4,5", "-1", "1e3", "1e999", ">60", "<=", "inf", "9" * 30, "10"]
TEXTS = ["", "NaN", ".", "U", "Y", "n", "x\ny", 'a"b', "'; drop table x; --", "{columns}", "$key_from", "\u00a0Y", "|"]
CODES = ["RRMS", "cis", "E7|X", "POS", "neg", "ND", "L04", "Copaxone", "prednisolone", "IV", "OTHER", "OK", "COMPLETED"]
ANYTHING = [*DAYS, *NUMBERS, *TEXTS, *CODES]


def choose(chance, column):
    if column.name == "subject_id":
        return chance.choice(["P1", "P2", "P3", "P4", "P9", ""])
    if column.name == "site_id":
        return chance.choice(["S1", "S2", "S3"])
    if column.name == "ruleset":
        return chance.choice(["", "London"])
    if column.codes and chance.random() < 0.6:
        return chance.choice(column.codes)
    return chance.choice(DAYS[:5] + NUMBERS[:2]) if chance.random() < 0.5 else chance.choice(ANYTHING)


GOOD = {"site_id": "S0", "subject_id": "P0", "screening_no": "1", "screened_on": "2013-06-01"}
"""Of what a required file must keep at least one row."""


def write_anything(folder, models, chance):
    """Write nonsense in every file, and return how many rows each has."""
    folder.mkdir()
    written = {}
    for model in models:
        rows = [[choose(chance, column) for column in model.columns] for _ in range(chance.choice([0, 5, 40]))]
        if model.is_required:
            rows.append([GOOD.get(column.name, "") for column in model.columns])
        with (folder / model.file).open("w", newline="", encoding="utf-8") as stream:
            writer = csv.writer(stream, delimiter=chance.choice(",;"), lineterminator=chance.choice(["\n", "\r\n"]))
            writer.writerows([model.names, *rows])
        written[model.file] = len(rows)
    return written


@pytest.mark.slow
@pytest.mark.parametrize("seed", every(4, range(4)))
def test_an_import_of_anything_accounts_for_everything(tmp_path, seed):
    chance = random.Random(seed)  # noqa: S311  # a fixed seed, nothing secret
    written = write_anything(tmp_path / "open", OPEN_FILES, chance)
    write_anything(tmp_path / "closed", CLOSED_FILES, chance)
    info = import_bundle(
        tmp_path / "open",
        tmp_path / "store",
        as_of=chance.choice([date(2013, 12, 31), date(2018, 6, 30), date(2013, 6, 1)]),
        closed_bundle=tmp_path / "closed",
        closed_store=tmp_path / "vault",
    )
    assert {file.file: file.rows_in for file in info.files} == written
    assert all(file.rows_in == file.rows_kept + file.rows_rejected + file.rows_after_cut for file in info.files)
    cut = open_cut(info.path)
    left_out = "select count(*) from screenings anti join verdicts using (screening_key)"
    assert cut.cursor().execute(left_out).fetchone() == (0,)
    cut.close()
