"""Machine code from the cache, without what Numba needs only in order to compile.

Before it loads a function, Numba imports and lists the implementations of all that it can compile. With each function
it also reads the intermediate code from which other functions could be linked, which here are linked from parts. Both
take longer than the machine code itself. Where a function must be compiled after all, Numba's compiler prepares itself.
Not part of the model: no result depends on it.

This uses internal names of Numba, so it is done for releases with which it has been tested, and others load as usual;
`tests/kernels/test_loading.py` fails when the locked release is not among them.
"""

import functools
import importlib
from typing import Any

import numba

#: Releases of Numba with which this has been tested: another could crash where these are slow.
TESTED = ("0.68",)


@functools.cache
def load_without_compiler() -> bool:
    """From now on in this process, load cached functions without preparing Numba's compiler.

    False, and nothing is changed, with a release of Numba that is not one of TESTED.
    """
    if ".".join(numba.__version__.split(".")[:2]) not in TESTED:
        return False
    from numba.core.caching import CompileResultCacheImpl, FunctionCache
    from numba.core.codegen import JITCodeLibrary
    from numba.np import numpy_support

    importlib.import_module("numba.cpython.hashing")  # adds names that machine code may ask for
    replaced: Any = (FunctionCache, CompileResultCacheImpl, JITCodeLibrary)
    cache, results, library = replaced
    cache.load_overload = _load_overload
    results.rebuild = _rebuild
    library._unserialize = classmethod(_machine_code)
    numpy_support.from_struct_dtype = _memoized(numpy_support.from_struct_dtype)
    return True


def _load_overload(self: Any, sig: Any, target_context: Any) -> Any:
    """`FunctionCache.load_overload`, without the compiler's implementations; None where nothing is cached."""
    from numba.core.runtime.nrt import rtsys

    rtsys.initialize(target_context)  # the other names that machine code may ask for
    with self._guard_against_spurious_io_errors():
        return self._load_overload(sig, target_context)
    return None


def _rebuild(_: Any, target_context: Any, payload: Any) -> Any:
    """`CompileResultCacheImpl.rebuild`. The two names are all that Numba looks up in a loaded function."""
    from numba.core.compiler import CompileResult

    described = payload[1]
    names = {described.llvm_func_name, described.llvm_cpython_wrapper_name}
    target_context.codegen()._engine._defined_symbols |= names
    return CompileResult._rebuild(target_context, *payload)


def _machine_code(_: type, codegen: Any, state: Any) -> Any:
    """`JITCodeLibrary._unserialize`, without the intermediate code. Numba refuses to link such a library."""
    name, _, (machine_code, _) = state
    library = codegen.create_library(name)
    library.enable_object_caching()
    library._set_compiled_object(machine_code)
    library._finalize_final_module()
    return library


def _memoized(record_of: Any) -> Any:
    """Numba's type of a NumPy record, made once: each record of the state is an argument of many functions."""

    @functools.cache
    def known(dtype: Any, _: bool) -> Any:
        return record_of(dtype)

    return lambda dtype: known(dtype, dtype.isalignedstruct)
