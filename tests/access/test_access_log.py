"""The access log only grows, has no person in it, and what cannot be logged is not shown."""

from __future__ import annotations

import json
import stat

import pytest

from mesems_dash.access import AccessLog, Reader, Role, read_access_log
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


def test_lines_that_are_none_of_ours_are_left_out(log):
    look(log)
    with log.path.open("a") as file:
        file.write('garbage\n{"at": "2018"}\n[]\n')
    assert len(read_access_log(log.path, most=9)) == 1


def test_no_log_yet_is_an_empty_one(log):
    assert read_access_log(log.path, most=9) == []


def test_what_cannot_be_logged_is_refused(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(AccessError, match="is not shown"):
        look(AccessLog(tmp_path / "file" / "access.jsonl"), subject_id="")
    with pytest.raises(AccessError, match="is not shown"):
        look(AccessLog(tmp_path / "file" / "access.jsonl"))
