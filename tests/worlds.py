"""The same trial in several worlds: one open bundle, and closed bundles that tell different stories of it."""

from __future__ import annotations

import csv
from pathlib import Path

DEMO = Path(__file__).parents[1] / "data" / "demo"
SITES = ("BAD", "CPH")
"""Two sites of the demo with different rule sets: 64 people, 18 of them randomised."""
_OTHER = {"MSC_FIRST": "PLACEBO_FIRST", "PLACEBO_FIRST": "MSC_FIRST", "MSC": "PLACEBO", "PLACEBO": "MSC"}


def read_rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def write_rows(path: Path, rows: list[dict[str, str]]) -> None:
    """Writes rows as a CSV file, with the columns of the first one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def write_open(folder: Path) -> Path:
    """Writes the open bundle: what the demo has of two sites and their people."""
    for source in sorted((DEMO / "open").glob("*.csv")):
        write_rows(folder / source.name, [row for row in read_rows(source) if _is_kept(row)])
    return folder


def write_first(folder: Path) -> Path:
    """Writes the closed bundle as the demo has it."""
    for source in sorted((DEMO / "closed").glob("*.csv")):
        write_rows(folder / source.name, [row for row in read_rows(source) if _is_kept(row)])
    return folder


def write_swapped(folder: Path) -> Path:
    """Writes the closed bundle of the opposite world: every sequence, product, dose, weight and reason is another."""
    write_first(folder)
    allocations = [{**row, "sequence": _OTHER[row["sequence"]]} for row in read_rows(folder / "allocations.csv")]
    doses = [
        {
            **row,
            "product": _OTHER[row["product"]],
            "cells_viable": "" if row["cells_viable"] else str(90_000_000 + place),
            "weight_kg": f"{float(row['weight_kg']) + 1:.1f}",
            "reason_not_given": f"{row['reason_not_given']} or the opposite" if row["reason_not_given"] else "",
        }
        for place, row in enumerate(read_rows(folder / "doses.csv"))
    ]
    write_rows(folder / "allocations.csv", allocations)
    write_rows(folder / "doses.csv", doses)
    return folder


def write_faulty(folder: Path) -> Path:
    """Writes a closed bundle of which half is missing and much cannot be used: strangers, repetitions, no numbers."""
    write_first(folder)
    allocations = read_rows(folder / "allocations.csv")
    stranger = {"subject_id": "NOBODY", "sequence": "MSC_FIRST"}
    blank = {**allocations[1], "sequence": "PERHAPS"}
    write_rows(folder / "allocations.csv", [allocations[0], allocations[0], blank, stranger])
    doses = [{**row, "cells_viable": "many", "weight_kg": "-3"} for row in read_rows(folder / "doses.csv")[::2]]
    write_rows(folder / "doses.csv", doses)
    return folder


def _is_kept(row: dict[str, str]) -> bool:
    """Whether a row belongs to the two sites, or to no site at all."""
    if "subject_id" in row:
        return row["subject_id"].startswith(SITES)
    return row.get("site_id", SITES[0]) in SITES
