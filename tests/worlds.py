"""Small worlds for tests, as parameter values over the baseline: a hamlet, frequent deals, an early offensive, any."""

from typing import Any

from hypothesis import strategies as st

from sim.theory.situation import Situation

#: Two hundred civilians, eighty fighters, two hundred and forty besiegers on 24 x 24 cells.
HAMLET: dict[str, Any] = {
    "map.area_km2": 0.2,
    "population.civilians": 200,
    "garrison.fighters": 80,
    "besieger.manpower": 240,
    "besieger.reference_manpower": 240,
}
#: Talks open at once, offers come every few days, and resolve is low: most runs see a convoy.
EAGER: dict[str, Any] = {
    "negotiation.opening_days": 0.5,
    "negotiation.offer_interval_days": 3.0,
    "negotiation.blockade_interval_days": 3.0,
    "negotiation.decision_days": 1.0,
    "negotiation.truce_days": 1,
    "negotiation.noise": 0.5,
    "negotiation.resolve_base": 0.0,
    "negotiation.optimism": 0.0,
    "negotiation.road_fear": 1.0,
    "convoy.buses": 1,
    "convoy.people_per_bus": 30,
    "convoy.road_km": 300.0,
    "convoy.breach_chance": 1.0,
}
#: A patron that never lets a column go, and a long road, part of it under its aircraft: convoys are stranded.
STRANDED: dict[str, Any] = EAGER | {
    "convoy.breach_chance": 0.3,
    "convoy.strand_days": 6.0,
    "convoy.give_up_per_day": 0.05,
    "convoy.slip_per_day": 0.05,
    "patron.reach": 1.0,
    "patron.threat_bearer": 1.0,
    "patron.audience_cost": 3.0,
    "observers.aircraft": 1.0,
    "garrison.refuge": 1.0,
    "besieger.captor_reputation": 0.0,
    "stages": [
        {"name": "plain", "km": 150.0, "held_by": "third"},
        {"name": "desert", "km": 450.0, "held_by": "patron_reach", "danger": 0.5},
        {"name": "river", "km": 100.0, "held_by": "refuge"},
    ],
}
#: An offensive on day 2, with little rest between pushes.
PRESSED: dict[str, Any] = {
    "besieger.offensive_day": 2,
    "besieger.offensive_binding": True,
    "assault.regroup_days": 1.0,
    "assault.breakoff_loss": 0.6,
    "fire.strikes_km2_day": 60.0,
}
#: Day 90 of a town like the baseline's, with 1 100 besiegers, for rules that are worked by hand.
DAY = Situation(
    day=90.0, ground=0.9, stock=0.0, inflow=0.1, mass_fighters=0.95, mass_civilians=0.88, strength=0.6475,
    reference=0.7, breaking_strength=0.925, breaking_threat=1100.0 / 1860.0, morale=0.7, fighters=760.0,
    first_fighters=800.0, foreign=0.15, fit=740.0, besiegers=1100.0, besiegers_fit=1080.0, besieger_strength=0.8,
    cover=1.5, cells=140.0, cell_m=100.0, fire=0.0002, starve=0.0, exits=0.0003, captive_danger=0.6, pressed=0.0,
    relief=0.003 / 7.0,
    civilians=0.95, civilians_inside=1900.0, fear=0.25, ring_open=0.15, treatments=200.0, medicine=0.02, rent=0.0,
    left=1e6, date=14.0, dated=0.0, linked=0.0, attention=0.0, secret_size=1.3,
)  # fmt: skip


def _share() -> st.SearchStrategy[float]:
    return st.sampled_from([0.0, 0.05, 0.3, 0.5, 0.8, 1.0])


@st.composite
def schedules(draw: st.DrawFn, horizon: int) -> dict[str, Any]:
    """Entries of all kinds on different days, and some that wait for a condition."""
    effects = [
        {"set": {"supply.airlift_tonnes": draw(st.sampled_from([0.0, 0.05, 3.0]))}},
        {"set": {"supply.aid_share": 0.5, "besieger.aid_allowed": 1.0}},
        {"set": {"negotiation.allowed": False}},
        {"arrive": {"side": "garrison", "men": draw(st.integers(1, 70)), "foreign": draw(st.booleans())}},
        {"arrive": {"side": "besieger", "men": draw(st.integers(1, 70))}},
        {"ceasefire": draw(st.integers(1, 20))},
        {"ultimatum": draw(st.integers(1, 20))},
        {"offensive": "begin"},
        {"offensive": "halt"},
    ]
    chosen = draw(st.lists(st.sampled_from(effects), max_size=4, unique_by=str))
    days = (
        draw(st.lists(st.integers(0, horizon - 1), min_size=len(chosen), max_size=len(chosen), unique=True))
        if (horizon > len(chosen))
        else []
    )
    conditions = st.sampled_from([None, "food_days < 15", "ground < 0.9", "dead_hunger >= 3 and talks < 1"])
    made = {}
    for number, (effect, day) in enumerate(zip(chosen, days, strict=False)):
        condition = draw(conditions)
        made[f"entry_{number}"] = {"day": day, **effect} if condition is None else {"condition": condition, **effect}
    return made


@st.composite
def worlds(draw: st.DrawFn, longest: int = 120) -> dict[str, Any]:
    """Overrides of the baseline: facts of all sizes, and constants that make everything happen."""

    def one(*values: Any) -> Any:
        return draw(st.sampled_from(values))

    area, cell = one((0.05, 50.0), (0.2, 50.0), (0.2, 100.0), (0.6, 100.0), (3.0, 200.0))
    horizon = draw(st.integers(1, longest))
    world = {
        "map.generate": one("town", "dense_city", "mountain", "base", "open"),
        "map.area_km2": area,
        "map.cell_m": cell,
        "map.seed": draw(st.integers(0, 99)),
        "clock.horizon_days": horizon,
        "schedule": draw(schedules(horizon)),
        "clock.ticks_per_day": one(*[n for n in (1, 2, 4, 7) if 160 / n <= cell]),  # ground falls a cell a tick at most
        "population.civilians": one(0, 1, 60, 200, 331),
        "population.people_per_agent": one(1, 1, 3, 20, 1000),
        "population.civilians_per_agent": one(0, 0, 1, 7, 1000),
        "garrison.fighters": one(1, 2, 40, 80, 161),
        "garrison.foreign_share": draw(_share()),
        "garrison.morale": draw(_share()),
        "garrison.refuge": draw(_share()),
        "garrison.home_ties": draw(_share()),
        "besieger.manpower": one(1, 2, 90, 240, 601),
        "besieger.offensive_day": one(-1, -1, 0, 3, 40),
        "besieger.lets_civilians_out": draw(_share()),
        "besieger.aid_allowed": draw(_share()),
        "besieger.captor_reputation": draw(_share()),
        "supply.food_days": one(0.0, 1.0, 20.0, 400.0),
        "supply.production": one(0.0, 0.1, 2.0),
        "supply.leak": one(0.0, 0.35, 2.0),
        "supply.tunnel": one(0.0, 0.3),
        "supply.aid": one(0.0, 1.0),
        "supply.target_ration": draw(_share()),
        "supply.fighters_first": one(1.0, 1.5, 5.0),
        "supply.store_loss": draw(_share()),
        "fire.strikes_km2_day": one(0.0, 1.5, 60.0, 500.0),
        "fire.hit_chance": one(0.0, 0.05, 1.0),
        "assault.lethality_per_day": one(0.0, 0.05, 1.0),
        "assault.overrun_killed": draw(_share()),
        "exit.flight_per_day": one(0.0, 0.004, 0.5),
        "exit.desertion_per_day": one(0.0, 0.0006, 0.05),
        "exit.crossing_death": draw(_share()),
        "relief.rate_per_week": one(0.0, 0.0, 0.05),
        "patron.veto": draw(_share()),
        "patron.reach": draw(_share()),
        "patron.restraint": draw(_share()),
        "patron.audience_cost": one(0.0, 1.0, 3.0),
        "observers.aircraft": draw(_share()),
        "convoy.cheating": draw(_share()),
        "convoy.shields": one(0.0, 0.5, 50.0),
        "convoy.spoiler": one(0.0, 0.2, 10.0),
        "convoy.slip_per_day": draw(_share()),
        "convoy.give_up_per_day": draw(_share()),
        "convoy.strand_days": one(1.0, 5.0),
        "stages": one([], [{"km": 30.0, "held_by": "third"}, {"km": 0.5, "held_by": "patron_reach", "danger": 20.0}]),
        "convoy.resume_chance": draw(_share()),
        "convoy.breach_killed": draw(_share()),
        "convoy.civilians_join": draw(_share()),
        "convoy.halt_days": one(0, 1, 5),
        "negotiation.allowed": one(True, True, True, False),
        "reinforcements": draw(
            st.lists(
                st.builds(lambda day, men: {"day": day, "men": men}, st.integers(1, 30), st.integers(1, 90)),
                max_size=3,
            )
        ),
    }
    if draw(st.booleans()):
        world |= EAGER | {"convoy.breach_chance": draw(_share())}
    if draw(st.booleans()):
        world |= PRESSED
    return world
