"""The access file: who has which role, and what is wrong with a file that says it badly."""

from __future__ import annotations

import pytest

from mesems_dash.access import Identity, Role, read_access_file
from mesems_dash.errors import AccessError
from mesems_dash.store.scope import EVERYTHING, NOBODY_NAMED, Scope

FILE = """
[[people]]
email = "PI@genova.example"
role = "investigator"
sites = ["GEN", "BAD"]

[[people]]
email = "dm@trial.example"
role = "data manager"

[[groups]]
group = "steering"
role = "committee"

[[groups]]
group = "genova"
role = "investigator"
sites = ["GEN"]

[[groups]]
group = "toulouse"
role = "investigator"
sites = ["TOU"]

[[groups]]
group = "closed"
role = "statistician"
"""


@pytest.fixture
def write(tmp_path):
    def write_file(text):
        path = tmp_path / "access.toml"
        path.write_text(text)
        return read_access_file(path)

    return write_file


def someone(email=None, *groups):
    return Identity(email or "sub-1", email, groups)


@pytest.mark.parametrize(
    ("identity", "role", "sites"),
    [
        (someone("pi@genova.example"), Role.INVESTIGATOR, ("BAD", "GEN")),  # by e-mail, in any case, sites in order
        (someone("dm@trial.example", "steering"), Role.DATA_MANAGER, ()),  # named as a person: groups do not count
        (someone("x@y.example", "steering"), Role.COMMITTEE, ()),
        (someone(None, "closed"), Role.STATISTICIAN, ()),  # without a verified e-mail by group alone
        (someone(None, "genova", "toulouse"), Role.INVESTIGATOR, ("GEN", "TOU")),  # of two groups: all their sites
    ],
)
def test_somebody_has_the_role_of_their_name_or_groups(write, identity, role, sites):
    reader = write(FILE).find_reader(identity)
    assert (reader.role, reader.sites) == (role, sites)


@pytest.mark.parametrize(
    "identity",
    [
        someone("nobody@trial.example"),
        someone(None),
        someone("x@y.example", "unknown"),
        someone("x@y.example", "steering", "closed"),  # groups that contradict each other
    ],
)
def test_who_is_not_named_or_named_in_two_ways_is_nobody(write, identity):
    assert write(FILE).find_reader(identity) is None


def test_an_empty_file_lets_nobody_in(write):
    assert write("").find_reader(someone("pi@genova.example", "steering")) is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[people]\n", "is not valid TOML"),
        ("person = 1", "unknown key person"),
        ("group_claim = 3", "group_claim is not text"),
        ("people = 3", "not a list of tables"),
        ('[[people]]\nrole = "committee"', "entry 1 by email: email is missing"),
        ('[[people]]\nemail = "a@b.example"\nrole = "admin"', "role is not one of investigator"),
        ('[[people]]\nemail = "a@b.example"\nrole = "local"', "role is not one of investigator"),
        ('[[people]]\nemail = "a@b.example"\nrole = "investigator"', "sites are for investigators"),
        ('[[people]]\nemail = "a@b.example"\nrole = "committee"\nsites = ["GEN"]', "sites are for investigators"),
        ('[[people]]\nemail = "a@b.example"\nrole = "investigator"\nsites = "GEN"', "not a list of site ids"),
        ('[[people]]\nemail = "a@b.example"\nrole = "committee"\nsite = "GEN"', "unknown key site"),
        (
            "".join(f'[[people]]\nemail = "{name}@b.example"\nrole = "committee"\n' for name in "aA"),
            "entry 2 by email: named twice",
        ),
    ],
)
def test_a_bad_file_says_what_is_wrong_quotes_no_address_and_lets_nobody_in(write, text, message):
    with pytest.raises(AccessError, match=message) as raised:
        write(text)
    assert "b.example" not in raised.value.message
    assert "obody has access" in raised.value.message


def test_a_missing_file_lets_nobody_in(tmp_path):
    with pytest.raises(AccessError, match="cannot be read; nobody has access"):
        read_access_file(tmp_path / "none.toml")


@pytest.mark.parametrize(
    ("role", "scope", "enters_open", "enters_closed"),
    [
        ("investigator", Scope(("GEN",)), True, False),
        ("committee", NOBODY_NAMED, True, False),
        ("data manager", EVERYTHING, True, False),
        ("statistician", EVERYTHING, False, True),
    ],
)
def test_a_role_has_its_scope_and_its_face(write, role, scope, enters_open, enters_closed):
    sites = '\nsites = ["GEN"]' if role == "investigator" else ""
    reader = write(f'[[people]]\nemail = "a@b.example"\nrole = "{role}"{sites}').find_reader(someone("a@b.example"))
    assert reader.scope == scope
    assert reader.may_enter(is_closed=False) is enters_open
    assert reader.may_enter(is_closed=True) is enters_closed
    assert reader.may_import is reader.may_read_log is (role == "data manager")
