"""What a token says is believed only while it is for us, in time, and of a verified e-mail."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from mesems_dash.access import Identity, read_identity
from mesems_dash.errors import AccessError

NOW = datetime(2018, 6, 30, 12, tzinfo=UTC)
GOOD = {
    "aud": "dash", "exp": int(NOW.timestamp()) + 60, "email": "pi@genova.example", "email_verified": True, "sub": "17",
    "groups": ["genova"],
}  # fmt: skip


def read(**changes):
    claims = {key: value for key, value in {**GOOD, **changes}.items() if value is not ...}
    return read_identity(claims, audience="dash", now=NOW, group_claim="groups")


def test_good_claims_are_somebody():
    assert read() == Identity("pi@genova.example", "pi@genova.example", ("genova",))


@pytest.mark.parametrize("audience", ["other", ["other"], [], None, ..., ""])
def test_a_token_for_another_application_is_refused(audience):
    with pytest.raises(AccessError, match="another application"):
        read(aud=audience)


def test_one_of_several_audiences_is_enough():
    assert read(aud=["other", "dash"]).email == "pi@genova.example"


@pytest.mark.parametrize("expires", [int(NOW.timestamp()), int(NOW.timestamp()) - 1, None, ..., "9999999999", True])
def test_a_token_past_its_time_or_without_one_is_refused(expires):
    with pytest.raises(AccessError, match="expired"):
        read(exp=expires)


@pytest.mark.parametrize("verified", [False, None, ..., "true", 1])
def test_an_email_that_is_not_verified_is_no_email(verified):
    assert read(email_verified=verified) == Identity("17", None, ("genova",))


def test_a_token_that_names_nobody_is_refused():
    with pytest.raises(AccessError, match="does not say who you are"):
        read(email_verified=False, sub=...)


@pytest.mark.parametrize(("groups", "read_as"), [("a", ("a",)), (["a", 3, "b"], ("a", "b")), (None, ()), (..., ())])
def test_groups_are_texts_whatever_the_provider_sends(groups, read_as):
    assert read(groups=groups).groups == read_as
