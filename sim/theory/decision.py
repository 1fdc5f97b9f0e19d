"""A decision round: what each command makes of the situation, from facts to utilities.

No new idea: the estimates and utilities of the other files in the order in which a command computes them. `params` are
the parameters and `situation` the facts of the day, each an array of one record.
"""

import math
from typing import Any, NamedTuple

from sim.compiled import rule
from sim.constants import constant
from sim.theory import (
    besieger_options,
    campaign_forecast,
    contagion,
    credibility,
    deadline,
    garrison_options,
    prospects,
)
from sim.theory.besieger_options import BesiegerOptions, BesiegerStance
from sim.theory.campaign_forecast import Forecast
from sim.theory.garrison_options import Options, Outlook
from sim.theory.probability import logistic

FEAR_DOUBT = constant(
    0.15, "share of V", "gain from storming over which the garrison's belief in a storm turns", low=0.05, high=0.4
)
LEAST_CHANCE = 0.02  # keeps the days of a storm finite
PRESSED_BELIEF = constant(0.5, "0-1", "least belief in a storm while a campaign runs", low=0.3, high=0.9)


class GarrisonKnowledge(NamedTuple):
    """What the garrison knows at a decision round beside the situation."""

    endurance: float  # days, of the last round, before optimism
    road_belief: float  # of the last round
    road: float  # chance to arrive by the road, as those who are to leave would judge it if they knew all
    prison_belief: float  # of the last round
    prison: float  # true reputation of the captor
    silence: float  # days since it was last offered to leave
    threat: float  # belief in his threats x nearness of the date
    precedent: float  # belief in a storm that the fate of other sieges adds


class Assessment(NamedTuple):
    """What both commands make of the situation."""

    life_price: float  # the besieger's price of an own life
    campaign: Forecast  # what an assault campaign would bring
    besieger: BesiegerOptions
    endurance: float  # of the garrison, days, before optimism
    storm_belief: float  # the garrison's belief that a storm is coming
    outlook: Outlook
    local: Options
    foreign: Options


@rule
def collapse_per_day(params: Any, situation: Any) -> float:
    """Daily hazard that the force dissolves (M19)."""
    return prospects.collapse_per_day(situation[0], params[0].utilities)


@rule
def storm_belief_of(storm: float, otherwise: float, value: float) -> float:
    """The garrison's belief that he means to storm: L((storm - otherwise) / 0.15 V), from his own utilities."""
    return logistic((storm - otherwise) / (FEAR_DOUBT * value))


@rule
def under_pressure(belief: float, pressed: bool) -> float:
    """Belief that a storm is coming; one that has begun is at least even."""
    return max(belief, PRESSED_BELIEF) if pressed else belief


@rule
def outlook_of(
    params: Any,
    situation: Any,
    knowledge: GarrisonKnowledge,
    campaign: Forecast,
    storm_belief: float,
    road_belief: float,
    prison_belief: float,
) -> tuple[float, Outlook]:
    """The garrison's endurance in days before optimism (M18), and its outlook with it."""
    now, w = situation[0], params[0]
    n = w.negotiation
    storming = campaign.days / max(LEAST_CHANCE, campaign.chance)
    holding = campaign_forecast.endurance(params, situation)
    unbiased, by_storm = prospects.endurance(holding, storming, storm_belief, now.pressed > 0.5)
    outlook = Outlook(
        endurance=unbiased * prospects.optimism(params, now.day),
        storm=by_storm,
        storm_alive=max(0.0, 1.0 - campaign.enemy_dead / max(1.0, now.fighters)),
        road=road_belief,
        hope_to_leave=n.leave_hope * math.exp(-knowledge.silence / n.leave_hope_days),
        relief=now.relief * w.relief.hope,
        prison=prison_belief,
    )
    return unbiased, outlook


@rule
def assess(
    params: Any, situation: Any, stance: BesiegerStance, knowledge: GarrisonKnowledge, days: float
) -> Assessment:
    """Both commands assess their options; `days` have passed since the last round."""
    now, u = situation[0], params[0].utilities
    profile = besieger_options.profile_of(params, situation, stance)
    discount = besieger_options.discount_per_day(u, stance.offensive)
    expected = campaign_forecast.forecast(params, situation)
    campaign = campaign_forecast.with_losses(expected, stance.loss_factor)
    his = besieger_options.options_of(params, situation, profile, campaign, knowledge.endurance, discount)
    expected = storm_belief_of(his.storm, max(his.wait, his.lift), stance.value)
    threatened = deadline.threatened(expected, knowledge.threat, 1.0)
    storm_belief = contagion.precedent(under_pressure(threatened, now.pressed > 0.5), knowledge.precedent)
    road_belief = credibility.belief_step(knowledge.road_belief, knowledge.road, days)
    prison_belief = credibility.belief_step(knowledge.prison_belief, knowledge.prison, days)
    endurance, outlook = outlook_of(params, situation, knowledge, campaign, storm_belief, road_belief, prison_belief)
    return Assessment(
        life_price=profile.life_price,
        campaign=campaign,
        besieger=his,
        endurance=endurance,
        storm_belief=storm_belief,
        outlook=outlook,
        local=garrison_options.options_of(params, situation, outlook, False),
        foreign=garrison_options.options_of(params, situation, outlook, True),
    )
