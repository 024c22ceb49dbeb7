"""What a page is given: the open cut, the cut before it, and what the filter panel selects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mesems_dash.access import Reader
    from mesems_dash.queries.selection import Selection
    from mesems_dash.store.connection import Cut
    from mesems_dash.store.demo_cuts import Stores

__all__ = ["View"]


@dataclass(frozen=True)
class View:
    """The state a page draws from; every page is one `render(view: View) -> None`.

    `previous` is the next older cut of the same store, for changes since then; None when there is none. `sentence`
    says in plain English what is selected, with sites by name. `stores` is where a new cut would go. `reader` is who
    looks; the cuts are opened within their scope, so that a page cannot show them more.
    """

    cut: Cut
    previous: Cut | None
    selection: Selection
    sentence: str
    stores: Stores
    reader: Reader
