"""The app as a process of its own, on a free port of this machine, over a store of its own.

It is told of a proxy for every address, which is a listener of these tests: what it hears from the app is in CALLS, and
fails the test, as nothing in the product may call out.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import NamedTemporaryFile
from threading import Thread
from typing import TYPE_CHECKING
from urllib.error import URLError
from urllib.request import urlopen

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "data" / "demo"
CALLS: list[str] = []
"""What an app asked of another machine: the first line of each request."""


@dataclass(frozen=True)
class App:
    """A running app: where it is served, which stores it shows, its process and the file of what that wrote."""

    url: str
    store: Path
    closed_store: Path | None
    pid: int
    log: Path


def run_cli(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Runs ``python -m mesems_dash ...`` and returns it whatever its exit code."""
    command = [sys.executable, "-m", "mesems_dash", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, env=_environment({}))


@contextmanager
def run_app(
    store: Path,
    closed_store: Path | None = None,
    *,
    script: str = "dashboard.py",
    port: int | None = None,
    more: dict[str, str] | None = None,
) -> Iterator[App]:
    """Starts the app over a store and stops it again; a failure to start shows what it wrote.

    `more` are further variables of its environment.
    """
    port = port or find_free_port()
    stores = {"MESEMS_STORE": str(store), "MESEMS_CLOSED_STORE": str(closed_store or "")}
    command = [sys.executable, "-m", "streamlit", "run", script, "--server.headless", "true"]
    with NamedTemporaryFile("w+", prefix="mesems-app-", suffix=".log") as log:
        process = subprocess.Popen(
            [*command, "--server.port", str(port), "--server.address", "127.0.0.1"],
            cwd=ROOT,
            env=_environment({**stores, **_name_proxy(), **(more or {})}),
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait_until_served(process, port, Path(log.name))
            yield App(f"http://127.0.0.1:{port}", store, closed_store, process.pid, Path(log.name))
        finally:
            process.terminate()
            process.wait(timeout=20)


def _environment(more: dict[str, str]) -> dict[str, str]:
    """The environment without the project's own variables, so that no one's store decides a test."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MESEMS_", "STREAMLIT_"))}
    return {**kept, **more}


def _name_proxy() -> dict[str, str]:
    names = ("http_proxy", "https_proxy", "all_proxy")
    proxies = {name: f"http://127.0.0.1:{_listen()}" for name in names} | {"no_proxy": ""}
    return {**proxies, **{name.upper(): value for name, value in proxies.items()}}


@cache
def _listen() -> int:
    """The port of a listener that keeps what it is asked and answers nothing."""
    listener = socket.create_server(("127.0.0.1", 0))

    def hear() -> None:
        while True:
            caller, _ = listener.accept()
            with caller:
                caller.settimeout(5)
                CALLS.append(caller.recv(300).decode("latin-1").partition("\r\n")[0])

    Thread(target=hear, daemon=True).start()
    return listener.getsockname()[1]


def find_free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def _wait_until_served(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2):
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise AssertionError(f"the app did not start:\n{log.read_text()}")
