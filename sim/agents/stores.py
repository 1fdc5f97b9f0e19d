"""The morning's supply: what comes in, what is handed out, what is left. All food in whole grams."""

from sim.state.columns import Kind
from sim.state.siege import Siege
from sim.theory import smuggling, supply


def provide(siege: Siege) -> None:
    """Bring in, spoil, hand out. Writes the stores."""
    s, stores = siege.scenario.supply, siege.stores
    fighters, civilians = _eaters(siege)
    need_g = (fighters + civilians) * s.ration_g
    _bring_in(siege, need_g)
    spoiled = int(stores.food_g * s.spoil_per_day)
    stores.food_g -= spoiled
    stores.spoiled_g += spoiled
    _hand_out(siege, fighters, civilians, need_g)
    _treat(siege)


def _eaters(siege: Siege) -> tuple[int, int]:
    """Fighters and civilians who eat from the stores: those inside; those on the road carry their food."""
    return siege.inside(Kind.fighter), siege.inside(Kind.civilian)


def _bring_in(siege: Siege, need_g: int) -> None:
    s, stores, need = siege.scenario.supply, siege.stores, siege.first.need_g
    produced = int(need * s.production * siege.fields_share())
    # Yesterday's price, which smugglers know; what they bring in answers to it, and what officers sell them.
    stores.price, stores.rent, answer, openness = smuggling.market(
        siege.world, stores.civilian_ration, siege.seen.ring_open
    )
    leaked = int(need * s.leak * answer * openness)
    tunnel = int(need * s.tunnel)
    aid = int(need * s.aid * siege.scenario.besieger.aid_allowed)
    stores.produced_g += produced
    stores.leaked_g += leaked
    stores.tunnel_g += tunnel
    stores.aid_g += aid
    stores.food_g += produced + leaked + tunnel + aid
    stores.inflow = (produced + leaked + tunnel + aid) / max(1, need_g)


def _hand_out(siege: Siege, fighters: int, civilians: int, need_g: int) -> None:
    """Rations in whole grams a head, fighters first; what does not divide stays in the stores."""
    s, stores = siege.scenario.supply, siege.stores
    if need_g == 0:
        stores.fighter_ration = stores.civilian_ration = stores.mean_ration = 1.0
        return
    stock = stores.food_g / need_g
    mean, favoured = supply.rations(siege.world, stores.inflow, stock, float(fighters), float(civilians))
    budget = int(mean * need_g)
    fighter_g = min(int(s.ration_g * favoured), budget // fighters) if fighters else 0
    civilian_g = min(s.ration_g, (budget - fighter_g * fighters) // civilians) if civilians else 0
    eaten = fighter_g * fighters + civilian_g * civilians
    stores.food_g -= eaten
    stores.eaten_g += eaten
    stores.fighter_ration = fighter_g / s.ration_g
    stores.civilian_ration = civilian_g / s.ration_g
    stores.mean_ration = eaten / need_g


def _treat(siege: Siege) -> None:
    """Medicine: one treatment a day for each 500 inside at the start; what slips in, less what is used."""
    s, stores = siege.scenario.supply, siege.stores
    wounded = float(siege.wounded(Kind.civilian) + siege.wounded(Kind.fighter))
    need = max(1e-9, wounded * 0.2)
    stores.treatments += s.medicine_leak * siege.seen.ring_open * need
    given = min(need, stores.treatments)
    stores.treatments -= given
    stores.care = given / need if wounded else 1.0
    # Wells go with the ground; half of the supply survives any loss.
    stores.water = s.water * (0.5 + 0.5 * siege.ground_share())


def lose_ground(siege: Siege, before: int, after: int) -> None:
    """Stores on lost ground are destroyed or looted in part. Writes the stores."""
    if after < before and before > 0:
        lost = int(siege.stores.food_g * siege.scenario.supply.store_loss * (before - after) / before)
        siege.stores.food_g -= lost
        siege.stores.destroyed_g += lost


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


def stock_days(siege: Siege) -> float:
    """How long the stores would last those now inside at full ration, days."""
    eaters = sum(_eaters(siege))
    return siege.stores.food_g / (eaters * siege.scenario.supply.ration_g) if eaters else 0.0
