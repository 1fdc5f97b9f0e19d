"""What the parties estimate in a state: read from the decision round of its evening, by the rules of that round."""

from typing import NamedTuple

import numpy as np

from sim.model import SiegeModel
from sim.state.siege import Siege
from sim.theory import besieger_options, dependence, prospects
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


class Estimated(NamedTuple):
    """The estimates of one decision round."""

    day: int
    situation: Situation
    values: dict[str, float]  # by the names in `declared.ESTIMATES`


def estimates_of(morning: Siege) -> Estimated:
    """What the parties estimate on the evening of a day that has a decision round; uses up the siege of its morning."""
    found: list[Estimated] = []
    model = SiegeModel(siege=morning)

    def read(siege: Siege) -> None:
        situation, record, _ = model.engine.decision_inputs()
        found.append(Estimated(siege.day, situation, _values(siege, record)))

    model.evening = read
    try:
        model.step()
    finally:
        model.engine.close()
    return found[0]


def _values(siege: Siege, situation: np.ndarray) -> dict[str, float]:
    assault = assault_estimate(siege.party_params, situation)
    values = {
        "storm_chance": assault.chance,
        "storm_days": assault.days,
        "own_dead": assault.own_dead,
        "own_dead_assault": assault.own_dead,
        "enemy_dead": assault.enemy_dead,
        "enemy_dead_assault": assault.enemy_dead,
    }
    return {name: float(value) for name, value in values.items()}
