"""Words and what they mean as HTML: a list of definitions, each with a place to land on; every text escaped."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Entry", "find_entries", "write_entries"]


@dataclass(frozen=True)
class Entry:
    """A word and what is said of it: `text`, then a few lines of small print, then its parts as a list."""

    code: str
    name: str
    text: str
    lines: tuple[tuple[str, str], ...] = ()
    parts: tuple[str, ...] = ()


def find_entries(entries: Sequence[Entry], wanted: str) -> list[Entry]:
    """Return the entries that have every wanted word anywhere; all of them for a blank."""
    words = wanted.casefold().split()
    return [entry for entry in entries if all(word in _read(entry).casefold() for word in words)]


def _read(entry: Entry) -> str:
    return " ".join((entry.name, entry.text, *(text for _, text in entry.lines), *entry.parts))


def write_entries(entries: Sequence[Entry]) -> str:
    """Return a list of definitions as HTML; an entry's place is `#term-<code>`."""
    return f'<dl class="mesems-terms">{"".join(map(_write, entries))}</dl>'


def _write(entry: Entry) -> str:
    parts = "".join(f"<li>{escape(part)}</li>" for part in entry.parts)
    listed = f"<ul>{parts}</ul>" if parts else ""
    lines = "".join(f"<p><b>{escape(label)}</b> {escape(text)}</p>" for label, text in entry.lines if text)
    return (
        f'<div><dt id="term-{escape(entry.code)}">{escape(entry.name)}</dt>'
        f"<dd><p>{escape(entry.text)}</p>{listed}{lines}</dd></div>"
    )
