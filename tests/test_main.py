"""The command line: what is printed, the exit codes, and errors of one line."""
# ruff: noqa: E501  # a wrong use and its message are one line of the table

from __future__ import annotations

import csv
import io
import json
import math
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from mesems_dash.__main__ import main
from mesems_dash.store.cuts import list_cut_ids
from mesems_dash.store.importer import import_bundle

ROOT = Path(__file__).parents[1]
EDSS = "subject_id,assessed_on,score\nP1,2013,5.25\nP9,2013,4\n"
RANDOMISATIONS = "subject_id,screening_no,randomised_on\nP1,2,2014-04-01\n"
IMPORTED = """\
file                rows in  kept  rejected  after the cut
sites.csv                 2     2         0              0
subjects.csv              3     3         0              0
screenings.csv            4     4         0              0
edss.csv                  2     1         1              0
randomisations.csv        1     1         0              0

Cut {cut_id} as of 2015-06-01: 1 row rejected, 1 value queried.
Rejected:
  edss.csv line 3: subject_id is "P9"; no accepted row of subjects.csv has this id
Queried:
  edss.csv line 2: score is "5.25"; cannot be read; expected 0 to 10 in half steps, without 0.5 (counts as not recorded)
"""


@pytest.fixture(scope="module")
def bundle(tmp_path_factory, write_bundle):
    return write_bundle(tmp_path_factory.mktemp("main") / "bundle", edss=EDSS, randomisations=RANDOMISATIONS)


@pytest.fixture(scope="module")
def vault(bundle):
    """An open and a closed store, imported together; nobody may write into them."""
    closed = bundle.parent / "closed"
    closed.mkdir()
    (closed / "allocations.csv").write_text("subject_id,sequence\nP1,MSC_FIRST\n")
    stores = (bundle.parent / "store", bundle.parent / "vault")
    import_bundle(bundle, stores[0], as_of=date(2015, 6, 1), closed_bundle=closed, closed_store=stores[1])
    return stores


@pytest.fixture(scope="module")
def store(vault):
    return vault[0]


@pytest.fixture
def own_store(tmp_path, store):
    """A store of a test's own, to take something out of."""
    return shutil.copytree(store, tmp_path / "own")


def test_import_tells_what_a_closed_bundle_lost_but_no_value(tmp_path, bundle, capsys):
    closed = tmp_path / "closed"
    closed.mkdir()
    (closed / "allocations.csv").write_text("subject_id,sequence\nP1,BADSEQUENCE\nP77,MSC_FIRST\n")
    stores = ["--store", str(tmp_path / "store"), "--closed-store", str(tmp_path / "vault")]
    assert main(["import", str(bundle), *stores, "--closed", str(closed), "--as-of", "2015-06-01"]) == 0
    text = capsys.readouterr().out.split("Closed bundle")[1]
    assert "allocations.csv        2     1         1" in text
    assert "allocations.csv line 3: subject_id;" in text
    assert "allocations.csv line 2: sequence;" in text
    assert "BADSEQUENCE" not in text
    assert "P77" not in text


@pytest.fixture
def run(capsys, monkeypatch):
    """Run a command, however slow, without word of its progress; its exit code, what it printed, and what it said."""
    monkeypatch.setattr("mesems_dash.__main__.QUIET_SECONDS", math.inf)

    def run_command(*arguments):
        code = main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run_command


def test_import_prints_what_became_of_every_row(tmp_path, bundle, run):
    code, out, err = run("import", bundle, "--store", tmp_path / "store", "--as-of", "2015-06-01")
    (cut_id,) = list_cut_ids(tmp_path / "store")
    assert (code, out, err) == (0, IMPORTED.format(cut_id=cut_id), "")


def test_strict_refuses_with_exit_code_1(tmp_path, bundle, run):
    code, out, err = run("import", bundle, "--store", tmp_path / "store", "--strict")
    assert (code, out) == (1, "")
    assert err.startswith("Error: 1 row rejected, so nothing was imported; the first: edss.csv line 3: ")
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["import", "nowhere"], "nowhere: no such folder; expected a bundle, a folder of CSV files"),
        (["import"], "Missing argument 'BUNDLE'."),
        (["import", "x", "--as-of", "2015-6-1"], "Invalid value for '--as-of': \"2015-6-1\" is not a date; expected YYYY-MM-DD"),
        (["import", "x", "--as-of", "2015-W10-1"], "Invalid value for '--as-of': \"2015-W10-1\" is not a date; expected YYYY-MM-DD"),
        (["import", "x", "--xyz"], "No such option '--xyz'."),
        (["import", "x", "--closed", "y"], "--closed needs --closed-store (or the environment variable MESEMS_CLOSED_STORE)"),
        (["fly"], "No such command 'fly'."),
        (["cuts", "--format", "xml"], "Invalid value for '--format': 'xml' is not one of 'table', 'json'."),
        (["query", "funnel", "--store", "nowhere"], "No data cut in nowhere: import a bundle first."),
        (["query", "funnel", "--where", "site"], '--where is "site"; expected KEY=VALUE'),
        (["query", "funnel", "--where", "shoe=9"], 'unknown key "shoe"; expected one of site, country, subtype, sex, status, criterion, from, to, reasons'),
        (["query", "funnel", "--where", "sex=X"], 'sex is "X"; expected one of F, M, NOT_RECORDED'),
        (["cuts", "--store", "a-file"], "Invalid value for '--store': Directory 'a-file' is a file."),
        (["query", "funnel", "--store", "a-file"], "Invalid value for '--store': Directory 'a-file' is a file."),
        (["evaluate", "nowhere", "--out", "x.csv", "--ruleset", "lisbon"], 'no rule set "lisbon"; expected one of registry, published_2021, copenhagen, london, or the path of a TOML file'),
        (["explain", "nowhere", "P1", "--ruleset", "lisbon"], 'no rule set "lisbon"; expected one of registry, published_2021, copenhagen, london, or the path of a TOML file'),
        (["evaluate", "nowhere", "--out", "none/x.csv"], '--out is "none/x.csv"; expected a file in a folder that exists'),
        (["evaluate", "nowhere", "--out", "."], '--out is "."; expected a file in a folder that exists'),
        (["explain", "nowhere", "P1", "zero"], "Invalid value for '[SCREENING_NO]': 'zero' is not a valid integer range."),
        (["demo", "x", "--screenings", "143"], "--screenings is 143; expected 144 or more, as many as were randomised"),
    ],
)  # fmt: skip
def test_wrong_use_is_one_line_and_exit_code_2(run, monkeypatch, tmp_path, arguments, message):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MESEMS_CLOSED_STORE", raising=False)
    (tmp_path / "a-file").touch()
    assert run(*arguments) == (2, "", f"Error: {message}\n")


def test_an_import_as_of_a_day_later_than_today_is_refused(tmp_path, bundle, run):
    code, out, error = run("import", bundle, "--store", tmp_path / "store", "--as-of", "2062-07-07")
    assert (code, out) == (2, "")
    assert error.startswith("Error: the data cut 2062-07-07 is later than today (")
    assert not (tmp_path / "store").exists()


def test_unknown_names_of_a_query_say_what_is_known(store, run):
    names = "funnel, exclusions, accrual, crossover, sites"
    assert run("query", "all", "--store", store) == (2, "", f'Error: unknown query "all"; expected one of {names}\n')
    code, _, err = run("query", "funnel", "--store", store, "--where", "site=XX")
    assert (code, err) == (2, 'Error: This data cut has no site "XX"; it has DK1, IT1\n')
    code, _, err = run("query", "funnel", "--store", store, "--cut", "2015")
    assert code == 2
    assert err.startswith('Error: No cut "2015" in ')


def test_cuts_lists_a_manifest_for_people_and_for_programs(store, run):
    code, out, err = run("cuts", "--store", store)
    assert (code, err) == (0, "")
    assert out.splitlines()[0].endswith("bundle  screenings  rejected  queried")
    assert out.splitlines()[1].split()[-3:] == ["4", "1", "1"]
    code, out, err = run("cuts", "--store", store, "--format", "json")
    (manifest,) = json.loads(out)
    assert (manifest["as_of"], manifest["rejects"], manifest["findings"]) == ("2015-06-01", 1, 1)
    (edss,) = [file for file in manifest["files"] if file["file"] == "edss.csv"]
    assert {key: edss[key] for key in ("rows_in", "rows_kept", "rows_rejected", "rows_after_cut")} == {
        "rows_in": 2,
        "rows_kept": 1,
        "rows_rejected": 1,
        "rows_after_cut": 0,
    }
    assert len(edss["sha256"]) == 64


def test_cuts_of_an_empty_store_are_none(tmp_path, run):
    assert run("cuts", "--store", tmp_path) == (0, f"No data cut in {tmp_path}.\n", "")
    assert run("cuts", "--store", tmp_path, "--format", "json") == (0, "[]\n", "")


def test_cuts_names_what_is_no_cut(tmp_path, run):
    (tmp_path / "2016-01-01_20200101T000000000000.duckdb").write_text("nothing")
    code, _, err = run("cuts", "--store", tmp_path)
    expected = "Warning: 2016-01-01_20200101T000000000000.duckdb is not a complete data cut, so it is not listed\n"
    assert (code, err) == (0, expected)


def test_query_says_when_an_older_cut_stands_in_for_one_that_cannot_be_read(tmp_path, bundle, run):
    older = import_bundle(bundle, tmp_path / "store", as_of=date(2015, 6, 1)).cut_id
    newer = "2016-01-01_20200101T000000000000"
    (tmp_path / "store" / f"{newer}.duckdb").write_text("nothing")
    code, out, err = run("query", "funnel", "--store", tmp_path / "store")
    assert (code, err) == (0, f"Warning: {newer} is not a complete data cut; {older} is used instead\n")
    answer = json.loads(out)
    assert (answer["cut"], answer["as_of"], answer["rows"][0]["subjects"]) == (older, "2015-06-01", 3)
    assert run("query", "funnel", "--store", tmp_path / "store", "--cut", older) == (0, out, "")


def test_query_prints_rows_with_what_they_are_of(store, run):
    ask = ("query", "funnel", "--store", store, "--cut", "2015-06-01", "--where", "site=IT1", "--where", "site=DK1")
    code, out, err = run(*ask)
    answer = json.loads(out)
    rows = answer.pop("rows")
    assert (code, err) == (0, "")
    assert answer.pop("cut").startswith("2015-06-01_")
    assert answer == {"as_of": "2015-06-01", "ruleset": "OWN", "where": {"site": ["IT1", "DK1"]}}
    assert json.loads(run(*ask, "--ruleset", "London")[1])["ruleset"] == "london"
    assert rows[0] == {
        "stage": "SCREENED",
        "exit": None,
        "subjects": 3,
        "screenings": 4,
        "eligible": 0,
        "undecided": rows[0]["undecided"],
        "ineligible": 3 - rows[0]["undecided"],
    }


def test_query_prints_csv_with_the_same_values(store, run):
    for name in ("funnel", "exclusions", "accrual", "crossover", "sites"):
        rows = json.loads(run("query", name, "--store", store)[1])["rows"]
        text = run("query", name, "--store", store, "--format", "csv")[1]
        printed = list(csv.DictReader(io.StringIO(text)))
        assert printed == [{key: "" if value is None else str(value) for key, value in row.items()} for row in rows]


def test_query_prints_no_count_where_small_ones_are_to_be_hidden(store, run, monkeypatch):
    monkeypatch.setenv("MESEMS_SMALL_COUNTS", "5")
    code, out, err = run("query", "exclusions", "--store", store)
    assert (code, out) == (2, "")
    assert "download the table from the dashboard, or unset MESEMS_SMALL_COUNTS" in err


def test_query_of_the_crossover_is_by_sequence_only_with_the_closed_store(vault, run, monkeypatch):
    monkeypatch.delenv("MESEMS_CLOSED_STORE", raising=False)
    opened, closed = vault
    pooled = json.loads(run("query", "crossover", "--store", opened)[1])["rows"]
    assert list(pooled[0]) == ["stage", "pooled_count"]
    by_sequence = json.loads(run("query", "crossover", "--store", opened, "--closed-store", closed)[1])["rows"]
    assert list(by_sequence[0]) == ["sequence", "period", "assigned", "infused", "completed"]
    monkeypatch.setenv("MESEMS_CLOSED_STORE", str(closed))
    assert json.loads(run("query", "crossover", "--store", opened)[1])["rows"] == by_sequence


def test_a_closed_store_without_a_cut_says_so(store, tmp_path, run):
    code, out, err = run("query", "crossover", "--store", store, "--closed-store", tmp_path / "vault")
    assert (code, out) == (2, "")
    assert err == f"Error: No closed data cut in {tmp_path / 'vault'} as of 2015-06-01 or earlier.\n"


def test_the_store_comes_from_the_environment(store, run, monkeypatch):
    monkeypatch.setenv("MESEMS_STORE", str(store))
    assert len(json.loads(run("cuts", "--format", "json")[1])) == 1


def test_a_withdrawn_cut_is_a_line_and_links_to_it_say_so(own_store, run):
    (cut,) = json.loads(run("cuts", "--store", own_store, "--format", "json")[1])
    assert run("cuts", "--store", own_store, "--withdraw", cut["cut_id"])[0] == 2  # without a reason
    code, out, _ = run("cuts", "--store", own_store, "--withdraw", cut["cut_id"], "--reason", "wrong export")
    assert (code, out.splitlines()[0]) == (0, f"Cut {cut['cut_id']} is withdrawn: wrong export")
    (line,) = json.loads(run("cuts", "--store", own_store, "--format", "json")[1])
    assert (line["cut_id"], line["reason"], line["files"]) == (cut["cut_id"], "wrong export", [])
    assert f"{cut['cut_id']}, as of 2015-06-01: wrong export" in run("cuts", "--store", own_store)[1]
    for name in (cut["cut_id"], "2015-06-01"):
        code, _, err = run("query", "funnel", "--store", own_store, "--cut", name)
        assert (code, err[:42], err[-15:]) == (
            2,
            "Error: This data cut was withdrawn on 20" + err[40:42],
            ": wrong export\n",
        )


def test_erasing_somebody_says_what_is_left_to_do(own_store, run):
    code, out, _ = run("erase", "P2", "--store", own_store, "--reason", "consent withdrawn")
    assert (code, out.splitlines()[0]) == (0, "1 person erased from 1 open cuts.")
    assert json.loads(run("query", "funnel", "--store", own_store)[1])["rows"][0]["subjects"] == 2
    code, out, err = run("erase", "P2", "--store", own_store, "--reason", "consent withdrawn")
    assert (code, out, err) == (2, "", f'Error: No data cut in {own_store} contains subject "P2".\n')


def test_evaluate_writes_a_row_per_screening_and_criterion(tmp_path, bundle, run):
    code, out, err = run("evaluate", bundle, "--out", tmp_path / "results.csv", "--ruleset", "published_2021")
    assert (code, out) == (0, f"76 rows in {tmp_path / 'results.csv'}\n")
    assert err == "Warning: rows rejected: 1; `import` lists them with reasons\n"
    with (tmp_path / "results.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    names = ["subject_id", "screening_no", "reference_date", "ruleset", "criterion", "status", "evidence"]
    assert list(rows[0]) == names
    assert {row["ruleset"] for row in rows} == {"published_2021"}
    assert sum(row["criterion"] == "OVERALL" for row in rows) == 4


def test_a_rule_set_is_known_in_any_case_of_letters(bundle, store, run):
    london, other = (run("query", "exclusions", "--store", store, "--ruleset", name) for name in ("london", "London"))
    assert other == london
    code, out, _ = run("explain", bundle, "P1", 2, "--ruleset", "LONDON")
    assert code == 0
    assert "Subject P1, screening 2" in out
    assert "Rule set london" in out


@pytest.mark.parametrize(
    "arguments",
    [
        ["evaluate", "{bundle}", "--out", "results.csv"],
        pytest.param(["demo", "demo"], marks=pytest.mark.thorough),
        pytest.param(["import", "{bundle}", "--store", "store"], marks=pytest.mark.thorough),  # part of the first
    ],
)
def test_work_that_takes_long_says_at_its_end_that_it_is_done(tmp_path, bundle, run, monkeypatch, arguments):
    monkeypatch.setattr("mesems_dash.__main__.QUIET_SECONDS", 0.0)
    monkeypatch.chdir(tmp_path)
    said = run(*(argument.format(bundle=bundle) for argument in arguments))[2]
    lines = [line for line in said.splitlines() if "%" in line]
    shares = [int(line.split("%")[0]) for line in lines]
    assert len(shares) > 2
    assert shares == sorted(shares)
    assert lines[-1] == "100%  done"
    assert lines.count("100%  done") == 1


def test_an_import_that_is_refused_never_says_that_it_is_done(tmp_path, bundle, run, monkeypatch):
    monkeypatch.setattr("mesems_dash.__main__.QUIET_SECONDS", 0.0)
    code, _, err = run("import", bundle, "--store", tmp_path / "store", "--strict")
    assert code == 1
    assert "done" not in err


def test_explain_names_the_person_it_cannot_find(bundle, run):
    code, out, err = run("explain", bundle, "P9")
    assert (code, out) == (2, "")
    assert 'Error: no screening of subject "P9"' in err


@pytest.mark.parametrize("command", ["import", "cuts", "evaluate", "explain", "query", "demo"])
def test_every_command_has_help_with_an_example(run, command):
    code, out, err = run(command, "--help")
    assert (code, err) == (0, "")
    assert f"Example: python -m mesems_dash {command} " in out


def test_the_help_of_all_has_an_example(run):
    code, out, err = run("--help")
    assert (code, err) == (0, "")
    assert "Example: python -m mesems_dash import " in out


def test_without_a_command_there_is_help(run):
    code, out, err = run()
    assert (code, out) == (2, "")
    assert "Commands:" in err


def test_an_interrupted_import_ends_with_130_and_leaves_nothing(tmp_path, bundle):
    script = (
        "import contextlib, signal, sys, os\n"
        "from mesems_dash import __main__ as cli\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # a shell's background job ignores it
        "kill = lambda text, share: share > 0.5 and os.kill(os.getpid(), signal.SIGINT)\n"
        "cli._report_progress = lambda: contextlib.nullcontext(kill)\n"
        "sys.exit(cli.main(sys.argv[1:]))\n"
    )
    store = tmp_path / "store"
    command = [sys.executable, "-c", script, "import", str(bundle), "--store", str(store)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "\nError: interrupted\n")
    assert [path.name for path in store.glob("*")] == [".importing.lock"]


@pytest.mark.thorough
def test_the_module_is_a_program(store):
    command = [sys.executable, "-m", "mesems_dash", "cuts", "--store", str(store), "--format", "json"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True)
    assert len(json.loads(done.stdout)) == 1


def test_a_closed_pipe_is_borne_in_silence(store):
    command = [sys.executable, "-m", "mesems_dash", "query", "exclusions", "--store", str(store)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT) as process:
        process.stdout.close()
        assert process.stderr.read() == ""
