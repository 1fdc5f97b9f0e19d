"""A siege that was put away and taken up again is the siege that never was."""

import copy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from worlds import EAGER, HAMLET, PRESSED, STRANDED

from sim.model import SiegeModel
from sim.state.siege import Siege
from sim.state.snapshot import digest, load, save

LONG = HAMLET | {"clock.horizon_days": 90}
#: Worlds of every mood; some have people on the road for weeks, attacked, halted or stranded.
MOODS = {
    "quiet": {},
    "pressed": PRESSED,
    "eager": EAGER,
    "both": EAGER | PRESSED,
    "road": EAGER | {"convoy.road_km": 3000.0, "convoy.buses": 1, "convoy.people_per_bus": 5, "convoy.halt_days": 5},
    "stranded": STRANDED,
    "hungry": {"supply.food_days": 2.0, "supply.production": 0.0, "supply.leak": 0.0},
    "joined": PRESSED | {"reinforcements": [{"day": 4, "men": 50}, {"day": 11, "men": 20}]},
}


@st.composite
def little_worlds(draw: st.DrawFn) -> dict[str, Any]:
    mood = draw(st.sampled_from(sorted(MOODS)))
    some = {
        "population.people_per_agent": draw(st.sampled_from([1, 3])),
        "population.civilians_per_agent": draw(st.sampled_from([0, 2])),
        "garrison.foreign_share": draw(st.sampled_from([0.0, 0.3])),
        "besieger.lets_civilians_out": draw(st.sampled_from([0.0, 0.5])),
        "relief.rate_per_week": draw(st.sampled_from([0.003, 0.1])),
        "negotiation.decision_days": draw(st.sampled_from([1.0, 2.0, 2.5])),
    }
    return LONG | MOODS[mood] | some


def gone_on(model: SiegeModel, days: int) -> SiegeModel:
    for _ in range(days):
        if model.running:
            model.step()
    return model


def taken_up(siege: Siege, folder: Path) -> SiegeModel:
    """The siege, put into a file and read from it, without the model it was in."""
    path = folder / "way.siege"
    save(siege, path)
    restored = load(path)
    assert digest(restored) == digest(siege)
    return SiegeModel(siege=restored)


def same(one: Siege, other: Siege) -> None:
    assert digest(one) == digest(other)
    assert one.daily == other.daily
    assert one.agent_steps == other.agent_steps
    assert one.ending == other.ending


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(world=little_worlds(), seed=st.integers(0, 2**32 - 1), days=st.integers(1, 45), part=st.floats(0, 1))
def test_saved_and_loaded_on_the_way_it_ends_the_same(
    tmp_path_factory: pytest.TempPathFactory, world: dict[str, Any], seed: int, days: int, part: float
) -> None:
    whole = gone_on(SiegeModel("baseline", seed=seed, **world), days)
    k = round(part * days)
    half = gone_on(SiegeModel("baseline", seed=seed, **world), k)
    rest = gone_on(taken_up(half.siege, tmp_path_factory.getbasetemp()), days - k)
    same(whole.siege, rest.siege)


@pytest.mark.parametrize("mood", MOODS)
def test_saved_and_loaded_every_night_it_ends_the_same(mood: str, tmp_path: Path) -> None:
    days = 25
    whole = gone_on(SiegeModel("baseline", seed=5, **(LONG | MOODS[mood])), days)
    nightly = SiegeModel("baseline", seed=5, **(LONG | MOODS[mood]))
    for _ in range(days):
        if nightly.running:
            nightly.step()
            nightly = taken_up(nightly.siege, tmp_path)
    same(whole.siege, nightly.siege)


def test_the_moods_see_what_they_are_meant_to() -> None:
    """Else the tests above say little."""
    seen: set[str] = set()
    on_the_road = stranded = 0
    for mood in MOODS.values():
        for seed in (2, 3, 18, 23):
            model = SiegeModel("baseline", seed=seed, **(LONG | mood))
            for _ in range(25):
                if model.running:
                    model.step()
                    on_the_road += model.siege.convoy.under_way
                    stranded += model.siege.convoy.stranded_since >= 0
            seen |= {line["event"] for line in model.siege.ledger}
    assert {"reinforced", "campaign_ordered"} <= seen, seen
    assert on_the_road > 20, "deals put people on the road"
    assert stranded > 5, "and some of them stand before a crater"


@pytest.mark.parametrize(("seed", "day"), [(1, 5), (2, 4), (4, 10), (8, 5)])
def test_a_copy_in_memory_goes_on_as_the_siege_it_was_made_of(seed: int, day: int) -> None:
    """A fork: the ground's layers still hold the last tick of the day before, also where the line has moved on."""
    world = LONG | PRESSED | {"negotiation.allowed": False}
    model = gone_on(SiegeModel("baseline", seed=seed, **world), day)
    fork = SiegeModel(siege=copy.deepcopy(model.siege))
    same(gone_on(model, 12).siege, gone_on(fork, 12).siege)


def test_a_new_model_remembers_no_fight_that_is_over() -> None:
    """A siege in memory may hold the danger of cells that the line has left; nobody would ever clear them."""
    model = gone_on(SiegeModel("baseline", seed=1, **(LONG | PRESSED)), 3)
    siege = copy.deepcopy(model.siege)
    siege.grid.risk[:], siege.grid.contested[:] = 0.5, 1
    SiegeModel(siege=siege)
    assert not siege.grid.risk.any()
    assert not siege.grid.contested.any()
