"""What the rows of sweeps say: estimates with their intervals, reports, comparisons."""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.compare.comparison import Comparison, compare
    from sim.compare.report import Report, report

__all__ = ["Comparison", "Report", "compare", "report"]

#: Name -> module, imported when the name is first asked for, so that the command line stays quick.
_HOME = {
    "Comparison": "sim.compare.comparison",
    "Report": "sim.compare.report",
    "compare": "sim.compare.comparison",
    "report": "sim.compare.report",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'sim.compare' has no attribute {name!r}")
    value = globals()[name] = getattr(importlib.import_module(_HOME[name]), name)
    return value
