"""The besieged: how many fighters, of what kind, and what they hold dear."""

from sim.scenario.declare import Section, par


class Garrison(Section):
    """Facts of the garrison."""

    fighters: int = par(
        800, "person", "fighters inside on day 0", ge=1, le=200_000, when="start", label="fighters inside"
    )
    foreign_share: float = par(
        0.15,
        "share",
        "fighters from elsewhere, who cannot go home or settle",
        ge=0,
        le=1,
        when="start",
        label="foreign fighters",
    )
    morale: float = par(
        0.75, "morale 0-1", "mean ability and will to act on day 0", ge=0, le=1, when="start", label="garrison's morale"
    )
    morale_spread: float = par(
        0.08, "morale", "spread of morale between fighters (s.d.)", ge=0, le=0.5, when="start", expert=True
    )
    squad_size: int = par(
        10, "person", "fighters who know each other", "small groups of 8-12", ge=2, le=60, when="start", expert=True
    )
    ideology: float = par(
        1.5,
        "level 0-3",
        "0 conscripts, 1 local and pragmatic, 2 committed, 3 averse to surrender by doctrine",
        ge=0,
        le=3,
        label="garrison's ideology",
    )
    home_ties: float = par(
        0.6, "share", "how much this place is the local fighters' home", ge=0, le=1, label="home ties"
    )
    hostage_leverage: float = par(
        0.0, "level 0-3", "prisoners, bodies, a dam: what the garrison can bargain with", ge=0, le=3, label="hostages"
    )
    refuge: float = par(
        1.0,
        "0-1",
        "a place of its own side, or of a willing third party, reachable if the besieger lets a convoy pass",
        "44 coded sieges: 21 of 21 evacuations had one, 2 of 12 storms",
        ge=0,
        le=1,
        label="a refuge to go to",
    )
