"""The demo, written once a session as of the last day and as of the committed one, and read back as dictionaries."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pytest

from mesems_dash.demo import write_demo

if TYPE_CHECKING:
    from pathlib import Path

FINAL = date(2019, 12, 31)


@dataclass(frozen=True)
class Export:
    """A folder with both bundles; indexing by file name gives the rows, open or closed."""

    folder: Path

    def __getitem__(self, file: str) -> list[dict[str, str]]:
        [path] = self.folder.glob(f"*/{file}.csv")
        with path.open(encoding="utf-8", newline="") as lines:
            return list(csv.DictReader(lines))

    def read_all(self) -> dict[str, bytes]:
        return {path.relative_to(self.folder).as_posix(): path.read_bytes() for path in sorted(self.folder.glob("*/*"))}


@pytest.fixture(scope="session")
def final(tmp_path_factory: pytest.TempPathFactory) -> Export:
    folder = tmp_path_factory.mktemp("final")
    write_demo(folder, as_of=FINAL)
    return Export(folder)


@pytest.fixture(scope="session")
def midway(tmp_path_factory: pytest.TempPathFactory) -> Export:
    folder = tmp_path_factory.mktemp("midway")
    write_demo(folder)
    return Export(folder)


@pytest.fixture
def export(tmp_path: Path):
    def write(**arguments: object) -> Export:
        folder = tmp_path / "-".join(map(str, arguments.values()))
        write_demo(folder, **arguments)
        return Export(folder)

    return write
