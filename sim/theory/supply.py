"""What comes in, who eats how much, who is treated (M3, M4). Rings leak: Todman (2016); the forms are assumptions."""

from typing import Any

from sim.compiled import rule
from sim.constants import constant

FAVOUR_OF_MANY = constant(
    0.4, "share", "what is left of the fighters' preference where they outnumber the civilians", low=0.0, high=1.0
)
TREATMENTS_PER_WOUNDED = constant(0.2, "1/day", "treatments that a wounded person needs", low=0.05, high=1.0)
NEIGHBOUR_SECTORS = constant(
    0.5, "share", "weight of the men in the sectors on either side, into which patrols reach", low=0.0, high=1.0
)
GRAMS_PER_TONNE = 1e6
WATER_KEPT = constant(0.5, "share", "share of the water supply that survives any loss of ground", low=0.0, high=1.0)
WATER_OF_GROUND = constant(0.5, "share", "share of the water supply that goes with the ground", low=0.0, high=1.0)


@rule
def openness(men: float, ring_km: float, ring_men_per_km: float) -> float:
    """Share of would-be traffic that slips through a ring: o = exp(-men / (men needed per km x km)) (M3).

    A besieger short of men shows as leakage. The first terms of the series of exp stand in the denominator, so that the
    bits are the same everywhere.
    """
    density = men / max(1e-6, ring_men_per_km * ring_km)
    return 1.0 / (1.0 + density * (1.0 + density * (0.5 + density * 0.166666667)))


@rule
def flow(tonnes: float, grams: float, share: float, people: float, need: float) -> float:
    """Food that a channel brings today, g: 10^6 tonnes + grams x people + share x need, at its best.

    `need` is the full need of the `people` now inside, g/day. A flow in tonnes stays the same as people leave; one in
    grams a head, or in the present need, shrinks with them.

    >>> flow(0.5, 100.0, 0.25, 1000.0, 600000.0)
    750000.0
    """
    return tonnes * GRAMS_PER_TONNE + grams * people + share * need


@rule
def produced(supply: Any, first_need: float, people: float, need: float, fields: float) -> float:
    """Food grown today, g: (first need x production + flow) x share of the fields held."""
    grown = flow(supply.fields_tonnes, supply.fields_grams, supply.fields_share, people, need)
    return first_need * supply.production * fields + grown * fields


@rule
def leaked(supply: Any, first_need: float, people: float, need: float, response: float, openness: float) -> float:
    """Food smuggled in today, g: (first need x leak + flow) x the smugglers' response x openness to goods."""
    carried = flow(supply.smuggling_tonnes, supply.smuggling_grams, supply.smuggling_share, people, need)
    return first_need * supply.leak * response * openness + carried * response * openness


@rule
def tunnelled(supply: Any, first_need: float, people: float, need: float) -> float:
    """Food through tunnels today, g: first need x tunnel + flow."""
    carried = flow(supply.tunnel_tonnes, supply.tunnel_grams, supply.tunnel_share, people, need)
    return first_need * supply.tunnel + carried


@rule
def airlifted(supply: Any, people: float, need: float) -> float:
    """Food by air today, g: flow."""
    return flow(supply.airlift_tonnes, supply.airlift_grams, supply.airlift_share, people, need)


@rule
def aided(supply: Any, first_need: float, people: float, need: float, allowed: float) -> float:
    """Aid let in today, g: (first need x aid + flow) x the share that the besieger allows."""
    sent = flow(supply.aid_tonnes, supply.aid_grams, supply.aid_share, people, need)
    return first_need * supply.aid * allowed + sent * allowed


@rule
def drawn_share(inflow: float, target: float, stock: float) -> float:
    """What is taken from the stores today: min(stock, max(0, target - inflow)), shares of today's need."""
    return min(stock, max(0.0, target - inflow))


@rule
def fighters_ration(mean: float, fighters_first: float, fighters: float, civilians: float) -> float:
    """The fighters' ration, share of full: min(1, favour x mean), for fighters eat first (M4).

    The favour is `fighters_first`; where fighters outnumber civilians, 0.4 of what it is above 1.
    """
    if civilians <= 0.0:
        return min(1.0, mean)
    favour = fighters_first if civilians > fighters else 1.0 + (fighters_first - 1.0) * FAVOUR_OF_MANY
    return min(1.0, favour * mean)


@rule
def rations(params: Any, inflow: float, stock: float, fighters: float, civilians: float) -> tuple[float, float]:
    """Today's mean ration and the fighters', shares of full; `inflow`, in `stock` already, over today's need (M4).

    The inflow is eaten first, then the stores are drawn to the target.
    """
    s = params[0].supply
    came = min(1.0, inflow)
    mean = min(came + drawn_share(came, s.target_ration, max(0.0, stock - came)), stock)
    return mean, fighters_ration(mean, s.fighters_first, fighters, civilians)


@rule
def treatments_needed(wounded: float) -> float:
    """Treatments needed today: 0.2 for each of the wounded."""
    return max(1e-9, wounded * TREATMENTS_PER_WOUNDED)


@rule
def water(supply: Any, ground: float) -> float:
    """Water, share of need: w0 (0.5 + 0.5 ground), for wells go with the ground (share of the first pocket held)."""
    return supply.water * (WATER_KEPT + WATER_OF_GROUND * ground)


@rule
def lost_with_ground(supply: Any, stored: float, lost: float, held: float) -> float:
    """Stores destroyed or looted with ground: stores x loss x lost / held, in cells of this morning."""
    return stored * supply.store_loss * lost / held
