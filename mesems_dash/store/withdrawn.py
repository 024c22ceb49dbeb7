"""Data cuts that were withdrawn: one line each stays in the store, so that the list and old links can say so.

The lines are what counts: a cut that has one is read by nobody, even while its file is still there. `withdrawal.py`
writes them.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["CUT_NAME", "WITHDRAWN_FILE", "Withdrawn", "find_withdrawn", "format_withdrawn", "list_withdrawn"]

WITHDRAWN_FILE: Final = "withdrawn.jsonl"
CUT_NAME: Final = re.compile(r"\d{4}-\d{2}-\d{2}_\d{8}T\d{12}")
"""Ids of cuts, which their files are named after."""


@dataclass(frozen=True)
class Withdrawn:
    """What stays of a cut that was withdrawn; both times are UTC."""

    cut_id: str
    as_of: date
    imported_at: datetime
    withdrawn_at: datetime
    reason: str


def list_withdrawn(store: Path) -> tuple[Withdrawn, ...]:
    """Return the withdrawn cuts of a store, newest first, as cuts are; a line that cannot be read is left out."""
    try:
        text = (store / WITHDRAWN_FILE).read_text(encoding="utf-8", errors="replace")
    except (FileNotFoundError, NotADirectoryError):
        return ()
    found = {line.cut_id: line for line in map(_parse, text.split("\n")) if line is not None}
    return tuple(found[cut_id] for cut_id in sorted(found, reverse=True))


def find_withdrawn(store: Path, cut_id: str) -> Withdrawn | None:
    """Return what stays of the withdrawn cut of that id, None if none was withdrawn under it."""
    return next((line for line in list_withdrawn(store) if line.cut_id == cut_id), None)


def format_withdrawn(lines: tuple[Withdrawn, ...]) -> str:
    """Return the text of the file, one JSON object a line, oldest first."""
    return "".join(json.dumps(_plain(line), ensure_ascii=False) + "\n" for line in reversed(lines))


def _plain(line: Withdrawn) -> dict[str, str]:
    return {
        "cut_id": line.cut_id,
        "as_of": line.as_of.isoformat(),
        "imported_at": line.imported_at.isoformat(),
        "withdrawn_at": line.withdrawn_at.isoformat(),
        "reason": line.reason,
    }


def _parse(text: str) -> Withdrawn | None:
    try:
        found = json.loads(text)
        line = Withdrawn(
            cut_id=str(found["cut_id"]),
            as_of=date.fromisoformat(found["as_of"]),
            imported_at=datetime.fromisoformat(found["imported_at"]),
            withdrawn_at=datetime.fromisoformat(found["withdrawn_at"]),
            reason=str(found["reason"]),
        )
    except (ValueError, TypeError, KeyError):
        return None
    return line if CUT_NAME.fullmatch(line.cut_id) else None
