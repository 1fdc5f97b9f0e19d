"""Names of a package that are imported when they are first asked for, so that importing the package stays light."""

import importlib
import sys
from collections.abc import Callable, Mapping
from typing import Any


def on_demand(package: str, homes: Mapping[str, str]) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """`__getattr__` and `__dir__` (PEP 562) of a package whose public names live in other modules.

    `homes` maps each name to its module. AttributeError for other names.
    """
    space = sys.modules[package].__dict__

    def getattr_(name: str) -> Any:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}", name=name, obj=sys.modules[package])
        value = space[name] = getattr(importlib.import_module(homes[name]), name)
        return value

    def dir_() -> list[str]:
        return sorted({*space, *homes})

    return getattr_, dir_
