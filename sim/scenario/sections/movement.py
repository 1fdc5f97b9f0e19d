"""Walking."""

from sim.scenario.declare import Section, par


class Movement(Section):
    """Speeds on foot, in metres a day under fire; the grid turns them into hops."""

    fighter_m_day: float = par(300.0, "m/day", "fighters shifting along and to the front", ge=0, le=20000, expert=True)
    besieger_m_day: float = par(
        300.0, "m/day", "besiegers shifting along and to the front", ge=0, le=20000, expert=True
    )
    civilian_m_day: float = par(
        150.0, "m/day", "civilians seeking a safer place, at full fear", ge=0, le=20000, expert=True
    )
