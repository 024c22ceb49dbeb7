"""Who else on this machine can read a store: the closed one is for its own user alone, whatever the umask says."""

from __future__ import annotations

import stat
from contextlib import suppress
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["is_readable_by_others", "make_private"]

FOLDER_MODE: Final = 0o700
FILE_MODE: Final = 0o600
OTHERS: Final = 0o077


def make_private(store: Path) -> None:
    """Make a folder, and all that lies in it, readable by its own user alone; the folder is made if there is none.

    What belongs to another user stays as it is, and so does a folder that everybody shares (as /tmp): the closed pages
    say that it can be read. OSError if the folder cannot be made.
    """
    store.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    if store.stat().st_mode & stat.S_ISVTX:
        return
    _restrict(store)
    for path in store.iterdir():
        _restrict(path)


def is_readable_by_others(store: Path) -> bool:
    """Return whether another user of this machine gets into the folder; False if there is none."""
    with suppress(OSError):
        return bool(store.stat().st_mode & OTHERS)
    return False


def _restrict(path: Path) -> None:
    with suppress(PermissionError, FileNotFoundError):
        mode = path.lstat().st_mode
        if stat.S_ISLNK(mode):
            return
        wanted = FOLDER_MODE if stat.S_ISDIR(mode) else FILE_MODE
        if stat.S_IMODE(mode) != wanted:
            path.chmod(wanted)
