"""Parameters of a theatre: how the fall of one town affects others, and what ties two sieges."""

from pydantic import Field

from sim.scenario.declare import Section, par


class Contagion(Section):
    """How the fate of one siege affects the others; a strength of 0 switches a channel off."""

    # Who may come from elsewhere has rows from the first day on, so those two strengths count from the start only.

    freed_troops: float = par(
        0.0,
        "share",
        "share of the besiegers freed by a fall who march to other sieges of their side; 0: none",
        "assumption: between none and all; after Aleppo most of the assault force moved on",
        ge=0,
        le=1,
        when="start",
        label="freed troops",
    )
    demonstration: float = par(
        0.0,
        "0-1",
        "increase in the believed probability of assault elsewhere after one town is stormed; 0: none",
        "Lehmann and Zhukov 2019: surrender follows recent example; the size is an assumption",
        ge=0,
        le=1,
        label="effect of a storming on beliefs elsewhere",
    )
    reputation: float = par(
        0.0,
        "0-1",
        "how far a besieger's credibility elsewhere responds to a deal kept or broken; 0: not at all",
        "Lundgren, Svensson and Karakus 2023: earlier dealings ease later ones; the size is an assumption",
        ge=0,
        le=1,
        label="reputation across sieges",
    )
    relief_hope: float = par(
        0.0,
        "0-1",
        "loss of hope of relief after each fall elsewhere: at 1, a quarter of it; 0: none",
        ge=0,
        le=1,
        label="loss of hope",
    )
    armed_leavers: float = par(
        0.0,
        "share",
        "share of fighters leaving armed who join the force at their destination; 0: none",
        "assumption: none to all",
        ge=0,
        le=1,
        when="start",
        label="armed leavers who fight on",
    )
    march_km_day: float = par(
        30.0, "km/day", "marching speed of a force", "a day's march on foot", gt=0, le=1000, label="marching speed"
    )
    memory_days: float = par(
        90.0,
        "day",
        "time scale on which the example of a storming fades",
        ge=1,
        le=3650,
        expert=True,
        label="memory of a storming",
    )


class Tie(Section):
    """A tie between two sieges: each besieger has people of its own side trapped in the other town."""

    between: tuple[str, str] = Field(description="names of the two sieges", strict=False)
    active: bool = par(True, "yes/no", "false: the two sieges are independent", label="sieges linked")
    tied: bool = par(
        True,
        "yes/no",
        "every deal to leave waits for the other town's; false: only packages that are explicitly reciprocal",
        "four towns 2015 and 2017: no convoy left one side before one left the other",
        label="deals conditional on each other",
    )
    worth: float = par(
        0.05,
        "lives/person",
        "value to a besieger of each person of its own side in the other town, in own lives; 0: none",
        ge=0,
        le=1,
        label="value of own people in the other town",
    )
    patience_days: int = par(
        60,
        "day",
        "how long an agreement in one town waits for the other",
        ge=0,
        le=3650,
        label="patience of a linked town",
    )
