"""The wall: an open bundle with anything closed in it is refused, whatever the spelling, and nothing is quoted."""

from __future__ import annotations

from datetime import date

import duckdb
import pytest

from mesems_dash.errors import ClosedDataError
from mesems_dash.store.blinding import is_closed_column
from mesems_dash.store.closed_values import Reading, choose_coarse, judge_value
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
        f'{file}.csv: the column "{column}" belongs in a closed bundle; remove it from the open one'
    )
    assert "SECRET" not in caught.value.message
    assert caught.value.column == column
    assert list((tmp_path / "store").glob("*")) == []


@pytest.mark.parametrize("file", ["allocations.csv", "doses.csv", "Allocations.CSV"])
def test_an_open_bundle_with_a_closed_file_is_refused_by_name(tmp_path, write_bundle, file):
    bundle = write_bundle(tmp_path / "bundle")
    (bundle / file).write_text("anything")
    with pytest.raises(ClosedDataError, match=f"{file}: this file belongs in a closed bundle; remove it"):
        import_bundle(bundle, tmp_path / "store")


# ---------------------------------------------------------------- values
STRATUM = "subject_id,screening_no,randomised_on,randomisation_no,stratum\nP1,2,2014-04-20,{no},{stratum}\n"
REASON = "subject_id,status,on,reason\nP1,WITHDRAWN,2014-05-01,{reason}\n"


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("randomisations", "stratum", "MSC_FIRST"),
        ("randomisations", "stratum", "placebo first"),
        ("randomisations", "stratum", "\uff2d\uff33\uff23\uff3f\uff26\uff29\uff32\uff33\uff34"),  # full-width letters
        ("randomisations", "stratum", "M\u200bSC first"),  # with an invisible one
        ("randomisations", "stratum", "arm A"),
        ("randomisations", "randomisation_no", "R-01-PLB"),
        ("dispositions", "reason", "cells first"),
        ("dispositions", "reason", "c\u00e9lulas primero"),
        ("dispositions", "reason", "zuerst Placebo"),
        ("randomisations", "stratum", "Placebogruppe"),
        ("randomisations", "stratum", "دارونما"),
        ("randomisations", "stratum", "ArmB"),
        ("dispositions", "reason", "told that it was MSC first"),
        ("screenings", "site_reasons", "PLACEBO_FIRST"),
        ("subjects", "sex", "PLACEBO"),  # a code nobody expects here
        ("subjects", "subject_id", "P1-PLACEBO"),
    ],
)
def test_a_value_that_can_only_be_an_allocation_is_refused(table, column, value):
    assert judge_value(table, column, value) is Reading.REFUSE


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("dispositions", "reason", "fever after MSC infusion"),
        ("dispositions", "reason", "2 x 10^6 cells/kg given"),
        ("dispositions", "reason", "unwell after cellule staminali"),
        ("therapies", "drug", "placebo (other trial)"),
        ("notes", "label", "Placebo batch delayed"),
        ("notes", "label", "P1 was MSC_FIRST"),
        ("dispositions", "reason", "var i placebobehandling"),
        ("dispositions", "reason", "получил плацебо"),
        ("labs", "unit", "10^6/kg"),
    ],
)
def test_a_value_that_may_mean_something_else_is_blanked(table, column, value):
    assert judge_value(table, column, value) is Reading.BLANK


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("sites", "name", "Centre for Mesenchymal Stem Cell Research"),
        ("notes", "label", "Amendment 2: first person in Ottawa"),
        ("dispositions", "reason", "told by A. Rossi, MSc"),
        ("dispositions", "reason", "white cells first too low; weakness of one arm, active relapse"),
        ("therapies", "drug", "autologous haematopoietic stem cell transplantation"),
        ("labs", "unit", "10^9/L"),
        ("randomisations", "stratum", "GEN/RRMS"),
        ("subjects", "subject_id", "MSC-0001"),
    ],
)
def test_a_value_that_tells_nothing_stays(table, column, value):
    assert judge_value(table, column, value) is Reading.OPEN


def test_what_is_minded_is_what_is_looked_for():
    """The quick pattern lets nothing through that the slow reading would mind."""
    tests = (
        test_a_value_that_can_only_be_an_allocation_is_refused,
        test_a_value_that_may_mean_something_else_is_blanked,
    )
    cases = [case for test in tests for mark in test.pytestmark for case in mark.args[1]]
    values = [value for _, column, value in cases if column != "subject_id"]
    sql = "select value from (select unnest($values) as value) where not regexp_matches(value, $coarse)"
    assert duckdb.execute(sql, {"values": values, "coarse": choose_coarse()}).fetchall() == []


def test_products_have_the_names_that_the_trial_gives_them(monkeypatch):
    assert judge_value("dispositions", "reason", "XR-11 given") is Reading.OPEN
    monkeypatch.setenv("MESEMS_PRODUCT_NAMES", "Celtavax, XR-11")
    assert judge_value("dispositions", "reason", "xr-11 given") is Reading.BLANK
    assert judge_value("randomisations", "stratum", "CELTAVAX") is Reading.REFUSE
    assert judge_value("dispositions", "reason", "XR-110 given") is Reading.OPEN


def test_an_open_bundle_with_a_closed_value_is_refused_by_place(tmp_path, write_bundle):
    files = {
        "randomisations": STRATUM.format(no="R-1", stratum="MSC_FIRST"),
        "dispositions": REASON.format(reason="fever after MSC infusion"),
    }
    with pytest.raises(ClosedDataError) as caught:
        import_bundle(write_bundle(tmp_path / "bundle", **files), tmp_path / "store")
    assert caught.value.message == (
        "randomisations.csv line 2 stratum; dispositions.csv line 2 reason: these values show who received what; "
        "that belongs in a closed bundle: remove it"
    )
    assert [path.name for path in (tmp_path / "store").iterdir()] == [".importing.lock"]


def test_a_blanked_value_is_nowhere_in_the_cut(tmp_path, write_bundle, unjudged):  # noqa: ARG001 - imports judge nobody
    text = "Fever-After-MSC"
    dispositions = (
        f"subject_id,status,on,reason\nP1,WITHDRAWN,2014-05-01,{text}\nP9,WITHDRAWN,2014-05-01,{text}\n"
        f'P2,WITHDRAWN,2014-05-01,{text},too many\nP3,DIED,2014-06-01,"{text} "x\nP2,OTHER,2014-05-01,moved\n'
    )
    bundle = write_bundle(tmp_path / "bundle", dispositions=dispositions)
    (bundle / f"{text} placebo.csv").write_text("a,b\n")
    info = import_bundle(bundle, tmp_path / "store", as_of=date(2015, 6, 1))
    with duckdb.connect(str(info.path), read_only=True) as connection:
        places = connection.execute(
            "select line, value from findings where file = 'dispositions.csv' and reason like '%who received what%'"
        ).fetchall()
        assert places == [(2, None), (3, None), (4, None), (5, None)]
        assert connection.execute("select reason from dispositions order by line").fetchall() == [(None,), ("moved",)]
        assert connection.execute("select count(*) from findings where file = '(name withheld)'").fetchone() == (1,)
    assert text.encode() not in info.path.read_bytes()
