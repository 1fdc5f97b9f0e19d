"""Food that goes with a convoy, and comes back with it. In whole grams; the stores of a day are `kernels.supply`."""

from sim.state.siege import Siege


def carry_out(siege: Siege, people: int, days: int) -> None:
    """Those who leave take food for the road, if there is any. Writes the stores."""
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


def arrive(siege: Siege) -> None:
    """A convoy has arrived: what it has not eaten is eaten in the refuge. Writes the stores."""
    siege.stores.refuge_g += siege.stores.road_g
    siege.stores.road_g = 0
