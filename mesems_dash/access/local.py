"""Whether a request comes from this machine itself: all that an app without login answers."""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["is_this_machine"]

_FORWARDING: Final = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")
"""Headers by which a proxy says that it asks for somebody else."""


def is_this_machine(client: str | None, headers: Mapping[str, str]) -> bool:
    """Return whether the asker is on this machine, reached it by its own name, and nobody stands between.

    `headers` have lower-case names. The name guards against a web page elsewhere whose name leads to this machine.
    """
    if client is None or any(name in headers for name in _FORWARDING):
        return False
    host = urlsplit(f"//{headers.get('host', '')}").hostname
    return _is_loopback(client) and (host == "localhost" or _is_loopback(host or ""))


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
