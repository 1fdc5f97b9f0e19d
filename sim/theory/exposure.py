"""What is kept secret comes out: through drivers, those who slip out of the column, the press. Sizes: assumptions.

A secret costs what it hides. Its size is that of the column that it hides, in person-days on the way over those of the
column that left Raqqa; so many times as many can tell of it, and so many times as much is spent on hiding it.
"""

import math
from typing import Any

from sim.compiled import rule
from sim.constants import constant

COLUMN = constant(
    3150.0, "person-days", "people times days of a column whose secret has size 1", low=1000.0, high=10000.0,
    source="Raqqa 2017: 13 buses, some 50 lorries and more than 100 cars, at the people per vehicle of section convoy, "
    "in a day",
)  # fmt: skip
HELD_AGAINST = constant(
    90.0, "day", "time within which a secret deal that comes out costs what an open one costs", low=30.0, high=365.0
)

BY_ITSELF = constant(0.2, "factor", "exposure that needs no witness in particular", low=0.0, high=1.0)
BY_DRIVERS = constant(
    0.5, "factor", "exposure by drivers, at hired drivers alone", low=0.0, high=1.0,
    source="Raqqa 2017: told by the drivers of the lorries; size assumed",
)  # fmt: skip
BY_SLIPPED = constant(0.1, "factor", "exposure by those smuggled out of the column", low=0.0, high=0.5)
BY_PRESS = constant(0.2, "factor", "exposure by the press, at full presence", low=0.0, high=1.0)
DRIVERS_TELL = constant(0.3, "0..1", "share of hired drivers from which it is they who tell", low=0.1, high=0.9)
NEVER = 1e-9  # hazard per day below which the day of exposure would not be finite


@rule
def size(people: float, days: float) -> float:
    """Size of the secret of a column: people x days / 3150.

    >>> size(3150.0, 2.0)
    2.0
    """
    return people * days / COLUMN


@rule
def unseen(leaks: float, size: float) -> float:
    """Chance that nobody makes a secret of this size public while it is carried out: (1 - leaks)^size.

    `leaks`: share that is seen and told of a secret of size 1 (`observers.leaks`).
    """
    return math.pow(max(0.0, 1.0 - leaks), size)


@rule
def exposure_per_day(days: float, hired_drivers: float, smuggled: bool, press: float, size: float) -> float:
    """Daily hazard after the event: h = size (0.2 + 0.5 drivers + 0.1 smuggled + 0.2 press) / days.

    `hired_drivers`, `press`: 0..1; `smuggled`: whether anyone slipped out of the column; `days` with all of them, for a
    secret of size 1. The convoy out of Raqqa, denied on 14 October 2017, was described on 13 November by the drivers of
    its lorries.
    """
    slipped = BY_SLIPPED if smuggled else 0.0
    return size * (BY_ITSELF + BY_DRIVERS * hired_drivers + slipped + BY_PRESS * press) / days


@rule
def comes_out(observers: Any, hired_drivers: float, leaks: float, size: float) -> float:
    """Chance that a secret deal comes out while that is held against the besieger: 1 - (1 - leaks)^size e^(-h 90 days).

    h as in `exposure_per_day`, without anyone who slipped out. `observers`: that section of the parameters.
    """
    later = exposure_per_day(observers.exposure_days, hired_drivers, False, observers.journalists, size)
    return 1.0 - unseen(leaks, size) * math.exp(-later * HELD_AGAINST)


def told_by(hired_drivers: float) -> str:
    """Who tells of it, by name in the ledger: drivers or witnesses."""
    return "drivers" if hired_drivers >= DRIVERS_TELL else "witnesses"


def days_until(draw: float, per_day: float) -> int:
    """Whole days until an event of constant hazard h, from one uniform draw in [0, 1): -ln(1 - draw) / h, at least 1.

    >>> days_until(0.5, 0.1)
    7
    """
    return max(1, math.ceil(-math.log(1.0 - draw) / max(NEVER, per_day)))


def arrested_share(per_year: float, captor_reputation: float, guarantor: float, stays_days: float) -> float:
    """Share of those who settled who are arrested within a year: 1 - e^(-h (1 - reputation)(1 - guarded)) (M33).

    `per_year` h; guarded: share of the year for which the guarantor stands by them, strength x days / 365. A settled
    status is as good as its guarantor: Daraa 2018, where arrests followed his departure.
    """
    guarded = min(1.0, guarantor * stays_days / 365.0)
    return 1.0 - math.exp(-per_year * (1.0 - captor_reputation) * (1.0 - guarded))
