"""Deadlines: an ultimatum, an announced offensive, the day by which the besieger must finish."""

from sim.scenario.declare import Section, par


class Deadline(Section):
    """Deadlines, and how an approaching date affects both sides."""

    ultimatum_day: int = par(
        -1,
        "day",
        "day on which the besieger has threatened to assault, although its own estimate decides; -1: no threat",
        ge=-1,
        le=7300,
        label="day of the ultimatum",
    )
    finish_by_day: int = par(
        -1,
        "day",
        "day by which a patron, a summit or another front requires the besieger to finish; -1: none",
        ge=-1,
        le=7300,
        label="besieger's deadline",
    )
    notice_days: float = par(
        28.0,
        "day",
        "days before a date at which it begins to exert pressure",
        "assumption (7-90)",
        ge=1,
        le=730,
        label="notice before a date",
    )
    threat_credibility: float = par(
        0.5,
        "probability",
        "initial belief that a dated threat will be carried out (0: none)",
        "threats are discounted at first; assumption (0.2-0.9)",
        ge=0,
        le=1,
        when="start",
        label="initial belief in threats",
    )
    credibility_loss: float = par(
        0.5,
        "share",
        "share of that belief lost when a date passes unfulfilled (a date kept closes that share of the gap to 1)",
        "Tomz 2007; Kertzer and Brutger 2016; size assumed (0-0.9)",
        ge=0,
        le=1,
        label="credibility lost by an unfulfilled threat",
    )
    haste: float = par(
        0.5,
        "share",
        "reduction of the interval between offers as a date approaches",
        "assumption (0-0.8)",
        ge=0,
        le=0.9,
        label="haste before a date",
    )
    late_cost: float = par(
        0.2,
        "share of value",
        "cost to the besieger of being long past its date",
        "assumption (0-0.6)",
        ge=0,
        le=2,
        label="cost of missing the date",
    )
