"""Writes what every criterion says of every screening, with one sentence of evidence each: behind `evaluate`.

The file is for machines, so nothing in it is defused; every sentence starts with a letter.
"""

from __future__ import annotations

import csv
import os
from typing import TYPE_CHECKING, Final

from mesems_dash.eligibility import describe_criterion, describe_overall, judge
from mesems_dash.errors import UsageError
from mesems_dash.reports.records import Record, read_records

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from mesems_dash.store.connection import Cut

__all__ = ["COLUMNS", "OVERALL", "evaluate_record", "write_evaluation"]

COLUMNS: Final = ("subject_id", "screening_no", "reference_date", "ruleset", "criterion", "status", "evidence")
OVERALL: Final = "OVERALL"


def write_evaluation(cut: Cut, out: Path, ruleset: str | None) -> int:
    """Write one row per screening and criterion of a cut and return how many.

    Columns are COLUMNS; 19 rows a screening, I1..I4, E1..E14 and OVERALL, by subject and screening number;
    `reference_date` is ISO or blank. `ruleset` overrides every site's own. The file appears when it is complete.
    Raises UsageError for a rule set or a folder that does not exist.
    """
    if not out.parent.is_dir() or out.is_dir():
        raise UsageError(f'--out is "{out}"; expected a file in a folder that exists')
    records = read_records(cut, ruleset=ruleset)
    if out.is_symlink() or (out.exists() and not out.is_file()):  # a pipe or a device is written to, not replaced
        return _write(records, out)
    partial = out.with_name(f".{out.name}.{os.getpid()}.part")
    try:
        rows = _write(records, partial)
        partial.replace(out)
    finally:
        partial.unlink(missing_ok=True)
    return rows


def _write(records: Iterator[Record], path: Path) -> int:
    rows = 0
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(COLUMNS)
        for record in records:
            judged = list(evaluate_record(record))
            writer.writerows(judged)
            rows += len(judged)
    return rows


def evaluate_record(record: Record) -> Iterator[tuple[str, int, str, str, str, str, str]]:
    """Yield the 19 rows of one screening, in the order of COLUMNS."""
    on = record.facts.reference_on
    head = (record.subject_id, record.screening_no, on.isoformat() if on else "", record.rule_set.name)
    judgement = judge(record.rule_set, record.facts)
    for judged in judgement.criteria:
        yield *head, judged.criterion.id, judged.status, describe_criterion(judged, record.facts)
    yield *head, OVERALL, judgement.status, describe_overall(judgement)
