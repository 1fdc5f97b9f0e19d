"""Individual exit: desertion and flight."""

from sim.scenario.declare import Section, par


class Exit(Section):
    """Desertion, flight and escape without a deal."""

    desertion_per_day: float = par(
        0.0006,
        "1/day",
        "desertion rate at morale 0.6 (0.4% per week)",
        "FARC 2002-17: 0.1-0.3% a week; more in sieges",
        ge=0,
        le=0.1,
        label="desertion rate",
    )
    desertion_slope: float = par(
        5.0,
        "per morale",
        "how steeply desertion rises as morale falls",
        ge=0,
        le=20,
        expert=True,
        label="response of desertion to morale",
    )
    contagion: float = par(
        2.0,
        "ratio",
        "increase in desertion with the share of the squad already gone",
        "Lehmann & Zhukov 2019",
        ge=0,
        le=20,
        expert=True,
        label="contagion of desertion",
    )
    foreign_factor: float = par(
        0.25,
        "ratio",
        "foreign fighters' desertion rate relative to local fighters'",
        "nowhere to go",
        ge=0,
        le=5,
        expert=True,
        label="foreign fighters' desertion rate",
    )
    flight_per_day: float = par(
        0.004,
        "1/day",
        "civilians leaving an open town per day at full fear or hunger",
        "assumption: thousands per day leave a city when a route opens",
        ge=0,
        le=1,
        label="flight rate",
    )
    crossing_death: float = par(
        0.01,
        "probability",
        "probability of death when crossing a closed ring (mines, snipers)",
        ge=0,
        le=1,
        expert=True,
        label="risk of death in crossing the ring",
    )
    smuggled_share: float = par(
        0.3,
        "share",
        "share of those getting out through a closed ring who are brought out by smugglers",
        ge=0,
        le=1,
        expert=True,
        label="share of escapes through smugglers",
    )
    besieger_desertion_per_day: float = par(
        0.0001,
        "1/day",
        "besiegers going home at morale 0.6",
        ge=0,
        le=0.1,
        expert=True,
        label="besiegers' desertion rate",
    )
