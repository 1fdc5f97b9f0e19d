"""The forecast of a campaign: one push and one span worked by hand, and what must hold whatever the numbers."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import DAY

from sim.scenario.load import load_scenario
from sim.state.day_inputs import packed, party_params_of
from sim.theory import campaign_forecast as forecasts
from sim.theory import push_forecast as pushes
from sim.theory.push_forecast import Forces, Push
from sim.theory.situation import Situation

QUICK = settings(max_examples=150, deadline=None)
share = st.floats(0, 1)
#: By how much longer a campaign may last with more men: ground that is taken fast leaves a shorter line to be hit on.
LONGER = 1.35
TOWN = load_scenario("baseline")
PARAMS = party_params_of(TOWN)
#: Nobody leaves, starves, or is hit by fire; what comes in is enough.
CALM = DAY._replace(exits=0.0, fear=0.0, inflow=1.0, mass_fighters=1.0, mass_civilians=1.0, ring_open=0.0)
NO_FIRE = {"fire.strikes_km2_day": 0.0, "fire.skirmish_per_day": 0.0}


def forecast(day: Situation, params: np.ndarray = PARAMS) -> forecasts.Forecast:
    return forecasts.forecast(params, packed(day, "f8"))


def endurance(day: Situation, params: np.ndarray = PARAMS) -> float:
    return forecasts.endurance(params, packed(day, "f8"))


def world(**changed: Any) -> np.ndarray:
    return party_params_of(
        load_scenario("baseline", {name.replace("__", "."): value for name, value in changed.items()})
    )


def test_a_push_for_one_cell_by_hand() -> None:
    """A goal of one cell, two days at most, in steps of a day: by noon of the first everybody has walked 150 m."""
    params = PARAMS.copy()
    params["assault"]["objective_share"] = 1.0 / 140.0
    found = pushes.push(params, packed(DAY, "f8"), pushes.today.py_func(packed(DAY, "f8")), 1.5)
    radius = 100.0 * math.sqrt(126.0 / math.pi)
    attackers = 0.85 * 1080.0 * (1 - 0.15 - 0.55 / 3) * (1 / 3 + 2 / 3 * 150.0 / (2 * math.pi * radius / 3))
    moved = 0.6 * (1 / 3 + 2 / 3 * 150.0 / (1.6 * radius))
    defenders = 0.85 * 740.0 * (0.4 / 3 + moved)
    attack, defence = 0.8 * attackers, 0.7 * defenders
    odds = (1.5 * attack / (1.5 * (1 + 1.5 * 0.1) * defence)) ** (2 / 3)
    line = 2 * math.pi * radius / 3 / 100
    pace = 1.6 * line * (0.85 * odds - 0.1) / (1 + odds)
    faced, own_faced = (1 / (1 + 2.5 * ratio ** (2 / 3)) for ratio in (defence / attack, attack / defence))
    assert 0 < 1 / pace < 1, "it ends in its first step"
    hits = 2 * 0.05 * faced * defenders
    own_hits = 2 * 0.05 * 1.7 * 0.5 * own_faced * attackers
    overrun = 0.6 * defenders * 1.6 * odds / (1 + odds)
    assert found == pytest.approx(Push(1.0, 1.0, hits / pace, own_hits / pace, overrun / pace), rel=1e-6)


def test_what_comes_of_three_fortunes_is_averaged() -> None:
    """The Gauss-Hermite rule: weights of 1/6, 2/3, 1/6, and fortunes of the mean and variance of a normal draw."""
    assert sum(pushes.WEIGHTS) == pytest.approx(1)
    for power, moment in ((1, 0), (2, 1), (3, 0), (4, 3)):
        of = [weight * z**power for weight, z in zip(pushes.WEIGHTS, pushes.FORTUNES, strict=True)]
        assert sum(of) == pytest.approx(moment)
    situation = packed(DAY, "f8")
    now = pushes.today.py_func(situation)
    three = [pushes.push(PARAMS, situation, now, 2.6 * math.exp(2.0 * z)) for z in (-math.sqrt(3), 0.0, math.sqrt(3))]
    by_hand = [(bad + 4 * median + good) / 6 for bad, median, good in zip(*three, strict=True)]
    assert pushes.expected_push(PARAMS, situation, now) == pytest.approx(by_hand)


def test_a_span_wears_both_sides_down_by_hand() -> None:
    """100 of them and 50 of his are hit in ten days; 30 % die at once, the others half of the time to die or heal."""
    situation = packed(CALM._replace(medicine=1.0), "f8")
    now = pushes.today.py_func(situation)
    params = world(**{name.replace(".", "__"): value for name, value in NO_FIRE.items()})
    after = forecasts.wear(params, situation, now, Push(8.0, 5.0, 100.0, 50.0, 0.0), 10.0, True)
    dying, healing = 0.004, 0.6 / 30 / 0.3
    ended = 1 - math.exp(-10 * (dying + healing))
    died, healed = ended * dying / (dying + healing), ended * healing / (dying + healing)
    wounded, hurt = 20.0 + 0.5 * 70.0, 20.0 + 0.5 * 35.0
    assert after.fit == pytest.approx(740.0 - 100.0 + healed * wounded, rel=1e-5)
    assert after.wounded == pytest.approx(20.0 + 70.0 - (died + healed) * wounded, rel=1e-5)
    assert after.enemy_dead == pytest.approx(30.0 + died * wounded, rel=1e-5)
    assert after.attackers == pytest.approx(1080.0 - 50.0 + healed * hurt, rel=1e-5)
    assert after.hurt == pytest.approx(20.0 + 35.0 - (died + healed) * hurt, rel=1e-5)
    assert after.own_dead == pytest.approx(15.0 + died * hurt, rel=1e-5)
    assert after.held == pytest.approx(126.0 - 5.0)
    # Morale: -0.0006 for pressure, 0.004 of the way back to what he came with, 0.05 for the share lost; locals 0.85.
    lost = 0.3 * 100.0 / 760.0 / 10.0
    first = TOWN.garrison.morale
    local = -0.0006 + 0.004 * (first - 0.7)
    foreign = -0.0006 * 0.7 + 0.004 * (first + TOWN.morale.foreign_bonus - 0.7)
    by_hand = 0.7 + 10 * (0.85 * local + 0.15 * foreign - TOWN.morale.losses * lost)
    assert after.morale == pytest.approx(by_hand, abs=1e-5)


def test_nobody_is_lost_where_nothing_happens() -> None:
    params = world(**{name.replace(".", "__"): value for name, value in NO_FIRE.items()})
    situation = packed(CALM._replace(fit=760.0, besiegers_fit=1100.0), "f8")
    now = pushes.today.py_func(situation)
    after = forecasts.wear(params, situation, now, Push(0.0, 0.0, 0.0, 0.0, 0.0), 20.0, False)
    assert (after.fit, after.wounded, after.civilians) == pytest.approx((760.0, 0.0, 1900.0), abs=1e-4)
    assert (after.attackers, after.held, after.own_dead, after.enemy_dead) == pytest.approx((1100.0, 126.0, 0, 0))


def test_a_constant_hazard_gives_a_constant_endurance() -> None:
    """Half of 0.02 a day, since strength is at the point where a force breaks, and nothing moves it: 100 days."""
    params = world(
        fire__strikes_km2_day=0.0, fire__skirmish_per_day=0.0, morale__encircled=0.0, morale__recovery=0.0,
        morale__hunger=0.0, negotiation__collapse_per_day=0.02, negotiation__collapse_force=0.5,
        negotiation__breaking_days=0.0,
    )  # fmt: skip
    day = CALM._replace(fit=400.0, fighters=400.0, morale=0.75)
    assert endurance(day, params) == pytest.approx(100.0, rel=0.01)


def test_when_it_breaks_is_the_mean_of_a_constant_hazard() -> None:
    for risk in (0.002, 0.5, 3.0, 20.0):
        at = (np.arange(200_000) + 0.5) / 200_000
        density = np.exp(-risk * at)
        assert forecasts.when_it_breaks(risk) == pytest.approx((at * density).sum() / density.sum(), abs=1e-5)
    assert forecasts.when_it_breaks(0.0011) == pytest.approx(forecasts.when_it_breaks(0.0009), abs=2e-4), "no cliff"


def test_who_breaks_out_loses_more_than_who_dissolves() -> None:
    now = Forces(*[0.0] * len(Forces._fields))._replace(fit=80.0, wounded=20.0)
    ends, point = TOWN.endings, TOWN.negotiation.collapse_morale
    brave, broken = (
        forecasts.killed_at_end.py_func(PARAMS, now._replace(morale=m)) for m in (2 * point + 0.01, 2 * point - 0.01)
    )
    assert brave == pytest.approx(100 * ends.broke_out_killed)
    assert broken == pytest.approx(100 * ends.dissolved_killed)


def test_a_place_that_nobody_defends_is_taken_at_once() -> None:
    found = forecast(CALM._replace(fit=0.0, fighters=0.0, strength=0.0, reference=0.0, besiegers_fit=1100.0))
    assert found.chance == 1.0
    assert found.days < 3.0
    assert found.own_dead == found.enemy_dead == 0.0


def test_nobody_outside_takes_nothing() -> None:
    """Then what breaks the garrison breaks it without an assault, and he loses nobody."""
    nobody = forecast(DAY._replace(besiegers=0.0, besiegers_fit=0.0))
    assert nobody.own_dead == nobody.push_dead == 0.0
    assert nobody.chance < 1.0 or nobody.days > forecast(DAY).days


def one_of(*values: float) -> st.SearchStrategy[float]:
    return st.sampled_from(values)


@st.composite
def days(draw: st.DrawFn) -> Situation:
    """An ordinary day: some men on both sides, some ground, more than one cell for each push."""
    first = draw(st.floats(100, 5000))
    left, fit, morale = draw(st.floats(0.5, 1)), draw(st.floats(0.7, 1)), draw(st.floats(0.25, 0.9))
    besiegers, mass = first * draw(st.floats(0.2, 6)), draw(st.floats(0.75, 1))
    strength = left * fit * morale * min(1.0, mass / 0.85)
    return DAY._replace(
        first_fighters=first, fighters=left * first, fit=left * fit * first, morale=morale, strength=strength,
        reference=strength, mass_fighters=mass, mass_civilians=draw(st.floats(0.7, 1)), foreign=draw(share),
        ground=draw(st.floats(0.3, 1)), cells=draw(st.floats(60, 600)), cell_m=draw(one_of(20.0, 50.0, 100.0)),
        cover=draw(st.floats(1, 2)), stock=draw(st.floats(0, 120)), inflow=draw(share), besiegers=besiegers,
        besiegers_fit=besiegers * draw(st.floats(0.8, 1)), besieger_strength=draw(st.floats(0.4, 0.9)),
        exits=draw(st.floats(0, 0.002)), civilians_inside=draw(st.floats(0, 10)) * first, fear=draw(share),
        ring_open=draw(st.floats(0, 0.5)), treatments=draw(share) * first,
    )  # fmt: skip


@st.composite
def extremes(draw: st.DrawFn) -> Situation:
    """Days at the bounds of what can be: nobody left, nobody outside, no ground, no food, no morale."""
    fighters, besiegers = draw(one_of(0.0, 1.0, 800.0, 1e5)), draw(one_of(0.0, 1.0, 1100.0, 1e5))
    return DAY._replace(
        fighters=fighters, fit=fighters * draw(one_of(0.0, 0.5, 1.0)), first_fighters=draw(one_of(1.0, 800.0, 1e5)),
        besiegers=besiegers, besiegers_fit=besiegers * draw(one_of(0.0, 0.5, 1.0)),
        besieger_strength=draw(one_of(0.0, 0.8, 1.0)), morale=draw(one_of(0.0, 0.18, 0.36, 0.7, 1.0)),
        ground=draw(one_of(0.0, 0.01, 0.9, 1.0)), cells=draw(one_of(1.0, 140.0, 1e5)),
        cell_m=draw(one_of(20.0, 100.0, 400.0)), cover=draw(one_of(1.0, 2.5)), stock=draw(one_of(0.0, 10.0, 3650.0)),
        inflow=draw(one_of(0.0, 0.2, 1.0, 1.5)), mass_fighters=draw(one_of(0.3, 0.95, 1.0)),
        mass_civilians=draw(one_of(0.3, 0.88, 1.0)), reference=draw(one_of(0.0, 0.6, 1.0)),
        foreign=draw(one_of(0.0, 0.15, 1.0)),
        exits=draw(one_of(0.0, 1e-9, 0.5, 5.0)), civilians_inside=draw(one_of(0.0, 1.0, 1900.0, 1e6)),
        fear=draw(one_of(0.0, 1.0)), ring_open=draw(one_of(0.0, 1.0)), treatments=draw(one_of(0.0, 200.0, 1e5)),
        medicine=draw(one_of(0.0, 1.0)),
    )  # fmt: skip


def check(day: Situation) -> None:
    found = forecast(day)
    assert all(math.isfinite(number) for number in found)
    assert 0 <= found.chance <= 1
    assert 0 <= found.days <= forecasts.LONGEST_CAMPAIGN
    assert -1e-6 <= found.own_dead <= day.besiegers + 1e-6
    assert -1e-6 <= found.enemy_dead <= day.fighters + 1e-6
    assert -1e-6 <= found.push_dead <= day.besiegers + 1e-6
    assert 0 <= endurance(day) <= forecasts.LONGEST_ENDURANCE


@settings(max_examples=600, deadline=None)
@given(day=extremes())
def test_it_is_finite_and_within_bounds_whatever_the_day(day: Situation) -> None:
    check(day)


@QUICK
@given(day=days())
def test_it_is_finite_and_within_bounds_on_an_ordinary_day(day: Situation) -> None:
    check(day)


@QUICK
@given(day=days(), more=st.floats(1, 3))
def test_more_attackers_never_lower_the_chance(day: Situation, more: float) -> None:
    few, many = (
        forecast(day),
        forecast(day._replace(besiegers=day.besiegers * more, besiegers_fit=day.besiegers_fit * more)),
    )
    assert many.chance >= few.chance - 1e-6
    assert many.days <= LONGER * few.days or few.chance < many.chance


@QUICK
@given(day=days(), dearer=st.floats(1.05, 3))
def test_a_dearer_exchange_costs_more_men(day: Situation, dearer: float) -> None:
    """More hits on attackers for as many on defenders; a push that is broken off for it does not make up for that."""
    params = PARAMS.copy()
    params["assault"]["exchange"] *= dearer
    usual, dear = forecast(day), forecast(day, params)
    assert dear.own_dead >= usual.own_dead * 0.999


@QUICK
@given(day=days(), more=st.floats(0, 60))
def test_more_stores_never_shorten_what_a_garrison_can_last(day: Situation, more: float) -> None:
    """Civilians who are fed flee less, and so eat for longer: that may cost a hundredth or two."""
    assert endurance(day._replace(stock=day.stock + more)) >= 0.97 * endurance(day)


@QUICK
@given(day=days(), more=st.floats(0.05, 1))
def test_more_that_comes_in_makes_a_garrison_last(day: Situation, more: float) -> None:
    assert endurance(day._replace(inflow=min(1.0, day.inflow + more))) >= 0.97 * endurance(day)


def test_who_has_food_for_longer_holds_for_longer() -> None:
    hungry = [
        endurance(DAY._replace(stock=stock, inflow=0.0, civilians_inside=0.0)) for stock in (0.0, 60.0, 120.0, 240.0)
    ]
    assert hungry == sorted(hungry)
    assert hungry[3] > hungry[0] + 20.0
