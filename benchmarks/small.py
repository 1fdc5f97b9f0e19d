"""Small sieges: how many a second on one core, where the time goes, and what a second process adds."""

import argparse
import json
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

import numpy as np
from speed import HELD

from sim.kernels import fast_forward
from sim.model import SiegeModel
from sim.scenario.load import load_scenario
from sim.scenario.schema import Scenario

DAYS = 500
#: Two thousand people on 34 x 34 cells, held as in `speed.py`, but with both commands at their sums and talks allowed.
SMALL = HELD | {
    "population.civilians": 1400,
    "garrison.fighters": 200,
    "besieger.manpower": 400,
    "negotiation.allowed": True,
    "clock.horizon_days": 2 * DAYS,
}


def carry(scenario: Scenario, seed: int) -> SiegeModel:
    """One siege of 500 days, none of which may be its last, as a run or a sweep carries it."""
    model = SiegeModel(scenario, seed=seed)
    while model.siege.day < DAYS:
        model.advance(DAYS - model.siege.day)
    assert model.running
    return model


def many(seeds: range) -> tuple[float, float]:
    """Wall-clock and processor seconds of so many sieges in this process, after a first one."""
    scenario = load_scenario("baseline", SMALL)
    carry(scenario, 0)
    wall, busy = time.perf_counter(), time.process_time()
    for seed in seeds:
        carry(scenario, seed)
    return time.perf_counter() - wall, time.process_time() - busy


def parts(repeats: int) -> dict[str, float]:
    """Milliseconds of a siege: the least that its set-up and each ten of its days took in so many runs of one seed.

    Days that were disturbed by others at work on the machine in one run are taken from another. The days are taken in
    two ways: ten at once, with how much of it was spent in machine code, and step by step.
    """
    scenario = load_scenario("baseline", SMALL)
    door, took = (
        fast_forward.run_days,
        {"set-up": [], "days at once": [], "in machine code": [], "days step by step": []},
    )

    def timed(*given: Any) -> Any:
        start = time.perf_counter()
        result = door(*given)
        spent[-1] += time.perf_counter() - start
        return result

    def tens(model: SiegeModel, at_once: bool) -> list[float]:
        ticks = [time.perf_counter()]
        for end in range(10, DAYS + 1, 10):
            spent.append(0.0)
            while model.siege.day < end:
                model.advance(end - model.siege.day) if at_once else model.step()
            ticks.append(time.perf_counter())
        return np.diff(ticks).tolist()

    for _ in range(repeats):
        start, spent = time.perf_counter(), []
        model = SiegeModel(scenario, seed=1)
        took["set-up"].append([time.perf_counter() - start])
        took["days step by step"].append(tens(model, at_once=False))
        fast_forward.run_days, spent = timed, []
        try:
            took["days at once"].append(tens(SiegeModel(scenario, seed=1), at_once=True))
        finally:
            fast_forward.run_days = door
        took["in machine code"].append(spent)
    return {name: 1e3 * float(np.min(runs, axis=0).sum()) for name, runs in took.items()}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sieges", type=int, default=20)
    parser.add_argument("--json", action="store_true", help="end with the figures of one process as JSON")
    options = parser.parse_args()
    n = options.sieges
    least = parts(n)
    print("least of a siege:", ", ".join(f"{name} {ms:.1f} ms" for name, ms in least.items()))
    wall, busy = many(range(1, n + 1))
    print(f"one process: {n / wall:.1f} sieges a second, {n / busy:.1f} a second of processor time")
    if options.json:
        print(json.dumps({**least, "sieges a second": n / busy}))
    else:
        with ProcessPoolExecutor(2, get_context("spawn")) as pool:
            walls = [w for w, _ in pool.map(many, [range(1, n + 1), range(n + 1, 2 * n + 1)])]
        print(f"two processes: {2 * n / max(walls):.1f} sieges a second, {2 * wall / max(walls):.2f} times one")
