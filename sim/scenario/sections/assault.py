"""Storming: a campaign of pushes over the grid."""

from sim.scenario.declare import Section, par

TDI = "The Dupuy Institute, 672 division engagements 1904-91"


class Assault(Section):
    """How ground changes hands and what it costs."""

    lethality_per_day: float = par(
        0.05,
        "1/day",
        "defenders hit in close contact by an equal enemy",
        "losses of 1-3 % a day of a whole engaged force (Dupuy), of which a part is in contact",
        ge=0,
        le=5,
        expert=True,
    )
    exchange: float = par(
        0.5,
        "ratio",
        "attackers killed for each defender killed, in a town (cover 1.5)",
        "Marawi 0.20, Manbij 0.29, Tabqa 0.3-0.75, South Damascus 1.07; median about 0.5",
        ge=0.01,
        le=10,
        label="attackers lost per defender",
    )
    attacker_exposure: float = par(
        1.7,
        "ratio",
        "how much more an attacker is exposed, so that losses in a town come out at `assault.exchange`",
        "set by isolated assaults in this model",
        ge=0.1,
        le=10,
        expert=True,
    )
    fortune_median: float = par(
        2.6,
        "ratio",
        "median of an assault's fortune",
        TDI + ": 0.48 of assaults of equals win",
        ge=0.01,
        le=100,
        expert=True,
    )
    fortune_spread: float = par(
        2.0,
        "log ratio",
        "spread of an assault's fortune (leadership, surprise, weather), s.d. of log odds of ground",
        TDI + ": win share by force ratio",
        ge=0,
        le=5,
        expert=True,
    )
    advance_m_day: float = par(
        160.0,
        "m/day",
        "speed of an unopposed attacker through built-up ground",
        "assumption: the order of advances in a city, not looked up",
        ge=1,
        le=20000,
        expert=True,
    )
    objective_share: float = par(
        0.2, "share", "share of the first pocket that one push tries to take", ge=0.01, le=1, expert=True
    )
    patience: float = par(
        4.5,
        "ratio",
        "days that a push may take, over those of an unopposed one",
        "assumption, fitted with the fortunes to the win share by force ratio",
        ge=1,
        le=50,
        expert=True,
    )
    regroup_days: float = par(
        2.0,
        "day",
        "pause between two pushes",
        "set by the days of 16 assaulted places, pooled (benchmarks/conquests.py)",
        ge=0,
        le=120,
        expert=True,
    )
    breakoff_loss: float = par(
        0.10,
        "share",
        "an attacker breaks off after losing this share of the assault force",
        "casualties explain only a tenth of break-offs (McQuie); the rest is in fortune",
        ge=0.01,
        le=1,
        expert=True,
    )
    overrun_killed: float = par(
        0.01, "share", "fighters on overrun ground who are killed there rather than slip back", ge=0, le=1, expert=True
    )
    strength_share: float = par(
        0.5, "share", "least share of his mind that a starving man brings to a fight", ge=0, le=1, expert=True
    )
