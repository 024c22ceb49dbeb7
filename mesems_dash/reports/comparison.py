"""What an import says in comparison with the cut before, in sentences, for the terminal and the page Data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mesems_dash.store.comparing import read_compared_counts
from mesems_dash.words.phrases import format_people, format_things

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import pandas as pd

__all__ = ["describe_closed_comparison", "describe_comparison"]

_EXAMPLES: Final = 5


def describe_comparison(compared: pd.DataFrame) -> list[str]:
    """Return sentences on what `list_compared` lists, the first on which cut was compared with; none without one."""
    rows = {str(what): part for what, part in compared.groupby("what", sort=False)}
    if "CUT_BEFORE" not in rows:
        return []
    gone, new = (_list_ids(rows.get(what)) for what in ("PERSON_GONE", "PERSON_NEW"))
    before = rows["CUT_BEFORE"]["cut_id"].iloc[0]
    texts = [f"Compared with the previous data cut, {before}:"]
    if "SAME_FILES" in rows:
        texts.append(_describe_same(rows["SAME_FILES"]["cut_id"].iloc[0]))
    if gone:
        verb = "is" if len(gone) == 1 else "are"
        texts.append(f"{format_people(len(gone))} in the previous data cut {verb} gone: {_shorten(gone)}")
    texts += _describe_records(rows.get("RECORDS_GONE"))
    texts += _describe_sites(rows.get("SITE_GONE"), "All records of people at site {site} are gone ({before} before).")
    halved = "Site {site} has {after} records of its people; it had {before}."
    texts += _describe_sites(rows.get("SITE_HALVED"), halved)
    if new:
        verb = "is" if len(new) == 1 else "are"
        texts.append(f"{format_people(len(new))} {verb} new: {_shorten(new)}")
    return texts if len(texts) > 1 else [*texts, "No person or record is gone, and no person is new."]


def describe_closed_comparison(path: Path) -> list[str]:
    """Return the same of a closed cut, in counts alone."""
    counts = read_compared_counts(path)
    return [_describe_file(file, before, after) for file, before, after in counts]


def _describe_same(cut_id: str) -> str:
    return f"The files are identical to those of data cut {cut_id}."


def _describe_records(rows: pd.DataFrame | None) -> list[str]:
    if rows is None:
        return []
    counts = zip(rows["file"], rows["before"], rows["after"], strict=True)
    return [_describe_file(str(file), int(before), int(after)) for file, before, after in counts]


def _describe_file(file: str, before: int, after: int) -> str:
    return f"{file}: {format_things(before - after, 'record')} of {before:,} gone since the previous data cut."


def _describe_sites(rows: pd.DataFrame | None, text: str) -> list[str]:
    if rows is None:
        return []
    counts = zip(rows["site_id"], rows["before"], rows["after"], strict=True)
    return [
        text.format(site=site, before=f"{int(before):,}", after=f"{int(after):,}") for site, before, after in counts
    ]


def _list_ids(rows: pd.DataFrame | None) -> list[str]:
    return [] if rows is None else list(rows["subject_id"])


def _shorten(ids: Iterable[str]) -> str:
    named = list(ids)
    more = f" and {len(named) - _EXAMPLES:,} more" if len(named) > _EXAMPLES else ""
    return ", ".join(named[:_EXAMPLES]) + more
