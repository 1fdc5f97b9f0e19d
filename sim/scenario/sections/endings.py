"""The boundaries between outcomes, and what becomes of a force that dissolves."""

from sim.scenario.declare import Section, par


class Endings(Section):
    """Thresholds that tell outcomes apart. Most only classify what happened; few change it."""

    deal_share: float = par(
        0.8,
        "share",
        "share of the fighters at signature who must leave (or settle or enter custody) for a deal to count as an "
        "evacuation (or a surrender); below it the outcome is a split",
        "a definition",
        ge=0.5,
        le=1,
        expert=True,
        label="share that must leave for an evacuation",
    )
    fallen_ground: float = par(
        0.05,
        "share",
        "share of the initial pocket below which a place under assault has fallen",
        "a definition",
        ge=0,
        le=0.5,
        expert=True,
        label="ground below which a place has fallen",
    )
    stormed_ground: float = par(
        0.4,
        "share",
        "a force that dissolves under assault with less than this share of its initial ground was stormed, otherwise "
        "it collapsed",
        "a definition",
        ge=0,
        le=1,
        expert=True,
        label="ground below which a collapse is a storming",
    )
    stormed_dead: float = par(
        0.15,
        "share",
        "a dissolving force also counts as stormed if assault has killed this share of it",
        "a definition, chosen in view of Raqqa's runs: it separates stormed from collapse and changes nothing else",
        ge=0,
        le=1,
        expert=True,
        label="deaths that make a collapse a storming",
    )
    away_share: float = par(
        0.3,
        "share",
        "share of the fighters who escape when a force dissolves without being stormed",
        ge=0,
        le=1,
        expert=True,
        label="share who escape a collapse",
    )
    dissolved_killed: float = par(
        0.1,
        "share",
        "share of the fighters killed when a force dissolves",
        ge=0,
        le=1,
        expert=True,
        label="share killed in a collapse",
    )
    broke_out_killed: float = par(
        0.2,
        "share",
        "share killed when morale is still above twice its breaking point, so that the force breaks out",
        ge=0,
        le=1,
        expert=True,
        label="share killed in a breakout",
    )
