"""Finding a border: points are added along the line where the share of an outcome crosses a level.

The first points are those of an earlier sweep, or spread evenly. Then batches follow, of points where the border may be
and is least known, each one run with a seed of its own; every tenth point is random, so that no island is missed. While
all runs agree, further points are spread evenly too. The points depend on the design and on the rows of the batches
before, and are kept in the sweep's folder, so that a resumed sweep continues with the same ones.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from sim.sweep.border_fit import fit_border, straddle
from sim.sweep.experiment import FROM, Boundary, Experiment
from sim.sweep.factors import Factor
from sim.sweep.observed_runs import ENDINGS, ObservedRuns
from sim.text.format import count, number

if TYPE_CHECKING:
    from sim.sweep.start_runs import StartRuns

#: Every point of this many is random.
RANDOM_EVERY = 10
#: Points from which those of a batch are chosen.
CANDIDATES = 512
FEWEST_AXES, MOST_AXES = 2, 4


def boundary_problems(experiment: Experiment, levers: Sequence[Factor]) -> list[str]:
    """What a design of kind boundary does not allow."""
    design, problems = experiment.design, []
    assert isinstance(design, Boundary)
    if not FEWEST_AXES <= len(experiment.levers) <= MOST_AXES:
        problems.append(f"levers: design.kind = boundary needs {FEWEST_AXES} to {MOST_AXES} levers")
    problems += [
        f"levers: {lever.dotted} has levels, but design.kind = boundary needs a range, such as {{low: 10, high: 90}}"
        for lever in levers
        if lever.levels
    ]
    if design.outcome not in ENDINGS:
        problems.append(f"design.outcome = {design.outcome}: must be one of {', '.join(ENDINGS)}")
    if experiment.replicates != 1:
        problems.append(
            f"replicates = {experiment.replicates}: must be 1, since design.kind = boundary runs each point once"
        )
    if len(experiment.scenario) > 1:
        problems.append("scenario: design.kind = boundary needs one scenario; write an experiment for each")
    if design.start is not None and any(name != FROM for name in experiment.uncertainties):
        problems.append("design.start: cannot be used with uncertainties, of which the earlier runs drew other values")
    if experiment.common_random_numbers and "common_random_numbers" in experiment.model_fields_set:
        problems.append("common_random_numbers = true: design.kind = boundary gives each point a seed of its own")
    return problems


class GrowingPoints:
    """Points of a boundary design: those chosen so far, `unit` float64 (known, axes), of `most` altogether."""

    def __init__(self, axes: Sequence[Factor], design: Boundary, start: "StartRuns | None" = None) -> None:
        """Begin with the points of earlier runs, then points spread evenly, if the former are few."""
        self.axes, self.design = axes, design
        self.start = start.values if start else ()
        self.most = len(self.start) + design.points
        spread = max(0, min(design.first - len(self.start), design.points))
        self.unit = evenly_spread(len(axes), design.seed, 0, spread)
        if start:
            self.unit = np.vstack([start.unit(axes), self.unit])

    def __len__(self) -> int:
        return self.most

    def values(self, point: int) -> tuple[float, ...]:
        """The values of the axes at a point. Raises IndexError for one that has not been chosen yet."""
        if point >= len(self.unit):
            raise IndexError(point)
        if point < len(self.start):
            return self.start[point]  # as they were, to the last bit
        return tuple(axis.at(float(share)) for axis, share in zip(self.axes, self.unit[point], strict=True))

    def extend(self, unit: np.ndarray) -> None:
        """Add points of the unit cube, float64 (points, axes)."""
        self.unit = np.vstack([self.unit, unit])

    def restore(self, unit: np.ndarray) -> None:
        """Take up the points that a sweep has kept, float64 (points, axes), if they continue those known now."""
        known, axes = self.unit.shape
        if unit.shape[1:] == (axes,) and len(unit) <= self.most and np.array_equal(unit[:known], self.unit):
            self.unit = unit


def evenly_spread(axes: int, seed: int, first: int, number: int) -> np.ndarray:
    """`number` points of a scrambled Sobol sequence from its point `first` on, float64 (number, axes)."""
    from scipy.stats import qmc

    engine = qmc.Sobol(axes, scramble=True, rng=np.random.default_rng(seed))
    exponent = max(1, int(first + number - 1).bit_length())
    return engine.random_base2(exponent)[first : first + number]


class BoundaryDesign:
    """Which points are run next, given the runs so far."""

    def __init__(self, points: GrowingPoints) -> None:
        self.design, self.chosen = points.design, points

    @property
    def outcomes(self) -> Sequence[str]:
        """The ending whose border is sought."""
        return (self.design.outcome,)

    def next_runs(self, observed: ObservedRuns) -> np.ndarray:
        """Numbers of the runs to do next, int64 (runs,), choosing the points of a new batch where none is missing."""
        while True:
            known = len(self.chosen.unit)
            missing = np.flatnonzero(~observed.done[:known])
            if len(missing) or known >= self.chosen.most:
                return missing
            self.chosen.extend(self._batch(observed, known, min(self.design.batch, self.chosen.most - known)))

    def _batch(self, observed: ObservedRuns, known: int, number: int) -> np.ndarray:
        """The next points in the unit cube, float64 (number, axes)."""
        axes, seed = self.chosen.unit.shape[1], self.design.seed
        good = ~observed.failed[:known]
        happened = observed.happened[self.design.outcome][:known][good]
        if not len(happened) or happened.all() or not happened.any():
            return evenly_spread(axes, seed, known, number)
        random = [point for point in range(known, known + number) if point % RANDOM_EVERY == RANDOM_EVERY - 1]
        fit = fit_border(self.chosen.unit[:known][good], happened)
        candidates = np.random.default_rng([seed, known]).random((CANDIDATES, axes))
        near = straddle(fit, candidates, self.design.level, number - len(random))
        anywhere = np.random.default_rng([seed, known, 1]).random((len(random), axes))
        return np.vstack([near, anywhere])

    def text(self, observed: ObservedRuns) -> str:
        """What the search was, in a sentence."""
        runs, earlier = int(observed.done.sum()), len(self.chosen.start)
        spread = max(0, min(self.design.first, runs) - earlier)
        first = [f"the first {number(earlier)} of an earlier sweep"] if earlier else []
        first += [f"the {'next' if earlier else 'first'} {number(spread)} spread evenly"] if spread else []
        return (
            f"{count(runs, 'point')} with one run each, {', '.join([*first, 'the others'])} chosen along the border of "
            f"{100 * self.design.level:g}% {self.design.outcome}; "
            "`safeconduct report` draws it."
        )
