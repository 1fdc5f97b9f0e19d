"""Hunger as a clock with a threshold; disease; wounds."""

import math

from sim.compiled import rule

#: Below this health a person is wounded and does not fight.
FIT = 0.7
#: Health on the day of a wound.
WOUNDED = 0.4


@rule
def mass_step(mass, intake, mass_days):
    """Body mass after one more day: dw/dt = (intake - w ** 2.75) / T (M5).

    `mass` is over that of the first day, `intake` over need. w ** 2.75 is w w sqrt(w) sqrt(sqrt(w)), whose bits
    are the same on every machine. A total fast reaches 0.62 on day 55 (1981: deaths on days 46-73); half rations
    for 24 weeks leave 0.76 (Minnesota 1944-45: 0.76, no deaths).
    """
    root = math.sqrt(mass)
    spent = mass * mass * root * math.sqrt(root)
    return min(1.0, max(0.3, mass + (intake - spent) / mass_days))


@rule
def starvation_per_day(bmi):
    """Daily hazard of death at a body mass index: 0.00023 exp((18.5 - bmi) ** 1.36) / 30 (M6; Gaasbeek 2024)."""
    lack = min(6.5, max(0.0, 18.5 - bmi))
    return 0.00023 / 30.0 * math.exp(lack**1.36)


@rule
def disease_per_day(bodies, water, mass):
    """Daily hazard of death from disease (M7): a base, raised by unsafe water and by wasted bodies. Assumption."""
    return (
        bodies.disease_per_day
        * (1.0 + bodies.thirst_factor * (1.0 - water))
        * (1.0 + bodies.frailty_factor * (1.0 - mass))
    )


@rule
def wound_death_per_day(bodies, care):
    """Daily hazard of death of the wounded; care is the share of treatments needed that is given. Assumption."""
    return bodies.wound_death_per_day * (1.0 + bodies.no_care_factor * (1.0 - care))
