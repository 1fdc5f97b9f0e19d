"""Days in a row are the same days as one by one, to the last bit; and they end where somebody has to act."""

from typing import Any

import pytest
from worlds import HAMLET, PRESSED

from sim.agents import skippable_days
from sim.kernels.series import Row
from sim.model import SiegeModel
from sim.outcomes import DAILY
from sim.state.siege import Siege
from sim.state.snapshot import digest

#: Worlds in which much is thought and little done, and some in which much is done.
WORLDS: dict[str, dict[str, Any]] = {
    "blockade": {},
    "hungry": {"supply.food_days": 5.0, "supply.leak": 0.1},
    "silent": {"negotiation.allowed": False},
    "slow": {"negotiation.decision_days": 3.5, "observers.attention": 1.0, "observers.journalists": 0.9},
    "relief": {"relief.rate_per_week": 0.2},
    "dates": {"deadline.ultimatum_day": 20, "deadline.finish_by_day": 45, "deadline.haste": 0.8},
    "reinforced": {"reinforcements": [{"day": 9, "men": 40}, {"day": 30, "men": 20}]},
    "nothing shows": {"learning.hunger_signs": 0.0, "negotiation.sight_spread": 0.0},
    "short": {"clock.horizon_days": 21},
    "pressed": dict(PRESSED),
}


def test_a_row_holds_what_is_declared_in_that_order() -> None:
    assert [series.name for series in DAILY] == list(Row._fields)
    for value, kind in zip(in_a_row({}, 1, 3)[0].daily[-1], Row.__annotations__.values(), strict=True):
        assert type(value) is kind


def one_by_one(world: dict[str, Any], seed: int, days: int) -> Siege:
    model = SiegeModel("baseline", seed=seed, **HAMLET | world)
    while model.running and model.siege.day < days:
        model.step()
    return model.siege


def in_a_row(world: dict[str, Any], seed: int, days: int) -> tuple[Siege, list[int]]:
    model, taken = SiegeModel("baseline", seed=seed, **HAMLET | world), []
    while model.running and model.siege.day < days:
        taken.append(model.advance(days - model.siege.day))
        assert model.siege.day == sum(taken) == model.steps == model.time
    return model.siege, taken


@pytest.mark.parametrize("name", WORLDS)
def test_they_are_the_same_days(name: str) -> None:
    rows = 0
    for seed in (1, 2, 3):
        slow, (quick, taken) = one_by_one(WORLDS[name], seed, 120), in_a_row(WORLDS[name], seed, 120)
        assert digest(quick) == digest(slow)
        assert quick.daily == slow.daily
        assert quick.ledger == slow.ledger
        assert quick.agent_steps == slow.agent_steps
        assert quick.ending == slow.ending
        rows += len(taken) < len(slow.daily)
    assert (rows > 0) == (name not in ("pressed",)), "most worlds have quiet days"


def test_nothing_happens_on_the_days_between() -> None:
    siege, taken = in_a_row({}, 1, 200)
    last_days = {sum(taken[: k + 1]) - 1 for k in range(len(taken))}
    assert max(taken) > 10
    assert {line["day"] for line in siege.ledger} <= last_days


def test_it_stops_where_hunger_begins() -> None:
    model = SiegeModel("baseline", seed=1, **HAMLET | WORLDS["hungry"])
    while model.running and model.siege.stores.civilian_ration >= 0.5:
        model.advance(400, min_ration=0.5)
    rations = [row[5] for row in model.siege.daily]
    assert len(rations) > 5
    assert min(rations[:-1]) >= 0.5 > rations[-1]


def test_a_day_at_a_time_while_something_else_is_scheduled() -> None:
    """An event of a user's own may look at the siege, or change it."""
    model, seen = SiegeModel("baseline", seed=1, **HAMLET), []

    def look() -> None:
        seen.append(model.siege.day)

    model.schedule_event(look, at=3.0)
    assert [model.advance(30) for _ in range(3)] == [1, 1, 1]
    assert seen == [3], "after the day, as Mesa has it"
    assert model.advance(30) > 1


def test_whoever_watches_is_called_before_the_parties_act() -> None:
    model, seen = SiegeModel("baseline", seed=1, **HAMLET), []
    model.evening = lambda siege: seen.append((siege.day, len(siege.daily)))
    while model.running and model.siege.day < 60:
        model.advance(60 - model.siege.day)
        assert seen[-1] == (model.siege.day - 1, model.siege.day - 1)


@pytest.mark.parametrize(
    ("book", "field", "value"),
    [
        ("campaign", "pressed", True),
        ("campaign", "pushing", True),
        ("talks", "on_table", True),
        ("talks", "leave_day", 30),
        ("talks", "truce_until", 1),
        ("convoy", "under_way", True),
        ("link", "linked", True),
        ("link", "agreed_package", 0),
        ("public", "denied", True),
    ],
)
def test_no_two_days_at_once_while_something_is_under_way(book: str, field: str, value: object) -> None:
    siege = SiegeModel("baseline", seed=1, **HAMLET).siege
    assert skippable_days.days(siege, 50) == 50
    setattr(getattr(siege, book), field, value)
    assert skippable_days.days(siege, 50) == 1
