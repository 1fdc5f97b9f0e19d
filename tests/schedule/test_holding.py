"""A besieger who may not storm, and a garrison that breaks by what it lost lately, not since the first day."""

from typing import Any

import pytest

from sim import load_scenario, run
from sim.state.columns import Cause, Kind
from tests.worlds import HAMLET, PRESSED

QUIET = HAMLET | {"clock.horizon_days": 120, "negotiation.allowed": False}
#: A third of the fighters desert in a month, and the rest are fed, willing and more than the besiegers.
MELTING: dict[str, Any] = QUIET | {
    "exit.desertion_per_day": 0.05, "supply.food_days": 3000.0, "besieger.manpower": 60, "garrison.morale": 0.8,
    "clock.horizon_days": 300, "assault.allowed": False,
}  # fmt: skip


def test_a_besieger_who_may_not_storm_never_begins_a_push() -> None:
    for seed in range(5):
        siege = run(load_scenario("baseline", QUIET | PRESSED | {"assault.allowed": False}), seed).siege
        assert siege.campaign.pushes == 0
        assert siege.deaths[:, Cause.assault].sum() == 0
        assert not any(line["event"] == "campaign_ordered" for line in siege.ledger)
    assert run(load_scenario("baseline", QUIET | PRESSED), 1).siege.campaign.pushes > 0


def test_an_assault_that_is_forbidden_meanwhile_is_called_off() -> None:
    world = QUIET | PRESSED | {"assault.lethality_per_day": 0.001, "clock.horizon_days": 30}
    schedule = {"stop": {"day": 10, "set": {"assault.allowed": False}}}
    siege = run(load_scenario("baseline", world | {"schedule": schedule}), 1).siege
    halted = [line["day"] for line in siege.ledger if line["event"] == "campaign_halted"]
    assert halted
    assert 10 <= halted[0] <= 12
    assert not siege.campaign.pressed


@pytest.mark.parametrize(("days", "holds"), [(0.0, False), (60.0, True)], ids=["since day 0", "lately"])
def test_slow_losses_break_a_force_only_where_they_count_for_ever(days: float, holds: bool) -> None:
    world = MELTING | {"negotiation.breaking_days": days, "exit.desertion_per_day": 0.012}
    endings = [run(load_scenario("baseline", world), seed).siege.ending for seed in range(6)]
    broke = [ending.outcome == "collapse" for ending in endings if ending]
    assert sum(broke) <= 1 if holds else all(broke), [ending and (ending.outcome, ending.day) for ending in endings]


def test_the_dead_of_a_breakout_are_booked_as_such() -> None:
    for seed in range(12):
        siege = run(load_scenario("baseline", MELTING | {"negotiation.breaking_days": 0.0}), seed).siege
        if siege.ending and siege.ending.cause in ("broke_out", "dissolved"):
            assert siege.deaths[Kind.fighter, Cause.breakout] > 0
            assert siege.deaths[Kind.fighter, Cause.assault] == 0
            return
    pytest.fail("no force broke")


def test_sarajevo_holds_until_the_peace_of_its_schedule() -> None:
    """One row for forty people; relief, at its small rate, may come first."""
    endings = [run("sarajevo_1992", seed, scale=40).siege.ending for seed in range(1, 11)]
    causes = [(ending.cause, ending.day) for ending in endings if ending]
    assert len(causes) == 10
    assert sum(cause == ("scheduled", 1425) for cause in causes) >= 8
    assert {cause for cause, _ in causes} <= {"scheduled", "relief"}
