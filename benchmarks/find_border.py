#!/usr/bin/env python
"""How many runs a search for a border saves, beside points that are spread evenly.

    python benchmarks/find_border.py --out results --workers 2

A dense reference, 5 000 sieges of a small town over food and the besieger's men, each point with a seed of its own,
gives the share of deals everywhere (a fit with finer bumps than a search uses). From this surface the runs of both
designs are drawn: a search (`design: {kind: boundary}`), and a Sobol sequence of four times as many points, analysed by
the same fit and by each of its two shapes; the best of these counts. The error is the area on the wrong side of the
border, in per cent of the map (both axes on their own scale). Printed are medians over the repeats. The reference takes
three minutes on two idle cores, or nothing where it has been run before; the rest takes one.
"""

import argparse
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
AXES = [Factor(name, "number", (), 0.0, 1.0) for name in ("food", "men")]
FINE = (0.14, 2.0)  # shape of the bumps of the reference
GRID = 80


class ReferenceSurface:
    """The share of deals of the reference, and the side of the border on which each cell of a grid lies."""

    def __init__(self, folder: Path, level: float) -> None:
        rows, self.cut = load(folder), np.log(level / (1 - level))
        values = zip(("supply.food_days", "besieger.manpower"), (FOOD, MEN), strict=True)
        unit = np.column_stack([np.log(rows[name] / low) / np.log(high / low) for name, (low, high) in values])
        self.fit = border_fit._fit(unit, rows["outcome"].isin(DEALS).to_numpy(), *FINE)
        steps = (np.arange(GRID) + 0.5) / GRID
        self.grid = np.stack(np.meshgrid(steps, steps), -1).reshape(-1, 2)
        self.above = self.fit.log_odds(self.grid)[0] > self.cut

    def run(self, unit: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """Whether a run at each point ends in a deal, bool (n,)."""
        return rng.random(len(unit)) < expit(self.fit.log_odds(unit)[0])

    def error(self, fit: border_fit.BorderFit) -> float:
        """Per cent of the map on the wrong side."""
        return 100 * float(np.mean((fit.log_odds(self.grid)[0] > self.cut) != self.above))


def even(surface: ReferenceSurface, runs: int, seed: int) -> list[float]:
    """Errors of an even design: by the fit of a search, and by each shape."""
    unit = evenly_spread(2, seed, 0, runs)
    happened = surface.run(unit, np.random.default_rng([seed, 1]))
    fits = [border_fit.fit_border(unit, happened)]
    fits += [border_fit._fit(unit, happened, *shape) for shape in border_fit.SHAPES]
    return [surface.error(fit) for fit in fits]


def search(surface: ReferenceSurface, runs: list[int], level: float, seed: int) -> list[float]:
    """Errors of a search after each of the numbers of runs."""
    points = GrowingPoints(AXES, Boundary(kind="boundary", level=level, points=runs[-1], seed=seed))
    design, rng = BoundaryDesign(points), np.random.default_rng([seed, 2])
    observed = ObservedRuns(runs[-1], 1, design.outcomes)
    while len(numbers := design.next_runs(observed)):
        happened = surface.run(points.unit[numbers], rng)
        ending = ["evacuation" if deal else "stormed" for deal in happened]
        observed.add_rows(numbers, np.ones(len(numbers), int), [False] * len(numbers), ending)
    deals = observed.happened["deal"]
    return [surface.error(border_fit.fit_border(points.unit[:n], deals[:n])) for n in runs]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Runs that a search for a border saves.")
    parser.add_argument("--out", default="results", help="results folder, in which the reference is kept")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--repeats", type=int, default=15)
    parser.add_argument("--level", type=float, default=0.25)
    options = parser.parse_args()
    folder = run_experiment(experiment_of(REFERENCE, "reference"), out=options.out, workers=options.workers)
    surface = ReferenceSurface(folder, options.level)
    runs = [120, 160, 240]
    seeds = range(1, options.repeats + 1)
    searched = np.median([search(surface, runs, options.level, seed) for seed in seeds], axis=0)
    print(
        f"border of {100 * options.level:g}% deals, {options.repeats} repeats; error: % of the map on the wrong side\n"
    )
    print("| runs of the search | error | evenly spread runs | error, same fit | error, best of three fits |")
    print("|--:|--:|--:|--:|--:|")
    for n, error in zip(runs, searched, strict=True):
        spread = np.median([even(surface, 4 * n, seed) for seed in seeds], axis=0)
        print(f"| {n} | {error:.2f} | {4 * n} | {spread[0]:.2f} | {spread.min():.2f} |")


if __name__ == "__main__":
    main()
