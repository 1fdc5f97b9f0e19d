"""Bombardment and skirmish."""

from sim.scenario.declare import Section, par


class Fire(Section):
    """What falls on the pocket and what is shot across the line."""

    strikes_km2_day: float = par(
        1.5,
        "strike/km2/day",
        "bombardment in an offensive",
        "Daraya and Raqqa tolls give the order",
        ge=0,
        le=500,
        label="bombardment",
    )
    blockade_share: float = par(
        0.2, "share", "bombardment while only blockading", ge=0, le=1, label="bombardment in a blockade"
    )
    hit_chance: float = par(
        0.02,
        "chance",
        "chance to be hit, in the open, in a cell of one hectare that is struck",
        "civilians killed for each strike: Raqqa 0.06-0.09, west Mosul 0.2-0.4, Eastern Ghouta 2018 0.05-0.3",
        ge=0,
        le=1,
        expert=True,
    )
    killed_share: float = par(
        0.3, "share", "share of those hit who die at once", "about 1 killed to 2-3 wounded", ge=0, le=1, expert=True
    )
    civilian_exposure: float = par(
        0.7, "ratio", "civilians' exposure over fighters'", "0.25-1 of the fighters' hazard", ge=0, le=5, expert=True
    )
    skirmish_per_day: float = par(
        4.0e-4,
        "1/day",
        "hits on a fighter at a quiet front by an equal enemy",
        "Daraya: about 0.0025 dead a week and fighter",
        ge=0,
        le=0.1,
        expert=True,
    )
    danger_days: float = par(5.0, "day", "how long a strike is remembered", ge=0.5, le=90, expert=True)
    rubble_per_strike: float = par(0.02, "share", "buildings of the cell ruined by a strike", ge=0, le=1, expert=True)
