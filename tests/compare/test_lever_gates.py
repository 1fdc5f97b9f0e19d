"""What keeps a lever from acting: with these values, runs that differ in the lever are the same."""

from typing import Any

import pytest

from sim import load_scenario
from sim.compare.analysis.acting import GATES, Gate, reason
from sim.model import SiegeModel
from sim.scenario.parameters import parameters_by_name
from sim.state.siege import Siege

SMALL = {
    "map.area_km2": 0.2, "population.civilians": 200, "garrison.fighters": 80, "besieger.manpower": 240,
    "supply.food_days": 15.0, "clock.horizon_days": 60,
}  # fmt: skip
BY_WHY: dict[str, Gate] = {gate.why: gate for gates in GATES.values() for gate in gates}


def days_of(values: dict[str, Any]) -> Siege:
    model = SiegeModel(load_scenario("baseline", {**SMALL, **values}), seed=2)
    while model.siege.ending is None:
        model.step()
    return model.siege


def other_value(dotted: str) -> float:
    parameter = parameters_by_name()[dotted]
    assert parameter.high is not None
    return min(parameter.high, 2.0 * parameter.default + 0.5)


@pytest.mark.parametrize("why", BY_WHY)
def test_behind_a_gate_no_lever_changes_a_run(why: str) -> None:
    gate = BY_WHY[why]
    levers = {lever: other_value(lever) for lever, gates in GATES.items() if gate in gates}
    one, other = days_of({**gate.closed}), days_of({**gate.closed, **levers})
    assert one.daily == other.daily
    assert one.ledger == other.ledger
    assert reason(next(iter(levers)), {**gate.closed}).startswith(f"{why} (")
    for name in gate.closed:
        assert reason(next(iter(levers)), {key: 0 for key in gate.closed if key != name}) == ""


def test_a_patron_opens_what_is_closed_without_one() -> None:
    there = {"patron.reach": 0.5, "patron.veto": 0.5}
    assert days_of(there).daily != days_of({**there, "patron.threat_bearer": 1.0, "patron.restraint": 3.0}).daily
