"""The words of a page on *Definitions*: whether it has some, and how the address names them."""

from __future__ import annotations

from typing import Final

from mesems_dash.words.glossary import GLOSSARY

__all__ = ["ON", "has_words", "name_page_words"]

ON: Final = "on."
"""What stands before the path of a page."""


def has_words(path: str) -> bool:
    """Tell whether words of a page are defined."""
    return any(path in term.pages for term in GLOSSARY)


def name_page_words(path: str) -> str:
    """Return what `?term=` is for the words of a page."""
    return f"{ON}{path}"
