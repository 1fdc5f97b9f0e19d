"""What counts as which ending, and what becomes of a force that dissolves."""

from sim.scenario.declare import Section, par


class Endings(Section):
    """Where the lines between the outcomes are drawn. They name what happened; few change what happens."""

    deal_share: float = par(
        0.8,
        "share",
        "of the fighters at the signing, those who must leave (or settle and be taken) for a deal to count as an "
        "evacuation (or a surrender); under it, it is a split",
        "a definition",
        ge=0.5,
        le=1,
        expert=True,
    )
    fallen_ground: float = par(
        0.05,
        "share",
        "of the first pocket, the ground under which a place under assault has fallen",
        "a definition",
        ge=0,
        le=0.5,
        expert=True,
    )
    stormed_ground: float = par(
        0.4,
        "share",
        "a force that dissolves under assault with less of its first ground than this was stormed, else it collapsed",
        "a definition",
        ge=0,
        le=1,
        expert=True,
    )
    stormed_dead: float = par(
        0.15,
        "share",
        "and so was one of which assault had killed this share",
        "a definition, chosen in view of Raqqa's runs: it tells storm from collapse and changes nothing else",
        ge=0,
        le=1,
        expert=True,
    )
    away_share: float = par(
        0.3,
        "share",
        "of the fighters of a force that dissolves without being stormed, those who get away",
        ge=0,
        le=1,
        expert=True,
    )
    dissolved_killed: float = par(
        0.1, "share", "of the fighters of a force that dissolves, those killed then", ge=0, le=1, expert=True
    )
    broke_out_killed: float = par(
        0.2,
        "share",
        "the same where morale was still over twice its breaking point, so that they broke out",
        ge=0,
        le=1,
        expert=True,
    )
