"""A prepared experiment: checked against its scenarios, with its points, runs and hash."""

import json
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

import numpy as np

from sim.hashes import model_hash, short_hash
from sim.scenario.errors import ScenarioError, shown
from sim.scenario.joint_draws import JointDraws
from sim.scenario.load import model_version
from sim.scenario.maps import map_of
from sim.scenario.numbers import MAX_SEED
from sim.sweep.adaptive_design import AdaptiveDesign
from sim.sweep.boundary import BoundaryDesign, GrowingPoints
from sim.sweep.checks import check_experiment
from sim.sweep.designs import Points, SampledPoints, count_points, latin_hypercube, points_of, row_of_point
from sim.sweep.experiment import FROM, MOST_DRAWN, MOST_RUNS, Boundary, Experiment, Grid, OneAtATime
from sim.sweep.factors import Factor
from sim.sweep.precision import SequentialDesign, replicates_of
from sim.sweep.start_runs import StartRuns, start_runs_of
from sim.sweep.templates import ScenarioTemplate
from sim.text.format import count

#: Most points whose scenario is built as a check before the first run.
MOST_CHECKED = 1000


class RunSpec(NamedTuple):
    """One run of an experiment."""

    point: int
    replicate: int  # from 1
    seed: int
    scenario: str
    values: tuple[Any, ...]  # of the factors, in order


class PreparedExperiment:
    """An experiment with its scenarios. Runs are numbered replicate by replicate, each over all points."""

    def __init__(self, experiment: Experiment) -> None:
        """Check everything that can be checked before the first run. Raises ScenarioError with every problem."""
        self.experiment = experiment
        self.templates, self.levers, self.uncertainties, self.joint, problems = check_experiment(experiment)
        if problems:
            raise ScenarioError(problems)
        self.start = start_runs_of(experiment, next(iter(self.templates.values())), self.levers, self.joint)
        self._check_size()
        self._points: list[Points] = [points_of(*self._design_inputs(each)) for each in self.templates.values()]
        self._check_points()

    def _design_inputs(
        self, template: ScenarioTemplate
    ) -> tuple[Experiment, list[Factor], list[Factor], tuple[Any, ...], StartRuns | None]:
        """What determines the points of a scenario; its own values of the levers, and earlier runs, come last."""
        base = tuple(template.value(lever.dotted) for lever in self.levers)
        return self.experiment, self.levers, self._independent, base, self.start

    @property
    def factors(self) -> list[Factor]:
        """Levers, then uncertainties: the parameters that differ between runs."""
        return [*self.levers, *self.uncertainties]

    @property
    def _independent(self) -> list[Factor]:
        """The uncertainties that are not part of joint draws."""
        return self.uncertainties[: len(self.uncertainties) - (len(self.joint.names) if self.joint else 0)]

    @property
    def sieges(self) -> tuple[str, ...]:
        """Names of the sieges of its theatres; empty for single sieges."""
        return next(iter(self.templates.values())).sieges

    @property
    def axes(self) -> Sequence[Factor]:
        """The parameters that differ between points."""
        return self._points[0].axes

    @property
    def samples(self) -> np.ndarray | None:
        """The points of a scenario in the unit cube, float64 (points, axes); None if the design does not sample."""
        first = self._points[0]
        return first.unit if isinstance(first, SampledPoints | GrowingPoints) else None

    @cached_property
    def points(self) -> int:
        """Number of points, over all scenarios."""
        return sum(len(points) for points in self._points)

    @property
    def replicates(self) -> int:
        """Number of runs at each point; where a precision is wanted, the largest that a point may have."""
        experiment = self.experiment
        if experiment.precision is None:
            return experiment.replicates
        return replicates_of(experiment.precision, experiment.replicates)[1]

    @property
    def expected(self) -> int:
        """Number of runs; where a precision is wanted, the largest that it may take."""
        runs = self.points * self.replicates
        return runs if self.experiment.budget is None else min(runs, self.experiment.budget)

    def size_text(self) -> str:
        """How many runs an adaptive design takes, as a phrase."""
        if isinstance(design := self.experiment.design, Boundary):
            earlier = f", {count(len(self.start.seeds), 'run')} of {self.start.source} among them" if self.start else ""
            runs = f"{count(self.expected, 'run')}{earlier}"
            return f"chosen along the border of {100 * design.level:g}% {design.outcome}: {runs}"
        wanted = " and ".join(f"{name} within {points}" for name, points in (self.experiment.precision or {}).items())
        return f"until {wanted}: at most {count(self.expected, 'run')}"

    @property
    def known_points(self) -> int:
        """Number of points that have been chosen so far; all of them but in a boundary design."""
        growing = self._growing
        return self.points if growing is None else len(growing.unit)

    @property
    def _growing(self) -> GrowingPoints | None:
        """The points of a boundary design; None for any other, and where there are no points of a design at all."""
        first = self._points[0] if self._points else None
        return first if isinstance(first, GrowingPoints) else None

    @property
    def shared_seeds(self) -> bool:
        """Whether a replicate has the same seed at every point."""
        return self.experiment.common_random_numbers and not isinstance(self.experiment.design, Boundary)

    def restore_points(self, unit: np.ndarray) -> None:
        """Take up the points of a boundary design that a sweep has kept, float64 (points, axes)."""
        if self._growing is not None:
            self._growing.restore(unit)

    def adaptive(self) -> AdaptiveDesign | None:
        """What decides which runs are done next, from the runs so far; None where all are known from the start."""
        experiment = self.experiment
        if self._growing is not None:
            return BoundaryDesign(self._growing)
        if experiment.precision is None:
            return None
        return SequentialDesign(experiment.precision, experiment.replicates, self.points, experiment.budget)

    def point(self, number: int) -> tuple[str, tuple[Any, ...]]:
        """The scenario of a point, and its values of `axes`. Raises IndexError if there is no such point."""
        left = number
        for name, points in zip(self.templates, self._points, strict=True):
            if left < len(points):
                return name, points.values(left)
            left -= len(points)
        raise IndexError(number)

    def spec(self, run: int) -> RunSpec:
        """The specification of a run by its number, 0 to `expected` - 1."""
        replicate, point = divmod(run, self.points)
        scenario, values = self.point(point)
        if len(values) < len(self.levers) + len(self._independent):
            values += self._drawn(point, replicate)
        offset = replicate if self.shared_seeds else point * self.replicates + replicate
        seed = self.experiment.first_seed + offset
        if self.start and point < len(self.start.seeds):
            seed = self.start.seeds[point]
        if self.joint:
            values += self._drawn_together(self.joint, point, seed)
        return RunSpec(point, replicate + 1, seed, scenario, values)

    def number(self, point: int, replicate: int) -> int:
        """The number of a run, from its point and replicate."""
        return (replicate - 1) * self.points + point

    def _drawn(self, point: int, replicate: int) -> tuple[Any, ...]:
        """Values of the uncertainties in a design that does not sample them: drawn for each replicate."""
        shares = self._draws(-1 if self.shared_seeds else point)[replicate]
        return tuple(axis.at(float(share)) for axis, share in zip(self._independent, shares, strict=True))

    def _drawn_together(self, joint: JointDraws, point: int, seed: int) -> tuple[float, ...]:
        """Values of the joint draws: of a point where the design samples points, otherwise of a seed.

        Scenarios share the draws of their points.
        """
        sampled = self._points[0]
        if isinstance(sampled, SampledPoints):
            return joint.rows[row_of_point(point % len(sampled), len(joint.rows), self.experiment.design.seed)]
        return joint.rows[joint.row(seed)]

    @lru_cache(maxsize=64)  # noqa: B019  (there is one per process, for as long as the process lives)
    def _draws(self, point: int) -> Any:
        seed = [self.experiment.design.seed, *([point] if point >= 0 else [])]
        return latin_hypercube(len(self._independent), self.replicates, seed)

    def scenario_of(self, spec: RunSpec) -> Any:
        """The scenario or theatre of a run, with its values."""
        return self.templates[spec.scenario].varied(self.values(spec))

    def values(self, spec: RunSpec) -> dict[str, Any]:
        """The values of a run by dotted name."""
        return dict(zip((factor.dotted for factor in self.factors), spec.values, strict=True))

    @cached_property
    def scenario_hashes(self) -> dict[str, str]:
        """The hash of each scenario, before any lever."""
        return {name: template.hash_of(template.scenario) for name, template in self.templates.items()}

    @cached_property
    def identity(self) -> dict[str, Any]:
        """Everything that affects a row, and nothing else."""
        experiment = self.experiment
        adaptive = {"precision": experiment.precision, "budget": experiment.budget}
        return {name: value for name, value in adaptive.items() if value is not None} | {
            "model": [model_version(), model_hash()],
            "scenarios": self.scenario_hashes,
            "levers": {factor.dotted: _axis(factor) for factor in self.levers},
            "uncertainties": {factor.dotted: _axis(factor) for factor in self._independent}
            | ({FROM: self.joint.hash} if self.joint else {}),
            "design": experiment.design.model_dump(exclude={"start"}),
            **({"start": self.start.hash} if self.start else {}),
            "replicates": experiment.replicates,
            "first_seed": experiment.first_seed,
            "common_random_numbers": self.shared_seeds,
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
        """Raise ScenarioError for an experiment that is too large, before sampling would use up the memory."""
        experiment = self.experiment
        label, replicates = experiment._label, self.replicates
        each = [count_points(*self._design_inputs(template)) for template in self.templates.values()]
        points = sum(each)
        expected = points * replicates
        if expected > MOST_RUNS:
            raise ScenarioError(
                f"{label}: asks for {shown(expected)} runs ({shown(points)} points x {shown(replicates)} replicates), "
                f"but at most {MOST_RUNS} are allowed; use fewer points or replicates"
            )
        if experiment.precision is not None and experiment.budget is not None:
            least = replicates_of(experiment.precision, experiment.replicates)[0]
            if experiment.budget < least * points:
                raise ScenarioError(
                    f"{label}: budget = {experiment.budget}: must be at least {shown(least * points)}, {least} runs at "
                    f"each of {count(points, 'point')}"
                )
        drawn = replicates * len(self._independent)
        if not isinstance(experiment.design, Grid | OneAtATime):
            drawn = max(each) * len(self.factors)
        if drawn > MOST_DRAWN:
            raise ScenarioError(
                f"{label}: design = {experiment.design.kind}: would draw {shown(drawn)} numbers, but at most "
                f"{MOST_DRAWN} are allowed; use fewer points or replicates, or vary fewer parameters"
            )
        seeds = replicates if self.shared_seeds else expected
        if experiment.first_seed + seeds - 1 > MAX_SEED:
            most = MAX_SEED - seeds + 1
            raise ScenarioError(f"{label}: first_seed = {experiment.first_seed}: must be {most} or less")

    def _check_points(self) -> None:
        """Build some scenarios and their maps, since rules that involve several parameters are checked only there.

        Raises ScenarioError with every problem.
        """
        problems: dict[str, None] = {}
        maps = set()
        last = min(self.expected, self.known_points * self.replicates) - 1
        most = min(MOST_CHECKED, last + 1)
        for number in sorted({round(last * i / (MOST_CHECKED - 1)) for i in range(most)} | {0, last}):
            spec = self.spec(number)
            try:
                for scenario in self.templates[spec.scenario].scenarios(self.scenario_of(spec)):
                    if scenario.map not in maps and len(maps) < 100:
                        maps.add(scenario.map)
                        map_of(scenario)
            except ScenarioError as error:
                point = ", ".join(f"{name} = {value}" for name, value in self.values(spec).items()) or spec.scenario
                problems |= {f"{self.experiment._label}: at {point}: {line}": None for line in error.problems}
        if problems:
            raise ScenarioError(problems)

    def missing(self, done: np.ndarray) -> Iterator[int]:
        """Numbers of the runs that are not `done`, bool (expected,)."""
        return (run for run in range(self.expected) if not done[run])


def _axis(factor: Factor) -> Any:
    return list(factor.levels) or {"low": factor.low, "high": factor.high, "log": factor.log}
