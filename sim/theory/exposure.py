"""What was denied comes out: through drivers, those who slipped out of the column, the press. Sizes: assumptions."""

import math

from sim.constants import constant

BY_ITSELF = constant(0.2, "factor", "exposure that needs no witness in particular", low=0.0, high=1.0)
BY_DRIVERS = constant(
    0.5, "factor", "exposure by drivers, at hired drivers alone", low=0.0, high=1.0,
    source="Raqqa 2017: told by the drivers of the lorries; size assumed",
)  # fmt: skip
BY_SLIPPED = constant(0.1, "factor", "exposure by those smuggled out of the column", low=0.0, high=0.5)
BY_PRESS = constant(0.2, "factor", "exposure by the press, at full presence", low=0.0, high=1.0)
DRIVERS_TELL = constant(0.3, "0..1", "share of hired drivers from which it is they who tell", low=0.1, high=0.9)
NEVER = 1e-9  # hazard per day below which the day of exposure would not be finite


def exposure_per_day(days: float, hired_drivers: float, smuggled: bool, press: float) -> float:
    """Daily hazard after the event: h = (0.2 + 0.5 drivers + 0.1 smuggled + 0.2 press) / days.

    `hired_drivers`, `press`: 0..1; `smuggled`: whether anyone slipped out of the column; `days` with all of them.
    The convoy out of Raqqa, denied on 14 October 2017, was described on 13 November by the drivers of its lorries.
    """
    slipped = BY_SLIPPED if smuggled else 0.0
    return (BY_ITSELF + BY_DRIVERS * hired_drivers + slipped + BY_PRESS * press) / days


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
