"""The folder in which machine code is kept."""

import atexit
import contextlib
import os
import shutil
import stat
import tempfile
from pathlib import Path

from sim.compiled.sources import shared_hash


def cache_folder() -> Path:
    """Where machine code is kept: `SAFECONDUCT_CACHE`, else the user's cache folder, else a temporary one.

    Numba unpickles what it finds there, so whoever can write there can run code as this user. A folder is used only if
    nobody else can: see `is_private`. Else it is one of this user's own under the temporary folder, or, where somebody
    has taken that name, a new one for this process and those that it starts.
    """
    wanted = os.environ.get("SAFECONDUCT_CACHE") or os.environ.get("XDG_CACHE_HOME")
    root = Path(wanted) if wanted else Path.home() / ".cache"
    temporary = Path(tempfile.gettempdir()) / f"safeconduct-{os.getuid() if hasattr(os, 'getuid') else 0}"
    for place in (root / "safeconduct" / "numba", temporary):
        with contextlib.suppress(OSError, RuntimeError):  # RuntimeError: a loop of links
            if place == temporary and place.is_symlink():
                continue  # its name is known beforehand, so the link can be anybody's
            _make(place / shared_hash())
            folder = (place / shared_hash()).resolve(strict=True)  # a link on the way may be turned later
            if os.access(folder, os.W_OK) and is_private(folder):
                return folder
    fresh = tempfile.mkdtemp(prefix="safeconduct-")
    atexit.register(shutil.rmtree, fresh, ignore_errors=True)
    os.environ["SAFECONDUCT_CACHE"] = fresh  # for worker processes
    folder = Path(fresh).resolve() / "safeconduct" / "numba" / shared_hash()
    _make(folder)
    return folder


def is_private(folder: Path) -> bool:
    """Whether nobody but this user and root can put a file into a folder, or another folder in its place.

    `folder` is absolute, with no link in it. It must be this user's, and each folder above it this user's or root's;
    none may be writable by others, or by a group that has other members. A folder above may be so if it is sticky, as
    /tmp is: there everybody may add names, and nobody may change another's.
    """
    if not hasattr(os, "getuid"):
        return True  # Windows: a profile's folders are its user's
    if folder.stat().st_uid != os.getuid():
        return False
    for path in (folder, *folder.parents):
        state = path.stat()
        if state.st_uid not in (os.getuid(), 0):
            return False
        shared = state.st_mode & stat.S_IWOTH or (state.st_mode & stat.S_IWGRP and not _is_own_group(state.st_gid))
        if shared and (path == folder or not state.st_mode & stat.S_ISVTX):
            return False
    return True


def _is_own_group(number: int) -> bool:
    """Whether a group is root's, or has this user as its only member: many systems give each user such a group."""
    import grp
    import pwd

    if number == 0:
        return True
    try:
        group, user = grp.getgrgid(number), pwd.getpwuid(os.getuid())
    except KeyError:
        return False
    return number == user.pw_gid and group.gr_name == user.pw_name and set(group.gr_mem) <= {user.pw_name}


def _make(folder: Path) -> None:
    """A folder and those above it; what is made is for this user alone."""
    if not folder.is_dir():
        _make(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
