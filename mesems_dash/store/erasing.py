"""A person who withdraws consent leaves every cut: each one that holds them is rebuilt beside, and takes its place.

DuckDB leaves what is deleted in the free blocks of a file, so nothing is deleted: a new file gets the rows of everybody
else, and the old one goes. Whoever has it open keeps it until they open it anew. `erased_rows` says which rows are the
person's. Interrupted, some cuts are done and the others are as they were; run again, it does the rest.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import duckdb

from mesems_dash.errors import StoreError, UsageError
from mesems_dash.store.comparing import fill_compared
from mesems_dash.store.cuts import list_cuts, list_unreadable, list_withdrawn
from mesems_dash.store.erased_rows import Person, Table, erase_from_text, find_rows, list_tables, prepare
from mesems_dash.store.privacy import make_private
from mesems_dash.store.publishing import ERASING, hold_store, replace_text, sync
from mesems_dash.store.withdrawal import read_reason
from mesems_dash.store.withdrawn import WITHDRAWN_FILE, format_withdrawn

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from mesems_dash.store.cuts import CutInfo

    Progress = Callable[[str, float], None]

__all__ = ["Erased", "erase_person"]

CONFIG: Final = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "memory_limit": "1GB",
}
COUNT_FILES: Final = """
insert into fresh.main.source_files
with
kept as (
    {kept}
),
rejected as (
    select file, count(*) as records
    from old.main.rejects
    where not ({is_kept})
    group by file
)
select
    source_files.* replace (
        rows_in - coalesce(kept.records, 0) - coalesce(rejected.records, 0) as rows_in,
        rows_kept - coalesce(kept.records, 0) as rows_kept,
        rows_rejected - coalesce(rejected.records, 0) as rows_rejected
    )
from old.main.source_files as source_files
left join kept on kept.file = source_files.file
left join rejected on rejected.file = source_files.file
order by source_files.rowid
"""
NOTE: Final = "insert into fresh.main.erasures values (?, ?)"
CUT_BEFORE: Final = "select cut_id from old.main.compared where what = 'CUT_BEFORE'"
NOTE_SAME: Final = "insert into compared from old.main.compared where what = 'SAME_FILES'"


@dataclass(frozen=True)
class Erased:
    """Ids of the open and the closed cuts that were rebuilt without the person."""

    cuts: tuple[str, ...]
    closed_cuts: tuple[str, ...]


def erase_person(
    subject_id: str,
    store: Path,
    *,
    reason: str,
    closed_store: Path | None = None,
    progress: Progress = lambda _text, _share: None,
) -> Erased:
    """Rebuild every cut that names a person without them: same ids, same days, everybody else's numbers as they were.

    `progress` hears what is being done and how far it is, from 0 to 1. UsageError for a person in no cut, or a
    reason that names them; StoreError for a store that cannot be written, into which an import is under way, or which
    holds a file that cannot be read: it may hold the person as well.
    """
    person = Person(subject_id.strip())
    why = read_reason(reason)
    if not person.subject_id or erase_from_text(why, person) != why:
        raise UsageError("--reason stays in the store; it must not name the person.")
    stores = [store] if closed_store is None else [store, closed_store]
    try:
        with ExitStack() as held:
            for folder in stores:
                if folder.is_dir():
                    held.enter_context(hold_store(folder, alone=True))
            cuts = [_order_by_need(_list_whole(folder), person) for folder in stores]
            if not any(found.is_known for of_store in cuts for found in of_store):
                raise UsageError(f'No data cut in {" or ".join(map(str, stores))} contains subject "{subject_id}".')
            _rebuild_all([found.info for of_store in cuts for found in of_store], person, why, progress)
            _erase_from_lines(store, person)
    except OSError as error:
        raise StoreError(f"{store}: the person cannot be erased ({error.strerror}).") from error
    rebuilt = [tuple(found.info.cut_id for found in of_store) for of_store in cuts]
    return Erased(rebuilt[0], rebuilt[1] if closed_store is not None else ())


# ---------------------------------------------------------------- which cuts


@dataclass(frozen=True)
class _Found:
    """A cut in which the person stands, by id (`is_known`) or only in somebody's words."""

    info: CutInfo
    is_known: bool


def _list_whole(store: Path) -> tuple[CutInfo, ...]:
    unreadable = list_unreadable(store)
    if unreadable:
        names = ", ".join(path.name for path in unreadable)
        raise StoreError(
            f"{store} contains files that cannot be read and may name the person; remove them first: {names}"
        )
    return list_cuts(store)


def _order_by_need(cuts: Sequence[CutInfo], person: Person) -> list[_Found]:
    """Find the cuts that hold the person, first those that only mention them, then from the oldest import on.

    So an interrupted run leaves the person known to some cut, and a cut is rebuilt after the one it is compared with.
    """
    found = [_Found(info, is_known) for info in cuts if (is_known := _search(info, person)) is not None]
    return sorted(found, key=lambda cut: (cut.is_known, cut.info.imported_at, cut.info.cut_id))


def _search(info: CutInfo, person: Person) -> bool | None:
    """Return whether a cut knows the person by id, None if nothing in it names them."""
    with _connect(info.path) as connection:
        prepare(connection, person)
        tables = list_tables(connection, person)
        is_known = find_rows(connection, person, tables)
        is_named = any(any(_count_rows(connection, table)) for table in tables)
    return is_known if is_known or is_named else None


# ---------------------------------------------------------------- rebuilding


def _rebuild_all(cuts: Sequence[CutInfo], person: Person, reason: str, progress: Progress) -> None:
    now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    for place, info in enumerate(cuts):
        progress(f"rebuilding {info.cut_id}", place / len(cuts))
        draft = info.path.with_name(f"{ERASING}{info.path.name}")
        draft.unlink(missing_ok=True)
        try:
            _rebuild(info, draft, person, (now, reason))
            if info.is_closed:
                make_private(draft.parent)
            else:
                draft.chmod(info.path.stat().st_mode & 0o777)
            sync(draft)
            draft.rename(info.path)
            sync(info.path.parent)
        finally:
            draft.unlink(missing_ok=True)
    progress("done", 1.0)


def _rebuild(info: CutInfo, draft: Path, person: Person, note: tuple[datetime, str]) -> None:
    try:
        with _connect(info.path) as connection:
            connection.execute(f"attach {_quote(draft)} as fresh (recovery_mode no_wal_writes)")
            connection.execute("copy from database old to fresh (schema)")
            prepare(connection, person)
            tables = list_tables(connection, person)
            find_rows(connection, person, tables)
            for table in tables:
                if table.name not in {"source_files", "compared"}:
                    _copy(connection, table)
            connection.execute(_count_files(tables))
            connection.execute(NOTE, list(note))
            _compare_anew(connection, info, tables)
            _require_gone(connection, tables, info)
            connection.execute("checkpoint fresh")
    except duckdb.Error as error:
        raise StoreError(f"{info.cut_id} cannot be rebuilt (a {type(error).__name__} of the database).") from error


def _copy(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    _, mentioned = _count_rows(connection, table)
    connection.execute(table.copy_without_them if mentioned else table.copy)


def _count_files(tables: Sequence[Table]) -> str:
    kept = [
        f"select '{table.name}.csv' as file, count(*) as records from old.main.{table.name} where not ({table.is_kept})"  # noqa: S608 - the cut's own names
        for table in tables
        if table.holds_rows_of_a_file
    ]
    (is_kept,) = (table.is_kept for table in tables if table.name == "rejects")
    return COUNT_FILES.format(kept=" union all ".join(kept), is_kept=is_kept)


def _compare_anew(connection: duckdb.DuckDBPyConnection, info: CutInfo, tables: Sequence[Table]) -> None:
    """Compare with the cut before, which is rebuilt by now; if that is gone, keep what was said of everybody else."""
    before = connection.execute(CUT_BEFORE).fetchone()
    path = None if before is None else info.path.with_name(f"{before[0]}.duckdb")
    if path is None or not path.exists():
        _copy(connection, next(table for table in tables if table.name == "compared"))
        return
    connection.execute("use fresh")
    fill_compared(connection, path)
    connection.execute(NOTE_SAME)
    connection.execute("use memory")


def _require_gone(connection: duckdb.DuckDBPyConnection, tables: Sequence[Table], info: CutInfo) -> None:
    for table in tables:
        if any(_count_rows(connection, replace(table, cut="fresh"))):
            raise StoreError(f"{info.cut_id} cannot be rebuilt: the table {table.name} would still name the person.")


def _erase_from_lines(store: Path, person: Person) -> None:
    """Take the person out of the reasons for which cuts were withdrawn."""
    lines = list_withdrawn(store)
    erased = tuple(replace(line, reason=erase_from_text(line.reason, person)) for line in lines)
    if erased != lines:
        replace_text(store / WITHDRAWN_FILE, format_withdrawn(erased))


def _connect(path: Path) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(":memory:", config={**CONFIG})
    folder = path.with_name(f"{ERASING}{path.stem}.tmp")
    connection.execute(f"set temp_directory = {_quote(folder)}")
    connection.execute(f"attach {_quote(path)} as old (read_only)")
    return connection


def _count_rows(connection: duckdb.DuckDBPyConnection, table: Table) -> tuple[int, int]:
    """Return how many rows of a table are the person's, and how many others mention them."""
    own, mentioned = connection.execute(table.count_rows).fetchone() or (0, 0)
    return int(own), int(mentioned)


def _quote(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
