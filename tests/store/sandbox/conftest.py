"""A cut with a release of cells in all places where an import may keep it, looked at through one sandbox."""

from __future__ import annotations

import hashlib

import pytest

from mesems_dash.store.sandbox import Limits, Sandbox

RELEASED = "2014-03-17"
"""The day that nobody may read."""
HARVESTS = f"""\
subject_id,harvested_on,outcome,released_on
P1,2014-02-20,OK,{RELEASED}
P2,2014-02-21,FAILED,{RELEASED}
P3,2014-04-20,OK,{RELEASED}
P9,2014-02-20,OK,{RELEASED}
P3,2014-05-31,OK,2014-31-31
P1,2014-02-20,OK,{RELEASED}
P1,{RELEASED},OK
"""
QUICK = Limits(seconds=10, memory_bytes=900 << 20, database_bytes=300 << 20)


@pytest.fixture(scope="package")
def info(tmp_path_factory, write_bundle):
    """The manifest of an open cut; after all tests its file is what it was and nothing lies beside it."""
    from datetime import date

    from mesems_dash.store.importer import import_bundle

    folder = tmp_path_factory.mktemp("sandbox")
    made = import_bundle(
        write_bundle(folder / "bundle", harvests=HARVESTS), folder / "store", as_of=date(2018, 6, 30), strict=False
    )
    before, beside = digest(made.path), sorted(made.path.parent.iterdir())
    yield made
    assert digest(made.path) == before
    assert sorted(made.path.parent.iterdir()) == beside


@pytest.fixture
def sandbox():
    return Sandbox(QUICK)


@pytest.fixture
def ask(sandbox, info):
    """Runs a statement to its end."""

    def run(sql):
        return finish(sandbox.start(info, sql))

    return run


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def finish(run):
    """Waits for the outcome, as long as it may take and a little longer."""
    outcome = run.wait(QUICK.seconds + 5)
    assert outcome is not None, "the statement never ended"
    return outcome
