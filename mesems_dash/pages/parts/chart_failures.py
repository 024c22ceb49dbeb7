"""What failed while a chart was drawn in a browser, as a line of the server's log: the chart's key and no data.

static/chart.js reports each part of a chart once. A browser may say anything, and an error may cite what it could not
read: only words are kept, a quoted one only where our own scripts have it, and a session has few lines.
"""

from __future__ import annotations

import logging
import re
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from mesems_dash.pages.parts.static_files import read_script
from mesems_dash.pages.state import keys

if TYPE_CHECKING:
    from collections.abc import MutableMapping

__all__ = ["describe_failure", "log_failure"]

_LOG: Final = logging.getLogger("mesems_dash")
_MOST_LINES: Final = 10
"""Of one session."""
_LONGEST: Final = 200
_PARTS: Final = ("drawing", "labels", "marks")
_KIND: Final = re.compile(r"[A-Za-z]{1,30}")
_CITES_WHAT_IT_READS: Final = "SyntaxError"
_QUOTED: Final = re.compile(r"""(["'`])(.*?)\1""")
_WITH_DIGIT: Final = re.compile(r"[^\s()]*\d[^\s()]*")
_LEFT_OUT: Final = "..."


def log_failure(chart: str, failure: object, session: MutableMapping[Any, Any]) -> None:
    """Log what a browser reports of a chart, unless its session has had its lines or the line before."""
    if not isinstance(failure, dict):
        return
    line = describe_failure(chart, failure)
    logged: list[str] = session.setdefault(keys.CHART_FAILURES, [])
    if line not in logged and len(logged) < _MOST_LINES:
        logged.append(line)
        _LOG.warning(line)


def describe_failure(chart: str, failure: dict[str, Any]) -> str:
    """Return one line: which part of which chart failed, the kind of error and what may be kept of its message."""
    part = failure.get("part")
    kind = str(failure.get("kind"))
    kind = kind if _KIND.fullmatch(kind) else "Error"
    message = "" if kind == _CITES_WHAT_IT_READS else _clean(str(failure.get("message", "")))
    failed = part if part in _PARTS else "something"
    return f"chart {chart}: {failed} failed in a browser: {f'{kind}: {message}' if message else kind}"


def _clean(message: str) -> str:
    """Return a message as one line without what could be data: quoted texts that are no code of ours, and numbers."""
    line = " ".join("".join(letter if letter.isascii() and letter.isprintable() else " " for letter in message).split())
    quoted = _QUOTED.sub(lambda found: found[0] if found[2] in _names_in_scripts() else _LEFT_OUT, line)
    return _WITH_DIGIT.sub(_LEFT_OUT, quoted)[:_LONGEST]


@cache
def _names_in_scripts() -> frozenset[str]:
    return frozenset(re.findall(r"[A-Za-z_$][\w$]*", read_script("labels.js") + read_script("chart.js")))
