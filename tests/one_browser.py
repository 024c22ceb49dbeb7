"""Tests in a browser all run in the same one of the test processes, so that one Chromium and one app serve them all.

A start of both, and of the app in a browser that has compiled none of it, costs as much as ten tests. conftest.py has
them begin first, and tests/browser/conftest.py closes the browser before that process goes on with other tests.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from xdist.scheduler import LoadFileScheduling

if TYPE_CHECKING:
    from xdist.remote import Producer

BROWSER = "tests/browser/"


class OneBrowser(LoadFileScheduling):
    """As ``--dist loadfile``, with the files of the browser as one."""

    def _split_scope(self, nodeid: str) -> str:
        return BROWSER if nodeid.startswith(BROWSER) else super()._split_scope(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> OneBrowser | None:
    """Is asked where there are several processes; whoever wants another distribution than by file gets it."""
    return OneBrowser(config, log) if config.option.dist == "loadfile" else None
