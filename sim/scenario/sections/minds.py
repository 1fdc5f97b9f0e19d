"""Morale, fear, leaving on one's own, and walking."""

from sim.scenario.declare import Section, par

MCQUIE = "McQuie: envelopment and a neighbour's fall break more units than losses do"


class Morale(Section):
    """What moves a fighter's ability to act, and a civilian's fear."""

    hunger: float = par(0.010, "1/day", "fall per unit of body mass lost", ge=0, le=1, expert=True)
    losses: float = par(0.05, "per share of squad", "fall per share of the squad lost", MCQUIE, ge=0, le=5, expert=True)
    pressed: float = par(0.0006, "1/day", "fall while under assault", MCQUIE, ge=0, le=1, expert=True)
    encircled: float = par(0.0002, "1/day", "fall while only encircled", ge=0, le=1, expert=True)
    family: float = par(
        0.002, "1/day", "fall of local fighters per unit of civilians' body mass lost", ge=0, le=1, expert=True
    )
    recovery: float = par(0.004, "1/day", "pull back to one's first morale", ge=0, le=1, expert=True)
    peers: float = par(
        0.05,
        "1/day",
        "pull to the squad's mean",
        "McLauchlin; Shils & Janowitz: the small group",
        ge=0,
        le=1,
        expert=True,
    )
    foreign_share: float = par(0.7, "ratio", "foreign fighters' fall over the locals'", ge=0, le=2, expert=True)
    foreign_bonus: float = par(
        0.1, "morale", "foreign fighters' first morale over the locals'", ge=-1, le=1, when="start", expert=True
    )
    truce_relief: float = par(0.002, "1/day", "rise while a truce holds", ge=0, le=1, expert=True)
    fear_rise: float = par(0.6, "1/day", "civilian fear gained per recent strike in the cell", ge=0, le=10, expert=True)
    fear_calm: float = par(0.05, "1/day", "share of fear that passes in a day", ge=0, le=1, expert=True)


class Exit(Section):
    """Leaving without a deal."""

    desertion_per_day: float = par(
        0.0006,
        "1/day",
        "desertion at morale 0.6 (0.4 % a week)",
        "FARC 2002-17: 0.1-0.3 % a week; more in sieges",
        ge=0,
        le=0.1,
    )
    desertion_slope: float = par(
        5.0, "per morale", "how steeply desertion rises as morale falls", ge=0, le=20, expert=True
    )
    contagion: float = par(
        2.0,
        "ratio",
        "rise of desertion with the share of the squad that is gone",
        "Lehmann & Zhukov 2019",
        ge=0,
        le=20,
        expert=True,
    )
    foreign_factor: float = par(
        0.25, "ratio", "foreign fighters' desertion over the locals'", "nowhere to go", ge=0, le=5, expert=True
    )
    flight_per_day: float = par(
        0.004,
        "1/day",
        "civilians who would leave an open town each day at full fear or hunger",
        "Eastern Ghouta, Mosul and Raqqa: thousands a day when a way opened; size assumed",
        ge=0,
        le=1,
    )
    crossing_death: float = par(
        0.01, "chance", "death on the way through a closed ring (mines, snipers)", ge=0, le=1, expert=True
    )
    smuggled_share: float = par(
        0.3, "share", "of those who get out through a closed ring, those whom smugglers bring", ge=0, le=1, expert=True
    )
    besieger_desertion_per_day: float = par(
        0.0001, "1/day", "besiegers who go home, at morale 0.6", ge=0, le=0.1, expert=True
    )


class Movement(Section):
    """Speeds on foot, in metres a day under fire; the grid turns them into hops."""

    fighter_m_day: float = par(300.0, "m/day", "fighters shifting along and to the front", ge=0, le=20000, expert=True)
    besieger_m_day: float = par(
        300.0, "m/day", "besiegers shifting along and to the front", ge=0, le=20000, expert=True
    )
    civilian_m_day: float = par(
        150.0, "m/day", "civilians seeking a safer place, at full fear", ge=0, le=20000, expert=True
    )
