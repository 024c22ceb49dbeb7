"""Nobody ever sees half a cut: killed at any moment, two at once, or while others read."""

from __future__ import annotations

import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from itertools import pairwise

import pytest

from mesems_dash.errors import StoreError
from mesems_dash.store.connection import open_cut
from mesems_dash.store.cuts import list_cut_ids, list_cuts
from mesems_dash.store.importer import import_bundle
from mesems_dash.store.publishing import hold_draft, hold_paired_draft, publish
from tests.examples import every

DAY = date(2015, 6, 1)
STEPS = [
    "reading sites.csv",
    "reading screenings.csv",
    "working out the facts",
    "assessing against london",
    "preparing tables",
]
STOP_AT = """
import sys, time
from datetime import date
from pathlib import Path
from mesems_dash.store.importer import import_bundle

def stop_at(text, share):
    if text.startswith(sys.argv[3]):
        print("here", flush=True)
        time.sleep(60)

import_bundle(Path(sys.argv[1]), Path(sys.argv[2]), as_of=date(2015, 6, 1), progress=stop_at)
"""


def start(bundle, store, step):
    arguments = [sys.executable, "-c", STOP_AT, str(bundle), str(store), step]
    process = subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "here\n"
    return process


def kill(process):
    process.send_signal(signal.SIGKILL)
    process.communicate()


@pytest.mark.slow
@pytest.mark.parametrize("step", every(8, STEPS[::-1]))
@pytest.mark.usefixtures("unjudged")
def test_an_import_killed_at_any_moment_leaves_the_store_as_it_was(tmp_path, write_bundle, three_people, step):
    store = three_people(tmp_path / "store", as_of=DAY)
    (first,) = list_cuts(store)
    bundle = write_bundle(tmp_path / "bundle")
    kill(start(bundle, store, step))  # another process, in which the whole import takes place
    assert [cut.cut_id for cut in list_cuts(store)] == [first.cut_id]
    second = import_bundle(bundle, store, as_of=DAY)
    left = sorted(path.name for path in store.glob("*"))
    assert left == [".importing.lock", first.path.name, second.path.name]  # the dead one's files are swept away


@pytest.mark.usefixtures("unjudged")
def test_an_import_under_way_is_seen_by_nobody_and_swept_by_nobody(tmp_path, write_bundle):
    store = tmp_path / "store"
    bundle = write_bundle(tmp_path / "bundle")
    process = start(bundle, store, "assessing against london")
    try:
        second = import_bundle(bundle, store, as_of=DAY)
        assert [cut.cut_id for cut in list_cuts(store)] == [second.cut_id]
        assert len(list(store.glob(".importing-*.duckdb"))) == 1
    finally:
        kill(process)


@pytest.mark.usefixtures("unjudged")
def test_imports_at_once_make_a_cut_each_while_others_read(tmp_path, write_bundle):
    store = tmp_path / "store"
    bundle = write_bundle(tmp_path / "bundle")
    first = import_bundle(bundle, store, as_of=DAY)
    cut = open_cut(first.path)
    with ThreadPoolExecutor(3) as pool:
        made = [pool.submit(import_bundle, bundle, store, as_of=DAY) for _ in range(2)]
        counted = [pool.submit(cut.cursor().execute, "select count(*) from screenings") for _ in range(20)]
        assert {row.result().fetchone() for row in counted} == {(4,)}
        ids = {first.cut_id, *(future.result().cut_id for future in made)}
    cut.close()
    assert len(ids) == 3
    assert set(list_cut_ids(store)) == ids


def test_drafts_of_the_same_moment_have_different_ids(tmp_path):
    with hold_draft(tmp_path, DAY) as one, hold_draft(tmp_path, DAY) as two, hold_draft(tmp_path, DAY) as three:
        ids = [one.cut_id, two.cut_id, three.cut_id]
    assert all(earlier < later for earlier, later in pairwise(ids))


def test_a_draft_leaves_nothing_of_its_own(tmp_path):
    with hold_draft(tmp_path, DAY) as draft:
        draft.path.touch()
        draft.scratch.touch()
        draft.overflow.mkdir()
        (draft.overflow / "block").touch()
    assert [path.name for path in tmp_path.iterdir()] == [".importing.lock"]


def test_a_file_with_an_open_log_is_not_published(tmp_path):
    with hold_draft(tmp_path, DAY) as draft:
        draft.path.touch()
        draft.path.with_name(f"{draft.path.name}.wal").touch()
        with pytest.raises(StoreError, match="was not closed properly; import again"):
            publish(draft)


def test_a_closed_cut_whose_open_one_never_came_is_swept_away(tmp_path):
    opened, closed = tmp_path / "open", tmp_path / "closed"
    with hold_draft(opened, DAY) as draft, hold_paired_draft(closed, draft) as paired_draft:
        paired_draft.path.touch()
        publish(paired_draft)
        left = (closed / f".importing-{paired_draft.cut_id}.lock").read_text()
    (closed / f".importing-{paired_draft.cut_id}.lock").write_text(left)  # as a killed process leaves it
    with hold_draft(closed, DAY):
        assert list_cut_ids(closed) == ()


def test_a_closed_cut_whose_open_one_came_stays(tmp_path):
    opened, closed = tmp_path / "open", tmp_path / "closed"
    with hold_draft(opened, DAY) as draft, hold_paired_draft(closed, draft) as paired_draft:
        for half in (paired_draft, draft):
            half.path.touch()
            publish(half)
        left = (closed / f".importing-{paired_draft.cut_id}.lock").read_text()
    (closed / f".importing-{paired_draft.cut_id}.lock").write_text(left)
    with hold_draft(closed, DAY):
        assert list_cut_ids(closed) == (draft.cut_id,)
