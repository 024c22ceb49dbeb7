"""A cut leaves the list: a line with the reason is written first, then its file goes, and the closed one with it.

Killed in between, the line counts: nobody opens the cut any more, and whoever next writes to the store removes what is
left of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final

from mesems_dash.errors import StoreError, UsageError
from mesems_dash.store.cuts import find_withdrawn, list_cut_ids, list_withdrawn
from mesems_dash.store.publishing import hold_store, replace_text, sync
from mesems_dash.store.withdrawn import WITHDRAWN_FILE, Withdrawn, format_withdrawn

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Withdrawal", "read_reason", "withdraw_cut"]

LONGEST_REASON: Final = 500


@dataclass(frozen=True)
class Withdrawal:
    """A cut that was withdrawn, and whether its closed cut went with it."""

    line: Withdrawn
    is_closed_gone: bool


def withdraw_cut(store: Path, cut_id: str, reason: str, closed_store: Path | None = None) -> Withdrawal:
    """Take a cut off the list of a store, for a reason that stays; its file is removed, and that of the closed cut.

    Run again for a cut that is withdrawn it removes a closed cut that is still there. UsageError for an unknown cut, a
    cut that is withdrawn already, or no reason; StoreError if the store cannot be written.
    """
    why = read_reason(reason)
    try:
        with hold_store(store):
            line = find_withdrawn(store, cut_id)
            if line is None:
                line = _write_line(store, cut_id, why)
            elif closed_store is None or not (closed_store / f"{cut_id}.duckdb").exists():
                raise UsageError(f"The data cut {cut_id} was already withdrawn on {line.withdrawn_at:%Y-%m-%d}.")
            remove_cut(store, cut_id)
        is_closed_gone = closed_store is not None and remove_cut(closed_store, cut_id)
    except OSError as error:
        raise StoreError(f"{store}: the cut cannot be withdrawn ({error.strerror}).") from error
    return Withdrawal(line, is_closed_gone)


def read_reason(text: str) -> str:
    """Return a reason as one line; UsageError if it says nothing or goes on for too long."""
    reason = " ".join(text.split())
    if not reason or len(reason) > LONGEST_REASON:
        raise UsageError(f"--reason must say why, in at most {LONGEST_REASON} characters.")
    return reason


def remove_cut(store: Path, cut_id: str) -> bool:
    """Remove the file of a cut; return whether there was one."""
    path = store / f"{cut_id}.duckdb"
    if not path.exists():
        return False
    path.unlink()
    sync(store)
    return True


def _write_line(store: Path, cut_id: str, reason: str) -> Withdrawn:
    ids = list_cut_ids(store)
    if cut_id not in ids:
        raise UsageError(f'No cut "{cut_id}" in {store}; available cuts: {", ".join(ids) or "none"}.')
    as_of, imported = cut_id.split("_")
    line = Withdrawn(
        cut_id=cut_id,
        as_of=date.fromisoformat(as_of),
        imported_at=datetime.strptime(imported, "%Y%m%dT%H%M%S%f"),
        withdrawn_at=datetime.now(UTC).replace(tzinfo=None, microsecond=0),
        reason=reason,
    )
    lines = sorted((*list_withdrawn(store), line), key=lambda line: line.cut_id, reverse=True)
    replace_text(store / WITHDRAWN_FILE, format_withdrawn(tuple(lines)))
    return line
