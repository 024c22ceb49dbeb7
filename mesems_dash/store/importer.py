"""From a folder of CSV files to a data cut: reads, types, checks, judges, and publishes in one rename.

`admission` decides which rows are kept, `values` what their texts mean, `checks` what cannot be right together,
`judging` adds facts and verdicts, `publishing` sees that nobody ever meets half a cut. A bundle that cannot be read
raises BundleError and leaves the store as it was.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from importlib.resources import files
from typing import TYPE_CHECKING, Final

import duckdb

from mesems_dash import __version__
from mesems_dash.errors import BundleError, NoCutError, StoreError, StrictError, UsageError
from mesems_dash.store.blinding import refuse_closed_columns, refuse_closed_files, refuse_closed_values
from mesems_dash.store.checks import (
    find_first_drawn,
    name_sites,
    number_people,
    report_late_screenings,
    run_checks,
    settle_births,
)
from mesems_dash.store.closed_values import is_closed_name
from mesems_dash.store.comparing import compare_closed, compare_open
from mesems_dash.store.cuts import CutInfo, find_cut, read_cut_info
from mesems_dash.store.file_names import may_hold_records, refuse_near_names
from mesems_dash.store.ids import define_folds
from mesems_dash.store.judging import judge, require_known_rule_sets
from mesems_dash.store.lost import create_odd, list_lost, require_rows
from mesems_dash.store.model import CLOSED_FILES, OPEN_FILES
from mesems_dash.store.privacy import make_private
from mesems_dash.store.publishing import hold_draft, hold_paired_draft, publish, withdraw
from mesems_dash.store.reading import peek_names
from mesems_dash.store.row_validation import Counts, validate_absent, validate_file
from mesems_dash.store.values import define_macros
from mesems_dash.store.writing import write_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from mesems_dash.store.model import SourceModel
    from mesems_dash.store.publishing import Draft

    Progress = Callable[[str, float], None]

__all__ = ["import_bundle"]

SYNTHETIC: Final = "SYNTHETIC"
READING_SHARE: Final = 0.5
REFERRED_TO: Final = ("randomisations", "infusions", "dispositions")
"""Files that need not be there, and that the rows of others are held against."""
WITHHELD_NAME: Final = "(name withheld)"
SMALL_BYTES: Final = 50 << 20
BYTES_OF_A_THREAD: Final = 1 << 20
"""A bundle of less has too few rows in any file for a second thread to help with."""
INSERT_FILES: Final = """
insert into source_files
select
    unnest(?::text[]),
    unnest(?::boolean[]),
    unnest(?::text[]),
    unnest(?::bigint[]),
    unnest(?::bigint[]),
    unnest(?::bigint[]),
    unnest(?::bigint[])
"""
CONFIG: Final = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "memory_limit": "1GB",
}


@dataclass(frozen=True)
class Bundle:
    """A folder that is to be imported, and the files of the data model that it may hold."""

    folder: Path
    models: tuple[SourceModel, ...]
    had_rows: frozenset[str] = frozenset()
    """Files of which the store's current cut kept rows."""

    @property
    def is_synthetic(self) -> bool:
        """Whether the bundle says of itself that it is made up."""
        return (self.folder / SYNTHETIC).exists()

    def path(self, model: SourceModel) -> Path:
        """Where a file of the data model lies, if it is there."""
        return self.folder / model.file

    @property
    def total_bytes(self) -> int:
        """How much there is to read."""
        return sum(self.path(model).stat().st_size for model in self.models if self.path(model).exists())

    @property
    def expected(self) -> frozenset[str]:
        """Files that cannot be taken to be empty where they are missing: a file left out may be any of them."""
        is_left_out = any(may_hold_records(path.name) for path in self.unrecognised_files)
        return frozenset(model.file for model in self.models) if is_left_out else self.had_rows

    @property
    def unrecognised_files(self) -> list[Path]:
        """Files in the folder that the data model does not know."""
        known = {model.file for model in self.models} | {SYNTHETIC}
        return [
            path for path in sorted(self.folder.iterdir()) if path.name not in known and not path.name.startswith(".")
        ]


def import_bundle(
    bundle: Path,
    store: Path,
    *,
    as_of: date | None = None,
    strict: bool = False,
    closed_bundle: Path | None = None,
    closed_store: Path | None = None,
    progress: Progress = lambda _text, _share: None,
) -> CutInfo:
    """Make a new data cut from a bundle, and with it a closed one if a closed bundle is given.

    `as_of` is the day up to which things are known, today if None. `progress` hears what is being done and how far
    it is, from 0 to 1. Every existing cut stays untouched whatever happens.
    Raises BundleError for a bundle that cannot be read, ClosedDataError for an open one that carries closed data,
    StrictError under `strict` for any reject, UsageError for a day later than today, an unknown rule set or a closed
    bundle without a store of its own, StoreError for a folder that cannot be used.
    """
    _check_stores(store, closed_bundle, closed_store)
    today = _today()
    day = as_of or today
    if day > today:
        raise UsageError(f"the data cut {day} is later than today ({today}); choose today or an earlier day")
    opened = replace(_open_bundle(bundle), had_rows=_list_filled_files(store))
    with hold_draft(store, day) as draft:
        if closed_bundle is None or closed_store is None:
            _build_open(draft, opened, strict=strict, progress=progress)
            publish(draft)
        else:
            closed = _closed_bundle(closed_bundle)
            with hold_paired_draft(closed_store, draft) as closed_draft:
                _build_open(draft, opened, strict=strict, progress=progress, closed=(closed_draft, closed))
                _publish_both(draft, closed_draft)
        progress("done", 1.0)
        return read_cut_info(draft.final)


def _today() -> date:
    return datetime.now(UTC).astimezone().date()


def _check_stores(store: Path, closed_bundle: Path | None, closed_store: Path | None) -> None:
    if (closed_bundle is None) != (closed_store is None):
        raise UsageError("A closed bundle and a closed store go together: give both or neither.")
    if closed_store is not None and closed_store.resolve() == store.resolve():
        raise UsageError(f"{store}: the open and the closed store must be different folders.")


def _open_bundle(folder: Path) -> Bundle:
    _require_folder(folder)
    refuse_closed_files(folder)
    refuse_near_names(path.name for path in folder.iterdir() if path.is_file())
    bundle = Bundle(folder, OPEN_FILES)
    for model in OPEN_FILES:
        if model.is_required and not bundle.path(model).exists():
            raise BundleError(f"{model.file}: this required file is missing in {folder.name}", file=model.file)
    for path in folder.glob("*.[cC][sS][vV]"):
        if path.is_file():
            refuse_closed_columns(path.name, peek_names(path))
    return bundle


def _list_filled_files(store: Path) -> frozenset[str]:
    try:
        return frozenset(file.file for file in find_cut(store).files if file.rows_kept)
    except NoCutError:
        return frozenset()


def _closed_bundle(folder: Path) -> Bundle:
    _require_folder(folder)
    refuse_near_names(path.name for path in folder.iterdir() if path.is_file())
    bundle = Bundle(folder, CLOSED_FILES)
    if not any(bundle.path(model).exists() for model in CLOSED_FILES):
        names = " and ".join(model.file for model in CLOSED_FILES)
        raise BundleError(f"{folder.name}: not a closed bundle; expected {names}")
    return bundle


def _require_folder(folder: Path) -> None:
    if not folder.exists():
        raise BundleError(f"{folder}: no such folder; expected a bundle, a folder of CSV files")
    if not folder.is_dir():
        raise BundleError(f"{folder}: not a folder; expected a bundle, a folder of CSV files")


def _publish_both(draft: Draft, closed_draft: Draft) -> None:
    publish(closed_draft)
    try:
        publish(draft)
    except (OSError, StoreError):
        withdraw(closed_draft)
        raise


# ---------------------------------------------------------------- building


def _build_open(
    draft: Draft, bundle: Bundle, *, strict: bool, progress: Progress, closed: tuple[Draft, Bundle] | None = None
) -> None:
    holder = draft if closed is None else closed[0]  # nothing closed may lie in the open store, not even for a while
    with _workspace(draft, bundle, holder) as connection:
        _create(connection, "schema.sql")
        create_odd(connection)
        counts = _validate_all(connection, bundle, _share_of_reading(bundle, progress))
        refuse_closed_values(connection)
        find_first_drawn(connection)
        present = [row.model for row in counts if row.sha256 is not None]
        settle_births(connection, present)
        report_late_screenings(connection, present)
        _check_and_write(connection, counts)
        list_lost(connection, present=_list_present(counts), expected=bundle.expected)
        _write_manifest(connection, draft, bundle, counts)
        require_known_rule_sets(connection)
        compare_open(connection, draft)
        if closed is not None:
            _build_closed(connection, *closed, strict=strict)
        _require_no_rejects(connection, strict=strict)
        connection.execute("detach scratch")
        judge(connection, lambda text, share: progress(text, READING_SHARE + (1 - READING_SHARE) * share))
        connection.execute("checkpoint opened")


def _build_closed(connection: duckdb.DuckDBPyConnection, draft: Draft, bundle: Bundle, *, strict: bool) -> None:
    """Build the closed cut beside the open one, whose people and dates its rows are checked against."""
    _attach(connection, draft.path, "closed_cut")
    make_private(draft.store)
    connection.execute("use closed_cut")
    _create(connection, "schema_closed.sql")
    counts = _validate_all(connection, bundle, lambda _text, _bytes: None)
    _check_and_write(connection, counts)
    _write_manifest(connection, draft, bundle, counts)
    compare_closed(connection, draft)
    _require_no_rejects(connection, strict=strict)
    connection.execute("use opened")
    connection.execute("checkpoint closed_cut")
    connection.execute("detach closed_cut")


def _validate_all(
    connection: duckdb.DuckDBPyConnection, bundle: Bundle, on_progress: Callable[[str, int], None]
) -> list[Counts]:
    counts = []
    bytes_before = 0
    for model in bundle.models:
        path = bundle.path(model)
        if path.exists():
            follow = _follow(on_progress, model.file, bytes_before)
            counts.append(validate_file(connection, path, model, follow))
            bytes_before += path.stat().st_size
            require_rows(connection, model, counts[-1].rows_kept)
        elif model.table in REFERRED_TO:
            counts.append(validate_absent(connection, model))
        else:
            counts.append(Counts(model))
        if model.table == "subjects":
            number_people(connection)
    return counts


def _check_and_write(connection: duckdb.DuckDBPyConnection, counts: list[Counts]) -> None:
    for row in counts:
        if row.rows_kept:
            run_checks(connection, row.model)
    name_sites(connection)
    for row in counts:
        if row.rows_kept:
            write_table(connection, row.model)


def _list_present(counts: list[Counts]) -> frozenset[str]:
    return frozenset(row.model.file for row in counts if row.sha256 is not None)


def _follow(on_progress: Callable[[str, int], None], file: str, bytes_before: int) -> Callable[[int, int], None]:
    return lambda rows, bytes_read: on_progress(f"reading {file}: {rows:,} rows", bytes_before + bytes_read)


def _share_of_reading(bundle: Bundle, progress: Progress) -> Callable[[str, int], None]:
    return lambda text, bytes_read: progress(text, READING_SHARE * bytes_read / max(bundle.total_bytes, 1))


@contextmanager
def _workspace(draft: Draft, bundle: Bundle, holder: Draft) -> Iterator[duckdb.DuckDBPyConnection]:
    try:
        with duckdb.connect(":memory:", config={**CONFIG}) as connection:
            if bundle.total_bytes <= BYTES_OF_A_THREAD:
                connection.execute("set threads = 1")
            holder.overflow.mkdir(mode=0o700)
            connection.execute(f"set temp_directory = {_quote(holder.overflow)}")
            _attach(connection, draft.path, "opened")
            connection.execute("use opened")
            if bundle.total_bytes > SMALL_BYTES:
                _attach(connection, holder.scratch, "scratch")
                if holder is not draft:
                    make_private(holder.store)
            else:
                connection.execute("attach ':memory:' as scratch")
            connection.execute("set variable as_of = ?::date", [draft.as_of])
            connection.execute("set variable today = ?::date", [_today()])
            define_macros(connection)
            define_folds(connection)
            yield connection
    except duckdb.InterruptException as error:
        raise KeyboardInterrupt from error
    except RuntimeError as error:
        if "interrupted" not in str(error):
            raise
        raise KeyboardInterrupt from error
    except duckdb.Error as error:
        raise StoreError(f"{draft.store}: the cut cannot be written ({_describe_why(error)}).") from error


def _describe_why(error: duckdb.Error) -> str:
    """Name a fault of the database; its own words are not for a reader, since they may quote a person's data."""
    match error:
        case duckdb.OutOfMemoryException():
            return "out of memory"
        case duckdb.IOException():
            return "the disk is full or cannot be written"
        case _:
            return f"a {type(error).__name__} of the database"


def _create(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    connection.execute(files("mesems_dash.store").joinpath(name).read_text(encoding="utf-8"))


def _write_manifest(connection: duckdb.DuckDBPyConnection, draft: Draft, bundle: Bundle, counts: list[Counts]) -> None:
    name = _printable(bundle.folder.resolve().name)
    manifest = [draft.cut_id, draft.as_of, draft.imported_at, __version__, name, bundle.is_synthetic]
    connection.execute("insert into manifest values (?, ?, ?, ?, ?, ?)", manifest)
    connection.execute(INSERT_FILES, list(map(list, zip(*(row.as_values() for row in counts), strict=True))))
    for path in bundle.unrecognised_files:
        values = [_printable(path.name), "not a file in the data model; left out", "WARNING"]
        connection.execute("insert into findings (file, reason, kind) values (?, ?, ?)", values)


def _require_no_rejects(connection: duckdb.DuckDBPyConnection, *, strict: bool) -> None:
    row = connection.execute("select file, line, reason, count(*) over () from rejects limit 1").fetchone()
    if strict and row is not None:
        file, line, reason, rejects = row
        rejected = "1 row" if rejects == 1 else f"{rejects:,} rows"
        message = f"{rejected} rejected, so nothing was imported; the first: {file} line {line}: {reason}"
        raise StrictError(message, rejects=rejects)


def _attach(connection: duckdb.DuckDBPyConnection, path: Path, name: str) -> None:
    """Attach a file that only this import knows; a log would be of use to nobody, since a draft is whole or nothing."""
    connection.execute(f"attach {_quote(path)} as {name} (recovery_mode no_wal_writes)")


def _quote(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def _printable(name: str) -> str:
    """A file's name, should it hold bytes that are no text; withheld if it says who received what."""
    if is_closed_name(name):
        return WITHHELD_NAME
    return name.encode("utf-8", "replace").decode("utf-8")
