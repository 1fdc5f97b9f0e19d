"""Two ways on from one morning: alike until they differ, and in nothing but what was changed."""

import copy
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim import load_scenario, run
from sim.model import SiegeModel
from sim.outcomes import DAILY
from sim.runs.fork import COUNTERFACTUAL, FACTUAL, Fork, arms_of, morning_of, plan_fork
from sim.runs.plan import plan_run
from sim.runs.result import Result
from sim.runs.run import run_plan
from sim.scenario.errors import ScenarioError
from sim.scenario.parameters import Parameter, parameters
from sim.scenario.schema import Scenario
from sim.state.columns import Status
from sim.state.serialize import arrays
from sim.state.siege import Siege
from sim.state.snapshot import save
from tests.runs.conftest import SMALL
from tests.worlds import EAGER, HAMLET, PRESSED

NO_DEALS = {"negotiation.allowed": False}
#: Everything happens here: deals, people on the road for weeks, attacks, aid, foreigners.
BUSY = {
    **HAMLET, **EAGER, **PRESSED, "garrison.foreign_share": 0.3, "besieger.lets_civilians_out": 0.5, "supply.aid": 0.2,
    "convoy.breach_chance": 0.3, "clock.horizon_days": 60,
}  # fmt: skip
ROAD = {**HAMLET, **EAGER, "convoy.road_km": 3000.0, "convoy.people_per_bus": 5, "convoy.halt_days": 5}
TRUCE = [measure.name for measure in DAILY].index("truce")
WORLDS = {name: load_scenario("baseline", world) for name, world in (("busy", BUSY), ("road", ROAD))}


def both(fork: Fork, siege: Siege | None = None, threads: int = 1) -> dict[str, Result]:
    """Either arm, to its end."""
    siege = siege or morning_of(fork.plan, fork.at, threads)
    assert siege is not None
    return {arm: run_plan(plan, threads=threads) for arm, plan in arms_of(siege, fork).items()}


@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.parametrize("at", [0, 1, 4, 9, "deal"])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_with_nothing_changed_both_are_the_run_that_was_never_forked(world: str, at: int | str, seed: int) -> None:
    whole = run(WORLDS[world], seed)
    fork = plan_fork(WORLDS[world], at, seed=seed)
    siege = morning_of(fork.plan, fork.at)
    if siege is None:
        assert whole.siege.day <= at if isinstance(at, int) else not whole.siege.deals
        return
    for result in both(fork, siege).values():
        assert result.digest == whole.digest
        assert result.siege.daily == whole.siege.daily
        assert result.siege.agent_steps == whole.siege.agent_steps


@pytest.mark.parametrize("world", WORLDS)
def test_both_are_alike_until_the_fork(world: str) -> None:
    whole = run(WORLDS[world], 1)
    fork = plan_fork(WORLDS[world], "deal", NO_DEALS)
    siege = morning_of(fork.plan, fork.at)
    assert siege is not None
    day, events_before = siege.day, len(siege.ledger)
    results = both(fork, siege)
    assert results[FACTUAL].digest == whole.digest
    other = results[COUNTERFACTUAL].siege
    assert other.daily[:day] == whole.siege.daily[:day]
    assert other.ledger[:events_before] == whole.siege.ledger[:events_before]
    assert other.daily[day:] != whole.siege.daily[day:]


def test_the_morning_of_the_deal_is_that_of_its_signature() -> None:
    for seed in range(1, 6):
        fork = plan_fork(WORLDS["busy"], "deal", seed=seed)
        siege = morning_of(fork.plan, fork.at)
        if siege is not None:
            assert not siege.deals
            assert both(fork, siege)[FACTUAL].siege.deals[0].signed_day == siege.day


def test_the_arms_share_nothing_that_changes() -> None:
    fork = plan_fork(WORLDS["busy"], 3, NO_DEALS)
    siege = morning_of(fork.plan, fork.at)
    assert siege is not None
    one, other = (plan.siege for plan in arms_of(siege, fork).values())
    assert one is not None
    assert other is not None
    for name, array in arrays(one).items():
        for its in (arrays(other)[name], arrays(siege)[name]):
            assert array.size == 0 or not np.shares_memory(array, its), name
    assert one.ledger is not other.ledger
    assert one.daily is not other.daily
    assert (one.scenario, other.scenario) == (fork.plan.scenario, fork.scenario)


def moved(p: Parameter, world: Scenario) -> Any:
    """Another value of a parameter, that is allowed."""
    now = getattr(getattr(world, p.section), p.name)
    if p.kind == "yes/no":
        return not now
    if p.kind == "whole number":
        return now + 1 if p.high is None or now < p.high else now - 1
    more = now * 1.3 + 0.01
    return more if p.high is None or more <= p.high else now * 0.7


FREE = [p for p in parameters() if p.when == "always"]


@pytest.mark.parametrize("part", range(4))
def test_nothing_that_may_change_is_fixed_at_the_start(part: int) -> None:
    """A fork on day 0 is a run of the changed scenario: whatever the start has made of it must be made anew."""
    world = WORLDS["busy"]
    for p in FREE[part::4]:
        fork = plan_fork(world, 0, {p.dotted: moved(p, world)}, seed=3, days=12)
        fresh = run_plan(plan_run(fork.scenario, 3, days=12))
        siege = morning_of(fork.plan, 0)
        assert siege is not None
        changed = run_plan(arms_of(siege, fork)[COUNTERFACTUAL])
        assert changed.digest == fresh.digest, p.dotted


def test_what_is_drawn_once_cannot_be_changed_on_the_way() -> None:
    drawn = {p.dotted for p in parameters() if "drawn once" in p.meaning or "on day 0" in p.meaning}
    assert drawn
    assert drawn.isdisjoint(p.dotted for p in FREE)


def test_a_fork_of_a_fork() -> None:
    world = WORLDS["busy"]
    first = plan_fork(world, 3, {"supply.production": 0.0}, days=4)
    way = both(first)[COUNTERFACTUAL].siege
    assert way.day == 7
    straight = both(first._replace(days=None))[COUNTERFACTUAL]
    second = plan_fork(way.scenario, 7, NO_DEALS)
    results = both(second, way)
    assert results[FACTUAL].digest == straight.digest
    assert results[COUNTERFACTUAL].digest != straight.digest


def test_from_a_file_or_from_memory_and_on_two_threads(tmp_path: Path) -> None:
    world = load_scenario("baseline", {**SMALL, "population.civilians": 40000, "supply.food_days": 2})
    whole = run(world, 2, days=5)
    fork = plan_fork(world, 2, {"supply.leak": 1.0}, seed=2, days=3)
    siege = morning_of(fork.plan, fork.at, threads=2)
    assert siege is not None
    save(siege, tmp_path / "way.siege")
    filed = plan_fork(tmp_path / "way.siege", None, {"supply.leak": 1.0}, days=3)
    assert (filed.at, filed.plan.seed) == (2, 2)
    digests = {arm: result.digest for arm, result in both(fork, siege, threads=2).items()}
    assert digests == {arm: result.digest for arm, result in both(filed).items()}
    assert digests[FACTUAL] == whole.digest
    assert digests[COUNTERFACTUAL] != whole.digest


def forbidden(siege: Siege) -> Siege:
    """A day on, after deals are forbidden."""
    siege = copy.deepcopy(siege)
    section = siege.scenario.negotiation.model_copy(update={"allowed": False})
    siege.scenario = siege.scenario.model_copy(update={"negotiation": section})
    model = SiegeModel(siege=siege)
    model.step()
    return model.siege


def test_forbidding_deals_voids_what_is_under_way() -> None:
    """An offer on the table, open talks, a convoy on the road: none outlives the morning, and no truce holds."""
    seen = set()
    for seed in range(1, 4):
        model = SiegeModel(WORLDS["road"], seed=seed)
        while model.running and model.siege.day < 25:
            siege = model.siege
            state = siege.talks.open, siege.talks.on_table, siege.convoy.under_way
            if any(state) and state not in seen:
                seen.add(state)
                day, events_before, signed = siege.day, len(siege.ledger), len(siege.deals)
                aboard = siege.people.status == Status.aboard
                after = forbidden(siege)
                events = [line["event"] for line in after.ledger[events_before:]]
                assert (after.talks.open, after.talks.on_table, after.convoy.under_way) == (False, False, False)
                assert after.daily[-1][TRUCE] == 0
                assert after.besieger.deal == 0.0
                assert len(after.deals) == signed
                assert ("deal_broken" in events) == state[2]
                assert ("talks_broken_off" in events) == state[0]
                assert all(line["day"] == day for line in after.ledger[events_before:])
                assert not (after.people.status[aboard] == Status.aboard).any()
                if state[2]:
                    assert after.deals[-1].broken
            model.step()
    assert {(True, True, False), (False, False, True)} <= seen


@pytest.mark.parametrize("allowed", [True, False])
def test_forbidding_deals_changes_nothing_but_in_a_fork(allowed: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    world = load_scenario("baseline", {**BUSY, "negotiation.allowed": allowed})
    before = run(world, 1).digest
    monkeypatch.setattr("sim.agents.talks.forbid", lambda siege: None)
    assert run(world, 1).digest == before


def test_what_only_the_start_reads_is_refused_with_what_may_be_changed() -> None:
    late = ["population.civilians=5", "reinforcements=[]", "supply.food_days=3", "supply.leek=1"]
    with pytest.raises(ScenarioError) as refused:
        plan_fork("baseline", 5, late)
    problems = refused.value.problems
    assert [problem.partition(":")[0] for problem in problems[:3]] == [
        "--set population.civilians", "--set reinforcements", "--set supply.food_days",
    ]  # fmt: skip
    assert all("matters only at the start of a siege" in problem for problem in problems[:3])
    assert "a fork may change supply.production, supply.leak" in problems[3]
    assert "food_days" not in problems[3]
    assert "did you mean supply.leak?" in problems[4]
    for p in parameters():
        if p.when == "start":
            with pytest.raises(ScenarioError, match="matters only at the start"):
                plan_fork("baseline", 5, {p.dotted: p.default})


def test_deals_that_are_forbidden_already_cannot_be_waited_for() -> None:
    with pytest.raises(ScenarioError, match="nobody ever signs"):
        plan_fork(load_scenario("baseline", NO_DEALS), "deal")
