"""A compiled function: one entry point for Python, and one part for the compiled functions that call it."""

import functools
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba
from numba.core.types import IntegerLiteral, unliteral

from sim.compiled.folder import cache_folder
from sim.compiled.numba_parts import EntryCompiler, PartCache, PartCompiler
from sim.compiled.sources import read_sources, source_hash

#: Read before any module with rules or kernels is imported, so that an edit made meanwhile finds other keys.
FOLDER = cache_folder()
SOURCES = read_sources(FOLDER)
#: Of all compiled functions, the file that each is from.
FUNCTIONS: list[str] = []

_creating = threading.RLock()


class CompiledFunction:
    """A function that is compiled when it is first called, for each kind of arguments.

    For Python it is a Numba dispatcher, `entry`, whose code lies in the engine and can be called. For compiled callers
    it is another one, `part`, which stops at LLVM's intermediate code: their entry point is optimised and translated
    once, as a whole, with all its parts, and no part beside it.
    """

    def __init__(self, function: Callable, options: dict[str, Any]) -> None:
        self.py_func, self.targetoptions = function, options
        functools.update_wrapper(self, function)
        FUNCTIONS.append(source_of(function))

    def __call__(self, *args: Any, **named: Any) -> Any:
        return self.entry(*args, **named)

    @functools.cached_property
    def entry(self) -> Any:
        """What Python calls: a Numba dispatcher."""
        with _creating:
            numba.config.CACHE_DIR = str(self.folder)  # pyright: ignore
            return numba.njit(cache=True, pipeline_class=EntryCompiler, **self.targetoptions)(self.py_func)

    @functools.cached_property
    def part(self) -> Any:
        """What compiled functions call: a Numba dispatcher without an entry point."""
        with _creating:
            wrappers = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
            part: Any = numba.njit(pipeline_class=PartCompiler, **wrappers, **self.targetoptions)(self.py_func)
            numba.config.CACHE_DIR = str(self.folder / "parts")  # pyright: ignore
            part._cache = PartCache(self.py_func)
        template = part.get_call_template

        def of_plain(args: Any, kws: Any) -> Any:
            # A whole number written in a call is an argument like any other: Numba makes a version for each of them.
            return template([unliteral(a) if isinstance(a, IntegerLiteral) else a for a in args], kws)

        part.get_call_template = of_plain
        return part

    @property
    def folder(self) -> Path:
        """Where its code is kept: named by everything that the code depends on."""
        name = source_of(self.py_func)
        key = SOURCES.keys.get(name) or source_hash()
        return FOLDER / f"{Path(name).stem}-{key}"

    @property
    def _numba_type_(self) -> Any:
        """Numba's type of this object, which it asks for where a compiled function uses it."""
        return self.part._numba_type_

    def __getattr__(self, name: str) -> Any:
        """What else a dispatcher has, such as `stats`, is that of the entry point."""
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self.entry, name)


def source_of(function: Callable) -> str:
    """Path of a function's file under `sim`, as `theory/bodies.py`."""
    return "/".join(function.__module__.split(".")[1:]) + ".py"
