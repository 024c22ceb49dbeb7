"""Words and what they mean as HTML: a list of definitions, each with a place to land on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from mesems_dash.pages.state.markup import write_items

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


def write_entries(entries: Sequence[Entry]) -> Markup:
    """Return a list of definitions as HTML; an entry's place is `#term-<code>`."""
    return Markup('<dl class="mesems-terms">{}</dl>').format(Markup("").join(map(_write, entries)))


def _write(entry: Entry) -> Markup:
    listed = Markup("<ul>{}</ul>").format(write_items(entry.parts)) if entry.parts else ""
    line = Markup("<p><b>{}</b> {}</p>")
    lines = Markup("").join(line.format(label, text) for label, text in entry.lines if text)
    return Markup('<div><dt id="term-{}">{}</dt><dd><p>{}</p>{}{}</dd></div>').format(
        entry.code, entry.name, entry.text, listed, lines
    )
