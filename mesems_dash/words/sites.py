"""Names of sites."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from mesems_dash.words.phrases import plain
from mesems_dash.words.rows import list_rows

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["name_sites"]


def name_sites(frame: pd.DataFrame) -> dict[str, str]:
    """Return what each site is called, by its id, as `plain` text and no two alike.

    The id stands for a name that is not recorded, and behind a name that several sites have: "Uni (S2)".
    """
    names = {row["site_id"]: plain(row["name"] or row["site_id"]) for row in list_rows(frame)}
    times = Counter(names.values())
    return {site: name if times[name] == 1 else f"{name} ({plain(site)})" for site, name in names.items()}
