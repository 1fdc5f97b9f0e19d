"""Numba's compiler for functions that are called only by compiled functions.

Numba turns every function into an LLVM module of its own, with a wrapper for Python, and optimises it and translates it
into machine code. A caller links the module into its own and does the same again with both. For a function that only
compiled code calls, this is wasted: its code is used only within its callers. A part stops at intermediate code.

This uses internal names of Numba; `tests/kernels/test_parts.py` fails when they move.
"""

from typing import Any

import llvmlite.binding as llvm
from numba.core.caching import CompileResultCacheImpl, FunctionCache
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import CompilerBase, DefaultPassBuilder, compile_result
from numba.core.environment import lookup_environment


class PartLibrary(JITCodeLibrary):
    """The LLVM module of a part: it is linked into that of an entry point, and never executed by itself."""

    #: Whether it is optimised by itself too. A loop that is vectorised before its caller takes it in stays so; else a
    #: small siege takes 3 % longer. For rules it would be wasted.
    has_loops = False

    def _optimize_final_module(self) -> None:
        if self.has_loops:
            super()._optimize_final_module()

    def _finalize_final_module(self) -> None:
        """Everything but translation into machine code."""
        self._finalize_dynamic_globals()
        self._finalized = True

    def get_pointer_to_function(self, name: str) -> int:
        """No address: there is no machine code."""
        return 0

    def serialize_using_object_code(self) -> Any:
        """The module, for the cache."""
        self._ensure_finalized()
        return self._final_module.as_bitcode()


class PartCodegen:
    """Numba's code generator, as a part sees it: it has no machine code whose environment could be set."""

    def __init__(self, codegen: Any) -> None:
        self._codegen = codegen

    def __getattr__(self, name: str) -> Any:
        return getattr(self._codegen, name)

    def set_env(self, env_name: str, env: Any) -> None:
        """Nothing: `EntryLibrary` sets the environments of its parts."""


class EntryLibrary(JITCodeLibrary):
    """The LLVM module of an entry point, with all its parts in it."""

    def _finalize_specific(self) -> None:
        super()._finalize_specific()
        codegen: Any = self._codegen
        for variable in self._final_module.global_variables:
            env = lookup_environment(variable.name)
            if env is not None:
                codegen.set_env(variable.name, env)


class PartCompiler(CompilerBase):
    """Numba's usual passes, with a `PartLibrary`."""

    def define_pipelines(self) -> list[Any]:
        """The passes of a function."""
        codegen: Any = PartCodegen(self.state.targetctx.codegen())
        self.state.library = library = PartLibrary(codegen, self.state.func_id.func_qualname)
        library.has_loops = not self.state.flags.nrt and not self.state.flags.forceinline  # a kernel, not inlined
        return [DefaultPassBuilder.define_nopython_pipeline(self.state)]


class EntryCompiler(CompilerBase):
    """Numba's usual passes, with an `EntryLibrary`."""

    def define_pipelines(self) -> list[Any]:
        """The passes of a function."""
        self.state.library = EntryLibrary(self.state.targetctx.codegen(), self.state.func_id.func_qualname)
        self.state.library.enable_object_caching()
        return [DefaultPassBuilder.define_nopython_pipeline(self.state)]


class PartCacheImpl(CompileResultCacheImpl):
    """How a part is read from the cache."""

    def rebuild(self, target_context: Any, payload: Any) -> Any:
        """The result of compiling, as it was when `CompileResult._reduce` took it apart."""
        bitcode, fndesc, env, signature, objectmode, lifted, typeann, reload_init, _ = payload
        codegen: Any = PartCodegen(target_context.codegen())
        library = PartLibrary(codegen, fndesc.qualname)
        library._final_module = llvm.parse_bitcode(bitcode)
        library._finalize_final_module()
        return compile_result(
            target_context=target_context,
            typing_context=target_context.typing_context,
            library=library,
            environment=env,
            entry_point=target_context.get_executable(library, fndesc, env),
            fndesc=fndesc,
            type_annotation=typeann,
            signature=signature,
            objectmode=objectmode,
            lifted=lifted,
            reload_init=reload_init,
        )


class PartCache(FunctionCache):
    """Numba's cache on disk, for parts."""

    _impl_class = PartCacheImpl
