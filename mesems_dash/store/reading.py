"""How the text of one CSV file is read: encoding, dialect and header are checked here, values are left as text.

Python's csv module reads the records, so that the line on which each begins is the true physical one, even after quoted
newlines. As long as a file has no quotes, a record is a line: then Arrow reads some thousands at a time, and what it
makes of them is taken only if it has found exactly as many as there are lines. Damage that makes the whole file
doubtful raises BundleError; a row with too many or too few fields is handed on as such. What the texts mean is decided
in `values`.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NoReturn

import pyarrow as pa  # type: ignore[import-untyped]  # pyarrow ships no types
import pyarrow.csv as arrow_csv  # type: ignore[import-untyped]  # idem

from mesems_dash.errors import BundleError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

    from typing_extensions import Buffer

    from mesems_dash.store.model import SourceModel

__all__ = ["Batch", "Header", "OddRow", "Source", "open_source", "peek_names"]

LINE_LIMIT: Final = 1 << 20
"""The longest line that is read, in bytes without its end; a file with a longer one is refused."""
HEAD_LIMIT: Final = 8 << 20
BLOCK_BYTES: Final = 4 << 20
BATCH_ROWS: Final = 50_000
PEEKED_BYTES: Final = 1 << 16
DELIMITERS: Final = (",", ";")
BLANKS: Final = frozenset(("", "nan", "na", "n/a", ".", "-"))
"""Texts, in lower case and without surrounding spaces, that stand for nothing; `values` reads them alike."""
SPACES: Final = " \t\r\v\f\u00a0\u2007\u202f\u200b\ufeff"
_BLANK_FIELD: Final = rf"[{SPACES}]*(?:(?:nan|na|n/a|[.-])[{SPACES}]*)?"
BLANK_LINE: Final = re.compile(rf"\n(?:{_BLANK_FIELD}[,;])*{_BLANK_FIELD}\n", re.IGNORECASE)
"""A line that may be a row in which every field is blank; `_is_blank` decides."""
MISQUOTED: Final = "a quoted value is followed by other text; quotes inside quotes must be doubled"


@dataclass(frozen=True)
class Header:
    """The header of a file: all names in lower case, where the declared columns stand, and what parts them."""

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
    """Some rows of a file in order: a table of `line`, where a row begins, and the declared columns; odd rows apart."""

    table: pa.Table
    odd: tuple[OddRow, ...] = ()


class Source:
    """An open file of a bundle, read once from top to bottom."""

    def __init__(self, watched: WatchedFile, model: SourceModel) -> None:
        self.model = model
        self._watched = watched
        self._last_line = ""
        head = self._read_head()
        self._refuse_bare_returns(head)
        self._line = head.count("\n") + 1
        first = head.lstrip().split("\n", 1)[0]
        delimiter = _choose_delimiter(first, model)
        self.header = read_header(self._parse_head(head, delimiter), model, delimiter)

    @property
    def sha256(self) -> str:
        """Hash of the bytes read so far: of the whole file once all batches are read."""
        return self._watched.digest.hexdigest()

    @property
    def bytes_read(self) -> int:
        """How far the file has been read."""
        return self._watched.bytes_read

    def read_batches(self) -> Iterator[Batch]:
        """The rows in order, some thousands at a time; those in which every field is blank are no rows."""
        yield from self._read_lines()
        yield from self._read_records(io.TextIOWrapper(io.BufferedReader(self._watched), "utf-8", newline=""))

    # ---------------------------------------------------------------- the header

    def _read_head(self) -> str:
        """The text up to the end of the header: the first record that is not blank."""
        head = b""
        while block := self._watched.read_block():
            head += block
            start = len(head) - len(head.removeprefix(b"\xef\xbb\xbf").lstrip())
            end = head.find(b"\n", start) + 1
            while end and head.count(b'"', start, end) % 2:
                end = head.find(b"\n", end) + 1
            if end and start < len(head):
                self._watched.push_back(head[end:])
                return head[:end].decode("utf-8-sig")
            if len(head) > HEAD_LIMIT:
                raise self._never_closed(1)
        if not head.decode("utf-8-sig").strip():
            raise BundleError(f"{self.model.file}: the file is empty; expected a header row", file=self.model.file)
        return head.decode("utf-8-sig")

    def _refuse_bare_returns(self, head: str) -> None:
        """A header that ends in a lone carriage return would swallow rows."""
        if head.count("\r") != head.count("\r\n"):
            message = f"{self.model.file} line 1: lines end in a lone carriage return; expected \\n or \\r\\n"
            raise BundleError(message, file=self.model.file, line=1)

    def _parse_head(self, head: str, delimiter: str) -> list[str]:
        try:
            return next(csv.reader(io.StringIO(head.lstrip(), newline=""), delimiter=delimiter, strict=True))
        except csv.Error as error:
            raise self._never_closed(1) from error

    # ---------------------------------------------------------------- lines: as long as there are no quotes

    def _read_lines(self) -> Iterator[Batch]:
        tail = b""
        while block := self._watched.read_block():
            if b'"' in block:
                self._watched.push_back(tail + block)
                return
            lines, tail = _split_after_last_line(tail + block)
            if lines:
                yield from self._parse_lines(lines)
        if tail:
            yield from self._parse_lines(tail)

    def _parse_lines(self, lines: bytes) -> Iterator[Batch]:
        text = lines.decode("utf-8")
        count = text.count("\n") + (not text.endswith("\n"))
        table = self._parse_at_once(lines)
        has_bare_return = text.count("\r") != text.count("\r\n")
        if (
            table is None
            or table.num_rows != count
            or has_bare_return
            or BLANK_LINE.search(f"\n{text}\n" if text[-1] != "\n" else f"\n{text}")
        ):
            yield from self._read_records(io.StringIO(text, newline=""))
            return
        numbers = pa.array(range(self._line, self._line + count), pa.int64())
        self._line += count
        yield Batch(table.add_column(0, "line", numbers))

    def _parse_at_once(self, lines: bytes) -> pa.Table | None:
        names = [str(place) for place in range(len(self.header.names))]
        declared = [str(place) for place in self.header.declared.values()]
        try:
            table = arrow_csv.read_csv(
                pa.BufferReader(lines),
                arrow_csv.ReadOptions(column_names=names, block_size=len(lines) + 1),
                arrow_csv.ParseOptions(delimiter=self.header.delimiter, quote_char=False),
                arrow_csv.ConvertOptions(
                    column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False, include_columns=declared
                ),
            )
        except pa.ArrowInvalid:
            return None
        return table.rename_columns(list(self.header.declared))

    # ---------------------------------------------------------------- records: quotes, newlines in them, odd rows

    def _read_records(self, text: io.TextIOBase) -> Iterator[Batch]:
        width = len(self.header.names)
        lines: list[int] = []
        rows: list[list[str]] = []
        odd: list[OddRow] = []
        for line, row in self._number_records(text):
            if isinstance(row, OddRow):
                odd.append(row)
            elif _is_blank(row):
                continue
            elif len(row) == width:
                lines.append(line)
                rows.append(row)
            else:
                odd.append(OddRow(line, tuple(row), f"has {len(row)} fields; the header has {width}"))
            if len(rows) + len(odd) >= BATCH_ROWS:
                yield self._gather(lines, rows, odd)
                lines, rows, odd = [], [], []
        if rows or odd:
            yield self._gather(lines, rows, odd)

    def _number_records(self, text: io.TextIOBase) -> Iterator[tuple[int, list[str] | OddRow]]:
        reader = csv.reader(self._remember(text), delimiter=self.header.delimiter, strict=True)
        before = self._line
        while True:
            try:
                for row in reader:
                    if row:
                        yield self._line, row
                    self._line = before + reader.line_num
            except csv.Error as error:
                yield self._line, self._judge_misquoted(before + reader.line_num - 1, error)
                self._line = before + reader.line_num
            else:
                return

    def _gather(self, lines: list[int], rows: list[list[str]], odd: list[OddRow]) -> Batch:
        fields = list(zip(*rows, strict=True)) or [()] * len(self.header.names)
        columns = {name: pa.array(fields[place], pa.string()) for name, place in self.header.declared.items()}
        return Batch(pa.table({"line": pa.array(lines, pa.int64()), **columns}), tuple(odd))

    def _judge_misquoted(self, last: int, error: csv.Error) -> OddRow:
        if self._line == last and "expected after" in str(error):
            return OddRow(self._line, (self._last_line.rstrip("\r\n"),), MISQUOTED)
        if "field larger" in str(error):
            limit = f"within {csv.field_size_limit():,} characters"
            message = f"{self.model.file} line {self._line}: a value begins in this record and is not closed {limit}"
            raise BundleError(message, file=self.model.file, line=self._line) from error
        raise self._never_closed(self._line) from error

    def _never_closed(self, line: int) -> BundleError:
        message = f"{self.model.file} line {line}: a quoted value begins in this record and is not closed properly"
        return BundleError(message, file=self.model.file, line=line)

    def _remember(self, lines: io.TextIOBase) -> Iterator[str]:
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
        self._pushed = b""
        self.bytes_read = 0
        self._lines_before = 0
        self._carried_bytes = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Buffer) -> int:
        view = memoryview(buffer).cast("B")
        data = self._pushed or self.read_block()
        self._pushed = data[len(view) :]
        view[: len(data[: len(view)])] = data[: len(view)]
        return len(data[: len(view)])

    def read_block(self) -> bytes:
        """The next bytes, none at the end of the file."""
        if self._pushed:
            data, self._pushed = self._pushed, b""
            return data
        data = self._stream.read(BLOCK_BYTES)
        self._watch(data)
        return data

    def push_back(self, data: bytes) -> None:
        """Let these bytes be read again."""
        self._pushed = data + self._pushed

    def _watch(self, data: bytes) -> None:
        self.digest.update(data)
        self.bytes_read += len(data)
        if b"\0" in data:
            self._refuse(data[: data.index(b"\0")].count(b"\n"), "a NUL byte; expected UTF-8 text")
        self._refuse_long_lines(data)
        last = data.rfind(b"\n")
        self._carried_bytes = len(data) - last - 1 if last >= 0 else self._carried_bytes + len(data)
        self._lines_before += data.count(b"\n")

    def _refuse_long_lines(self, data: bytes) -> None:
        """Leap from line end to line end, as far as the limit allows; what remains may go on in the next block."""
        start, room = 0, LINE_LIMIT - self._carried_bytes
        while len(data) - start > room:
            end = data.rfind(b"\n", start, start + room + 1)
            if end < 0:
                message = f"longer than {LINE_LIMIT:,} bytes; expected one record a line"
                self._refuse(data.count(b"\n", 0, start), message)
            start, room = end + 1, LINE_LIMIT

    def _refuse(self, lines: int, what: str) -> NoReturn:
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

    Raises BundleError for a name that stands twice and for required columns that are missing; it names all of them.
    """
    names = tuple(field.strip().lower() for field in fields)
    repeated = [name for name, times in Counter(names).items() if times > 1 and name]
    if repeated:
        message = f'{model.file}: two columns have the name "{repeated[0]}"; each name must be unique'
        raise BundleError(message, file=model.file, line=1, column=repeated[0])
    missing = [column.name for column in model.columns if column.is_required and column.name not in names]
    if missing:
        message = f"{model.file}: the required {_name_columns(missing)} missing; found {_list_names(names)}"
        raise BundleError(message, file=model.file, line=1, column=missing[0])
    declared = {name: names.index(name) for name in model.names if name in names}
    return Header(names, declared, tuple(name for name in names if name not in declared), delimiter)


def peek_names(path: Path) -> tuple[str, ...]:
    """Column names on the first line of any file, without judging them; to look for closed columns."""
    with path.open("rb") as stream:
        text = stream.read(PEEKED_BYTES).decode("utf-8-sig", errors="replace")
    first = text.strip().split("\n", 1)[0].replace("\0", "")
    return tuple(name.strip().strip('"').lower() for name in first.replace(";", ",").split(","))


def _is_blank(row: list[str]) -> bool:
    """Whether a row says nothing: Excel leaves such rows, perhaps parted by the other delimiter or quoted."""
    return all(field.strip(f"{SPACES}\n,;").lower() in BLANKS for field in row)


def _split_after_last_line(data: bytes) -> tuple[bytes, bytes]:
    end = data.rfind(b"\n") + 1
    return data[:end], data[end:]


def _choose_delimiter(line: str, model: SourceModel) -> str:
    def count_declared(delimiter: str) -> int:
        names = {name.strip().strip('"').strip().lower() for name in line.split(delimiter)}
        return len(names & set(model.names))

    return max(DELIMITERS, key=count_declared)


def _name_columns(names: list[str]) -> str:
    quoted = ", ".join(f'"{name}"' for name in names)
    return f"column {quoted} is" if len(names) == 1 else f"columns {quoted} are"


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
