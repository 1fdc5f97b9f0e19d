"""Parameters of what the garrison's options are worth to its fighters."""

from sim.scenario.declare import TRIED, Section, par


class GarrisonUtilities(Section):
    """What fighting on, leaving and giving up are worth to the garrison."""

    hold_days: float = par(
        182.0,
        "day",
        "time scale on which holding out has value",
        TRIED,
        ge=7,
        le=3650,
        expert=True,
        label="time scale of the value of holding out",
    )
    resolve_base: float = par(
        0.3,
        "lives",
        "value of holding out to a local fighter without ideology",
        TRIED,
        ge=0,
        le=3,
        expert=True,
        label="value of holding out to a fighter",
    )
    resolve_ideology: float = par(
        0.22,
        "lives per level",
        "additional value of holding out per level of ideology",
        TRIED + " (0-0.4)",
        ge=0,
        le=3,
        expert=True,
        label="value of holding out per level of ideology",
    )
    resolve_foreign: float = par(
        0.4,
        "lives",
        "additional value of holding out to a foreign fighter",
        TRIED,
        ge=0,
        le=3,
        expert=True,
        label="foreign fighters' additional value of holding out",
    )
    doctrine: float = par(
        0.5,
        "lives",
        "aversion to surrender at ideology 3",
        TRIED + " (0-0.8)",
        ge=0,
        le=3,
        label="aversion to surrender",
    )
    doctrine_leaving: float = par(
        0.5,
        "share",
        "part of the aversion to surrender that doctrine also has to leaving",
        ge=0,
        le=1,
        expert=True,
        label="aversion to leaving, over that to surrender",
    )
    road_fear: float = par(
        7.0,
        "ratio",
        "danger of the road as those who are to leave fear it, over what the road takes on average",
        "assumption: they think of the worst that may happen; 1 is without prejudice",
        ge=0,
        le=100,
        label="fear of the road",
    )
    cause_kept: float = par(
        0.5,
        "share",
        "share of the cause that survives with those who leave",
        ge=0,
        le=1,
        label="cause that survives a departure",
    )
    exile: float = par(
        0.1, "lives", "cost of exile to a local fighter, times home ties", ge=0, le=2, label="cost of exile"
    )
    foreign_danger: float = par(
        0.35,
        "probability",
        "additional mortality risk of a foreign fighter who surrenders",
        "order to 'kill them' at Raqqa",
        ge=0,
        le=1,
        label="foreign fighters' risk after surrender",
    )
    civilian_voice: float = par(
        0.3,
        "lives",
        "weight of civilian suffering in local fighters' decisions at full home ties",
        ge=0,
        le=3,
        label="weight of civilian suffering",
    )
    leave_hope: float = par(
        0.5,
        "probability",
        "probability that a later offer matches the last one",
        ge=0,
        le=1,
        expert=True,
        label="expectation of a later offer",
    )
    leave_hope_days: float = par(
        60.0,
        "day",
        "time scale on which that probability declines",
        ge=1,
        le=730,
        expert=True,
        label="time scale of that expectation",
    )
    optimism: float = par(
        1.5,
        "log",
        "garrison's initial overestimate of its endurance",
        "Slantchev 2003; " + TRIED + " (0-2.5)",
        ge=0,
        le=5,
        label="garrison's initial optimism",
    )
    optimism_days: float = par(
        42.0,
        "day",
        "time scale on which that optimism fades",
        ge=1,
        le=365,
        expert=True,
        label="time scale of optimism",
    )
