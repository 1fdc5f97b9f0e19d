"""Hunger alone: when people of equal bodies die at a fixed ration, and what individual spread does to it."""

import argparse
import json

import numpy as np

from sim.kernels import bodies
from sim.kernels.block import new_scratch
from sim.kernels.day_engine import starvation_table
from sim.scenario.load import load_scenario
from sim.state.columns import Kind, Status, empty, uid_of
from sim.state.day_inputs import DayInputs, kernel_params_of, packed
from sim.state.draw import BODY, NEED, key_of, normals


def deaths(ration: float, days: int, people: int, **more: object) -> np.ndarray:
    """Share dead of hunger by the end of each day, float (days,), of people who get this share of full ration."""
    scenario = load_scenario("baseline", {"bodies.disease_per_day": 0.0} | more)
    params = kernel_params_of(scenario)[0]
    rows = empty(people)
    for column, stream in ((rows.need, NEED), (rows.build, BODY)):
        column[:] = np.clip(np.rint(normals(key_of(1, 0, stream), uid_of(Kind.civilian, 0), people) * 25), -127, 127)
    deaths = np.zeros((3, 8), np.int64)
    table, scratch = starvation_table(), new_scratch(-(-people // 8) * 8)
    dead = np.zeros(days)
    for day in range(days):
        facts = {name: np.float32(0) for name in DayInputs._fields}
        facts |= {"seed": 1, "day": day, "ticks": 4, "width": 3, "truce": 0, "pressed": 0, "pushing": 0}
        facts |= {"civilian_intake": np.float32(ration), "water": np.float32(1), "care": np.float32(1)}
        bodies.update_bodies(
            rows, 0, np.uint32(uid_of(Kind.civilian, 0)), packed(DayInputs(**facts))[0], params, table, scratch, deaths
        )
        dead[day] = float((rows.status == Status.dead).mean())
    return dead


def median_day(dead: np.ndarray) -> int | None:
    """First day on which half are dead."""
    return int(np.argmax(dead >= 0.5)) if dead[-1] >= 0.5 else None


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--json", action="store_true", help="end with the day by which half have starved without food")
    options = parser.parse_args()
    even = {"bodies.need_spread": 0.0, "bodies.bmi_spread": 0.0}
    document: dict[str, int | None] = {}
    for label, spread in (("equal bodies", even), ("default spread", {})):
        for ration, days in ((0.0, 168), (0.22, 250), (0.5, 168)):
            dead = deaths(ration, days, options.people, **spread)
            quartiles = [int(np.argmax(dead >= q)) if dead[-1] >= q else None for q in (0.1, 0.5, 0.9)]
            document[f"{label} {ration}"] = quartiles[1]
            print(f"{label:15} ration {ration:4.2f}: 10/50/90% dead by day {quartiles}, {dead[-1]:.3f} by day {days}")
    if options.json:
        print(json.dumps(document))
