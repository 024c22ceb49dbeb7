"""When two sequences differ by more than chance would let them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["is_beyond"]


def is_beyond(row: Mapping[str, Any], limit: int | None) -> bool:
    """Tell whether a group is surely further apart than allowed, whatever those of no allocation were given."""
    return limit is not None and abs(row["imbalance"]) - row["not_recorded"] > limit
