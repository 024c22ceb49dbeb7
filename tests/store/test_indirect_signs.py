"""Indirect signs: nothing that an open reader can compute of a person tells that person's sequence, beyond chance.

An attacker reads the open cut of the demo through the same views as the SQL page (everything that pages show comes
from the same tables), makes of every randomised person each sign that could betray an allocation, and holds it against
the true sequences of the demo's closed bundle: exact tests and permutation tests, corrected for their number.

What that shows: of the demo, neither its making nor our laying out (order of rows, keys, numbers, dates, what is
missing) carries the sequence to the open side. What it does not show: that a live trial's bundle carries nothing. There
a site that infuses cells later than placebo writes that into its own dates, and no software can take it out; the
controls below show that signs of such a size would be found. Nor does it help somebody who already knows allocations:
with blocks of four, past ones of a site tell the next one (71 % right, a third for certain). That is why not one of
them is in the open process.
"""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from importlib.resources import files

import duckdb
import numpy as np
import pandas as pd
import pytest

from mesems_dash import queries
from mesems_dash.store.connection import open_cut
from mesems_dash.store.cuts import find_cut
from mesems_dash.store.importer import import_bundle
from mesems_dash.store.sandbox.readable import STORED, define_views
from tests.prebuilt import copy_demo
from tests.worlds import DEMO, read_rows

AS_OF = date(2018, 6, 30)
SIGNIFICANT = 0.05
"""The chance that any of all tests cries wolf; each gets its share of it."""
RESAMPLES = 4_999
SEED = 20180630
FEWEST = 5
"""People of each sequence with a row in a table, below which the places of rows cannot tell anything."""
MEASURED = {
    "place in the store": "people.subject_key",
    "place among subjects": "subjects.line",
    "place among harvests": "harvested.line",
    "place among randomisations": "randomisations.line",
    "place among infusions": "first.line",
    "place among infusions, the second": "second.line",
    "number of the randomisation": "allotted.number",
    "day of the randomisation": "randomisations.randomised_on - date '2010-01-01'",
    "days from screening to harvest": "harvested.harvested_lo - people.first_screened_on",
    "days from harvest to randomisation": "randomisations.randomised_on - harvested.harvested_hi",
    "days from harvest to the first infusion": "first.infused_lo - harvested.harvested_hi",
    "days from randomisation to the first infusion": "first.infused_lo - randomisations.randomised_on",
    "days between infusions": "second.infused_lo - first.infused_lo",
    "days from the second infusion to the end": "people.completed_on - second.infused_lo",
    "days to the last record": "people.last_record_on - randomisations.randomised_on",
    "records after the randomisation": "followed.records",
}
"""Signs that are numbers, missing for some."""
NAMED = {
    "parity of the number": "allotted.number % 2",
    "place in a block of four": "(allotted.number - 1) % 4",
    "place in a block of four, by days": "(row_number() over by_site - 1) % 4",
    "parity of the line": "randomisations.line % 2",
    "weekday of the randomisation": "isodow(randomisations.randomised_on)",
    "weekday of the first infusion": "isodow(first.infused_lo)",
    "month of the randomisation": "month(randomisations.randomised_on)",
    "number out of the order of days": "allotted.number <> row_number() over by_site",
    "first infusion given": "first.given::text",
    "second infusion given": "second.given::text",
    "second infusion is recorded": "second.subject_key is not null",
    "day of the first infusion is missing": "first.infused_lo is null",
    "day of the second infusion is missing": "second.infused_lo is null",
    "harvests": "harvested.harvests",
    "outcome of the harvest": "harvested.outcome",
    "stage": "people.last_stage",
    "exit": "people.exit",
    "disagreements of stages": "people.disagreeing_stages",
    "site": "people.site_id",
    "stratum": "randomisations.stratum",
    "doubted values": "doubted.findings",
}
"""Signs that are kinds; missing is one of them."""


@pytest.fixture(scope="module")
def info(tmp_path_factory):
    """The manifest of the demo's open cut."""
    folder = tmp_path_factory.mktemp("signs")
    copy_demo(folder, as_of=(AS_OF,))
    return find_cut(folder / "open")


@pytest.fixture(scope="module")
def reader(info):
    connection = open_views(info)
    yield connection
    connection.close()


def open_views(info):
    """A database with what the SQL page lets a statement read of the cut, and no more."""
    connection = duckdb.connect(":memory:")
    connection.execute(f"attach '{info.path}' as {STORED} (read_only)")
    tables = connection.execute("select table_name from information_schema.tables").fetchall()
    for statement in define_views(name for (name,) in tables).values():
        connection.execute(statement)
    return connection


@pytest.fixture(scope="module")
def signs(reader):
    """All signs of each randomised person, and the true sequence."""
    named = {f'"{name}"': sql for name, sql in {**MEASURED, **NAMED}.items()}
    found = reader.execute(f"""
        with
        allotted as (
            select subject_key, regexp_extract(randomisation_no, '[0-9]+$')::integer as number from randomisations
        ),
        harvested as (
            select subject_key, min(line) as line, arg_max(harvested_lo, line) as harvested_lo,
                arg_max(harvested_hi, line) as harvested_hi, arg_max(outcome, line) as outcome, count(*) as harvests
            from harvests group by all
        ),
        events as (
            select subject_key, assessed_lo as day from edss
            union all select subject_key, scanned_lo from mri
            union all select subject_key, collected_lo from labs
            union all select subject_key, onset_lo from relapses
            union all select subject_key, started_lo from therapies
        ),
        followed as (
            select randomisations.subject_key, count(events.day) as records
            from randomisations
            left join events on events.subject_key = randomisations.subject_key and day > randomised_on
            group by all
        ),
        lines as (
            select 'harvests.csv' as file, line, subject_key from harvests
            union all select 'infusions.csv', line, subject_key from infusions
            union all select 'randomisations.csv', line, subject_key from randomisations
        ),
        doubted as (
            select subject_key, count(*) as findings from findings join lines using (file, line) group by all
        )
        select people.subject_id, {", ".join(f"{sql} as {name}" for name, sql in named.items())}
        from randomisations
        join people on people.subject_key = randomisations.subject_key
        join subjects on subjects.subject_key = randomisations.subject_key
        join allotted on allotted.subject_key = randomisations.subject_key
        join followed on followed.subject_key = randomisations.subject_key
        left join harvested on harvested.subject_key = randomisations.subject_key
        left join infusions as first on first.subject_key = randomisations.subject_key and first.infusion_no = 1
        left join infusions as second on second.subject_key = randomisations.subject_key and second.infusion_no = 2
        left join doubted on doubted.subject_key = randomisations.subject_key
        window by_site as (partition by people.site_id order by randomisations.randomised_on, allotted.number)
        order by people.subject_id
    """).df()
    truth = {row["subject_id"]: row["sequence"] for row in read_rows(DEMO / "closed" / "allocations.csv")}
    return found.assign(sequence=found["subject_id"].map(truth))


def generator():
    return np.random.default_rng(SEED)


def measure(values, sequences):
    """How likely chance alone parts these numbers as far as the sequences do: in place, or in any other way."""
    from scipy import stats  # two seconds, which the collection of tests need not wait for

    known = values.notna()
    numbers, is_first = values[known].astype(float).to_numpy(), (sequences[known] == "MSC_FIRST").to_numpy()
    one, other = numbers[is_first], numbers[~is_first]
    chance = stats.PermutationMethod(n_resamples=RESAMPLES, rng=generator())
    in_place = stats.mannwhitneyu(one, other, method=chance).pvalue
    return in_place, stats.ks_2samp(one, other, method="exact").pvalue


def compare(values, sequences):
    """How likely chance alone makes a table of kinds by sequences as uneven as this one."""
    from scipy import stats

    table = pd.crosstab(values.astype(object).where(values.notna(), "missing").astype(str), sequences).to_numpy()
    if len(table) == 1:
        return 1.0  # a kind that all share tells nothing
    if len(table) == 2:
        return stats.fisher_exact(table).pvalue
    expected = stats.contingency.expected_freq(table)
    drawn = stats.random_table(table.sum(axis=1), table.sum(axis=0)).rvs(RESAMPLES, random_state=generator())
    uneven = ((np.concatenate([table[None], drawn]) - expected) ** 2 / expected).sum(axis=(1, 2))
    return (uneven >= uneven[0] - 1e-9).mean()


def hold(signs):
    """The p-value of every test, by its sign."""
    ways = ("place", "shape")
    found = {f"{name}, {way}": p for name in MEASURED for way, p in zip(ways, pair(signs, name), strict=True)}
    return found | {name: compare(signs[name], signs["sequence"]) for name in NAMED}


def pair(signs, name):
    return measure(signs[name], signs["sequence"])


def bound():
    return SIGNIFICANT / (2 * len(MEASURED) + len(NAMED))


def test_all_who_were_randomised_are_tried(signs):
    counts = signs["sequence"].value_counts()
    assert counts.sum() == len(signs) == len(read_rows(DEMO / "closed" / "allocations.csv"))
    assert counts.min() > 50
    assert (signs[list(MEASURED)].notna().sum() > 50).all()


def test_no_sign_tells_the_sequence_beyond_chance(signs):
    assert {name: p for name, p in hold(signs).items() if p < bound()} == {}


def test_the_order_of_rows_in_any_table_tells_nothing(reader, signs):
    """Wherever a person has rows: the place of the first, and how many. A new table comes in by itself."""
    tables = reader.execute("""
        select distinct table_name from information_schema.columns
        where column_name = 'subject_key' and table_catalog = 'memory' order by all
    """).fetchall()
    keys = reader.execute("select subject_id, subject_key from subjects").df()
    text = {}
    for (table,) in tables:
        rows = reader.execute(f'select row_number() over () as place, subject_key from "{table}"').df()
        of_person = rows.groupby("subject_key")["place"].agg(["min", "count"]).reset_index()
        joined = signs[["subject_id", "sequence"]].merge(keys).merge(of_person, how="left")
        text[table, "how many"] = min(measure(joined["count"].fillna(0), joined["sequence"]))
        if joined.groupby("sequence")["min"].count().min() >= FEWEST:
            text[table, "place"] = min(measure(joined["min"], joined["sequence"]))
    assert {"people", "judged", "infusions", "harvests"} <= {table for table, _ in text}
    assert {sign: p for sign, p in text.items() if p < SIGNIFICANT / (2 * len(text))} == {}


# ---------------------------------------------------------------- controls: these tests can fail
@pytest.mark.parametrize(
    ("sign", "late_by"),
    [("days from harvest to randomisation", 14), ("days between infusions", 5)],
)
def test_a_late_release_of_cells_would_be_found(signs, sign, late_by):
    is_first = signs["sequence"] == "MSC_FIRST"
    late = signs.assign(**{sign: signs[sign] + late_by * is_first})
    assert min(pair(late, sign)) < bound()


def test_cells_that_were_not_ready_would_be_found(signs):
    """If a first infusion failed for one in four who were to get cells, and for nobody else."""
    is_first = signs["sequence"] == "MSC_FIRST"
    not_ready = is_first & (is_first.cumsum() % 4 == 0)
    refused = signs["first infusion given"].where(~not_ready, "false")
    assert compare(refused, signs["sequence"]) < bound()


def test_rows_in_the_order_of_sequences_would_be_found(signs):
    sorted_rows = signs["sequence"].rank(method="first")
    assert max(measure(sorted_rows, signs["sequence"])) < bound()


# ---------------------------------------------------------------- the day of a release
def test_no_view_of_the_sql_page_has_the_day_of_a_release(reader):
    names = reader.execute("select column_name from information_schema.columns where table_catalog = 'memory'").df()
    assert len(names) > 100
    assert [name for name in names["column_name"] if "released" in name] == []


def test_no_question_of_a_page_reads_the_day_of_a_release():
    withheld = {"rejects.sql", "findings.sql"}
    asked = {path.name: path.read_text("utf-8") for path in walk(files("mesems_dash.queries")) if is_sql(path)}
    code = {name: "\n".join(line.partition("--")[0] for line in text.splitlines()) for name, text in asked.items()}
    assert len(code) > 40
    assert {name for name, text in code.items() if "released" in text} == withheld
    assert {name for name, text in code.items() if "from harvests" in text} <= {"person_record.sql"}


def walk(folder):
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from walk(entry)
        else:
            yield entry


def is_sql(path):
    return path.name.endswith(".sql")


def test_findings_and_rejects_of_the_demo_tell_no_day_of_a_release(info, reader):
    days = {row["released_on"] for row in read_rows(DEMO / "open" / "harvests.csv")} - {""}
    assert len(days) > 50
    cut = open_cut(info.path)
    listed = [queries.list_findings(cut), queries.list_rejects(cut)]
    cut.close()
    listed += [reader.execute(f"from {table}").df() for table in ("findings", "rejects")]
    for frame in listed:
        of_harvests = frame[frame["file"] == "harvests.csv"]
        text = of_harvests.to_csv()
        assert [day for day in days if day in text] == []


def test_the_hash_of_a_file_lets_nobody_try_out_days_of_a_release(tmp_path, write_bundle):
    """Early in a trial few releases are recorded: the SHA-256 of a file would tell which of the days it has."""
    header, known = "subject_id,harvested_on,outcome,released_on", "P1,2014-02-20,OK"
    bundle = write_bundle(tmp_path / "bundle", harvests=f"{header}\n{known},2014-03-17\n")
    info = import_bundle(bundle, tmp_path / "store", as_of=AS_OF)
    days = [date(2014, 2, 20) + timedelta(days=wait) for wait in range(90)]
    tried = {hashlib.sha256(f"{header}\n{known},{day}\n".encode()).hexdigest() for day in days}
    for files_told in describe(info, "source_files", queries.list_source_files):
        hashes = files_told.set_index("file")["sha256"]
        assert len(hashes["subjects.csv"]) == 64
        assert hashes["harvests.csv"] not in tried


def test_what_was_written_about_an_end_is_told_nowhere(tmp_path, write_bundle):
    """A site may have written that the product was not ready. Some rows are kept, and some rejected in every way."""
    ends = (
        "subject_id,status,on,reason\n"
        "P1,WITHDRAWN,2014-09-01,NOT READY\n"
        "P1,WITHDRAWN,2014-09-01,NOT READY\n"
        "P9,WITHDRAWN,2014-09-01,NOT READY\n"
        "P2,,2014-09-01,NOT READY\n"
        "P3,OTHER,2014-09-01,was,NOT READY\n"
    )
    info = import_bundle(write_bundle(tmp_path / "bundle", dispositions=ends), tmp_path / "store", as_of=AS_OF)
    text = describe(info, "rejects", queries.list_rejects)
    connection = open_views(info)
    text += [connection.execute(f'from "{table}"').df() for table in ("dispositions", "findings", "source_files")]
    connection.close()
    assert [len(frame) for frame in text[:3]] == [3, 3, 2]
    assert [frame.to_csv() for frame in text if "NOT READY" in frame.to_csv()] == []
    assert "P9" in text[0].to_csv()


def describe(info, table, ask):
    """What a page and what the SQL page tell of a table."""
    cut, connection = open_cut(info.path), open_views(info)
    text = [ask(cut), connection.execute(f'from "{table}"').df()]
    cut.close()
    connection.close()
    return text
