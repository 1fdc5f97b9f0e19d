"""Civilians with a scale of their own: how many die, and how sieges end, does not depend on it."""

from collections import Counter
from typing import Any

import numpy as np
import pytest
from worlds import HAMLET

from sim.compare.outcomes import ENDINGS
from sim.model import SiegeModel
from sim.scenario.load import load_scenario
from sim.state.columns import Kind, Status
from sim.state.siege import Siege
from sim.state.snapshot import digest

SCALE = "population.civilians_per_agent"
#: Four months without supply, in which nobody may decide anything.
HUNGER: dict[str, Any] = HAMLET | {
    "population.civilians": 2000,
    "map.area_km2": 1.0,
    "supply.food_days": 8.0,
    "supply.production": 0.05,
    "supply.leak": 0.05,
    "clock.horizon_days": 120,
    "negotiation.allowed": False,
    "negotiation.collapse_per_day": 0.0,
    "negotiation.lift_per_week": 0.0,
    "assault.allowed": False,
    "exit.flight_per_day": 0.0008,
    "relief.rate_per_week": 0.0,
}


def ended(world: dict[str, Any], seed: int) -> Siege:
    """The last state of a siege."""
    model = SiegeModel(load_scenario("baseline", world), seed=seed)
    while model.running:
        model.advance(30, 0.5)
    return model.siege


def test_as_many_civilians_die_and_flee_when_ten_stand_in_a_row() -> None:
    """Means of four seeds: 1.1% apart by chance (standard deviation), and 20% of those who fled."""
    figures = {}
    for scale in (1, 10):
        sieges = [ended(HUNGER | {SCALE: scale}, seed) for seed in range(1, 5)]
        figures[scale] = [
            np.mean([siege.people_in(Kind.civilian, status) for siege in sieges])
            for status in (Status.dead, Status.fled)
        ]
        assert {siege.people_in(Kind.fighter, Status.awaited) for siege in sieges} == {0}
    assert figures[10][0] == pytest.approx(figures[1][0], rel=0.05)
    assert figures[10][1] == pytest.approx(figures[1][1], rel=0.7)


def test_a_scale_of_ones_own_that_is_that_of_all_changes_nothing() -> None:
    """To the last bit, but for the parameter itself."""
    world = HUNGER | {"population.people_per_agent": 3, "negotiation.allowed": True}
    one, other = (ended(world | {SCALE: scale}, 5) for scale in (0, 3))
    assert one.ending == other.ending
    assert one.agent_steps == other.agent_steps
    assert (one.people.mind == other.people.mind).all()
    assert (one.people.mass == other.people.mass).all()
    other.scenario = one.scenario
    assert digest(one) == digest(other)


@pytest.mark.slow
def test_sieges_end_alike_when_five_civilians_stand_in_a_row() -> None:
    """Shares of the outcomes of 300 sieges, four standard deviations apart at most."""
    seeds, counts = range(1, 301), {}
    for scale in (1, 5):
        counts[scale] = Counter(ended({SCALE: scale}, seed).ending.outcome for seed in seeds)  # pyright: ignore[reportOptionalMemberAccess]
    for name in ENDINGS:
        one, five = (counts[scale][name] / len(seeds) for scale in (1, 5))
        error = (one * (1 - one) + five * (1 - five)) / len(seeds)
        assert abs(one - five) <= 4 * error**0.5, name
