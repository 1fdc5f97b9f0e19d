"""The states and what the model does from them, in small worlds where it is known what must happen."""

from typing import Any

import pytest

from sim import load_scenario
from sim.estimates import decision_round, forks
from sim.estimates.assault import assaulted
from sim.estimates.causes import CAUSES, COVER, Variant, variants_of
from sim.estimates.continuations import NOTHING, continued, evening_of, follow, mean_days, median_days
from sim.estimates.declared import NAMES
from sim.estimates.departure import departed
from sim.estimates.holding_out import endured, held_out
from sim.estimates.moments import Moment, days_of, moments_of
from sim.estimates.sizes import Sizes
from sim.kernels.decision_round import is_due
from sim.model import SiegeModel
from sim.outcomes import DAILY
from sim.runs.run import copy_of
from sim.scenario.schema import Scenario
from sim.state.events import Event
from sim.state.snapshot import digest
from tests.worlds import HAMLET

#: Nobody is hurt, whatever happens.
HARMLESS = {
    "assault.lethality_per_day": 0.0,
    "assault.overrun_killed": 0.0,
    "fire.strikes_km2_day": 0.0,
    "fire.skirmish_per_day": 0.0,
    "endings.broke_out_killed": 0.0,
    "endings.dissolved_killed": 0.0,
}
SEALED = {"supply.production": 0.0, "supply.leak": 0.0, "besieger.lets_civilians_out": 0.0}
FEW = Sizes(moments=1, continuations=2, longest=80)


def hamlet_with(**more: Any) -> Scenario:
    return load_scenario("baseline", {**HAMLET, "clock.horizon_days": 120, **more})


def moment_of(scenario: Scenario, day: int = 9) -> Moment:
    """The state on the first day with a decision round from `day` on."""
    decision_days = scenario.negotiation.decision_days
    due = next(each for each in range(day, day + 60) if is_due(each, decision_days))
    return next(moments_of(scenario, 1, [due]))


def estimated_in(moment: Moment, scenario: Scenario) -> dict[str, float]:
    morning = copy_of(moment.siege)
    morning.scenario, morning.scenario_before = forks.as_written(morning, scenario), None
    return decision_round.estimates_of(morning).values


def test_estimates_are_those_of_the_decision_round() -> None:
    """A siege that is quiet by itself writes into its series what is read from it."""
    scenario = forks.quiet(hamlet_with())
    moment = moment_of(scenario)
    model = SiegeModel(scenario, seed=1)
    while model.siege.day <= moment.siege.day:
        model.step()
    written = dict(zip((series.name for series in DAILY), model.siege.daily[-1], strict=True))
    values = estimated_in(moment, scenario)
    assert values["storm_chance"] == written["p_win_assault"]
    assert values["storm_days"] == written["storm_days"]
    assert values["own_dead"] == written["storm_own_dead"]
    assert values["road_believed"] == written["garrison_p_safe_road"]
    assert values["road_true"] == written["road"]
    assert values["endurance"] == model.siege.garrison.unbiased_endurance
    assert tuple(sorted(values)) == tuple(sorted(NAMES))


def test_days_are_drawn_among_those_with_a_decision_round() -> None:
    scenario = hamlet_with()
    days = days_of(scenario, 1, 40)
    assert days == days_of(scenario, 1, 40)
    assert days != days_of(scenario, 2, 40)
    assert days[:5] == days_of(scenario, 1, 5)
    assert all(is_due(day, scenario.negotiation.decision_days) for day in days)
    assert min(days) < 30 < 80 < max(days) < 120


def test_a_continuation_changes_only_what_comes_after() -> None:
    moment = moment_of(hamlet_with())
    scenario = forks.assault_from(moment.siege, 30)
    before = digest(moment.siege)
    evening = evening_of(moment, scenario)
    first, second = continued(evening, moment, scenario, 2)
    again, _ = continued(evening, moment, scenario, 2)
    assert digest(moment.siege) == before
    assert len({evening.seed, first.seed, second.seed}) == 3
    for siege in (first, second, again):
        follow(siege, 30)
    assert digest(first) == digest(again)
    assert digest(first) != digest(second)


def test_an_assault_from_outside_begins_at_once_and_is_never_called_off() -> None:
    scenario = hamlet_with(**{"besieger.manpower": 90, "negotiation.life_price": 5.0, "assault.exchange": 3.0})
    moment = moment_of(scenario)
    ordered = forks.assault_from(moment.siege, 80)
    evening = evening_of(moment, ordered)
    assert evening.campaign.pressed
    assert evening.day == moment.siege.day + 1
    for siege in continued(evening, moment, ordered, 2):
        follow(siege, 80)
        assert siege.ending is not None or siege.campaign.pressed
        assert not any(entry["event"] == Event.campaign_halted for entry in siege.ledger)


def test_where_nothing_hurts_nobody_dies_and_the_place_is_taken() -> None:
    scenario = hamlet_with(**HARMLESS, **{"supply.food_days": 400.0, "besieger.manpower": 2400})
    moment = moment_of(scenario)
    found = assaulted(moment, FEW._replace(longest=200))
    assert found["storm_chance"].value == 1.0
    for name in ("own_killed", "enemy_killed", "fire_assault"):
        assert found[name].value == 0.0
    held = held_out(evening_of(moment, moment.siege.scenario), moment, FEW)
    assert held["fire"].value == 0.0
    assert held["stores"] == held["bodies"] == (80.0, True)


def test_an_assault_that_cannot_win_is_not_counted_as_taken() -> None:
    scenario = hamlet_with(**HARMLESS, **{"besieger.manpower": 1, "supply.food_days": 400.0})
    found = assaulted(moment_of(scenario), FEW)
    assert found["storm_chance"].value == 0.0
    assert found["storm_days"] == (80.0, True)
    assert found["enemy_dead"] == NOTHING


def test_stores_without_inflow_last_as_long_as_they_are_full() -> None:
    """Twenty days of full ration at 0.65 of one; sickness and hunger leave a few more."""
    scenario = hamlet_with(**SEALED, **HARMLESS, **{"supply.food_days": 40.0})
    moment = moment_of(scenario, day=25)
    evening = evening_of(moment, moment.siege.scenario)
    left = evening.stores.food_g / evening.initial.need_g / scenario.supply.target_ration
    found = held_out(evening, moment, FEW)["stores"]
    assert found.value == pytest.approx(left, abs=3.0)
    assert estimated_in(moment, scenario)["stores"] == pytest.approx(left, abs=5.0)


def test_a_garrison_that_is_starved_does_not_outlast_one_that_is_fed() -> None:
    lasted = {}
    for food in (2.0, 400.0):
        scenario = hamlet_with(**SEALED, **{"supply.food_days": food, "clock.horizon_days": 300})
        moment = moment_of(scenario)
        evening = evening_of(moment, moment.siege.scenario)
        lasted[food] = endured(evening, moment, scenario, FEW._replace(longest=200))["holding"]
    assert not lasted[2.0].beyond
    assert lasted[400.0].beyond
    assert lasted[2.0].value < lasted[400.0].value


@pytest.mark.parametrize(("breach", "killed"), [(0.0, 0.0), (1.0, 1.0)])
def test_a_road_without_danger_and_one_that_kills(breach: float, killed: float) -> None:
    more = {"convoy.breach_chance": breach, "convoy.breach_killed": killed, "convoy.spoiler": 0.0, "patron.reach": 0.0}
    more |= {"besieger.road_reputation": 0.0, "guarantor.strength": 0.0, "garrison.home_ties": 0.0}
    moment = moment_of(hamlet_with(**more))
    found = departed(evening_of(moment, moment.siege.scenario), moment, FEW._replace(continuations=4))
    arrived, alive = found["road_true"].value, found["road_alive"].value
    assert arrived is not None
    assert alive is not None
    if breach:
        assert alive < 0.9
        assert arrived <= alive
    else:
        assert arrived == alive == 1.0


def test_the_parties_are_free_again_on_the_day_of_an_estimate() -> None:
    scenario = hamlet_with(**{"besieger.offensive_day": 60, "relief.rate_per_week": 0.01})
    siege = moment_of(scenario).siege
    assert siege.scenario == forks.quiet(scenario)
    assert forks.as_written(siege, scenario) == scenario


def test_of_a_schedule_only_what_comes_from_outside_is_kept() -> None:
    schedule = {
        "aid": {"day": 5, "set": {"supply.aid_share": 0.5, "negotiation.allowed": False}},
        "storm": {"day": 7, "offensive": "begin"},
        "pause": {"day": 8, "ceasefire": 3},
        "men": {"day": 9, "arrive": {"side": "garrison", "men": 20}},
        "peace": {"day": 40, "lift": True},
    }
    kept = forks.quiet(hamlet_with(schedule=schedule)).schedule
    assert list(kept) == ["aid", "men"]
    assert kept["aid"].set == {"supply.aid_share": 0.5}


def test_days_until_an_event() -> None:
    assert median_days([10, 20, None], 50) == (20.0, False)
    assert median_days([10, None, None], 50) == (50.0, True)
    assert mean_days([10, 20, None], 50) == (40.0, False)  # 80 days followed, two events
    assert mean_days([None, None], 50) == (100.0, True)


def test_causes_change_as_far_as_they_may() -> None:
    scenario = hamlet_with(**{"garrison.morale": 0.5, "supply.food_days": 0.0})
    assert variants_of(scenario, follow=False) == ([Variant("", 1.0, scenario)], [])
    made, refused = variants_of(scenario, follow=True)
    assert {each.cause for each in made} == {"", *CAUSES} - {"supply.food_days"}
    assert [each.cause for each in refused] == ["supply.food_days"] * 2
    morale = [(each.factor, each.scenario.garrison.morale) for each in made if each.cause == "garrison.morale"]
    assert morale[0] == (2.0, 1.0)  # three times as much is not allowed
    assert morale[1] == pytest.approx((1 / 3, 1 / 6))
    men = [each.scenario.besieger.manpower for each in made if each.cause == "besieger.manpower"]
    assert men == [720, 80]


def test_cover_is_multiplied_on_the_first_day() -> None:
    scenario = hamlet_with()
    plain, tripled, cut = (next(moments_of(scenario, 1, [0], cover)).siege.grid.cover for cover in (1.0, 3.0, 0.01))
    assert tripled == pytest.approx(3.0 * plain)
    assert set(cut) == {1.0}
    made, _ = variants_of(scenario, follow=True)
    assert [each.cover for each in made if each.cause == COVER] == [3.0, pytest.approx(1 / 3)]


def test_the_dead_of_all_causes_hold_those_who_were_killed() -> None:
    found = assaulted(moment_of(hamlet_with(**{"besieger.manpower": 800})), FEW._replace(longest=200))
    for side in ("own", "enemy"):
        every, killed = found[f"{side}_dead"].value, found[f"{side}_killed"].value
        assert every is not None
        assert killed is not None
        assert every >= killed > 0.0
