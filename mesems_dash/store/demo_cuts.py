"""The demo's own history: three cuts of the committed demo bundles, made where no cut exists yet.

`python -m mesems_dash.store.demo_cuts` does it from the command line; the app does the same at its first start.
Neighbours: `importer` makes each cut; `cuts` lists them.
"""

from __future__ import annotations

import fcntl
import os
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mesems_dash.errors import MesemsError
from mesems_dash.store.cuts import list_cut_ids, list_cuts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["CUT_DATES", "Stores", "build_demo_cuts", "find_outdated", "find_own_store", "find_stores", "main"]

_ROOT: Final = Path(__file__).resolve().parents[2]
_DATA: Final = _ROOT / "data"
CUT_DATES: Final = (date(2017, 6, 30), date(2017, 12, 31), date(2018, 6, 30))


@dataclass(frozen=True)
class Stores:
    """Where the cuts lie that are shown; `closed` None means that this process was given no closed store.

    `own` is where an import goes: it differs from `open` only while the demo is shown.
    """

    open: Path
    closed: Path | None
    own: Path

    @property
    def is_demo(self) -> bool:
        """Whether the demo is shown, for want of a cut of one's own."""
        return self.open != self.own


def find_stores() -> Stores:
    """Return the stores this process shows: those of the environment, else data/store, else the demo.

    The demo shows only while data/store has no cut. Beside data/store, the closed store must be given by
    MESEMS_CLOSED_STORE; the demo always brings its own, so that both faces can be seen and synthetic people never meet
    real allocations (set MESEMS_CLOSED_STORE to an empty value to see the demo without it).
    """
    closed = os.environ.get("MESEMS_CLOSED_STORE")
    closed_path = Path(closed) if closed else None
    own = find_own_store()
    if os.environ.get("MESEMS_STORE") or list_cut_ids(own):
        return Stores(own, closed_path, own)
    return Stores(_DATA / "demo-store", None if closed == "" else _DATA / "demo-closed-store", own)


def find_own_store() -> Path:
    """Return where one's own cuts go: MESEMS_STORE, else data/store, whatever is shown now."""
    return Path(os.environ.get("MESEMS_STORE") or _DATA / "store")


def build_demo_cuts(progress: Callable[[str, float], None], *, data: Path | None = None) -> None:
    """Import the demo bundles in `data` (by default the project's) as of each of CUT_DATES, the missing ones only.

    A cut of another demo, or of a version that laid out cuts otherwise, makes way for a new one.
    `progress` gets what is being done and the share that is done, 0..1. Two processes may call it at once: the second
    waits for the first and finds nothing left to do. Raises what `import_bundle` raises.
    """
    folder = data or _DATA
    store = folder / "demo-store"
    with _only_one(store):
        _clear_outdated(folder)
        missing = _missing(store)
        for place, as_of in enumerate(missing):
            _import_one(folder, as_of, _scale(progress, place, len(missing)))
    progress("The demo is ready", 1.0)


def main() -> int:
    """Build the demo where it is needed, telling how far it is on standard error; return the exit code."""
    stores = find_stores()
    if not stores.is_demo:
        return 0
    try:
        build_demo_cuts(_write_progress)
    except MesemsError as error:
        sys.stderr.write(f"{error.message}\n")
        return error.exit_code
    return 0


def _missing(store: Path) -> list[date]:
    present = {cut_id[:10] for cut_id in list_cut_ids(store)}
    return [as_of for as_of in CUT_DATES if as_of.isoformat() not in present]


def find_outdated(data: Path | None = None) -> frozenset[str]:
    """Return ids of cuts of the demo that are not of the bundles in `data`, or cannot be read any more."""
    folder = data or _DATA
    hashes = {path.name: sha256(path.read_bytes()).hexdigest() for path in (folder / "demo" / "open").glob("*.csv")}
    current = {
        info.cut_id
        for info in list_cuts(folder / "demo-store")
        if {source.file: source.sha256 for source in info.files if source.is_present} == hashes
    }
    ids = {*list_cut_ids(folder / "demo-store"), *list_cut_ids(folder / "demo-closed-store")}
    return frozenset(ids - current)


def _clear_outdated(data: Path) -> None:
    for cut_id in find_outdated(data):
        for store in ("demo-store", "demo-closed-store"):
            (data / store / f"{cut_id}.duckdb").unlink(missing_ok=True)


def _import_one(data: Path, as_of: date, progress: Callable[[str, float], None]) -> None:
    from mesems_dash.store.importer import import_bundle

    import_bundle(
        data / "demo" / "open",
        data / "demo-store",
        as_of=as_of,
        strict=False,
        closed_bundle=data / "demo" / "closed",
        closed_store=data / "demo-closed-store",
        progress=lambda step, share: progress(f"Demo as of {as_of}: {step}", share),
    )


def _scale(progress: Callable[[str, float], None], place: int, of: int) -> Callable[[str, float], None]:
    return lambda step, share: progress(step, (place + share) / of)


@contextmanager
def _only_one(store: Path) -> Iterator[None]:
    store.mkdir(parents=True, exist_ok=True)
    with (store / ".building").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _write_progress(step: str, share: float) -> None:
    """On a terminal one line that is written over; elsewhere only what ends a cut."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{share:4.0%}  {step:<70.70}" + ("\n" if share >= 1 else ""))
        sys.stderr.flush()
    elif share >= 1:
        sys.stderr.write(f"{step}\n")


if __name__ == "__main__":
    sys.exit(main())
