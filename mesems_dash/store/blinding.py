"""The wall, at the door of the open store: what may not come in with an open bundle.

An open bundle that carries a closed file or a closed column is refused, naming the column and quoting nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from mesems_dash.errors import ClosedDataError
from mesems_dash.store.model import CLOSED_FILES

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

__all__ = ["is_closed_column", "refuse_closed_columns", "refuse_closed_files"]

CLOSED_WORDS: Final = frozenset({"sequence", "arm", "product", "dose", "cells"})
CLOSED_COLUMNS: Final = frozenset({"reason_not_given"})
WORD_BREAK: Final = re.compile(r"[^a-z0-9]+")


def is_closed_column(name: str) -> bool:
    """Whether a column could tell who received what: a closed word stands in its name by itself (`treatment_arm`)."""
    words = set(WORD_BREAK.split(name.lower()))
    return bool(words & CLOSED_WORDS) or name in CLOSED_COLUMNS


def refuse_closed_columns(file: str, names: Iterable[str]) -> None:
    """Raise ClosedDataError for the first closed column of an open bundle's file."""
    for name in names:
        if is_closed_column(name):
            message = f'{file}: the column "{name}" belongs in a closed bundle; take it out of the open one'
            raise ClosedDataError(message, file=file, line=1, column=name)


def refuse_closed_files(bundle: Path) -> None:
    """Raise ClosedDataError if a closed file lies in an open bundle."""
    closed = {model.file for model in CLOSED_FILES}
    for path in sorted(bundle.iterdir()):
        if path.name.lower() in closed:
            message = f"{path.name}: this file belongs in a closed bundle; take it out of the open one"
            raise ClosedDataError(message, file=path.name)
