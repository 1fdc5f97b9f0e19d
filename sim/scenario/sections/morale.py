"""Fighters' morale and civilians' fear."""

from sim.scenario.declare import Section, par

MCQUIE = "McQuie: envelopment and a neighbour's fall break more units than losses do"


class Morale(Section):
    """What raises and lowers fighters' morale and civilians' fear."""

    hunger: float = par(
        0.010,
        "1/day",
        "decline per unit of body mass lost",
        ge=0,
        le=1,
        expert=True,
        label="effect of hunger on morale",
    )
    losses: float = par(
        0.05,
        "per share of squad",
        "decline per share of the squad lost",
        MCQUIE,
        ge=0,
        le=5,
        expert=True,
        label="effect of losses on morale",
    )
    pressed: float = par(
        0.0006,
        "1/day",
        "decline while under assault",
        MCQUIE,
        ge=0,
        le=1,
        expert=True,
        label="effect of assault on morale",
    )
    encircled: float = par(
        0.0002,
        "1/day",
        "decline while encircled but not under assault",
        ge=0,
        le=1,
        expert=True,
        label="effect of encirclement on morale",
    )
    family: float = par(
        0.002,
        "1/day",
        "decline of local fighters' morale per unit of civilians' body mass lost",
        ge=0,
        le=1,
        expert=True,
        label="effect of families' hunger on morale",
    )
    recovery: float = par(
        0.004, "1/day", "rate of return to initial morale", ge=0, le=1, expert=True, label="recovery of morale"
    )
    peers: float = par(
        0.05,
        "1/day",
        "rate of convergence to the squad's mean",
        "McLauchlin; Shils & Janowitz: the small group",
        ge=0,
        le=1,
        expert=True,
        label="influence of the squad on morale",
    )
    foreign_share: float = par(
        0.7,
        "ratio",
        "foreign fighters' decline relative to local fighters'",
        ge=0,
        le=2,
        expert=True,
        label="decline of foreign fighters' morale",
    )
    foreign_bonus: float = par(
        0.1,
        "morale",
        "foreign fighters' initial morale minus local fighters'",
        ge=-1,
        le=1,
        when="start",
        expert=True,
        label="higher initial morale of foreign fighters",
    )
    truce_relief: float = par(
        0.002, "1/day", "increase while a truce holds", ge=0, le=1, expert=True, label="effect of a truce on morale"
    )
    fear_rise: float = par(
        0.6,
        "1/day",
        "civilian fear gained per recent strike in the cell",
        ge=0,
        le=10,
        expert=True,
        label="increase in fear per strike",
    )
    fear_calm: float = par(
        0.05, "1/day", "share of fear that subsides per day", ge=0, le=1, expert=True, label="decline of fear"
    )
