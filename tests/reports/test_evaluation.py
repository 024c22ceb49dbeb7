"""The file behind `evaluate`: nineteen rows a screening, in order, each with evidence."""

from __future__ import annotations

import csv

import duckdb
import pytest

from mesems_dash.eligibility import load_rule_set
from mesems_dash.errors import UsageError
from mesems_dash.reports.evaluation import COLUMNS, require_writable, write_evaluation
from mesems_dash.store.connection import open_cut
from mesems_dash.vocabulary import CRITERIA, INCLUSION

ORDER = (*CRITERIA, "OVERALL")
STATUSES = {
    **{criterion: {"met", "not_met", "unknown"} for criterion in INCLUSION},
    **{criterion: {"present", "absent", "unknown"} for criterion in CRITERIA if criterion not in INCLUSION},
    "OVERALL": {"eligible", "ineligible", "unknown"},
}
EDSS = [{"subject_id": "P1", "assessed_on": "2014-01-05", "score": "7.0"}]


def evaluate(cut, path, ruleset=None) -> list[dict[str, str]]:
    count = write_evaluation(cut, path, None if ruleset is None else load_rule_set(ruleset))
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert count == len(rows)
    return rows


def test_every_screening_has_nineteen_rows_in_protocol_order(import_files, tmp_path):
    rows = evaluate(import_files(), tmp_path / "out.csv")
    assert tuple(rows[0]) == COLUMNS
    keys = [("P1", "1"), ("P1", "2"), ("P2", "1"), ("P3", "1")]
    assert [(row["subject_id"], row["screening_no"]) for row in rows] == [key for key in keys for _ in ORDER]
    assert [row["criterion"] for row in rows] == list(ORDER) * 4


def test_every_status_is_a_word_of_its_criterion_and_every_evidence_a_sentence(import_files, tmp_path):
    for row in evaluate(import_files(edss=EDSS), tmp_path / "out.csv"):
        assert row["status"] in STATUSES[row["criterion"]]
        assert row["evidence"][0].isalpha()
        assert row["evidence"].endswith(".")


def test_evidence_says_value_date_limit_and_margin(import_files, tmp_path):
    rows = evaluate(import_files(edss=EDSS), tmp_path / "out.csv")
    row = next(row for row in rows if row["criterion"] == "I4" and row["screening_no"] == "2")
    assert (row["status"], row["reference_date"]) == ("not_met", "2014-03-10")
    assert row["evidence"] == "EDSS 7.0 on 5 Jan 2014 is above 6.5 by 0.5."


def test_each_site_is_judged_by_its_own_rule_set_unless_overridden(import_files, tmp_path):
    cut = import_files()
    own = evaluate(cut, tmp_path / "own.csv")
    assert {(row["subject_id"], row["ruleset"]) for row in own} == {
        ("P1", "registry"),
        ("P2", "registry"),
        ("P3", "copenhagen"),
    }
    london = evaluate(cut, tmp_path / "london.csv", "london")
    assert {row["ruleset"] for row in london} == {"london"}


def test_a_rule_set_of_ones_own_may_judge(import_files, tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(
        'name = "mine"\ntitle = "Mine"\nversion = "1"\nsource = "me"\nextends = "registry"\n'
        '["I4.UPPER"]\nat_most = 7.0\n',
        encoding="utf-8",
    )
    rows = evaluate(import_files(edss=EDSS), tmp_path / "out.csv", str(path))
    row = next(row for row in rows if row["criterion"] == "I4" and row["screening_no"] == "2")
    assert (row["ruleset"], row["status"]) == ("mine", "met")


def test_without_a_usable_reference_everything_is_unknown_and_the_date_blank(import_files, tmp_path):
    randomised = [{"subject_id": "P1", "screening_no": "2", "randomised_on": "2014-04"}]
    rows = evaluate(import_files(randomisations=randomised), tmp_path / "out.csv")
    judged = [row for row in rows if (row["subject_id"], row["screening_no"]) == ("P1", "2")]
    assert {(row["reference_date"], row["status"]) for row in judged} == {("", "unknown")}
    assert {row["evidence"] for row in judged} == {
        "The date of the recorded randomisation cannot be used, so there is no reference date."
    }


def test_the_file_says_what_the_stored_verdicts_say(import_files, tmp_path):
    cut = import_files(edss=EDSS)
    rows = evaluate(cut, tmp_path / "out.csv")
    stored = cut.cursor().execute(
        "select screenings.subject_id, screenings.screening_no, verdicts.status from verdicts"
        " join screenings using (screening_key) join subjects using (subject_key) join sites using (site_id)"
        " where verdicts.basis = 'THEN' and verdicts.ruleset = sites.ruleset order by all"
    )
    overall = [
        (row["subject_id"], int(row["screening_no"]), row["status"]) for row in rows if row["criterion"] == "OVERALL"
    ]
    assert overall == stored.fetchall()


def test_a_fault_while_writing_leaves_the_earlier_file(import_files, tmp_path, monkeypatch):
    def fail(_record):
        raise OSError

    out = tmp_path / "out.csv"
    out.write_text("earlier", encoding="utf-8")
    monkeypatch.setattr("mesems_dash.reports.evaluation.evaluate_record", fail)
    with pytest.raises(OSError, match=r"^$"):
        write_evaluation(import_files(), out, None)
    assert out.read_text(encoding="utf-8") == "earlier"
    assert not list(tmp_path.glob(".*.part"))


def test_progress_says_how_many_of_how_many(import_files, tmp_path):
    text = []
    write_evaluation(import_files(), tmp_path / "out.csv", None, progress=lambda *heard: text.append(heard))
    assert text == [("evaluating screening 1 of 4", 0.0)]


def test_the_rule_set_is_the_one_that_the_cut_keeps(import_files, tmp_path):
    cut = import_files(edss=EDSS)
    path = cut.info.path
    cut.close()
    with duckdb.connect(str(path)) as connection:
        connection.execute("update rulesets set toml = replace(toml, 'at_most = 6.5', 'at_most = 6.0')")
    kept = open_cut(path)
    rows = evaluate(kept, tmp_path / "out.csv")
    kept.close()
    row = next(row for row in rows if row["criterion"] == "I4" and row["screening_no"] == "2")
    assert row["evidence"] == "EDSS 7.0 on 5 Jan 2014 is above 6.0 by 1.0."


def test_an_earlier_file_is_replaced_whole(import_files, tmp_path):
    out = tmp_path / "out.csv"
    out.write_text("old\n" * 1000, encoding="utf-8")
    assert len(evaluate(import_files(), out)) == 4 * len(ORDER)


def test_a_folder_that_is_not_there_is_wrong_use(import_files, tmp_path):
    cut = import_files()
    for out in (tmp_path / "nowhere" / "out.csv", tmp_path):
        with pytest.raises(UsageError, match="expected a file in a folder that exists"):
            write_evaluation(cut, out, None)


def test_a_name_that_no_file_can_have_is_noticed_before_the_work(tmp_path):
    with pytest.raises(UsageError, match=r"it cannot be written \(File name too long\)"):
        require_writable(tmp_path / ("x" * 300))


def test_a_link_is_written_through_not_replaced(import_files, tmp_path):
    target, link = tmp_path / "target.csv", tmp_path / "link.csv"
    target.touch()
    link.symlink_to(target)
    write_evaluation(import_files(), link, None)
    assert link.is_symlink()
    assert target.read_text(encoding="utf-8").startswith("subject_id,screening_no")
