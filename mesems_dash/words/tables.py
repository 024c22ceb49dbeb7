"""Frames as tables to read: words instead of codes, numbers that add up across and down.

Each function turns the frame of one query into one whose columns are headings, in the order in which to read them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from mesems_dash.vocabulary import (
    ALL,
    CRITERIA,
    DERIVED,
    EXIT_LABELS,
    SEQUENCE_LABELS,
    STAGE_LABELS,
    STAGES,
)
from mesems_dash.words.countries import name_country
from mesems_dash.words.exclusions import list_panels
from mesems_dash.words.phrases import (
    NOTHING,
    format_count,
    format_date,
    format_month,
    format_share,
    name_criterion,
    name_group,
)
from mesems_dash.words.rows import list_rows
from mesems_dash.words.sites import name_sites

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "Bar",
    "tabulate_arms_by",
    "tabulate_crossover",
    "tabulate_exclusions",
    "tabulate_exits",
    "tabulate_files",
    "tabulate_manifest",
    "tabulate_notes",
    "tabulate_people",
    "tabulate_sites",
]

_SUBTYPE_OF: Final = {"E1": "RRMS", "E2": "SPMS", "E3": "PPMS"}


@dataclass(frozen=True)
class Bar:
    """A cell that carries a small bar: its text, and its length in per cent of the longest one possible."""

    text: str
    percent: int


def tabulate_exits(funnel: pd.DataFrame, exits: pd.DataFrame) -> pd.DataFrame:
    """Return the table of the funnel: reached, minus who left there and how, leaves who went on.

    One row a stage and a last row of sums; columns: Stage, Reached, one for each exit, zero or not, Went on. In every
    row, Reached = all exits + Went on; Went on is the next row's Reached. An exit after a stage that the funnel
    leaves out stands with the stage before it.
    """
    reached = {row["stage"]: row["subjects"] for row in list_rows(funnel.dropna(subset=["stage"]))}
    left = {stage: dict.fromkeys(EXIT_LABELS, 0) for stage in reached}
    for row in list_rows(exits):
        left[_place(row["after"], list(reached))][row["exit"]] += row["subjects"]
    rows = [_make_row(STAGE_LABELS[stage], reached[stage], left[stage]) for stage in reached]
    return pd.DataFrame([*rows, _sum_row(reached, left)])


def _place(after: str, stages: list[str]) -> str:
    earlier = [stage for stage in stages if STAGES.index(stage) <= STAGES.index(after)]
    return earlier[-1] if earlier else stages[0]


def _make_row(label: str, reached: int, left: Mapping[str, int]) -> dict[str, Any]:
    exits = {EXIT_LABELS[code]: number for code, number in left.items()}
    return {"Stage": label, "Reached": reached, **exits, "Went on": reached - sum(left.values())}


def _sum_row(reached: Mapping[str, int], left: Mapping[str, Mapping[str, int]]) -> dict[str, Any]:
    sums = {code: sum(counts[code] for counts in left.values()) for code in EXIT_LABELS}
    return _make_row("All", next(iter(reached.values()), 0), sums)


def tabulate_exclusions(frame: pd.DataFrame, *, mode: str) -> pd.DataFrame:
    """Return reasons by subtype: count and share of the ineligible screenings, then unknown and people, apart.

    A row for every criterion, zero or not; E1 to E3, which restate I1 for one subtype, say so and never count.
    """
    panels = list_panels(frame)
    if not panels:
        return pd.DataFrame(columns=["Criterion"])
    by = {(row["criterion"], row["subtype"]): row for row in list_rows(frame)}
    wholes = {subtype: sum(row["first"] for row in by.values() if row["subtype"] == subtype) for subtype in panels}
    codes = _with_derived([criterion for criterion, subtype in by if subtype == ALL])
    return pd.DataFrame([_exclusion_row(code, by, panels, wholes, mode) for code in codes])


def _with_derived(codes: list[str]) -> list[str]:
    return [*(code for code in CRITERIA if code in codes or code in DERIVED), *(c for c in codes if c not in CRITERIA)]


def _exclusion_row(
    code: str, by: Mapping[tuple[str, str], Mapping[str, Any]], panels: list[str], wholes: Mapping[str, int], mode: str
) -> dict[str, Any]:
    if code in DERIVED:
        cells = {name_group(subtype): "in I1" if _SUBTYPE_OF[code] == subtype else "n/a" for subtype in panels}
        return {
            "Criterion": name_criterion(code),
            **cells,
            "Undecided": "in I1",
            "Decided": "",
            "People, any reason": "",
        }
    cells = {
        name_group(subtype): _format_count_and_share(by[code, subtype][mode], wholes[subtype]) for subtype in panels
    }
    row = by[code, ALL]
    apart = {"Undecided": row["unknown"], "Decided": row["assessed"], "People, any reason": row["subjects"]}
    return {
        "Criterion": name_criterion(code),
        **cells,
        **{name: format_count(number) for name, number in apart.items()},
    }


def _format_count_and_share(number: int, whole: int) -> str:
    return f"{number:,} ({format_share(number, whole)})" if number else "0"


def tabulate_people(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the screenings behind one number to read, the evidence beside the person.

    `rows` as of `list_screenings`, with `site`, `evidence`, `kind` and names in words.
    """
    return pd.DataFrame(
        [
            {
                "Person": row["subject_id"]
                if row["screening_no"] == 1
                else f"{row['subject_id']} ({row['screening_no']})",
                "Site": row["site"],
                "Evidence": row["evidence"] or "",
                "Kind": row["kind"] or "",
                "Reference date": format_date(row["reference_on"]),
                "Subtype": row["subtype"] or "",
                "Fails": row["failing"] or "",
                "Undecided": row["unknown"] or "",
                "Site decision": row["site_decision"],
                "Site reasons": row["recorded"] or "",
            }
            for row in list_rows(rows)
        ]
    )


def tabulate_arms_by(
    frame: pd.DataFrame, names: Mapping[str, str] | None = None, limits: Mapping[str, int] | None = None
) -> pd.DataFrame:
    """Return sequences by group with their difference, and a last row of sums.

    With `limits`, of any group, also the largest difference that the design allows, blank where it sets none.
    """
    columns = {
        "msc_first": "Cells first",
        "placebo_first": "Placebo first",
        "not_recorded": "No allocation",
        "randomised": "Randomised",
        "imbalance": "Difference",
    }
    shown = {name: head for name, head in columns.items() if name != "not_recorded" or int(frame[name].sum())}
    rows = [
        {"Group": (names or {}).get(row["group_value"]) or name_group(row["group_value"])}
        | {head: row[name] for name, head in shown.items()}
        for row in list_rows(frame)
    ]
    table = pd.DataFrame([*rows, {"Group": "All"} | {head: int(frame[name].sum()) for name, head in shown.items()}])
    if limits:
        allowed = [*(limits.get(value) for value in frame["group_value"]), None]
        table["Allowed"] = pd.Series(allowed, dtype="Int64")
    return table


def tabulate_crossover(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the crossover to read: by period the sequences, then both together."""
    rows = list_rows(frame.sort_values(["period", "sequence"], kind="stable"))
    steps = ("assigned", "infused", "completed")
    table = []
    for period in sorted({row["period"] for row in rows}):
        within = [row for row in rows if row["period"] == period]
        for row in within:
            name = SEQUENCE_LABELS.get(row["sequence"], "No allocation")
            table.append({"Period": period, "Sequence": name} | {step.capitalize(): row[step] for step in steps})
        sums = {step.capitalize(): sum(row[step] for row in within) for step in steps}
        table.append({"Period": period, "Sequence": "Both together"} | sums)
    return pd.DataFrame(table)


def tabulate_manifest(manifest: pd.DataFrame) -> pd.DataFrame:
    """Return the manifest as two columns to read."""
    row = list_rows(manifest)[0]
    text = {
        "As of": format_date(row["as_of"]),
        "Imported": f"{format_date(row['imported_at'])}, {row['imported_at']:%H:%M} UTC",
        "Bundle": row["bundle_name"],
        "Synthetic": "yes" if row["is_synthetic"] else "no",
        "Rule sets": row["rulesets"],
        "Software": f"version {row['software_version']}",
        "Data cut": row["cut_id"],
    }
    return pd.DataFrame({"What": list(text), "Value": list(text.values())})


def tabulate_files(files: pd.DataFrame) -> pd.DataFrame:
    """Return files with rows in = kept + rejected + after the cut, and a last row of sums."""
    columns = {
        "rows_in": "Rows in",
        "rows_kept": "Kept",
        "rows_rejected": "Rejected",
        "rows_after_cut": "After the data cut",
    }
    rows = [
        {"File": row["file"]}
        | {head: row[name] for name, head in columns.items()}
        | {"SHA-256": (row["sha256"] or "")[:12] if row["is_present"] else "not in the bundle"}
        for row in list_rows(files)
    ]
    sums = {head: int(files[name].sum()) for name, head in columns.items()}
    return pd.DataFrame([*rows, {"File": "All", **sums, "SHA-256": ""}])


def tabulate_notes(notes: pd.DataFrame) -> pd.DataFrame:
    """Return dated notes: Date, Note."""
    rows = list_rows(notes)
    return pd.DataFrame({"Date": [format_date(row["on"]) for row in rows], "Note": [row["label"] for row in rows]})


def tabulate_sites(frame: pd.DataFrame) -> pd.DataFrame:
    """Return sites to read, in the frame's order, with a last row of sums.

    The share of planned in the last row is that of the sites with a target.
    """
    rows, names = list_rows(frame), name_sites(frame)
    most = max((row["screened"] for row in rows), default=0)
    table = [
        {
            "Site": names[row["site_id"]],
            "Screened": Bar(f"{row['screened']:,}", _percent(row["screened"], most)),
            "Failed": row["failed"],
            "Undecided": row["undecided"],
            "Randomised": row["randomised"],
            "Planned": format_count(row["target"]),
            "Of planned": _draw_share(row["randomised"], row["target"]),
            "Days since record": format_count(row["days_since_last_record"]),
            "… screening": format_count(row["days_since_last_screening"]),
            "… failure": format_count(row["days_since_last_failed"]),
            "… random\N{SOFT HYPHEN}isation": format_count(row["days_since_last_randomisation"]),
            "Country": name_country(row["country"]) if row["country"] else NOTHING,
            "Activated": format_month(row["activated_on"]),
        }
        for row in rows
    ]
    return pd.DataFrame([*table, _sum_sites(rows)])


def _sum_sites(rows: list[dict[str, Any]]) -> dict[str, Any]:
    sums = {name: sum(row[name] for row in rows) for name in ("screened", "failed", "undecided", "randomised")}
    aiming = [row for row in rows if row["target"] is not None]
    planned = sum(row["target"] for row in aiming)
    latest = {
        "Days since record": "days_since_last_record",
        "… screening": "days_since_last_screening",
        "… failure": "days_since_last_failed",
        "… random\N{SOFT HYPHEN}isation": "days_since_last_randomisation",
    }
    return {
        "Site": "All",
        "Screened": f"{sums['screened']:,}",
        "Failed": sums["failed"],
        "Undecided": sums["undecided"],
        "Randomised": sums["randomised"],
        "Planned": format_count(planned or None),
        "Of planned": format_share(sum(row["randomised"] for row in aiming), planned),
        **{
            head: format_count(min((row[name] for row in rows if row[name] is not None), default=None))
            for head, name in latest.items()
        },
        "Country": "",
        "Activated": "",
    }


def _draw_share(part: int, whole: int | None) -> Bar | str:
    return Bar(format_share(part, whole), min(_percent(part, whole), 100)) if whole else NOTHING


def _percent(part: int, whole: int) -> int:
    return round(100 * part / whole) if whole else 0
