"""Writes a resolved rule set as TOML again, for the manifest of a cut; the standard library only reads it."""

from __future__ import annotations

import json
from typing import Any, TypeAlias

Value: TypeAlias = Any
"""What a TOML file may hold: text, number, true or false, list or table."""
Table: TypeAlias = dict[str, Value]


def write_toml(document: Table) -> str:
    """Return a document of plain values and one level of tables; deeper tables are written inline."""
    head = [f"{key} = {_value(value)}" for key, value in document.items() if not isinstance(value, dict)]
    tables = [_table(key, value) for key, value in document.items() if isinstance(value, dict)]
    return "\n\n".join(("\n".join(head), *tables)) + "\n"


def _table(name: str, table: Table) -> str:
    lines = [f"{_key(key)} = {_value(value)}" for key, value in table.items()]
    return "\n".join((f"[{_key(name)}]", *lines))


def _key(key: str) -> str:
    return key if key.replace("_", "").replace("-", "").isalnum() and key.isascii() else json.dumps(key)


def _value(value: Value) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_key(key)} = {_value(part)}" for key, part in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(_value(part) for part in value) + "]"
    return json.dumps(value, ensure_ascii=False)
