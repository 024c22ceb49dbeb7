"""How a cut comes into being without anybody seeing half of it: a hidden file, then one rename.

An import works in `.importing-<cut id>*` files beside the cuts, and holds a lock on `.importing-<cut id>.lock` as
long as its process lives. The next import sweeps away what a dead one left behind.
"""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mesems_dash.errors import StoreError
from mesems_dash.store.privacy import make_private
from mesems_dash.store.withdrawn import list_withdrawn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["Draft", "hold_draft", "hold_paired_draft", "hold_store", "publish", "replace_text", "sync", "withdraw"]

PREFIX: Final = ".importing-"
ERASING: Final = ".erasing-"
"""Begins the names of files in which a cut is rebuilt without somebody (`erasing.py`); left over, they go."""


@dataclass(frozen=True)
class Draft:
    """A cut being made: its id, and where its files lie until it is published."""

    store: Path
    cut_id: str
    as_of: date
    imported_at: datetime

    @property
    def path(self) -> Path:
        """The hidden file that becomes the cut."""
        return self.store / f"{PREFIX}{self.cut_id}.duckdb"

    @property
    def scratch(self) -> Path:
        """The file for intermediate tables, thrown away."""
        return self.store / f"{PREFIX}{self.cut_id}.scratch"

    @property
    def overflow(self) -> Path:
        """The folder for what does not fit into memory, thrown away."""
        return self.store / f"{PREFIX}{self.cut_id}.tmp"

    @property
    def final(self) -> Path:
        """Where the cut is published."""
        return self.store / f"{self.cut_id}.duckdb"


@contextmanager
def hold_draft(store: Path, as_of: date) -> Iterator[Draft]:
    """Reserve a new cut id in a store for one import; whatever is left of its hidden files at the end is removed.

    StoreError if the folder cannot be written.
    """
    with _hold(store, lambda: _choose(store, as_of)) as draft:
        yield draft


@contextmanager
def hold_paired_draft(store: Path, draft: Draft) -> Iterator[Draft]:
    """Reserve the id of an open cut in the closed store; else as `hold_draft`.

    The lock says where the open cut will be: should the process die between the two, the closed one is swept away.
    The store, and all that lies in it, is made readable by its own user alone.
    """
    try:
        make_private(store)
    except OSError as error:
        raise StoreError(f"{store} cannot be used as a store ({error.strerror}).") from error
    with _hold(store, lambda: replace(draft, store=store)) as paired_draft:
        make_private(store)
        _lock_path(paired_draft).write_text(str(draft.final.resolve()), encoding="utf-8")
        yield paired_draft


@contextmanager
def hold_store(store: Path, *, alone: bool = False) -> Iterator[None]:
    """Keep imports from starting in a store, and clear away what dead ones left.

    With `alone` also no import may be under way: StoreError if one is. OSError if the folder cannot be written.
    """
    with _locked(store / f"{PREFIX[:-1]}.lock"):
        _sweep(store)
        if alone and any(store.glob(f"{PREFIX}*.lock")):
            raise StoreError(f"An import into {store} is under way; try again when it is done.")
        yield


def replace_text(path: Path, text: str) -> None:
    """Write a small file so that a reader finds the old text or the new one, and a crash loses neither."""
    draft = path.with_name(f".{path.name}.draft")
    draft.write_text(text, encoding="utf-8")
    draft.chmod(0o644)
    sync(draft)
    draft.rename(path)
    sync(path.parent)


def publish(draft: Draft) -> None:
    """Sync the finished file and rename it into place; from then on everybody sees the cut."""
    if draft.path.with_name(f"{draft.path.name}.wal").exists():
        raise StoreError(f"{draft.path.name} was not closed properly; import again.")
    sync(draft.path)
    draft.path.rename(draft.final)
    sync(draft.store)


def withdraw(draft: Draft) -> None:
    """Take back a cut that was just published, because the one that belongs to it could not be."""
    draft.final.unlink(missing_ok=True)
    sync(draft.store)


@contextmanager
def _hold(store: Path, choose: Callable[[], Draft]) -> Iterator[Draft]:
    try:
        store.mkdir(parents=True, exist_ok=True)
        with _locked(store / f"{PREFIX[:-1]}.lock"):
            _sweep(store)
            draft = choose()
            lock = _take_lock(_lock_path(draft))
    except OSError as error:
        raise StoreError(f"{store} cannot be used as a store ({error.strerror}).") from error
    try:
        yield draft
    finally:
        _remove(store, draft.cut_id)
        os.close(lock)


def _choose(store: Path, as_of: date) -> Draft:
    now = datetime.now(UTC).replace(tzinfo=None)
    while True:
        draft = Draft(store, f"{as_of.isoformat()}_{now:%Y%m%dT%H%M%S%f}", as_of, now)
        if not (draft.final.exists() or _lock_path(draft).exists()):
            return draft
        now += timedelta(microseconds=1)


def _lock_path(draft: Draft) -> Path:
    return draft.store / f"{PREFIX}{draft.cut_id}.lock"


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    lock = _take_lock(path)
    try:
        yield
    finally:
        os.close(lock)


def _take_lock(path: Path) -> int:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    return descriptor


def _sweep(store: Path) -> None:
    """Remove the hidden files of imports whose process is gone, and a closed cut whose open one never came.

    So too what an interrupted erasure left, and the file of a cut that is withdrawn. Whoever sweeps holds the store.
    """
    for path in store.glob(f"{ERASING}*"):
        _delete(path)
    for line in list_withdrawn(store):
        (store / f"{line.cut_id}.duckdb").unlink(missing_ok=True)
    for lock in store.glob(f"{PREFIX}*.lock"):
        if _is_abandoned(lock):
            cut_id = lock.name.removeprefix(PREFIX).removesuffix(".lock")
            other_half = lock.read_text(encoding="utf-8")
            if other_half and not Path(other_half).exists():
                (store / f"{cut_id}.duckdb").unlink(missing_ok=True)
            _remove(store, cut_id)


def _is_abandoned(lock: Path) -> bool:
    try:
        descriptor = os.open(lock, os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    else:
        return True
    finally:
        os.close(descriptor)


def _remove(store: Path, cut_id: str) -> None:
    for path in sorted(store.glob(f"{PREFIX}{cut_id}.*"), key=lambda path: path.suffix == ".lock"):
        _delete(path)


def _delete(path: Path) -> None:
    if path.is_dir():
        for inner in path.iterdir():
            inner.unlink(missing_ok=True)
        path.rmdir()
    else:
        path.unlink(missing_ok=True)


def sync(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
