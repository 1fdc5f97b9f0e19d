"""The laws in sieges of all sorts."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from laws import Watch
from worlds import EAGER, HAMLET, PRESSED, STRANDED, worlds

from sim.model import SiegeModel
from sim.state.columns import Kind, Status

QUIET = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large]}


def watched(world: dict[str, Any], seed: int) -> SiegeModel:
    """The run of a world, watched to its end."""
    model = Watch(SiegeModel("baseline", seed=seed, **world)).run()
    assert not model.running
    assert model.siege.ending is not None
    assert sum(model.siege.people_in(kind, Status.aboard) for kind in Kind) == 0, "nobody is left on the road"
    return model


#: A strike is forgotten within a tick; the wounded are healed on a day on which they are just fit.
SHORT = PRESSED | {
    "clock.ticks_per_day": 1,
    "assault.advance_m_day": 90.0,
    "fire.danger_days": 0.5,
    "bodies.wound_days": 10.0,
}


@pytest.mark.parametrize(
    "more", [{}, EAGER, PRESSED, EAGER | PRESSED, SHORT], ids=["calm", "eager", "pressed", "both", "short"]
)
def test_the_laws_hold_in_the_hamlet(more: dict[str, Any]) -> None:
    watched(HAMLET | {"clock.horizon_days": 300} | more, seed=4)


def test_the_laws_hold_before_a_crater() -> None:
    """Where columns are stranded, shrink, go on or turn back."""
    seen: set[str] = set()
    for seed in range(12, 24):
        model = watched(HAMLET | STRANDED | {"clock.horizon_days": 60}, seed)
        seen |= {line["event"] for line in model.siege.ledger}
    assert {"cratered", "column_shrank", "resumed", "completed"} <= seen


def test_relief_finds_nobody_on_the_road() -> None:
    world = HAMLET | EAGER | {"relief.rate_per_week": 0.5, "clock.horizon_days": 60}
    for seed in range(25):
        watched(world, seed)


@settings(max_examples=30, **QUIET)
@given(world=worlds(), seed=st.integers(0, 2**32 - 1))
def test_the_laws_hold_in_any_world(world: dict[str, Any], seed: int) -> None:
    watched(world, seed)


@pytest.mark.slow
@settings(max_examples=1000, **QUIET)
@given(world=worlds(longest=400), seed=st.integers(0, 2**32 - 1))
def test_the_laws_hold_in_a_thousand_worlds(world: dict[str, Any], seed: int) -> None:
    watched(world, seed)
