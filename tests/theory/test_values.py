"""Rules at points worked by hand from the equations in their docstrings; every number stands here a second time."""

import math
from collections import namedtuple
from collections.abc import Callable
from typing import Any

import pytest

from sim.scenario.load import load_scenario
from sim.state.day_inputs import packed, party_params_of
from sim.theory import (
    assault,
    besieger_deals,
    besieger_options,
    bodies,
    campaign,
    campaign_forecast,
    cheating,
    contagion,
    convoy,
    credibility,
    deadline,
    dependence,
    endings,
    exile,
    exit,
    exposure,
    fire,
    garrison_answer,
    garrison_options,
    hidden_types,
    linked,
    morale,
    movement,
    observers,
    offers,
    packages,
    partners,
    patron,
    prices,
    prospects,
    push_forecast,
    situation,
    smuggling,
    supply,
    truce,
    trust,
)
from sim.theory.besieger_options import BesiegerProfile
from sim.theory.campaign_forecast import Forecast
from sim.theory.packages import Package


def section(**numbers: Any) -> Any:
    """Some parameters of a section, as rules take them."""
    return namedtuple("Section", numbers)(**numbers)


BASELINE = load_scenario("baseline")
BLANK = BesiegerProfile(**dict.fromkeys(BesiegerProfile._fields, 0.0))
NOTHING = situation.Situation(*[0.0] * len(situation.Situation._fields))


def flows(channel: str, **numbers: float) -> Any:
    """Section `supply` with a channel of food of 2 kg a day, 3 g a head and a quarter of the need, and some more."""
    return section(**{f"{channel}_tonnes": 0.002, f"{channel}_grams": 3.0, f"{channel}_share": 0.25}, **numbers)


ASSAULT = section(
    lethality_per_day=0.02, attacker_exposure=1.5, exchange=0.8, overrun_killed=0.3, strength_share=0.25
)  # fmt: skip
BODIES = section(
    disease_per_day=0.001, thirst_factor=3.0, frailty_factor=5.0, wound_death_per_day=0.02, no_care_factor=4.0,
    wound_days=30.0,
)  # fmt: skip
THIN = section(bmi=20.0, bmi_spread=0.1)
EXIT = section(
    desertion_per_day=0.01, besieger_desertion_per_day=0.002, desertion_slope=4.0, contagion=2.0, foreign_factor=0.3,
    flight_per_day=0.1,
)  # fmt: skip
FIRE = section(hit_chance=0.1, skirmish_per_day=0.01, danger_days=5.0, rubble_per_strike=0.2)
ROAD = section(
    buses=10.0, people_per_bus=50.0, trucks=2.0, own_vehicles=4.0, civilians_join=0.1, km_per_day=100.0,
    breach_chance=0.75, breach_killed=0.1, resume_chance=0.75, strike_killed=0.2,
)  # fmt: skip
EYES = section(aircraft=0.5, monitors=0.2, journalists=0.5, kept_out=0.6, attention=0.5)
WATCHERS = section(exposure_days=90.0, journalists=0.5)
BREAKING = section(collapse_per_day=0.2, collapse_force=0.25, collapse_morale=0.18)
DOCTRINE = section(doctrine=0.6, doctrine_leaving=0.5)
MORALE = section(
    hunger=0.1, encircled=0.01, pressed=0.03, truce_relief=0.02, family=0.05, foreign_share=0.5, foreign_bonus=0.1,
    peers=0.2, recovery=0.04, losses=0.6, fear_rise=0.5, fear_calm=0.1,
)  # fmt: skip
MOVEMENT = section(evening_m=25.0, crowded_per_ha=200.0, fighter_m_day=300.0)
SUPPLY = section(water=0.8, store_loss=0.5, target_ration=0.65, fighters_first=2.0)
MARKET = [section(
    supply=section(price_exponent=2.0, smuggling_price=10.0, smuggling_elasticity=0.5),
    besieger=section(rent_loosens=0.5),
)]  # fmt: skip

CASES: list[tuple[Callable[..., Any], tuple[Any, ...], Any]] = [
    (assault.on_axis, (0.6, 1.0, 1.0, 0.0), True),  # 59 degrees
    (assault.on_axis, (0.55, 1.0, 1.0, 0.0), False),  # 61 degrees
    (assault.on_axis, (-1.0, 0.0, 1.0, 0.0), False),
    (assault.on_axis, (0.3, -0.7, 0.0, -1.0), True),
    (assault.odds_of_ground, (300.0, 100.0, 1.5, 0.8, 1.2), 3.0),
    (assault.taken_per_day, (3.0, 100.0, 50.0), 1.5),
    (assault.regained_per_day, (3.0, 100.0, 50.0), 0.5),
    (assault.defender_hits_per_day, (ASSAULT, 300.0, 100.0), 0.03),
    (assault.attacker_hits_per_day, (ASSAULT, 300.0, 100.0, 3.0), 0.024),
    (assault.civilian_hits_per_day, (0.04, 0.25), 0.005),
    (assault.strength, (ASSAULT, 0.8, 0.425), 0.4),
    (assault.strength, (ASSAULT, 0.8, 0.1), 0.2),
    (assault.strength, (ASSAULT, 0.8, 0.9), 0.8),
    (bodies.disease_per_day, (BODIES, 0.5, 0.8), 0.004),
    (bodies.starved_share, (THIN, 14.2 / 20.0 / 0.99), 0.5),  # the mean person is at 14.2
    (bodies.starved_share, (THIN, 0.9 * 14.2 / 20.0 / 0.99), 1 / (1 + math.exp(-1.7))),  # one s.d. below
    (bodies.starve_between, (THIN, 14.2 / 20.0 / 0.99, 0.9 * 14.2 / 20.0 / 0.99), 2 / (1 + math.exp(-1.7)) - 1),
    (bodies.starve_between, (THIN, 0.7, 0.8), 0.0),
    (bodies.wound_death_per_day, (BODIES, 0.25), 0.08),
    (bodies.healed, (BODIES, 0.4, 1.0), 0.42),
    (bodies.healed, (BODIES, 0.4, 0.5), 0.413),
    (bodies.healed, (BODIES, 0.995, 1.0), 1.0),
    (campaign.begins, (10.0, 9.0, -1.0, 1.0), False),
    (campaign.begins, (10.0, 10.0, -1.0, 1.0), True),
    (campaign.begins, (10.0, 12.0, 10.0, 1.0), False),  # it has begun, and may have been called off
    (campaign.begins, (10.0, 12.0, 9.0, 1.0), True),
    (campaign.begins, (10.0, 12.0, -1.0, 0.0), False),  # a bluff
    (campaign.is_ordered, (10.0, 9.0, 1.0, 1.0), False),
    (campaign.is_ordered, (10.0, 10.0, 1.0, 1.0), True),
    (campaign.is_ordered, (10.0, 10.0, 1.0, 0.0), False),
    (campaign.is_ordered, (10.0, 10.0, 0.0, 1.0), False),
    (push_forecast.gathered, (100.0, 200.0), 2 / 3),
    (push_forecast.gathered, (300.0, 200.0), 1.0),
    (push_forecast.faced, (800.0, 100.0), 1 / 1.625),  # (1/8)^(2/3) = 1/4
    (push_forecast.faced, (1.0, 27.0), 1 / 28),  # an even line has less than 1 / (1 + 2.5 x 9)
    (campaign_forecast.with_losses, (Forecast(0.5, 10.0, 20.0, 30.0, 4.0), 1.5), (0.5, 10.0, 30.0, 30.0, 6.0)),
    (campaign_forecast.loss_factor, (0.5, 4.0, 80.0, 40.0, 4.0), 1.25),
    (campaign_forecast.loss_factor, (2.0, 0.0, 0.0, 0.0, 4.0), 2.0),
    (campaign_forecast.when_it_breaks, (1.0,), 1 - 1 / (math.e - 1)),
    (campaign_forecast.when_it_breaks, (1e-4,), 0.5),
    (campaign.storm_propensity, (164.0, 100.0, 640.0), 1 / (1 + math.exp(-1))),
    (campaign.order_per_day, (0.7,), 0.05),
    (campaign.halt_per_day, (0.7,), 0.3 / 14),
    (campaign.disagreement_value, (False, 1.0, 3.0, 2.0), 3.0),
    (campaign.disagreement_value, (True, 1.0, 3.0, 2.0), 1.0),
    (campaign.push_fortune, (0.8, 0.5, 2.0, 0.7), 0.56 * math.e),
    (campaign.push_goal, (50, 100, 0.25), 25),
    (campaign.push_goal, (10, 100, 0.25), 10),
    (campaign.push_days, (6.0, 2.0), 12),
    (campaign.push_days, (0.4, 2.0), 2),
    (campaign.is_broken_off, (10.0, 100.0, 0.1, False), True),
    (campaign.is_broken_off, (9.0, 100.0, 0.1, False), False),
    (contagion.attraction, (4.0,), 0.25),
    (contagion.precedent, (0.2, 0.5), 0.6),
    (contagion.faded, (0.5, 20.0), 0.5 * math.exp(-0.05)),
    (contagion.faded, (1e-4, 20.0), 0.0),
    (contagion.frightened, (0.4, 0.5), 0.46),
    (contagion.reputation, (0.5, True, 1.0), 6 / 11),
    (contagion.reputation, (0.6, False, 0.5), 6 / 11),
    (contagion.hope, (0.8, 0.5), 0.7),
    (convoy.seats_of, (ROAD,), 600.0),
    (convoy.expected_people, (ROAD, 300.0, 200.0, 1200.0), 600.0),
    (convoy.expected_people, (ROAD, 300.0, 200.0, 100.0), 500.0),
    (convoy.expected_days, (ROAD, 601.0, 250.0), 4.0),
    (convoy.expected_days, (ROAD, 600.0, 50.0), 1.0),
    (credibility.lost_to_attack, (0.1, 0.75), 0.325),
    (credibility.road_credibility, (ROAD, 0.5, 0.1, 0.2), 1 - 0.5 * 0.325 - 0.2 * 0.4 - 0.2 * 0.1),
    (credibility.road_credibility, (ROAD, 1.0, 5.0, 1.0), 0.0),
    (credibility.feared, (3.0, 0.9), 0.7),
    (credibility.feared, (7.0, 0.5), 0.0),
    (convoy.settles, (0.5, 0.3, 0.6, 0.2), 0.3),
    (convoy.remnant, (0.4, 0.75), 0.1),
    (convoy.danger_at_boarding, (4,), 0.125),
    (convoy.danger_on_road, (0.5, 0.8, 4), 0.05),
    (convoy.grievance, (0.9, 0.6), 0.3),
    (convoy.grievance, (0.6, 0.9), 0.0),
    (convoy.grievance_of_left_out, (0.4, 50, 200), 0.1),
    (convoy.grievance_of_partner, (0.4, 0.75), 0.1),
    (convoy.bomb_per_day, (0.2, 0.5, 0.5, 0.4), 0.02),
    (deadline.nearness, (7.0, 28.0), 0.75),
    (deadline.nearness, (0.0, 28.0), 1.0),
    (deadline.threat_day, (10.0, 20.0, 5.0), 10.0),
    (deadline.threat_day, (20.0, 10.0, 5.0), 10.0),
    (deadline.threat_day, (10.0, 20.0, 15.0), 20.0),
    (deadline.threat_day, (20.0, 10.0, 15.0), 20.0),
    (deadline.threat_day, (10.0, 20.0, 25.0), -1.0),
    (deadline.threat_day, (10.0, -1.0, 10.0), 10.0),
    (deadline.threat, (0.8, 12.0, -1.0, 5.0, 28.0), 0.6),
    (deadline.days_left, (30.0, 10.0), 20.0),
    (deadline.days_left, (30.0, 40.0), 0.0),
    (deadline.leave_by, (25.0, -1.0, 5.0, 14.0), (20.0, True)),
    (deadline.leave_by, (25.0, 15.0, 5.0, 14.0), (10.0, True)),
    (deadline.leave_by, (45.0, -1.0, 5.0, 14.0), (14.0, False)),
    (deadline.credibility_after, (0.6, True, 0.5), 0.8),
    (deadline.offer_interval, (28.0, 0.5, 0.5), 21),
    (dependence.own_strike, (0.3, 0.5), 0.85),
    (dependence.price_factor, (0.5, 0.4), 1.2),
    (endings.is_fallen, (True, 0.05, 0.05), True),
    (endings.is_fallen, (False, 0.05, 0.05), False),
    (endings.is_stormed, (True, 0.4, 0.1, 0.5, 0.3), True),
    (endings.is_stormed, (True, 0.5, 0.3, 0.5, 0.3), True),
    (endings.is_stormed, (True, 0.5, 0.2, 0.5, 0.3), False),
    (endings.is_stormed, (False, 0.4, 0.4, 0.5, 0.3), False),
    (endings.breaks_out, (0.5, 0.2), True),
    (endings.breaks_out, (0.4, 0.2), False),
    (endings.outcome_of_deal, (80, 20, 0, 100, 0.8), "evacuation"),
    (endings.outcome_of_deal, (10, 50, 30, 100, 0.8), "surrender"),
    (endings.outcome_of_deal, (50, 30, 19, 100, 0.8), "split"),
    (endings.outcome_of_deal, (79, 1, 0, 100, 0.8), "split"),
    (exit.despair, (EXIT, 0.6, 0.0), 1.0),
    (exit.despair, (EXIT, 0.6, 0.25), 1.5),
    (exit.desertion_per_day, (EXIT, 0.01, 0.6, 0.25, 0.5, False), 0.015),
    (exit.desertion_per_day, (EXIT, 0.01, 0.6, 0.0, 1.0, False), 0.004),
    (exit.desertion_per_day, (EXIT, 0.01, 0.6, 0.5, 0.0, True), 0.006),
    (exit.besieger_desertion_per_day, (EXIT, 0.6, 0.5), 0.004),
    (exit.flight_per_day, (EXIT, 0.3, 0.85, 0.2, 0.5), 0.1 * 0.5 * 0.6),
    (exit.flight_per_day, (EXIT, 0.8, 0.95, 0.2, 0.0), 0.1 * 0.8 * 0.2),
    (exit.flight_per_day, (EXIT, 0.0, 0.5, 1.0, 0.0), 0.1),
    (exit.had_leave, (0.6, 0.3, 0.2), True),  # 0.6 x 0.44 = 0.264
    (exit.had_leave, (0.7, 0.3, 0.2), False),  # 0.308
    (exit.overrun_death, (ASSAULT, 0.5), 0.65),
    (exposure.size, (1575.0, 4.0), 2.0),
    (exposure.unseen, (0.5, 2.0), 0.25),
    (exposure.unseen, (1.0, 2.0), 0.0),
    (exposure.exposure_per_day, (50.0, 1.0, True, 1.0, 1.0), 0.02),
    (exposure.exposure_per_day, (50.0, 0.0, True, 0.0, 1.0), 0.006),
    (exposure.exposure_per_day, (50.0, 0.4, False, 0.5, 1.0), 0.01),
    (exposure.exposure_per_day, (50.0, 0.4, False, 0.5, 3.0), 0.03),
    (exposure.comes_out, (WATCHERS, 0.4, 0.5, 2.0), 1 - 0.25 * math.exp(-1.0)),  # 2 x 0.5 / 90 a day, for 90 days
    (exile.cost_of_exile, (section(exile=0.1), 0.8, False, 0.5), 0.04),
    (exile.cost_of_exile, (section(exile=0.1), 0.8, True, 0.5), 0.0),
    (cheating.shields, (0.3, 0.6), 0.12),
    (offers.opening_per_day, (0.5, 0.2, 0.3, 14.0), 1.0 * 0.6 / 14.0),  # 0.7 without a mediator
    (observers.share_let_near, (0.6,), 0.4),
    (observers.observed_share, (EYES, 0.0), 1 - 0.5 * 0.8 * 0.5),
    (observers.observed_share, (EYES, 0.4), 1 - 0.2 * 0.8),
    (observers.leaks, (EYES, 0.0), 1 - 0.8 * (1 - 0.5 * 0.4)),
    (observers.leaks, (EYES, 0.4), 1 - 0.64 * 0.8),
    (garrison_options.aversion, (DOCTRINE, 2.0), 0.3),
    (garrison_options.leaving_aversion, (DOCTRINE, 2.0), 0.15),
    (garrison_options.leaving_aversion, (DOCTRINE, 1.0), 0.0),
    (exposure.told_by, (0.3,), "drivers"),
    (exposure.told_by, (0.29,), "witnesses"),
    (exposure.days_until, (0.0, 0.1), 1),
    (exposure.arrested_share, (0.4, 0.5, 0.5, 365.0), 1 - math.exp(-0.1)),
    (fire.hit_by_strike, (FIRE, 200.0, 1.25), 0.02),
    (fire.hit_by_strike, (FIRE, 20.0, 1.0), 1.0),
    (fire.exposed_share, (100.0, 300.0), 0.75),
    (fire.skirmish_hits_per_day, (FIRE, 0.8, 3.0, 0.75, True), 0.015),
    (fire.skirmish_hits_per_day, (FIRE, 0.8, 3.0, 0.75, False), 0.024),
    (fire.danger_kept, (FIRE, 2.0), 0.6),
    (fire.danger_kept, (FIRE, 6.0), 0.0),
    (fire.ruined, (FIRE, 0.75), 0.05),
    (hidden_types.local_resolve, (0.2, 1.5), 0.3),
    (hidden_types.foreign_resolve, (0.3, 0.2, -2.0), 0.21 - 0.28),
    (hidden_types.bias, (0.2, -1.5), -0.3),
    (hidden_types.endurance_factor, (0.5, -2.0), 1 / math.e),
    (linked.collateral, (1000.0, 0.05, 10.0), 1.0),
    (linked.secured, (0.6, 0.5), 0.8),
    (linked.waits, (True, False, False), True),
    (linked.waits, (False, False, False), False),
    (linked.waits, (True, True, True), False),
    (linked.may_board, (2, 2), True),
    (linked.may_board, (2, 1), False),
    (linked.may_board, (1, 2), True),
    # A local's fall is 0.1 x 0.2 + 0.01 + 0.05 x 0.4 = 0.05, and comrades and habit add 0.2 x 0.1 + 0.04 x 0.25 = 0.03.
    (morale.morale_step, (MORALE, 0.5, 0.75, 0.6, 0.8, 0.0, 0.6, False, False, False, 0.5), 0.49),
    (morale.morale_step, (MORALE, 0.5, 0.75, 0.6, 0.8, 0.1, 0.6, False, False, False, 0.5), 0.46),
    (morale.morale_step, (MORALE, 0.5, 0.75, 0.6, 0.8, 0.0, 0.6, True, False, False, 0.5), 0.48),
    (morale.morale_step, (MORALE, 0.5, 0.75, 0.6, 0.8, 0.0, 0.6, False, True, False, 0.5), 0.505),
    # A foreigner's is half of 0.03, and he came with 0.1 more.
    (morale.morale_step, (MORALE, 0.5, 0.65, 0.6, 0.8, 0.0, 0.6, False, False, True, 0.5), 0.5075),
    (morale.besieger_morale_step, (MORALE, 0.5, 0.75, 0.6, 0.1, 0.5), 0.485),
    (morale.fear_step, (MORALE, 0.2, 0.5, 0.5), 0.29),
    (movement.evened_out, (MOVEMENT, 50.0), 0.25),
    (movement.evened_out, (MOVEMENT, 20.0), 0.5),
    (movement.crowded_people, (MOVEMENT, 50.0), 50.0),
    (movement.unrest, (0.5, 30.0, 20.0, True), 3.0),
    (movement.unrest, (0.5, 30.0, 20.0, False), 2.0),
    (movement.share_to_calmer, (1.0, 0.6), 0.4),
    (movement.share_to_calmer, (3.0, 0.6), 1.0),
    (offers.willing, (0.3, 0.2, 0.1), 1 / (1 + math.exp(-1))),
    (offers.answer, (0.9, 0.1, 0.2, True), 0.9 * 0.85),
    (offers.answer, (0.9, 0.5, 0.5, False), 0.45),
    (offers.offer_cost, (3.0, 0.5, 1000.0), 22.5),
    (partners.voice, (0.2, 0.4), 0.5),
    (partners.willing, (32.0, 640.0), 1 / (1 + math.exp(-1))),
    (partners.consents, (0.4, 0.75), 0.9),
    (partners.joint_propensity, (0.5, [0.2, 0.3], [1.0, 0.4]), 0.25 + 0.2 + 0.12),
    (partners.largest_share, ([0.2, 0.3],), 0.5),
    (partners.largest_share, ([0.2, 0.6],), 0.6),
    (situation.cordon_share, (0.4, False), 0.4),
    (situation.assault_share, (0.6, 0.5), 0.3),
    (situation.assault_share, (0.6, 0.9), 0.05),
    (situation.smoothed_loss, (0.001, 0.032), 0.002),
    (situation.fire_per_day, (0.002,), 0.0021),
    (situation.starvation_feared_per_day, (0.2, 0.8), 0.003),
    (situation.relief_per_day, (0.07,), 0.01),
    (smuggling.price, (0.01, 1.0), 20.0),
    (smuggling.price, (2.0, 3.0), 1.0),
    (smuggling.supply_response, (2.5, 10.0, 0.5), 0.5),
    (smuggling.rent, (3.0,), 2 / 12),
    (smuggling.openness_for_sale, (0.2, 0.5, 0.5), 0.4),
    (smuggling.market, (MARKET, 0.5, 0.2), (4.0, 3 / 13, math.sqrt(0.4), 0.2 + 0.4 * 3 / 13)),
    (linked.lapsed, (5, 5), False),
    (linked.lapsed, (6, 5), True),
    (supply.flow, (0.002, 3.0, 0.25, 10.0, 40.0), 2040.0),
    (supply.produced, (flows("fields", production=0.2), 1000.0, 10.0, 40.0, 0.5), 1120.0),
    (supply.leaked, (flows("smuggling", leak=0.2), 1000.0, 10.0, 40.0, 0.5, 0.4), 448.0),
    (supply.tunnelled, (flows("tunnel", tunnel=0.2), 1000.0, 10.0, 40.0), 2240.0),
    (supply.airlifted, (flows("airlift"), 10.0, 40.0), 2040.0),
    (supply.aided, (flows("aid", aid=0.2), 1000.0, 10.0, 40.0, 0.5), 1120.0),
    # h = 0.01, s = 0.02, o = x = 1/28: quiet (s + x + o) / (h s + h x + o s), attacked (h + o + x) over the same.
    (prospects.endurance, (100.0, 50.0, 0.5, False), (0.64 / 0.0089, 0.02 / 0.0356)),
    (prospects.endurance, (100.0, 50.0, 0.5, True), (0.57 / 0.0089, (0.01 + 1 / 28) * 0.02 * 28 / 0.0356)),
    (prospects.endurance, (0.0, 50.0, 0.0, False), (1.0, 0.0)),
    (prospects.endurance, (20000.0, 50.0, 0.0, False), (10000.0, 0.0)),
    (prospects.sector_line, (3.0 / math.pi,), 2.0),
    (movement.reach_cells, (MOVEMENT, 100.0), 3),
    (movement.reach_cells, (MOVEMENT, 400.0), 1),
    (prospects.breaks_per_day, (BREAKING, 0.25, 0.5, 0.18), 0.15),
    (prospects.breaking_strength, (0.3, 0.6, 60.0), 0.5),
    (prospects.breaking_strength, (0.7, 0.6, 60.0), 1.0),
    (prospects.breaking_strength, (0.3, 0.6, 0.0), 0.4),
    (prospects.reference_strength, (0.0, 0.7, 2.0, 60.0), 0.7),
    (prospects.reference_strength, (0.5, 0.7, 2.0, 0.0), 0.7),
    (prospects.reference_strength, (0.5, 0.7, 60.0, 60.0), 0.7 - 0.2 * math.exp(-1.0)),
    (prospects.breaking_threat, (3000.0, 1000.0, 60.0), 0.75),
    (prospects.breaking_threat, (3000.0, 1000.0, 0.0), 1.0),
    (supply.fighters_ration, (0.3, 2.0, 100.0, 400.0), 0.6),
    (supply.fighters_ration, (0.3, 2.0, 400.0, 100.0), 0.42),
    (supply.fighters_ration, (0.3, 2.0, 400.0, 0.0), 0.3),
    (supply.rations, ([section(supply=SUPPLY)], 0.2, 30.0, 100.0, 400.0), (0.65, 1.0)),
    (supply.rations, ([section(supply=SUPPLY)], 0.2, 0.3, 100.0, 400.0), (0.3, 0.6)),
    (supply.treatments_needed, (50.0,), 10.0),
    (supply.water, (SUPPLY, 0.5), 0.6),
    (supply.lost_with_ground, (SUPPLY, 1000.0, 10.0, 50.0), 100.0),
    (truce.hardliners_voice, (0.2,), 0.25),
    (truce.hardliners_loss, (True, 0.7, 0.4, 0.1, 0.3), 0.3),
    (truce.hardliners_loss, (False, 0.7, 0.4, 0.3, 0.1), 0.2),
    (truce.besieger_breaks_per_day, (0.05, 0.8, 0.5, 0.5), 0.015),
    (truce.hardliners_break_per_day, (0.05, 0.3, 0.4), 0.015),
]  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "given", "expected"), CASES, ids=[f"{rule.__name__}-{number}" for number, (rule, *_) in enumerate(CASES)]
)
def test_a_rule_gives_what_its_equation_gives(rule: Any, given: tuple[Any, ...], expected: Any) -> None:
    result = getattr(rule, "py_func", rule)(*given)
    assert result == (expected if isinstance(expected, str | bool) else pytest.approx(expected, rel=1e-6))


def test_of_the_stake_in_a_convoy_what_the_patron_bears_itself_counts_for_its_veto() -> None:
    params = party_params_of(load_scenario("baseline", {"patron.threat_bearer": 0.5}))
    known = trust.publicly_known.py_func(params, 0.5, False, 0.0)
    whole = patron.stake.py_func(params[0].negotiation, 1.0, params[0].patron.audience_cost, 0.6, known)
    assert trust.veto_stake.py_func(params, 0.5, 0.6, False, 0.0) == pytest.approx(0.5 * whole)


def test_what_holding_is_worth_to_those_who_leave() -> None:
    rules = BASELINE.negotiation.exact()._replace(hold_days=60.0)
    outlook = garrison_options.Outlook(60.0, 0.3, 0.5, 0.7, 0.0, 0.0, 0.5)
    for gives_up in (False, True):
        parts = garrison_options.considerations.py_func(
            rules, outlook, 0.6, 0.3, 1.0, 0.5, 0.8, False, gives_up, 0.1, 0.5
        )
        held = 1 - math.exp(-1)
        assert parts.holding == pytest.approx(0.6 * held)
        assert parts.waning == pytest.approx(0.6 * math.exp(-1))
        assert parts.dying == pytest.approx(1 - (0.5 + 0.1 - 0.6 * held))


def test_the_hazard_that_he_marches_off() -> None:
    params = party_params_of(load_scenario("baseline", {"negotiation.lift_per_week": 0.7}))
    result = campaign.lift_per_day.py_func(params, 132.0, 100.0, 640.0)
    assert result == pytest.approx(0.1 / (1 + math.exp(-1)))


def test_the_table_of_features_by_hand() -> None:
    terms = BASELINE.terms.exact()
    around = packages.Circumstances(0.5, 0.4, 0.6, 0.5, 1.0, 14.0, 0.001, 0.0005, 1.0, 1.0, 0.0, 2.0)
    rows = packages.feature_rows.py_func(terms, around)
    by_hand = {
        0: (terms.honours_local, terms.honours_foreign, terms.honours_price, 1.0),
        1: (-0.6 * terms.families_local, -terms.families_foreign, -terms.bare_gain, 1.0),
        2: (-terms.secret_local, -terms.secret_foreign, 2.0 * terms.secret_price, 1.0),
        3: (0.4 * terms.wounded_worth, 0.4 * terms.wounded_worth, terms.wounded_price, 0.4),
        4: (0.5 * terms.exchange_local, 0.5 * terms.exchange_foreign, -0.5 * terms.exchange_gain, 0.5),
        5: (terms.reciprocal_worth, terms.reciprocal_worth, -terms.reciprocal_gain, 1.0),
        6: (0.0, 0.0, 0.0, 0.0005),
        7: (0.3 * terms.settled_worth, 0.0, terms.settled_price, 0.6),
    }
    assert {number: tuple(row) for number, row in enumerate(rows)} == {
        n: pytest.approx(row) for n, row in by_hand.items()
    }


def test_a_date_has_an_occasion_only_where_there_is_something_to_wait_for() -> None:
    terms = BASELINE.terms.exact()
    around = packages.Circumstances(0.5, 0.4, 0.6, 0.5, 1.0, 14.0, 0.0, 0.0, 1.0, 0.0, 0.0, 1.0)
    date = int(Package.by_date)
    assert not prices.is_on_menu.py_func(terms, date, around, 0.2)
    assert prices.is_on_menu.py_func(terms, date, around._replace(relief=0.001), 0.2)
    assert prices.is_on_menu.py_func(terms, date, around._replace(dated=1.0), 0.2)


def test_what_a_split_costs_the_besieger() -> None:
    """Without threat, audience and discount the remnant and the trouble of telling them apart are left."""
    profile = BLANK._replace(value=1000.0, life_price=2.0, storm_dead=96.0)
    now = packed(NOTHING._replace(foreign=0.25, fighters=400.0, first_fighters=500.0), "f8")[0]
    utilities = BASELINE.negotiation.exact()
    remnant = 1.5 * 2.0 * 96.0 * 0.25
    for gives_up in (False, True):
        utility = besieger_deals.utility_of_split.py_func(utilities, profile, now, 0.0, 0.0, gives_up)
        assert utility == pytest.approx(1000.0 - remnant - 30.0)


def test_the_public_counts_those_who_get_away() -> None:
    """0.6 of V at the highest level; here half of it is seen to, half of them leave, and a mediator covers a fifth."""
    rules = BASELINE.negotiation.exact()._replace(audience=0.6, patron_cost=0.3)
    profile = BLANK._replace(
        value=1000.0, audience_level=3.0, mediator=0.4, observed=1 / 6, comes_out=0.25, veto=0.1, veto_secret=0.05
    )
    opened, secret = (besieger_deals.public_cost.py_func(rules, profile, 0.5, hidden) for hidden in (False, True))
    assert opened == pytest.approx(600.0 * 0.5 * (0.4 + 0.6 / 6) * 0.8 + 30.0)
    assert secret == pytest.approx(600.0 * 0.5 * (0.4 + 0.6 / 6) * 0.8 * 0.25 + 15.0)
    nobody = besieger_deals.utility_of_evacuation.py_func(rules, profile._replace(veto=0.0), 0.0, 400.0, 0.0, False)
    assert nobody == pytest.approx(1000.0)


def test_what_storming_is_worth() -> None:
    """Half a chance of a place worth 200 in 100 days at 1 % a day, for 30 men at half a life each; a bias of 0.1."""
    profile = BLANK._replace(value=200.0, life_price=0.5, storm_bias=0.1)
    found = besieger_options.utility_of_storming.py_func(profile, Forecast(0.5, 100.0, 30.0, 50.0, 5.0), 0.01)
    assert found == pytest.approx(100.0 / math.e - 15.0 + 20.0)


def test_the_wounded_die_or_heal() -> None:
    """In full care 0.02 a day die, and 0.6 / 30 of health a day heals the 0.3 that a new wound lacks: 1 / 15 a day."""
    for care, dying, healing in ((1.0, 0.02, 1 / 15), (0.0, 0.1, 0.02)):
        ended = 1 - math.exp(-10 * (dying + healing))
        by_hand = ended * dying / (dying + healing), ended * healing / (dying + healing)
        assert bodies.wounds_end.py_func(BODIES, care, 10.0) == pytest.approx(by_hand, rel=1e-4)


def test_the_command_expects_desertion_of_locals_and_of_foreigners() -> None:
    params = party_params_of(BASELINE)
    e = params[0].exit
    of = [
        exit.desertion_per_day.py_func(
            e, e.desertion_per_day, 0.4, 0.2, trust.danger.py_func(params, 0.5, foreign), foreign
        )
        for foreign in (False, True)
    ]
    found = situation.exits_per_day.py_func(params, 0.4, 0.2, 0.25, 0.5)
    assert found == pytest.approx(0.75 * of[0] + 0.25 * of[1])
    assert of[0] > of[1] > 0


def test_a_secret_is_seen_and_comes_out_by_its_size() -> None:
    params = party_params_of(load_scenario("baseline", {"observers.attention": 0.0}))
    one, two = (1 - trust.publicly_known.py_func(params, 0.3, True, size) for size in (1.0, 2.0))
    assert 0 < two == pytest.approx(one**2)
    assert trust.publicly_known.py_func(params, 0.3, True, 0.0) == 0.0
    assert trust.publicly_known.py_func(params, 0.3, False, 2.0) == 1.0
    w = params[0]
    later = (0.2 + 0.5 * w.convoy.hired_drivers + 0.2 * w.observers.journalists) / w.observers.exposure_days
    assert trust.comes_out.py_func(params, 0.3, 2.0) == pytest.approx(1 - two * math.exp(-2 * later * 90))


def test_terms_gain_what_leaving_with_arms_is_worth_over_fighting_on() -> None:
    params = party_params_of(load_scenario("baseline"))
    options, quiet = garrison_options.Options(fight=0.5, leave=0.7, give_up=0.4), packed(NOTHING, "f8")
    arms = params[0].terms.arms_worth * 0.5 * params[0].garrison.refuge
    gain = garrison_answer.gain.py_func
    assert gain(params, quiet, int(Package.evacuation), 0.5, options, 0.3, False) == pytest.approx(0.2 + arms)
    assert arms > 0
    assert gain(params, quiet, int(Package.surrender), 0.0, options, 0.3, False) == pytest.approx(-0.1)


def test_who_holds_a_stage_changes_its_dangers() -> None:
    assert convoy.STAGES == {
        "besieger": (1.0, 0.5, 0.5), "third": (0.5, 1.0, 0.5), "patron_reach": (0.25, 0.25, 1.0), "refuge": (0.0,) * 3,
    }  # fmt: skip


def test_a_binding_offensive_leaves_him_no_alternative() -> None:
    def stance(binding: float) -> besieger_options.BesiegerStance:
        return besieger_options.stance.py_func(
            0.0, 0.0, 0.0, 1.0, 1.0, 20.0, 100.0, 3, offensive_day=6.0, day=7.0, allowed=1.0, binding=binding
        )

    assert (stance(1.0).offensive, stance(1.0).ordered) == (True, True)
    assert (stance(0.0).offensive, stance(0.0).ordered) == (True, False)


def test_doubt_is_what_hostages_leave_of_it() -> None:
    """With the besieger's own people held, the road is trusted: doubt falls, and is never less than none."""
    params = party_params_of(load_scenario("baseline"))
    w = params[0]
    alone = credibility.doubt.py_func(
        0.6, w.guarantor.strength, trust.observed.py_func(params, 0.2), w.garrison.hostage_leverage
    )
    assert 0.0 < alone < 1.0
    assert trust.doubt.py_func(params, 0.6, 0.2, 0.0) == pytest.approx(alone)
    assert trust.doubt.py_func(params, 0.6, 0.2, 1.0) == pytest.approx(1.0 - linked.secured.py_func(1.0 - alone, 1.0))
    assert 0.0 <= trust.doubt.py_func(params, 0.6, 0.2, 1.0) < alone
