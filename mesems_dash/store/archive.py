"""Which bundle does this zip hold? Unpacks an uploaded zip safely, before the importer (`importer.py`) reads it.

A zip comes from outside, so nothing in it is trusted: no name leaves the folder, no link is made, nothing is
written beyond the limits whatever the zip says of itself. Only CSV files and the mark SYNTHETIC are taken.
"""

from __future__ import annotations

import lzma
import re
import stat
import struct
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING, Final

from mesems_dash.errors import BundleError
from mesems_dash.store.file_names import refuse_near_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["Limits", "unpack_bundle"]

MARK: Final = "SYNTHETIC"
CHUNK_BYTES: Final = 1 << 20
LITTER: Final = ("__MACOSX",)
UNREADABLE: Final = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    NotImplementedError,
    EOFError,
    RuntimeError,
    ValueError,
    OSError,
)
"""What zipfile raises for a damaged file, a compression or a name it cannot read, and a password it was not given."""


@dataclass(frozen=True)
class Limits:
    """How much one upload may unpack to; beyond it the zip is refused, not cut short."""

    files: int = 200
    file_bytes: int = 512 << 20
    total_bytes: int = 1 << 30


def unpack_bundle(archive: IO[bytes], folder: Path, *, name: str, limits: Limits | None = None) -> Path:
    """Write the zip's one bundle below `folder` and return where it lies.

    The bundle is called after the folder inside the zip, else after the zip's own file `name`.
    Raises BundleError for anything but a readable zip with one folder of CSV files within the limits.
    """
    limits = limits or Limits()
    try:
        with zipfile.ZipFile(archive) as opened:
            members = _choose(opened.infolist(), limits)
            target = folder / _tidy(PurePosixPath(members[0].filename).parent.name or Path(name).stem)
            target.mkdir(parents=True)
            _write(opened, members, target, limits)
    except UNREADABLE as error:
        message = f"{name}: cannot be read as a zip; expected a zip of one bundle folder, without a password"
        raise BundleError(message, file=name) from error
    return target


def _choose(members: Sequence[zipfile.ZipInfo], limits: Limits) -> list[zipfile.ZipInfo]:
    if len(members) > limits.files:
        raise BundleError(f"the zip contains {len(members):,} entries; expected at most {limits.files:,}")
    for member in members:
        _refuse_unsafe(member)
    files = [member for member in members if not member.is_dir() and not _is_litter(member)]
    wanted = [member for member in files if _is_wanted(member)]
    _refuse_muddle(wanted)
    refuse_near_names(PurePosixPath(member.filename).name for member in files)
    _refuse_large(wanted, limits)
    return wanted


def _refuse_unsafe(member: zipfile.ZipInfo) -> None:
    raw = member.orig_filename
    path = PurePosixPath(raw)
    is_outside = path.is_absolute() or ".." in path.parts or "\\" in raw or ":" in raw or "\0" in raw
    if is_outside:
        raise BundleError("the zip contains a path that leads out of its folder; zip the bundle folder again")
    if stat.S_ISLNK(member.external_attr >> 16):
        raise BundleError("the zip contains a link; expected plain CSV files")
    if member.flag_bits & 0x1:
        raise BundleError("the zip is locked with a password; zip the bundle folder without one")


def _is_litter(member: zipfile.ZipInfo) -> bool:
    path = PurePosixPath(member.filename)
    return path.name.startswith(".") or any(part in LITTER for part in path.parts)


def _is_wanted(member: zipfile.ZipInfo) -> bool:
    path = PurePosixPath(member.filename)
    return path.suffix.lower() == ".csv" or path.name == MARK


def _refuse_muddle(wanted: Iterable[zipfile.ZipInfo]) -> None:
    paths = [PurePosixPath(member.filename) for member in wanted]
    if not any(path.suffix.lower() == ".csv" for path in paths):
        raise BundleError("the zip contains no CSV file; expected sites.csv, subjects.csv, screenings.csv and others")
    folders = sorted({str(path.parent) for path in paths})
    if len(folders) > 1:
        raise BundleError(f"the zip contains CSV files in {len(folders)} folders; zip one bundle folder at a time")
    names = [path.name.casefold() for path in paths]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        both = " and ".join(sorted({path.name for path in paths if path.name.casefold() == twice[0]}))
        raise BundleError(f"the zip contains {twice[0]} twice ({both}); keep one", file=twice[0])


def _refuse_large(wanted: Sequence[zipfile.ZipInfo], limits: Limits) -> None:
    for member in wanted:
        if member.file_size > limits.file_bytes:
            raise _too_large(PurePosixPath(member.filename).name, limits.file_bytes)
    if sum(member.file_size for member in wanted) > limits.total_bytes:
        raise _too_large("the zip", limits.total_bytes)


def _too_large(what: str, most_bytes: int) -> BundleError:
    return BundleError(f"{what} unpacks to more than {most_bytes >> 20:,} MB; import it with the command line instead")


def _write(opened: zipfile.ZipFile, members: Iterable[zipfile.ZipInfo], target: Path, limits: Limits) -> None:
    left = limits.total_bytes
    for member in members:
        path = target / PurePosixPath(member.filename).name
        left -= _write_one(opened, member, path, most_bytes=min(left, limits.file_bytes))


def _write_one(opened: zipfile.ZipFile, member: zipfile.ZipInfo, path: Path, *, most_bytes: int) -> int:
    """Write one member and count what really comes out: the size in the zip's directory may lie."""
    written = 0
    with opened.open(member) as source, path.open("xb") as sink:
        while chunk := source.read(CHUNK_BYTES):
            written += len(chunk)
            if written > most_bytes:
                raise _too_large(path.name, most_bytes)
            sink.write(chunk)
    return written


def _tidy(name: str) -> str:
    return re.sub(r"[^\w .-]+", "_", name).strip(" .")[:80] or "bundle"
