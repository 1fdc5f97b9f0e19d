"""Leaving on one's own."""

from sim.scenario.declare import Section, par


class Exit(Section):
    """Leaving without a deal."""

    desertion_per_day: float = par(
        0.0006,
        "1/day",
        "desertion at morale 0.6 (0.4 % a week)",
        "FARC 2002-17: 0.1-0.3 % a week; more in sieges",
        ge=0,
        le=0.1,
        label="desertion rate",
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
        "assumption: thousands a day leave a city when a way opens",
        ge=0,
        le=1,
        label="flight rate",
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
