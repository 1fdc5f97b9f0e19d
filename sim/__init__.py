"""Safe Conduct: when does a siege end in a deal, and what does each ending cost?"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.compare.fork import fork
    from sim.model import SiegeModel
    from sim.runs.replicates import replicate
    from sim.runs.result import Result
    from sim.runs.run import run
    from sim.scenario.errors import ScenarioError
    from sim.scenario.load import load_scenario, resolve
    from sim.scenario.schema import Scenario
    from sim.sweep.engine import run_experiment

__all__ = [
    "Result",
    "Scenario",
    "ScenarioError",
    "SiegeModel",
    "fork",
    "load_scenario",
    "replicate",
    "resolve",
    "run",
    "run_experiment",
]

#: Name -> module, imported when the name is first asked for, so that `import sim` stays light.
_HOME = {
    "Result": "sim.runs.result",
    "Scenario": "sim.scenario.schema",
    "ScenarioError": "sim.scenario.errors",
    "SiegeModel": "sim.model",
    "fork": "sim.compare.fork",
    "load_scenario": "sim.scenario.load",
    "replicate": "sim.runs.replicates",
    "resolve": "sim.scenario.load",
    "run": "sim.runs.run",
    "run_experiment": "sim.sweep.engine",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    value = globals()[name] = getattr(importlib.import_module(_HOME[name]), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME})
