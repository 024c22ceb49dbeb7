"""What the linter says of a faulty rule set: file, rule, key, what was found and what was expected."""

from __future__ import annotations

import contextlib
import tempfile
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mesems_dash.eligibility import compile_rule_set, load_rule_set
from mesems_dash.eligibility.toml_text import write_toml
from mesems_dash.errors import RuleSetError
from tests.examples import examples

HEAD = 'name = "mine"\ntitle = "Mine"\nversion = "1"\nsource = "me"\n'
EXTENDING = HEAD + 'extends = "registry"\n'

# a change to the registry's rules, the rule and key at fault, the message (file and all)
FAULTS = [
    (
        '["E6.PLATFORM"]\nwithin_day = 30\n',
        "E6.PLATFORM",
        "within_day",
        (
            "mine.toml: [E6.PLATFORM] within_day is an unknown key;"
            " expected one of fact, within_months, within_days for last_platform;"
            ' did you mean "within_days"?'
        ),
    ),
    (
        '["E6.PLATFORM"]\nfact = "last_plattform"\n',
        "E6.PLATFORM",
        "fact",
        (
            'mine.toml: [E6.PLATFORM] fact is "last_plattform"; expected a fact in the catalogue;'
            ' did you mean "last_platform"?'
        ),
    ),
    (
        '["E6.PLATFORM"]\nwithin_days = "30 days"\n',
        "E6.PLATFORM",
        "within_days",
        'mine.toml: [E6.PLATFORM] within_days is "30 days"; expected a whole number of days, 1 to 36500',
    ),
    (
        '["E5.IMMUNOSUPPRESSANT"]\nwithin_months = 2.5\n',
        "E5.IMMUNOSUPPRESSANT",
        "within_months",
        "mine.toml: [E5.IMMUNOSUPPRESSANT] within_months is 2.5; expected a whole number of months, 1 to 1200",
    ),
    (
        '["E5.IMMUNOSUPPRESSANT"]\nwithin_months = 0\n',
        "E5.IMMUNOSUPPRESSANT",
        "within_months",
        "mine.toml: [E5.IMMUNOSUPPRESSANT] within_months is 0; expected a whole number of months, 1 to 1200",
    ),
    (
        '["E5.IMMUNOSUPPRESSANT"]\nwithin_months = 3\nwithin_days = 90\n',
        "E5.IMMUNOSUPPRESSANT",
        "fact",
        (
            "mine.toml: [E5.IMMUNOSUPPRESSANT] fact is within_months and within_days;"
            " expected exactly one of within_months, within_days for last_immunosuppressant"
        ),
    ),
    (
        '["I2.LOWER"]\nat_least_years = 51\n',
        "I2",
        "at_least_years",
        "mine.toml: [I2] at_least_years is 51 for age; expected no more than at_most_years (50)",
    ),
    (
        '["I4.UPPER"]\nat_most = 2.5\n',
        "I4",
        "at_least",
        "mine.toml: [I4] at_least is 3.0 for edss; expected no more than at_most (2.5)",
    ),
    (
        '["I4.LOWER"]\nat_least = 3.2\n',
        "I4.LOWER",
        "at_least",
        "mine.toml: [I4.LOWER] at_least is 3.2; expected an EDSS score in half steps",
    ),
    (
        '["I1.SPMS.EDSS_RISE"]\nrise = 0\n',
        "I1.SPMS.EDSS_RISE",
        "rise",
        "mine.toml: [I1.SPMS.EDSS_RISE] rise is 0; expected an EDSS step from 0.5 to 10 in half steps",
    ),
    (
        '["E11.WHITE_CELLS"]\nnormal_from = 12\n',
        "E11.WHITE_CELLS",
        "normal_from",
        "mine.toml: [E11.WHITE_CELLS] normal_from is 12; expected no more than normal_to (11.0)",
    ),
    (
        '["E10.COMORBIDITY"]\ncleared_by = "wbc"\n',
        "E10.COMORBIDITY",
        "cleared_by",
        (
            "mine.toml: [E10.COMORBIDITY] cleared_by is without the others;"
            " expected cleared_by, normal_from and normal_to together"
        ),
    ),
    (
        '["E10.COMORBIDITY"]\nmax_age_months = 6\n',
        "E10.COMORBIDITY",
        "max_age_months",
        (
            "mine.toml: [E10.COMORBIDITY] max_age_months is given for life_limiting_comorbidity;"
            " expected a dated result (bands, hbsag, hcv_antibody, hcv_rna, hiv, pregnant), which can be too old"
        ),
    ),
    (
        '["E10.COMORBIDITY"]\nis = "Y"\n',
        "E10.COMORBIDITY",
        "is",
        'mine.toml: [E10.COMORBIDITY] is is "Y"; expected true or false',
    ),
    (
        '["E10.COMORBIDITY"]\nkind = "fixable"\n',
        "E10.COMORBIDITY",
        "kind",
        'mine.toml: [E10.COMORBIDITY] kind is "fixable"; expected one of permanent, time_limited, clinical',
    ),
    (
        '["E10.COMORBIDITY"]\nexpiring = "yes"\n',
        "E10.COMORBIDITY",
        "expiring",
        'mine.toml: [E10.COMORBIDITY] expiring is "yes"; expected true or false',
    ),
    (
        '["E10.COMORBIDITY"]\nlabel = " "\n',
        "E10.COMORBIDITY",
        "label",
        'mine.toml: [E10.COMORBIDITY] label is " "; expected a text',
    ),
    (
        '["E10.COMORBIDTY"]\nis = false\n',
        None,
        "E10.COMORBIDTY",
        (
            "mine.toml: E10.COMORBIDTY is an unknown key; expected a criterion, a leaf or one of name, title, version,"
            ' source, extends; did you mean "E10.COMORBIDITY"?'
        ),
    ),
    (
        "[E15]\nrule = 1\n",
        None,
        "E15",
        (
            "mine.toml: E15 is an unknown key;"
            " expected a criterion, a leaf or one of name, title, version, source, extends;"
            ' did you mean "E5"?'
        ),
    ),
    (
        "[E10]\nlable = 1\n",
        "E10",
        "lable",
        (
            "mine.toml: [E10] lable is an unknown key; expected one of direction, label, text, reading, source, rule;"
            ' did you mean "label"?'
        ),
    ),
    (
        '[E10]\ndirection = "inclusion"\n',
        "E10",
        "direction",
        'mine.toml: [E10] direction is "inclusion"; expected "exclusion"',
    ),
    (
        '[E10]\nrule = "E11.MYELODYSPLASIA"\n',
        "E10",
        "rule",
        'mine.toml: [E10] rule is "E11.MYELODYSPLASIA"; expected a leaf of E10 (E10.COMORBIDITY)',
    ),
    (
        '[E10]\nrule = { any = ["E10.COMORBIDITY", "E10.COMORBIDITY"] }\n',
        "E10",
        "any",
        "mine.toml: [E10] any is E10.COMORBIDITY a second time; expected each leaf once",
    ),
    (
        "[E10]\nrule = { any = [] }\n",
        "E10",
        "any",
        "mine.toml: [E10] any is []; expected a list of at least one rule",
    ),
    (
        '[E10]\nrule = { some = ["E10.COMORBIDITY"] }\n',
        "E10",
        "some",
        "mine.toml: [E10] some is an unknown key; expected one of all, any, not",
    ),
    (
        '[E1]\nrule = { fails_branch = "SPMS" }\n',
        "E1",
        "rule",
        "mine.toml: [E1] rule is {'fails_branch': 'SPMS'}; expected { fails_branch = \"RRMS\" }",
    ),
    (
        '[I1]\nrule = "I1.CIS"\n',
        "I1",
        "rule",
        'mine.toml: [I1] rule is "I1.CIS"; expected a table [I1.rule.by_subtype]',
    ),
    (
        '[I1.rule.by_subtype]\nCIS = "I1.CIS"\n',
        "I1",
        "CIS",
        "mine.toml: [I1] CIS is an unknown key; expected one of RRMS, SPMS, PPMS, otherwise",
    ),
    (
        '[E4]\nrule = "E4.HIV"\n["E4.HBV"]\nlabel = "HBsAg"\n',
        "E4.HBV",
        None,
        "mine.toml: [E4.HBV] is a leaf that no rule uses; expected a rule of E4 that names it",
    ),
    (
        '[E12]\nrule = { all = [{ fact = "sex", is = "W" }, "E12.PREGNANT"] }\n',
        "E12",
        "is",
        'mine.toml: [E12] is is "W"; expected one of F, M',
    ),
    ("E10 = 1\n", "E10", None, "mine.toml: [E10] is 1; expected a table"),
]


def write(tmp_path, text: str, name: str = "mine.toml"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(("change", "rule", "key", "message"), FAULTS, ids=[fault[3][11:60] for fault in FAULTS])
def test_a_fault_is_named_with_file_rule_key_and_what_was_expected(tmp_path, change, rule, key, message):
    with pytest.raises(RuleSetError, match="expected") as raised:
        load_rule_set(write(tmp_path, EXTENDING + change))
    assert raised.value.message == message
    assert (raised.value.source, raised.value.rule, raised.value.key) == ("mine.toml", rule, key)
    assert raised.value.expected
    assert raised.value.exit_code == 2


def test_a_missing_criterion_is_named(tmp_path):
    with pytest.raises(RuleSetError, match=r"mine.toml: \[I1\] is nothing; expected a table \[I1\]: every criterion"):
        load_rule_set(write(tmp_path, HEAD))


@pytest.mark.parametrize("key", ["name", "title", "version", "source"])
def test_a_missing_head_is_named(tmp_path, key):
    text = "".join(line + "\n" for line in EXTENDING.splitlines() if not line.startswith(key))
    with pytest.raises(RuleSetError, match=rf"mine\.toml: {key} is nothing; expected a text"):
        load_rule_set(write(tmp_path, text))


def test_a_name_is_plain(tmp_path):
    with pytest.raises(RuleSetError, match='name is "My rules!"; expected lower-case letters, digits and _'):
        load_rule_set(write(tmp_path, EXTENDING.replace('"mine"', '"My rules!"')))


def test_a_leaf_that_a_rule_names_must_be_there(tmp_path):
    registry = load_rule_set("registry").toml
    text = registry.replace('["E10.COMORBIDITY"]', '["E14.CONSENT_"]').replace('name = "registry"', 'name = "mine"')
    with pytest.raises(RuleSetError, match=r"E14\.CONSENT_ is an unknown key"):
        load_rule_set(write(tmp_path, text))
    start = registry.index('["E10.COMORBIDITY"]')
    without = registry[:start] + registry[registry.index("\n\n", start) + 2 :]
    with pytest.raises(
        RuleSetError, match=r'\[E10\] rule is "E10.COMORBIDITY"; expected a table \["E10.COMORBIDITY"\]'
    ):
        load_rule_set(write(tmp_path, without))


# ---------------------------------------------------------------- whatever is wrong, it is a RuleSetError
ODD_VALUES = (
    None,
    0,
    -1,
    2.5,
    "",
    "E6.PLATFORM",
    "registry",
    True,
    [],
    ["E6.PLATFORM"],
    {},
    {"fact": "age"},
    {"any": [[]]},
)


def paths_of(node: object, path: tuple = ()) -> list[tuple]:
    parts = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [path, *(below for key, part in parts for below in paths_of(part, (*path, key)))]


@settings(max_examples=examples(60), deadline=None)
@given(data=st.data())
def test_no_damage_to_a_rule_set_raises_anything_else(data):
    document = tomllib.loads(load_rule_set("registry").toml)
    path = data.draw(st.sampled_from([path for path in paths_of(document) if path]))
    place = document
    for step in path[:-1]:
        place = place[step]
    value = data.draw(st.sampled_from(ODD_VALUES))
    if value is None:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "mine.toml"
        source.write_text(write_toml(document), encoding="utf-8")
        with contextlib.suppress(RuleSetError):
            compile_rule_set(load_rule_set(source))
