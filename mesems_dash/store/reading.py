"""How the text of one CSV file is read: encoding, dialect and header are checked here, values are left as text.

Python's csv module reads the records, so that the line on which each begins is the true physical one, even after quoted
newlines. Damage that makes the whole file doubtful raises BundleError; a row with too many or too few fields is handed
on as such. What the texts mean is decided in `values`.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Final

from mesems_dash.errors import BundleError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

    from typing_extensions import Buffer

    from mesems_dash.store.model import SourceModel

__all__ = ["Batch", "Header", "OddRow", "Source", "open_source", "peek_names"]

LINE_LIMIT: Final = 1 << 20
BATCH_ROWS: Final = 50_000
PEEKED_BYTES: Final = 1 << 16
DELIMITERS: Final = (",", ";")
MISQUOTED: Final = "a quoted value is followed by other text; quotes inside quotes must be doubled"


@dataclass(frozen=True)
class Header:
    """The header of a file: all names in lower case, where the declared columns stand, and how many lines it takes."""

    names: tuple[str, ...]
    declared: dict[str, int]
    unknown: tuple[str, ...]
    delimiter: str


@dataclass(frozen=True)
class OddRow:
    """A row that has not as many fields as the header, or is misquoted: it goes whole into the rejects."""

    line: int
    fields: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class Batch:
    """Some rows of a file in order, and the lines on which they begin; `odd` ones stand apart."""

    lines: list[int]
    rows: list[list[str]]
    odd: list[OddRow]


class Source:
    """An open file of a bundle, read once from top to bottom."""

    def __init__(self, watched: WatchedFile, model: SourceModel) -> None:
        self.model = model
        self._watched = watched
        self._last_line = ""
        text = io.TextIOWrapper(
            io.BufferedReader(watched, LINE_LIMIT), encoding="utf-8-sig", errors="strict", newline=""
        )
        lines, skipped, first = _skip_blank_lines(text, model.file)
        delimiter = _choose_delimiter(first, model)
        self._reader = csv.reader(self._remember(chain([first], lines)), delimiter=delimiter, strict=True)
        self._skipped = skipped
        self.header = read_header(self._read_first_record(), model, delimiter)

    @property
    def sha256(self) -> str:
        """Hash of the bytes read so far: of the whole file once all batches are read."""
        return self._watched.digest.hexdigest()

    @property
    def bytes_read(self) -> int:
        """How far the file has been read."""
        return self._watched.bytes_read

    def read_batches(self) -> Iterator[Batch]:
        """The rows in order, some thousands at a time, at least one batch; blank lines are no rows."""
        width = len(self.header.names)
        batch = Batch([], [], [])
        for line, row in self._read_records():
            if isinstance(row, OddRow):
                batch.odd.append(row)
            elif len(row) == width:
                batch.lines.append(line)
                batch.rows.append(row)
            elif len(row) > 1 or row[0].strip():
                batch.odd.append(OddRow(line, tuple(row), f"has {len(row)} fields; the header has {width}"))
            if len(batch.rows) + len(batch.odd) >= BATCH_ROWS:
                yield batch
                batch = Batch([], [], [])
        yield batch

    def _read_records(self) -> Iterator[tuple[int, list[str] | OddRow]]:
        reader = self._reader
        start = self._skipped + reader.line_num + 1
        while True:
            try:
                for row in reader:
                    if row:
                        yield start, row
                    start = self._skipped + reader.line_num + 1
            except csv.Error as error:
                yield start, self._judge_misquoted(start, error)
                start = self._skipped + reader.line_num + 1
            else:
                return

    def _read_first_record(self) -> list[str]:
        try:
            return next(self._reader)
        except csv.Error as error:
            raise self._never_closed(1) from error

    def _judge_misquoted(self, start: int, error: csv.Error) -> OddRow:
        if start == self._skipped + self._reader.line_num and "expected after" in str(error):
            return OddRow(start, (self._last_line.rstrip("\r\n"),), MISQUOTED)
        raise self._never_closed(start) from error

    def _never_closed(self, line: int) -> BundleError:
        message = f"{self.model.file} line {line}: a quoted value begins in this record and is not closed properly"
        return BundleError(message, file=self.model.file, line=line)

    def _remember(self, lines: Iterator[str]) -> Iterator[str]:
        for line in lines:
            self._last_line = line
            yield line


class WatchedFile(io.RawIOBase):
    """A binary file that computes its SHA-256 and refuses NUL bytes and absurd lines while it is read."""

    def __init__(self, stream: BinaryIO, file: str) -> None:
        super().__init__()
        self.digest = hashlib.sha256()
        self._stream = stream
        self._file = file
        self.bytes_read = 0
        self._lines_before = 0
        self._carried_bytes = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Buffer) -> int:
        view = memoryview(buffer).cast("B")
        data = self._stream.read(len(view))
        self._watch(data)
        view[: len(data)] = data
        return len(data)

    def _watch(self, data: bytes) -> None:
        self.digest.update(data)
        self.bytes_read += len(data)
        if b"\0" in data:
            self._refuse(data[: data.index(b"\0")].count(b"\n"), "a NUL byte; expected UTF-8 text")
        first, last = data.find(b"\n"), data.rfind(b"\n")
        if self._carried_bytes + (first if first >= 0 else len(data)) > LINE_LIMIT:
            self._refuse(0, f"longer than {LINE_LIMIT:,} bytes; expected one record a line")
        self._carried_bytes = len(data) - last - 1 if last >= 0 else self._carried_bytes + len(data)
        self._lines_before += data.count(b"\n")

    def _refuse(self, lines: int, what: str) -> None:
        line = self._lines_before + lines + 1
        raise BundleError(f"{self._file} line {line}: {what}", file=self._file, line=line)


@contextmanager
def open_source(path: Path, model: SourceModel) -> Iterator[Source]:
    """Open a file of a bundle and check its header; BundleError for anything that is not a CSV file of that kind."""
    try:
        with path.open("rb", buffering=0) as stream:
            yield Source(WatchedFile(stream, model.file), model)
    except UnicodeDecodeError as error:
        line = _find_undecodable_line(path)
        message = f"{model.file} line {line}: not UTF-8 text; save the file as CSV UTF-8"
        raise BundleError(message, file=model.file, line=line) from error
    except OSError as error:
        raise BundleError(f"{model.file}: cannot be read ({error.strerror})", file=model.file) from error


def read_header(fields: list[str], model: SourceModel, delimiter: str) -> Header:
    """The header from its fields; names are compared without case and surrounding spaces.

    Raises BundleError for a name that stands twice and for a required column that is missing.
    """
    names = tuple(field.strip().lower() for field in fields)
    repeated = [name for name, times in Counter(names).items() if times > 1 and name]
    if repeated:
        message = f'{model.file}: two columns are called "{repeated[0]}"; every name must be there once'
        raise BundleError(message, file=model.file, line=1, column=repeated[0])
    missing = [column.name for column in model.columns if column.is_required and column.name not in names]
    if missing:
        message = f'{model.file}: the required column "{missing[0]}" is missing; found {_list_names(names)}'
        raise BundleError(message, file=model.file, line=1, column=missing[0])
    declared = {name: names.index(name) for name in model.names if name in names}
    return Header(names, declared, tuple(name for name in names if name not in declared), delimiter)


def peek_names(path: Path) -> tuple[str, ...]:
    """Column names on the first line of any file, without judging them; to look for closed columns."""
    with path.open("rb") as stream:
        text = stream.read(PEEKED_BYTES).decode("utf-8-sig", errors="replace")
    first = text.strip().split("\n", 1)[0].replace("\0", "")
    return tuple(name.strip().strip('"').lower() for name in first.replace(";", ",").split(","))


def _skip_blank_lines(lines: Iterator[str], file: str) -> tuple[Iterator[str], int, str]:
    for skipped, line in enumerate(lines):
        if line.strip():
            return lines, skipped, line
    raise BundleError(f"{file}: the file is empty; expected a header row", file=file)


def _choose_delimiter(line: str, model: SourceModel) -> str:
    def count_declared(delimiter: str) -> int:
        names = {name.strip().strip('"').strip().lower() for name in line.split(delimiter)}
        return len(names & set(model.names))

    return max(DELIMITERS, key=count_declared)


def _list_names(names: tuple[str, ...]) -> str:
    shown = ", ".join(names[:12])
    return f"{shown}, ..." if len(names) > 12 else shown  # noqa: PLR2004  # as many as fit on a line


def _find_undecodable_line(path: Path) -> int:
    with path.open("rb") as stream:
        for number, line in enumerate(stream, start=1):
            try:
                line.decode("utf-8")
            except UnicodeDecodeError:
                return number
    return 1
