"""What was denied comes out: through drivers, those smuggled out of the column, and the press (sizes: assumptions)."""

import math


def exposure_per_day(days: float, hired_drivers: float, smuggled: bool, press: float) -> float:
    """Daily hazard after the event: (0.2 + 0.5 drivers + 0.1 smuggled + 0.2 press) / days; `days` at all of them.

    The convoy out of Raqqa, denied on 14 October 2017, was situation on 13 November by the drivers of its lorries.
    """
    return (0.2 + 0.5 * hired_drivers + (0.1 if smuggled else 0.0) + 0.2 * press) / days


def days_until(lot: float, per_day: float) -> int:
    """Whole days until something of a constant hazard, from one lot in [0, 1): -ln(1 - lot) / h, at least 1."""
    return max(1, math.ceil(-math.log(1.0 - lot) / max(1e-9, per_day)))


def arrested_share(per_year: float, captor_reputation: float, guarantor: float, stays_days: float) -> float:
    """Share of those who settled who are arrested within a year: 1 - e^(-h (1 - rep) (1 - guarded share)) (M33).

    `guarded`: share of the year. A settled status is as good as the guarantor who stands by it: Daraa 2018, where
    arrests followed his going.
    """
    guarded = min(1.0, guarantor * stays_days / 365.0)
    return 1.0 - math.exp(-per_year * (1.0 - captor_reputation) * (1.0 - guarded))
