"""The road of those who leave."""

from sim.scenario.declare import Section, par


class Convoy(Section):
    """From boarding to arrival."""

    buses: int = par(25, "bus", "buses of a tranche", "Raqqa 13 buses; Foua 120 buses in all", ge=1, le=2000)
    people_per_bus: int = par(50, "person", "people on a bus", "36-69, median 50", ge=1, le=200)
    trucks: int = par(0, "truck", "open trucks of a tranche, 40 people each", "Raqqa about 50", ge=0, le=2000)
    own_vehicles: int = par(
        0, "car", "vehicles of those who leave, 5 people each", "Raqqa more than 100", ge=0, le=5000
    )
    hired_drivers: float = par(
        0.5,
        "share",
        "of the drivers, hired civilians who may tell what they saw",
        "Raqqa: the lorry drivers told the BBC",
        ge=0,
        le=1,
        expert=True,
    )
    road_km: float = par(150.0, "km", "length of the road to the refuge", ge=1, le=3000, label="length of the road")
    km_per_day: float = par(150.0, "km/day", "progress with checkpoints and halts", ge=1, le=2000)
    breach_chance: float = par(
        0.7,
        "chance",
        "chance that a deal that nobody stands for is breached between boarding and arrival",
        "about 5 of 12 evacuations had a serious incident, at middling credibility",
        ge=0,
        le=1,
        label="danger of the road",
    )
    resume_chance: float = par(
        0.9,
        "chance",
        "chance that a convoy goes on after an incident",
        "about 12 of 12 evacuations were completed, Aleppo, the four towns and Qalamoun after a halt",
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
    spoiler: float = par(
        0.2,
        "1/(day x life)",
        "hazard of a bomb on the convoy for each life of grievance of those left out; 0 switches spoilers off",
        "Stedman 1997; Reiter: deal-ending spoiling is rare; the size is an assumption",
        ge=0,
        le=10,
        label="spoilers",
    )
    outsiders: float = par(
        0.05,
        "lives",
        "grievance of armed groups along a stretch held by third parties",
        "four towns 2017",
        ge=0,
        le=2,
        expert=True,
    )
    bomb_killed: float = par(
        0.03, "share", "of the people aboard, those killed by a bomb", "four towns: 126 dead of about 5 000", ge=0, le=1
    )
    strike_killed: float = par(0.2, "share", "of the people aboard, those killed by a strike from the air", ge=0, le=1)
    strand_days: float = par(
        14.0, "day", "mean halt of a column on a cratered road", "Qalamoun 2017: about two weeks", ge=1, le=365
    )
    road_aid: float = par(
        0.5,
        "share",
        "of a stranded column's need, what is let through to it",
        "Qalamoun 2017: food and water were let through",
        ge=0,
        le=1,
    )
    slip_per_day: float = par(
        0.01, "1/day", "people smuggled out of a stranded column", "Qalamoun 2017: some went on by car", ge=0, le=1
    )
    give_up_per_day: float = par(
        0.01,
        "1/day",
        "fighters of a stranded deal, on the road or waiting to board, who give themselves up instead",
        "Qalamoun 2017: a second group of 113 did, of some 700 in two weeks",
        ge=0,
        le=1,
    )
    cheating: float = par(
        0.3,
        "share",
        "of those who could gain by it, those who try: arms beyond the terms, excluded fighters aboard; 0: none",
        "Raqqa 2017: arms and foreigners beyond the terms; the size is an assumption",
        ge=0,
        le=1,
        label="cheating at boarding",
    )
    checks: float = par(
        0.4, "share", "of what is hidden at boarding, what the besieger's own men find", ge=0, le=1, label="checks"
    )
    shields: float = par(
        0.5,
        "person/fighter",
        "other civilians taken along as cover by each leaving fighter who trusts the road not at all; 0: none",
        "Manbij 2016: about 2 000 with some 100-200 fighters; Raqqa 2017",
        ge=0,
        le=50,
    )
    arrests_per_year: float = par(
        0.2,
        "1/year",
        "arrests of those who settled, once the guarantor is gone, at the hands of a captor of no repute; 0: none",
        "Daraa 2018-20: about 220 documented, a floor",
        ge=0,
        le=10,
    )
    later_danger_low: float = par(
        0.05,
        "deaths",
        "lowest later deaths for each who left armed that is reported",
        "psi 0.01-1",
        ge=0,
        le=10,
        expert=True,
    )
    later_danger_high: float = par(
        1.0,
        "deaths",
        "highest later deaths for each who left armed that is reported",
        "psi 0.01-1; as an uncertainty up to 3",
        ge=0,
        le=10,
        expert=True,
    )
