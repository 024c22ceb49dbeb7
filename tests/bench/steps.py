"""The measured steps, each run in a process of its own so that its peak memory is its own.

``python -m tests.bench.steps NAME FOLDER [SCREENINGS]`` prints what it measured as JSON. `FOLDER` holds the cut that
`prepare` makes; later steps leave their answers there, so that they can be compared.
"""

from __future__ import annotations

import json
import re
import resource
import sys
from collections import Counter
from datetime import date
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import TYPE_CHECKING

import duckdb
import polars as pl

from mesems_dash import __version__, queries
from mesems_dash.eligibility import compile_rule_set, load_rule_set
from mesems_dash.eligibility.drugs import DRUG_CLASSES_TABLE, classify_rows
from mesems_dash.queries.disagreement_list import Behind
from mesems_dash.queries.selection import Selection
from mesems_dash.store import judging
from mesems_dash.store.connection import open_cut
from mesems_dash.store.importer import CONFIG
from tests.bench import pandas_verdicts, polars_pipeline

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

BENCH = Path(__file__).parent
STORE = BENCH.parents[1] / "mesems_dash" / "store"
CUT_ID = "2019-12-31_20200101T000000000000"
REPEATS = 3
MANY = 2_000_000
"""From so many screenings on a step is measured once."""
OPTIONS = {
    "count_funnel_by": {"by": "subtype"},
    "count_infusion_days": {"window_days": 14},
    "count_second_infusions": {"window_days": 14},
    "list_attention": {"most": 200},
    "list_disagreements": {"behind": Behind(kind="ENROLLED_BUT_FAIL"), "most": 200},
    "list_questions": {"most": 200},
    "list_screenings": {"most": 50, "skip": 9_950},
}
"""What a page asks of a query beside its selection."""
LISTS = ("list_attention", "list_disagreements", "list_questions", "list_screenings", "list_sites")
TABLES = ("screenings", "subjects", "relapses", "edss", "mri", "therapies", "labs", "malignancies")


def connect(folder: Path) -> duckdb.DuckDBPyConnection:
    """Opens the cut being measured the way an import does."""
    return duckdb.connect(str(folder / f"{CUT_ID}.duckdb"), config={**CONFIG})


def prepare(folder: Path, screenings: int) -> dict[str, float]:
    """Makes a cut with the typed tables filled and nothing judged."""
    started = perf_counter()
    with connect(folder) as connection:
        connection.execute((STORE / "schema.sql").read_text(encoding="utf-8"))
        connection.execute(f"set variable n = {screenings}")
        connection.execute((BENCH / "generate.sql").read_text(encoding="utf-8"))
        values = [CUT_ID, date(2019, 12, 31), "2020-01-01", __version__, "bench", True]
        connection.execute("insert into manifest values (?, ?, ?, ?, ?, ?)", values)
    return {"seconds": perf_counter() - started}


def judge_in_sql(folder: Path, screenings: int) -> dict[str, object]:
    """Facts and verdicts by compiled SQL, as an import does it; leaves both in the cut."""
    compiled = compile_rule_set(load_rule_set("registry"))
    with connect(folder) as connection:
        classify_drugs(connection)
        times = 1 if screenings >= MANY else REPEATS
        facts = fill(connection, "facts", lambda: judging.establish(connection, screenings), times=times)
        verdicts = fill(
            connection, "verdicts", lambda: judging.apply_rules(connection, compiled, screenings), times=times
        )
    return {"facts": facts, "verdicts": verdicts}


def frame_in_sql(folder: Path, screenings: int) -> dict[str, float]:
    """Verdicts by compiled SQL from the stored facts as a pandas frame, in one go: what pandas hands over, too."""
    compiled = compile_rule_set(load_rule_set("registry"))
    select = compiled.sql[compiled.sql.index("with\n") :]
    values = {**compiled.parameters, "key_from": 1, "key_to": screenings}
    with connect(folder) as connection:
        asked = f"select * exclude (ruleset, basis) from ({select})"
        took, judged = measure(lambda: connection.execute(asked, values).df())
    assert len(judged) == screenings
    return took


def classify_drugs(connection: duckdb.DuckDBPyConnection) -> None:
    """Fills the table that tells of what class each drug is; nine drugs, so it takes no time."""
    connection.execute(DRUG_CLASSES_TABLE)
    rows = connection.execute("select distinct drug, atc, route from therapies").fetchall()
    connection.executemany("insert into drug_classes values (?, ?, ?, ?, ?, ?, ?, ?)", classify_rows(rows))


def fill(connection: duckdb.DuckDBPyConnection, table: str, run: Callable[[], None], *, times: int) -> dict[str, float]:
    """Fills a table, each time from empty."""
    return measure(run, before=lambda: connection.execute(f"truncate {table}"), times=times)[0]


def measure(
    run: Callable[[], object], *, before: Callable[[], object] = lambda: None, times: int = REPEATS
) -> tuple[dict[str, float], object]:
    """Median seconds on the clock and of the processors, and the last answer."""
    clock, processors, answer = [], [], None
    for _ in range(times):
        before()
        started, used = perf_counter(), process_time()
        answer = run()
        clock.append(perf_counter() - started)
        processors.append(process_time() - used)
    return {"seconds": median(clock), "processor_seconds": median(processors)}, answer


def judge_in_polars(folder: Path, screenings: int) -> dict[str, object]:
    """The same from the same tables by the polars pipeline; tells how many screenings it judges differently."""
    with connect(folder) as connection:
        classify_drugs(connection)
        tables = {name: read_polars(connection, name) for name in (*TABLES, "drug_classes")}
        expected = read_verdicts(connection)
    took, judged = measure(lambda: polars_pipeline.judge(tables))
    assert len(judged) == screenings
    return {**took, **compare(judged.to_pandas(use_pyarrow_extension_array=False), expected)}


def read_polars(connection: duckdb.DuckDBPyConnection, table: str) -> pl.DataFrame:
    return pl.from_arrow(
        connection.sql(f"select * exclude (line) from {table}" if table in TABLES else f"from {table}").to_arrow_table()
    )


def judge_in_pandas(folder: Path, screenings: int) -> dict[str, object]:
    """Verdicts by plain pandas, from the facts stored in the cut as SQL has them; tells how many it judges differently.

    Only the columns that it looks at are read. `stored` is what it takes to store the verdicts as well, which SQL
    does; `in_memory` what judging takes once the facts are all in memory.
    """
    with connect(folder) as connection:
        expected = read_verdicts(connection)
        took, judged = measure(lambda: pandas_verdicts.judge(*read_facts(connection)))
        emptied = partial(connection.execute, "truncate verdicts")
        stored, _ = measure(
            lambda: store_verdicts(connection, pandas_verdicts.judge(*read_facts(connection))), before=emptied
        )
        assert compare(read_verdicts(connection), expected)["differ"] == compare(judged, expected)["differ"]
        frames = read_facts(connection)
    assert len(judged) == screenings
    in_memory, _ = measure(lambda: pandas_verdicts.judge(frames[0].copy(deep=False), *frames[1:]))
    return {**took, **compare(judged, expected), "stored": stored, "in_memory": in_memory}


def store_verdicts(connection: duckdb.DuckDBPyConnection, judged: pd.DataFrame) -> None:
    """Writes what pandas judged into the table that SQL writes into, in one go."""
    connection.register("judged", judged)
    connection.execute("insert into verdicts by name select 'registry' as ruleset, 'THEN' as basis, * from judged")
    connection.unregister("judged")


def read_facts(connection: duckdb.DuckDBPyConnection) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Facts, assessments and relapses as `pandas_verdicts.judge` takes them."""
    source = Path(pandas_verdicts.__file__).read_text(encoding="utf-8")
    columns = [column for column, kind in described(connection) if not kind.endswith("[]")]
    names = ", ".join(column for column in columns if is_named(column, source))
    facts = connection.sql(f"select {names} from facts").df()
    scores = connection.sql("select screening_key, unnest(edss, recursive := true) from facts").df()
    relapses = connection.sql("select screening_key, unnest(documented_relapses, recursive := true) from facts").df()
    return facts, scores, relapses


def is_named(column: str, source: str) -> bool:
    """Whether a column, or what it is called without its end (`_lo`, `_hi_open`), is a text in this source."""
    stem = re.sub(r"(_on)?_(lo|hi)(_open)?$", "", column)
    return any(f'"{name}"' in source for name in (column, stem))


def described(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    return connection.execute(
        "select column_name, data_type from duckdb_columns() where table_name = 'facts'"
    ).fetchall()


def read_verdicts(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    return connection.sql("select * exclude (ruleset, basis) from verdicts where ruleset = 'registry'").df()


def compare(judged: pd.DataFrame, expected: pd.DataFrame) -> dict[str, object]:
    """How many screenings have another status or any other mask, and how many have each status."""
    both = judged.merge(expected, on="screening_key", suffixes=("", "_expected"))
    answers = [name for name in judged.columns if name != "screening_key"]
    differs = sum(both[name].ne(both[f"{name}_expected"]) for name in answers) > 0
    return {"differ": int(differs.sum()) + len(expected) - len(both), "statuses": dict(Counter(both["status"]))}


def ask_everything(folder: Path, _: int) -> dict[str, float]:
    """Judges the cut in full, opens it as the dashboard does and asks every query; median milliseconds of each."""
    with connect(folder) as connection:
        connection.execute("truncate facts; truncate verdicts")
        judging.judge(connection, lambda *_: None)
    cut = open_cut(folder / f"{CUT_ID}.duckdb")
    counts = [name for name in sorted(queries.__all__) if name.startswith(("count_", "measure_", "rank_"))]
    asked = {name: getattr(queries, name) for name in (*counts, *LISTS)}
    return {name: ask(function, cut) for name, function in asked.items() if not closed_only(function)}


def closed_only(function: Callable[..., pd.DataFrame]) -> bool:
    """Whether a query needs the closed store, which the benchmark has none of."""
    return "require_closed" in function.__code__.co_names


def ask(function: Callable[..., pd.DataFrame], cut: object) -> float:
    more = OPTIONS.get(function.__name__, {})
    return measure(lambda: function(cut, Selection(), **more))[0]["seconds"] * 1000


STEPS = {
    "prepare": prepare,
    "sql": judge_in_sql,
    "frame": frame_in_sql,
    "polars": judge_in_polars,
    "pandas": judge_in_pandas,
    "queries": ask_everything,
}

if __name__ == "__main__":
    step, where, count = sys.argv[1:]
    found = STEPS[step](Path(where), int(count))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(json.dumps({**found, "peak_megabytes": peak}))
