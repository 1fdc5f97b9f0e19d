"""Fighters' morale and civilians' fear."""

from sim.scenario.declare import Section, par

MCQUIE = "McQuie: envelopment and a neighbour's fall break more units than losses do"


class Morale(Section):
    """What changes a fighter's ability to act, and a civilian's fear."""

    hunger: float = par(0.010, "1/day", "decline per unit of body mass lost", ge=0, le=1, expert=True)
    losses: float = par(
        0.05, "per share of squad", "decline per share of the squad lost", MCQUIE, ge=0, le=5, expert=True
    )
    pressed: float = par(0.0006, "1/day", "decline while under assault", MCQUIE, ge=0, le=1, expert=True)
    encircled: float = par(0.0002, "1/day", "decline while encircled but not under assault", ge=0, le=1, expert=True)
    family: float = par(
        0.002,
        "1/day",
        "decline of local fighters' morale per unit of civilians' body mass lost",
        ge=0,
        le=1,
        expert=True,
    )
    recovery: float = par(0.004, "1/day", "rate of return to initial morale", ge=0, le=1, expert=True)
    peers: float = par(
        0.05,
        "1/day",
        "rate of convergence to the squad's mean",
        "McLauchlin; Shils & Janowitz: the small group",
        ge=0,
        le=1,
        expert=True,
    )
    foreign_share: float = par(
        0.7, "ratio", "foreign fighters' decline relative to local fighters'", ge=0, le=2, expert=True
    )
    foreign_bonus: float = par(
        0.1, "morale", "foreign fighters' initial morale minus local fighters'", ge=-1, le=1, when="start", expert=True
    )
    truce_relief: float = par(0.002, "1/day", "increase while a truce holds", ge=0, le=1, expert=True)
    fear_rise: float = par(0.6, "1/day", "civilian fear gained per recent strike in the cell", ge=0, le=10, expert=True)
    fear_calm: float = par(0.05, "1/day", "share of fear that subsides per day", ge=0, le=1, expert=True)
