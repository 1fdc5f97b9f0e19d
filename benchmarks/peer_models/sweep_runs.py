"""The same 400 small runs as a sweep of Safe Conduct, by Mesa's `batch_run` and by the EMA workbench.

All call the project's `run`: a town of 2 000 people for at most 100 days, ten levels of food, ten of morale, four
seeds, two processes. Mesa's processes are new ones, which load the machine code again; the others are copies of one
that has loaded it. Only the sweep also writes its rows to the disk.
"""

import argparse
import itertools
import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from sim import run
from sim.runs.run import warm_up

sys.path.insert(0, str(Path(__file__).parents[1]))
from sweeps import SMALL, SMALL_DAYS, prepared_experiment

RUNS, WORKERS, SEEDS = 400, 2, (1, 2, 3, 4)
FOOD = np.linspace(5, 50, 10).tolist()
MORALE = np.linspace(0.2, 0.9, 10).tolist()


def siege(food_days: float, morale: float, seed: int) -> dict[str, int]:
    """What a run came to."""
    changed = {**SMALL, "supply.food_days": food_days, "garrison.morale": morale}
    result = run("baseline", seed, days=SMALL_DAYS, overrides=changed)
    return {"days": result.days_simulated, "dead": sum(result.deaths["civilians"].values())}


def by_sweep() -> list[int]:
    """Days of all runs, by the project's own sweep."""
    from sim.sweep import load
    from sim.sweep.engine import run_missing

    with tempfile.TemporaryDirectory() as folder:
        run_missing(prepared_experiment(RUNS, SMALL_DAYS, SMALL), Path(folder), WORKERS)
        return load(folder)["days_simulated"].tolist()


def by_batch_run() -> list[int]:
    """Days of all runs, by Mesa's `batch_run`, of a model whose only step is a run."""
    import mesa
    from batch_model import OneRun

    levels = {"food_days": FOOD, "morale": MORALE}
    rows = mesa.batch_run(OneRun, levels, rng=SEEDS, number_processes=WORKERS, max_steps=1, display_progress=False)
    return [row["days"] for row in rows]


def by_ema() -> list[int]:
    """Days of all runs, by the EMA workbench."""
    from ema_workbench import (  # pyright: ignore[reportMissingImports]
        IntegerParameter,
        Model,
        MultiprocessingEvaluator,
        RealParameter,
        Sample,
        ScalarOutcome,
        perform_experiments,
    )

    model = Model("siege", function=siege)
    model.uncertainties = [
        RealParameter("food_days", FOOD[0], FOOD[-1]),
        RealParameter("morale", MORALE[0], MORALE[-1]),
        IntegerParameter("seed", SEEDS[0], SEEDS[-1]),
    ]
    model.outcomes = [ScalarOutcome("days"), ScalarOutcome("dead")]
    runs = itertools.product(FOOD, MORALE, SEEDS)
    samples = [
        Sample(name=str(number), food_days=food, morale=morale, seed=seed)
        for number, (food, morale, seed) in enumerate(runs)
    ]
    with MultiprocessingEvaluator(model, n_processes=WORKERS) as evaluator:
        results: Any = perform_experiments(model, scenarios=samples, evaluator=evaluator)
    _, outcomes = results
    return [int(days) for days in outcomes["days"]]


BY: dict[str, Callable[[], list[int]]] = {"sweep": by_sweep, "batch_run": by_batch_run, "ema_workbench": by_ema}

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("by", choices=(*BY, "none"), help="none: only load the machine code")
    chosen = parser.parse_args().by
    warm_up()
    days = BY[chosen]() if chosen in BY else []
    assert len(days) == RUNS or not days
    print(json.dumps({"runs": len(days), "days": sum(days)}))
