"""The small model that every framework is given: people on a grid who eat, fight, die and walk. And how it is timed.

Every living person, once a step:

1. eats: `mass += (RATION / need - mass) / MASS_DAYS`, and starves with probability `STARVE * max(0, THIN - mass)`;
2. fights, if armed: hit with probability `HIT * enemies / (own + enemies)` of its cell, as they stood when the step
   began; killed with probability `KILLED`, or if wounded already, and wounded otherwise;
3. walks with probability `WALK` to one of the eight cells around or stays, and never beyond the edge.

This file is imported in the environments of all frameworks and needs nothing but Python.
"""

import argparse
import json
import time
from collections.abc import Callable, Iterator
from typing import NamedTuple

WIDTH = HEIGHT = 256
CIVILIAN, FIGHTER, BESIEGER = range(3)
#: Shares of civilians and fighters; the others are besiegers.
CIVILIANS, FIGHTERS = 0.9, 0.0375
RATION, MASS_DAYS = 0.5, 75.0
LEAST_NEED, MOST_NEED = 0.85, 1.15
STARVE, THIN = 0.02, 0.95
HIT, KILLED = 0.05, 0.3
WALK = 0.3


class Timed(NamedTuple):
    """Of some steps after a first one, in which code is loaded and memory is touched."""

    agent_steps: int  # living people, summed over the steps
    cpu_s: float
    wall_s: float
    dead: int  # among all, after all steps


def sizes(people: int) -> tuple[int, int]:
    """Numbers of civilians and of fighters."""
    return round(CIVILIANS * people), round(FIGHTERS * people)


def timed(people: int, living: Iterator[int]) -> Timed:
    """Time the steps of an iterator that does one step at a time and then yields how many people are alive."""
    before = next(living)
    agent_steps, alive, cpu, wall = 0, before, time.process_time(), time.perf_counter()
    for after in living:
        agent_steps += alive
        alive = after
    return Timed(agent_steps, time.process_time() - cpu, time.perf_counter() - wall, people - alive)


def main(simulate: Callable[[int, int, int], Iterator[int]]) -> None:
    """Run `simulate(people, steps, seed)` as the command line says and print what was timed as JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--steps", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    print(json.dumps(timed(options.people, simulate(options.people, options.steps + 1, options.seed))._asdict()))
