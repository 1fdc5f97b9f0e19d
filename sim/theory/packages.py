"""What can be agreed: twelve named packages, each a base and some features, and one continuous concession.

A base says who leaves and who gives himself up, and is what the ending is judged by. Features are what the parties
haggle over beside it; each has a price of its own (`prices`), and the prices add up. Not every mixture: a dozen names.
The concession, 0..1, is arms and baggage: 0 nothing but the clothes, 1 all that can be carried. Early-modern
capitulation law is the model of the menu (honours of war, at discretion, "if no relief by date X"); the rest is Syria.
"""

from enum import IntEnum
from typing import NamedTuple

from sim.compiled import rule


class Base(IntEnum):
    """Who leaves, who gives himself up: all that the ending of a siege is judged by."""

    evacuation = 0  # all leave
    split = 1  # locals leave, foreigners may not
    surrender = 2  # all give themselves up
    split_surrender = 3  # locals give themselves up, foreigners fight on


class Package(IntEnum):
    """The packages by name. The first four are their base and nothing else of weight."""

    evacuation = 0  # safe passage for all, with families and light arms
    split = 1  # locals leave, foreigners are excluded
    surrender = 2
    split_surrender = 3  # locals give themselves up, foreigners fight on
    honours_of_war = 4  # out in the open, flags flying
    bare_lives = 5  # the fighters alone, with nothing
    secret_exit = 6  # at night, no flags, no press, denied the next day
    wounded_first = 7  # the wounded go ahead as a sign of good faith
    exchange = 8  # bodies and prisoners for buses
    reciprocal = 9  # tranche for tranche with a linked siege
    by_date = 10  # out by a date, unless relieved before
    settled_or_bus = 11  # every local chooses: papers and home, or the bus

    @property
    def base(self) -> Base:
        """Who leaves, who gives himself up."""
        return Base(BASE[self])

    @property
    def splits(self) -> bool:
        """Whether the foreigners are left out of it."""
        return splits(int(self))

    @property
    def gives_up(self) -> bool:
        """Whether those who accept put themselves into the besieger's hands."""
        return gives_up(int(self))


class Terms(NamedTuple):
    """A package with one continuous concession: 0 bare lives, 1 arms and baggage."""

    package: Package
    concession: float


#: Base of each package, by its number.
BASE = (0, 1, 2, 3, 0, 0, 0, 0, 0, 0, 0, 0)


@rule
def base(package):
    """Number of the base of a package."""
    return BASE[package]


@rule
def splits(package):
    """Whether a package leaves the foreigners out."""
    return package in (1, 3)


@rule
def gives_up(package):
    """Whether those who accept a package put themselves into the besieger's hands."""
    return package in (2, 3)


@rule
def honours(package):
    """Flags flying: the leavers' honour, the besieger's embarrassment."""
    return package == 4


@rule
def bare(package):
    """The fighters go alone, with nothing, and leave their families behind."""
    return package == 5


@rule
def families(package):
    """Whether families board with the fighters."""
    return not (gives_up(package) or bare(package))


@rule
def secret(package):
    """No flags, the press kept away, the deal denied the next day."""
    return package == 6


@rule
def wounded_first(package):
    """The wounded board before all others."""
    return package == 7


@rule
def exchange(package):
    """Bodies and prisoners are handed over against the buses."""
    return package == 8


@rule
def reciprocal(package):
    """A tranche leaves here when one leaves the linked siege."""
    return package == 9


@rule
def by_date(package):
    """Binding only if no relief comes by a date."""
    return package == 10


@rule
def settled(package):
    """Every local may choose papers and home instead of the bus (elsewhere he settles at his own risk)."""
    return package == 11


#: What a besieger considers, in the order in which it is written down: a package with a few levels of the concession.
MENU = tuple(
    Terms(package, concession)
    for packages, concessions in (
        ((Package.evacuation, Package.split), (0.0, 0.5, 1.0)),
        ((Package.surrender, Package.split_surrender), (0.0,)),
        ((Package.honours_of_war,), (1.0,)),
        ((Package.bare_lives,), (0.0,)),
        (tuple(Package)[6:], (0.25, 0.75)),
    )
    for package in packages
    for concession in concessions
)
#: The menu in numbers.
PACKAGES = tuple(int(terms.package) for terms in MENU)
CONCESSIONS = tuple(terms.concession for terms in MENU)
