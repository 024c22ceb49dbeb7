"""Writes what every criterion says of every screening, with one sentence of evidence each: behind `evaluate`.

The file is for machines, so nothing in it is defused; every sentence starts with a letter.
"""

from __future__ import annotations

import csv
import errno
import os
from typing import TYPE_CHECKING, Final

from mesems_dash.eligibility import describe_criterion, describe_overall, judge
from mesems_dash.errors import UsageError
from mesems_dash.reports.records import Record, count_records, read_records

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from mesems_dash.eligibility import RuleSet
    from mesems_dash.store.connection import Cut

    Progress = Callable[[str, float], None]

__all__ = ["COLUMNS", "OVERALL", "evaluate_record", "require_writable", "write_evaluation"]

COLUMNS: Final = ("subject_id", "screening_no", "reference_date", "ruleset", "criterion", "status", "evidence")
OVERALL: Final = "OVERALL"
TELL_EVERY: Final = 500


def require_writable(out: Path) -> None:
    """Raise UsageError if a file cannot be written there; to be asked before the work, which may be long."""
    try:
        _try_to_write(out)
    except OSError as error:
        raise UsageError(f'--out is "{out}"; it cannot be written ({error.strerror})') from error


def _try_to_write(out: Path) -> None:
    if not out.parent.is_dir() or out.is_dir():
        raise UsageError(f'--out is "{out}"; expected a file in a folder that exists')
    if not _is_written_through(out):
        _partial(out).touch()
        _partial(out).unlink()
    elif out.exists() and not os.access(out, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


def write_evaluation(
    cut: Cut, out: Path, ruleset: RuleSet | None, *, progress: Progress = lambda _text, _share: None
) -> int:
    """Write one row per screening and criterion of a cut and return how many.

    Columns are COLUMNS; 19 rows a screening, I1..I4, E1..E14 and OVERALL, by subject and screening number;
    `reference_date` is ISO or blank. `ruleset` overrides every site's own. The file appears when it is complete.
    `progress` hears how far it is, from 0 to 1. Raises what `require_writable` raises.
    """
    require_writable(out)
    records = _report_progress(read_records(cut, ruleset=ruleset), count_records(cut), progress)
    if _is_written_through(out):
        return _write(records, out)
    partial = _partial(out)
    try:
        rows = _write(records, partial)
        partial.replace(out)
    finally:
        partial.unlink(missing_ok=True)
    return rows


def _is_written_through(out: Path) -> bool:
    """A pipe, a device or a link is written to, not replaced."""
    return out.is_symlink() or (out.exists() and not out.is_file())


def _partial(out: Path) -> Path:
    return out.with_name(f".{out.name}.{os.getpid()}.part")


def _report_progress(records: Iterator[Record], of: int, progress: Progress) -> Iterator[Record]:
    for place, record in enumerate(records):
        if place % TELL_EVERY == 0:
            progress(f"evaluating screening {place + 1:,} of {of:,}", place / of)
        yield record


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
