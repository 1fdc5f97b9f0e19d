"""A scenario of an experiment as a model of the EMA workbench: its levers, uncertainties, seeds and outcomes."""

import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import loguniform

from sim.compare.outcomes import DEAL, find_outcome, outcome_values, with_outcome_columns
from sim.scenario.errors import ScenarioError, did_you_mean
from sim.sweep.chunk_worker import context_of, read_ipc, run_one, tables_of
from sim.sweep.experiment import Experiment
from sim.sweep.experiment_reader import load_experiment
from sim.sweep.factors import Factor
from sim.sweep.parts import RUNS
from sim.sweep.prepare import PreparedExperiment, RunSpec

try:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # about its optional backends
        import ema_workbench as ema
except ModuleNotFoundError:
    raise ScenarioError("ema-workbench is not installed; pip install 'safeconduct[ema]'") from None

#: The outcomes of an experiment that names none.
OUTCOMES = (DEAL, "deaths_civilians")


class WorkbenchModel(ema.ReplicatorModel):
    """One scenario of an experiment: each sample of levers and uncertainties is run with each seed of its replicates.

    The workbench draws the samples, so the experiment's design is not used, and every sample has the same seeds. The
    name of `supply.food_days` is `supply__food_days`, as names have to be valid in Python; a parameter that a sample
    leaves out keeps the scenario's own value. Outcomes are means over the seeds; NaN where no seed has the outcome.
    """

    def __init__(
        self, experiment: Experiment | str | Path, outcomes: Sequence[str] = (), scenario: str | None = None
    ) -> None:
        """Prepare an experiment; `outcomes` are by default its own, `scenario` is needed where it has several.

        Raises ScenarioError with every problem of the experiment, for an unknown outcome or scenario, and for seeds
        that are too large.
        """
        given = experiment if isinstance(experiment, Experiment) else load_experiment(experiment)
        prepared = PreparedExperiment(given)
        self._scenario = _one_scenario(prepared, scenario)
        super().__init__(self._scenario, function=self._run)
        template = prepared.templates[self._scenario]
        self._context, self._joint = context_of(prepared), prepared.joint
        drawn = self._joint.names if self._joint else ()
        self._own = {
            each.dotted: each.levels[0] if len(each.levels) == 1 else template.value(each.dotted)
            for each in prepared.factors
        }
        self.levers = _parameters(prepared.levers)
        self.uncertainties = _parameters([each for each in prepared.uncertainties if each.dotted not in drawn])
        self.replications = [{"seed": given.first_seed + number} for number in range(prepared.replicates)]
        names = [
            find_outcome(each, template.row_schema().names).name for each in outcomes or given.outcomes or OUTCOMES
        ]
        self.outcomes = [
            ema.ScalarOutcome(_identifier(name), variable_name=name, function=mean_of_known) for name in names
        ]

    def initialized(self, policy: Any) -> bool:
        """False: the workbench would run a policy with the values of an earlier one that has the same name."""
        return False

    def _run(self, seed: int, **values: Any) -> dict[str, float]:
        """The outcomes of one run, NaN where it failed or has none; the same as the row of a sweep."""
        if self.constants:
            raise ScenarioError("constants: are not read; put fixed values under `set` in the experiment")
        own = self._own | (self._joint.values(seed) if self._joint else {})
        # Without uncertainties the workbench also hands on an earlier sample's values, under Python's names: ignored.
        chosen = [values.get(factor.dotted, own[factor.dotted]) for factor in self._context.factors]
        kinds = [factor.kind for factor in self._context.factors]
        chosen = [round(value) if kind == "whole number" else value for kind, value in zip(kinds, chosen, strict=True)]
        spec = RunSpec(0, 1, seed, self._scenario, tuple(chosen))
        table = tables_of(self._context, [run_one(self._context, spec)]).tables[RUNS]
        row = read_ipc(table).to_pandas()
        if error := row["error"].iloc[0]:
            warnings.warn(f"{self.name}, seed {seed}: {error}", RuntimeWarning, stacklevel=2)
            return dict.fromkeys(self.output_variables, np.nan)
        row = with_outcome_columns(row)
        wanted = [find_outcome(name, row.columns) for name in self.output_variables]
        return {outcome.name: float(outcome_values(row, outcome)[0]) for outcome in wanted}


def mean_of_known(values: Sequence[float]) -> float:
    """Mean of the numbers that are not NaN; NaN where there are none."""
    return float(pd.Series(values, dtype=float).mean())


def _one_scenario(prepared: PreparedExperiment, name: str | None) -> str:
    """The scenario that is run. Raises ScenarioError where there are several, or none of this name."""
    names = [*prepared.templates]
    if name is None and len(names) > 1:
        raise ScenarioError(
            f"{prepared.experiment._label}: has the scenarios {', '.join(names)}; make a model of each, such as "
            f"scenario={names[0]!r}"
        )
    if name is not None and name not in names:
        raise ScenarioError(f"scenario = {name}: is not one of {', '.join(names)}{did_you_mean(name, names)}")
    return name or names[0]


def _parameters(factors: Sequence[Factor]) -> list[Any]:
    """The factors as parameters of the workbench, with the same ranges; one that has a single level is left out."""
    return [_parameter(factor) for factor in factors if len(factor.levels) != 1]


def _parameter(factor: Factor) -> Any:
    name, variable = _identifier(factor.dotted), factor.dotted
    if factor.levels:
        if {*map(type, factor.levels)} == {bool}:
            return ema.BooleanParameter(name, variable_name=variable)
        return ema.CategoricalParameter(name, list(factor.levels), variable_name=variable)
    if factor.log:
        return ema.RealParameter.from_dist(name, loguniform(factor.low, factor.high), variable_name=variable)
    if factor.kind == "whole number":
        return ema.IntegerParameter(name, int(factor.low), int(factor.high), variable_name=variable)
    return ema.RealParameter(name, factor.low, factor.high, variable_name=variable)


def _identifier(dotted: str) -> str:
    """A dotted name as the workbench wants it: supply.food_days -> supply__food_days."""
    return dotted.replace(".", "__")
