"""Dates that fit day/month and month/day are refused, never guessed; a column of two codings counts as not recorded."""

from __future__ import annotations

import duckdb
import pytest

from mesems_dash.errors import BundleError
from mesems_dash.store.ambiguous import refuse_ambiguous_dates
from mesems_dash.store.importer import import_bundle
from mesems_dash.store.model import OPEN_FILES
from mesems_dash.store.values import define_macros

MODELS = {model.table: model for model in OPEN_FILES}
DATES = [
    # file, column, its values, the message
    ("edss", "assessed_on", ("03/04/2018", "05/06/2018", "02/03/2018"), "3 dates as 03/04/2018 fit"),
    ("edss", "assessed_on", ("03/04/2018",), "1 date as 03/04/2018 fits"),
    ("edss", "assessed_on", ("", "3/4/2018", " "), "1 date as 3/4/2018 fits"),  # blanks decide nothing
    ("edss", "assessed_on", ("03/04/2018", "13/04/2018"), None),  # one decides: unreadable, not guessed
    ("edss", "assessed_on", ("03/04/2018", "04/13/2018"), None),
    ("edss", "assessed_on", ("03/04/2018", "2018-04-03"), None),
    ("edss", "assessed_on", ("2018-04-03", "03/04/2018"), None),
    ("edss", "assessed_on", ("03.04.2018", "05.06.2018"), "2 dates as 03.04.2018 fit"),  # dots
    ("edss", "assessed_on", ("03-04-2018",), "1 date as 03-04-2018 fits"),
    ("edss", "assessed_on", ("03/04/18", "05/06/18"), "2 dates as 03/04/18 fit"),  # years of two digits
    ("edss", "assessed_on", ("2018-04-03",), None),
    ("edss", "assessed_on", ("2018",), None),
    ("edss", "assessed_on", ("UNK",), None),
    ("screenings", "screened_on", ("03/04/2018",), "1 date as 03/04/2018 fits"),  # where a full date is asked for
    ("sites", "activated_on", ("03/04/2018",), "1 date as 03/04/2018 fits"),
    ("subjects", "birth_date", ("03/04/1980",), "1 date as 03/04/1980 fits"),
    ("therapies", "drug", ("03/04/2018",), None),  # a text
    ("dispositions", "reason", ("03/04/2018",), None),
    ("screenings", "site_reasons", ("03/04/2018",), None),
]


@pytest.fixture(scope="module")
def connection():
    with duckdb.connect() as opened:
        define_macros(opened)
        opened.execute("attach ':memory:' as scratch")
        yield opened


@pytest.mark.parametrize(("table", "column", "texts", "message"), DATES)
def test_dates_that_fit_both_ways_are_refused_unless_one_decides(connection, table, column, texts, message):
    model = MODELS[table]
    columns = ", ".join(f'"{name}" text' for name in model.names)
    connection.execute(f"create or replace table scratch.read_{table} (line bigint, {columns})")
    rows = [[line, text] for line, text in enumerate(texts, start=2)]
    connection.executemany(f"insert into scratch.read_{table} (line, {column}) values (?, ?)", rows)
    if message is None:
        refuse_ambiguous_dates(connection, model)
        return
    with pytest.raises(BundleError) as caught:
        refuse_ambiguous_dates(connection, model)
    expected = f"{table}.csv {column}: {message} day/month and month/day; write dates as YYYY-MM-DD"
    assert caught.value.message == expected


def test_a_bundle_with_such_dates_is_refused_with_exit_code_2(tmp_path, write_bundle):
    edss = "subject_id,assessed_on,score\nP1,03/04/2018,4\n"
    with pytest.raises(BundleError) as caught:
        import_bundle(write_bundle(tmp_path / "bundle", edss=edss), tmp_path / "store")
    assert caught.value.exit_code == 2


def test_where_one_date_decides_the_column_cannot_be_read_and_nothing_is_guessed(import_unjudged):
    cut = import_unjudged(edss="subject_id,assessed_on,score\nP1,03/04/2014,4\nP1,13/04/2014,4\n")
    assert fetch(cut, "select assessed_lo, assessed_hi from edss") == [(None, None), (None, None)]
    assert fetch(cut, 'select line, "column" from findings') == [(2, "assessed_on"), (3, "assessed_on")]


# ---------------------------------------------------------------- codes
MIXED = {
    "relapses": ("documented", ("Y", "S", "N", "N")),  # one odd letter: si
    "mri": ("gadolinium", ("Y", "N", "Yes", "N")),  # a word of another coding
    "infusions": ("given", ("Y", "Yy")),  # a slip of the pen
    "therapies": ("ongoing", ("S", "N", "N", "S")),  # N is known, S is foreign: no, or not known?
    "malignancies": ("type", ("BCC_SKIN", "OTHER", "BCC", "BCC")),  # what recurs is no slip
    "harvests": ("outcome", ("OK", "FAILD", "PENDING", "OK")),
    "dispositions": ("status", ("1", "2", "3", "1")),  # foreign altogether: nothing is mixed
    "labs": ("test", ("HIV", "CRP", "CRP", "WBC")),  # other tests are no other coding
}
COLUMN = "mixes known and unknown codes; expected {}; the whole column counts as not recorded"
FOUND = {
    "relapses": [(None, "S 1x", COLUMN.format("Y, N or U"))],
    "mri": [(None, "YES 1x", COLUMN.format("Y, N or U"))],
    "infusions": [(3, "Yy", "cannot be read; expected Y, N or U")],
    "therapies": [(None, "S 2x", COLUMN.format("Y, N or U"))],
    "malignancies": [(None, "BCC 2x", COLUMN.format("BCC_SKIN, CARCINOMA_IN_SITU or OTHER"))],
    "harvests": [(3, "FAILD", "cannot be read; expected OK, FAILED or PENDING")],
}
KEPT = {
    # what is left of the column
    "relapses": [None] * 4,
    "mri": [None] * 4,
    "infusions": [True, None],
    "therapies": [None] * 4,
    "malignancies": [None] * 4,
    "harvests": ["OK", None, "PENDING", "OK"],
    "dispositions": [None] * 4,
    "labs": ["HIV", None, None, "WBC"],
}
OTHERS = {"infusions": "infusion_no", "therapies": "drug"}
DATED = {"relapses", "mri", "malignancies", "harvests", "dispositions", "labs", "therapies"}


def fetch(cut, sql):
    return cut.cursor().execute(sql).fetchall()


def write_coded(table):
    """A file with one coded column, each row on a day of its own."""
    column, codes = MIXED[table]
    event = MODELS[table].event
    rows = []
    for place, code in enumerate(codes, start=1):
        row = {"subject_id": "P1", column: code, event: f"2013-02-{place:02}" if table in DATED else ""}
        if table in OTHERS:
            row[OTHERS[table]] = str(place)
        rows.append(row)
    return rows


@pytest.fixture(scope="module")
def mixed(import_once):
    return import_once(
        subjects="subject_id,site_id,sex\nP1,IT1,H\nP2,IT1,M\nP3,DK1,M\n",
        **{table: write_coded(table) for table in MIXED},
    )


@pytest.mark.parametrize("table", MIXED)
def test_a_column_of_two_codings_is_forgotten_as_a_whole_and_reported_once(mixed, table):
    column = MIXED[table][0]
    found = fetch(
        mixed, f"""select line, value, reason from findings where file = '{table}.csv' and "column" = '{column}'"""
    )
    if table in FOUND:
        assert found == FOUND[table]
    else:
        assert {reason.split(";")[0] for _, _, reason in found} == {"cannot be read"}
    assert [value for (value,) in fetch(mixed, f'select "{column}" from {table} order by line')] == KEPT[table]


def test_a_sex_of_two_codings_is_nobodys(mixed):
    assert fetch(mixed, "select distinct sex from subjects") == [(None,)]  # H and M: hombre and mujer
    assert fetch(mixed, """select line, value from findings where file = 'subjects.csv'""") == [(None, "H 1x")]


def test_one_slip_in_a_long_file_stays_one_finding(import_unjudged):
    days = [f"2013-{month:02}-{day:02}" for month in range(1, 6) for day in range(1, 29)]
    rows = [f"P1,{day},{'Y' if day != '2013-03-03' else 'yes'}" for day in days]
    cut = import_unjudged(relapses="subject_id,onset_on,documented\n" + "\n".join(rows) + "\n")
    assert fetch(cut, 'select "column", value from findings') == [("documented", "yes")]
    assert fetch(cut, "select count(documented) from relapses") == [(len(days) - 1,)]
