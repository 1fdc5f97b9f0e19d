"""What moves minds: fighters' morale and civilians' fear."""

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
