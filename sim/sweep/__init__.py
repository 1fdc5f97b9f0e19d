"""Many sieges at a time: what an experiment asks, which runs answer it, and where their rows are kept."""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.sweep.engine import run_experiment
    from sim.sweep.experiment import Experiment, load_experiment, single
    from sim.sweep.read import load, load_daily, load_ledger, load_manifest, load_samples

__all__ = [
    "Experiment",
    "load",
    "load_daily",
    "load_experiment",
    "load_ledger",
    "load_manifest",
    "load_samples",
    "run_experiment",
    "single",
]

#: Name -> module, imported when the name is first asked for, so that reading results needs no model.
_HOME = {
    "Experiment": "sim.sweep.experiment",
    "load": "sim.sweep.read",
    "load_daily": "sim.sweep.read",
    "load_experiment": "sim.sweep.experiment",
    "load_ledger": "sim.sweep.read",
    "load_manifest": "sim.sweep.read",
    "load_samples": "sim.sweep.read",
    "run_experiment": "sim.sweep.engine",
    "single": "sim.sweep.experiment",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'sim.sweep' has no attribute {name!r}")
    value = globals()[name] = getattr(importlib.import_module(_HOME[name]), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME})
