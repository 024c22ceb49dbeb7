"""What an import rejected or queried, by cause: file, column, cause, how many rows, and the first three of them.

Rows with one value that recurs are a group of their own, so that "Yes" and "No" are two lines, a hundred dates one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Hashable

__all__ = ["describe_group", "group_complaints", "shorten"]

EXAMPLES: Final = 3
FEW_VALUES: Final = 5
MOST_LETTERS: Final = 24
"""Of a queried value; what a site wrote in its own words may name somebody, and a terminal is kept and mailed."""
OF_ONE_ROW: Final = ("may be one person", "unknown id; similar", "similar to another id")
"""Causes whose reason goes on, after a colon, with what is true of one row alone."""
REPEATED: Final = " is on line "
"""What parts the cause of a row that is there twice from the line of the first."""


def group_complaints(complaints: pd.DataFrame) -> pd.DataFrame:
    """Return one row a cause, in the order of first rows.

    `complaints` has `file`, `line`, `column`, `value`, `reason` and perhaps `kind`. Columns: `kind` (if given), `file`,
    `column`, `cause`, `rows` and `examples`, the first three as text; for a whole file 1 and blank; `line`,
    `value`, `reason` of the first.
    """
    keys = [name for name in ("kind", "file", "column", "cause") if name != "kind" or "kind" in complaints]
    if complaints.empty:
        return pd.DataFrame(columns=[*keys, "rows", "examples", "line", "value", "reason"])
    found = complaints.assign(cause=complaints["reason"].map(_find_cause), column=complaints["column"].fillna(""))
    whole = found.groupby(keys, sort=False, dropna=False)["value"]
    values = whole.transform("nunique")
    is_recurring = (values > 0) & (values <= FEW_VALUES) & (whole.transform("size") >= 2 * values)
    found = found.assign(recurring=found["value"].where(is_recurring, "").fillna(""))
    groups = found.groupby([*keys, "recurring"], sort=False, dropna=False)
    return pd.DataFrame([_summarise(keys, key, rows) for key, rows in groups])


def describe_group(group: pd.Series) -> str:
    """Return one group as a line of text; a row alone with its line and value first."""
    if group["rows"] == 1:
        return _describe_alone(group)
    about = f" {group['column']}" if group["column"] else ""
    count = f": {group['rows']:,} rows" if group["rows"] > 1 else ""
    examples = f" ({group['examples']})" if group["examples"] else ""
    return f"{group['file']}{about}: {group['cause']}{count}{examples}"


def _describe_alone(group: pd.Series) -> str:
    if pd.isna(group["line"]) and str(group["reason"]).startswith(str(group["file"])):
        return str(group["reason"])
    where = group["file"] if pd.isna(group["line"]) else f"{group['file']} line {int(group['line'])}"
    value = "" if pd.isna(group["value"]) else f' is "{shorten(str(group["value"]))}"'
    about = f" {group['column']}{value};" if group["column"] else ""
    return f"{where}:{about} {group['reason']}"


def shorten(value: str) -> str:
    """Return a value on one line, cut where it grows long."""
    line = " ".join(value.split())
    return line if len(line) <= MOST_LETTERS else f"{line[:MOST_LETTERS].rstrip()}..."


def _find_cause(reason: str) -> str:
    return _part_reason(reason)[0]


def _part_reason(reason: str) -> tuple[str, str]:
    """Part a reason into its cause and what is true of one row alone."""
    what, repeated, line = reason.partition(REPEATED)
    if repeated and line.isdigit():
        return f"{what} is on an earlier line", f"line {line}"
    cause = next((cause for cause in OF_ONE_ROW if reason.startswith(f"{cause}: ")), reason)
    return cause, reason.removeprefix(cause).removeprefix(": ")


def _summarise(keys: list[str], key: tuple[Hashable, ...], rows: pd.DataFrame) -> dict[str, object]:
    named = dict(zip(keys, key[:-1], strict=True))
    recurring = str(key[-1])
    cause = f'"{shorten(recurring)}" {named["cause"]}' if recurring else str(named["cause"])
    first = rows.head(EXAMPLES)
    lines = list(dict.fromkeys(str(int(line)) for line in first["line"] if not pd.isna(line)))
    if recurring or not (first["value"].notna().any() or any(_part_reason(reason)[1] for reason in first["reason"])):
        examples = f"{'line' if len(lines) == 1 else 'lines'} {', '.join(lines)}" if lines else ""
    else:
        examples = ", ".join(_describe_example(row) for row in first.itertuples(index=False))
    more = ", ..." if len(rows) > EXAMPLES and examples else ""
    alone = {name: first[name].iloc[0] for name in ("line", "value", "reason")}
    return {**named, "cause": cause, "rows": len(rows), "examples": examples + more, **alone}


def _describe_example(row: object) -> str:
    line, value, reason = (getattr(row, name) for name in ("line", "value", "reason"))
    where = "" if pd.isna(line) else f"line {int(line)}"
    what = "" if pd.isna(value) else f'"{shorten(str(value))}"'
    detail = _part_reason(reason)[1]
    return ": ".join(part for part in (f"{where} {what}".strip(), detail) if part)
