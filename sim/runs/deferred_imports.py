"""Packages that most commands import and never use: they are loaded when something of theirs is first used.

Mesa imports pandas, NetworkX and SciPy, mostly for its spaces, of which a siege uses none. SciPy's statistics are for
intervals of finished sweeps.
"""

import sys
import threading
from collections.abc import Callable, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any

#: What is deferred. It must be imported as a whole: `from pandas import DataFrame` uses it at once.
DEFERRED = (
    "mesa.discrete_space", "mesa.experimental.continuous_space", "mesa.space", "networkx", "pandas", "scipy.stats",
)  # fmt: skip

_loading = threading.RLock()


def _leave_out_property_tables(artist: ModuleType) -> None:
    """Matplotlib's docstrings list all properties of each class; making the lists is a third of its import."""
    artist.kwdoc = lambda _: ""  # pyright: ignore[reportAttributeAccessIssue]


#: What is changed in a module as soon as it has been executed.
CHANGED: dict[str, Callable[[ModuleType], None]] = {"matplotlib.artist": _leave_out_property_tables}


class DeferredModule(ModuleType):
    """A module that has not been executed. Asking for a name that it lacks executes it."""

    def __getattr__(self, name: str) -> Any:
        _execute(self)
        return getattr(self, name)


class _ModuleLoader(Loader):
    def __init__(self, real: Loader) -> None:
        self.real = real

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        """What the real loader makes."""
        return self.real.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        """Execute a module that is changed afterwards; leave a deferred one as it is, but without a path.

        Importing a submodule asks for the path, and so executes the package first.
        """
        if module.__name__ in CHANGED:
            self.real.exec_module(module)
            CHANGED[module.__name__](module)
        else:
            vars(module).pop("__path__", None)
            module.__class__ = DeferredModule


class _ModuleFinder(MetaPathFinder):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The spec of a module that is deferred or changed; None for all others."""
        if fullname not in DEFERRED and fullname not in CHANGED:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader = _ModuleLoader(spec.loader)
        return spec


def _execute(module: DeferredModule) -> None:
    """Execute a deferred module, unless another thread has done so meanwhile."""
    with _loading:
        spec = module.__spec__
        if type(module) is not DeferredModule or spec is None or not isinstance(spec.loader, _ModuleLoader):
            return
        module.__class__ = ModuleType  # pyright: ignore[reportAttributeAccessIssue]
        module.__loader__ = spec.loader = spec.loader.real
        if spec.submodule_search_locations is not None:
            module.__path__ = spec.submodule_search_locations
        spec.loader.exec_module(module)


def defer_imports() -> None:
    """From now on in this process, do not execute `DEFERRED` before something of it is used."""
    sys.meta_path.insert(0, _ModuleFinder())


def stop_deferring() -> None:
    """Import as usual again, before several threads may be the first to use a package."""
    sys.meta_path[:] = [finder for finder in sys.meta_path if not isinstance(finder, _ModuleFinder)]
    for module in list(sys.modules.values()):
        if type(module) is DeferredModule:
            _execute(module)
