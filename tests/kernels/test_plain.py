"""The same siege in plain Python, without machine code, and on one thread or several."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from worlds import HAMLET, PRESSED

from sim.kernels import day_engine
from sim.model import SiegeModel
from sim.state.snapshot import digest

#: Sixty people on 26 x 26 cells, and all that can be done to them.
TINY = HAMLET | PRESSED | {
    "population.civilians": 25,
    "garrison.fighters": 12,
    "besieger.manpower": 30,
    "besieger.reference_manpower": 30,
    "clock.ticks_per_day": 2,
    "map.cell_m": 100.0,
    "fire.strikes_km2_day": 150.0,
    "fire.skirmish_per_day": 0.05,
    "bodies.disease_per_day": 0.01,
    "supply.food_days": 1.0,
    "supply.leak": 0.05,
    "besieger.lets_civilians_out": 0.3,
    "exit.flight_per_day": 0.2,
    "exit.desertion_per_day": 0.02,
    "exit.besieger_desertion_per_day": 0.01,
    "exit.crossing_death": 0.3,
    "assault.overrun_killed": 0.3,
    "negotiation.allowed": False,
    "negotiation.collapse_per_day": 0.0,
}  # fmt: skip
DAYS, SEEDS = 12, (1, 2, 3)


def final_state(seed: int) -> dict[str, Any]:
    """What a run left, as numbers that JSON keeps."""
    model = SiegeModel("baseline", seed=seed, **TINY)
    for _ in range(DAYS):
        if model.running:
            model.step()
    siege = model.siege
    people, grid = siege.people, siege.grid
    whole = {"cell": people.cell, "status": people.status, "holder": grid.holder, "deaths": siege.deaths}
    near = {"mass": people.mass, "mind": people.mind, "health": people.health, "danger": grid.danger}
    return {
        "digest": digest(siege),
        "day": siege.day,
        "events": [line["event"] for line in siege.ledger],
        "whole": {name: column.ravel().tolist() for name, column in whole.items()},
        "near": {name: column.tolist() for name, column in near.items()},
    }


def test_plain_python_does_what_machine_code_does() -> None:
    """Decisions are equal; of float32 columns the last bits may differ.

    A rule given a float32 and a Python number works in float32 in plain Python (NEP 50) and in float64 in machine
    code, before both store float32. So a digest may differ, and a draw that falls between the two (one in about
    ten million) would make another siege; these seeds have none.
    """
    here = Path(__file__).parent
    done = subprocess.run(
        [sys.executable, "-W", "ignore", __file__],  # in plain Python the hash warns that it wraps round
        env=os.environ | {"NUMBA_DISABLE_JIT": "1", "PYTHONPATH": f"{here.parent}"},
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    plain = json.loads(done.stdout)
    assert plain["compiled"] is False
    for seed in SEEDS:
        expected, actual = final_state(seed), plain["runs"][str(seed)]
        assert actual["day"] == expected["day"]
        assert actual["events"] == expected["events"]
        assert actual["whole"] == expected["whole"]
        for name, column in expected["near"].items():
            assert np.allclose(actual["near"][name], column, rtol=1e-5, atol=1e-6), name
    runs = [final_state(seed) for seed in SEEDS]
    assert sum(sum(run["whole"]["deaths"]) for run in runs) > 20, "something happened"
    assert len({status for run in runs for status in run["whole"]["status"]}) >= 4


@pytest.mark.parametrize("count", [2, 3])
def test_threads_change_nothing(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sixty days of pushes, night by night; the chunks have a few dozen rows each."""
    world = (
        HAMLET | PRESSED | {"negotiation.allowed": False, "negotiation.collapse_per_day": 0.0, "besieger.manpower": 120}
    )
    one = SiegeModel("baseline", seed=5, **world)
    monkeypatch.setattr(day_engine, "SERIAL_BELOW", 0)
    many = SiegeModel("baseline", seed=5, threads=count, **world)
    assert one.engine.parts == 1
    assert many.engine.parts == count
    try:
        for _ in range(60):
            if one.running:
                one.step()
                many.step()
                assert digest(one.siege) == digest(many.siege), one.siege.day
        assert one.siege.daily == many.siege.daily
        assert one.siege.day == 60
        assert one.siege.campaign.pushes >= 5
    finally:
        many.engine.close()


if __name__ == "__main__":
    from numba.core.dispatcher import Dispatcher

    from sim.theory.probability import event_probability

    print(
        json.dumps(
            {"compiled": isinstance(event_probability, Dispatcher), "runs": {seed: final_state(seed) for seed in SEEDS}}
        )
    )
