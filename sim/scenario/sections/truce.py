"""The truce while an offer is on the table, and breaches of it."""

from sim.scenario.declare import Section, par


class Truce(Section):
    """Who breaks a truce, and at what cost."""

    besieger_per_day: float = par(
        0.05,
        "1/day",
        "rate at which a besieger intent on assault breaks an unobserved truce (0: never)",
        "early local truces were routinely violated (Integrity 2014); size assumed (0-0.2)",
        ge=0,
        le=5,
        label="besieger's temptation to break a truce",
    )
    seen_deters: float = par(
        0.8,
        "share",
        "reduction of that rate when the truce is observed",
        "assumption (0.3-1)",
        ge=0,
        le=1,
        label="deterrence by observers",
    )
    hardliners_per_day: float = par(
        0.03,
        "1/day",
        "rate at which foreign fighters who lose by the terms break the truce, if as numerous as the others (0: never)",
        "Stedman 1997; Kydd and Walter 2002; size assumed (0-0.2)",
        ge=0,
        le=5,
        label="hardliners' temptation to break a truce",
    )
    reputation_loss: float = par(
        0.10,
        "0-1",
        "loss of the besieger's reputation after breaking a truce",
        "assumption (0-0.3)",
        ge=0,
        le=1,
        label="reputation lost by breaking a truce",
    )
    cold_days: int = par(
        14,
        "day",
        "days without new talks after a breach",
        "assumption (3-60)",
        ge=0,
        le=365,
        label="pause in talks after a breach",
    )
