"""The garrison: its size, composition and priorities."""

from sim.scenario.declare import Section, par


class Garrison(Section):
    """Size, morale, commitment and bargaining position of the garrison."""

    fighters: int = par(
        800, "person", "fighters inside on day 0", ge=1, le=200_000, when="start", label="fighters inside"
    )
    foreign_share: float = par(
        0.15,
        "share",
        "share of fighters from elsewhere, who can neither go home nor settle",
        ge=0,
        le=1,
        when="start",
        label="foreign fighters",
    )
    morale: float = par(
        0.75,
        "morale 0-1",
        "mean ability and will to fight on day 0",
        ge=0,
        le=1,
        when="start",
        label="garrison's morale",
    )
    morale_spread: float = par(
        0.08,
        "morale",
        "between-fighter spread of morale (s.d.)",
        ge=0,
        le=0.5,
        when="start",
        expert=True,
        label="spread of fighters' morale",
    )
    squad_size: int = par(
        10,
        "person",
        "fighters per squad, who know one another",
        "small groups of 8-12",
        ge=2,
        le=60,
        when="start",
        expert=True,
        label="squad size",
    )
    ideology: float = par(
        1.5,
        "level 0-3",
        "0 conscripts, 1 local and pragmatic, 2 committed, 3 doctrinally opposed to surrender",
        ge=0,
        le=3,
        label="garrison's ideology",
    )
    home_ties: float = par(0.6, "share", "how far the town is the local fighters' home", ge=0, le=1, label="home ties")
    hostage_leverage: float = par(
        0.0,
        "level 0-3",
        "prisoners, bodies, infrastructure such as a dam: what the garrison can bargain with",
        ge=0,
        le=3,
        label="hostage leverage",
    )
    refuge: float = par(
        1.0,
        "0-1",
        "availability of a refuge held by its own side or a willing third party, if the besieger lets a convoy pass",
        "44 coded sieges: 21 of 21 evacuations had one, 2 of 12 storms",
        ge=0,
        le=1,
        label="availability of a refuge",
    )
