"""The one door to Numba: what a rule and a kernel are, and where their machine code is kept."""

import atexit
import contextlib
import functools
import hashlib
import os
import shutil
import stat
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba
from numba.core.types import IntegerLiteral, unliteral
from numpy import float32

#: A number in float32, for rules that are computed in it: several rows at a time.
single: Any = float32

#: Sources that end up in machine code. Numba watches only the file of the function itself, so a
#: kernel would outlive an edit of a rule that it calls; the cache folder therefore bears a hash of them all. Of the
#: scenario only the sections reach compiled code, as tuples of numbers.
COMPILED_SOURCES = (
    "scenario/sections", "theory", "kernels",
    "state/columns.py", "state/draw.py", "state/grid.py", "state/draw_ids.py", "state/day_inputs.py",
    "constants.py",
)  # fmt: skip


def source_hash() -> str:
    """Hash of every source file that compiled code can depend on, and of Numba's version."""
    here = Path(__file__).parent
    digest = hashlib.sha256(numba.__version__.encode())
    files = [Path(__file__)]
    for source in COMPILED_SOURCES:
        files += [here / source] if source.endswith(".py") else sorted((here / source).rglob("*.py"))
    for file in files:
        digest.update(str(file.relative_to(here)).encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


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
            _make(place / source_hash())
            folder = (place / source_hash()).resolve(strict=True)  # a link on the way may be turned later
            if os.access(folder, os.W_OK) and is_private(folder):
                return folder
    fresh = tempfile.mkdtemp(prefix="safeconduct-")
    atexit.register(shutil.rmtree, fresh, ignore_errors=True)
    os.environ["SAFECONDUCT_CACHE"] = fresh  # for worker processes
    folder = Path(fresh).resolve() / "safeconduct" / "numba" / source_hash()
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


numba.config.CACHE_DIR = str(cache_folder())  # pyright: ignore


#: Numba's own switch for functions that make no arrays: then it counts no references either, which took a third of
#: a small siege's time.
NO_ARRAYS: dict[str, Any] = {"_nrt": False}


def rule[Result](function: Callable[..., Result]) -> Callable[..., Result]:
    """Compile a scalar function of the theory; `rule.py_func` is the function as written.

    A rule takes Python's numbers and NumPy's alike, so its arguments are not checked against their annotations.
    """
    return _general(numba.njit(cache=True, nogil=True, error_model="numpy")(function))


def kernel[F: Callable](function: F, **more: Any) -> F:
    """Compile a loop over rows or cells. It holds no lock, so that chunks can run on several threads.

    It is given all the arrays that it uses, and makes none: so nobody need count who still holds them.
    """
    compiled: Any = numba.njit(cache=True, nogil=True, error_model="numpy", **NO_ARRAYS, **more)(function)
    functools.update_wrapper(compiled, function)
    return _general(compiled)


def inlined[F: Callable](function: F) -> F:
    """A kernel that becomes part of its callers' machine code, and is not compiled by itself beside them."""
    return kernel(function, inline="always")


def _general(compiled: Any) -> Any:
    """Let a whole number written in a call be an argument like any other: Numba makes a version for each of them."""
    if numba.config.DISABLE_JIT:  # pyright: ignore
        return compiled  # plain Python
    template = compiled.get_call_template

    def of_plain(args: Any, kws: Any) -> Any:
        return template([unliteral(a) if isinstance(a, IntegerLiteral) else a for a in args], kws)

    compiled.get_call_template = of_plain
    return compiled
