"""The app's side of a reader's SQL: starts a process for each statement, waits, ends it, and trusts nothing it says.

A run has a thread of its own that waits for the answer; the page only looks at `outcome`. The process is killed when
its time is over, when somebody cancels, when nobody looks any more, or when it says more than it may. Neither the
statement nor its rows are ever logged.
"""

from __future__ import annotations

import json
import os
import selectors
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, TYPE_CHECKING, Any, Final, Literal

import duckdb

from mesems_dash.errors import StoreError

if TYPE_CHECKING:
    from mesems_dash.store.cuts import CutInfo

__all__ = ["Column", "Kind", "Limits", "Outcome", "Run", "Sandbox", "is_sql_on"]

Kind = Literal["rows", "refused", "failed", "memory", "time", "size", "cancelled", "left", "busy", "off"]
_KINDS: Final = frozenset(("rows", "refused", "failed", "memory", "off"))
"""What the process itself may say; the rest is found out here."""
_PACKAGE: Final = Path(__file__).resolve().parents[3]
_START: Final = "import sys; sys.path.extend(sys.argv[1:]); from mesems_dash.store.sandbox.child import main; main()"
_LOOK_SECONDS: Final = 0.1
_LAST_SECONDS: Final = 2
_CHUNK: Final = 1 << 16
_NO_ANSWER: Final = "The process that ran the statement gave no readable answer."


@dataclass(frozen=True)
class Limits:
    """What one statement may take.

    `memory_bytes` is the process's address space, `database_bytes` DuckDB's share of it; `answer_bytes` what it may
    send; `at_once` how many statements run in the whole app; after `unwatched_seconds` nobody wants the answer.
    """

    seconds: int = 30
    memory_bytes: int = 1536 << 20
    database_bytes: int = 768 << 20
    rows: int = 10_000
    answer_bytes: int = 8 << 20
    letters: int = 40_000
    at_once: int = 2
    unwatched_seconds: float = 15


@dataclass(frozen=True)
class Column:
    """A column of a result: its name and DuckDB's type."""

    name: str
    type: str


@dataclass(frozen=True)
class Outcome:
    """What came of a statement: rows, or why there are none.

    `kind`: rows; refused (never run; `message` says why), failed (the database's `message`), memory, time, size,
    cancelled, left (nobody looked any more), busy (not begun), off (`message` names the limits that do not hold here).
    Rows hold None, bool, int, float and text; `is_cut_short`: there are more; `has_cut_cells`: a long text was cut.
    """

    kind: Kind
    message: str = ""
    columns: tuple[Column, ...] = ()
    rows: tuple[tuple[Any, ...], ...] = ()
    is_cut_short: bool = False
    has_cut_cells: bool = False
    seconds: float = 0.0


class Run:
    """One statement under way. Safe to share between threads."""

    def __init__(self, *, sql: str, limits: Limits) -> None:
        self.sql = sql
        self._limits = limits
        self._outcome: Outcome | None = None
        self._started = time.monotonic()
        self._looked = self._started
        self._is_done = threading.Event()
        self._is_cancelled = threading.Event()

    @property
    def outcome(self) -> Outcome | None:
        """What came of it, None while it runs. To look is to want it: a run that nobody looks at is ended."""
        self._looked = time.monotonic()
        return self._outcome

    @property
    def seconds(self) -> float:
        """How long it has been running, or has run."""
        return time.monotonic() - self._started if self._outcome is None else self._outcome.seconds

    def cancel(self) -> None:
        """End it now; an outcome that is there stays."""
        self._is_cancelled.set()

    def wait(self, seconds: float) -> Outcome | None:
        """Return the outcome, waiting for it as long as this; None if it still runs then."""
        self._is_done.wait(seconds)
        return self.outcome

    def settle(self, outcome: Outcome) -> None:
        """Set the outcome, once."""
        if self._outcome is None:
            self._outcome = replace(outcome, seconds=time.monotonic() - self._started)
            self._is_done.set()

    def find_end(self) -> Outcome | None:
        """Return why it has to end now, if it has to."""
        now = time.monotonic()
        if self._is_cancelled.is_set():
            return Outcome("cancelled")
        if now - self._started > self._limits.seconds:
            return Outcome("time")
        return Outcome("left") if now - self._looked > self._limits.unwatched_seconds else None


class Sandbox:
    """Runs statements, a few at once; one for the whole app."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._slots = threading.BoundedSemaphore(self.limits.at_once)

    def start(self, info: CutInfo, sql: str) -> Run:
        """Begin a statement over an open cut; too long a one is refused, and one too many is busy, at once.

        Raises StoreError for a closed cut.
        """
        if info.is_closed:
            raise StoreError(f"{info.path.name} is a closed data cut; SQL runs over an open one only.")
        run = Run(sql=sql, limits=self.limits)
        if len(sql) > self.limits.letters:
            run.settle(Outcome("refused", f"The statement is longer than {self.limits.letters:,} characters."))
        elif not self._slots.acquire(blocking=False):
            run.settle(Outcome("busy"))
        else:
            threading.Thread(target=self._serve, args=(run, info.path.resolve()), daemon=True).start()
        return run

    def _serve(self, run: Run, path: Path) -> None:
        outcome = Outcome("failed", "The process for the statement could not be started.")
        try:
            with suppress(OSError):
                outcome = _carry_out(run, path, self.limits)
        finally:
            self._slots.release()
            run.settle(outcome)


def is_sql_on() -> bool:
    """Whether this process offers SQL at all: yes, unless MESEMS_SQL is off."""
    return os.environ.get("MESEMS_SQL", "").strip().casefold() not in {"off", "no", "false", "0"}


# ---------------------------------------------------------------- the process
def _carry_out(run: Run, path: Path, limits: Limits) -> Outcome:
    with TemporaryDirectory(prefix="mesems-sql-") as folder:
        said = _run_process(run, _request(path, run.sql, limits), folder, limits)
    if isinstance(said, Outcome):
        return said
    places = (path, path.parent, folder, _PACKAGE, sys.prefix, sys.base_prefix, Path.home())
    return _read_answer(said, tuple(place for place in map(str, places) if len(place) > 1))


def _request(path: Path, sql: str, limits: Limits) -> bytes:
    return json.dumps(
        {
            "path": str(path),
            "sql": sql,
            "seconds": limits.seconds,
            "memory_bytes": limits.memory_bytes,
            "database_bytes": limits.database_bytes,
            "rows": limits.rows,
            "answer_bytes": limits.answer_bytes,
        }
    ).encode()


def _run_process(run: Run, request: bytes, folder: str, limits: Limits) -> bytes | Outcome:
    """Return what the process said before it ended by itself, or why it was ended."""
    packages = str(Path(duckdb.__file__).resolve().parents[1])
    with subprocess.Popen(  # noqa: S603 - this interpreter and this package, no shell
        [sys.executable, "-I", "-X", "utf8", "-c", _START, str(_PACKAGE), packages],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env={},
        start_new_session=True,
    ) as process:
        try:
            said = _converse(run, process, request, limits)
            return said if isinstance(said, Outcome) else said or _explain_silence(process)
        finally:
            process.kill()


def _converse(run: Run, process: subprocess.Popen[bytes], request: bytes, limits: Limits) -> bytes | Outcome:
    if process.stdin is None or process.stdout is None:
        raise OSError("no pipes")
    threading.Thread(target=_feed, args=(process.stdin, request), daemon=True).start()
    return _listen(run, process.stdout, most_bytes=2 * limits.answer_bytes)


def _feed(pipe: IO[bytes], request: bytes) -> None:
    """Hand the request over, in a thread of its own: a process that does not read it must not hold up its end."""
    with suppress(OSError, ValueError):  # the process has ended, or was ended
        pipe.write(request)
        pipe.close()


def _listen(run: Run, pipe: IO[bytes], *, most_bytes: int) -> bytes | Outcome:
    heard = bytearray()
    with selectors.DefaultSelector() as selector:
        selector.register(pipe, selectors.EVENT_READ)
        while (end := run.find_end()) is None:
            if not selector.select(_LOOK_SECONDS):
                continue
            chunk = os.read(pipe.fileno(), _CHUNK)
            if not chunk:
                return bytes(heard)
            heard += chunk
            if len(heard) > most_bytes:
                return Outcome("size")
    return end


def _explain_silence(process: subprocess.Popen[bytes]) -> Outcome:
    """Say why a process ended without a word: the system did it, for its time or for its memory, or it broke."""
    with suppress(subprocess.TimeoutExpired):
        process.wait(_LAST_SECONDS)
    if process.returncode in (-signal.SIGXCPU, -signal.SIGALRM):
        return Outcome("time")
    is_ended_by_system = process.returncode is not None and process.returncode < 0
    return Outcome("memory") if is_ended_by_system else Outcome("failed", _NO_ANSWER)


def _read_answer(said: bytes, places: tuple[str, ...]) -> Outcome:
    """Read what a process said that may have been taken over."""
    try:
        answer = json.loads(said)
        kind = answer["kind"]
        if kind not in _KINDS:
            return Outcome("failed", _NO_ANSWER)
        if kind != "rows":
            return Outcome(kind, _scrub(str(answer["message"]), places))
        return _read_rows(answer, places)
    except (ValueError, KeyError, TypeError, RecursionError):
        return Outcome("failed", _NO_ANSWER)


def _read_rows(answer: dict[str, Any], places: tuple[str, ...]) -> Outcome:
    columns = tuple(Column(_scrub(str(name), places), str(kind)) for name, kind in answer["columns"])
    rows = tuple(tuple(_read_value(value, places) for value in row) for row in answer["rows"])
    if any(len(row) != len(columns) for row in rows):
        raise ValueError("rows and columns differ")
    return Outcome(
        "rows",
        columns=columns,
        rows=rows,
        is_cut_short=bool(answer["is_cut_short"]),
        has_cut_cells=bool(answer["has_cut_cells"]),
    )


def _read_value(value: object, places: tuple[str, ...]) -> object:
    if value is None or isinstance(value, bool | int | float):
        return value
    return _scrub(str(value), places)


def _scrub(text: str, places: tuple[str, ...]) -> str:
    """Take this machine's places out of a text."""
    for place in places:
        text = text.replace(place, "...")
    return text
