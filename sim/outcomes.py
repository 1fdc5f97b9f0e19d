"""The outcomes of a run: how a siege can end, and what is measured of it at the end and every day.

Each is declared once. Whether a siege ends today, and in what, is decided in `sim/agents/endings.py`.
"""

from collections.abc import Callable
from enum import Enum
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.state.columns import Kind, Status

if TYPE_CHECKING:
    from sim.state.siege import Siege


class SiegeOutcome(Enum):
    """How a siege can end, in the order of figures and tables: deals, endings without a deal, the stalemate.

    The name is the label in tables. A row: whether a deal ends the siege, whether the besieger gets the place, and how
    a text puts it: as a headline, after the words "ended in", as a plural, and of those who fought on after a deal.
    """

    def __init__(
        self, is_deal: bool, place_falls: bool, headline: str, ended_in: str, plural: str, remnant: str
    ) -> None:
        self.is_deal, self.place_falls = is_deal, place_falls
        self.headline, self.ended_in, self.plural, self.remnant = headline, ended_in, plural, remnant

    evacuation = (
        True, True, "evacuation under a deal", "an evacuation", "evacuations",
        "left under a deal of their own",
    )  # fmt: skip
    split = (
        True, True, "a deal that split the garrison", "a split deal", "split deals",
        "were split by a deal of their own",
    )  # fmt: skip
    surrender = (
        True, True, "surrender under a deal", "a negotiated surrender", "negotiated surrenders",
        "surrendered under a deal of their own",
    )  # fmt: skip
    stormed = (
        False, True, "taken by storm", "a successful assault", "successful assaults", "were overrun",
    )  # fmt: skip
    collapse = (
        False, True, "collapse of the garrison", "the collapse of the garrison", "collapses",
        "gave up the fight",
    )  # fmt: skip
    relieved = (
        False, False, "relief from outside", "relief by an outside force", "endings by relief",
        "were relieved from outside",
    )  # fmt: skip
    lifted = (
        False, False, "siege lifted by the besieger", "the besieger's withdrawal",
        "withdrawals of the besieger", "were left alone",
    )  # fmt: skip
    stalemate = (
        False, False, "stalemate", "a stalemate", "stalemates",
        "were still holding out when the simulated period ended",
    )  # fmt: skip


#: People in the tables, by their kind.
GROUPS = {"fighters": Kind.fighter, "civilians": Kind.civilian, "besiegers": Kind.besieger}
#: Statuses that are counted; those awaited are in no sum.
BOOKED = tuple(status for status in Status if status != Status.awaited)


class Series(NamedTuple):
    """One column of the daily series."""

    name: str
    unit: str
    label: str


class Measure(NamedTuple):
    """One outcome of a run."""

    name: str
    unit: str
    label: str
    of: "Callable[[Siege], Any]"
    missing: str = ""  # why a run may have none


def _status(kind: Kind, status: Status) -> "Callable[[Siege], int]":
    kind, status = int(kind), int(status)  # pyright: ignore[reportAssignmentType]
    return lambda s: s.census.counts[kind][status]


def _deals(name: str) -> "Callable[[Siege], int]":
    """Sum of a figure over all deals, kept or broken."""
    return lambda s: sum(getattr(deal, name) for deal in s.deals)


def _later(per_head: "Callable[[Siege], float]") -> "Callable[[Siege], float]":
    """Expected later deaths for which those who left armed stand."""
    return lambda s: per_head(s) * s.people_in(Kind.fighter, Status.evacuated)


#: The series of a day, in the order of `kernels.series.Row`, which says how each is computed.
DAILY = (
    Series("day", "day", "Day"),
    Series("food_days", "day", "Food in the stores, at full ration"),
    Series("food_g", "g", "Food in the stores"),
    Series("inflow", "share of need", "Food coming in"),
    Series("fighter_ration", "share", "Ration of a fighter"),
    Series("civilian_ration", "share", "Ration of a civilian"),
    Series("price", "ratio", "Price of food over the peacetime price"),
    Series("care", "share", "Treatments given, of those needed"),
    Series("mass_civilians", "share", "Body mass of civilians, over that of day 0"),
    Series("mass_fighters", "share", "Body mass of fighters, over that of day 0"),
    Series("morale_fighters", "0-1", "Morale, garrison"),
    Series("morale_besiegers", "0-1", "Morale, besiegers"),
    Series("fear", "0-1", "Fear, civilians"),
    Series("civilians", "person", "Civilians inside"),
    Series("fighters", "person", "Fighters inside"),
    Series("fit_fighters", "person", "Fighters fit to fight"),
    Series("besiegers", "person", "Besiegers present"),
    Series("ground", "share", "Ground held by the garrison"),
    Series("ring_open", "share", "Share of traffic that passes the ring"),
    Series("pressed", "0/1", "Assault campaign under way"),
    Series("truce", "0/1", "Truce"),
    Series("talks", "0/1", "Talks open"),
    Series("aboard", "person", "People aboard the convoy"),
    Series("dead_civilians", "person", "Civilians dead"),
    Series("dead_fighters", "person", "Fighters dead"),
    Series("dead_besiegers", "person", "Besiegers dead"),
    Series("dead_hunger", "person", "Dead of hunger"),
    Series("fled", "person", "Civilians fled or smuggled out"),
    Series("garrison_endurance", "day", "Garrison's belief: days it can last"),
    Series("garrison_p_storm", "0-1", "Garrison's belief: probability of an assault"),
    Series("garrison_p_safe_road", "0-1", "Garrison's belief: probability of arriving safely"),
    Series("garrison_p_captive_survives", "0-1", "Garrison's belief: probability of surviving captivity"),
    Series("garrison_fight", "lives", "Value of fighting on, locals"),
    Series("garrison_leave", "lives", "Value of leaving, locals"),
    Series("garrison_give_up", "lives", "Value of giving up, locals"),
    Series("foreign_fight", "lives", "Value of fighting on, foreigners"),
    Series("foreign_leave", "lives", "Value of leaving, foreigners"),
    Series(
        "p_win_assault", "0-1", "Besieger's estimate: probability that an assault campaign takes the place in a year"
    ),
    Series("storm_days", "day", "Besieger's estimate: days until then"),
    Series("storm_own_dead", "lives", "Besieger's estimate: own dead of the campaign"),
    Series("storm_enemy_dead", "lives", "Besieger's estimate: fighters dead of the campaign"),
    Series("besieger_resolve", "lives", "Besieger's belief: garrison's hidden resolve"),
    Series("besieger_endurance_factor", "ratio", "Besieger's belief: garrison's endurance, over the true one"),
    Series("besieger_storm", "lives", "Value of storming"),
    Series("besieger_wait", "lives", "Value of waiting"),
    Series("besieger_lift", "lives", "Value of lifting the siege"),
    Series("besieger_deal", "lives", "Value of the best offer"),
    Series("life_price", "lives", "Value of one of the besieger's own soldiers"),
    Series("road", "0-1", "True probability of arriving safely by road"),
)


CUT = "the run was stopped before the siege ended"
OUTCOMES = (
    Measure("outcome", "name", "How it ended", lambda s: s.ending.outcome if s.ending else None, CUT),
    Measure("day", "day", "Day of the ending", lambda s: s.ending.day if s.ending else None, CUT),
    Measure(
        "signed_day",
        "day",
        "Day of the signature",
        lambda s: d.signed_day if (d := s.main_deal) else None,
        "no deal was carried out",
    ),
    Measure("offers_refused", "offer", "Offers refused before the deal or the end", lambda s: s.talks.refused),
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
    Measure("extra_arms", "person", "Fighters who left with more arms than agreed", _deals("extra_arms")),
    Measure("excluded_left", "person", "Fighters left out of the deal who left with it", _deals("excluded_left")),
    Measure("shields", "person", "Civilians taken along as shields", _deals("shields")),
    Measure("slipped", "person", "People smuggled out of the stranded column", _deals("slipped")),
    Measure("incidents", "incident", "Serious incidents on the road", _deals("incidents")),
    Measure("halt_days", "day", "Days on which the convoy was halted", _deals("halt_days")),
    Measure("cratered", "0/1", "Road cratered", _deals("cratered")),
    Measure("struck", "0/1", "Column struck from the air", _deals("struck")),
    Measure("struck_families", "0/1", "Column struck with civilians aboard", _deals("struck_families")),
    Measure("denied", "0/1", "Deal denied", lambda s: int(s.public.denied)),
    Measure(
        "exposed_day",
        "day",
        "Day on which the denied deal was exposed",
        lambda s: d if (d := s.public.exposed_day) >= 0 else None,
        "no denied deal was exposed",
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
