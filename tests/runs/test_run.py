import dataclasses
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from sim import Result, ScenarioError, load_scenario, run
from sim.model import SiegeModel
from sim.outcomes import DAILY
from sim.runs.plan import changed
from sim.runs.record import Watch
from sim.scenario.schema import row_counts
from sim.state.columns import Kind, Status
from tests.runs.conftest import SMALL
from tests.worlds import HAMLET, STRANDED


@pytest.fixture(scope="module")
def ended() -> Result:
    return run("baseline", 3, overrides=SMALL)


def test_import_is_light_and_lazy() -> None:
    code = "import sim, sys; dir(sim); print(*sys.modules); from sim import run, load_scenario"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"numpy", "numba", "mesa", "pydantic", "pandas"} & set(done.stdout.split())


def test_everyone_is_somewhere(ended: Result) -> None:
    people = ended.document()["people"]
    assert [people[group]["start"] for group in ("civilians", "fighters", "besiegers")] == list(SMALL.values())
    for group, kind in (
        ("fighters", Kind.fighter),
        ("civilians", Kind.civilian),
        ("besiegers", Kind.besieger),
    ):
        status = people[group]["status"]
        assert list(status) == [s.name for s in Status if s != Status.awaited]
        assert people[group]["start"] + people[group]["arrived"] == sum(status.values())
        assert sum(ended.deaths[group].values()) == status["dead"]
        assert all(ended.siege.people_in(kind, Status[name]) == heads for name, heads in status.items())


def test_reinforcements_arrive() -> None:
    more = [{"day": 2, "men": 30}, {"day": 9, "men": 50}]
    result = run("baseline", days=5, overrides={**SMALL, "reinforcements": more})
    assert result.people["besiegers"]["arrived"] == 30
    assert "joined the besieger" in " ".join(result.ledger["text"])


def test_a_convoy_on_its_way_at_the_horizon_is_carried_to_its_end() -> None:
    usual = run("baseline", 8, overrides=HAMLET | STRANDED)
    first = usual.siege.deals[0]
    signed, completed = first.signed_day, first.completed_day
    assert completed > signed + 2
    overdue = run("baseline", 8, overrides=HAMLET | STRANDED | {"clock.horizon_days": signed + 2})
    assert overdue.day >= signed + 2
    assert overdue.siege.ending is not None
    assert overdue.siege.convoy.under_way is False


def test_a_cut_run_has_no_outcome() -> None:
    result = run("baseline", days=4, overrides=SMALL)
    assert (result.outcome, result.ended, result.cause, result.day, result.days_simulated) == (
        None,
        "cut",
        None,
        3,
        4,
    )
    assert list(result.daily.columns) == [measure.name for measure in DAILY]
    assert list(result.daily["day"]) == [0, 1, 2, 3]
    assert "stopped on 4 January 2017 (day 3)" in result.summary


def test_same_seed_same_run_and_another_seed_another(ended: Result) -> None:
    again = run(load_scenario("baseline", SMALL), 3)
    same = {f.name for f in dataclasses.fields(Result)} - {"elapsed_s", "siege", "frames"}
    assert {name: getattr(again, name) for name in same} == {name: getattr(ended, name) for name in same}
    assert run("baseline", 4, days=5, overrides=SMALL).digest != run("baseline", 3, days=5, overrides=SMALL).digest


def test_going_on_from_a_snapshot_is_the_same_run(tmp_path: Path, ended: Result) -> None:
    first = run("baseline", 3, days=20, overrides=SMALL, out=tmp_path, snapshot_at=10)
    assert first.out is not None
    second = run(None, start_from=Path(first.out) / "day-10.snapshot")
    assert second.digest == ended.digest
    assert second.seed == 3
    assert second.days_simulated == ended.days_simulated - 10
    assert second.daily.equals(ended.daily)


def test_overrides_on_a_loaded_scenario() -> None:
    world = load_scenario("baseline", SMALL)
    assert changed(world, ["supply.food_days=7"]) == load_scenario("baseline", {**SMALL, "supply.food_days": 7})
    assert changed(world) is world


def test_scale_is_exact_in_people_and_refused_when_too_coarse() -> None:
    result = run("baseline", days=3, scale=4)
    assert result.people_per_agent == 4
    assert [sum(p["status"].values()) for p in result.people.values()] == [800, 2000, 2400]
    world = load_scenario("baseline")
    with pytest.raises(ScenarioError, match=r"80 agents for the fighters.*baseline allows is 4"):
        run(world, scale=10)
    assert min(row_counts(world, 4).values()) >= 200 > min(row_counts(world, 5).values())
    with pytest.raises(ScenarioError, match=r"allows is 1$"):
        run("baseline", scale=2, overrides=SMALL)


def test_frames_show_everyone_who_was_there(ended: Result) -> None:
    first, last = ended.frames[0], ended.frames[-1]
    assert first.crowd.sum(axis=1).tolist() == list(SMALL.values())
    assert last.crowd[Kind.civilian].sum() == ended.people["civilians"]["status"]["inside"]
    signed = [frame for frame in ended.frames if frame.what == "The signature"]
    assert [frame.day for frame in signed] == [deal.signed_day for deal in ended.siege.deals]
    for frame, deal in zip(signed, ended.siege.deals, strict=True):
        assert frame.crowd[Kind.fighter].sum() >= deal.fighters_at_signing


def test_watching_leaves_no_trace(ended: Result) -> None:
    before = ended.siege.people.status.copy()
    assert Watch(SiegeModel(ended.siege.scenario, siege=ended.siege)).new() == []
    np.testing.assert_array_equal(ended.siege.people.status, before)
