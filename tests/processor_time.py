"""How much processor time a run of tests takes: printed at its end, in all and for the files that take most.

What counts is the user and system time of the test processes and of everything that they start: servers, Chromium and
its own processes, command lines. Unlike the time on the clock, it hardly depends on what else the machine is doing.
On Linux each test process adopts the orphans among its descendants, so that no process leaves the sum when its parent
ends first, as Chromium's often do. Elsewhere only processes that somebody waited for are counted.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

SHOWN = 12
"""Files that are listed."""
_PR_SET_CHILD_SUBREAPER = 36
_BEGUN: dict[str, float] = {}
_BY_FILE: Counter[str] = Counter()
"""Seconds by file: what this process has run, and where tests run in several, all of them in the one that reports."""


# ---------------------------------------------------------------- measuring
def adopt_orphans() -> None:
    """Makes this process the parent of descendants whose own parent ends; Linux only."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def measure_processor_time() -> float:
    """Seconds that this process and all its descendants have used until now, ended ones included."""
    if sys.platform != "linux":
        return sum(os.times()[:4])
    ticks = sum(map(_count_ticks, _list_descendants(os.getpid())))
    return ticks / os.sysconf("SC_CLK_TCK")


def _list_descendants(pid: int) -> Iterator[int]:
    """A process and all below it; those that end while they are listed are left out."""
    yield pid
    for threads in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = threads.read_text(encoding="ascii").split()
        except OSError:
            continue
        for child in children:
            yield from _list_descendants(int(child))


def _count_ticks(pid: int) -> int:
    """User and system time of a process and of its children that ended and were waited for."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return 0
    return sum(map(int, stat.rpartition(")")[2].split()[11:15]))


# ---------------------------------------------------------------- during the run
def pytest_configure() -> None:
    adopt_orphans()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """Measures at the first and after the last test of a file: those of a file run one after the other."""
    file = item.location[0]
    if file not in _BEGUN:
        _BEGUN[file] = measure_processor_time()
    result = yield
    if nextitem is None or nextitem.location[0] != file:
        _BY_FILE[file] = measure_processor_time() - _BEGUN[file]
    return result


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hands on the sums of a process that is one of several."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["processor_time"] = dict(_BY_FILE)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: object) -> None:
    _BY_FILE.update(getattr(node, "workeroutput", {}).get("processor_time", {}))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Measures once more: browser and servers were closed, and the other test processes have ended."""
    if not _BY_FILE:
        return
    terminalreporter.section("processor time")
    for file, seconds in _BY_FILE.most_common(SHOWN):
        terminalreporter.write_line(f"{seconds:7.1f} s  {file}")
    terminalreporter.write_line(f"Processor time in tests: {measure_processor_time():.0f} s")
