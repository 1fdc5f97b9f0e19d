"""Experiments and sweeps: reading an experiment, designing its points, running them, storing and reading the rows."""

from typing import TYPE_CHECKING

from sim.on_demand import on_demand

if TYPE_CHECKING:
    from sim.sweep.engine import run_experiment
    from sim.sweep.experiment import Experiment
    from sim.sweep.experiment_reader import load_experiment, single
    from sim.sweep.read import dataset, load, load_daily, load_ledger, load_manifest, load_samples

__all__ = [
    "Experiment",
    "dataset",
    "load",
    "load_daily",
    "load_experiment",
    "load_ledger",
    "load_manifest",
    "load_samples",
    "run_experiment",
    "single",
]

#: Imported when first asked for, so that reading results needs no model.
__getattr__, __dir__ = on_demand(
    __name__,
    {
        "Experiment": "sim.sweep.experiment",
        "dataset": "sim.sweep.read",
        "load": "sim.sweep.read",
        "load_daily": "sim.sweep.read",
        "load_experiment": "sim.sweep.experiment_reader",
        "load_ledger": "sim.sweep.read",
        "load_manifest": "sim.sweep.read",
        "load_samples": "sim.sweep.read",
        "run_experiment": "sim.sweep.engine",
        "single": "sim.sweep.experiment_reader",
    },
)
