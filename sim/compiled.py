"""The one door to Numba: what a rule and a kernel are, and where their machine code is kept."""

import functools
import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba
from numba.core.types import IntegerLiteral, unliteral

#: Sources that end up in machine code. Numba watches only the file of the function itself, so a
#: kernel would outlive an edit of a rule that it calls; the cache folder therefore bears a hash of them all. Of the
#: scenario only the sections reach compiled code, as tuples of numbers.
COMPILED_SOURCES = (
    "scenario/sections", "theory", "kernels",
    "state/columns.py", "state/draw.py", "state/grid.py", "state/lots.py", "state/moment.py",
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
    """Where machine code is kept: `SAFECONDUCT_CACHE`, else the user's cache folder, else a temporary one."""
    wanted = os.environ.get("SAFECONDUCT_CACHE") or os.environ.get("XDG_CACHE_HOME")
    root = Path(wanted) if wanted else Path.home() / ".cache"
    folder = root / "safeconduct" / "numba" / source_hash()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not os.access(folder, os.W_OK):
            raise PermissionError(folder)
    except OSError:
        folder = Path(tempfile.gettempdir()) / f"safeconduct-{os.getuid()}" / source_hash()
        folder.mkdir(parents=True, exist_ok=True)
    return folder


numba.config.CACHE_DIR = str(cache_folder())  # pyright: ignore


#: Numba's own switch for functions that make no arrays: then it counts no references either, which took a third of
#: a small siege's time.
NO_ARRAYS: dict[str, Any] = {"_nrt": False}


def rule[F: Callable](function: F) -> F:
    """Compile a scalar function of the theory; `rule.py_func` is the prose that was written."""
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
