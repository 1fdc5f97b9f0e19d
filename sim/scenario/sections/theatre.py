"""Parameters of a theatre: how a fall spreads, and what ties two sieges to each other."""

from pydantic import Field

from sim.scenario.declare import Section, par


class Contagion(Section):
    """How the fate of one siege reaches the others; a strength of 0 switches that way off."""

    # Who may come from elsewhere has rows from the first day on, so those two strengths count from the start only.

    freed_troops: float = par(
        0.0,
        "share",
        "besiegers freed by a fall who march to the next rings of their side; 0: none",
        "assumption: between none and all; after Aleppo most of the assault force moved on",
        ge=0,
        le=1,
        when="start",
        label="freed troops",
    )
    demonstration: float = par(
        0.0,
        "0-1",
        "belief in a storm that the storming of one place adds in the others; 0: none",
        "Lehmann and Zhukov 2019: surrender follows recent example; size is an assumption",
        ge=0,
        le=1,
    )
    reputation: float = par(
        0.0,
        "0-1",
        "how far a besieger's word elsewhere follows a deal kept or broken; 0: not at all",
        "Lundgren, Svensson and Karakus 2023: earlier dealings ease later ones; size is an assumption",
        ge=0,
        le=1,
    )
    relief_hope: float = par(
        0.0,
        "0-1",
        "at 1 each fall leaves the others three quarters of their hope of relief; 0: all of it",
        ge=0,
        le=1,
        label="loss of hope",
    )
    armed_leavers: float = par(
        0.0,
        "share",
        "fighters who left armed who join the force at their destination; 0: none",
        "assumption: none to all",
        ge=0,
        le=1,
        when="start",
        label="armed leavers who fight on",
    )
    march_km_day: float = par(30.0, "km/day", "pace of a force on the march", "a day's march on foot", gt=0, le=1000)
    memory_days: float = par(90.0, "day", "time in which the example of a storm fades", ge=1, le=3650, expert=True)


class Tie(Section):
    """What ties two sieges, each of whose besiegers has people of his own side in the other one."""

    between: tuple[str, str] = Field(description="names of the two sieges", strict=False)
    active: bool = par(True, "yes/no", "false: the two know nothing of each other", label="sieges linked")
    tied: bool = par(
        True,
        "yes/no",
        "every deal to leave waits for the other town's; false: only packages that say so",
        "four towns 2015 and 2017: no convoy left one side before one left the other",
        label="all deals tied",
    )
    worth: float = par(
        0.05,
        "lives/person",
        "what one of his own people in the other town is worth to a besieger, in own lives; 0: nothing",
        ge=0,
        le=1,
        label="worth of own people in the other town",
    )
    patience_days: int = par(
        60, "day", "an agreement in one town waits for the other for so long", ge=0, le=3650, label="patience"
    )
