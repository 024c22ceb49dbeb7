"""The access log only grows, has no person in it, and what cannot be logged is not shown."""

from __future__ import annotations

import json
import os
import stat

import pytest

from mesems_dash.access import UNREADABLE, AccessLog, Reader, Role, read_access_log
from mesems_dash.errors import AccessError

READER = Reader("dm@trial.example", Role.DATA_MANAGER)


@pytest.fixture
def log(tmp_path):
    return AccessLog(tmp_path / "logs" / "access.jsonl")


def look(log, what="person", subject_id="GEN-0001"):
    log.write(READER, what, where="person", selection="site=GEN", cut_id="2018-06-30_x", subject_id=subject_id)


def test_a_look_says_who_what_where_when_and_never_the_person(log):
    look(log)
    (line,) = log.path.read_text().splitlines()
    read = json.loads(line)
    assert (read["who"], read["role"], read["what"], read["filter"], read["cut"]) == (
        "dm@trial.example", "data manager", "person", "site=GEN", "2018-06-30_x",
    )  # fmt: skip
    assert read["at"].endswith("+00:00")
    assert "GEN-0001" not in line


def test_a_person_has_one_pseudonym_in_a_log_and_another_in_another(log, tmp_path):
    assert log.name_pseudonym("GEN-0001") == log.name_pseudonym("GEN-0001") != log.name_pseudonym("GEN-0002")
    assert AccessLog(tmp_path / "other.jsonl").name_pseudonym("GEN-0001") != log.name_pseudonym("GEN-0001")


def test_looks_are_appended_and_read_newest_first(log):
    look(log)
    before = log.path.read_bytes()
    look(log, "export", "")
    assert log.path.read_bytes().startswith(before)
    assert [line.what for line in read_access_log(log.path, most=9)] == ["export", "person"]
    assert [line.what for line in read_access_log(log.path, most=1)] == ["export"]


def test_only_the_owner_reads_log_and_key(log):
    look(log)
    for path in (log.path, log.path.with_name("access.jsonl.key")):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "line",
    [b"garbage", b'{"at": "2018"}', b"[]", b"\xff\xfe", b'{"at": "2018-06-30T10:00', b"[" * 100_000, b"\0" * 20],
    ids=["text", "fields", "list", "bytes", "short", "deep", "zeros"],
)
def test_a_line_that_cannot_be_read_is_shown_as_one_and_hides_no_other(log, line):
    look(log)
    with log.path.open("ab") as file:
        file.write(line + b"\n")
    look(log, "export", "")
    read = read_access_log(log.path, most=9)
    assert [one.what for one in read] == ["export", UNREADABLE, "person"]
    assert read[1].where == "line 2 of the log"


@pytest.mark.parametrize("changed", [{"who": 7}, {"at": "soon"}, {"person": None}])
def test_a_line_whose_values_are_no_look_is_shown_as_unreadable(log, changed):
    look(log)
    log.path.write_text(json.dumps(json.loads(log.path.read_text()) | changed) + "\n")
    assert [one.what for one in read_access_log(log.path, most=9)] == [UNREADABLE]


@pytest.mark.parametrize("mark", "\u2028\u2029\x85\x0b\x0c\x1c\x1d\x1e\r\n\ud800", ids=ascii)
def test_whatever_a_filter_says_a_look_is_one_line_that_can_be_read(log, mark):
    log.write(READER, "SQL", where=f"a{mark}b", selection=f"sites{mark}named", cut_id="c")
    look(log)
    assert log.path.read_bytes().count(b"\n") == 2
    person, asked = read_access_log(log.path, most=9)
    assert (asked.where, asked.filter, person.what) == (f"a{mark}b", f"sites{mark}named", "person")


def test_after_a_line_without_an_end_the_next_begins_on_its_own(log):
    look(log)
    cut_short = log.path.read_bytes()[:40]
    log.path.write_bytes(cut_short)
    look(log, "export", "")
    assert log.path.read_bytes().startswith(cut_short + b"\n")
    assert [one.what for one in read_access_log(log.path, most=9)] == ["export", UNREADABLE]


def test_a_line_that_is_written_in_part_is_not_logged_so_what_it_tells_is_not_shown(log, monkeypatch):
    write = os.write
    look(log)
    monkeypatch.setattr("os.write", lambda file, content: write(file, content[:30]))
    with pytest.raises(AccessError, match="is not shown"):
        look(log, "SQL", "")
    monkeypatch.undo()
    look(log, "export", "")
    assert [one.what for one in read_access_log(log.path, most=9)] == ["export", UNREADABLE, "person"]


def test_no_log_yet_is_an_empty_one(log):
    assert read_access_log(log.path, most=9) == []


def test_what_cannot_be_logged_is_refused(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(AccessError, match="is not shown"):
        look(AccessLog(tmp_path / "file" / "access.jsonl"), subject_id="")
    with pytest.raises(AccessError, match="is not shown"):
        look(AccessLog(tmp_path / "file" / "access.jsonl"))
