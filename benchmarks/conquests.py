"""How fast assaulted places fall: generic ground of their size and forces of their numbers, against their days."""

import argparse
import csv
import math
import statistics
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import yaml

from sim.model import SiegeModel
from sim.scenario.load import load_scenario
from sim.state.columns import Kind, Status

CASES = Path(__file__).with_suffix(".csv")
LONGEST = 400  # days
#: An assault from the first day, nobody talking, going home or coming to help; few civilians, to be quick.
WORLD = {
    "supply.production": 0.0,
    "supply.leak": 0.0,
    "besieger.offensive_day": 0,
    "besieger.lets_civilians_out": 0.5,
    "negotiation.allowed": False,
    "negotiation.lift_per_week": 0.0,
    "relief.rate_per_week": 0.0,
    "clock.horizon_days": LONGEST,
}


def between(luck: np.random.Generator, case: dict[str, str], name: str) -> float:
    """A draw from low, best, high: triangular in the logarithm."""
    low, best, high = (math.log(float(case[name + end])) for end in ("_low", "", "_high"))
    return math.exp(luck.triangular(low, best, high) if low < high else best)


def world_of(case: dict[str, str], luck: np.random.Generator) -> dict[str, object]:
    """A generic world with the measures of a case, its uncertain ones drawn from their ranges."""
    area, fighters = between(luck, case, "area_km2"), round(between(luck, case, "garrison"))
    return WORLD | {
        "map.generate": case["ground"],
        "map.area_km2": area,
        "map.cell_m": 300.0 if case["ground"] == "mountain" else 60.0 if area < 3 else 100.0,
        "population.civilians": fighters,
        "population.people_per_agent": max(1, fighters // 220),
        "garrison.fighters": fighters,
        "garrison.foreign_share": 0.0 if float(case["foreign_share"]) < 0.1 else float(case["foreign_share"]),
        "garrison.ideology": float(case["ideology"]),
        "besieger.manpower": round(between(luck, case, "besiegers")),
        "besieger.captor_reputation": float(case["captor_reputation"]),
        "supply.tunnel": float(case["supply"]),
        "supply.food_days": float(case["food_days"]),
        "fire.strikes_km2_day": float(case["strikes_km2_day"]),
    }


def conquest(case: dict[str, str], seed: int, **more: object) -> dict[str, float]:
    """One assault until no more ground is held than in history when it ended, or the garrison is no more."""
    model = SiegeModel(load_scenario("baseline", world_of(case, np.random.default_rng(seed)) | more), seed=seed)
    siege = model.siege
    while model.running and siege.ground_share() > float(case["ground_left"]):
        model.step()
    lost = {s.name: siege.people_in(Kind.fighter, s) / siege.initial.fighters for s in (Status.dead, Status.custody)}
    return {
        "days": float(siege.day),
        "ground": siege.ground_share(),
        "dead": lost["dead"],
        "taken": lost["custody"],
        "exchange": siege.people_in(Kind.besieger, Status.dead) / max(1, siege.people_in(Kind.fighter, Status.dead)),
        "ended": float(siege.ending is not None and siege.ending.outcome in ("stormed", "collapse")),
    }


def table(runs: int, **more: object) -> Iterator[tuple[dict[str, str], dict[str, float]]]:
    """Each case with the medians of so many runs."""
    with CASES.open(encoding="utf-8", newline="") as file:
        for case in csv.DictReader(file):
            rows = [conquest(case, seed, **more) for seed in range(runs)]
            yield case, {name: statistics.median(row[name] for row in rows) for name in rows[0]}


def main() -> None:
    """Print the table and how far off it is, pooled."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--set", action="append", default=[], help="dotted=value, as for `safeconduct run`")
    arguments = parser.parse_args()
    extra = {k: yaml.safe_load(v) for k, v in (item.split("=", 1) for item in arguments.set)}
    print(f"{'siege':20} {'days then':>15} {'days':>6} {'ratio':>6} {'ground':>7} {'dead':>6} {'taken':>6} {'exch':>6}")
    logs, inside = [], 0
    for case, row in table(arguments.runs, **extra):
        then = float(case["days"])
        logs.append(math.log(row["days"] / then))
        inside += float(case["days_low"]) / 2 <= row["days"] <= float(case["days_high"]) * 2
        observed = f"{then:.0f} ({case['days_low']}-{case['days_high']})"
        print(
            f"{case['siege']:20} {observed:>15} {row['days']:6.0f} {row['days'] / then:6.2f} {row['ground']:7.2f}"
            f" {row['dead']:6.2f} {row['taken']:6.2f} {row['exchange']:6.2f}",
            flush=True,
        )
    print(
        f"pooled: days {math.exp(statistics.median(logs)):.2f} times those of history (median of {len(logs)}; geometric"
        f" mean {math.exp(statistics.mean(logs)):.2f}), spread of the log {statistics.stdev(logs):.2f},"
        f" {inside} within a factor of two"
    )


if __name__ == "__main__":
    main()
