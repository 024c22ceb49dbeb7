"""Small bundles for every test: three people at two sites, and whatever a test adds or replaces."""

from __future__ import annotations

import csv
import io
import shutil
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import duckdb
import pytest
from hypothesis import settings

from mesems_dash.store import erasing, importer
from mesems_dash.store.connection import open_cut
from mesems_dash.store.importer import import_bundle
from tests.examples import USUAL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mesems_dash.store.connection import Cut

    Rows = list[dict[str, object]] | str | bytes | None

pytest_plugins = ("tests.processor_time", "tests.one_browser")
SLOW = (
    "tests/bench/",
    "tests/demo/test_flaws.py",
    "tests/demo/test_generate.py",
    "tests/enumeration/",
    "tests/eligibility/test_questions.py",
    "tests/pages/",
    "tests/queries/test_adding_up.py",
    "tests/queries/test_agreement.py",
    "tests/queries/test_arms.py",
    "tests/queries/test_baseline.py",
    "tests/queries/test_brute_force.py",
    "tests/queries/test_doses.py",
    "tests/queries/test_examples.py",
    "tests/queries/test_failures_by_hand.py",
    "tests/queries/test_filters_by_hand.py",
    "tests/queries/test_flow.py",
    "tests/queries/test_marks_count.py",
    "tests/queries/test_second_infusions.py",
    "tests/queries/test_undecided.py",
    "tests/reports/",
    "tests/store/sandbox/test_runs.py",
    "tests/store/sandbox/test_secrets.py",
    "tests/store/test_admission.py",
    "tests/store/test_ambiguous.py",
    "tests/store/test_anything.py",
    "tests/store/test_cases.py",
    "tests/store/test_checks.py",
    "tests/store/test_closed.py",
    "tests/store/test_connection.py",
    "tests/store/test_cuts.py",
    "tests/store/test_demo_cuts.py",
    "tests/store/test_ids.py",
    "tests/store/test_importer.py",
    "tests/store/test_indirect_signs.py",
    "tests/store/test_missing.py",
    "tests/store/test_non_interference.py",
    "tests/store/test_publishing.py",
    "tests/store/test_scope.py",
    "tests/store/test_writing.py",
    "tests/test_main.py",
    "tests/test_readme.py",
)
"""Tests that import bundle after bundle, or count by brute force; `make check` leaves them to `make test`."""
for _name, _of_hundred in (("quick", 15), ("usual", 15), ("thorough", 200)):  # `make check`, `test`, `test-all`
    settings.register_profile(_name, max_examples=_of_hundred, derandomize=True)  # see examples.py
settings.load_profile("usual")
PLACES = {"slow": SLOW, "browser": ("tests/browser/",)}
"""Marks by where a test stands."""


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave out, before reading it, what the marks would leave out after."""
    place = collection_path.relative_to(config.rootpath).as_posix()
    left_out = (name for name in ("slow", "browser") if f"not {name}" in config.option.markexpr)
    return any(f"{place}/".startswith(PLACES[name]) for name in left_out) or None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        for name, places in PLACES.items():
            if item.path.relative_to(item.config.rootpath).as_posix().startswith(places):
                item.add_marker(name)
    items.sort(key=lambda item: item.get_closest_marker("browser") is None)  # they take longest, in one process


SITES = """\
site_id,name,country,ruleset,activated_on
IT1,Genova,ITA,,2012-05-01
DK1,Copenhagen,DNK,copenhagen,2012-09
"""
SUBJECTS = """\
subject_id,site_id,sex,birth_date,onset_date,subtype,childbearing_potential
P1,IT1,F,1980-02-29,2009-05,RRMS,Y
P2,IT1,M,1975,2008-01-01,SPMS,
P3,DK1,F,1990-06-15,2011-03-02,,N
"""
SCREENINGS = """\
subject_id,screening_no,screened_on,site_decision,site_reasons
P1,1,2014-01-10,INELIGIBLE,E7
P1,2,2014-03-10,ELIGIBLE,
P2,1,2014-02-01,PENDING,
P3,1,2014-05-20,,
"""


class WriteBundle(Protocol):
    """Write a bundle of three people into `folder`, and return it.

    A file is given by its name without `.csv`: as rows (dictionaries, the header is the union of their keys), as text,
    as bytes, or as None to leave it out.
    """

    def __call__(self, folder: Path, /, **files: Rows) -> Path: ...


NEEDED = {"cte_filter_pusher", "deliminator", "filter_pushdown", "unused_columns"}
"""Rules of DuckDB's optimiser without which plans of an import become slow rather than merely plain."""


@pytest.fixture(scope="session", autouse=True)
def plan_plainly() -> Iterator[None]:
    """Imports within tests leave out most rules of the optimiser, except in `make test-all`.

    Of a bundle of three people nearly half the time is planning. An answer may not depend on its plan; with the whole
    optimiser import the demo (prebuilt.py), the app of the browser and every command line in a process of its own.
    """
    with pytest.MonkeyPatch.context() as patch:
        if settings().max_examples < USUAL:
            rules = [name for (name,) in duckdb.sql("select name from duckdb_optimizers()").fetchall()]
            left_out = ",".join(name for name in rules if name not in NEEDED)
            for module in (importer, erasing):
                patch.setattr(module, "CONFIG", {**module.CONFIG, "disabled_optimizers": left_out})
        yield


@pytest.fixture(scope="session")
def write_bundle() -> WriteBundle:
    def write(folder: Path, /, **files: Rows) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in {"sites": SITES, "subjects": SUBJECTS, "screenings": SCREENINGS, **files}.items():
            if content is not None:
                (folder / f"{name}.csv").write_bytes(_as_bytes(content))
        return folder

    return write


@pytest.fixture(scope="session")
def three_people(tmp_path_factory: pytest.TempPathFactory, write_bundle: WriteBundle) -> Callable[..., Path]:
    """Put a store with the cut of the three people as of a day where a test wants it, and return its folder.

    The cut is imported once for each day; every store is a copy.
    """
    made: dict[str, Path] = {}

    def put(store: Path, /, *, as_of: date = date(2018, 6, 30)) -> Path:
        key = repr((as_of, importer.judge))  # some tests have nothing judged
        if key not in made:
            folder = tmp_path_factory.mktemp("three")
            made[key] = import_bundle(write_bundle(folder / "bundle"), folder / "store", as_of=as_of).path
        store.mkdir(parents=True, exist_ok=True)
        shutil.copy2(made[key], store)
        return store

    return put


@pytest.fixture(scope="session")
def imported(tmp_path_factory: pytest.TempPathFactory, write_bundle: WriteBundle) -> Callable[..., Path]:
    """The cut of a bundle of three people with the files given: imported once for equal files and days."""
    made: dict[str, Path] = {}

    def find_or_import(*, as_of: date, **files: Rows) -> Path:
        key = repr((as_of, files, importer.judge))  # some tests have nothing judged
        if key not in made:
            folder = tmp_path_factory.mktemp("imported")
            made[key] = import_bundle(write_bundle(folder / "bundle", **files), folder / "store", as_of=as_of).path
        return made[key]

    return find_or_import


@pytest.fixture
def import_files(tmp_path: Path, imported: Callable[..., Path]) -> Iterator[Callable[..., Cut]]:
    """Open a cut of one's own of three people, with the files given, as of 2018-06-30 (or `as_of`)."""
    opened = []

    def import_and_open(*, as_of: date = date(2018, 6, 30), **files: Rows) -> Cut:
        store = tmp_path / f"store-{len(opened)}"
        store.mkdir()
        opened.append(open_cut(Path(shutil.copy2(imported(as_of=as_of, **files), store))))
        return opened[-1]

    yield import_and_open
    for cut in opened:
        cut.close()


@pytest.fixture
def unjudged(monkeypatch: pytest.MonkeyPatch) -> None:
    """Imports leave out facts and verdicts: for tests of rows, files and stores alone, in a third of the time."""
    monkeypatch.setattr("mesems_dash.store.importer.judge", _judge_nothing)


@pytest.fixture
def import_unjudged(import_files: Callable[..., Cut], unjudged: None) -> Callable[..., Cut]:  # noqa: ARG001 - patches
    """As `import_files`, but without facts and verdicts."""
    return import_files


@pytest.fixture(scope="module")
def import_once(tmp_path_factory: pytest.TempPathFactory, write_bundle: WriteBundle) -> Iterator[Callable[..., Cut]]:
    """As `import_unjudged`, for a cut that many tests of a module read."""
    opened = []

    def import_and_open(*, as_of: date = date(2018, 6, 30), **files: Rows) -> Cut:
        folder = tmp_path_factory.mktemp("once")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("mesems_dash.store.importer.judge", _judge_nothing)
            info = import_bundle(write_bundle(folder / "bundle", **files), folder / "store", as_of=as_of)
        opened.append(open_cut(info.path))
        return opened[-1]

    yield import_and_open
    for cut in opened:
        cut.close()


@pytest.fixture(scope="module")
def import_together(import_once: Callable[..., Cut]) -> Callable[..., list[Cut]]:
    """Import files of many cases in few bundles, as `import_once` does, and return the cut in which each case is.

    Cases share a bundle unless they have a file in common: what is asked of a case must be about its files alone.
    """

    def import_them(cases: list[dict[str, Rows]], *, as_of: date = date(2018, 6, 30)) -> list[Cut]:
        bundles: list[dict[str, Rows]] = []
        places = []
        for files in cases:
            free = (place for place, bundle in enumerate(bundles) if not bundle.keys() & files.keys())
            places.append(next(free, len(bundles)))
            if places[-1] == len(bundles):
                bundles.append({})
            bundles[places[-1]] |= files
        cuts = [import_once(as_of=as_of, **bundle) for bundle in bundles]
        return [cuts[place] for place in places]

    return import_them


def _judge_nothing(_connection: object, _progress: object) -> None:
    """Takes the place of `judge` where a test does not ask for verdicts."""


def _as_bytes(content: list[dict[str, object]] | str | bytes) -> bytes:
    if isinstance(content, bytes):
        return content
    if isinstance(content, str):
        return content.encode()
    text = io.StringIO()
    names = list(dict.fromkeys(name for row in content for name in row))
    writer = csv.DictWriter(text, names, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(content)
    return text.getvalue().encode()
