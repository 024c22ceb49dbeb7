"""What a cut says of itself: manifest, files, rejects, findings, rule sets, notes, facts, population."""

from __future__ import annotations

from datetime import date

import duckdb
import pytest

from mesems_dash import queries
from mesems_dash.queries.selection import Selection
from mesems_dash.store.connection import open_cut
from tests.queries.conftest import SIX
from tests.queries.frames import rows_of
from tests.queries.trial import OPEN_ID, Person, Screening, Trial, write_open


@pytest.fixture(scope="module")
def text(tmp_path_factory):
    """Six people, with two source files, rejects and findings, and facts of two screenings."""
    path = write_open(tmp_path_factory.mktemp("text"), SIX)
    with duckdb.connect(str(path)) as connection:
        connection.execute("insert into source_files values ('sites.csv', true, 'ab', 3, 2, 1, 0)")
        connection.execute("insert into source_files values ('edss.csv', false, null, 0, 0, 0, 0)")
        connection.execute("""insert into rejects (file, line, "column", value, reason, row_text) values
            ('sites.csv', 12, 'site_id', '', 'a key', '{}'), ('sites.csv', 4, null, null, 'twice', '{}')""")
        connection.execute("""insert into findings (file, line, "column", value, reason, kind) values
            ('edss.csv', 7, 'score', '5.25', 'a half step', 'VALUE'),
            ('sites.csv', null, 'colour', null, 'unknown', 'COLUMN')""")
        for key, basis in ((2, "THEN"), (1, "THEN"), (1, "NOW")):
            values = [key, basis, date(1, 1, 1), date(9999, 12, 31)]
            connection.execute("insert into facts (screening_key, basis, gel_lo, gel_hi) values (?, ?, ?, ?)", values)
    cut = open_cut(path)
    yield cut
    cut.close()


def test_the_manifest_is_one_row(text):
    columns = ["cut_id", "as_of", "is_synthetic", "rulesets"]
    rule_sets = "registry 1, copenhagen 1, london 1, published_2021 1"
    expected = (OPEN_ID, date(2014, 8, 15), True, rule_sets)
    assert rows_of(queries.read_manifest(text), columns) == [expected]


def test_files_come_in_the_order_of_the_data_model(text):
    assert rows_of(queries.list_source_files(text)) == [
        ("sites.csv", True, "ab", 3, 2, 1, 0),
        ("edss.csv", False, None, 0, 0, 0, 0),
    ]


def test_rejects_and_findings_come_by_file_and_line(text):
    assert rows_of(queries.list_rejects(text), ["file", "line", "reason"]) == [
        ("sites.csv", 4, "twice"),
        ("sites.csv", 12, "a key"),
    ]
    assert rows_of(queries.list_findings(text), ["kind", "file", "line", "column", "value"]) == [
        ("COLUMN", "sites.csv", None, "colour", None),
        ("VALUE", "edss.csv", 7, "score", "5.25"),
    ]


RELEASED = "2014-03-21"
ROWS = """
    ('harvests.csv', 3, 'subject_id', '', 'a key', '{"subject_id":"","outcome":"OK","released_on":"2014-03-21"}'),
    ('harvests.csv', 4, null, null, 'an identical row is on line 2',
        '{"subject_id":"P1","released_on":"2014-03-21"}'),
    ('harvests.csv', 5, null, null, 'has 3 fields; the header has 4', '{"subject_id":"P1","outcome":"2014-03-21"}'),
    ('sites.csv', 5, null, null, 'has 3 fields; the header has 7', '{"site_id":"GEN"}')
"""


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    """One harvest, with the day its cells were released: the latest of all that is recorded of the person."""
    person = Person("P1", "GEN", (Screening("2014-01-15"),), harvests=(("2014-02-20", "OK"),), released=RELEASED)
    path = write_open(tmp_path_factory.mktemp("released"), Trial(sites=SIX.sites, people=(person,), as_of=SIX.as_of))
    with duckdb.connect(str(path)) as connection:
        connection.execute(f'insert into rejects (file, line, "column", value, reason, row_text) values {ROWS}')
        connection.execute(f"""insert into findings (file, line, "column", value, reason, kind) values
            ('harvests.csv', 2, 'released_on', '{RELEASED}', 'before the harvest', 'VALUE'),
            ('harvests.csv', 3, 'released_on', null, 'before the harvest', 'VALUE'),
            ('harvests.csv', 2, 'harvested_on', '2014-02-31', 'no date', 'VALUE')""")
    cut = open_cut(path)
    yield cut
    cut.close()


def test_when_cells_were_released_is_withheld_from_findings(released):
    assert rows_of(queries.list_findings(released), ["line", "column", "value"]) == [
        (2, "harvested_on", "2014-02-31"),
        (2, "released_on", "withheld"),
        (3, "released_on", "withheld"),
    ]


def test_when_cells_were_released_is_withheld_from_rejects(released):
    assert rows_of(queries.list_rejects(released), ["file", "line", "value", "row_text"]) == [
        ("harvests.csv", 3, "", '{"subject_id":"","outcome":"OK","released_on":"withheld"}'),
        ("harvests.csv", 4, None, '{"subject_id":"P1","released_on":"withheld"}'),
        ("harvests.csv", 5, None, '{"row":"withheld"}'),  # its fields may stand under the wrong names
        ("sites.csv", 5, None, '{"site_id":"GEN"}'),
    ]


def test_a_release_is_no_last_record(released):
    """A last record is shown person by person and site by site, which would say the day."""
    site = queries.list_sites(released, Selection()).set_index("site_id").loc["GEN"]
    assert site["last_record_on"].date() == date(2014, 2, 20)


def test_the_registry_comes_first_of_the_rule_sets(text):
    assert rows_of(queries.list_rule_sets(text), ["ruleset", "sites"]) == [
        ("registry", 1),
        ("copenhagen", 1),
        ("london", 0),
        ("published_2021", 0),
    ]


def test_a_rule_set_comes_as_the_cut_was_judged_by_it(demo):
    cut, _ = demo
    frame = queries.list_rule_sets(cut)
    assert list(frame.columns) == ["ruleset", "title", "version", "toml", "sites"]
    for row in frame.itertuples():
        assert f'version = "{row.version}"' in row.toml


def test_notes_come_by_date_partial_ones_by_their_first_day(text):
    assert rows_of(queries.list_notes(text)) == [
        (date(2013, 5, 17), date(2013, 5, 17), "Protocol"),
        (date(2013, 7, 1), date(2013, 7, 31), "Amendment 1"),
    ]


def test_facts_keep_dates_that_no_frame_could_hold(text):
    facts = queries.read_facts(text, [2, 7, 1])
    assert list(facts) == [2, 1]
    assert facts[2]["basis"] == "THEN"
    assert (facts[1]["gel_lo"], facts[1]["gel_hi"]) == (date(1, 1, 1), date(9999, 12, 31))
    assert list(queries.read_facts(text, [1, 2], basis="NOW")) == [1]


def test_population_is_n_of_m(text):
    assert rows_of(queries.count_population(text, Selection())) == [(6, 6, 7, 7)]
    assert rows_of(queries.count_population(text, Selection(screened_to=date(2013, 1, 31)))) == [(0, 6, 1, 7)]
