"""Which rows of a cut are one person's, and what is left of the texts of others that name them.

A row is the person's if it has their id or their keys, or stands on a line of the bundle that was theirs; of rejected
rows, if the row says their id or one that differs only in writing, which is nobody else's. What other rows say of them
(a note, a reason that names two people) stays without the id. Every table is looked at, so that a new one needs nothing
here; keys keep their gap, since renumbering would touch everybody.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from mesems_dash.store.model import CLOSED_FILES, OPEN_FILES

if TYPE_CHECKING:
    from collections.abc import Sequence

    import duckdb

__all__ = ["Person", "Table", "erase_from_text", "find_rows", "list_tables", "prepare"]

ERASED: Final = "(erased)"
FEWEST_DIGITS: Final = 5
"""An id of fewer digits and no letter may be any number in a text, so only what the import says is searched for it."""
OTHERWISE: Final = r"[^\p{L}\p{N}_-]"
MARK: Final = "\x01"
"""Stands for a number of a line meanwhile: the id may be a number as well."""
DATA_TABLES: Final = frozenset(model.table for model in (*OPEN_FILES, *CLOSED_FILES))
IDS: Final = frozenset(("subject_id", "site_id"))
SAID_BY_IMPORT: Final = frozenset(("reason",))
AS_WRITTEN: Final = frozenset(("rejects", "findings"))
"""Tables whose ids stand as the bundle has them: nobody need be known by one."""
LIST_COLUMNS: Final = """
select table_name, column_name, data_type
from duckdb_columns()
where database_name = 'old'
    and schema_name = 'main'
    and table_name in (select table_name from duckdb_tables() where database_name = 'old')
order by table_oid, column_index
"""
MACROS: Final = r"""
create or replace temp macro mentions(text) as
    contains(lower(text), lower(getvariable('erased_id')))
    and regexp_matches(replace(text, getvariable('on_line'), getvariable('marked')), getvariable('as_word'), 'i');
create or replace temp macro without_them(text) as case
    when not mentions(text) then text
    else replace(
        regexp_replace(
            regexp_replace(
                replace(text, getvariable('on_line'), getvariable('marked')),
                getvariable('as_word'), '\1(erased)\3', 'gi'
            ),
            getvariable('as_word'), '\1(erased)\3', 'gi'
        ),
        getvariable('marked'),
        getvariable('on_line')
    )
end;
create or replace temp macro near(text) as
    regexp_replace(
        regexp_replace(lower(nfc_normalize(text)), '[^\p{L}\p{N}]', '', 'g'), '(^|[^0-9])0+([0-9])', '\1\2', 'g'
    );
"""
FIND_KEYS: Final = """
create temp table erased_keys as
select subject_key
from old.main.subjects
where subject_id = getvariable('erased_id')
"""
FIND_SCREENINGS: Final = """
create temp table erased_screenings as
select screening_key
from old.main.screenings
where subject_key in (from erased_keys)
"""
FIND_REJECTS: Final = """
insert into erased_lines
with
rejected as (
    select file, line, trim(row_text ->> 'subject_id') as said, row_text
    from old.main.rejects
),
final as (
    select file, line
    from rejected
    where said = getvariable('erased_id')
        or (
            said is null
            or said not in (select subject_id from known_ids)
        )
        and (near(said) = near(getvariable('erased_id')) or {mentions})
)
select distinct file, line
from final
"""


@dataclass(frozen=True)
class Person:
    """Whom to erase."""

    subject_id: str

    @property
    def is_distinctive(self) -> bool:
        """Whether the id, standing in a text, means this person."""
        return not self.subject_id.isdecimal() or len(self.subject_id) >= FEWEST_DIGITS

    @property
    def as_word(self) -> str:
        """The id as a word of a text, for RE2, between what stands before and after it."""
        return rf"(^|{OTHERWISE})({_escape(self.subject_id)})($|{OTHERWISE})"


@dataclass(frozen=True)
class Table:
    """A table of a cut: its columns with their types, and the statements that search and copy it."""

    name: str
    columns: tuple[tuple[str, str], ...]
    person: Person
    cut: str = "old"

    @cached_property
    def names(self) -> frozenset[str]:
        """Names of its columns."""
        return frozenset(name for name, _ in self.columns)

    @property
    def holds_rows_of_a_file(self) -> bool:
        """Whether it holds people's rows of a file of the bundle, line by line."""
        return self.name in DATA_TABLES and not self.names.isdisjoint({"subject_key", "subject_id"})

    @property
    def is_kept(self) -> str:
        """The condition under which a row is not the person's; never null."""
        conditions = ["true"]
        if "subject_key" in self.names:
            conditions.append("coalesce(subject_key not in (from erased_keys), true)")
        if "screening_key" in self.names:
            conditions.append("coalesce(screening_key not in (from erased_screenings), true)")
        if "subject_id" in self.names:
            conditions.append("subject_id is distinct from getvariable('erased_id')")
        if {"file", "line"} <= self.names:
            conditions.append("coalesce((file, line) not in (select (file, line) from erased_lines), true)")
        return " and ".join(conditions)

    @property
    def texts(self) -> tuple[str, ...]:
        """Columns whose words may name the person."""
        return tuple(
            name
            for name, kind in self.columns
            if kind == "VARCHAR" and name not in IDS and (self.person.is_distinctive or name in SAID_BY_IMPORT)
        )

    @property
    def copy(self) -> str:
        """The statement that copies everybody else's rows, in their order, if none of them mentions the person."""
        return f'insert into fresh.main."{self.name}" from {self._source} where {self.is_kept}'

    @property
    def copy_without_them(self) -> str:
        """The statement that copies everybody else's rows and takes the id out of their words."""
        texts = set(self.texts)
        shown = [f'without_them("{name}")' if name in texts else f'"{name}"' for name, _ in self.columns]
        return (
            f'insert into fresh.main."{self.name}" select {", ".join(shown)} from {self._source} where {self.is_kept}'  # noqa: S608 - the cut's own names
        )

    @property
    def count_rows(self) -> str:
        """The statement that counts the person's rows, and others' that mention them."""
        words = ", ".join(f'"{name}"' for name in self.texts)
        mentioned = f"count(*) filter ({self.is_kept} and mentions(concat_ws(chr(31), {words})))" if words else "0"
        return f"select count(*) filter (not ({self.is_kept})), {mentioned} from {self._source}"  # noqa: S608 - idem

    @property
    def _source(self) -> str:
        return f'{self.cut}.main."{self.name}"'


def prepare(connection: duckdb.DuckDBPyConnection, person: Person) -> None:
    """Tell a connection, with the cut attached as `old`, which person to look for."""
    variables = {
        "erased_id": person.subject_id,
        "as_word": person.as_word,
        "on_line": f"line {person.subject_id}",
        "marked": f"line {MARK}",
    }
    for name, value in variables.items():
        connection.execute(f"set variable {name} = ?::text", [value])
    connection.execute(MACROS)


def list_tables(connection: duckdb.DuckDBPyConnection, person: Person) -> list[Table]:
    """Return the tables of the cut, in the order in which they were made."""
    columns: dict[str, list[tuple[str, str]]] = {}
    for table, column, kind in connection.execute(LIST_COLUMNS).fetchall():
        columns.setdefault(table, []).append((column, kind))
    return [Table(name, tuple(found), person) for name, found in columns.items()]


def find_rows(connection: duckdb.DuckDBPyConnection, person: Person, tables: Sequence[Table]) -> bool:
    """Find the person's keys and lines, for the statements of `tables`; return whether the cut knows them by id."""
    names = {table.name for table in tables}
    if "subjects" in names:
        connection.execute(FIND_KEYS)
        connection.execute(FIND_SCREENINGS)
    else:
        connection.execute("create temp table erased_keys (subject_key integer)")
        connection.execute("create temp table erased_screenings (screening_key integer)")
    holders = [table for table in tables if "subject_id" in table.names and table.name not in AS_WRITTEN]
    ids = " union ".join(f'select subject_id from old.main."{table.name}"' for table in holders)  # noqa: S608 - the cut's own names
    connection.execute(f"create temp table known_ids as from ({ids}) where subject_id is not null")
    lines = [
        f"select '{table.name}.csv' as file, line from old.main.{table.name} where not ({table.is_kept})"  # noqa: S608 - idem
        for table in tables
        if table.holds_rows_of_a_file and "line" in table.names
    ]
    connection.execute(f"create temp table erased_lines as {' union all '.join(lines)}")
    connection.execute(FIND_REJECTS.format(mentions="mentions(row_text)" if person.is_distinctive else "false"))
    known = connection.execute(
        "select exists (from known_ids where subject_id = getvariable('erased_id')) or exists (from erased_lines)"
    ).fetchone()
    return known is not None and bool(known[0])


def erase_from_text(text: str, person: Person) -> str:
    """Return a text without the person's id, where that stands as a word of its own."""
    if not person.is_distinctive:
        return text
    pattern = rf"(?<![\w-])({re.escape(person.subject_id)})(?![\w-])"
    return re.sub(pattern, ERASED, text, flags=re.IGNORECASE)


def _escape(text: str) -> str:
    """Return a text as RE2 takes it letter by letter."""
    return re.sub(r"([^\w])", r"\\\1", text, flags=re.ASCII) if text.isascii() else re.escape(text)
