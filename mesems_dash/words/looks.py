"""The access log in words and as a table. A look has the fields of `access.Look`, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from mesems_dash.words.phrases import format_date, format_things

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["find_looks", "tabulate_looks"]


def find_looks(looks: Sequence[Mapping[str, str]]) -> str:
    """State how many looks there are, by how many people, since when, and how many lines of the log cannot be read.

    Such a line has no time.
    """
    if not looks:
        return "Nothing is logged yet"
    read = [look for look in looks if look["at"]]
    lost = len(looks) - len(read)
    unreadable = f"{format_things(lost, 'line')} cannot be read" if lost else ""
    if not read:
        return unreadable
    readers = len({look["who"] for look in read})
    since = format_date(pd.Timestamp(read[-1]["at"]).date())
    found = f"{format_things(len(read), 'look')} by {format_things(readers, 'reader')} since {since}"
    return f"{found}; {unreadable}" if unreadable else found


def tabulate_looks(looks: Sequence[Mapping[str, str]], people: Mapping[str, str]) -> pd.DataFrame:
    """Return one row a look; `people` are subject ids by pseudonym, an unknown pseudonym stays one."""
    return pd.DataFrame(
        {
            "When": [look["at"].replace("T", " ").removesuffix("+00:00") for look in looks],
            "Who": [look["who"] for look in looks],
            "Role": [look["role"] for look in looks],
            "Viewed": [look["what"] for look in looks],
            "Person": [people.get(look["person"], look["person"]) for look in looks],
            "Where": [look["where"] for look in looks],
            "Filter": [look["filter"] for look in looks],
            "Data cut": [look["cut"] for look in looks],
        }
    )
