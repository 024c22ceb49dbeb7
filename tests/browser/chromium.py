"""Which Chromium do the browser tests drive? One on the path, else Playwright's own, else a fresh one.

Run as a program it finds one or installs one, and says which: ``python -m tests.browser.chromium``.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--force-color-profile=srgb",
    "--disable-gpu-rasterization",  # Debian's start script asks for it, and there is no GPU
    "--js-flags=--no-opt",  # no page is open for so long that the slow compiler would pay
    "--process-per-site",  # pages that follow each other share a process, and with it the scripts it has compiled
)
ADVICE = "no Chromium found and none could be installed; on Debian or Ubuntu: sudo apt install chromium"


def find_chromium() -> str | None:
    """Where a Chromium or Chrome is, or None."""
    on_path = (shutil.which(name) for name in NAMES)
    return next((path for path in on_path if path), None) or _find_playwrights_own()


def _find_playwrights_own() -> str | None:
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if path and Path(path).exists() else None


def install_chromium() -> None:
    """Installs Debian's Chromium when root, else the build that Playwright downloads for the user."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        installed = subprocess.run(
            ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-dejavu-core"],
            check=False,
            stdout=subprocess.DEVNULL,
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        )
        if installed.returncode == 0:
            return
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


def main() -> int:
    """Finds Chromium or installs it; 1 when neither works."""
    if find_chromium() is None:
        sys.stdout.write("Installing Chromium for the browser tests ...\n")
        sys.stdout.flush()
        install_chromium()
    found = find_chromium()
    sys.stdout.write(f"Browser: {found or ADVICE}\n")
    return 0 if found else 1


if __name__ == "__main__":
    sys.exit(main())
