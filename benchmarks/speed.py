"""Speed of the whole model: agent-steps a second by people and threads, and four years of Eastern Ghouta.

With one thread per second of processor time, with two per second of the clock. How the time grows: `growth.py`.
"""

import argparse
import json
import time

from sim.kernels import day_engine
from sim.model import SiegeModel
from sim.scenario.load import load_scenario

#: Days before the clock starts: both commands have decided once.
BEFORE = 4
#: A siege that is held: enough comes in to live on, nobody talks, storms, lifts or relieves; fire goes on.
HELD = {
    "supply.tunnel": 1.0,
    "negotiation.allowed": False,
    "negotiation.collapse_per_day": 0.0,
    "negotiation.lift_per_week": 0.0,
    "relief.rate_per_week": 0.0,
    "exit.flight_per_day": 0.0,
    "exit.desertion_per_day": 0.0,
    "exit.besieger_desertion_per_day": 0.0,
    "besieger.offensive_day": -1,
    "negotiation.value_per_fighter": 0.01,
}


def held(people: int, **more: object) -> dict[str, object]:
    """Overrides for a siege of so many people, divided as in Eastern Ghouta."""
    fighters, besiegers = people * 15 // 400, people * 25 // 400
    return HELD | {
        "population.civilians": people - fighters - besiegers,
        "garrison.fighters": fighters,
        "besieger.manpower": besiegers,
    } | more  # fmt: skip


def rate(people: int, n_threads: int, days: int) -> tuple[float, float]:
    """Agent-steps a second of the whole model, and seconds a day, once a decision round has loaded its machine code."""
    clock = time.process_time if n_threads == 1 else time.perf_counter
    day_engine.SERIAL_BELOW = 0
    model = SiegeModel(load_scenario("eastern_ghouta_2018", held(people)), seed=1, threads=n_threads)
    for _ in range(BEFORE):
        model.step()
    steps, start = model.siege.agent_steps, clock()
    for _ in range(days):
        model.step()
    seconds = clock() - start
    return (model.siege.agent_steps - steps) / seconds, seconds / days


def bytes_a_person(people: int) -> float:
    """All arrays as long as the people, a snapshot's and scratch, in bytes a row."""
    model = SiegeModel(load_scenario("eastern_ghouta_2018", held(people)), seed=1)
    rows = model.siege.people.cell.size
    columns = sum(column.nbytes for column in model.siege.people)
    groups = sum(column.nbytes for column in model.siege.groups) + model.siege.layout.group_start.nbytes
    return (columns + groups + 2 * rows) / rows  # and two bytes for the tranche of a convoy


def ghouta(n_threads: int) -> tuple[float, float]:
    """Four years of Eastern Ghouta at one agent a person: seconds, and agent-steps over 400 000 x 5 844."""
    scenario = load_scenario("eastern_ghouta_2018", held(400_000, **{"clock.horizon_days": 1461}))
    model = SiegeModel(scenario, seed=1, threads=n_threads)
    start = time.perf_counter()
    while model.running:
        model.step()
    return time.perf_counter() - start, model.siege.agent_steps / (400_000 * 5844)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=20)
    parser.add_argument("--threads", type=int, nargs="*", default=[1, 2])
    parser.add_argument("--ghouta", action="store_true", help="also the four years of Eastern Ghouta")
    parser.add_argument(
        "--json", action="store_true", help="end with agent-steps a second by people and threads as JSON"
    )
    arguments = parser.parse_args()
    document = {}
    for people in (10_000, 100_000, 400_000, 1_000_000):
        for n in arguments.threads:
            speed, day = rate(people, n, arguments.days)
            document[f"{people}/{n}"] = speed
            print(f"{people:>9,} people, {n} thread(s): {speed / 1e6:6.1f} M agent-steps/s, {day * 1e3:7.2f} ms a day")
    if arguments.ghouta:
        seconds, share = ghouta(2)
        print(f"Eastern Ghouta, 1,461 days at 1:1 on 2 threads: {seconds:.1f} s, {share:.3f} of all agent-steps")
    if arguments.json:
        print(json.dumps(document))
