"""Rule sets are found by name or path, extend one another, and come out the same when written again."""

from __future__ import annotations

import pytest

from mesems_dash.eligibility import built_in_rule_sets, load_rule_set, parse_rule_set
from mesems_dash.eligibility.rules import Age, Duration, Leaf, Limit, Within, walk
from mesems_dash.errors import RuleSetError, UsageError
from mesems_dash.vocabulary import CRITERIA, DERIVED, LEAVES, REASON_LABELS

HEAD = 'name = "{name}"\ntitle = "Mine"\nversion = "1"\nsource = "me"\n'


def write(folder, name: str, text: str):
    path = folder / f"{name}.toml"
    path.write_text(HEAD.format(name=name) + text, encoding="utf-8")
    return path


def leaf(rule_set, leaf_id: str) -> Leaf:
    return next(leaf for leaf in rule_set.leaves if leaf.id == leaf_id)


def differing_leaves(name: str) -> set[str]:
    registry, other = (load_rule_set(one) for one in ("registry", name))
    parts = {leaf.id: leaf.part for leaf in registry.leaves}
    return {leaf.id for leaf in other.leaves if parts[leaf.id] != leaf.part}


def test_a_rule_set_of_an_older_cut_has_its_kinds_of_reason_renamed():
    toml = load_rule_set("registry").toml
    older = toml.replace('"time_limited"', '"curing"')
    assert older != toml
    assert parse_rule_set(older, source="a cut").toml == toml


# ---------------------------------------------------------------- what comes with the program
def test_the_registry_is_the_default_and_stands_first():
    assert built_in_rule_sets() == ("registry", "published_2021", "copenhagen", "london")


@pytest.mark.parametrize("name", built_in_rule_sets())
def test_a_built_in_rule_set_has_every_criterion_in_protocol_order_and_says_all_about_it(name):
    rule_set = load_rule_set(name)
    assert rule_set.name == name
    assert rule_set.version
    assert [criterion.id for criterion in rule_set.criteria] == list(CRITERIA)
    for criterion in rule_set.criteria:
        assert criterion.text
        assert criterion.reading
        assert criterion.source
        assert criterion.is_derived is (criterion.id in DERIVED)


def test_the_registry_uses_every_leaf_of_the_vocabulary():
    assert sorted(leaf.id for leaf in load_rule_set("registry").leaves) == sorted(LEAVES)


@pytest.mark.parametrize(
    ("kind", "leaves"),
    [
        (
            "permanent",
            {"I1.CIS", "I2.UPPER", "I3.UPPER", "E9.OTHER", "E11.MYELODYSPLASIA", "E11.HAEMATOLOGIC"},
        ),
        (
            "time_limited",
            {
                "I2.LOWER",
                "I3.LOWER",
                "E5.IMMUNOSUPPRESSANT",
                "E6.PLATFORM",
                "E7.STEROID",
                "E8.RELAPSE",
                "E9.REMISSION",
            },
        ),
    ],
)
def test_leaves_are_of_the_kind_that_the_criteria_page_says(kind, leaves):
    assert {leaf.id for leaf in load_rule_set("registry").leaves if leaf.kind == kind} == leaves


def test_activity_windows_and_upper_limits_expire():
    expiring = {leaf.id for leaf in load_rule_set("registry").leaves if leaf.is_expiring}
    windows = {leaf for leaf in LEAVES if leaf.startswith("I1.") and leaf.split(".")[-1] in
               {"ONE_RELAPSE", "TWO_RELAPSES", "RELAPSE", "GEL", "EDSS_RISE"}}  # fmt: skip
    assert expiring == windows | {"I2.UPPER", "I3.UPPER"}


def test_the_results_paper_differs_in_edss_and_duration_only():
    assert differing_leaves("published_2021") == {"I3.UPPER", "I4.LOWER"}
    published = load_rule_set("published_2021")
    assert leaf(published, "I3.UPPER").part == Duration("disease_duration", at_most_years=15)
    assert leaf(published, "I4.LOWER").part == Limit("edss", at_least=2.5)


def test_london_looks_back_further_for_relapse_and_lesion_only():
    looked_back = {"I1.RRMS.ONE_RELAPSE", "I1.RRMS.GEL", "I1.SPMS.RELAPSE", "I1.SPMS.GEL", "I1.PPMS.GEL"}
    assert differing_leaves("london") == looked_back
    assert leaf(load_rule_set("london"), "I1.PPMS.GEL").part == Within("latest_gel", months=18)


def test_copenhagen_drops_the_branches_it_does_not_take():
    copenhagen = load_rule_set("copenhagen")
    assert differing_leaves("copenhagen") == set()
    assert not [leaf for leaf in copenhagen.leaves if leaf.id.startswith(("I1.SPMS", "I1.PPMS"))]
    assert copenhagen.by_subtype.branch("SPMS") == copenhagen.by_subtype.branch("CIS")


def test_no_criterion_is_named_as_another_reason():
    assert not set(REASON_LABELS) & set(CRITERIA)


# ---------------------------------------------------------------- names, paths and files
def test_an_unknown_name_lists_those_there_are():
    with pytest.raises(UsageError, match='no rule set "lisbon"; expected one of registry, published_2021, copenhagen'):
        load_rule_set("lisbon")


def test_a_path_that_is_not_there_is_wrong_use(tmp_path):
    with pytest.raises(UsageError, match="or the path of a TOML file") as raised:
        load_rule_set(tmp_path / "nothing.toml")
    assert raised.value.exit_code == 2


@pytest.mark.parametrize("name", ["", " "])
def test_a_blank_name_is_wrong_use(name):
    with pytest.raises(UsageError, match="no rule set"):
        load_rule_set(name)


def test_a_file_is_loaded_by_path_or_text_of_it(tmp_path):
    path = write(tmp_path, "mine", 'extends = "registry"\n["I2.UPPER"]\nat_most_years = 55\n')
    assert load_rule_set(path) == load_rule_set(str(path))
    assert leaf(load_rule_set(path), "I2.UPPER").part == Age("age", at_most_years=55)


def test_a_byte_order_mark_does_no_harm(tmp_path):
    path = write(tmp_path, "mine", 'extends = "registry"\n')
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert load_rule_set(path).name == "mine"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"name = ", "mine.toml: is not TOML: Invalid value"),
        (b'[E1]\nlabel = "a"\n[E1]\nlabel = "b"\n', "mine.toml: is not TOML: Cannot declare"),  # an id twice
        (b"\xff\xfe\x00", "mine.toml: is not TOML; expected a TOML file in UTF-8"),
        (b"# " + b"x" * 1_000_001, "mine.toml: is over a megabyte"),
    ],
)
def test_a_file_that_is_not_toml_says_so(tmp_path, content, message):
    path = tmp_path / "mine.toml"
    path.write_bytes(content)
    with pytest.raises(RuleSetError, match=message):
        load_rule_set(path)


# ---------------------------------------------------------------- extending
def test_a_file_may_extend_one_beside_it(tmp_path):
    write(tmp_path, "base", 'extends = "london"\n["I2.UPPER"]\nat_most_years = 55\n')
    mine = load_rule_set(write(tmp_path, "mine", 'extends = "base.toml"\n["I2.LOWER"]\nat_least_years = 16\n'))
    assert leaf(mine, "I2.UPPER").part == Age("age", at_most_years=55)
    assert leaf(mine, "I2.LOWER").part == Age("age", at_least_years=16)
    assert leaf(mine, "I1.RRMS.GEL").part == Within("latest_gel", months=18)


def test_a_circle_is_named(tmp_path):
    write(tmp_path, "one", 'extends = "two.toml"\n')
    write(tmp_path, "two", 'extends = "three.toml"\n')
    path = write(tmp_path, "three", 'extends = "one.toml"\n')
    with pytest.raises(RuleSetError, match=r"extends is a loop \(one.toml -> two.toml -> three.toml -> one.toml\)"):
        load_rule_set(tmp_path / "one.toml")
    with pytest.raises(RuleSetError, match="is a loop"):
        load_rule_set(path)


@pytest.mark.parametrize("base", ['"nobody"', "3", '""', '"."'])
def test_a_base_that_is_not_there_is_named(tmp_path, base):
    with pytest.raises(
        RuleSetError, match=r"mine.toml: extends is .*; expected one of registry, .* or a file in the same folder"
    ):
        load_rule_set(write(tmp_path, "mine", f"extends = {base}\n"))


def test_a_window_may_change_its_unit(tmp_path):
    mine = load_rule_set(write(tmp_path, "mine", 'extends = "registry"\n["E5.IMMUNOSUPPRESSANT"]\nwithin_days = 90\n'))
    assert leaf(mine, "E5.IMMUNOSUPPRESSANT").part == Within("last_immunosuppressant", days=90)


def test_a_result_may_be_given_an_age(tmp_path):
    mine = load_rule_set(write(tmp_path, "mine", 'extends = "registry"\n["E13.EGFR"]\nmax_age_months = 6\n'))
    assert leaf(mine, "E13.EGFR").part == Limit("egfr", below=60.0, max_age_months=6)


# ---------------------------------------------------------------- the resolved text
@pytest.mark.parametrize("name", built_in_rule_sets())
def test_the_resolved_text_reads_back_as_the_same_rules(tmp_path, name):
    rule_set = load_rule_set(name)
    path = tmp_path / "again.toml"
    path.write_text(rule_set.toml, encoding="utf-8")
    assert load_rule_set(path) == rule_set
    assert parse_rule_set(rule_set.toml, source="a cut") == rule_set


def test_a_stored_text_is_judged_as_a_file_is():
    with pytest.raises(RuleSetError, match="a cut: is not TOML: Invalid value"):
        parse_rule_set("name = ", source="a cut")
    with pytest.raises(RuleSetError, match=r"a cut.*expected"):
        parse_rule_set(HEAD.format(name="mine") + 'extends = "registry"\n', source="a cut")


def test_equal_tests_are_one_value():
    nodes = list(walk(load_rule_set("registry").criterion("I1").rule))
    assert len([node for node in nodes if node == Within("latest_gel", months=12)]) == 3
    assert len({node for node in nodes if node == Within("latest_gel", months=12)}) == 1
