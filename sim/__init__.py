"""Safe Conduct: when does a siege end in a deal, and what does each ending cost?"""

from typing import TYPE_CHECKING

from sim.on_demand import on_demand

if TYPE_CHECKING:
    from sim.compare.fork.fork import fork
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

#: Imported when first asked for, so that `import sim` stays light.
__getattr__, __dir__ = on_demand(
    __name__,
    {
        "Result": "sim.runs.result",
        "Scenario": "sim.scenario.schema",
        "ScenarioError": "sim.scenario.errors",
        "SiegeModel": "sim.model",
        "fork": "sim.compare.fork.fork",
        "load_scenario": "sim.scenario.load",
        "replicate": "sim.runs.replicates",
        "resolve": "sim.scenario.load",
        "run": "sim.runs.run",
        "run_experiment": "sim.sweep.engine",
    },
)
