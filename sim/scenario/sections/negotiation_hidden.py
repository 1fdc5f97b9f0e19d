"""Parameters of what is hidden: types drawn once per siege, and what the parties do not know of each other."""

from sim.scenario.declare import TRIED, Section, par


class HiddenTypes(Section):
    """What differs between sieges with the same inputs, and what a party does not know of the other."""

    type_spread: float = par(
        0.15,
        "lives",
        "spread of a garrison's private resolve (s.d.), drawn once",
        TRIED + " (0.05-0.4)",
        ge=0,
        le=2,
        when="start",
        label="spread of garrisons' resolve",
    )
    temper_spread: float = par(
        0.05,
        "share of value",
        "spread of a besieger's private disposition towards deals (s.d.), drawn once",
        ge=0,
        le=1,
        when="start",
        expert=True,
        label="spread of besiegers' disposition",
    )
    sight_spread: float = par(
        0.5,
        "log",
        "besieger's error about the garrison's endurance (s.d.), drawn once",
        ge=0,
        le=3,
        when="start",
        expert=True,
        label="besieger's error about endurance",
    )
    belief_spread: float = par(
        0.25,
        "lives",
        "besieger's uncertainty about the garrison's resolve (s.d.)",
        "Powell: private information is a weak obstacle",
        ge=0.01,
        le=2,
        expert=True,
        label="besieger's uncertainty about resolve",
    )
    noise: float = par(
        0.03,
        "lives",
        "scale of the remaining noise in a response to an offer",
        ge=0.001,
        le=1,
        expert=True,
        label="noise in responses",
    )
