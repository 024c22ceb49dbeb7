"""Every error that this package raises on purpose.

    MesemsError
    ├── UsageError            wrong words on the command line, an unknown name          exit code 2
    ├── BundleError           a bundle that cannot be read at all: file, line, column   exit code 2
    │   └── ClosedDataError   an open bundle that carries closed data
    ├── StrictError           a bundle with rejects under --strict                      exit code 1
    ├── StoreError            a store or a cut that cannot be opened
    │   └── NoCutError        a store with no complete cut
    ├── RuleSetError          a rule set that cannot be used: source, rule, key, expected
    ├── QueryError            a query that failed, with its name and SQL
    ├── SqlError              a reader's own SQL that is not run, and why
    └── AccessError           something this reader may not see or do, or nobody may until it is set up

A message says where, what was found, what was expected, what to do. None quotes a person's data, except a
reject or finding of an import, which is shown to the person who brought the bundle.
"""

from __future__ import annotations

from typing import ClassVar

__all__ = [
    "AccessError",
    "BundleError",
    "ClosedDataError",
    "MesemsError",
    "NoCutError",
    "QueryError",
    "RuleSetError",
    "SqlError",
    "StoreError",
    "StrictError",
    "UsageError",
]


class MesemsError(Exception):
    """Base of all; `message` is one line for people, `exit_code` is what the command line returns."""

    exit_code: ClassVar[int] = 2

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class UsageError(MesemsError):
    """Wrong use: an unknown rule set, query, key, cut or subject."""


class BundleError(MesemsError):
    """A bundle that cannot be imported at all; `file`, `line` and `column` say where, when known."""

    def __init__(
        self, message: str, *, file: str | None = None, line: int | None = None, column: str | None = None
    ) -> None:
        super().__init__(message)
        self.file = file
        self.line = line
        self.column = column


class ClosedDataError(BundleError):
    """An open bundle that carries a closed file or column; names it, quotes nothing."""


class StrictError(MesemsError):
    """A bundle refused under --strict; `rejects` is how many rows could not be kept."""

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, *, rejects: int) -> None:
        super().__init__(message)
        self.rejects = rejects


class StoreError(MesemsError):
    """A store or cut that cannot be opened or written."""


class NoCutError(StoreError):
    """A store without any complete cut."""


class RuleSetError(MesemsError):
    """A rule set that cannot be used; `source`, `rule` and `key` say where, `expected` what belongs there."""

    def __init__(self, message: str, *, source: str, rule: str | None, key: str | None, expected: str) -> None:
        super().__init__(message)
        self.source = source
        self.rule = rule
        self.key = key
        self.expected = expected


class QueryError(MesemsError):
    """A query that failed in the database; keeps its `name` and `sql`, never its values."""

    def __init__(self, message: str, *, name: str, sql: str) -> None:
        super().__init__(message)
        self.name = name
        self.sql = sql


class SqlError(MesemsError):
    """A statement that a reader typed and that is not run; says why and what is."""


class AccessError(MesemsError):
    """What a reader may not see or do, or nobody until access is set up; tells why, and nothing of the data."""
