"""Facts and verdicts of a new cut, once and for all: what the record allows, and what every rule set says of it.

The SQL comes from `eligibility`, chunk by chunk of screenings, so that memory stays bounded. `layout`
then lays out what the queries read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyarrow as pa  # type: ignore[import-untyped]  # pyarrow ships no types

from mesems_dash.eligibility import built_in_rule_sets, compile_rule_set, load_rule_set
from mesems_dash.eligibility.drugs import DRUG_CLASSES_TABLE, classify_rows
from mesems_dash.eligibility.facts import facts_statements
from mesems_dash.errors import StoreError, UsageError
from mesems_dash.store.layout import lay_out
from mesems_dash.store.missing import list_missing
from mesems_dash.store.parsing import run
from mesems_dash.vocabulary import LEAF_BITS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import duckdb

    from mesems_dash.eligibility import CompiledRules, RuleSet

    Progress = Callable[[str, float], None]

__all__ = ["apply_rules", "establish", "judge", "load_rule_sets", "require_known_rule_sets"]

FACTS_CHUNK: Final = 250_000
VERDICTS_CHUNK: Final = 2_000_000
"""Screenings that one statement takes: facts gather lists, which take memory; verdicts pass through, and planning their
statement takes as long as judging thirty thousand."""
FACTS_SHARE: Final = 0.6
VERDICTS_SHARE: Final = 0.9
MISSING_SHARE: Final = 0.95
REPORT_UNIDENTIFIED: Final = """
insert into findings
select
    'therapies.csv',
    therapies.line,
    'drug',
    therapies.drug,
    'drug not identified by name or ATC code; it may count in every washout and in the year of therapy',
    'WARNING',
    subjects.subject_id,
    subjects.site_id
from therapies
join subjects on subjects.subject_key = therapies.subject_key
join drug_classes
    on drug_classes.drug is not distinct from therapies.drug
    and drug_classes.atc is not distinct from therapies.atc
    and drug_classes.route is not distinct from therapies.route
where not drug_classes.is_identified
order by therapies.line
"""
COUNT_UNJUDGED: Final = """
select
    (select count(*) from screenings) - (select count(*) from facts where basis = 'THEN'),
    (select count(*) from facts) * (select count(*) from rulesets) - (select count(*) from verdicts)
"""

INSERT_LEAVES: Final = "insert into rule_leaves select ?, unnest(?::text[]), unnest(?::utinyint[]), unnest(?::text[])"


def load_rule_sets() -> tuple[RuleSet, ...]:
    """Every rule set that a cut is judged by: those that come with the program."""
    return tuple(load_rule_set(name) for name in built_in_rule_sets())


def require_known_rule_sets(connection: duckdb.DuckDBPyConnection) -> None:
    """Raise UsageError if a site names a rule set that does not exist."""
    known = built_in_rule_sets()
    for ruleset, line in connection.execute("select ruleset, line from sites order by line").fetchall():
        if ruleset not in known:
            expected = ", ".join(known)
            raise UsageError(f'sites.csv line {line}: the rule set "{ruleset}" is unknown; expected {expected}')


def judge(connection: duckdb.DuckDBPyConnection, progress: Progress) -> None:
    """Fill facts, verdicts and the layouts of the cut being built, and check that nobody is left out."""
    _classify_drugs(connection)
    screenings = _count_screenings(connection)
    establish(connection, screenings, progress)
    rule_sets = load_rule_sets()
    _apply_rule_sets(connection, rule_sets, screenings, progress)
    _require_everybody_judged(connection)
    progress("preparing tables", VERDICTS_SHARE)
    lay_out(connection)
    progress("listing missing values", MISSING_SHARE)
    list_missing(connection, rule_sets)


def establish(connection: duckdb.DuckDBPyConnection, screenings: int, progress: Progress = lambda *_: None) -> None:
    """Fill facts of the screenings with the keys 1 to `screenings`, one chunk after another."""
    chunks = list(_split(screenings, FACTS_CHUNK))
    for place, chunk in enumerate(chunks):
        progress(f"working out the facts of {chunk['key_to']:,} screenings", FACTS_SHARE * place / len(chunks))
        for statement in facts_statements():
            run(connection, statement, chunk)


def _classify_drugs(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(DRUG_CLASSES_TABLE)
    rows = connection.execute("select distinct drug, atc, route from therapies order by all").fetchall()
    if rows:
        columns = [pa.array(column) for column in zip(*classify_rows(rows), strict=True)]
        connection.register("batch", pa.table(columns, names=[str(place) for place in range(len(columns))]))
        connection.execute("insert into drug_classes from batch")
        connection.unregister("batch")
    connection.execute(REPORT_UNIDENTIFIED)


def _count_screenings(connection: duckdb.DuckDBPyConnection) -> int:
    row = connection.execute("select count(*) from screenings").fetchone()
    return 0 if row is None else int(row[0])


def _split(screenings: int, size: int) -> Iterator[dict[str, int]]:
    for first in range(1, screenings + 1, size):
        yield {"key_from": first, "key_to": min(first + size - 1, screenings)}


def _apply_rule_sets(
    connection: duckdb.DuckDBPyConnection,
    rule_sets: tuple[RuleSet, ...],
    screenings: int,
    progress: Progress,
) -> None:
    for place, rule_set in enumerate(rule_sets):
        progress(
            f"assessing against {rule_set.name}", FACTS_SHARE + (VERDICTS_SHARE - FACTS_SHARE) * place / len(rule_sets)
        )
        values = [rule_set.name, rule_set.title, rule_set.version, rule_set.toml]
        connection.execute("insert into rulesets values (?, ?, ?, ?)", values)
        leaves = [(leaf.id, LEAF_BITS[leaf.id], leaf.kind) for leaf in dict.fromkeys(rule_set.leaves)]
        connection.execute(INSERT_LEAVES, [rule_set.name, *map(list, zip(*leaves, strict=True))])
        apply_rules(connection, compile_rule_set(rule_set), screenings)


def apply_rules(connection: duckdb.DuckDBPyConnection, compiled: CompiledRules, screenings: int) -> None:
    """Fill verdicts by one rule set, in no order within a chunk, so that every core can write; `layout` sorts them."""
    connection.execute("set preserve_insertion_order = false")
    for chunk in _split(screenings, VERDICTS_CHUNK):
        run(connection, compiled.sql, {**compiled.parameters, **chunk})
    connection.execute("reset preserve_insertion_order")


def _require_everybody_judged(connection: duckdb.DuckDBPyConnection) -> None:
    row = connection.execute(COUNT_UNJUDGED).fetchone()
    if row is not None and any(row):
        raise StoreError(f"the cut is not complete: {row[0]} screenings without facts, {row[1]} verdicts missing")
