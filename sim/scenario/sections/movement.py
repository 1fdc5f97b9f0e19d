"""Movement on foot."""

from sim.scenario.declare import Section, par


class Movement(Section):
    """Walking speeds, which the grid converts into moves from cell to cell."""

    fighter_m_day: float = par(
        300.0,
        "m/day",
        "fighters moving along the front and towards it",
        ge=0,
        le=20000,
        expert=True,
        label="fighters' speed",
    )
    mobile_share: float = par(
        0.6,
        "share",
        "share of the garrison that moves to where it is attacked; the others hold their posts",
        ge=0,
        le=1,
        expert=True,
        label="mobile share of the garrison",
    )
    evening_m: float = par(
        50.0,
        "m",
        "distance over which men spread out along a line: a step of this length moves half of the surplus to the "
        "weakest neighbour",
        ge=0,
        le=1000,
        expert=True,
        label="spreading along the line",
    )
    crowded_per_ha: float = par(
        400.0,
        "person/ha",
        "density at which crowding drives civilians away as strongly as one remembered strike (full shelters)",
        ge=1,
        le=100_000,
        expert=True,
        label="density felt as crowding",
    )
    besieger_m_day: float = par(
        300.0,
        "m/day",
        "besiegers moving along the front and towards it",
        ge=0,
        le=20000,
        expert=True,
        label="besiegers' speed",
    )
    civilian_m_day: float = par(
        150.0, "m/day", "civilians seeking safety, at full fear", ge=0, le=20000, expert=True, label="civilians' speed"
    )
