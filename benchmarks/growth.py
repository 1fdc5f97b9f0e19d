"""How the time of a day grows with people and with cells, on log-log scales, and bytes per person.

    python benchmarks/growth.py                # 1 000 to 2 000 000 people, 1 000 to 66 000 cells; a minute or two
    python benchmarks/growth.py --days 5 --json

Processor time on one thread, with talks, campaigns and relief switched off as in `speed.py`; of each size the least of
some short stretches, as other processes disturb the others. A slope is that of the line through two sizes on log-log
scales: 1 where twice as many people take twice as long. Growth in people is fitted from 100 000 people on: below, much
of the time goes into the ground.
"""

import argparse
import json
import time
from collections.abc import Sequence

import numpy as np
from speed import bytes_a_person, held

from sim.model import SiegeModel
from sim.scenario.load import load_scenario

PEOPLE = (1_000, 10_000, 100_000, 300_000, 1_000_000, 2_000_000)
FITTED_FROM = 100_000
WANTED = 1.05
#: Square kilometres of a generated city of 100 m cells, with this number of people.
AREAS, IN_CITY = (1.0, 4.0, 16.0, 64.0, 200.0), 100_000
STRETCHES = 5


def seconds_per_day(model: SiegeModel, days: int) -> float:
    """Least processor time of a day, as the mean of a stretch, after a first one."""
    model.materialize()
    found = []
    for _ in range(STRETCHES + 1):
        end, start = model.siege.day + days, time.process_time()
        while model.siege.day < end:
            model.advance(end - model.siege.day)
        found.append((time.process_time() - start) / days)
    assert model.running
    return min(found[1:])


def slope(sizes: Sequence[float], seconds: Sequence[float]) -> float:
    """Exponent of the power law through the points: the slope of the line of least squares on log-log scales."""
    return float(np.polyfit(np.log(sizes), np.log(seconds), 1)[0])


def show(unit: str, sizes: Sequence[int], seconds: Sequence[float]) -> None:
    """Print one row per size, with the slope from the row before."""
    print(f"{unit:>10} {'log10':>6} {'ms a day':>9} {'log10 s':>8} {'slope':>6} {'ns each':>8}")
    for place, (size, took) in enumerate(zip(sizes, seconds, strict=True)):
        between = f"{slope(sizes[place - 1 : place + 1], seconds[place - 1 : place + 1]):6.2f}" if place else " " * 6
        logs = np.log10([size, took])
        print(f"{size:10,} {logs[0]:6.2f} {took * 1e3:9.3f} {logs[1]:8.2f} {between} {took / size * 1e9:8.1f}")


def by_people(days: int) -> float:
    """Print the time of a day by people on one map; returns the exponent of growth."""
    seconds = [
        seconds_per_day(SiegeModel(load_scenario("eastern_ghouta_2018", held(people)), seed=1), days)
        for people in PEOPLE
    ]
    show("people", PEOPLE, seconds)
    large = [place for place, people in enumerate(PEOPLE) if people >= FITTED_FROM]
    return slope([PEOPLE[place] for place in large], [seconds[place] for place in large])


def by_cells(days: int) -> float:
    """Print the time of a day by cells for one number of people; returns the exponent of growth."""
    cells, seconds = [], []
    for area in AREAS:
        city = {"map.generate": "dense_city", "map.area_km2": area, "map.cell_m": 100.0}
        model = SiegeModel(load_scenario("baseline", held(IN_CITY, **city)), seed=1)
        cells.append(model.siege.grid.holder.size)
        seconds.append(seconds_per_day(model, days))
    show("cells", cells, seconds)
    return slope(cells, seconds)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--days", type=int, default=10, help="days of a stretch")
    parser.add_argument("--json", action="store_true", help="end with the figures as JSON")
    options = parser.parse_args()
    document = {"people": by_people(options.days)}
    print(f"exponent of growth in people from {FITTED_FROM:,} on: {document['people']:.3f} (wanted: at most {WANTED})")
    document["cells"] = by_cells(options.days)
    print(f"exponent of growth in cells, {IN_CITY:,} people: {document['cells']:.3f}")
    document["bytes"] = bytes_a_person(PEOPLE[-1])
    print(f"{document['bytes']:.1f} bytes per person in the arrays that are as long as the people")
    if options.json:
        print(json.dumps(document))
