"""Hidden types drawn on the first day, and what Python asks of the minds; the sums are in `kernels.decision_round`."""

import math
from typing import NamedTuple

import numpy as np

from sim.agents import campaign, patron
from sim.state.columns import Kind
from sim.state.draw import TYPES, key_of, normal
from sim.state.siege import Siege
from sim.theory import beliefs, decision, garrison_options, prospects, trust
from sim.theory.besieger_options import wish_to_storm
from sim.theory.packages import Package


class DecisionInputs(NamedTuple):
    """What the commands know on a day on which they decide."""

    situation: prospects.Situation
    record: np.ndarray  # the same as an array of one record, float64, for the rules
    outlook: garrison_options.Outlook  # what the garrison believes


def first_minds(siege: Siege) -> None:
    """Hidden types, drawn once for each siege and faction. Writes both minds."""
    n = siege.scenario.negotiation
    key = key_of(siege.seed, 0, TYPES)
    z = [float(normal(key, i)) for i in range(6 + len(Package))]
    g, b = siege.garrison, siege.besieger
    g.hidden_local = n.type_spread * z[0]
    g.hidden_foreign = 0.7 * g.hidden_local + 0.7 * n.type_spread * z[1]
    b.storm_bias, b.deal_bias, b.split_bias = (n.temper_spread * z[i] for i in (2, 3, 4))
    # The four plain packages have the biases to deal and to split; each other package a taste of its own.
    spread = siege.scenario.terms.taste_spread
    b.tastes = tuple(spread * z[6 + package] if package.features else 0.0 for package in Package)
    b.first_endurance_factor = math.exp(n.sight_spread * z[5])
    b.belief = beliefs.first_belief(n.belief_spread)
    b.endurance_belief, b.endurance_factor = (), b.first_endurance_factor
    if n.sight_spread > 0.0:
        b.endurance_belief = beliefs.first_stock(b.first_endurance_factor, n.sight_spread)
    b.road_reputation = siege.scenario.besieger.road_reputation
    b.captor_reputation = g.prison_belief = siege.scenario.besieger.captor_reputation
    g.threat_credibility = siege.scenario.deadline.threat_credibility
    siege.patron.temper = patron.first_temper(siege)
    civilians, fighters = siege.inside(Kind.civilian), siege.inside(Kind.fighter)
    g.road_belief = trust.road(
        siege.party_params,
        b.road_reputation,
        siege.public.attention,
        civilians / max(1, civilians + fighters),
        fighters / siege.initial.fighters,
        False,
        siege.link.hostages,
    )


def doubt(siege: Siege) -> float:
    """What a breach of the road can come from today, 0..1."""
    return trust.doubt(siege.party_params, siege.besieger.road_reputation, siege.public.attention, siege.link.hostages)


def stance(siege: Siege) -> decision.BesiegerStance:
    """The besieger's hidden temper, and what stands for him."""
    mind = siege.besieger
    return decision.BesiegerStance(
        mind.storm_bias,
        mind.deal_bias,
        mind.split_bias,
        mind.endurance_factor,
        siege.place_value(),
        siege.campaign.since >= 0,
        campaign.ordered(siege),
    )


def storm_wish(siege: Siege) -> float:
    """How far the besieger leans to storming, 0 to 1; with partners each by his share of the men."""
    mind = siege.besieger
    wish = wish_to_storm(mind.storm, max(mind.wait, mind.lift), siege.place_value())
    shares = [partner.share_of_men for partner in siege.scenario.partners]
    others = sum([share * theirs for share, theirs in zip(shares, mind.partners_storm_propensity, strict=True)])
    return wish * (1.0 - sum(shares)) + others
