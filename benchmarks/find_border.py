#!/usr/bin/env python
"""How many runs a search for a border saves, beside points that are spread evenly, and how often its band holds.

    python benchmarks/find_border.py --out results --workers 2

A dense reference, 5 000 sieges of a small town over food and the besieger's men, each point with a seed of its own,
gives the share of deals everywhere (a fit with finer bumps than a search uses). From this surface the runs of both
designs are drawn: a search (`design: {kind: boundary}`), and a Sobol sequence of four times as many points, analysed by
the same fit and by each of its two shapes; the best of these counts. The error is the area on the wrong side of the
border, in per cent of the map (both axes on their own scale). Coverage is the share of points of the true border at
which the 95% band of the search includes the level. Printed are medians over the repeats, and mean coverage. Then the
same for a known surface over two, three and four axes, whose border bends. The reference takes three minutes on two
idle cores, or nothing where it has been run before; the rest takes a
quarter of an hour, most of it for four axes.
"""

import argparse
from collections.abc import Callable
from pathlib import Path

import numpy as np
from scipy.special import expit

from sim.sweep import border_fit, load, run_experiment
from sim.sweep.boundary import BoundaryDesign, GrowingPoints, evenly_spread
from sim.sweep.experiment import Boundary
from sim.sweep.experiment_reader import experiment_of
from sim.sweep.factors import Factor
from sim.sweep.observed_runs import ObservedRuns

FOOD, MEN = (5.0, 320.0), (10.0, 1280.0)
REFERENCE = {
    "name": "reference",
    "first_seed": 1_000_001,
    "question": "Where do endings lie?",
    "scenario": "baseline",
    "set": {
        "map.area_km2": 0.2, "population.civilians": 100, "garrison.fighters": 40, "clock.horizon_days": 200,
        "clock.ticks_per_day": 2,
    },
    "levers": {
        "supply.food_days": {"low": FOOD[0], "high": FOOD[1], "log": True},
        "besieger.manpower": {"low": MEN[0], "high": MEN[1], "log": True},
    },
    "design": {"kind": "sobol", "points": 5000, "seed": 77},
    "common_random_numbers": False,
}  # fmt: skip
DEALS = ("evacuation", "split", "surrender")
FINE = (0.14, 2.0)  # shape of the bumps of the reference
GRID = {2: 80, 3: 26, 4: 13}  # cells along each axis, by number of axes
LINES, STEPS = 200, 801  # lines along the last axis on which the true border is sought, and steps of each


class Surface:
    """A known share everywhere in the unit cube, and the side of the border on which each cell of a grid lies."""

    def __init__(self, axes: int, level: float, log_odds: Callable[[np.ndarray], np.ndarray]) -> None:
        self.axes, self.level, self.log_odds = axes, level, log_odds
        self.cut = float(np.log(level / (1 - level)))
        steps = (np.arange(GRID[axes]) + 0.5) / GRID[axes]
        self.grid = np.stack(np.meshgrid(*[steps] * axes), -1).reshape(-1, axes)
        self.above = log_odds(self.grid) > self.cut
        self.border = self._border()

    def _border(self) -> np.ndarray:
        """Points of the border, float64 (n, axes)."""
        steps, points = np.linspace(0, 1, STEPS), []
        for others in evenly_spread(self.axes, 3, 0, LINES)[:, :-1]:
            line = np.column_stack([np.tile(others, (STEPS, 1)), steps])
            away = self.log_odds(line) - self.cut
            for place in np.flatnonzero(np.diff(np.sign(away))):
                part = away[place] / (away[place] - away[place + 1])
                points.append([*others, steps[place] + part / (STEPS - 1)])
        return np.array(points)

    def run(self, unit: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """Whether a run at each point ends in a deal, bool (n,)."""
        return rng.random(len(unit)) < expit(self.log_odds(unit))

    def error(self, fit: border_fit.BorderFit) -> float:
        """Per cent of the cells on the wrong side."""
        return 100 * float(np.mean((fit.log_odds(self.grid)[0] > self.cut) != self.above))

    def coverage(self, fit: border_fit.BorderFit) -> float:
        """Per cent of the points of the border at which the band includes the level."""
        mean, deviation = fit.log_odds(self.border)
        return 100 * float(np.mean(np.abs(mean - self.cut) <= border_fit.BAND * deviation))


def reference_surface(folder: Path, level: float) -> Surface:
    """The share of deals of the reference."""
    rows = load(folder)
    values = zip(("supply.food_days", "besieger.manpower"), (FOOD, MEN), strict=True)
    unit = np.column_stack([np.log(rows[name] / low) / np.log(high / low) for name, (low, high) in values])
    fit = border_fit._fit(unit, rows["outcome"].isin(DEALS).to_numpy(), *FINE)
    return Surface(2, level, lambda points: fit.log_odds(points)[0])


def bent_surface(axes: int) -> Surface:
    """A share that rises along the last axis, from a tenth to nine tenths within a third of it, at a bent border."""

    def log_odds(unit: np.ndarray) -> np.ndarray:
        bend = 0.25 * np.cos(np.pi * unit[:, 0]) + 0.2 * (unit[:, 1:-1] - 0.5).sum(axis=1)
        return 13.2 * (unit[:, -1] - 0.5 - bend)

    return Surface(axes, 0.5, log_odds)


def even(surface: Surface, runs: int, seed: int) -> list[float]:
    """Errors of an even design: by the fit of a search, and by each shape."""
    unit = evenly_spread(surface.axes, seed, 0, runs)
    happened = surface.run(unit, np.random.default_rng([seed, 1]))
    fits = [border_fit.fit_border(unit, happened)]
    fits += [border_fit._fit(unit, happened, *shape) for shape in border_fit.SHAPES]
    return [surface.error(fit) for fit in fits]


def search(surface: Surface, runs: list[int], seed: int) -> list[tuple[float, float]]:
    """Error and coverage of a search after each of the numbers of runs."""
    axes = [Factor(f"axis {number}", "number", (), 0.0, 1.0) for number in range(surface.axes)]
    points = GrowingPoints(axes, Boundary(kind="boundary", level=surface.level, points=runs[-1], seed=seed))
    design, rng = BoundaryDesign(points), np.random.default_rng([seed, 2])
    observed = ObservedRuns(runs[-1], 1, design.outcomes)
    while len(numbers := design.next_runs(observed)):
        happened = surface.run(points.unit[numbers], rng)
        ending = ["evacuation" if deal else "stormed" for deal in happened]
        observed.add_rows(numbers, np.ones(len(numbers), int), [False] * len(numbers), ending)
    deals = observed.happened["deal"]
    fits = [border_fit.fit_border(points.unit[:n], deals[:n]) for n in runs]
    return [(surface.error(fit), surface.coverage(fit)) for fit in fits]


def print_table(surface: Surface, runs: list[int], repeats: int) -> None:
    """Print errors and coverage of a surface."""
    print(
        "| runs of the search | error | coverage | evenly spread runs | error, same fit | error, best of three fits |"
    )
    print("|--:|--:|--:|--:|--:|--:|")
    seeds = range(1, repeats + 1)
    searched = np.array([search(surface, runs, seed) for seed in seeds])
    for n, one in zip(runs, searched.swapaxes(0, 1), strict=True):
        spread = np.median([even(surface, 4 * n, seed) for seed in seeds], axis=0)
        error, coverage = np.median(one[:, 0]), one[:, 1].mean()
        print(f"| {n} | {error:.2f} | {coverage:.0f}% | {4 * n} | {spread[0]:.2f} | {spread.min():.2f} |")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description="Runs that a search for a border saves, and coverage of its band.")
    parser.add_argument("--out", default="results", help="results folder, in which the reference is kept")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--repeats", type=int, default=15)
    parser.add_argument("--level", type=float, default=0.25)
    options = parser.parse_args()
    folder = run_experiment(experiment_of(REFERENCE, "reference"), out=options.out, workers=options.workers)
    print(f"{options.repeats} repeats; error: % of the map on the wrong side\n")
    print(f"border of {100 * options.level:g}% deals\n")
    print_table(reference_surface(folder, options.level), [120, 160, 240], options.repeats)
    for axes in (2, 3, 4):
        print(f"\nknown surface over {axes} axes\n")
        print_table(bent_surface(axes), [120, 240, 480], options.repeats)


if __name__ == "__main__":
    main()
