"""Where each ending is at home, and which way supply, morale and manpower push: shares over seeds of the baseline."""

import argparse
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from sim.compare.outcomes import ENDINGS
from sim.model import SiegeModel
from sim.scenario.load import load_scenario

World = dict[str, object]

#: A world of the baseline's box (supply, morale, manpower, named facts) for each ending.
HOMES: dict[str, World] = {
    "evacuation": {"besieger.manpower": 1200},
    "split": {"besieger.manpower": 1200, "garrison.home_ties": 1.0, "besieger.captor_reputation": 0.7},
    "surrender": {"supply.food_days": 10.0, "garrison.morale": 0.55},
    "stormed": {
        "besieger.manpower": 6000, "besieger.offensive_day": 10, "besieger.audience_cost": 3.0,
        "besieger.captor_reputation": 0.1, "garrison.ideology": 3.0, "garrison.refuge": 0.0,
    },
    "relieved": {"relief.rate_per_week": 0.05, "supply.food_days": 200.0},
    "lifted": {
        "besieger.manpower": 800, "besieger.committed_elsewhere": 0.5, "besieger.audience_cost": 3.0,
        "supply.tunnel": 0.5, "besieger.reference_manpower": 9600,
    },
    "collapse": {"garrison.morale": 0.35, "besieger.captor_reputation": 0.1, "garrison.refuge": 0.0},
    "stalemate": {
        "besieger.manpower": 800, "besieger.committed_elsewhere": 0.5, "besieger.audience_cost": 3.0,
        "supply.tunnel": 0.6, "besieger.reference_manpower": 9600, "clock.horizon_days": 540,
    },
}  # fmt: skip

#: The three axes: low, baseline, high.
AXES: dict[str, tuple[object, ...]] = {
    "supply.food_days": (10.0, 45.0, 120.0),
    "garrison.morale": (0.4, 0.75, 0.95),
    "besieger.manpower": (1000, 2400, 6000),
}


def ending(job: tuple[World, int]) -> tuple[str, int, int | None]:
    """Outcome, day, and day of the signature of one run."""
    world, seed = job
    model = SiegeModel(load_scenario("baseline", world), seed=seed)
    while model.running:
        model.step()
    end, deal = model.siege.ending, model.siege.main_deal
    assert end is not None
    return end.outcome, end.day, deal.signed_day if deal else None


def shares(world: World, seeds: range, pool: ProcessPoolExecutor | None = None) -> tuple[dict[str, float], list[int]]:
    """Share of each outcome, and the days of the signatures."""
    jobs = [(world, seed) for seed in seeds]
    results = list(pool.map(ending, jobs, chunksize=4) if pool else map(ending, jobs))
    counts = Counter(outcome for outcome, _, _ in results)
    return {name: counts[name] / len(jobs) for name in ENDINGS}, sorted(s for _, _, s in results if s is not None)


def line(label: str, shares: dict[str, float], signed: list[int]) -> str:
    """One row of the table."""
    cells = " ".join(f"{shares[name]:10.2f}" for name in ENDINGS)
    median = f"{signed[len(signed) // 2]:5d}" if signed else "    -"
    return f"{label:28} {cells}  {median}"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=100)
    parser.add_argument("--workers", type=int, default=2)
    arguments = parser.parse_args()
    seeds = range(1, arguments.seeds + 1)
    SiegeModel("baseline").step()  # compile once, before the workers start
    with ProcessPoolExecutor(arguments.workers, get_context("spawn")) as workers:
        print(f"{'':28} " + " ".join(f"{name:>10}" for name in ENDINGS) + "  signed")
        for name, world in HOMES.items():
            print(line(f"home of {name}", *shares(world, seeds, workers)), flush=True)
        for axis, levels in AXES.items():
            for level in levels:
                print(line(f"{axis} {level}", *shares({axis: level}, seeds, workers)), flush=True)
