"""Who looked at closed data or a person, asked in SQL, took a file away: a line of JSON each, only ever appended.

A line has no data: who, in which role, what, when, the filter in words, the cut, and a person as a keyed pseudonym.
The key is a file of its own beside the log, readable by the app alone; with it the pseudonyms of a cut's people can be
made again, which is how the data manager resolves them.
"""

from __future__ import annotations

import fcntl
import hmac
import json
import os
import secrets
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Final, Literal

from mesems_dash.errors import AccessError

if TYPE_CHECKING:
    from pathlib import Path

    from mesems_dash.access.roles import Reader

__all__ = ["AccessLog", "Look", "read_access_log"]

Kind = Literal["closed data", "person", "SQL", "export"]
_KEY_BYTES: Final = 32
_PSEUDONYM_LETTERS: Final = 16
_OWNER_ONLY: Final = 0o600


@dataclass(frozen=True)
class Look:
    """One line: `what` was looked at, `where` (a page or a file's name), `person` a pseudonym or empty."""

    at: str
    who: str
    role: str
    what: str
    where: str
    filter: str
    cut: str
    person: str = ""


@dataclass(frozen=True)
class AccessLog:
    """The log in a file; the key of its pseudonyms lies beside it, with `.key` for its ending."""

    path: Path

    def write(
        self, reader: Reader, what: Kind, *, where: str, selection: str, cut_id: str, subject_id: str = ""
    ) -> None:
        """Append a line; AccessError when that fails: what cannot be logged is not shown."""
        look = Look(
            at=datetime.now(UTC).isoformat(timespec="seconds"),
            who=reader.name,
            role=reader.role.value,
            what=what,
            where=where,
            filter=selection,
            cut=cut_id,
            person=self.name_pseudonym(subject_id) if subject_id else "",
        )
        try:
            _append(self.path, json.dumps(asdict(look), ensure_ascii=False) + "\n")
        except OSError as error:
            raise AccessError("The access log cannot be written, and what cannot be logged is not shown.") from error

    def name_pseudonym(self, subject_id: str) -> str:
        """Return what stands in the log instead of a person's id: the same for the same person, by this log's key."""
        return hmac.new(_read_key(self.path), subject_id.encode(), sha256).hexdigest()[:_PSEUDONYM_LETTERS]


def read_access_log(path: Path, *, most: int) -> list[Look]:
    """Return the latest lines, newest first; lines that are none of ours are left out. No log yet is an empty one."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []
    except OSError as error:
        raise AccessError("The access log cannot be read.") from error
    looks = (_read_line(line) for line in reversed(lines))
    return [look for _, look in zip(range(most), (look for look in looks if look is not None), strict=False)]


def _append(path: Path, line: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, _OWNER_ONLY)
    try:
        os.write(file, line.encode())
    finally:
        os.close(file)


def _read_key(log: Path) -> bytes:
    """Return the key, made at the first use; two processes that come at once agree on one."""
    path = log.with_name(f"{log.name}.key")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, _OWNER_ONLY)
        with os.fdopen(file, "r+b") as opened:
            fcntl.flock(opened, fcntl.LOCK_EX)
            key = opened.read()
            if len(key) < _KEY_BYTES:
                key = secrets.token_bytes(_KEY_BYTES)
                opened.seek(0)
                opened.write(key)
            return key
    except OSError as error:
        raise AccessError(
            "The key of the access log cannot be read, and what cannot be logged is not shown."
        ) from error


def _read_line(line: str) -> Look | None:
    try:
        return Look(**json.loads(line))
    except (ValueError, TypeError):
        return None
