"""Assaults and what they cost."""

from sim.scenario.declare import Section, par

TDI = "The Dupuy Institute, 672 division engagements 1904-91"


class Assault(Section):
    """How ground changes hands, and at what cost."""

    allowed: bool = par(
        True,
        "yes/no",
        "whether the besieger may storm; if not, he bombards, starves, talks or leaves",
        label="assaults allowed",
    )
    lethality_per_day: float = par(
        0.05,
        "1/day",
        "defenders hit per day in close contact with an equal enemy",
        "1-3% losses per day of a whole engaged force (Dupuy), of which only part is in contact",
        ge=0,
        le=5,
        expert=True,
        label="lethality of close combat",
    )
    exchange: float = par(
        0.5,
        "ratio",
        "attackers killed per defender killed in a town (cover 1.5)",
        "Marawi 0.20, Manbij 0.29, Tabqa 0.3-0.75, South Damascus 1.07; median about 0.5",
        ge=0.01,
        le=10,
        label="attackers killed per defender killed",
    )
    attacker_exposure: float = par(
        1.7,
        "ratio",
        "how much more exposed an attacker is, so that losses in a town match `assault.exchange`",
        "calibrated on isolated assaults in this model",
        ge=0.1,
        le=10,
        expert=True,
        label="attackers' exposure",
    )
    fortune_median: float = par(
        2.6,
        "ratio",
        "median fortune of an assault (all that force ratios leave unexplained)",
        TDI + ": attackers of equal strength win 0.48 of assaults",
        ge=0.01,
        le=100,
        expert=True,
        label="median fortune of an assault",
    )
    fortune_spread: float = par(
        2.0,
        "log ratio",
        "spread of an assault's fortune (leadership, surprise, weather), s.d. of the log odds of taking ground",
        TDI + ": win share by force ratio",
        ge=0,
        le=5,
        expert=True,
        label="spread of fortune in assaults",
    )
    advance_m_day: float = par(
        160.0,
        "m/day",
        "speed of an unopposed attacker through built-up ground",
        "assumption: the order of magnitude of advances in a city, not looked up",
        ge=1,
        le=20000,
        expert=True,
        label="speed of advance",
    )
    objective_share: float = par(
        0.2,
        "share",
        "share of the initial pocket that one push tries to take",
        ge=0.01,
        le=1,
        expert=True,
        label="ground attacked in one push",
    )
    patience: float = par(
        4.5,
        "ratio",
        "days a push may take, relative to an unopposed one",
        "assumption, fitted together with fortune to the win share by force ratio",
        ge=1,
        le=50,
        expert=True,
        label="time allowed for a push",
    )
    regroup_days: float = par(
        2.0,
        "day",
        "pause between two pushes",
        "calibrated on the duration of 16 assaults, pooled (benchmarks/conquests.py)",
        ge=0,
        le=120,
        expert=True,
        label="pause between pushes",
    )
    breakoff_loss: float = par(
        0.10,
        "share",
        "share of the assault force lost at which the attacker breaks off",
        "casualties explain only a tenth of break-offs (McQuie); the rest is in the fortune",
        ge=0.01,
        le=1,
        expert=True,
        label="losses at which attackers break off",
    )
    overrun_killed: float = par(
        0.01,
        "share",
        "share of the fighters on overrun ground who are killed there rather than slip back",
        ge=0,
        le=1,
        expert=True,
        label="share of overrun fighters killed",
    )
    strength_share: float = par(
        0.5,
        "share",
        "lowest share of morale that a starving fighter brings to a fight",
        ge=0,
        le=1,
        expert=True,
        label="lowest strength of starving fighters",
    )
