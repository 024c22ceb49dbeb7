"""What `cuts` and `query` print: cuts and frames as a table, JSON or CSV. For machines, so nothing in it is defused."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from mesems_dash.reports.text_tables import write_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mesems_dash.store.cuts import CutInfo, Withdrawn

__all__ = ["write_answer", "write_csv", "write_cuts", "write_manifests"]

OWN: Final = "OWN"
"""Each site by its own rule set, as in the table `judged`."""


def write_cuts(infos: Sequence[CutInfo], withdrawn: Sequence[Withdrawn] = ()) -> str:
    """Return a table of cuts for people, in the order given, and a line for each that was withdrawn."""
    lines = [
        f"Withdrawn on {line.withdrawn_at:%Y-%m-%d}: {line.cut_id}, as of {line.as_of}: {line.reason}"
        for line in withdrawn
    ]
    table = [_tabulate(infos)] if infos else []
    return "\n\n".join([*table, "\n".join(lines)] if lines else table)


def _tabulate(infos: Sequence[CutInfo]) -> str:
    rows = [["cut", "as of", "imported at (UTC)", "bundle", "screenings", "rejected", "queried"]]
    for info in infos:
        screenings = sum(file.rows_kept for file in info.files if file.file == "screenings.csv")
        imported = f"{info.imported_at:%Y-%m-%d %H:%M:%S}"
        counts = [f"{screenings:,}", f"{info.rejects:,}", f"{info.findings:,}"]
        rows.append([info.cut_id, str(info.as_of), imported, info.bundle_name, *counts])
    return write_table(rows)


def write_manifests(infos: Sequence[CutInfo], withdrawn: Sequence[Withdrawn] = ()) -> str:
    """Return the manifests of cuts as a JSON list, in the order given; then those withdrawn, with `withdrawn_at`."""
    return json.dumps([*map(_manifest, infos), *map(_withdrawn, withdrawn)], indent=2, ensure_ascii=False)


def _withdrawn(line: Withdrawn) -> dict[str, object]:
    return {
        "cut_id": line.cut_id,
        "as_of": line.as_of.isoformat(),
        "imported_at": f"{line.imported_at.isoformat()}Z",
        "withdrawn_at": f"{line.withdrawn_at.isoformat()}Z",
        "reason": line.reason,
        "rulesets": [],
        "files": [],
    }


def _manifest(info: CutInfo) -> dict[str, object]:
    return {
        "cut_id": info.cut_id,
        "as_of": info.as_of.isoformat(),
        "imported_at": f"{info.imported_at.isoformat()}Z",
        "software_version": info.software_version,
        "bundle_name": info.bundle_name,
        "is_synthetic": info.is_synthetic,
        "rejects": info.rejects,
        "findings": info.findings,
        "erasures": [
            {"erased_at": f"{erasure.erased_at.isoformat()}Z", "reason": erasure.reason} for erasure in info.erasures
        ],
        "rulesets": [
            {"ruleset": found.name, "title": found.title, "version": found.version} for found in info.rule_sets
        ],
        "files": [
            {
                "file": file.file,
                "is_present": file.is_present,
                "sha256": file.sha256,
                "rows_in": file.rows_in,
                "rows_kept": file.rows_kept,
                "rows_rejected": file.rows_rejected,
                "rows_after_cut": file.rows_after_cut,
            }
            for file in info.files
        ],
    }


def write_answer(frame: pd.DataFrame, *, cut: CutInfo, rule_set: str | None, where: Sequence[tuple[str, str]]) -> str:
    """Return an answer as JSON: the cut, its date, the rule set, the filters, and one object a row.

    `ruleset` is OWN where each site goes by its own; what is missing in a row is null.
    """
    conditions: dict[str, list[str]] = {}
    for key, value in where:
        conditions.setdefault(key, []).append(value)
    rows = [dict(zip(frame.columns, map(_plain, row), strict=True)) for row in frame.itertuples(index=False, name=None)]
    answer = {
        "cut": cut.cut_id,
        "as_of": cut.as_of.isoformat(),
        "ruleset": rule_set or OWN,
        "where": conditions,
        "rows": rows,
    }
    return json.dumps(answer, indent=2, ensure_ascii=False)


def write_csv(frame: pd.DataFrame) -> str:
    """Return a frame as CSV with a header, without the last newline; what is missing is blank."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(frame.columns)
    writer.writerows([_plain(value) for value in row] for row in frame.itertuples(index=False, name=None))
    return text.getvalue().rstrip("\n")


def _plain(value: Any) -> Any:  # noqa: ANN401  # a cell of any frame
    """A cell as JSON knows it: missing values become null, dates ISO text, numpy numbers Python's."""
    if isinstance(value, datetime):
        return None if pd.isna(value) else _iso(value)
    if isinstance(value, date):
        return value.isoformat()
    if pd.api.types.is_scalar(value) and pd.isna(value):
        return None
    return value.item() if hasattr(value, "item") else value


def _iso(moment: datetime) -> str:
    is_day = (moment.hour, moment.minute, moment.second, moment.microsecond) == (0, 0, 0, 0)
    return moment.date().isoformat() if is_day else moment.isoformat()
