"""The only access to Numba: what a rule and a kernel are, and where their machine code is kept."""

from collections.abc import Callable
from typing import Any

import numba
from numpy import float32

from sim.compiled.folder import cache_folder, is_private
from sim.compiled.functions import CompiledFunction
from sim.compiled.sources import COMPILED_SOURCES, source_hash

__all__ = ["COMPILED_SOURCES", "cache_folder", "inlined", "is_private", "kernel", "rule", "single", "source_hash"]

#: A number in float32, for rules that are computed in it: several rows at a time.
single: Any = float32

#: Numba's own switch for functions that make no arrays: then it counts no references either, which took a third of
#: a small siege's time.
NO_ARRAYS: dict[str, Any] = {"_nrt": False}


def rule[Result](function: Callable[..., Result]) -> Callable[..., Result]:
    """Compile a scalar function of the theory; `rule.py_func` is the function as written.

    A rule takes Python's numbers and NumPy's alike, so its arguments are not checked against their annotations.
    """
    return _compiled(function, {})


def kernel[F: Callable](function: F) -> F:
    """Compile a loop over rows or cells. It holds no lock, so that chunks can run on several threads.

    It is given all the arrays that it uses, and makes none: so nobody need count who still holds them.
    """
    return _compiled(function, NO_ARRAYS)


def inlined[F: Callable](function: F) -> F:
    """A kernel that always becomes part of its callers' machine code."""
    return _compiled(function, {**NO_ARRAYS, "forceinline": True})


def _compiled(function: Any, options: dict[str, Any]) -> Any:
    if numba.config.DISABLE_JIT:  # pyright: ignore
        return function  # plain Python
    return CompiledFunction(function, {"nogil": True, "error_model": "numpy", **options})
