"""The points of each design. Only sampled points are held in memory; others are computed when they are needed."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from sim.sweep.boundary import GrowingPoints
from sim.sweep.experiment import Boundary, Experiment, Grid, LatinHypercube, Morris, OneAtATime, Saltelli, Sobol
from sim.sweep.factors import Factor

if TYPE_CHECKING:
    from sim.sweep.start_runs import StartRuns


class Points(Protocol):
    """The design points of one scenario."""

    @property
    def axes(self) -> Sequence[Factor]:
        """The factors that differ between points, in the order of `values`."""
        ...

    def __len__(self) -> int: ...
    def values(self, point: int) -> tuple[Any, ...]:
        """The values of `axes` at a point."""
        ...


@dataclass(frozen=True)
class GridPoints:
    """Full factorial: every combination of levels; the last axis changes fastest."""

    axes: Sequence[Factor]

    def __len__(self) -> int:
        return math.prod(len(axis.levels) for axis in self.axes)

    def values(self, point: int) -> tuple[Any, ...]:
        """The levels at a point."""
        levels = []
        for axis in reversed(self.axes):
            point, level = divmod(point, len(axis.levels))
            levels.append(axis.levels[level])
        return tuple(reversed(levels))


@dataclass(frozen=True)
class OneAtATimePoints:
    """The base, then each axis in turn at each of its levels other than the base's."""

    axes: Sequence[Factor]
    base: tuple[Any, ...]

    def _counts(self) -> list[int]:
        """Number of points that vary each axis."""
        return [sum(level != mid for level in axis.levels) for axis, mid in zip(self.axes, self.base, strict=True)]

    def __len__(self) -> int:
        return 1 + sum(self._counts())

    def values(self, point: int) -> tuple[Any, ...]:
        """The base with at most one other value."""
        left = point - 1
        values = list(self.base)
        for axis, count in enumerate(self._counts()):
            if 0 <= left < count:
                values[axis] = [level for level in self.axes[axis].levels if level != self.base[axis]][left]
            left -= count
        return tuple(values)


@dataclass(frozen=True)
class SampledPoints:
    """Points drawn in the unit cube, `unit` float64 (points, axes), scaled to the axes."""

    axes: Sequence[Factor]
    unit: np.ndarray

    def __len__(self) -> int:
        return len(self.unit)

    def values(self, point: int) -> tuple[Any, ...]:
        """The sample in the units of the parameters."""
        return tuple(axis.at(float(share)) for axis, share in zip(self.axes, self.unit[point], strict=True))


def points_of(
    experiment: Experiment,
    levers: Sequence[Factor],
    uncertainties: Sequence[Factor],
    base: tuple[Any, ...],
    start: "StartRuns | None" = None,
) -> Points:
    """The points of one scenario; `base` are its own values of the levers, `start` earlier runs of a search."""
    design = experiment.design
    if isinstance(design, Grid):
        return GridPoints(levers)
    if isinstance(design, OneAtATime):
        return OneAtATimePoints(levers, base)
    if isinstance(design, Boundary):
        return GrowingPoints(levers, design, start)
    axes = [*levers, *uncertainties]
    return SampledPoints(axes, sample(experiment, len(axes)))


@lru_cache(maxsize=8)
def order_of_rows(rows: int, seed: int, cycle: int) -> np.ndarray:
    """A random order of `rows` joint draws, int64 (rows,), another one for each time that all have been taken."""
    return np.random.default_rng([seed, cycle]).permutation(rows)


def row_of_point(point: int, rows: int, seed: int) -> int:
    """The joint draw that belongs to a sampled point: each of the `rows` once before any is taken again.

    The order changes with every time, since points of a Sobol sequence that lie a power of two apart share coordinates.
    """
    cycle, place = divmod(point, rows)
    return int(order_of_rows(rows, seed, cycle)[place])


def block_size(kind: str, axes: int, second_order: bool = True) -> int:
    """Consecutive points that share coordinates: a base sample of Saltelli's design, a trajectory of Morris's."""
    if kind == "morris":
        return axes + 1
    if kind == "saltelli":
        return 2 * axes + 2 if second_order else axes + 2
    return 1


def count_points(
    experiment: Experiment,
    levers: Sequence[Factor],
    uncertainties: Sequence[Factor],
    base: tuple[Any, ...],
    start: "StartRuns | None" = None,
) -> int:
    """Number of points of one scenario, without drawing any."""
    axes = len(levers) + len(uncertainties)
    match design := experiment.design:
        case Grid():
            return math.prod(len(lever.levels) for lever in levers)
        case OneAtATime():
            return len(OneAtATimePoints(levers, base))
        case Saltelli():
            return design.samples * block_size(design.kind, axes, design.second_order)
        case Morris():
            return design.trajectories * block_size(design.kind, axes)
        case LatinHypercube() | Sobol():
            return design.points
        case Boundary():
            return design.points + (len(start.seeds) if start else 0)


def sample(experiment: Experiment, axes: int) -> np.ndarray:
    """The points of a sampled design in the unit cube, float64 (points, axes); the same for the same seed.

    Raises TypeError for a design without random points.
    """
    match design := experiment.design:
        case LatinHypercube():
            return latin_hypercube(axes, design.points, [design.seed])
        case Sobol():
            from scipy.stats import qmc

            exponent = math.ceil(math.log2(design.points)) if design.points > 1 else 0
            engine = qmc.Sobol(axes, scramble=True, rng=np.random.default_rng(design.seed))
            return engine.random_base2(exponent)[: design.points]
        case Saltelli():
            from SALib.sample import sobol

            return sobol.sample(problem(axes), design.samples, calc_second_order=design.second_order, seed=design.seed)
        case Morris():
            from SALib.sample import morris

            return morris.sample(problem(axes), design.trajectories, num_levels=design.levels, seed=design.seed)
    raise TypeError(f"{design!r} draws no points")


def problem(axes: int, names: Sequence[str] = ()) -> dict[str, Any]:
    """SALib's description of the axes, each from 0 to 1."""
    return {
        "num_vars": axes,
        "names": list(names) or [f"x{axis}" for axis in range(axes)],
        "bounds": [[0.0, 1.0]] * axes,
    }


def latin_hypercube(axes: int, points: int, seed: Sequence[int]) -> np.ndarray:
    """A Latin hypercube, float64 (points, axes)."""
    from scipy.stats import qmc

    return qmc.LatinHypercube(axes, rng=np.random.default_rng(list(seed))).random(points)
