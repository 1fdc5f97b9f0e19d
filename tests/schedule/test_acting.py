"""What a schedule does: on the morning of its day, the same as a fork, unknown before, kept in snapshots."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim import load_scenario, run
from sim.model import SiegeModel
from sim.runs.fork import COUNTERFACTUAL, arms_of, morning_of, plan_fork
from sim.runs.narrative.ledger import ledger_columns
from sim.runs.plan import plan_run
from sim.runs.run import run_plan
from sim.scenario.errors import ScenarioError
from sim.scenario.schema import Scenario
from sim.state.columns import FOREIGN, Kind, Status
from sim.state.serialize import arrays
from sim.state.siege import Siege
from sim.state.snapshot import digest, load, save
from tests.process import Command
from tests.worlds import EAGER, HAMLET, PRESSED

DAY = 12
WORLD = HAMLET | {"clock.horizon_days": 60, "supply.food_days": 8.0, "negotiation.allowed": False}
EFFECTS: dict[str, dict[str, Any]] = {
    "set": {"set": {"supply.airlift_grams": 300.0, "fire.strikes_km2_day": 40.0}},
    "garrison": {"arrive": {"side": "garrison", "men": 31, "foreign": True}},
    "besieger": {"arrive": {"side": "besieger", "men": 31}},
    "ceasefire": {"ceasefire": 5},
    "ultimatum": {"ultimatum": 9},
    "offensive": {"offensive": "begin"},
}


def with_entry(entry: dict[str, Any], world: dict[str, Any] = WORLD) -> Scenario:
    return load_scenario("baseline", world | {"schedule": {"mine": entry}})


def to_the_end(scenario: Scenario, seed: int = 1) -> Siege:
    return run(scenario, seed).siege


def equal_days(a: Siege, b: Siege) -> int:
    """On how many days from the first the series of two sieges are equal."""
    for day, rows in enumerate(zip(a.daily, b.daily, strict=False)):
        if not np.array_equal(np.array(rows[0], float), np.array(rows[1], float), equal_nan=True):
            return day
    return min(len(a.daily), len(b.daily))


def texts(siege: Siege, event: str) -> list[tuple[int, str]]:
    ledger = ledger_columns(siege)
    rows = zip(ledger["day"], ledger["event"], ledger["text"], strict=True)
    return [(day, text) for day, name, text in rows if name == event]


@pytest.mark.parametrize("name", EFFECTS)
def test_nothing_moves_before_the_day_and_something_after_it(name: str) -> None:
    plain, scheduled = (
        to_the_end(load_scenario("baseline", WORLD)),
        to_the_end(with_entry({"day": DAY, **EFFECTS[name]})),
    )
    assert len(plain.daily) > DAY + 10
    assert DAY <= equal_days(plain, scheduled) <= DAY + 10
    assert scheduled.schedule.acted == {"mine": DAY}


@pytest.mark.parametrize("more", [{}, EAGER | {"negotiation.allowed": True}, PRESSED], ids=["calm", "eager", "pressed"])
@pytest.mark.parametrize("seed", [1, 2])
def test_a_fork_is_the_run_with_an_entry_on_that_day(more: dict[str, Any], seed: int) -> None:
    world = WORLD | more
    changes = {"supply.airlift_grams": 300.0, "besieger.lets_civilians_out": 0.9, "negotiation.decision_days": 3.0}
    scheduled = to_the_end(with_entry({"day": DAY, "set": changes}, world), seed)
    fork = plan_fork(load_scenario("baseline", world), DAY, changes, seed=seed)
    morning = morning_of(fork.plan, fork.at)
    assert morning is not None
    forked = run_plan(arms_of(morning, fork)[COUNTERFACTUAL]).siege
    assert forked.daily == scheduled.daily or equal_days(forked, scheduled) == len(scheduled.daily)
    for array, other in zip(arrays(forked).values(), arrays(scheduled).values(), strict=True):
        assert np.array_equal(array, other)
    assert forked.ending == scheduled.ending


def test_a_fork_keeps_what_the_schedule_has_set_so_far() -> None:
    """Both entries hold in either arm; the fork's own change comes on top of them."""
    schedule = {"a": {"day": 3, "set": {"supply.tunnel_grams": 200.0}}, "b": {"day": 20, "set": {"supply.aid": 1.0}}}
    fork = plan_fork(load_scenario("baseline", WORLD | {"schedule": schedule}), 10, {"besieger.aid_allowed": 1.0})
    morning = morning_of(fork.plan, fork.at)
    assert morning is not None
    plans = arms_of(morning, fork)
    for arm, aid in zip(plans, (0.0, 1.0), strict=True):
        scenario = run_plan(plans[arm]).siege.scenario
        assert (scenario.supply.tunnel_grams, scenario.supply.aid) == (200.0, 1.0)
        assert scenario.besieger.aid_allowed == aid


def test_a_fork_can_change_an_entry_that_is_still_ahead(inside: Command) -> None:
    scenario = with_entry({"day": 30, "set": {"supply.airlift_grams": 300.0}})
    fork = plan_fork(scenario, 10, {"schedule.mine.day": 15})
    morning = morning_of(fork.plan, fork.at)
    assert morning is not None
    factual, counterfactual = (run_plan(plan).siege for plan in arms_of(morning, fork).values())
    assert (factual.schedule.acted, counterfactual.schedule.acted) == ({"mine": 30}, {"mine": 15})
    with pytest.raises(ScenarioError, match=r"schedule\.mine acts on day 5, before the day of the fork, 10"):
        plan_fork(scenario, 10, {"schedule.mine.day": 5})


def test_a_snapshot_keeps_the_schedule_and_the_scenario_as_written(tmp_path: Path) -> None:
    schedule = {
        "airlift": {"day": 5, "set": {"supply.airlift_grams": 300.0}},
        "hunger": {"condition": "food_days < 4", "set": {"supply.aid_grams": 100.0, "besieger.aid_allowed": 1.0}},
        "men": {"day": 14, "arrive": {"side": "garrison", "men": 20}},
        "lull": {"day": 16, "ceasefire": 6},
        "again": {"condition": "truce < 1", "repeat": True, "ceasefire": 1},
    }
    scenario = load_scenario("baseline", WORLD | {"schedule": schedule})
    whole = to_the_end(scenario)
    for day in (5, 9, 14, 18):
        model = SiegeModel(scenario, seed=1)
        while model.siege.day < day:
            model.advance(day - model.siege.day)
        file = tmp_path / f"{day}.snapshot"
        save(model.siege, file)
        plan = plan_run(scenario, start_from=file)  # the file's scenario is that of the siege, whatever day it is
        assert digest(run_plan(plan).siege) == digest(whole)
        assert load(file).written_scenario == scenario


def test_the_saved_run_has_the_scenario_as_written(inside: Command, tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(
        "extends: baseline\npopulation: {civilians: 300}\ngarrison: {fighters: 60}\nbesieger: {manpower: 200}\n"
        "schedule: {airlift: {day: 3, set: {supply.airlift_tonnes: 0.2}}}\n"
    )
    result = inside("run", file, "--days", 9, "--quiet")
    assert result.code == 0, result.err
    folder = next((tmp_path / "results" / "runs").iterdir())
    assert load_scenario(folder / "scenario.yaml").supply.airlift_tonnes == 0.0
    again = inside("run", folder / "scenario.yaml", "--days", 9, "--quiet")
    assert again.out.splitlines()[0] == result.out.splitlines()[0]
    assert "(day 3): Food by airlift changed from 0 t/day to 0.2 t/day" in (folder / "ledger.txt").read_text()


def test_set_at_is_the_same_as_an_entry(inside: Command, tmp_path: Path) -> None:
    small = ["--set", "population.civilians=300", "--set", "garrison.fighters=60", "--set", "besieger.manpower=200"]
    result = inside("run", "baseline", *small, "--days", 20, "--set-at", 6, "supply.airlift_grams=250", "--json")
    assert result.code == 0, result.err
    world = {"population.civilians": 300, "garrison.fighters": 60, "besieger.manpower": 200}
    entry = {"day": 6, "set": {"supply.airlift_grams": 250.0}}
    own = run(load_scenario("baseline", world | {"schedule": {"set_at_6": entry}}), days=20)
    assert own.digest in result.out


def test_days_taken_at_once_are_the_days_taken_one_by_one() -> None:
    schedule = {name: {"day": 4 * n + 3, **effect} for n, (name, effect) in enumerate(EFFECTS.items())}
    scenario = load_scenario(
        "baseline", WORLD | {"schedule": schedule | {"wait": {"condition": "food_days < 2", "ceasefire": 3}}}
    )
    stepped = SiegeModel(scenario, seed=5)
    while stepped.running:
        stepped.step()
    assert digest(stepped.siege) == run(scenario, 5).digest


def test_arrivals_join_those_of_their_side() -> None:
    siege = to_the_end(with_entry({"day": DAY, **EFFECTS["garrison"]}))
    assert texts(siege, "reinforced") == [(DAY, "31 men joined the garrison.")]
    a, b = siege.layout.kind_start[Kind.fighter : Kind.fighter + 2]
    late = slice(b - 31, b)
    assert (siege.people.flags[late] & FOREIGN).all()
    assert not (siege.people.status[late] == Status.awaited).any()
    assert siege.initial.fighters == b - a - 31


def test_a_ceasefire_silences_the_guns_for_its_days() -> None:
    siege = to_the_end(
        with_entry(
            {"day": DAY, "ceasefire": 5, "set": {"fire.strikes_km2_day": 60.0}},
            WORLD | PRESSED | {"garrison.fighters": 160, "fire.hit_chance": 0.1},
        )
    )
    truce = [row[[*siege_columns()].index("truce")] for row in siege.daily]
    assert truce[DAY : DAY + 5] == [1] * 5
    assert truce[DAY - 1] == truce[DAY + 5] == 0
    dead = np.array([row[[*siege_columns()].index("dead_fighters")] for row in siege.daily], float)
    shot = np.diff(dead)[DAY : DAY + 4].sum(), np.diff(dead)[DAY + 5 : DAY + 9].sum()
    assert shot[0] < shot[1]  # of wounds and hunger people go on dying
    assert texts(siege, "ceasefire_began") == [(DAY, "A ceasefire of 5 days began.")]
    assert texts(siege, "ceasefire_ended") == [(DAY + 5, "The ceasefire ended.")]


def siege_columns() -> list[str]:
    from sim.outcomes import DAILY

    return [series.name for series in DAILY]


def test_an_offensive_is_known_before_its_day_only_where_it_is_announced() -> None:
    world = WORLD | {"clock.horizon_days": 40, "supply.food_days": 200.0}
    plain = to_the_end(load_scenario("baseline", world))
    surprise = to_the_end(with_entry({"day": 25, "offensive": "begin"}, world))
    announced = to_the_end(with_entry({"day": 25, "offensive": "begin", "announced": 15}, world))
    assert equal_days(plain, surprise) >= 25
    assert 10 <= equal_days(plain, announced) < 15
    assert texts(announced, "offensive_announced") == [(10, "The besieger announced an offensive for day 25.")]
    assert texts(surprise, "campaign_ordered")[0][1] == "The besieger began an offensive that nobody had announced."
    assert texts(announced, "campaign_ordered")[0][1] == "The besieger began its announced offensive."


def test_an_offensive_can_be_halted_and_begin_again() -> None:
    schedule = {
        "first": {"day": 3, "offensive": "begin"},
        "halt": {"day": 9, "offensive": "halt"},
        "second": {"day": 30, "offensive": "begin"},
    }
    world = WORLD | {"supply.food_days": 200.0, "clock.horizon_days": 40, "besieger.offensive_binding": True}
    world |= {"assault.lethality_per_day": 0.001}
    siege = to_the_end(load_scenario("baseline", world | {"schedule": schedule}))
    pressed = [row[siege_columns().index("pressed")] for row in siege.daily]
    assert pressed[8] == 1
    assert pressed[9] == 0
    assert pressed[-1] == 1
    assert texts(siege, "campaign_halted")[0][0] == 9


def test_a_condition_acts_once_and_a_repeated_one_each_time_it_comes_to_hold() -> None:
    once = to_the_end(with_entry({"condition": "food_days < 4 and dead_civilians >= 0", "ceasefire": 2}))
    first = next(day for day, row in enumerate(once.daily) if row[siege_columns().index("food_days")] < 4)
    assert texts(once, "ceasefire_began") == [(first + 1, "A ceasefire of 2 days began.")]
    often = to_the_end(with_entry({"condition": "truce < 1", "ceasefire": 2, "repeat": True}))
    days = [day for day, _ in texts(often, "ceasefire_began")]
    assert days[:4] == [1, 4, 7, 10]


@pytest.mark.parametrize(
    ("channel", "store"),
    [
        ("fields", "produced_g"),
        ("smuggling", "leaked_g"),
        ("tunnel", "tunnel_g"),
        ("airlift", "airlift_g"),
        ("aid", "aid_g"),
    ],
)
def test_each_flow_of_food_is_booked_apart_in_the_unit_in_which_it_is_given(channel: str, store: str) -> None:
    """Tonnes stay the same as people leave; grams a head and shares of need follow them."""
    none = {f"supply.{name}": 0.0 for name in ("production", "leak", "tunnel", "aid")} | {"besieger.aid_allowed": 1.0}
    world = (
        HAMLET
        | none
        | {
            "supply.food_days": 30.0,
            "negotiation.allowed": False,
            "supply.smuggling_elasticity": 0.0,
            "besieger.manpower": 20,
        }
    )
    people, ration, days = 280, 600, 2 if channel == "smuggling" else 1  # the ring is first watched on the first day

    def came(unit: str, value: float) -> int:
        siege = run(load_scenario("baseline", world | {f"supply.{channel}_{unit}": value}), days=days).siege
        assert siege.stores.came_in_g() == getattr(siege.stores, store)
        return getattr(siege.stores, store)

    tonnes, grams, share = came("tonnes", 0.168), came("grams", ration), came("share", 1.0)
    assert tonnes >= grams == share > 0
    if channel != "smuggling":
        assert tonnes == grams == people * ration


def test_a_fork_may_move_arrivals_but_not_change_their_number(inside: Command) -> None:
    scenario = with_entry({"day": 30, "arrive": {"side": "garrison", "men": 20}})
    fork = plan_fork(scenario, 10, {"schedule.mine.day": 12})
    morning = morning_of(fork.plan, fork.at)
    assert morning is not None
    siege = run_plan(arms_of(morning, fork)[COUNTERFACTUAL]).siege
    assert texts(siege, "reinforced") == [(12, "20 men joined the garrison.")]
    for changes in (
        {"schedule.mine.arrive.men": 40},
        {"schedule.new.day": 20, "schedule.new.arrive": {"side": "besieger", "men": 9}},
    ):
        with pytest.raises(ScenarioError, match="a fork may change when they arrive, not how many"):
            plan_fork(scenario, 10, changes)


def test_a_fork_can_add_an_entry(inside: Command) -> None:
    small = ["--set", "besieger.aid_allowed=1", "--replicates", 2, "--scale", 4, "--days", 5, "--json"]
    result = inside("fork", "baseline", "--at", 3, "--set-at", 5, "supply.aid=0.5", *small)
    assert result.code == 0, result.err
    document = json.loads(result.out)
    assert document["set"]["schedule.set_at_5.set.supply.aid"] == 0.5
    assert document["was"]["schedule.set_at_5.set.supply.aid"] is None
    assert "(supply.aid) been 0.5 from day 5" in result.err
    assert "instead of null" not in result.err
