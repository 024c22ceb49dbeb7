"""The demo as data cuts, imported once per state of the package and the demo, for all tests that only read it.

Imports are what most tests would wait for. The cuts lie in pytest's own folder, which Git ignores, under the hash of
everything they come from; a test gets a copy. Run as a program it makes them beforehand: ``python -m tests.prebuilt``.
"""

from __future__ import annotations

import fcntl
import shutil
import sys
from contextlib import contextmanager
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING

from mesems_dash.store.importer import import_bundle

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
DEMO = ROOT / "data" / "demo"
CUT_DATES = (date(2017, 6, 30), date(2017, 12, 31), date(2018, 6, 30))
SOURCES = (ROOT / "mesems_dash", DEMO, ROOT / "requirements.txt", Path(__file__))
"""Whatever decides what the cuts hold."""
KEPT = ROOT / ".pytest_cache" / "demo-cuts"


def copy_demo(folder: Path, *, as_of: tuple[date, ...] = CUT_DATES) -> None:
    """Puts the demo as of some of its dates into `folder`/open and `folder`/closed, oldest first."""
    with _built(as_of) as cuts:
        for cut in cuts:
            for face in ("open", "closed"):
                (folder / face).mkdir(parents=True, exist_ok=True)
                (folder / face).chmod(0o700)  # a closed store that others can read is an alarm on page Data
                for path in (cut / face).glob("*.duckdb"):
                    shutil.copy2(path, folder / face)


@contextmanager
def _built(days: tuple[date, ...]) -> Iterator[list[Path]]:
    """The folders of the cuts, oldest first, which nobody else clears away meanwhile."""
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # tests run in several processes: the first one imports, the others wait
        cuts = {day: KEPT / _key() / day.isoformat() for day in sorted(days)}
        for day, cut in cuts.items():
            if not cut.exists():
                _build(cut, day)
        yield list(cuts.values())


def _build(folder: Path, day: date) -> None:
    for outdated in KEPT.glob("*/"):
        if outdated != folder.parent:
            shutil.rmtree(outdated)
    draft = Path(mkdtemp(prefix="draft-", dir=KEPT))
    import_bundle(
        DEMO / "open", draft / "open", as_of=day, closed_bundle=DEMO / "closed", closed_store=draft / "closed"
    )
    folder.parent.mkdir(exist_ok=True)
    draft.rename(folder)


@cache
def _key() -> str:
    """The hash of every source, by its name and its content."""
    key = sha256(sys.version.encode())
    files = (path for source in SOURCES for path in (source.rglob("*") if source.is_dir() else (source,)))
    for path in sorted(path for path in files if path.is_file() and path.suffix != ".pyc"):
        content = sha256(path.read_bytes()).digest()
        key.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + content)
    return key.hexdigest()


if __name__ == "__main__":
    with _built(CUT_DATES):
        pass
