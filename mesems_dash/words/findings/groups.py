"""What a group of people is called in a finding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mesems_dash.words.phrases import name_group

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["name_in"]


def name_in(group: str, names: Mapping[str, str] | None) -> str:
    """Return what a group is called in a sentence: its name where there is one, else the word for its value."""
    return (names or {}).get(group) or name_group(group)
