"""What the parties estimate in a state: read from the decision round of its evening, by the rules of that round."""

from typing import NamedTuple

import numpy as np

from sim.kernels import decision_round
from sim.model import SiegeModel
from sim.state.siege import Siege
from sim.theory import besieger_options, dependence, prospects, trust
from sim.theory.situation import Situation


class AssaultEstimate(NamedTuple):
    """What the besieger expects of an assault from today on."""

    chance: float  # that it takes the place, 0..1
    days: float  # until the place is taken
    own_dead: float  # besiegers
    enemy_dead: float  # fighters of the garrison


def assault_estimate(params: np.ndarray, situation: np.ndarray) -> AssaultEstimate:
    """The besieger's estimate of an assault, by the rules with which `besieger_options.options_of` begins.

    params : PartyParams record (1,)
    situation : Situation record (1,)
    """
    w, now = params[0], situation[0]
    defence = prospects.defence(now, w.negotiation.envelopment)
    strike = dependence.own_strike(w.besieger.dependence_strike, w.besieger.air_dependence)
    chance = prospects.p_win_assault(now.besiegers * strike, defence, now.cover)
    return AssaultEstimate(
        chance=chance,
        days=prospects.storm_days(now, chance),
        own_dead=besieger_options.storm_deaths(defence, w.assault.exchange, now.cover),
        enemy_dead=besieger_options.STORMED_SHARE * defence,
    )


class FoodEstimate(NamedTuple):
    """How long hunger gives the garrison, where nobody storms or leaves."""

    stores: float  # days until the stores are empty
    bodies: float  # days until fighters are at starving mass


def food_estimate(params: np.ndarray, situation: np.ndarray) -> FoodEstimate:
    """What both commands expect of hunger, by the rule of `decision.outlook_of`; without bodies it gives the stores.

    params : PartyParams record (1,)
    situation : Situation record (1,)
    """
    w, now = params[0], situation[0]
    target, fighters_first = w.supply.target_ration, w.supply.fighters_first
    return FoodEstimate(
        stores=prospects.food_days(now, target, fighters_first, 0.0),
        bodies=prospects.food_days(now, target, fighters_first, w.bodies.mass_days),
    )


class Estimated(NamedTuple):
    """The estimates of one decision round."""

    day: int
    cover: float  # mean of the ground held
    values: dict[str, float]  # by the names in `declared.ESTIMATES`


def estimates_of(morning: Siege) -> Estimated:
    """What the parties estimate on the evening of a day that has a decision round; uses up the siege of its morning."""
    found: list[Estimated] = []
    model = SiegeModel(siege=morning)

    def read(siege: Siege) -> None:
        situation, record, _ = model.engine.decision_inputs()
        road = decision_round.road(model.engine.kernel_records.records, model.engine.evening.counts, siege.party_params)
        found.append(Estimated(siege.day, situation.cover, _values(siege, situation, record, road)))

    model.evening = read
    try:
        model.step()
    finally:
        model.engine.close()
    return found[0]


def _values(siege: Siege, now: Situation, situation: np.ndarray, road: float) -> dict[str, float]:
    """By name, from the minds after the decision round, its situation, and the rules that both commands applied to it.

    situation : Situation record (1,), of which `now` has the values
    """
    assault = assault_estimate(siege.party_params, situation)
    food = food_estimate(siege.party_params, situation)
    mind = siege.garrison
    values = {
        "storm_chance": assault.chance,
        "storm_days": assault.days,
        "own_dead": assault.own_dead,
        "own_dead_assault": assault.own_dead,
        "enemy_dead": assault.enemy_dead,
        "enemy_dead_assault": assault.enemy_dead,
        "fire_assault": now.fire,
        "fire": now.fire,
        "hunger": now.starve,
        "stores": food.stores,
        "bodies": food.bodies,
        "endurance": mind.unbiased_endurance,
        "road_believed": mind.road_belief,
        "road_true": road,
        "road_alive": mind.road_belief,
        "prison_local": trust.danger(siege.party_params, mind.prison_belief, False),
        "prison_foreign": trust.danger(siege.party_params, mind.prison_belief, True),
    }
    return {name: float(value) for name, value in values.items()}
