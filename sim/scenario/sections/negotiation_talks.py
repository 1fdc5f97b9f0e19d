"""Parameters of when the parties decide, talk and make offers."""

from sim.scenario.declare import TRIED, Section, par


class TalksTiming(Section):
    """When the parties decide, how far ahead they plan, and when they open talks and make offers."""

    allowed: bool = par(
        True, "yes/no", "false is a policy of annihilation: no talks, and a pending deal is void", label="talks allowed"
    )
    decision_days: float = par(
        2.0,
        "day",
        "interval between decision rounds of the commands",
        ge=1,
        le=30,
        expert=True,
        label="interval between decisions",
    )
    horizon_days: float = par(
        182.0, "day", "planning horizon of a command", ge=7, le=3650, expert=True, label="planning horizon"
    )
    opening_days: float = par(
        14.0,
        "day",
        "mean time until a party that wants talks gets them",
        TRIED,
        ge=0.5,
        le=365,
        label="time until talks open",
    )
    offer_interval_days: float = par(
        14.0,
        "day",
        "interval between two offers under assault",
        "Coasian dynamics: the interval matters substantively, 1-4 weeks",
        ge=1,
        le=365,
        label="interval between offers under assault",
    )
    blockade_interval_days: float = par(
        28.0,
        "day",
        "interval between two offers in a blockade",
        TRIED,
        ge=1,
        le=365,
        label="interval between offers in a blockade",
    )
    least_hope: float = par(
        0.1,
        "probability",
        "lowest believed probability of acceptance at which the besieger makes an offer",
        ge=0,
        le=1,
        label="lowest probability of acceptance for an offer",
    )
    truce_days: int = par(
        2, "day", "length of the truce while an offer is on the table", ge=0, le=60, label="length of a truce for talks"
    )
