"""Who looked at closed data or a person, asked in SQL, took a file away: a line of JSON each, only ever appended.

A line has no data: who, in which role, what, when, the filter in words, the cut, and a person as a keyed pseudonym.
The key is a file of its own beside the log, readable by the app alone; with it the pseudonyms of a cut's people can be
made again, which is how the data manager resolves them.

Only a line feed ends a line: a text may hold any other character at which Python would split. A line that was cut short
by a full disk or a crash costs the reader that line alone, and is shown as one that cannot be read.
"""

from __future__ import annotations

import errno
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

__all__ = ["UNREADABLE", "AccessLog", "Look", "read_access_log"]

Kind = Literal["closed data", "person", "SQL", "export"]
_KEY_BYTES: Final = 32
_PSEUDONYM_LETTERS: Final = 16
_OWNER_ONLY: Final = 0o600
_FIELDS: Final = ("at", "who", "role", "what", "where", "filter", "cut", "person")
UNREADABLE: Final = "unreadable line"
"""What a line that is none of ours says instead of what was looked at."""


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
    """Return the latest lines, newest first. No log yet is an empty one.

    A line that cannot be read is a look that has only `what`, UNREADABLE, and `where`, its number in the log.
    """
    try:
        lines = path.read_bytes().split(b"\n")
    except FileNotFoundError:
        return []
    except OSError as error:
        raise AccessError("The access log cannot be read.") from error
    written = [(number, line) for number, line in enumerate(lines, start=1) if line.strip()]
    return [_read_line(line) or _build_unreadable(number) for number, line in reversed(written[-most:])]


def _append(path: Path, line: str) -> None:
    """Append a line, on a line of its own even where the one before was cut short; OSError unless all of it is there.

    Processes take turns. The file is only ever appended to, as the system may be told to allow nothing else.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, _OWNER_ONLY)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        content = line.encode("utf-8", "backslashreplace")  # half a character of UTF-16, as JSON escapes it
        if not _ends_a_line(file):
            content = b"\n" + content
        if os.write(file, content) != len(content):
            raise OSError(errno.ENOSPC, "only a part of the line was written")
    finally:
        os.close(file)


def _ends_a_line(file: int) -> bool:
    size = os.fstat(file).st_size
    return size == 0 or os.pread(file, 1, size - 1) == b"\n"


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


def _read_line(line: bytes) -> Look | None:
    try:
        fields = json.loads(line)
        look = Look(**fields)
    except (ValueError, TypeError, RecursionError):
        return None
    return look if all(isinstance(getattr(look, name), str) for name in _FIELDS) and _is_time(look.at) else None


def _is_time(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _build_unreadable(number: int) -> Look:
    return Look(at="", who="", role="", what=UNREADABLE, where=f"line {number:,} of the log", filter="", cut="")
