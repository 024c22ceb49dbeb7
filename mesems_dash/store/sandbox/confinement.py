"""What the operating system takes from the process, and the proof that it did.

Whoever breaks out of DuckDB finds a process that can open no file and no connection, write nothing, start nothing, and
whose memory and time end soon. A limit that cannot be shown to hold counts as absent.
"""

from __future__ import annotations

import mmap
import os
import resource
import signal
from contextlib import suppress
from pathlib import Path
from typing import Final

__all__ = ["close_files", "limit_means", "list_missing"]

_NICENESS: Final = 15
_FIRST_TO_GO: Final = "1000"


def limit_means(*, seconds: int, memory_bytes: int) -> None:
    """Limit time, memory and written files; the limits cannot be raised again.

    The process comes last at the processor, and goes first where memory ends. The alarm ends it by the clock even if
    the app is gone by then.
    """
    os.umask(0o777)
    os.nice(_NICENESS)
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(_FIRST_TO_GO, encoding="ascii")
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(seconds + 2)
    _limit(resource.RLIMIT_CPU, seconds + 1)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_AS, memory_bytes)


def close_files() -> None:
    """Let the process open nothing from now on: no file, no socket, no pipe, no other process."""
    _limit(resource.RLIMIT_NPROC, 0)
    _limit(resource.RLIMIT_NOFILE, 0)


def list_missing(*, memory_bytes: int) -> tuple[str, ...]:
    """Return the limits that do not hold here, by trying each: memory, files, time."""
    holds = {
        "memory": _is_memory_limited(memory_bytes),
        "files": _is_opening_refused(),
        "time": resource.getrlimit(resource.RLIMIT_CPU)[0] != resource.RLIM_INFINITY,
    }
    return tuple(name for name, is_held in holds.items() if not is_held)


def _limit(kind: int, value: int) -> None:
    """Set a limit that cannot be raised again; a system without it is found out by `list_missing`."""
    _, most = resource.getrlimit(kind)
    lower = value if most == resource.RLIM_INFINITY else min(value, most)
    with suppress(OSError, ValueError):
        resource.setrlimit(kind, (lower, lower))


def _is_memory_limited(memory_bytes: int) -> bool:
    try:
        mmap.mmap(-1, memory_bytes).close()
    except (OSError, MemoryError):
        return True
    return False


def _is_opening_refused() -> bool:
    try:
        os.close(os.open(os.devnull, os.O_RDONLY))
    except OSError:
        return True
    return False
