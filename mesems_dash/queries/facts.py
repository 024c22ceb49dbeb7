"""What may be true of some screenings? The rows from which evidence is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from mesems_dash.queries.run_query import fetch_rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mesems_dash.store.connection import Cut

__all__ = ["Basis", "read_facts"]

Basis = Literal["THEN", "NOW"]


def read_facts(cut: Cut, screening_keys: Iterable[int], *, basis: Basis = "THEN") -> dict[int, dict[str, Any]]:
    """Read facts by screening key: the columns of table `facts` as plain Python values.

    Screenings without facts on that basis are not in the result. The order is that of the keys.
    """
    keys = list(screening_keys)
    rows = fetch_rows(cut, "facts", {"screening_keys": keys, "basis": basis})
    by_key = {int(row["screening_key"]): row for row in rows}
    return {key: by_key[key] for key in keys if key in by_key}
