"""Which data cuts a store holds, what each was made of, and which one is current.

A cut is one complete DuckDB file named after its id; `importer` writes them, `connection` opens one for reading.
Files that are still being imported begin with a dot and are never seen here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import duckdb

from mesems_dash.errors import NoCutError, StoreError, UsageError
from mesems_dash.store.withdrawn import CUT_NAME, Withdrawn, find_withdrawn, list_withdrawn

if TYPE_CHECKING:
    from datetime import date, datetime
    from pathlib import Path

__all__ = [
    "CutInfo",
    "Erasure",
    "RuleSetInfo",
    "SourceFile",
    "Withdrawn",
    "find_closed_cut",
    "find_cut",
    "find_withdrawn",
    "has_cut",
    "list_cut_ids",
    "list_cuts",
    "list_unreadable",
    "list_withdrawn",
    "read_cut_info",
    "read_manifest",
    "stamp_file",
]

OLDEST: Final = "0.3.0"
"""The first version whose cuts are laid out as this one reads them; tests/store/test_cuts.py says when to raise it."""
_LEAST_BYTES: Final = 12_288
"""The three headers that every DuckDB file begins with; a shorter file is damaged or still being copied."""
ALLOCATIONS_TABLES: Final = """
select count(*)
from duckdb_tables()
where table_name = 'allocations'
    and database_name = current_database()
"""


@dataclass(frozen=True)
class SourceFile:
    """One file of the data model as it was imported; rows_in = rows_kept + rows_rejected + rows_after_cut."""

    file: str
    is_present: bool
    sha256: str | None
    rows_in: int
    rows_kept: int
    rows_rejected: int
    rows_after_cut: int


@dataclass(frozen=True)
class RuleSetInfo:
    """A rule set that was judged in a cut."""

    name: str
    title: str
    version: str


@dataclass(frozen=True)
class Erasure:
    """One person was taken out of a cut after its import, at this time (UTC); never who it was."""

    erased_at: datetime
    reason: str


@dataclass(frozen=True)
class CutInfo:
    """What a cut is made of, read from its manifest; `rejects` and `findings` are counts of rows.

    `stamp` names the file as it is now: another one after an erasure, so it is what an answer is remembered under.
    """

    path: Path
    cut_id: str
    as_of: date
    imported_at: datetime
    software_version: str
    bundle_name: str
    is_synthetic: bool
    is_closed: bool
    files: tuple[SourceFile, ...]
    rule_sets: tuple[RuleSetInfo, ...]
    rejects: int
    findings: int
    erasures: tuple[Erasure, ...]
    stamp: str


@dataclass(frozen=True)
class Complaint:
    """One rejected row or queried value: where it is and why, never the value."""

    file: str
    line: int | None
    column: str | None
    reason: str


def list_cut_ids(store: Path) -> tuple[str, ...]:
    """Ids of the files that look like complete cuts, newest first, without opening any: cheap enough to ask often."""
    if not store.is_dir():
        return ()
    names = {path.stem for path in store.glob("*.duckdb")} - {line.cut_id for line in list_withdrawn(store)}
    return tuple(sorted((name for name in names if CUT_NAME.fullmatch(name)), reverse=True))


def has_cut(store: Path) -> bool:
    """Return whether a store has a file that can be a complete cut, by its name and size: no cut is opened.

    A cut that only a look inside shows to be damaged or too old is counted; `find_cut` does not return it.
    """
    return any(_is_long_enough(store / f"{cut_id}.duckdb") for cut_id in list_cut_ids(store))


def _is_long_enough(path: Path) -> bool:
    try:
        return path.is_file() and path.stat().st_size > _LEAST_BYTES
    except OSError:  # removed a moment ago
        return False


def list_cuts(store: Path) -> tuple[CutInfo, ...]:
    """Cuts of a store, newest first (by as-of date, then by import); files that are no cut are left out."""
    infos = (_read_or_none(store / f"{cut_id}.duckdb") for cut_id in list_cut_ids(store))
    return tuple(info for info in infos if info is not None)


def list_unreadable(store: Path) -> tuple[Path, ...]:
    """DuckDB files of a store that are no complete cut: damaged, foreign, or renamed."""
    if not store.is_dir():
        return ()
    visible = (path for path in sorted(store.glob("*.duckdb")) if not path.name.startswith("."))
    return tuple(path for path in visible if not CUT_NAME.fullmatch(path.stem) or _read_or_none(path) is None)


def find_cut(store: Path, cut_id: str | None = None) -> CutInfo:
    """The cut of that id, else the current one; a date stands for the one cut as of that day.

    Raises NoCutError if the store has no complete cut, UsageError if it has no cut of that id (or it is withdrawn, or
    several are as of that day), StoreError if the cut asked for cannot be read.
    """
    if cut_id is not None:
        return _find_named(store, cut_id)
    for candidate in list_cut_ids(store):
        info = _read_or_none(store / f"{candidate}.duckdb")
        if info is not None:
            return info
    raise NoCutError(f"No data cut in {store}: import a bundle first.")


def find_closed_cut(closed_store: Path, cut: CutInfo) -> CutInfo:
    """The closed cut imported with this open cut, else the newest one as of no later day; else NoCutError.

    The newest one must belong to an open cut of the same store (a killed import may leave one that does not), and
    synthetic data and real ones never meet.
    """
    ids = list_cut_ids(closed_store)
    if cut.cut_id in ids:
        return read_cut_info(closed_store / f"{cut.cut_id}.duckdb")
    complete = set(list_cut_ids(cut.path.parent))
    for info in list_cuts(closed_store):
        if info.as_of <= cut.as_of and info.is_synthetic == cut.is_synthetic and info.cut_id in complete:
            return info
    raise NoCutError(f"No closed data cut in {closed_store} as of {cut.as_of} or earlier.")


def read_cut_info(path: Path) -> CutInfo:
    """The manifest of one cut; StoreError names the file if it is damaged or no cut."""
    try:
        stamp = stamp_file(path)
        with duckdb.connect(str(path), read_only=True) as connection:
            return read_manifest(path, connection, stamp)
    except (duckdb.Error, OSError) as error:
        raise StoreError(f"{path.name} in {path.parent} is not a complete data cut.") from error


def read_complaints(path: Path) -> tuple[tuple[Complaint, ...], tuple[Complaint, ...]]:
    """What was rejected and queried when this cut was made, open or closed, without any value."""
    sql = 'select file, line, "column", reason from {table} order by all'
    try:
        with duckdb.connect(str(path), read_only=True) as connection:
            rejects, findings = (
                tuple(Complaint(*row) for row in connection.execute(sql.format(table=table)).fetchall())
                for table in ("rejects", "findings")
            )
    except (duckdb.Error, OSError) as error:
        raise StoreError(f"{path.name} in {path.parent} is not a complete data cut.") from error
    return rejects, findings


def _find_named(store: Path, name: str) -> CutInfo:
    ids = list_cut_ids(store)
    of_day = [cut_id for cut_id in ids if cut_id.startswith(f"{name}_")]
    if name in ids or len(of_day) == 1:
        return read_cut_info(store / f"{name if name in ids else of_day[0]}.duckdb")
    if of_day:
        raise UsageError(f"{len(of_day)} cuts in {store} are as of {name}; choose one by its id: {', '.join(of_day)}.")
    withdrawn = [line for line in list_withdrawn(store) if name in {line.cut_id, line.as_of.isoformat()}]
    if withdrawn:
        raise UsageError(f"This data cut was withdrawn on {withdrawn[0].withdrawn_at:%Y-%m-%d}: {withdrawn[0].reason}")
    if not ids:
        raise NoCutError(f"No data cut in {store}: import a bundle first.")
    raise UsageError(f'No cut "{name}" in {store}; available cuts: {", ".join(ids)}.')


def _read_or_none(path: Path) -> CutInfo | None:
    try:
        return read_cut_info(path)
    except StoreError:
        return None


def stamp_file(path: Path) -> str:
    """A name for a file as it is now, which another file in its place does not have; OSError if there is none."""
    found = path.stat()
    return f"{path}@{found.st_ino}.{found.st_mtime_ns}"


def read_manifest(path: Path, connection: duckdb.DuckDBPyConnection, stamp: str) -> CutInfo:
    """The manifest of the cut at `path` that a connection has open and uses; StoreError if it is another or too old.

    `stamp` is that of the file before it was opened.
    """
    manifest = connection.execute(
        "select cut_id, as_of, imported_at, software_version, bundle_name, is_synthetic from manifest"
    ).fetchone()
    if manifest is None or manifest[0] != path.stem:
        raise StoreError(f"{path.name} in {path.parent} is not a complete data cut.")
    if _order(manifest[3]) < _order(OLDEST):
        raise StoreError(
            f"{path.name} in {path.parent} was made by version {manifest[3]} of the dashboard; import its bundle again."
        )
    files = connection.execute(
        "select file, is_present, sha256, rows_in, rows_kept, rows_rejected, rows_after_cut from source_files"
    ).fetchall()
    rule_sets = connection.execute("select ruleset, title, version from rulesets").fetchall()
    erasures = connection.execute("select erased_at, reason from erasures order by erased_at").fetchall()
    cut_id, as_of, imported_at, software_version, bundle_name, is_synthetic = manifest
    return CutInfo(
        path=path,
        cut_id=cut_id,
        as_of=as_of,
        imported_at=imported_at,
        software_version=software_version,
        bundle_name=bundle_name,
        is_synthetic=is_synthetic,
        is_closed=_count(connection, ALLOCATIONS_TABLES) > 0,
        files=tuple(SourceFile(*row) for row in files),
        rule_sets=tuple(RuleSetInfo(*row) for row in rule_sets),
        rejects=_count(connection, "select count(*) from rejects"),
        findings=_count(connection, "select count(*) from findings"),
        erasures=tuple(Erasure(*row) for row in erasures),
        stamp=stamp,
    )


def _order(version: str) -> tuple[int, ...]:
    """Return a version as numbers to compare."""
    return tuple(int(part) if part.isdecimal() else 0 for part in version.split("."))


def _count(connection: duckdb.DuckDBPyConnection, sql: str) -> int:
    row = connection.execute(sql).fetchone()
    return 0 if row is None else int(row[0])
