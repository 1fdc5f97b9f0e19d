"""Walking."""

from sim.scenario.declare import Section, par


class Movement(Section):
    """Speeds on foot, in metres a day under fire; the grid turns them into hops."""

    fighter_m_day: float = par(300.0, "m/day", "fighters shifting along and to the front", ge=0, le=20000, expert=True)
    mobile_share: float = par(
        0.6,
        "share",
        "of the garrison, those who shift to where it is attacked; the others hold their posts",
        ge=0,
        le=1,
        expert=True,
    )
    evening_m: float = par(
        50.0,
        "m",
        "along a line men even out: a step of this many metres takes half of the surplus over the weakest neighbour",
        ge=0,
        le=1000,
        expert=True,
    )
    crowded_per_ha: float = par(
        400.0,
        "person/ha",
        "crowding that drives civilians away as much as one strike remembered: shelters fill up",
        ge=1,
        le=100_000,
        expert=True,
    )
    besieger_m_day: float = par(
        300.0, "m/day", "besiegers shifting along and to the front", ge=0, le=20000, expert=True
    )
    civilian_m_day: float = par(
        150.0, "m/day", "civilians seeking a safer place, at full fear", ge=0, le=20000, expert=True
    )
