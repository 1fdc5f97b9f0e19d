"""Food on the road: what a convoy takes along, is given on the way, brings back. In whole grams."""

from sim.state.siege import Siege


def load(siege: Siege, people: int, days: int) -> None:
    """Those who leave take food for the road, as far as there is any. Writes the stores."""
    taken = min(siege.stores.food_g, people * days * siege.scenario.supply.ration_g)
    siege.stores.food_g -= taken
    siege.stores.carried_g += taken
    siege.stores.road_g += taken


def bring_back(siege: Siege) -> None:
    """A convoy comes back with what it has not eaten. Writes the stores."""
    stores = siege.stores
    stores.food_g += stores.road_g
    stores.carried_g -= stores.road_g
    stores.road_g = 0


def unload(siege: Siege) -> None:
    """A convoy has arrived; what it has not eaten stays in the refuge. Writes the stores."""
    siege.stores.refuge_g += siege.stores.road_g
    siege.stores.road_g = 0


def feed(siege: Siege, people: int) -> None:
    """Tomorrow's food for those on the road: their own, and what they are given. Writes the stores and the convoy.

    A column that moves is fed; a stranded one gets what is let through.
    """
    convoy, stores = siege.convoy, siege.stores
    need = people * siege.scenario.supply.ration_g
    own = min(stores.road_g, need)
    aid = need if convoy.stranded_since < 0 else int(need * siege.scenario.convoy.road_aid)
    given = min(aid, need - own)
    stores.road_g -= own
    stores.given_g += given
    stores.road_eaten_g += own + given
    convoy.ration = (own + given) / need if need else 1.0
