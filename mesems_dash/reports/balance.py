"""Do the sequences differ more than the design allows? Strata against permuted blocks, one by one and together.

What blocks allow is in statistics/blocks.py. It holds for strata counted whole: where a filter takes a part of one,
nothing is said of it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from mesems_dash.statistics.blocks import Joined, find_excess, limit_difference, limit_together

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["FEWEST", "Stratum", "check_strata", "count_allocated", "follow_difference", "limit_groups"]

FEWEST: Final = 20
"""Of fewer people allocated no test of the split is shown: it could find nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stratum:
    """One stratum against the design.

    `limit` is the largest difference that its blocks allow after so many people; None where a filter takes a part of
    the stratum. `beyond` is by how many people it surely was, at worst, further apart than allowed, and `beyond_on`
    the first day of it (a date; None where it shows only counting people without a usable date).
    """

    name: str
    first: int
    second: int
    not_recorded: int
    undated: int
    limit: int | None
    beyond: int = 0
    beyond_on: Any = None

    @property
    def difference(self) -> int:
        """Cells first minus placebo first."""
        return self.first - self.second

    @property
    def people(self) -> int:
        """Everybody randomised in it."""
        return self.first + self.second + self.not_recorded

    @property
    def is_lower_bound(self) -> bool:
        """Whether somebody without allocation or date could hide that it is beyond its limit."""
        return bool(self.not_recorded or self.undated)


def check_strata(days: pd.DataFrame, block_length: int) -> tuple[Stratum, ...]:
    """Return every stratum, by name, judged against blocks of a length. `days` as of `count_arms_by_day`."""
    by_stratum: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in _list_days(days):
        by_stratum[row["stratum"]].append(row)
    return tuple(_check(name, by_stratum[name], block_length) for name in sorted(by_stratum))


def _check(name: str, rows: Sequence[Mapping[str, Any]], block_length: int) -> Stratum:
    dated = [row for row in rows if row["randomised_on"] is not None]
    joined = [_join(row) for row in dated]
    undated = sum((_join(row).people for row in rows if row["randomised_on"] is None), 0)
    first, second, other = (
        sum(row[column] for row in rows) for column in ("msc_first", "placebo_first", "not_recorded")
    )
    people = first + second + other
    is_whole = people == rows[0]["stratum_people"]
    unplaced = next((_join(row) for row in rows if row["randomised_on"] is None), Joined())
    excess = find_excess(joined, unplaced, block_length) if is_whole else (0,)
    since = next((row["randomised_on"] for row, most in zip(dated, excess, strict=False) if most), None)
    return Stratum(
        name=name,
        first=first,
        second=second,
        not_recorded=other,
        undated=undated,
        limit=limit_difference(people, block_length) if is_whole else None,
        beyond=max(excess),
        beyond_on=since,
    )


def _join(row: Mapping[str, Any]) -> Joined:
    return Joined(row["msc_first"], row["placebo_first"], row["not_recorded"])


def follow_difference(days: pd.DataFrame, block_length: int) -> pd.DataFrame:
    """Return the difference so far and what the design allows of it, after every day with a randomisation.

    Columns: `randomised_on`, `people` (randomised so far), `difference` (cells first minus placebo first), `limit`
    (of all strata together; NaN where a filter takes a part of one). Grain: one row per day; who has no usable date is
    left out. `days` as of `count_arms_by_day`.
    """
    rows = _list_days(days)
    is_whole = all(stratum.limit is not None for stratum in check_strata(days, block_length))
    sizes: dict[str, int] = defaultdict(int)
    limit = difference = people = 0
    course = []
    dated = [row for row in rows if row["randomised_on"] is not None]
    for day, joined in groupby(dated, key=lambda row: row["randomised_on"]):
        for row in joined:
            one, before = _join(row), sizes[row["stratum"]]
            sizes[row["stratum"]] += one.people
            limit += limit_difference(sizes[row["stratum"]], block_length) - limit_difference(before, block_length)
            difference += one.first - one.second
            people += one.people
        course.append((day, people, difference, limit if is_whole else None))
    frame = pd.DataFrame(course, columns=["randomised_on", "people", "difference", "limit"])
    return frame.astype({"people": int, "difference": int, "limit": float})


def count_allocated(days: pd.DataFrame) -> tuple[int, int]:
    """Return how many are allocated to cells first and to placebo first. `days` as of `count_arms_by_day`."""
    return int(days["msc_first"].sum()), int(days["placebo_first"].sum())


def limit_groups(strata: pd.DataFrame, block_length: int) -> dict[str, int]:
    """Return the largest difference that the design allows in every group that is made of whole strata.

    Groups that are not, as women or a subtype, are left out: blocks set them no limit. `strata` as of `list_strata`.
    """
    sizes: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for row in strata.to_dict("records"):
        sizes[row["group_value"]].append((int(row["people"]), int(row["stratum_people"])))
    return {
        group: limit_together((people for people, _ in parts), block_length)
        for group, parts in sizes.items()
        if all(people == whole for people, whole in parts)
    }


def _list_days(days: pd.DataFrame) -> list[dict[str, Any]]:
    counts = ("msc_first", "placebo_first", "not_recorded", "stratum_people")
    return [
        {
            "randomised_on": None if pd.isna(row["randomised_on"]) else row["randomised_on"],
            "stratum": row["stratum"],
            **{name: int(row[name]) for name in counts},
        }
        for row in days.to_dict("records")
    ]
