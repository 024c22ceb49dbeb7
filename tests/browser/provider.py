"""A real OpenID provider on loopback, an app that lets people in by it, and cookies as the app signs them."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.error import URLError
from urllib.request import urlopen

from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

from tests.browser.app import find_free_port, run_app

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.browser.app import App

SECRET = "a secret of this test alone, long enough"  # noqa: S105 - signs cookies of a test
CLIENT = "mesems-dash"
PEOPLE = {
    "pi": {"email": "pi@genova.example", "email_verified": True},
    "committee": {"email": "chair@trial.example", "email_verified": True, "groups": ["steering"]},
    "manager": {"email": "dm@trial.example", "email_verified": True},
    "statistician": {"email": "stats@trial.example", "email_verified": True},
    "stranger": {"email": "stranger@elsewhere.example", "email_verified": True},
    "unverified": {"email": "pi@genova.example", "email_verified": False},
}
ACCESS = """\
[[people]]
email = "pi@genova.example"
role = "investigator"
sites = ["GEN"]

[[people]]
email = "dm@trial.example"
role = "data manager"

[[people]]
email = "stats@trial.example"
role = "statistician"

[[groups]]
group = "steering"
role = "committee"
"""


@dataclass(frozen=True)
class Guarded:
    """An app with a login: its access file and log can be read and changed while it runs."""

    app: App
    access_file: Path
    log: Path

    @property
    def url(self) -> str:
        return self.app.url

    def read_log(self) -> list[dict[str, str]]:
        return [json.loads(line) for line in self.log.read_text().splitlines()] if self.log.exists() else []


@contextmanager
def run_provider() -> Iterator[str]:
    """Starts the provider with PEOPLE and yields its address."""
    port = find_free_port()
    users = [json.dumps({"sub": sub, **claims}) for sub, claims in PEOPLE.items()]
    claims = [part for user in users for part in ("--user-claims", user)]
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port), *claims]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_until_served(f"http://127.0.0.1:{port}/.well-known/openid-configuration")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=20)


@contextmanager
def run_guarded(folder: Path, provider: str, store: Path, closed_store: Path | None = None) -> Iterator[Guarded]:
    """Starts the app over a store behind a login; everything it needs for that lies in `folder`."""
    folder.mkdir(parents=True)
    port = find_free_port()
    (folder / "access.toml").write_text(ACCESS)
    (folder / "secrets.toml").write_text(
        f'[auth]\nredirect_uri = "http://127.0.0.1:{port}/oauth2callback"\ncookie_secret = "{SECRET}"\n'
        f'client_id = "{CLIENT}"\nclient_secret = "any"\n'
        f'server_metadata_url = "{provider}/.well-known/openid-configuration"\n'
    )
    more = {
        "STREAMLIT_SECRETS_FILES": str(folder / "secrets.toml"),
        "MESEMS_ACCESS": str(folder / "access.toml"),
        "MESEMS_ACCESS_LOG": str(folder / "access-log.jsonl"),
        "no_proxy": "127.0.0.1",  # where the provider is
    }
    with run_app(store, closed_store, port=port, more=more) as app:
        yield Guarded(app, folder / "access.toml", folder / "access-log.jsonl")


def sign_cookie(url: str, claims: dict[str, object], *, secret: str = SECRET) -> dict[str, str]:
    """The cookie that the app would set for these claims, as a browser context takes it."""
    payload = json.dumps({**claims, "origin": url, "is_logged_in": True, "provider": "default"})
    value = create_signed_value(secret, "_streamlit_user", payload).decode()
    return {"name": "_streamlit_user", "value": value, "url": url}


def _wait_until_served(address: str) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            with urlopen(address, timeout=2):  # noqa: S310 - an address of this machine
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise AssertionError("the provider did not start")
