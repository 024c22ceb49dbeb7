"""The scripts, style rules and pictures in `pages/static/`."""

from __future__ import annotations

from pathlib import Path
from typing import Final

__all__ = ["STATIC", "read_script"]

STATIC: Final = Path(__file__).parents[1] / "static"


def read_script(name: str) -> str:
    """Return the text of a file there, by its full name."""
    return (STATIC / name).read_text(encoding="utf-8")
