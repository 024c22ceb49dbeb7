"""A person who is erased leaves every cut without a byte, and everybody else's rows and numbers stay as they were."""

from __future__ import annotations

import shutil
from datetime import date

import duckdb
import pytest

from mesems_dash.errors import StoreError, UsageError
from mesems_dash.store import erasing
from mesems_dash.store.cuts import find_cut, list_cuts
from mesems_dash.store.erasing import erase_person
from mesems_dash.store.importer import import_bundle
from mesems_dash.store.publishing import hold_draft
from mesems_dash.store.withdrawal import withdraw_cut

DAY = date(2015, 6, 1)
WHO = "Genova-Quinquagesima-0001"
NEIGHBOUR = "Genova-Quinquagesima-0001-B"
DRUG = "Obscuramab-Zyxwv 500"
SUBJECTS = f"""subject_id,site_id,sex,birth_date,onset_date,subtype
{WHO},IT1,F,1980-02-29,2009-05,RRMS
{NEIGHBOUR},IT1,M,1975,2008-01-01,SPMS
P3,DK1,F,1990-06-15,2011-03-02,
{WHO},DK1,F,1991-01-01,,
"""
SCREENINGS = f"""subject_id,screening_no,screened_on,site_decision,site_reasons
{WHO},1,2014-01-10,INELIGIBLE,Kryptonit-Befund
{NEIGHBOUR},1,2014-02-01,PENDING,
P3,1,2014-05-20,,
"""
THERAPIES = f"""subject_id,drug,route,started_on,ended_on
{WHO},{DRUG},SC,2012-01,2013-01
{WHO},{DRUG},SC,2012-01,2013-01
{NEIGHBOUR},glatiramer,SC,2013,2014
{WHO.upper()},interferon,SC,2012,2013
{WHO},"{DRUG} "x,SC,2012-01,
"""
NOTES = f"on,label\n2014-01-01,{WHO} asked to leave; {WHO}\n2014-02-01,{NEIGHBOUR} moved\n"
EDSS = f"subject_id,assessed_on,score\n{WHO},2014-01-02,9.75\n{NEIGHBOUR},2014-01-02,4\nP3,2014-05-01,5.25\n"
ALLOCATIONS = f"subject_id,sequence\n{WHO},MSC_FIRST\n{NEIGHBOUR},PERHAPS\n"
FILES = {"subjects": SUBJECTS, "screenings": SCREENINGS, "therapies": THERAPIES, "notes": NOTES, "edss": EDSS}
SECRETS = (WHO, WHO.upper(), DRUG, "Kryptonit", "9.75")


@pytest.fixture(scope="module")
def imported_stores(tmp_path_factory, write_bundle):
    """Three cuts with their closed ones: a person comes, is erased later, and was gone from the last."""
    tmp_path = tmp_path_factory.mktemp("stores")
    opened, closed = tmp_path / "open", tmp_path / "closed"
    with_them = write_bundle(tmp_path / "bundle", **FILES)
    allocations = tmp_path / "allocations"
    allocations.mkdir()
    (allocations / "allocations.csv").write_text(ALLOCATIONS)
    for _ in range(2):
        import_bundle(with_them, opened, as_of=DAY, closed_bundle=allocations, closed_store=closed)
    without = {
        name: "".join(line for line in text.splitlines(keepends=True) if f"{WHO}," not in line)
        for name, text in FILES.items()
    }
    import_bundle(write_bundle(tmp_path / "later", **without), opened, as_of=date(2015, 7, 1))
    return opened, closed


@pytest.fixture
def stores(tmp_path, imported_stores):
    """Stores of a test's own."""
    return tuple(shutil.copytree(store, tmp_path / store.name) for store in imported_stores)


def read_tables(path):
    with duckdb.connect(str(path), read_only=True) as connection:
        names = [name for (name,) in connection.execute("select table_name from duckdb_tables()").fetchall()]
        return {name: connection.execute(f'select * from "{name}"').fetchall() for name in names}


def holds(store, text):
    """Whether any file of a store has these bytes, where they are not the beginning of the neighbour's id."""
    neighbour, plain = NEIGHBOUR.encode(), text.encode()
    return [path.name for path in store.iterdir() if plain in path.read_bytes().replace(neighbour, b"")]


@pytest.mark.slow
def test_no_byte_of_a_person_stays_and_all_others_stay_as_they_were(stores):
    opened, closed = stores
    before = {path: read_tables(path) for store in stores for path in store.glob("*.duckdb")}
    infos = {info.path: info for store in stores for info in list_cuts(store)}
    assert holds(opened, WHO)
    erased = erase_person(WHO, opened, reason="consent withdrawn", closed_store=closed)
    assert (len(erased.cuts), len(erased.closed_cuts)) == (3, 2)
    assert {secret: (holds(opened, secret), holds(closed, secret)) for secret in SECRETS} == dict.fromkeys(
        SECRETS, ([], [])
    )
    for path, tables in before.items():
        after = read_tables(path)
        assert list(after) == list(tables)
        for name in set(tables) - {"source_files", "compared", "erasures", "rejects", "findings", "notes"}:
            assert [row for row in tables[name] if row in after[name]] == after[name], (path, name)
        now, then = find_cut(path.parent, path.stem), infos[path]
        assert (now.as_of, now.imported_at, now.rule_sets) == (then.as_of, then.imported_at, then.rule_sets)
        assert [erasure.reason for erasure in now.erasures] == ["consent withdrawn"]
        for file, old in zip(now.files, then.files, strict=True):
            assert file.rows_in == file.rows_kept + file.rows_rejected + file.rows_after_cut
            assert (file.sha256, file.rows_after_cut) == (old.sha256, old.rows_after_cut)


@pytest.mark.slow
@pytest.mark.thorough
def test_what_is_said_of_others_stays_without_the_id(stores):
    opened, _ = stores
    erase_person(WHO, opened, reason="consent withdrawn")
    oldest, *_ = sorted(opened.glob("*.duckdb"))
    after = read_tables(oldest)
    assert [label for *_, label, _ in after["notes"]] == [
        "(erased) asked to leave; (erased)",
        f"{NEIGHBOUR} moved",
    ]
    assert [row[0] for row in after["rejects"]] == []
    counts = {row[0]: row[3:] for row in after["source_files"]}
    assert counts["subjects.csv"] == (2, 2, 0, 0)
    assert counts["therapies.csv"] == (1, 1, 0, 0)
    newest = read_tables(sorted(opened.glob("*.duckdb"))[-1])["compared"]
    assert [row for row in newest if row[0].startswith("PERSON")] == []


@pytest.mark.slow
@pytest.mark.thorough
def test_an_erasure_that_is_interrupted_can_be_run_again(stores, monkeypatch):
    opened, closed = stores
    rebuilt = []

    def stop_at_the_third(info, *rest):
        rebuilt.append(info.cut_id)
        if len(rebuilt) == 3:
            raise KeyboardInterrupt
        return whole(info, *rest)

    whole = erasing._rebuild
    with monkeypatch.context() as patch:
        patch.setattr(erasing, "_rebuild", stop_at_the_third)
        with pytest.raises(KeyboardInterrupt):
            erase_person(WHO, opened, reason="consent withdrawn", closed_store=closed)
    assert len(list_cuts(opened)) == 3
    (opened / ".erasing-left.duckdb").write_bytes(WHO.encode())  # as a killed process leaves it
    erase_person(WHO, opened, reason="consent withdrawn", closed_store=closed)
    assert (holds(opened, WHO), holds(closed, WHO)) == ([], [])


def test_nobody_is_erased_whom_no_cut_knows_or_whom_the_reason_names(tmp_path, three_people):
    store = three_people(tmp_path / "store", as_of=DAY)
    before = {path: path.read_bytes() for path in store.iterdir()}
    for who, reason, said in [
        ("P9", "consent withdrawn", 'No data cut in .* contains subject "P9"'),
        ("Genova", "consent withdrawn", "contains subject"),  # a word of the cut, and nobody's id
        ("P1", " ", "--reason must say why"),
        ("P1", "p1 withdrew consent", "it must not name the person"),
    ]:
        with pytest.raises(UsageError, match=said):
            erase_person(who, store, reason=reason)
    assert {path: path.read_bytes() for path in before} == before


def test_nobody_is_erased_while_an_import_or_an_unreadable_file_may_bring_them_back(tmp_path, three_people):
    store = three_people(tmp_path / "store", as_of=DAY)
    with hold_draft(store, DAY), pytest.raises(StoreError, match=r"An import into .* is under way"):
        erase_person("P1", store, reason="consent withdrawn")
    (cut,) = list_cuts(store)
    shutil.copy(cut.path, store / "copy.duckdb")
    with pytest.raises(StoreError, match=r"may name the person; remove them first: copy\.duckdb"):
        erase_person("P1", store, reason="consent withdrawn")


def test_a_withdrawn_cut_leaves_nothing_of_a_person(tmp_path, three_people):
    store = three_people(tmp_path / "store", as_of=DAY)
    shutil.copy(next(store.glob("*.duckdb")), tmp_path / "kept.duckdb")
    (cut,) = list_cuts(store)
    withdraw_cut(store, cut.cut_id, "P1 was entered twice")
    three_people(store, as_of=date(2018, 6, 30))
    erase_person("P1", store, reason="consent withdrawn")
    assert "P1" not in (store / "withdrawn.jsonl").read_text()
