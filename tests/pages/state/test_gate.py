"""What somebody may take away is asked again when they take it, and was made for who they were then."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mesems_dash.access import LOCAL, Role
from mesems_dash.errors import AccessError
from mesems_dash.pages.state.gate import Pass


def test_without_a_login_whoever_sits_here_takes_files_away():
    assert Pass(None, LOCAL).require() == LOCAL


def test_who_may_see_less_by_now_takes_nothing_that_was_made_before():
    with pytest.raises(AccessError, match="access has changed"):
        Pass(None, replace(LOCAL, role=Role.DATA_MANAGER)).require()
