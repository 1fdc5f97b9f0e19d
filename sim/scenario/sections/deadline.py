"""Dates that press: an ultimatum, an announced offensive, the day by which the besieger must be done."""

from sim.scenario.declare import Section, par


class Deadline(Section):
    """The days themselves, and what a coming day does to both sides."""

    ultimatum_day: int = par(
        -1,
        "day",
        "day on which he has threatened to storm, though his own sums will decide; -1: no such threat",
        ge=-1,
        le=7300,
        label="day of the ultimatum",
    )
    finish_by_day: int = par(
        -1,
        "day",
        "day by which a patron, a summit or another front wants him done; -1: none",
        ge=-1,
        le=7300,
        label="day by which he must be done",
    )
    notice_days: float = par(
        28.0, "day", "how long before it a date begins to press", "assumption (7-90)", ge=1, le=730
    )
    threat_credibility: float = par(
        0.5,
        "chance",
        "how far a threat with a date is believed at first (0: not at all)",
        "threats are discounted at first; assumption (0.2-0.9)",
        ge=0,
        le=1,
        when="start",
        label="belief in his threats",
    )
    credibility_loss: float = par(
        0.5,
        "share",
        "of that belief, what a date that passes unfulfilled takes away (and one kept adds of what it lacks)",
        "Tomz 2007; Kertzer and Brutger 2016; size assumed (0-0.9)",
        ge=0,
        le=1,
    )
    haste: float = par(
        0.5,
        "share",
        "by which the time between offers shrinks as a date comes near",
        "assumption (0-0.8)",
        ge=0,
        le=0.9,
    )
    late_cost: float = par(
        0.2, "share of value", "cost to the besieger of being long past his date", "assumption (0-0.6)", ge=0, le=2
    )
