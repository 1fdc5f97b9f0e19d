"""Small sieges: how many a second on one core, where the time goes, and what a second process adds."""

import argparse
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np
from speed import HELD

from sim.kernels import day
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
    """One siege of 500 days, none of which may be its last."""
    model = SiegeModel(scenario, seed=seed)
    for _ in range(DAYS):
        model.step()
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
    """Milliseconds of a siege by part: the least that each day took in so many runs of one seed, added up.

    A day that was disturbed by others at work on the machine in one run is taken from another.
    """
    scenario = load_scenario("baseline", SMALL)
    door, seconds = day.whole_day, {"set-up": [], "kernels": [], "days": []}

    def timed(*given: object) -> object:
        start = time.perf_counter()
        found = door(*given)
        spent.append(time.perf_counter() - start)
        return found

    day.whole_day = timed
    try:
        for _ in range(repeats):
            spent: list[float] = []
            ticks = [time.perf_counter()]
            model = SiegeModel(scenario, seed=1)
            for _ in range(DAYS):
                ticks.append(time.perf_counter())
                model.step()
            ticks.append(time.perf_counter())
            took = np.diff(ticks)
            seconds["set-up"].append(took[:1])
            seconds["kernels"].append(spent)
            seconds["days"].append(took[1:])
    finally:
        day.whole_day = door
    least = {name: 1e3 * float(np.min(runs, axis=0).sum()) for name, runs in seconds.items()}
    return {"set-up": least["set-up"], "kernels": least["kernels"], "the rest": least["days"] - least["kernels"]}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sieges", type=int, default=20)
    n = parser.parse_args().sieges
    least = parts(n)
    print(", ".join(f"{name} {ms:.1f} ms" for name, ms in least.items()), f"= {sum(least.values()):.1f} ms a siege")
    wall, busy = many(range(1, n + 1))
    print(f"one process: {n / wall:.1f} sieges a second, {n / busy:.1f} a second of processor time")
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        walls = [w for w, _ in pool.map(many, [range(1, n + 1), range(n + 1, 2 * n + 1)])]
    print(f"two processes: {2 * n / max(walls):.1f} sieges a second, {2 * wall / max(walls):.2f} times one")
