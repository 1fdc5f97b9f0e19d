"""What can be agreed, in two tables: the packages (`Package`), and the values of their features (`feature_rows`).

A package is a base and some features. The base says who leaves and who gives himself up; the ending is judged by it.
Features are negotiated on top of it; their values add up (`prices`). Not every mixture is on offer, only the named
ones. Beside the package the parties agree on one number, the concession: the share of arms and baggage that may be
taken along, from 0 (the clothes on one's back) to 1 (all that can be carried). The features come from early-modern
capitulation law (honours of war, at discretion, "if no relief by a date") and from local agreements in Syria.
"""

from enum import IntEnum, IntFlag
from typing import Any, NamedTuple

from sim.compiled import rule


class Base(IntEnum):
    """Who leaves and who gives himself up: all that the ending of a siege is judged by."""

    evacuation = 0  # all leave
    split = 1  # locals leave, foreigners may not
    surrender = 2  # all give themselves up
    split_surrender = 3  # locals give themselves up, foreigners fight on


class Feature(IntFlag):
    """What a package can contain beside its base; `feature_rows` has a row for each, in this order."""

    honours = 1  # out in the open, flags flying
    bare = 2  # the fighters go alone and with nothing; their families stay behind
    secret = 4  # at night, no flags, no press, denied the next day
    wounded_first = 8  # the wounded board before all others
    exchange = 16  # bodies and prisoners are handed over in return for the buses
    reciprocal = 32  # a tranche leaves here when one leaves the linked siege
    by_date = 64  # binding only if no relief comes by a date
    settled = 128  # every local may choose papers and home instead of the bus


PLAIN = Feature(0)


class Package(IntEnum):
    """The packages. A row: base, features, the levels of the concession to consider, and how a narrative puts it.

    New packages go at the end: a package is stored by its number. What can be offered is tried in this order.

    >>> Package.secret_exit.base.name, Package.secret_exit.gives_up
    ('evacuation', False)
    """

    base: Base
    features: Feature
    concessions: tuple[float, ...]
    text: str

    def __new__(cls, base: Base, features: Feature, concessions: tuple[float, ...], text: str) -> "Package":
        """The package with the next number."""
        package = int.__new__(cls, len(cls.__members__))
        package._value_ = int(package)
        package.base, package.features, package.concessions, package.text = base, features, concessions, text
        return package

    # The first four are the bases by themselves.
    evacuation = Base.evacuation, PLAIN, (0.0, 0.5, 1.0), "safe passage for all"
    split = Base.split, PLAIN, (0.0, 0.5, 1.0), "safe passage for the local fighters alone"
    surrender = Base.surrender, PLAIN, (0.0,), "surrender"
    split_surrender = Base.split_surrender, PLAIN, (0.0,), "surrender of the local fighters alone"
    honours_of_war = Base.evacuation, Feature.honours, (1.0,), "the honours of war, flags flying"
    bare_lives = Base.evacuation, Feature.bare, (0.0,), "bare lives: the fighters without arms or families"
    secret_exit = (
        Base.evacuation,
        Feature.secret,
        (0.25, 0.75),
        "a secret, deniable exit without flags",
    )
    wounded_first = (
        Base.evacuation,
        Feature.wounded_first,
        (0.25, 0.75),
        "safe passage for all, the wounded first",
    )
    exchange = Base.evacuation, Feature.exchange, (0.25, 0.75), "buses in exchange for bodies and prisoners"
    reciprocal = Base.evacuation, Feature.reciprocal, (0.25, 0.75), "safe passage in step with the linked town"
    by_date = (
        Base.evacuation,
        Feature.by_date,
        (0.25, 0.75),
        "safe passage by a date, unless relief comes first",
    )
    settled_or_bus = (
        Base.evacuation, Feature.settled, (0.25, 0.75), "papers for locals who stay and safe passage for the rest",
    )  # fmt: skip

    @property
    def splits(self) -> bool:
        """Whether the foreigners are left out."""
        return splits(int(self))

    @property
    def gives_up(self) -> bool:
        """Whether those who accept put themselves into the besieger's hands."""
        return gives_up(int(self))


class Circumstances(NamedTuple):
    """The facts on which the values of features depend."""

    hostages: float  # leverage, share of full
    mediator: float  # skill, 0..1
    home_ties: float  # 0..1
    trust: float  # probability that a local survives in the besieger's hands
    refuge: float  # 0..1
    date: float  # days until those leave who are to leave by a date
    hoped: float  # hazard of relief per day, as the garrison hopes
    relief: float  # actual hazard of relief per day, which the besieger knows as well as anyone
    audience: float  # level 0-3, of the besieger
    linked: float  # 1 where another siege is tied to this one
    dated: float  # 1 where a threat with a date has been made


#: Columns of `feature_rows`.
TO_LOCAL, TO_FOREIGN, COST, OCCASION = range(4)
N_FEATURES = len(Feature)


@rule
def feature_rows(terms: Any, around: Circumstances) -> tuple[tuple[float, float, float, float], ...]:
    """The table of features: a row for each, in the order of `Feature`. Sizes are parameters of section `terms`.

    Columns: value to a local and to a foreign fighter, in lives; cost to the besieger, as a share of the value of the
    place (negative where he gains); and the occasion, above 0 where there is anything for the feature to be about.
    What a date is worth depends on more than these facts: see `prices.utility_of_delay` and `prices.cost_of_features`.
    """
    a = around
    return (
        # honours
        (terms.honours_local, terms.honours_foreign, terms.honours_price, 1.0),
        # bare
        (-terms.families_local * a.home_ties, -terms.families_foreign, -terms.bare_gain, 1.0),
        # secret: worth offering only where there is an audience to hide it from
        (-terms.secret_local, -terms.secret_foreign, terms.secret_price, a.audience),
        # wounded_first: somebody has to carry them
        (terms.wounded_worth * a.mediator, terms.wounded_worth * a.mediator, terms.wounded_price, a.mediator),
        # exchange
        (a.hostages * terms.exchange_local, a.hostages * terms.exchange_foreign, -terms.exchange_gain * a.hostages,
         a.hostages),
        # reciprocal
        (terms.reciprocal_worth, terms.reciprocal_worth, -terms.reciprocal_gain, a.linked),
        # by_date: a date needs a relief to wait for, or a threat to get past
        (0.0, 0.0, 0.0, min(a.date, max(a.relief, a.dated))),
        # settled: a foreigner has no home there
        (terms.settled_worth * a.home_ties * a.trust, 0.0, terms.settled_price, a.home_ties),
    )  # fmt: skip


class Terms(NamedTuple):
    """A package with its concession: 0 bare lives, 1 arms and baggage."""

    package: Package
    concession: float


#: What a besieger considers, in this order: every package with each of its levels of the concession.
MENU = tuple(Terms(package, concession) for package in Package for concession in package.concessions)

# The table in plain numbers, for compiled code.
PACKAGES = tuple(int(terms.package) for terms in MENU)
CONCESSIONS = tuple(terms.concession for terms in MENU)
BASES = tuple(int(package.base) for package in Package)
FEATURES = tuple(int(package.features) for package in Package)
EVACUATION, SPLIT, SURRENDER, SPLIT_SURRENDER = (int(base) for base in Base)
BARE, SECRET, WOUNDED_FIRST = int(Feature.bare), int(Feature.secret), int(Feature.wounded_first)
RECIPROCAL, BY_DATE, SETTLED = int(Feature.reciprocal), int(Feature.by_date), int(Feature.settled)
#: The packages by which the worth of a deal as such is measured: plain passage, and giving up.
PLAIN_PASSAGE, PLAIN_SURRENDER = int(Package.evacuation), int(Package.surrender)


@rule
def base(package: int) -> int:
    """Number of the base of a package."""
    return BASES[package]


@rule
def is_plain(package: int) -> bool:
    """Whether a package is a base and nothing else."""
    return FEATURES[package] == 0


@rule
def splits(package: int) -> bool:
    """Whether a package leaves the foreigners out."""
    return BASES[package] == SPLIT or BASES[package] == SPLIT_SURRENDER


@rule
def gives_up(package: int) -> bool:
    """Whether those who accept a package put themselves into the besieger's hands."""
    return BASES[package] == SURRENDER or BASES[package] == SPLIT_SURRENDER


@rule
def bare(package: int) -> bool:
    """Whether the fighters go alone and with nothing."""
    return FEATURES[package] & BARE != 0


@rule
def families(package: int) -> bool:
    """Whether families board with the fighters."""
    return not (gives_up(package) or bare(package))


@rule
def secret(package: int) -> bool:
    """Whether it is kept quiet: no flags, the press kept away, the deal denied the next day."""
    return FEATURES[package] & SECRET != 0


@rule
def wounded_first(package: int) -> bool:
    """Whether the wounded board before all others."""
    return FEATURES[package] & WOUNDED_FIRST != 0


@rule
def reciprocal(package: int) -> bool:
    """Whether a tranche leaves here only when one leaves the linked siege."""
    return FEATURES[package] & RECIPROCAL != 0


@rule
def by_date(package: int) -> bool:
    """Whether it is binding only if no relief comes by a date."""
    return FEATURES[package] & BY_DATE != 0


@rule
def settled(package: int) -> bool:
    """Whether every local may choose papers and home over the bus; under other terms he settles at his own risk."""
    return FEATURES[package] & SETTLED != 0
