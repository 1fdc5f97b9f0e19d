"""What the parties estimate in a state: read from the decision round of its evening, by the rules of that round."""

from typing import NamedTuple

import numpy as np

from sim.agents import minds
from sim.kernels import decision_round
from sim.model import SiegeModel
from sim.state.siege import Siege
from sim.theory import campaign_forecast as forecast
from sim.theory import push_forecast, trust
from sim.theory.situation import Situation

#: Stores below this count as empty, days of full ration.
EMPTY = 0.1
#: Body mass, over that of day 0, at which a man is starving (Minnesota experiment, Keys et al. 1950).
STARVING_MASS = 0.75


class FoodForecast(NamedTuple):
    """How long stores and bodies last by the forecast of the garrison's endurance."""

    stores: float  # days until the stores are empty
    bodies: float  # days until the fighters' mean body mass is that of a starving man


def food_forecast(params: np.ndarray, situation: np.ndarray) -> FoodForecast:
    """Stores and bodies on the way that `campaign_forecast.endurance` follows, in its steps and by its rules.

    Days beyond its reach are LONGEST_ENDURANCE.

    params : PartyParams record (1,)
    situation : Situation record (1,)
    """
    now = push_forecast.today(situation)
    day, step = 0.0, forecast.FIRST_STEP
    stores = 0.0 if now.stock < EMPTY else forecast.LONGEST_ENDURANCE
    bodies = 0.0 if now.mass <= STARVING_MASS else forecast.LONGEST_ENDURANCE
    while day < forecast.LONGEST_SIEGE:
        after = forecast.waited(params, situation, now, step)
        if after.stock < EMPTY <= now.stock:
            stores = day + step * (now.stock - EMPTY) / (now.stock - after.stock)
        if after.mass <= STARVING_MASS < now.mass:
            bodies = day + step * (now.mass - STARVING_MASS) / (now.mass - after.mass)
        day, now, step = day + step, after, forecast.next_step(step)
    return FoodForecast(stores, bodies)


class EstimateSet(NamedTuple):
    """The estimates of one decision round."""

    day: int
    cover: float  # mean of the ground held
    values: dict[str, float]  # by the names in `declared.ESTIMATES`


def estimates_of(morning: Siege) -> EstimateSet:
    """What the parties estimate on the evening of a day that has a decision round; uses up the siege of its morning."""
    found: list[EstimateSet] = []
    model = SiegeModel(siege=morning)

    def read(siege: Siege) -> None:
        situation, record, _ = model.engine.decision_inputs()
        road = decision_round.road(model.engine.kernel_records.records, model.engine.evening.counts, siege.party_params)
        found.append(EstimateSet(siege.day, situation.cover, _values(siege, situation, record, road)))

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
    assault = minds.campaign_forecast(siege)
    food = food_forecast(siege.party_params, situation)
    mind = siege.garrison
    values = {
        "storm_chance": assault.chance,
        "storm_days": assault.days,
        "own_dead": assault.own_dead,
        "own_killed": assault.own_dead,
        "enemy_dead": assault.enemy_dead,
        "enemy_killed": assault.enemy_dead,
        "fire_assault": now.fire,
        "fire": now.fire,
        "hunger": now.starve,
        "stores": food.stores,
        "bodies": food.bodies,
        "holding": forecast.endurance(siege.party_params, situation),
        "endurance": mind.unbiased_endurance,
        "road_believed": mind.road_belief,
        "road_true": road,
        "road_alive": mind.road_belief,
        "prison_local": trust.danger(siege.party_params, mind.prison_belief, False),
        "prison_foreign": trust.danger(siege.party_params, mind.prison_belief, True),
    }
    return {name: float(value) for name, value in values.items()}
