"""Parameters of when a force breaks."""

from sim.scenario.declare import Section, par


class Collapse(Section):
    """When a force breaks."""

    collapse_per_day: float = par(
        0.15,
        "1/day",
        "probability that a force far below its breaking point dissolves",
        ge=0,
        le=5,
        expert=True,
        label="rate of collapse",
    )
    collapse_force: float = par(
        0.25,
        "share",
        "breaking point: fighting strength relative to day 0, or to that of `negotiation.breaking_days` ago",
        ge=0,
        le=1,
        expert=True,
        label="strength at which a force collapses",
    )
    breaking_days: float = par(
        365.0,
        "day",
        "time over which losses count toward breaking, weighed by the enemy at hand; 0: all losses since day 0, "
        "whatever the enemy",
        ge=0,
        le=3650,
        expert=True,
        label="time over which losses break a force",
    )
    collapse_morale: float = par(
        0.18,
        "morale",
        "breaking point: mean morale",
        ge=0,
        le=1,
        expert=True,
        label="morale at which a force collapses",
    )
