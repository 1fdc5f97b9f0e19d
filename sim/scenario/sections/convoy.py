"""The convoy and its road."""

from sim.scenario.declare import Section, par


class Convoy(Section):
    """Evacuation by convoy, from boarding to arrival."""

    buses: int = par(
        25,
        "bus",
        "buses per tranche",
        "Raqqa 13 buses; Foua 120 buses in all",
        ge=1,
        le=2000,
        label="buses per tranche",
    )
    people_per_bus: int = par(50, "person", "people per bus", "36-69, median 50", ge=1, le=200, label="people per bus")
    trucks: int = par(
        0,
        "truck",
        "open trucks per tranche, 40 people each",
        "Raqqa about 50",
        ge=0,
        le=2000,
        label="trucks per tranche",
    )
    own_vehicles: int = par(
        0,
        "car",
        "leavers' own vehicles, 5 people each",
        "Raqqa more than 100",
        ge=0,
        le=5000,
        label="leavers' own vehicles",
    )
    hired_drivers: float = par(
        0.5,
        "share",
        "share of drivers who are hired civilians and may report what they saw",
        "Raqqa: the lorry drivers told the BBC",
        ge=0,
        le=1,
        expert=True,
        label="share of hired drivers",
    )
    road_km: float = par(150.0, "km", "length of the road to the refuge", ge=1, le=3000, label="length of the road")
    km_per_day: float = par(
        150.0, "km/day", "progress per day, including checkpoints and halts", ge=1, le=2000, label="speed of the convoy"
    )
    breach_chance: float = par(
        0.7,
        "probability",
        "probability that a deal nobody guarantees is breached between boarding and arrival",
        "about 5 of 12 evacuations had a serious incident, at moderate credibility",
        ge=0,
        le=1,
        label="danger on the road",
    )
    resume_chance: float = par(
        0.9,
        "probability",
        "probability that a convoy resumes after an incident",
        "about 12 of 12 evacuations were completed; Aleppo, the four towns and Qalamoun after a halt",
        ge=0,
        le=1,
        label="probability of resuming after an incident",
    )
    halt_days: int = par(
        3,
        "day",
        "length of the halt after an incident",
        "four towns 48 hours, Qalamoun about two weeks",
        ge=0,
        le=90,
        label="length of a halt",
    )
    breach_killed: float = par(
        0.05,
        "share",
        "share of the people on board killed in a breach",
        "four towns: 126 dead; assumption",
        ge=0,
        le=1,
        label="share killed in a breach",
    )
    civilians_join: float = par(
        0.1,
        "share",
        "share of the other civilians who leave with the convoy",
        "Eastern Ghouta 16%, al-Waer about half",
        ge=0,
        le=1,
        label="civilians who join the convoy",
    )
    remnant_share: float = par(
        0.35,
        "share",
        "share of foreign fighters who stay and fight on when the others accept a deal without them",
        "Raqqa: 200-300 stayed",
        ge=0,
        le=1,
        expert=True,
        label="share of foreign fighters who stay behind",
    )
    settled_safety: float = par(
        0.1,
        "probability",
        "how much safer an open settled status is than captivity",
        "al-Waer 60% settled, Daraya about none",
        ge=0,
        le=1,
        expert=True,
        label="safety of settled fighters",
    )
    spoiler: float = par(
        0.2,
        "1/(day x life)",
        "hazard of a bomb attack on the convoy per life of grievance among those left out of the deal; 0: no spoilers",
        "Stedman 1997; Reiter: spoiling that ends a deal is rare; the size is an assumption",
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
        label="grievance along the road",
    )
    bomb_killed: float = par(
        0.03,
        "share",
        "share of the people on board killed by a bomb",
        "four towns: 126 dead of about 5 000",
        ge=0,
        le=1,
        label="share killed by a bomb",
    )
    strike_killed: float = par(
        0.2,
        "share",
        "share of the people on board killed by an air strike",
        ge=0,
        le=1,
        label="share killed by an air strike",
    )
    strand_days: float = par(
        14.0,
        "day",
        "mean time for which a cratered road strands a column",
        "Qalamoun 2017: about two weeks",
        ge=1,
        le=365,
        label="time stranded by a cratered road",
    )
    road_aid: float = par(
        0.5,
        "share",
        "share of a stranded column's food need that is let through to it",
        "Qalamoun 2017: food and water were let through",
        ge=0,
        le=1,
        label="aid to a stranded column",
    )
    slip_per_day: float = par(
        0.01,
        "1/day",
        "people smuggled out of a stranded column",
        "Qalamoun 2017: some went on by car",
        ge=0,
        le=1,
        label="rate of escape from a stranded column",
    )
    give_up_per_day: float = par(
        0.01,
        "1/day",
        "fighters under a stalled deal, on the road or waiting to board, who surrender instead",
        "Qalamoun 2017: a second group of 113 did, out of some 700 in two weeks",
        ge=0,
        le=1,
        label="rate of surrender under a stalled deal",
    )
    cheating: float = par(
        0.3,
        "share",
        "share of those who could gain by cheating who try: excess arms, excluded fighters on board; 0: none",
        "Raqqa 2017: arms and foreigners beyond the terms; the size is an assumption",
        ge=0,
        le=1,
        label="cheating at boarding",
    )
    checks: float = par(
        0.4,
        "share",
        "share of what is hidden at boarding that the besieger's own men find",
        ge=0,
        le=1,
        label="checks at boarding",
    )
    shields: float = par(
        0.5,
        "person/fighter",
        "additional civilians taken along as cover by each leaving fighter with no trust in the road; 0: none",
        "Manbij 2016: about 2 000 with some 100-200 fighters; Raqqa 2017",
        ge=0,
        le=50,
        label="civilians taken along as cover",
    )
    arrests_per_year: float = par(
        0.2,
        "1/year",
        "arrests of settled fighters after the guarantor leaves, by a captor with no reputation to lose; 0: none",
        "Daraa 2018-20: about 220 documented, a lower bound",
        ge=0,
        le=10,
        label="arrests of settled fighters",
    )
    later_danger_low: float = par(
        0.05,
        "deaths",
        "lower bound of the reported later deaths per fighter who left armed",
        "psi 0.01-1",
        ge=0,
        le=10,
        expert=True,
        label="lower bound of later deaths",
    )
    later_danger_high: float = par(
        1.0,
        "deaths",
        "upper bound of the reported later deaths per fighter who left armed",
        "psi 0.01-1; up to 3 as an uncertainty",
        ge=0,
        le=10,
        expert=True,
        label="upper bound of later deaths",
    )
