"""The compiled SQL: under snapshot, accepted by the database, and with every value bound.

To renew the snapshots after a change that is meant: MESEMS_RENEW_SNAPSHOTS=1 python -m pytest tests/eligibility
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import duckdb
import pytest

import mesems_dash.store
from mesems_dash.eligibility import built_in_rule_sets, compile_criterion, compile_rule_set, load_rule_set
from mesems_dash.vocabulary import CRITERIA

SNAPSHOTS = Path(__file__).parent / "snapshots"
SCHEMA = Path(mesems_dash.store.__file__).with_name("schema.sql")
KEYS = {"key_from": 0, "key_to": 10}
OVERRIDES = {
    "max_age": '["E13.EGFR"]\nmax_age_months = 6\n["E4.HIV"]\nmax_age_months = 6\n["I4.LOWER"]\nmax_age_months = 12\n',
    "not": '[E10]\nrule = { not = { not = "E10.COMORBIDITY" } }\n',
    "days": '["E5.IMMUNOSUPPRESSANT"]\nwithin_days = 90\n',
}
HEAD = 'name = "{name}"\ntitle = "Variant"\nversion = "1"\nsource = "test"\nextends = "registry"\n'


@pytest.fixture(scope="module")
def cut():
    with duckdb.connect() as connection:
        connection.execute(SCHEMA.read_text(encoding="utf-8"))
        yield connection


def assert_snapshot(name: str, text: str) -> None:
    path = SNAPSHOTS / name
    if os.environ.get("MESEMS_RENEW_SNAPSHOTS"):
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text, f"{name} has changed; see the head of this file"


@pytest.mark.parametrize("name", built_in_rule_sets())
def test_a_rule_set_compiles_to_its_snapshot(name):
    compiled = compile_rule_set(load_rule_set(name))
    values = "".join(f"-- ${key} = {value!r}\n" for key, value in compiled.parameters.items())
    assert_snapshot(f"{name}.sql", compiled.sql + values)


@pytest.mark.parametrize("criterion", CRITERIA)
def test_a_criterion_alone_compiles_to_its_snapshot(criterion):
    compiled = compile_criterion(load_rule_set("registry"), criterion)
    values = "".join(f"-- ${key} = {value!r}\n" for key, value in compiled.parameters.items())
    assert_snapshot(f"registry-{criterion}.sql", compiled.sql + values)


@pytest.mark.parametrize("name", built_in_rule_sets())
def test_the_database_can_plan_a_rule_set(cut, name):
    compiled = compile_rule_set(load_rule_set(name))
    assert cut.execute(f"explain {compiled.sql}", {**compiled.parameters, **KEYS}).fetchall()


@pytest.mark.parametrize("criterion", CRITERIA)
@pytest.mark.parametrize("name", built_in_rule_sets())
def test_the_database_can_plan_a_criterion(cut, name, criterion):
    compiled = compile_criterion(load_rule_set(name), criterion)
    assert cut.execute(f"explain {compiled.sql}", {**compiled.parameters, **KEYS}).fetchall()


@pytest.mark.parametrize("variant", OVERRIDES)
def test_the_database_can_plan_what_no_built_in_rule_set_uses(cut, tmp_path, variant):
    path = tmp_path / "variant.toml"
    path.write_text(HEAD.format(name="variant") + OVERRIDES[variant], encoding="utf-8")
    compiled = compile_rule_set(load_rule_set(path))
    assert cut.execute(f"explain {compiled.sql}", {**compiled.parameters, **KEYS}).fetchall()


def test_every_parameter_in_the_sql_is_bound_and_every_bound_one_is_used():
    compiled = compile_rule_set(load_rule_set("registry"))
    named = set(re.findall(r"\$(\w+)", compiled.sql))
    assert named == compiled.parameters.keys() | KEYS.keys()


def test_words_of_a_rule_set_never_reach_the_sql(tmp_path):
    path = tmp_path / "hostile.toml"
    hostile = "x'; drop table facts; --"
    changes = f'[E6]\nlabel = "{hostile}"\ntext = "{hostile}"\n["E6.PLATFORM"]\nlabel = "{hostile}"\n'
    path.write_text(HEAD.format(name="hostile") + changes, encoding="utf-8")
    assert "drop" not in compile_rule_set(load_rule_set(path)).sql


def test_only_the_screenings_asked_for_are_judged(cut):
    cut.execute("insert into facts (screening_key, basis) values (1, 'THEN'), (2, 'THEN'), (2, 'NOW'), (3, 'THEN')")
    compiled = compile_rule_set(load_rule_set("registry"))
    cut.execute(compiled.sql, {**compiled.parameters, "key_from": 2, "key_to": 2})
    rows = cut.execute("select ruleset, screening_key, basis, status from verdicts order by all").fetchall()
    assert rows == [("registry", 2, "NOW", "unknown"), ("registry", 2, "THEN", "unknown")]
