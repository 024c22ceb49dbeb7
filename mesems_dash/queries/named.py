"""The queries that the command line offers by name: the same numbers without a browser."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pandas as pd

from mesems_dash.errors import UsageError
from mesems_dash.queries.accrual import count_accrual
from mesems_dash.queries.asked import describe_absent, match_code
from mesems_dash.queries.crossover import count_crossover, count_crossover_by_sequence
from mesems_dash.queries.exclusions import count_exclusions
from mesems_dash.queries.funnel import count_funnel
from mesems_dash.queries.options import list_options
from mesems_dash.queries.sites import list_sites

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mesems_dash.queries.selection import Selection
    from mesems_dash.store.connection import Cut

__all__ = ["QUERIES", "run_named", "settle_names"]

QUERIES: Final = ("funnel", "exclusions", "accrual", "crossover", "sites")


def run_named(name: str, cut: Cut, selection: Selection) -> pd.DataFrame:
    """Run one of QUERIES; `crossover` is by sequence when the cut has its closed part, else pooled.

    Columns as the functions say, but for `accrual`: its `month` is a text, YYYY-MM, as in targets.csv.

    Raises UsageError for an unknown name, and for a site, country or rule set that this cut does not have.
    """
    functions = {
        "funnel": count_funnel,
        "exclusions": count_exclusions,
        "accrual": _count_accrual_by_name,
        "crossover": count_crossover_by_sequence if cut.has_closed else count_crossover,
        "sites": list_sites,
    }
    if name not in functions:
        raise UsageError(f'unknown query "{name}"; expected one of {", ".join(QUERIES)}')
    return functions[name](cut, settle_names(cut, selection))


def _count_accrual_by_name(cut: Cut, selection: Selection) -> pd.DataFrame:
    accrual = count_accrual(cut, selection)
    months = [None if pd.isna(month) else f"{month:%Y-%m}" for month in accrual["month"]]
    return accrual.assign(month=pd.Series(months, index=accrual.index, dtype=object))


def settle_names(cut: Cut, selection: Selection) -> Selection:
    """Return the selection with sites, countries and the rule set as the cut writes them, which may be in any case.

    Raises UsageError where the cut does not have one of them, with a list of those it has.
    """
    options = list_options(cut)
    known = {key: sorted(options.loc[options["key"] == key, "value"]) for key in ("site", "country", "rule_set")}
    rule_set = selection.rule_set
    return replace(
        selection,
        sites=tuple(_settle("site", value, known["site"]) for value in selection.sites),
        countries=tuple(_settle("country", value, known["country"]) for value in selection.countries),
        rule_set=None if rule_set is None else _settle("rule_set", rule_set, known["rule_set"]),
    )


def _settle(key: str, value: str, known: Sequence[str]) -> str:
    code = match_code(value, known)
    if code is None:
        raise UsageError(f"{describe_absent(key, value)}; it has {', '.join(known) or 'none'}")
    return code
