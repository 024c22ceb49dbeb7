"""A statement with its values written in, for somebody to read, check and run again: behind "SQL" on every page.

Values are written as SQL writes them, never pasted: a quote in a site's name stays a quote. What names one person is
never written; its parameter stays open and a line says so.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Final

from mesems_dash.queries.run_query import PERSONAL, shorten

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["write_out"]

_PIECE: Final = re.compile(r"--.*$|'(?:[^']|'')*'|\$([a-z_]+)", flags=re.MULTILINE)
"""A comment, a text, or a parameter: only a parameter outside the other two is one."""


def write_out(name: str, parameters: Mapping[str, object]) -> str:
    """Return the statement of a query with its values in it, ready to run.

    A parameter that names one person, or for which there is no value, stays as it is.
    """
    sql = shorten(name, parameters).strip()
    written = _PIECE.sub(lambda found: _write(found, parameters), sql)
    open_ones = sorted({found[1] for found in _PIECE.finditer(sql) if found[1] in PERSONAL})
    lines = [f"-- ${key}: enter the person here; the dashboard never writes one into a statement." for key in open_ones]
    return "\n".join([*lines, written])


def _write(found: re.Match[str], parameters: Mapping[str, object]) -> str:
    key = found[1]
    return found[0] if key is None or key in PERSONAL or key not in parameters else _as_literal(parameters[key])


def _as_literal(value: object) -> str:
    """Return a value as DuckDB writes it. Raises TypeError for a kind that no query binds."""
    match value:
        case None:
            return "null"
        case bool():
            return str(value).lower()
        case int() | float():
            return repr(value)
        case str():
            return "'" + value.replace("'", "''") + "'"
        case date():
            return f"date '{value:%Y-%m-%d}'"
        case list() | tuple():
            return f"[{', '.join(map(_as_literal, value))}]"
    raise TypeError(f"a parameter is a {type(value).__name__}; expected a number, a text, a date or a list of them")
