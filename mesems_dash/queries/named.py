"""The queries that the command line offers by name: the same numbers without a browser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from mesems_dash.errors import UsageError
from mesems_dash.queries.accrual import count_accrual
from mesems_dash.queries.crossover import count_crossover, count_crossover_by_sequence
from mesems_dash.queries.exclusions import count_exclusions
from mesems_dash.queries.funnel import count_funnel
from mesems_dash.queries.options import list_options
from mesems_dash.queries.sites import list_sites

if TYPE_CHECKING:
    from mesems_dash.queries.selection import Selection
    from mesems_dash.store.connection import Cut

__all__ = ["QUERIES", "check_selection", "run_named"]

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
    check_selection(cut, selection)
    return functions[name](cut, selection)


def _count_accrual_by_name(cut: Cut, selection: Selection) -> pd.DataFrame:
    accrual = count_accrual(cut, selection)
    months = [None if pd.isna(month) else f"{month:%Y-%m}" for month in accrual["month"]]
    return accrual.assign(month=pd.Series(months, index=accrual.index, dtype=object))


def check_selection(cut: Cut, selection: Selection) -> None:
    """Raise UsageError where a selection names a site, country or rule set that the cut does not have."""
    options = list_options(cut)
    wanted = {
        "site": selection.sites,
        "country": selection.countries,
        "rule_set": () if selection.rule_set is None else (selection.rule_set,),
    }
    for key, values in wanted.items():
        known = sorted(options.loc[options["key"] == key, "value"])
        for value in values:
            if value not in known:
                raise UsageError(f'{key} is "{value}"; this cut has {", ".join(known) or "none"}')
