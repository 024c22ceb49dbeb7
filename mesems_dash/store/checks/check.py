"""One check: a condition on the rows of one file, what is wrong with them, and what is then forgotten.

Dates may be partial, so a check speaks up only when every day that they allow is wrong. Neighbours: people, disease and
course are the checks; running runs them.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Check", "before_birth", "doubt", "follows_end", "later", "wrong_date"]


@dataclass(frozen=True)
class Check:
    """A condition on the rows (`this`) of a table; `sets` says what is forgotten, nothing means a warning only."""

    table: str
    column: str
    when: str
    reason: str
    kind: str
    sets: str = ""
    detail: str = ""
    """SQL text of a reason that differs from row to row; it begins with `reason` and a colon."""


def later(table: str, column: str, stem: str, also: str = "", reason: str = "") -> Check:
    """A date after the cut is forgotten with all that hangs on it."""
    sets = f"{stem}_lo = null, {stem}_hi = null" + (f", {also}" if also else "")
    reason = f"after the cut; {reason or 'counts as not recorded'}"
    return Check(table, column, f"this.{stem}_lo > the_cut()", reason, "AFTER_CUT", sets)


def wrong_date(table: str, column: str, stem: str, when: str, reason: str) -> Check:
    """A date that cannot be right is forgotten."""
    return Check(table, column, when, reason, "VALUE", f"{stem}_lo = null, {stem}_hi = null")


def before_birth(table: str, column: str, stem: str) -> Check:
    """A date before the person was born is forgotten."""
    born = "birth_lo" if table == "subjects" else "born_lo"
    return wrong_date(table, column, stem, f"this.{stem}_hi < this.{born}", "before birth")


def doubt(table: str, column: str, when: str, reason: str) -> Check:
    """What is odd but may be right is only reported."""
    return Check(table, column, when, reason, "WARNING")


def follows_end(table: str, date: str, status: str) -> str:
    """SQL condition: the date of a row is after every day on which the person's part may have ended so."""
    return f"""this.line in (
            select event.line
            from scratch.typed_{table} as event
            join scratch.typed_dispositions as ended on ended.subject_key = event.subject_key
            where ended.status = '{status}' and ended.on_hi < event.{date}
        )"""  # noqa: S608 - names of the checks
