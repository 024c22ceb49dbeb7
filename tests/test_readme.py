"""What the README says is true: its files exist, its commands run, and its three people come out as it claims."""

from __future__ import annotations

import csv
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from mesems_dash.__main__ import main

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
GUIDES = README + (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
EXAMPLE = dict(re.findall(r"^`my-bundle/(\w+\.csv)`\n\n```csv\n(.*?)^```$", README, flags=re.MULTILINE | re.DOTALL))
COMMANDS = re.findall(r"^\.venv/bin/python (-m mesems_dash .*)$", README, flags=re.MULTILINE)


@pytest.fixture
def folder(tmp_path):
    """A folder with the example bundle in it, as somebody would have after typing it in."""
    bundle = tmp_path / "my-bundle"
    bundle.mkdir()
    for name, text in EXAMPLE.items():
        (bundle / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def run(folder, monkeypatch):
    """Runs a command in the folder of the example, in this process: its exit code."""
    for name in [name for name in os.environ if name.startswith("MESEMS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("MESEMS_STORE", str(folder / "store"))
    monkeypatch.chdir(folder)

    def run_command(command):
        program, module, *arguments = shlex.split(command)
        assert (program, module) == ("-m", "mesems_dash")
        return main(arguments)

    return run_command


def test_every_command_of_the_readme_runs_on_its_example(folder, run, capsys):
    assert len(COMMANDS) >= 5
    first, *others = COMMANDS
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    arguments = [sys.executable, *shlex.split(first)]  # as somebody types it, the others in this process
    done = subprocess.run(arguments, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{first}\n{done.stderr}"
    for command in others:
        assert run(command) == 0, f"{command}\n{capsys.readouterr().err}"


def test_the_three_people_come_out_as_the_readme_says(folder, run):
    assert run("-m mesems_dash evaluate my-bundle --out results.csv") == 0
    with (folder / "results.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    answers = {(row["subject_id"], row["criterion"]): row["status"] for row in rows}
    assert [answers[f"P-00{number}", "OVERALL"] for number in (1, 2, 3)] == ["eligible", "ineligible", "unknown"]
    assert answers["P-002", "I4"] == "not_met"
    assert [row["criterion"] for row in rows if row["subject_id"] == "P-003" and row["status"] == "unknown"] == [
        "I4",
        "OVERALL",
    ]


@pytest.mark.parametrize("command", sorted(set(re.findall(r"-m mesems_dash (\w+)", GUIDES))))
def test_every_command_that_is_named_has_a_help_with_an_example(run, capsys, command):
    assert run(f"-m mesems_dash {command} --help") == 0
    assert "xample" in capsys.readouterr().out


def test_every_make_target_that_is_named_exists():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE))
    assert set(re.findall(r"(?:^|`)make ([a-z-]+)", GUIDES, flags=re.MULTILINE)) <= targets


def test_every_file_that_is_named_exists():
    named = set(re.findall(r"`((?:data|mesems_dash|tests)/[\w./-]+)`", GUIDES))
    named |= set(re.findall(r"\]\(([\w./-]+)\)", GUIDES))
    made_later = {"data/store/"}
    examples = {name for name in named if Path(name).stem == "x"}
    assert [name for name in sorted(named - made_later - examples) if not (ROOT / name).exists()] == []
