"""The road of those who leave."""

from sim.scenario.declare import Section, par


class Convoy(Section):
    """From boarding to arrival."""

    buses: int = par(
        25, "bus", "buses and trucks of a tranche", "Raqqa 13 buses and 50 trucks; Foua 120 buses in all", ge=1, le=2000
    )
    people_per_bus: int = par(50, "person", "people on a bus", "36-69, median 50", ge=1, le=200)
    road_km: float = par(150.0, "km", "length of the road to the refuge", ge=1, le=3000, label="length of the road")
    km_per_day: float = par(150.0, "km/day", "progress with checkpoints and halts", ge=1, le=2000)
    breach_chance: float = par(
        0.7,
        "chance",
        "chance of a serious incident on the road of a deal that nobody stands for",
        "about 5 of 12 evacuations had one, at middling credibility",
        ge=0,
        le=1,
        label="danger of the road",
    )
    resume_chance: float = par(
        0.6,
        "chance",
        "chance that a convoy goes on after an incident",
        "Aleppo and the four towns went on after a halt",
        ge=0,
        le=1,
    )
    halt_days: int = par(
        3, "day", "halt after an incident", "four towns 48 hours, Qalamoun about two weeks", ge=0, le=90
    )
    breach_killed: float = par(
        0.05, "share", "of the people aboard, those killed in a breach", "four towns: 126 dead; assumption", ge=0, le=1
    )
    civilians_join: float = par(
        0.1,
        "share",
        "of the other civilians, those who leave with the convoy",
        "Eastern Ghouta 16 %, al-Waer about half",
        ge=0,
        le=1,
        label="civilians who join the convoy",
    )
    remnant_share: float = par(
        0.35,
        "share",
        "foreign fighters who stay and fight on when the rest leave without a vote of theirs",
        "Raqqa: 200-300 stayed",
        ge=0,
        le=1,
        expert=True,
    )
    settled_safety: float = par(
        0.1,
        "chance",
        "how much safer an open settled status is than being taken",
        "al-Waer 60 % settled, Daraya about none",
        ge=0,
        le=1,
        expert=True,
    )
