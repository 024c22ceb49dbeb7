"""What the queries read of a cut: `cases`, `people` and `judged`, laid out once from its tables and verdicts.

`layout.sql` says what the tables hold; `cases.sql`, `people.sql` and `judged.sql` fill them for a range of subjects at
a time, so that memory stays bounded whatever the size of the trial.
"""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Final

from mesems_dash.store.parsing import run

if TYPE_CHECKING:
    import duckdb

__all__ = ["OWN", "lay_out"]

OWN: Final = "OWN"
"""The way of judging in which every site goes by its own rule set."""
CHUNK: Final = 250_000
RANGES: Final = """
select
    min(subject_key) as subject_from,
    max(subject_key) as subject_to,
    min(screening_key) as screening_from,
    max(screening_key) as screening_to
from screenings
group by subject_key // $chunk
order by subject_from
"""


def lay_out(connection: duckdb.DuckDBPyConnection) -> None:
    """Create and fill what the queries read; facts and verdicts must be there."""
    connection.execute(_read("layout"))
    ranges = _split_subjects(connection)
    for keys in ranges:
        subjects = {"subject_from": keys["subject_from"], "subject_to": keys["subject_to"]}
        run(connection, _read("cases"), subjects)
        run(connection, _read("people"), subjects)
    for way in (OWN, *_rule_sets(connection)):
        for keys in ranges:
            run(connection, _read("judged"), {**keys, "judged_by": way})


def _read(name: str) -> str:
    return files("mesems_dash.store").joinpath(f"{name}.sql").read_text(encoding="utf-8")


def _split_subjects(connection: duckdb.DuckDBPyConnection) -> list[dict[str, int]]:
    names = ("subject_from", "subject_to", "screening_from", "screening_to")
    rows = connection.execute(RANGES, {"chunk": CHUNK}).fetchall()
    return [dict(zip(names, row, strict=True)) for row in rows]


def _rule_sets(connection: duckdb.DuckDBPyConnection) -> list[str]:
    return [name for (name,) in connection.execute("select ruleset from rulesets order by ruleset").fetchall()]
