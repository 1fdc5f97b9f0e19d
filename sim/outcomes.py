"""What is measured: the daily series and the outcomes of a run, each declared once with its unit."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

from sim.agents import minds, stores
from sim.state.columns import Kind, Status
from sim.state.siege import Siege
from sim.theory import beliefs


class Measure(NamedTuple):
    """One measured figure."""

    name: str
    unit: str
    label: str
    of: Callable[[Siege], Any]


def _status(kind: Kind, status: Status) -> Callable[[Siege], int]:
    kind, status = int(kind), int(status)  # pyright: ignore[reportAssignmentType]
    return lambda s: s.seen.people[kind][status]


def _aboard(s: Siege) -> int:
    civilians, fighters, besiegers = s.seen.people
    return civilians[Status.aboard] + fighters[Status.aboard] + besiegers[Status.aboard]


def _fled(s: Siege) -> int:
    civilians = s.seen.people[0]
    return civilians[Status.fled] + civilians[Status.smuggled]


#: A belief changes when an offer is refused, and is asked for daily.
_mean_resolve = lru_cache(16)(beliefs.mean_resolve)


def _deals(name: str) -> Callable[[Siege], int]:
    """Sum of a figure over all deals, kept or broken."""
    return lambda s: sum(getattr(deal, name) for deal in s.deals)


def _later(per_head: Callable[[Siege], float]) -> Callable[[Siege], float]:
    """Expected later deaths for which those who left armed stand."""
    return lambda s: per_head(s) * s.people_in(Kind.fighter, Status.evacuated)


DAILY = (
    Measure("day", "day", "Day", lambda s: s.day),
    Measure("food_days", "day", "Food in the stores, at full ration", stores.stock_days),
    Measure("food_g", "g", "Food in the stores", lambda s: s.stores.food_g),
    Measure("inflow", "share of need", "Food coming in", lambda s: s.stores.inflow),
    Measure("fighter_ration", "share", "Ration of a fighter", lambda s: s.stores.fighter_ration),
    Measure("civilian_ration", "share", "Ration of a civilian", lambda s: s.stores.civilian_ration),
    Measure("price", "ratio", "Price of food over that of peace", lambda s: s.stores.price),
    Measure("care", "share", "Treatments given of those needed", lambda s: s.stores.care),
    Measure("mass_civilians", "share", "Body mass, civilians", lambda s: s.mean_mass(Kind.civilian)),
    Measure("mass_fighters", "share", "Body mass, fighters", lambda s: s.mean_mass(Kind.fighter)),
    Measure("morale_fighters", "0-1", "Morale, garrison", lambda s: s.mean_mind(Kind.fighter)),
    Measure("morale_besiegers", "0-1", "Morale, besiegers", lambda s: s.mean_mind(Kind.besieger)),
    Measure("fear", "0-1", "Fear, civilians", lambda s: s.mean_mind(Kind.civilian)),
    Measure("civilians", "person", "Civilians inside", _status(Kind.civilian, Status.inside)),
    Measure("fighters", "person", "Fighters inside", _status(Kind.fighter, Status.inside)),
    Measure("fit_fighters", "person", "Fighters fit to fight", lambda s: s.fit(Kind.fighter)),
    Measure("besiegers", "person", "Besiegers present", _status(Kind.besieger, Status.inside)),
    Measure("ground", "share", "Ground held by the garrison", lambda s: s.ground_share()),
    Measure("ring_open", "share", "Openness of the ring", lambda s: s.seen.ring_open),
    Measure("pressed", "0/1", "Assault campaign", lambda s: int(s.campaign.pressed)),
    Measure("truce", "0/1", "Truce", lambda s: int(s.truce())),
    Measure("talks", "0/1", "Talks open", lambda s: int(s.talks.open)),
    Measure("aboard", "person", "Aboard the convoy", _aboard),
    Measure("dead_civilians", "person", "Civilians dead", _status(Kind.civilian, Status.dead)),
    Measure("dead_fighters", "person", "Fighters dead", _status(Kind.fighter, Status.dead)),
    Measure("dead_besiegers", "person", "Besiegers dead", _status(Kind.besieger, Status.dead)),
    Measure("dead_hunger", "person", "Dead of hunger", lambda s: s.seen.starved),
    Measure("fled", "person", "Civilians fled or smuggled out", _fled),
    Measure("garrison_endurance", "day", "Garrison's belief: days it can last", lambda s: s.garrison.endurance),
    Measure("garrison_storm", "0-1", "Garrison's belief: chance of a storm", lambda s: s.garrison.storm_belief),
    Measure("garrison_road", "0-1", "Garrison's belief: safe arrival", lambda s: s.garrison.road_belief),
    Measure("garrison_prison", "0-1", "Garrison's belief: captor's reputation", lambda s: s.garrison.prison_belief),
    Measure("garrison_fight", "lives", "Worth of fighting on, locals", lambda s: s.garrison.fight_local),
    Measure("garrison_leave", "lives", "Worth of leaving, locals", lambda s: s.garrison.leave_local),
    Measure("garrison_give_up", "lives", "Worth of giving up, locals", lambda s: s.garrison.give_up_local),
    Measure("foreign_fight", "lives", "Worth of fighting on, foreigners", lambda s: s.garrison.fight_foreign),
    Measure("foreign_leave", "lives", "Worth of leaving, foreigners", lambda s: s.garrison.leave_foreign),
    Measure("besieger_odds", "0-1", "Besieger's belief: assault wins", lambda s: s.besieger.odds),
    Measure(
        "besieger_resolve",
        "lives",
        "Besieger's belief: hidden resolve",
        lambda s: _mean_resolve(s.besieger.belief) if s.besieger.belief else 0.0,
    ),
    Measure("besieger_stock", "ratio", "Besieger's belief: endurance over the truth", lambda s: s.besieger.stock_seen),
    Measure("besieger_storm", "lives", "Worth of storming", lambda s: s.besieger.storm),
    Measure("besieger_wait", "lives", "Worth of waiting", lambda s: s.besieger.wait),
    Measure("besieger_lift", "lives", "Worth of lifting", lambda s: s.besieger.lift),
    Measure("besieger_deal", "lives", "Worth of the best offer", lambda s: s.besieger.deal),
    Measure("life_price", "lives", "Price of an own life", lambda s: s.besieger.life_price),
    Measure("road", "0-1", "True credibility of the road", minds.road),
)
_READ = [measure.of for measure in DAILY]


def day_row(siege: Siege) -> tuple[Any, ...]:
    """Today's values of DAILY."""
    return tuple([read(siege) for read in _READ])


OUTCOMES = (
    Measure("outcome", "name", "How it ended", lambda s: s.ending.outcome if s.ending else None),
    Measure("day", "day", "Day of the ending", lambda s: s.ending.day if s.ending else None),
    Measure("signed_day", "day", "Day of the signature", lambda s: d.signed_day if (d := s.main_deal) else None),
    Measure("offers_refused", "offer", "Offers refused before", lambda s: s.talks.refused),
    Measure("deaths_civilians", "person", "Civilian deaths", _status(Kind.civilian, Status.dead)),
    Measure("deaths_fighters", "person", "Fighters' deaths", _status(Kind.fighter, Status.dead)),
    Measure("deaths_besiegers", "person", "Besiegers' deaths", _status(Kind.besieger, Status.dead)),
    Measure(
        "displaced",
        "person",
        "Civilians who left",
        lambda s: sum(s.people_in(Kind.civilian, x) for x in (Status.evacuated, Status.fled, Status.smuggled)),
    ),
    Measure("left_armed", "person", "Fighters who left armed", _status(Kind.fighter, Status.evacuated)),
    Measure("extra_arms", "person", "Leavers with arms beyond the terms", _deals("extra_arms")),
    Measure("excluded_left", "person", "Excluded fighters who got away", _deals("excluded_left")),
    Measure("shields", "person", "Civilians taken along as cover", _deals("shields")),
    Measure("slipped", "person", "Smuggled out of the column", _deals("slipped")),
    Measure("incidents", "incident", "Serious incidents on the road", _deals("incidents")),
    Measure("halt_days", "day", "Days on which the convoy stood", _deals("halt_days")),
    Measure("cratered", "0/1", "Road cratered", _deals("cratered")),
    Measure("struck", "0/1", "Column struck from the air", _deals("struck")),
    Measure("struck_families", "0/1", "Column struck with civilians aboard", _deals("struck_families")),
    Measure("denied", "0/1", "Deal denied", lambda s: int(s.public.denied)),
    Measure(
        "exposed_day", "day", "Day on which it came out", lambda s: d if (d := s.public.exposed_day) >= 0 else None
    ),
    Measure("condemned", "0/1", "Condemned as forced displacement", lambda s: int(s.public.condemned)),
    Measure("settled_arrested", "person", "Settled fighters arrested within a year", lambda s: s.public.arrested),
    Measure(
        "later_deaths_low",
        "death",
        "Later deaths by those who left armed, low",
        _later(lambda s: s.scenario.convoy.later_danger_low),
    ),
    Measure(
        "later_deaths",
        "death",
        "Later deaths by those who left armed",
        _later(lambda s: s.scenario.negotiation.escaped_danger),
    ),
    Measure(
        "later_deaths_high",
        "death",
        "Later deaths by those who left armed, high",
        _later(lambda s: s.scenario.convoy.later_danger_high),
    ),
)
