"""Ids that are similar to another id, or no ids any more: named, never rewritten."""

from __future__ import annotations

from types import SimpleNamespace

import duckdb
import pytest

from mesems_dash.errors import BundleError
from mesems_dash.store.ids import refuse_numbers_as_ids
from mesems_dash.store.importer import import_bundle
from mesems_dash.store.values import define_macros

UNKNOWN = [
    # id in subjects.csv, id in relapses.csv that nobody has, whether the two are near
    ("0001", "1", True),  # leading zeros, as a spreadsheet drops them
    ("GEN-007", "GEN-7", True),  # those inside as well
    ("A5", "A005", True),
    ("Mes-8", "MES-8", True),  # case
    ("caf\u00e9", "cafe\u0301", True),  # NFC and NFD
    ("K10", "K\u200b10", True),  # zero width
    ("K11", "\ufeffK11", True),
    ("L 12", "L\u00a012", True),  # a blank that does not break
    ("L13", "L 13", True),
    ("M-14", "M14", True),  # hyphens
    ("M-15", "M\u201315", True),
    ("M/16", "M.16", True),
    ("N17", "\uff2e\uff11\uff17", True),  # full width
    ("1-12", "112", True),  # a hyphen between two numbers that was lost
    ("Q18", "Q81", False),  # two people
    ("R19", "S19", False),
    ("T20", "T200", False),
    ("U0", "U", False),
]
DECLARED = [
    # two ids in one subjects.csv, whether the second is near the first
    ("0001", "1", True),
    ("Mes-8", "MES-8", True),
    ("caf\u00e9", "cafe\u0301", True),
    ("K10", "K\u200b10", True),
    ("L 12", "L\u00a012", True),
    ("M14", "M-014", True),
    ("2-12", "21-2", False),  # site 2, person 12 and site 21, person 2
    ("3-0", "3", False),
    ("R19", "S19", False),
]
NUMBERS = [
    # text, whether it is a number that was an id
    ("1.23E+13", True),
    ("1,23E+13", True),  # as a German spreadsheet writes it
    ("1.23e+13", True),
    (" 1E+15 ", True),
    ("1.23E13", False),  # no spreadsheet writes that, and a site may be called E13
    ("12E+3", False),
    ("A1E+13", False),
    ("1E-3", False),  # nobody's id was so small
    ("12300000000000", False),
]


def fetch(cut, sql):
    return cut.cursor().execute(sql).fetchall()


@pytest.fixture(scope="module")
def near_unknown(import_once):
    subjects = "".join(f"{declared},IT1\n" for declared, _, _ in UNKNOWN)
    relapses = "".join(f"{written},2014-01\n" for _, written, _ in UNKNOWN)
    known = "".join(f"P1,2013-01-{day:02}\n" for day in range(1, 29))  # the file is not written otherwise altogether
    return import_once(
        subjects=f"subject_id,site_id\nP1,IT1\nP2,IT1\nP3,DK1\n{subjects}",
        relapses=f"subject_id,onset_on\n{relapses}{known}",
    )


@pytest.fixture(scope="module")
def near_declared(import_once):
    pairs = "".join(f"{first},IT1\n{second},DK1\n" for first, second, _ in DECLARED)
    return import_once(subjects=f"subject_id,site_id\nP1,IT1\nP2,IT1\nP3,DK1\n{pairs}")


@pytest.mark.parametrize(("line", "case"), tuple(enumerate(UNKNOWN, start=2)))
def test_an_id_that_nobody_has_names_whom_it_is_near(near_unknown, line, case):
    declared, written, is_near = case
    sql = f"""select "column", value, reason, kind from findings where file = 'relapses.csv' and line = {line}"""
    reason = f'unknown id; similar: "{declared}"'
    assert fetch(near_unknown, sql) == ([("subject_id", written, reason, "WARNING")] if is_near else [])
    assert fetch(near_unknown, f"select reason from rejects where line = {line}") == [
        ("no accepted row of subjects.csv has this id",)
    ]


@pytest.mark.parametrize(("place", "case"), tuple(enumerate(DECLARED)))
def test_two_ids_of_one_file_that_are_near_are_named_and_both_kept(near_declared, place, case):
    first, second, is_near = case
    line = 5 + 2 * place
    found = fetch(near_declared, f"select value, reason, kind from findings where line = {line + 1}")
    assert found == ([(second, f'similar to another id: "{first}" on line {line}', "WARNING")] if is_near else [])
    assert fetch(near_declared, f"select count(*) from rejects where line in ({line}, {line + 1})") == [(0,)]


def test_a_site_that_is_near_one_is_named_too(import_unjudged):
    cut = import_unjudged(
        sites="site_id\n001\nDK1\n", subjects="subject_id,site_id\nP1,1\nP2,DK1\nP3,DK1\n", screenings=SCREENED
    )
    assert fetch(cut, "select file, line, value, reason from findings where file = 'subjects.csv'") == [
        ("subjects.csv", 2, "1", 'unknown id; similar: "001"')
    ]


SCREENED = "subject_id,screening_no,screened_on\nP1,1,2014-01-10\nP2,1,2014-01-10\nP3,1,2014-01-10\n"
WHOLE = [
    # people named by relapses.csv, the one line about it
    (
        ("MES-1", "MES-2", "MES-2", "MES-3"),
        "none of its 3 people is in subjects.csv; ids there look like P1, here like MES-1",
    ),
    (
        ("P1", *(f"X{number:02}" for number in range(20))),
        "20 of its 21 people are not in subjects.csv; ids there look like P1, here like X00",
    ),
    (("MES-1", "MES-1"), None),  # one person is somebody forgotten, not another way to write ids
    (("P1", "MES-2", "MES-3"), None),
]


@pytest.mark.parametrize(("people", "line"), WHOLE)
def test_one_line_says_that_a_file_writes_its_ids_otherwise(import_unjudged, people, line):
    rows = "".join(f"{person},2013-01-{day:02}\n" for day, person in enumerate(people, start=1))
    cut = import_unjudged(relapses=f"subject_id,onset_on\n{rows}")
    found = fetch(cut, """select line, "column", value, reason, kind from findings where file = 'relapses.csv'""")
    assert found == ([(None, None, None, line, "WARNING")] if line else [])


@pytest.fixture(scope="module")
def relapses():
    with duckdb.connect() as connection:
        define_macros(connection)
        connection.execute("attach ':memory:' as scratch")
        connection.execute("create table scratch.read_relapses (line bigint, subject_id text)")
        yield connection


@pytest.mark.parametrize(("text", "is_number"), NUMBERS)
def test_an_id_that_a_spreadsheet_made_a_number_is_refused(relapses, text, is_number):
    relapses.execute("delete from scratch.read_relapses")
    relapses.execute("insert into scratch.read_relapses values (2, 'P1'), (3, ?)", [text])
    model = SimpleNamespace(table="relapses", file="relapses.csv", names=("subject_id",))
    if not is_number:
        refuse_numbers_as_ids(relapses, model)
        return
    with pytest.raises(BundleError, match=r"relapses\.csv line 3: subject_id is a number with an exponent"):
        refuse_numbers_as_ids(relapses, model)


@pytest.mark.parametrize(
    ("table", "text"),
    [
        ("sites", "site_id\n1,23E+13\n".replace(",", ".")),
        ("subjects", "subject_id,site_id\n1.23E+13,IT1\n1.24E+13,IT1\n"),
        ("relapses", "subject_id,onset_on\n1.23E+13,2013\n"),
    ],
)
def test_a_bundle_with_such_an_id_is_refused_with_exit_code_2(tmp_path, write_bundle, table, text):
    with pytest.raises(BundleError) as caught:
        import_bundle(write_bundle(tmp_path / "bundle", **{table: text}), tmp_path / "store")
    assert caught.value.exit_code == 2
    assert caught.value.message.startswith(f"{table}.csv line 2: ")
    assert "1.23E+13" not in caught.value.message
