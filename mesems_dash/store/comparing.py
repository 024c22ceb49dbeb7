"""What is otherwise than in the cut before: people and records gone, people new, sites halved, the same files again.

An import is compared with the newest cut of its store that is as of no later day; a closed one with the closed cut of
that id, in counts alone. Nothing is refused for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import duckdb

from mesems_dash.errors import StoreError
from mesems_dash.store.cuts import list_cuts, read_cut_info
from mesems_dash.store.model import CLOSED_FILES, OPEN_FILES

if TYPE_CHECKING:
    from pathlib import Path

    from mesems_dash.store.cuts import CutInfo
    from mesems_dash.store.model import SourceModel
    from mesems_dash.store.publishing import Draft

__all__ = ["compare_closed", "compare_open", "fill_compared", "read_compared_counts"]

NAMED: Final = "compared_before"
"""The name under which the cut before is attached meanwhile."""
NOTE_CUT: Final = """
insert into compared (what, cut_id)
select 'CUT_BEFORE', cut_id
from {before}.main.manifest
"""
NOTE_SAME: Final = "insert into compared (what, cut_id) values ('SAME_FILES', ?)"
NOTE_PEOPLE: Final = """
insert into compared (what, cut_id, site_id, subject_id)
with
cut_before as (
    select cut_id
    from {before}.main.manifest
),
final as (
    select 'PERSON_GONE' as what, site_id, subject_id
    from {before}.main.subjects
    where subject_id not in (select subject_id from subjects)
    union all
    select 'PERSON_NEW', site_id, subject_id
    from subjects
    where subject_id not in (select subject_id from {before}.main.subjects)
)
select what, cut_id, site_id, subject_id
from final
cross join cut_before
order by what, subject_id
"""
NOTE_RECORDS: Final = """
insert into compared (what, cut_id, file, before, after)
with
counts_before as (
    {counts_before}
),
counts_after as (
    {counts_after}
),
gone as (
    select
        counts_before.file,
        sum(counts_before.records) as before,
        sum(counts_before.records - least(counts_before.records, coalesce(counts_after.records, 0))) as lost
    from counts_before
    left join counts_after
        on counts_after.file = counts_before.file
        and counts_after.holder is not distinct from counts_before.holder
    group by counts_before.file
),
final as (
    select gone.*, (select cut_id from {before}.main.manifest) as cut_id
    from gone
    where lost > 0
)
select 'RECORDS_GONE', cut_id, file, before, before - lost
from final
order by file
"""
NOTE_SITES: Final = """
insert into compared (what, cut_id, site_id, before, after)
with
counts_before as (
    {counts_before}
),
counts_after as (
    {counts_after}
),
final as (
    select counts_before.*, coalesce(counts_after.records, 0) as records_after
    from counts_before
    left join counts_after using (site_id)
)
select
    if(records_after = 0, 'SITE_GONE', 'SITE_HALVED'),
    (select cut_id from {before}.main.manifest),
    site_id,
    records,
    records_after
from final
where records_after * 2 <= records
order by site_id
"""
IN_FILE: Final = (
    "select '{file}' as file, {holder} as holder, count(*) as records from {cut}.main.{table}{join} group by all"
)
AT_SITE: Final = "select site_id from {cut}.main.{table}{join}"
OF_SUBJECT: Final = " join {cut}.main.subjects using (subject_key)"
HOLD_IDS: Final = frozenset(("screenings", "allocations", "doses"))
"""Tables of people's records that hold the ids themselves."""


def compare_open(connection: duckdb.DuckDBPyConnection, draft: Draft) -> None:
    """Compare the open cut being built, which is in use, with the one before; with none there is nothing to say."""
    cuts = [info for info in list_cuts(draft.store) if info.cut_id != draft.cut_id]
    is_synthetic = _fetch_one(connection, "select is_synthetic from manifest")
    before = next((info for info in cuts if info.as_of <= draft.as_of and info.is_synthetic == is_synthetic), None)
    if before is None:
        return
    fill_compared(connection, before.path)
    _note_same_files(connection, [info for info in cuts if info.is_synthetic == is_synthetic])


def compare_closed(connection: duckdb.DuckDBPyConnection, draft: Draft) -> None:
    """Compare the closed cut being built, which is in use, with that of the open cut before: counts, never ids."""
    before = _fetch_one(connection, "select max(cut_id) from opened.main.compared where what = 'CUT_BEFORE'")
    path = draft.store / f"{before}.duckdb"
    if before is None or not path.exists():
        return
    fill_compared(connection, path)


def fill_compared(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Fill `compared` of the cut in use, open or closed, from the cut before in that file, if it is one."""
    try:
        info = read_cut_info(path)
    except StoreError:
        return
    quoted = str(path).replace("'", "''")
    connection.execute(f"attach '{quoted}' as {NAMED} (read_only)")
    try:
        _compare(connection, info)
    finally:
        connection.execute(f"detach {NAMED}")


def read_compared_counts(path: Path) -> list[tuple[str, int, int]]:
    """Return file, records before and after of each file of a cut, open or closed, in which records are gone."""
    sql = "select file, before, after from compared where what = 'RECORDS_GONE' order by file"
    try:
        with duckdb.connect(str(path), read_only=True) as connection:
            return connection.execute(sql).fetchall()
    except (duckdb.Error, OSError) as error:
        raise StoreError(f"{path.name} in {path.parent} is not a complete data cut.") from error


def _compare(connection: duckdb.DuckDBPyConnection, before: CutInfo) -> None:
    connection.execute(NOTE_CUT.format(before=NAMED))
    models = CLOSED_FILES if before.is_closed else OPEN_FILES
    if not before.is_closed:
        connection.execute(NOTE_PEOPLE.format(before=NAMED))
    in_use = str(_fetch_one(connection, "select current_database()"))
    counts = {
        when: " union all ".join(_count_in_file(model, cut) for model in models)
        for when, cut in (("counts_before", NAMED), ("counts_after", in_use))
    }
    connection.execute(NOTE_RECORDS.format(before=NAMED, **counts))
    if not before.is_closed:
        connection.execute(NOTE_SITES.format(before=NAMED, **_count_at_sites(in_use)))


def _note_same_files(connection: duckdb.DuckDBPyConnection, cuts: list[CutInfo]) -> None:
    """Say which cut was made of the very same files: that of the same day if there is one, else the newest."""
    (as_of,) = connection.execute("select as_of from manifest").fetchone() or (None,)
    rows = connection.execute("select file, sha256 from source_files where is_present").fetchall()
    hashes = dict(rows)
    same = [info for info in cuts if {file.file: file.sha256 for file in info.files if file.is_present} == hashes]
    of_day = [info for info in same if info.as_of == as_of]
    for info in (of_day or same)[:1]:
        connection.execute(NOTE_SAME, [info.cut_id])


def _count_in_file(model: SourceModel, cut: str) -> str:
    """Return a statement that counts a file's records by person, or in all where they are nobody's."""
    holder = "subject_id" if "subject_id" in model.names else "site_id" if model.table == "sites" else "null::text"
    join = OF_SUBJECT.format(cut=cut) if model.belongs_to_subject and model.table not in HOLD_IDS else ""
    return IN_FILE.format(file=model.file, holder=holder, table=model.table, join=join, cut=cut)


def _count_at_sites(in_use: str) -> dict[str, str]:
    """Return statements that count the records of each site's people, in the cut before and in this one."""
    statements = {}
    for when, cut in (("counts_before", NAMED), ("counts_after", in_use)):
        rows = " union all ".join(
            AT_SITE.format(
                cut=cut, table=model.table, join="" if model.table == "subjects" else OF_SUBJECT.format(cut=cut)
            )
            for model in OPEN_FILES
            if "subject_id" in model.names
        )
        statements[when] = f"select site_id, count(*) as records from ({rows}) group by site_id"  # noqa: S608 - names of tables
    return statements


def _fetch_one(connection: duckdb.DuckDBPyConnection, sql: str) -> object:
    row = connection.execute(sql).fetchone()
    return None if row is None else row[0]
