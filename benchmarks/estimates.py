"""What the parties estimate beside what happens, over many worlds: ratios, ranks, and the same with a cause tripled.

    python benchmarks/estimates.py                       # 200 random worlds and the places of conquests.csv, long
    python benchmarks/estimates.py --worlds 20 --plain   # a first look, no cause changed

Worlds are drawn widely, before any is run. Of conquests.csv only ground, forces and supply are used, none of what
happened there.
"""

import argparse
import csv
import json
import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from conquests import CASES, world_of

from sim.estimates.causes import COVER, variants_of
from sim.estimates.comparison import comparisons, responses
from sim.estimates.rows import Row, Task, measure_all
from sim.estimates.sizes import Sizes
from sim.estimates.table import comparison_lines
from sim.runs.run import warm_up
from sim.scenario.load import load_scenario
from sim.scenario.schema import get_value

FEWEST_ROWS = 220  # agents of the smallest kind
HORIZON = 365
TRIPLED = ("assault.lethality_per_day", COVER, "besieger.manpower")
#: Of `conquests.WORLD`: what orders an assault there, which is ordered from outside here.
ORDERED = ("besieger.offensive_day", "negotiation.allowed", "negotiation.lift_per_week", "relief.rate_per_week")
#: Factors on the default, drawn log-uniformly.
FACTORS = {
    "assault.lethality_per_day": (1 / 3, 3.0),
    "assault.exchange": (1 / 3, 3.0),
    "assault.advance_m_day": (0.5, 2.0),
    "assault.regroup_days": (0.5, 2.0),
    "assault.fortune_spread": (0.5, 1.5),
    "fire.strikes_km2_day": (0.2, 5.0),
    "exit.desertion_per_day": (0.3, 3.0),
    "bodies.disease_per_day": (0.3, 3.0),
}
#: Shares and levels, drawn uniformly.
LEVELS = {
    "garrison.morale": (0.5, 0.95),
    "garrison.foreign_share": (0.0, 0.6),
    "garrison.ideology": (0.0, 3.0),
    "garrison.home_ties": (0.0, 1.0),
    "garrison.refuge": (0.0, 1.0),
    "besieger.morale": (0.5, 0.9),
    "besieger.captor_reputation": (0.0, 1.0),
    "besieger.road_reputation": (0.1, 0.95),
    "besieger.lets_civilians_out": (0.0, 1.0),
    "guarantor.strength": (0.0, 0.8),
    "convoy.breach_chance": (0.1, 0.9),
    "patron.reach": (0.0, 0.5),
    "supply.production": (0.0, 0.4),
    "supply.leak": (0.0, 0.35),
    "supply.tunnel": (0.0, 0.2),
}


def random_worlds(number: int) -> Iterator[dict[str, object]]:
    """Overrides of the baseline: ground, forces, supply and the constants of assault, all drawn widely."""
    baseline = load_scenario("baseline")
    for index in range(number):
        draw = np.random.default_rng(index)

        def log_uniform(low: float, high: float, draw: np.random.Generator = draw) -> float:
            return math.exp(draw.uniform(math.log(low), math.log(high)))

        ground = str(draw.choice(["town", "dense_city", "mountain", "base", "open"]))
        area = log_uniform(0.3, 12.0) * (20.0 if ground == "mountain" else 1.0)
        fighters = round(log_uniform(150, 3000))
        civilians, besiegers = round(fighters * log_uniform(0.5, 20.0)), round(fighters * log_uniform(1.2, 12.0))
        yield {
            "map.generate": ground,
            "map.area_km2": area,
            "map.cell_m": 300.0 if ground == "mountain" else 80.0 if area < 3 else 100.0,
            "map.seed": index,
            "clock.horizon_days": HORIZON,
            "population.civilians": civilians,
            "population.people_per_agent": max(1, min(fighters, civilians, besiegers) // FEWEST_ROWS),
            "garrison.fighters": fighters,
            "besieger.manpower": besiegers,
            "supply.food_days": log_uniform(5.0, 150.0),
            **{name: get_value(baseline, name) * log_uniform(*span) for name, span in FACTORS.items()},
            **{name: float(draw.uniform(*span)) for name, span in LEVELS.items()},
        }


def coded_worlds() -> Iterator[dict[str, object]]:
    """The places of conquests.csv before anything happened there."""
    with CASES.open(encoding="utf-8", newline="") as file:
        for index, case in enumerate(csv.DictReader(file)):
            world = world_of(case, np.random.default_rng(index))
            yield {name: value for name, value in world.items() if name not in ORDERED}


def tasks_of(worlds: list[dict[str, object]], sizes: Sizes, plain: bool) -> list[Task]:
    """A task for each world, and for each with a cause tripled; the number of a world is its seed."""
    tasks = []
    for seed, world in enumerate(worlds, 1):
        original, *changed = variants_of(load_scenario("baseline", world), follow=not plain)[0]
        chosen = [each for each in changed if each.cause in TRIPLED and each.factor > 1.0]
        tasks += [Task(original, each, seed, sizes) for each in (original, *chosen)]
    return tasks


def main() -> None:
    """Measure and print; with --out also the rows and the comparisons as files."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--worlds", type=int, default=200, help="number of random worlds")
    parser.add_argument("--plain", action="store_true", help="change no cause")
    parser.add_argument("--no-places", action="store_true", help="leave out the places of conquests.csv")
    parser.add_argument("--moments", type=int, default=2, help="states of each world")
    parser.add_argument("--continuations", type=int, default=3, help="seeds under which each is continued")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--out", type=Path, help="folder for rows.csv and comparisons.json")
    options = parser.parse_args()
    worlds = [*random_worlds(options.worlds), *([] if options.no_places else coded_worlds())]
    tasks = tasks_of(worlds, Sizes(options.moments, options.continuations).checked(), options.plain)
    warm_up()
    rows: dict[str, list[Row]] = {"": [], **({} if options.plain else {cause: [] for cause in TRIPLED})}
    for done in measure_all(tasks, options.workers):
        if done.error:
            print(f"world {done.seed} {done.cause}: {done.error}")
        rows[done.cause] += done.rows
    for found in rows.values():
        found.sort()
    compared = {cause: comparisons(found) for cause, found in rows.items()}
    for cause, found in compared.items():
        states = len({(row.seed, row.moment) for row in rows[cause]})
        print(f"\n{cause + ' tripled' if cause else 'as drawn'}: {states} states of {len(worlds)} worlds")
        print("\n".join(comparison_lines(found)))
    follow = {cause: responses(rows[""], rows[cause]) for cause in rows if cause}
    for cause, found in follow.items():
        print(f"\nelasticities to {cause}: estimate, model")
        for name, one in found.items():
            if one["realised_elasticity"] is not None and one["estimated_elasticity"] is not None:
                print(f"  {name:20} {one['estimated_elasticity']:6.2f} {one['realised_elasticity']:6.2f}")
    if options.out:
        options.out.mkdir(parents=True, exist_ok=True)
        with (options.out / "rows.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([Row._fields, *(row for found in rows.values() for row in found)])
        document = json.dumps({"comparisons": compared, "responses": follow}, indent=1)
        (options.out / "comparisons.json").write_text(f"{document}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
