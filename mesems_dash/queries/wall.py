"""The wall between the open and the closed store, as a query meets it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mesems_dash.errors import StoreError

if TYPE_CHECKING:
    from mesems_dash.store.connection import Cut

__all__ = ["require_closed"]


def require_closed(cut: Cut) -> None:
    """Raise StoreError when this process was given no closed cut: then allocations are not hidden but absent."""
    if not cut.has_closed:
        raise StoreError(
            "allocations are in the closed store, and this process was started without one; "
            "only pooled counts can be shown"
        )
