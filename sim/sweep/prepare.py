"""An experiment made ready: checked against its scenarios, its runs counted, its identity known."""

import json
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

import numpy as np

from sim.hashes import model_hash, short_hash
from sim.scenario.errors import ScenarioError, shown
from sim.scenario.load import model_version
from sim.scenario.maps import map_of
from sim.scenario.numbers import MAX_SEED
from sim.sweep.checks import check_experiment
from sim.sweep.designs import Points, SampledPoints, count_points, latin_hypercube, points_of
from sim.sweep.experiment import MOST_DRAWN, MOST_RUNS, Experiment, Grid, OneAtATime
from sim.sweep.factors import Factor
from sim.sweep.templates import ScenarioTemplate

#: Points whose scenario is made before the first run; beyond, the rules between parameters are tried on so many.
TRIED = 1000


class RunSpec(NamedTuple):
    """One run of an experiment."""

    point: int
    replicate: int  # from 1
    seed: int
    scenario: str
    values: tuple[Any, ...]  # of the experiment's factors


class PreparedExperiment:
    """An experiment with its scenarios; runs are numbered replicate by replicate, each over all points."""

    def __init__(self, experiment: Experiment) -> None:
        """Check everything that can be checked before the first run; ScenarioError with all that is wrong."""
        self.experiment = experiment
        self.templates, self.levers, self.uncertainties, problems = check_experiment(experiment)
        if problems:
            raise ScenarioError(problems)
        self._check_size()
        self._points: list[Points] = [points_of(*self._asked_of(world)) for world in self.templates.values()]
        self._try_points()

    def _asked_of(self, world: ScenarioTemplate) -> tuple[Experiment, list[Factor], list[Factor], tuple[Any, ...]]:
        """What the points of a scenario follow from; the scenario's own values of the levers last."""
        base = tuple(world.value(lever.dotted) for lever in self.levers)
        return self.experiment, self.levers, self.uncertainties, base

    @property
    def factors(self) -> list[Factor]:
        """Levers, then uncertainties: the parameters that runs differ in."""
        return [*self.levers, *self.uncertainties]

    @property
    def sieges(self) -> tuple[str, ...]:
        """Names of the sieges, where it is asked of theatres."""
        return next(iter(self.templates.values())).sieges

    @property
    def axes(self) -> Sequence[Factor]:
        """The parameters that points differ in."""
        return self._points[0].axes

    @property
    def samples(self) -> np.ndarray | None:
        """The points of a scenario in the unit cube, float64 (points, axes), where the design draws them."""
        first = self._points[0]
        return first.unit if isinstance(first, SampledPoints) else None

    @cached_property
    def points(self) -> int:
        """How many points there are, of all scenarios."""
        return sum(len(points) for points in self._points)

    @property
    def expected(self) -> int:
        """How many runs there are."""
        return self.points * self.experiment.replicates

    def point(self, number: int) -> tuple[str, tuple[Any, ...]]:
        """Scenario of a point, and its values of `axes`. Raises IndexError where there is no such point."""
        left = number
        for name, points in zip(self.templates, self._points, strict=True):
            if left < len(points):
                return name, points.values(left)
            left -= len(points)
        raise IndexError(number)

    def asked(self, run: int) -> RunSpec:
        """The run of a number, 0 to `expected` - 1."""
        replicate, point = divmod(run, self.points)
        scenario, values = self.point(point)
        if len(values) < len(self.factors):
            values += self._drawn(point, replicate)
        luck = replicate if self.experiment.common_random_numbers else point * self.experiment.replicates + replicate
        return RunSpec(point, replicate + 1, self.experiment.first_seed + luck, scenario, values)

    def number(self, point: int, replicate: int) -> int:
        """The number of a run, from what its row says."""
        return (replicate - 1) * self.points + point

    def _drawn(self, point: int, replicate: int) -> tuple[Any, ...]:
        """What nobody controls, in a design that does not place it: drawn for each replicate."""
        shares = self._draws(-1 if self.experiment.common_random_numbers else point)[replicate]
        return tuple(axis.at(float(share)) for axis, share in zip(self.uncertainties, shares, strict=True))

    @lru_cache(maxsize=64)  # noqa: B019  (one a process, as long as it lives)
    def _draws(self, point: int) -> Any:
        seed = [self.experiment.design.seed, *([point] if point >= 0 else [])]
        return latin_hypercube(len(self.uncertainties), self.experiment.replicates, seed)

    def world(self, asked: RunSpec) -> Any:
        """The scenario of a run."""
        return self.templates[asked.scenario].varied(self.values(asked))

    def values(self, asked: RunSpec) -> dict[str, Any]:
        """The values of a run by dotted name."""
        return dict(zip((factor.dotted for factor in self.factors), asked.values, strict=True))

    @cached_property
    def scenario_hashes(self) -> dict[str, str]:
        """Scenario -> its hash, before any lever."""
        return {name: world.hash_of(world.scenario) for name, world in self.templates.items()}

    @cached_property
    def identity(self) -> dict[str, Any]:
        """Everything that can change a row, and nothing else."""
        experiment = self.experiment
        return {
            "model": [model_version(), model_hash()],
            "scenarios": self.scenario_hashes,
            "levers": {factor.dotted: _axis(factor) for factor in self.levers},
            "uncertainties": {factor.dotted: _axis(factor) for factor in self.uncertainties},
            "design": experiment.design.model_dump(),
            "replicates": experiment.replicates,
            "first_seed": experiment.first_seed,
            "common_random_numbers": experiment.common_random_numbers,
            "daily": experiment.daily,
            "ledger": experiment.ledger,
            "days": experiment.days,
        }

    @cached_property
    def hash(self) -> str:
        """Short hash of `identity`."""
        text = json.dumps(self.identity, sort_keys=True, separators=(",", ":"), default=str)
        return short_hash(text)

    @property
    def name(self) -> str:
        """Name of its folder."""
        return f"{self.experiment.name}-{self.hash}"

    def _check_size(self) -> None:
        """Refuse what is too much before anything is drawn: drawing it would already take all memory."""
        experiment = self.experiment
        label, replicates = experiment._label, experiment.replicates
        each = [count_points(*self._asked_of(world)) for world in self.templates.values()]
        points = sum(each)
        expected = points * replicates
        if expected > MOST_RUNS:
            raise ScenarioError(
                f"{label}: asks for {shown(expected)} runs ({shown(points)} points x {shown(replicates)} replicates), "
                f"but at most {MOST_RUNS} are allowed; use fewer points or replicates"
            )
        drawn = replicates * len(self.uncertainties)
        if not isinstance(experiment.design, Grid | OneAtATime):
            drawn = max(each) * len(self.factors)
        if drawn > MOST_DRAWN:
            raise ScenarioError(
                f"{label}: design = {experiment.design.kind}: would draw {shown(drawn)} numbers, but at most "
                f"{MOST_DRAWN} are allowed; use fewer points or replicates, or vary fewer parameters"
            )
        seeds = replicates if experiment.common_random_numbers else expected
        if experiment.first_seed + seeds - 1 > MAX_SEED:
            most = MAX_SEED - seeds + 1
            raise ScenarioError(f"{label}: first_seed = {experiment.first_seed}: must be {most} or less")

    def _try_points(self) -> None:
        """Rules between parameters show only in a whole scenario, and the ground only when it is made."""
        problems: dict[str, None] = {}
        grounds = set()
        last = self.expected - 1
        for number in sorted({round(last * i / (TRIED - 1)) for i in range(min(TRIED, last + 1))} | {0, last}):
            asked = self.asked(number)
            try:
                for world in self.templates[asked.scenario].scenarios(self.world(asked)):
                    if world.map not in grounds and len(grounds) < 100:
                        grounds.add(world.map)
                        map_of(world)
            except ScenarioError as error:
                said = ", ".join(f"{name} = {value}" for name, value in self.values(asked).items())
                problems |= {
                    f"{self.experiment._label}: at {said or asked.scenario}: {line}": None for line in error.problems
                }
        if problems:
            raise ScenarioError(problems)

    def missing(self, done: np.ndarray) -> Iterator[int]:
        """Numbers of the runs that are not `done` (bool, (expected,)), one by one."""
        return (run for run in range(self.expected) if not done[run])


def _axis(factor: Factor) -> Any:
    return list(factor.levels) or {"low": factor.low, "high": factor.high, "log": factor.log}
