"""What an attacker takes home from a running app, and whether anything planted is in it.

Everything that the browser receives (answers, headers, frames of the socket, files), everything that lies where the
process may write, and the process's own memory are searched for planted texts and numbers in the forms in which a
program would keep them.
"""

from __future__ import annotations

import base64
import gzip
import http.client
import io
import re
import struct
import zipfile
import zlib
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pyarrow import parquet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from playwright.sync_api import Page, Response, WebSocket

PIECE = 1 << 20
OVERLAP = 256
"""Bytes: memory is read in pieces that overlap by more than a planted form is long."""
_REGION = re.compile(r"([0-9a-f]+)-([0-9a-f]+) rw\S+ \S+ \S+ \S+\s*(.*)")
_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)


def write_forms(text: str) -> tuple[bytes, ...]:
    """A text as it is (in JSON and addresses too, if it has only letters and digits), in UTF-16, hex and base 64.

    Base 64 parts bytes into threes, so that there are three forms, each without what its neighbours decide.
    """
    plain = text.encode()
    aligned = (
        base64.b64encode(b"\0" * lead + plain)[4 * (lead > 0) : (lead + len(plain)) // 3 * 4] for lead in range(3)
    )
    return plain, text.encode("utf-16-le"), plain.hex().encode(), *aligned


def write_number(number: float) -> bytes:
    """A number as Arrow, NumPy and DuckDB keep it."""
    return struct.pack("<d", number)


def search(things: Iterable[tuple[str, bytes]], needles: Mapping[str, Iterable[bytes]]) -> list[tuple[str, str]]:
    """Where anything planted is: (name of the thing, what was planted). Packed things are unpacked."""
    return sorted(
        {
            (name, planted)
            for name, packed in things
            for content in unpack(packed)
            for planted, forms in needles.items()
            if any(form in content for form in forms)
        }
    )


def unpack(content: bytes) -> Iterator[bytes]:
    """The bytes themselves, and what is inside of a zip (XLSX too), gzip, Parquet or PDF."""
    yield content
    with suppress(zipfile.BadZipFile, OSError, EOFError, zlib.error):
        if content.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                yield from (archive.read(name) for name in archive.namelist())
        elif content.startswith(b"\x1f\x8b"):
            yield gzip.decompress(content)
        elif content.startswith(b"PAR1"):
            yield parquet.read_table(io.BytesIO(content)).to_pandas().to_csv().encode()
        elif content.startswith(b"%PDF"):
            yield from _inflate(content)


def _inflate(content: bytes) -> Iterator[bytes]:
    for stream in _STREAM.findall(content):
        with suppress(zlib.error):
            yield zlib.decompress(stream)


class Recorder:
    """Keeps all that a page receives."""

    def __init__(self, page: Page) -> None:
        self.served: list[tuple[str, bytes]] = []
        self._waiting: list[Response] = []
        self._read: set[str] = set()
        page.on("response", self._note)
        page.on("websocket", self._follow)
        page.on("console", lambda message: self.served.append(("console", message.text.encode())))

    def _note(self, answer: Response) -> None:
        self._waiting.append(answer)

    def _follow(self, socket: WebSocket) -> None:
        socket.on("framereceived", self._keep_frame)

    def _keep_frame(self, payload: str | bytes) -> None:
        self.served.append(("socket", payload.encode() if isinstance(payload, str) else payload))

    def gather(self) -> None:
        """Reads what the answers that came since the last time have in them, each address once.

        It is asked for again, since a browser forgets bodies, and never tells those of files that it saved. Answers to
        anything but GET have none.
        """
        waiting, self._waiting[:] = list(self._waiting), []
        for answer in waiting:
            self.served.append((f"headers of {answer.url}", repr(answer.headers).encode()))
            if answer.request.method == "GET" and answer.url.startswith("http") and answer.url not in self._read:
                self._read.add(answer.url)
                self.served.append((answer.url, fetch_raw(answer.url)))


def fetch_raw(url: str) -> bytes:
    """Status, headers and body for an address that is sent exactly as it stands, dots and all."""
    address = urlsplit(url)
    connection = http.client.HTTPConnection(address.hostname, address.port, timeout=30)
    target = url.split(address.netloc, 1)[1].partition("#")[0] or "/"
    try:
        connection.request("GET", target)
        answer = connection.getresponse()
        return f"{answer.status} {answer.getheaders()}\n".encode() + answer.read()
    finally:
        connection.close()


def read_folder(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file below a folder, and its name as something that may tell a secret too."""
    for path in sorted(folder.rglob("*")):
        yield f"name of {path.name}", str(path.relative_to(folder)).encode()
        if path.is_file():
            yield path.name, path.read_bytes()


def read_memory(pid: int) -> Iterator[tuple[str, bytes]]:
    """What a process of one's own has written into its memory, piece by piece; Linux only."""
    regions = Path(f"/proc/{pid}/maps").read_text(encoding="utf-8").splitlines()
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for region in regions:
            found = _REGION.match(region)
            if found and not found[3].startswith("/dev/"):
                yield from _read_region(memory, int(found[1], 16), int(found[2], 16))


def _read_region(memory: io.RawIOBase, start: int, end: int) -> Iterator[tuple[str, bytes]]:
    for place in range(start, end, PIECE):
        with suppress(OSError, OverflowError):  # given back in the meantime
            memory.seek(place)
            piece = memory.read(min(PIECE + OVERLAP, end - place)) or b""
            if piece != bytes(len(piece)):
                yield "memory", piece
