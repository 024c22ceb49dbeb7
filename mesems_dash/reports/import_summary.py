"""The summary of an import: rows in and out file by file, rejected rows and queried values.

For a closed bundle it is the same, without values: file, line, column and reason are enough to find the row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from mesems_dash.queries.compared import list_compared
from mesems_dash.queries.findings import list_findings
from mesems_dash.queries.rejects import list_rejects
from mesems_dash.reports.comparison import describe_closed_comparison, describe_comparison
from mesems_dash.reports.complaints import describe_group, group_complaints
from mesems_dash.reports.text_tables import write_table
from mesems_dash.store.connection import open_cut
from mesems_dash.store.cuts import read_complaints

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mesems_dash.store.cuts import Complaint, CutInfo

__all__ = ["compare_import", "summarise_closed_import", "summarise_import"]

SHOWN: Final = 50
KINDS: Final = {
    "VALUE": "counts as not recorded",
    "AFTER_CUT": "after the cut, left out",
    "WARNING": "kept unchanged",
    "COLUMN": "left out",
}


def summarise_import(info: CutInfo) -> str:
    """Return the summary of an open import: rejected rows and queried values by cause, at most SHOWN of each.

    The page Data has them row by row.
    """
    cut = open_cut(info.path)
    try:
        rejects = group_complaints(list_rejects(cut))
        findings = group_complaints(list_findings(cut))
        compared = describe_comparison(list_compared(cut))
    finally:
        cut.close()
    lines = [_describe_counts(info)]
    lines += _list(compared[0], compared[1:]) if compared else []
    lines += _list("Rejected:", [describe_group(group) for _, group in rejects.iterrows()])
    found = [f"{describe_group(group)}{_describe_kind(group)}" for _, group in findings.iterrows()]
    return "\n".join([*lines, *_list("Queried:", found)])


def _describe_kind(group: pd.Series) -> str:
    """Say what was done with a value; a finding about a whole file, or whose cause has it, says so itself."""
    is_whole_file = not group["column"] and pd.isna(group["line"])
    done = KINDS[str(group["kind"])]
    return "" if is_whole_file or done in str(group["cause"]) else f" ({done})"


def compare_import(info: CutInfo) -> list[str]:
    """Return what differs from the previous data cut, in sentences; for readers who may see everything."""
    cut = open_cut(info.path)
    try:
        return describe_comparison(list_compared(cut))
    finally:
        cut.close()


def summarise_closed_import(info: CutInfo) -> str:
    """Return the same of a closed cut, without any value."""
    rejects, findings = read_complaints(info.path)
    lines = ["", "Closed bundle", _describe_counts(info)]
    lines += _list("Compared with the previous closed data cut:", describe_closed_comparison(info.path))
    lines += _list("Rejected:", _describe_without_values(rejects))
    lines += _list("Queried:", _describe_without_values(findings))
    return "\n".join(lines)


def _describe_counts(info: CutInfo) -> str:
    rows = [["file", "rows in", "kept", "rejected", "after the cut"]]
    rows += [
        [file.file, f"{file.rows_in:,}", f"{file.rows_kept:,}", f"{file.rows_rejected:,}", f"{file.rows_after_cut:,}"]
        for file in info.files
        if file.is_present
    ]
    counted = f"{_count(info.rejects, 'row')} rejected, {_count(info.findings, 'value')} queried"
    return f"{write_table(rows)}\n\nCut {info.cut_id} as of {info.as_of}: {counted}."


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"


def _describe(file: object, line: object, column: object, reason: object) -> str:
    where = f"{file}" if line is None else f"{file} line {line}"
    return f"{where}:{'' if column is None else f' {column};'} {reason}"


def _describe_without_values(complaints: Iterable[Complaint]) -> list[str]:
    return [_describe(found.file, found.line, found.column, found.reason) for found in complaints]


def _list(heading: str, lines: Sequence[str]) -> list[str]:
    if not lines:
        return []
    more = [f"  ... and {len(lines) - SHOWN:,} more"] if len(lines) > SHOWN else []
    return [heading, *(f"  {line}" for line in lines[:SHOWN]), *more]
