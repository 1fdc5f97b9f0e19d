"""The engine of Safe Conduct with talks, campaigns and relief switched off; a tick a day, so that all eat in each.

It does more than the rules ask: morale and fear, disease and wounds, strikes, the stores, the front line, the ways, the
ring, decision rounds, the daily series.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import rules

from sim.model import SiegeModel
from sim.scenario.load import load_scenario
from sim.state.columns import Status

sys.path.insert(0, str(Path(__file__).parents[1]))
from speed import held

#: As much ground as the front may gain in one tick of a day, one cell; less food than is needed.
SMALL_RULES = {"clock.ticks_per_day": 1, "assault.advance_m_day": 75.0, "supply.tunnel": 0.5, "supply.food_days": 1.0}


def simulate(people: int, steps: int, seed: int) -> Iterator[int]:
    """Yield the number of people alive after each step."""
    model = SiegeModel(load_scenario("eastern_ghouta_2018", held(people, **SMALL_RULES)), seed=seed)
    for _ in range(steps):
        model.step()
        yield people - int((model.siege.people.status == Status.dead).sum())
    assert model.running


if __name__ == "__main__":
    rules.main(simulate)
