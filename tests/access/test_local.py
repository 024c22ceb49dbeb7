"""Without a login only this machine is answered, reached by its own name and by nobody in between."""

from __future__ import annotations

import pytest

from mesems_dash.access import is_this_machine


@pytest.mark.parametrize(
    ("client", "headers", "is_local"),
    [
        ("127.0.0.1", {"host": "localhost:8501"}, True),
        ("127.0.0.1", {"host": "127.0.0.1:8501"}, True),
        ("127.3.2.1", {"host": "127.0.0.1"}, True),
        ("::1", {"host": "[::1]:8501"}, True),
        ("10.0.0.7", {"host": "localhost:8501"}, False),  # another machine
        ("127.0.0.1", {"host": "evil.example:8501"}, False),  # a name elsewhere that leads here
        ("127.0.0.1", {"host": "localhost.evil.example"}, False),
        ("127.0.0.1", {}, False),
        ("127.0.0.1", {"host": "localhost", "x-forwarded-for": "10.0.0.7"}, False),  # a proxy: somebody else asks
        ("127.0.0.1", {"host": "localhost", "forwarded": "for=10.0.0.7"}, False),
        (None, {"host": "localhost"}, False),
        ("testclient", {"host": "localhost"}, False),
    ],
)
def test_only_this_machine_is_local(client, headers, is_local):
    assert is_this_machine(client, headers) is is_local
