"""The commands' minds: hidden types drawn on the first day, and what Python asks of the minds later.

What a command assesses at a decision round is computed in `kernels.decision_round`.
"""

import itertools
from typing import NamedTuple

import numpy as np

from sim.agents import patron
from sim.state.columns import Kind
from sim.state.seed_points import TypeDraw, standard_normal
from sim.state.siege import Siege
from sim.theory import beliefs, besieger_options, campaign, hidden_types, partners, trust
from sim.theory.besieger_options import BesiegerStance
from sim.theory.campaign_forecast import Forecast
from sim.theory.garrison_options import Options, Outlook
from sim.theory.packages import Package
from sim.theory.situation import Situation


class DecisionInputs(NamedTuple):
    """What the commands know on a day on which they decide."""

    situation: Situation
    record: np.ndarray  # the same as an array of one record, float64, for the rules
    outlook: Outlook  # what the garrison believes


def draw_hidden_types(siege: Siege) -> None:
    """Hidden types, drawn once for each siege and faction, and first beliefs. Writes both minds, the patron's."""
    n = siege.scenario.negotiation
    g, b = siege.garrison, siege.besieger

    def z(dimension: int) -> float:
        return standard_normal(siege.seed, dimension)

    g.hidden_local = hidden_types.local_resolve(n.type_spread, z(TypeDraw.local_resolve))
    g.hidden_foreign = hidden_types.foreign_resolve(g.hidden_local, n.type_spread, z(TypeDraw.foreign_resolve))
    b.storm_bias = hidden_types.bias(n.temper_spread, z(TypeDraw.storm_bias))
    b.deal_bias = hidden_types.bias(n.temper_spread, z(TypeDraw.deal_bias))
    b.split_bias = hidden_types.bias(n.temper_spread, z(TypeDraw.split_bias))
    # A package without features has the biases to deal and to split, each other one a taste of its own.
    spread, tastes = siege.scenario.terms.taste_spread, itertools.count(TypeDraw.first_taste)
    b.tastes = tuple(hidden_types.bias(spread, z(next(tastes))) if package.features else 0.0 for package in Package)
    b.first_endurance_factor = hidden_types.endurance_factor(n.sight_spread, z(TypeDraw.endurance_factor))
    b.belief = beliefs.first_belief(n.belief_spread)
    b.endurance_belief, b.endurance_factor = (), b.first_endurance_factor
    if n.sight_spread > 0.0:
        b.endurance_belief = beliefs.first_stock(b.first_endurance_factor, n.sight_spread)
    b.loss_factor = siege.scenario.besieger.loss_prejudice
    b.road_reputation = siege.scenario.besieger.road_reputation
    b.captor_reputation = g.prison_belief = siege.scenario.besieger.captor_reputation
    g.threat_credibility = siege.scenario.deadline.threat_credibility
    siege.patron.temper = patron.first_temper(siege)
    civilians, fighters = siege.inside(Kind.civilian), siege.inside(Kind.fighter)
    road = trust.road(
        siege.party_params,
        b.road_reputation,
        siege.public.attention,
        civilians / max(1, civilians + fighters),
        fighters / siege.initial.fighters,
        False,
        0.0,
        siege.link.hostages,
    )
    g.road_belief = trust.feared_road(siege.party_params, road)


def doubt(siege: Siege) -> float:
    """What a breach of the road can come from today, 0..1."""
    return trust.doubt(siege.party_params, siege.besieger.road_reputation, siege.public.attention, siege.link.hostages)


def is_ordered(siege: Siege) -> bool:
    """Whether a binding offensive runs."""
    b, assault = siege.scenario.besieger, siege.scenario.assault
    return campaign.is_ordered(
        float(b.offensive_day), float(siege.day), float(assault.allowed), float(b.offensive_binding)
    )


def offensive_begins(siege: Siege) -> bool:
    """Whether an offensive whose day has come is still to begin."""
    b, assault = siege.scenario.besieger, siege.scenario.assault
    return campaign.begins(
        float(b.offensive_day), float(siege.day), float(siege.campaign.since), float(assault.allowed)
    )


def ordered_by_surprise(siege: Siege) -> bool:
    """Whether the offensive that runs was ordered by an entry of the schedule that did not announce it."""
    offensive_day = siege.scenario.besieger.offensive_day
    return any(
        entry.offensive == "begin" and entry.announced is None and siege.schedule.acted.get(name) == offensive_day
        for name, entry in siege.scenario.schedule.items()
    )


def stance(siege: Siege) -> BesiegerStance:
    """The besieger's hidden type, and where he stands today."""
    mind = siege.besieger
    return besieger_options.stance(
        mind.storm_bias,
        mind.deal_bias,
        mind.split_bias,
        mind.endurance_factor,
        mind.loss_factor,
        mind.storm_own_dead,
        siege.place_value(),
        siege.campaign.since,
        float(siege.scenario.besieger.offensive_day),
        float(siege.day),
        float(siege.scenario.assault.allowed),
        float(siege.scenario.besieger.offensive_binding),
    )


def campaign_forecast(siege: Siege) -> Forecast:
    """What the besieger's command expected of an assault campaign at the last decision round."""
    mind = siege.besieger
    return Forecast(mind.p_win_assault, mind.storm_days, mind.storm_own_dead, mind.storm_enemy_dead, mind.push_dead)


def options(siege: Siege, foreign: bool) -> Options:
    """Utilities of fighting on, leaving and giving up to a faction of the garrison, lives."""
    mind = siege.garrison
    if foreign:
        return Options(mind.fight_foreign, mind.leave_foreign, mind.give_up_foreign)
    return Options(mind.fight_local, mind.leave_local, mind.give_up_local)


def hidden_resolve(siege: Siege, foreign: bool) -> float:
    """The hidden resolve of a faction of the garrison, lives."""
    return siege.garrison.hidden_foreign if foreign else siege.garrison.hidden_local


def disagreement_value(siege: Siege) -> float:
    """Utility of the besieger's best option without a deal, own lives."""
    mind = siege.besieger
    return campaign.disagreement_value(is_ordered(siege), mind.storm, mind.wait, mind.lift)


def storm_propensity(siege: Siege) -> float:
    """How far the besieger leans to storming, 0..1; with partners, they together. 0 where assaults are not allowed."""
    if not siege.scenario.assault.allowed:
        return 0.0
    mind = siege.besieger
    own = campaign.storm_propensity(mind.storm, max(mind.wait, mind.lift), siege.place_value())
    shares = [partner.share_of_men for partner in siege.scenario.partners]
    return partners.joint_propensity(own, shares, mind.partners_storm_propensity)
