"""Machine code from the cache, without what Numba needs only in order to compile.

Before it loads a function, Numba imports and lists the implementations of all that it can compile. With each function
it also reads the intermediate code from which other functions could be linked, which here are linked from parts. Both
take longer than the machine code itself. Where a function must be compiled after all, Numba's compiler prepares itself.
Not part of the model: no result depends on it.

This uses internal names of Numba; `tests/kernels/test_loading.py` fails when they move.
"""

import functools
import importlib
from typing import Any

from numba.core.caching import CompileResultCacheImpl, FunctionCache
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import CompileResult
from numba.core.runtime.nrt import rtsys
from numba.np import numpy_support

_record_of = numpy_support.from_struct_dtype


@functools.cache
def load_without_compiler() -> None:
    """From now on in this process, load cached functions without preparing Numba's compiler."""
    importlib.import_module("numba.cpython.hashing")  # adds names that machine code may ask for
    replaced: Any = (FunctionCache, CompileResultCacheImpl, JITCodeLibrary)
    cache, results, library = replaced
    cache.load_overload = _load_overload
    results.rebuild = _rebuild
    library._unserialize = classmethod(_machine_code)
    numpy_support.from_struct_dtype = _numba_record


def _load_overload(self: FunctionCache, sig: Any, target_context: Any) -> Any:
    """`FunctionCache.load_overload`, without the compiler's implementations; None where nothing is cached."""
    rtsys.initialize(target_context)  # the other names that machine code may ask for
    with self._guard_against_spurious_io_errors():
        return self._load_overload(sig, target_context)
    return None


def _rebuild(_: CompileResultCacheImpl, target_context: Any, payload: Any) -> Any:
    """`CompileResultCacheImpl.rebuild`. The two names are all that Numba looks up in a loaded function."""
    described = payload[1]
    names = {described.llvm_func_name, described.llvm_cpython_wrapper_name}
    target_context.codegen()._engine._defined_symbols |= names
    return CompileResult._rebuild(target_context, *payload)


def _machine_code(_: type[JITCodeLibrary], codegen: Any, state: Any) -> Any:
    """`JITCodeLibrary._unserialize`, without the intermediate code. Numba refuses to link such a library."""
    name, _, (machine_code, _) = state
    library = codegen.create_library(name)
    library.enable_object_caching()
    library._set_compiled_object(machine_code)
    library._finalize_final_module()
    return library


def _numba_record(dtype: Any) -> Any:
    """Numba's type of a NumPy record, made once: each record of the state is an argument of many functions."""
    return _known_record(dtype, dtype.isalignedstruct)


@functools.cache
def _known_record(dtype: Any, _: bool) -> Any:
    return _record_of(dtype)
