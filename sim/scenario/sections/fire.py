"""Bombardment and skirmishes."""

from sim.scenario.declare import Section, par


class Fire(Section):
    """Bombardment of the pocket and fire across the front line."""

    strikes_km2_day: float = par(
        1.5,
        "strike/km2/day",
        "intensity of bombardment during an offensive",
        "deaths at Daraya and Raqqa give the order of magnitude",
        ge=0,
        le=500,
        label="bombardment",
    )
    blockade_share: float = par(
        0.2,
        "share",
        "bombardment during a blockade, relative to an offensive",
        ge=0,
        le=1,
        label="bombardment during a blockade",
    )
    hit_chance: float = par(
        0.02,
        "probability",
        "probability of being hit, in the open, in a one-hectare cell that is struck",
        "civilians killed for each strike: Raqqa 0.06-0.09, west Mosul 0.2-0.4, Eastern Ghouta 2018 0.05-0.3",
        ge=0,
        le=1,
        expert=True,
        label="probability of being hit",
    )
    killed_share: float = par(
        0.3,
        "share",
        "share of those hit who die immediately",
        "about 1 killed to 2-3 wounded",
        ge=0,
        le=1,
        expert=True,
        label="share of those hit who die",
    )
    civilian_exposure: float = par(
        0.7,
        "ratio",
        "civilians' exposure relative to fighters'",
        "0.25-1 of the fighters' hazard",
        ge=0,
        le=5,
        expert=True,
        label="civilians' exposure to fire",
    )
    skirmish_per_day: float = par(
        4.0e-4,
        "1/day",
        "hits on a fighter at a quiet front with an equal enemy",
        "Daraya: about 0.0025 deaths per fighter per week",
        ge=0,
        le=0.1,
        expert=True,
        label="losses at a quiet front",
    )
    danger_days: float = par(
        5.0, "day", "how long people remember a strike", ge=0.5, le=90, expert=True, label="memory of a strike"
    )
    rubble_per_strike: float = par(
        0.02,
        "share",
        "share of a cell's buildings destroyed by one strike",
        ge=0,
        le=1,
        expert=True,
        label="destruction per strike",
    )
