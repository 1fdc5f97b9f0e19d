"""Hunger as a clock with a threshold; disease; wounds and healing (M5-M7)."""

import math
from typing import Any

from sim.compiled import rule, single
from sim.constants import constant
from sim.theory.probability import logistic

FIT = constant(0.7, "0..1", "health below which a person is wounded and does not fight", low=0.5, high=0.9)
WOUNDED = constant(0.4, "0..1", "health on the day of a wound", low=0.1, high=0.6)
UNTREATED_HEALING = constant(0.3, "share", "pace of healing without care, over that with full care", low=0.0, high=1.0)
TREATED_HEALING = constant(0.7, "share", "what full care adds to that pace", low=0.0, high=1.0)

LEAST_MASS = constant(0.3, "share of first body mass", "lowest body mass that is computed", low=0.2, high=0.5)
LEAST_NEED = constant(0.4, "factor", "lowest need for food of a person, over the mean", low=0.2, high=0.8)
LEAST_BUILD = constant(0.6, "factor", "lowest body mass index of a person on day 0, over the mean", low=0.5, high=0.9)
MOST_BUILD = constant(2.0, "factor", "highest body mass index of a person on day 0, over the mean", low=1.5, high=3.0)
SMALL_SPREAD, LEAST_LEFT = 1e-3, 1e-6  # keep ratios finite
LOGISTIC_OF_NORMAL = 1.7  # scale at which the logistic curve is within 0.01 of the normal one
LEAST_DIVISOR = 0.25  # keeps a ratio finite; beyond MOST_BUILD, so that it never decides
NEED_OF_BUILD = constant(
    0.5, "share", "part of the need for food that is proportional to body mass, between people", low=0.35, high=0.65,
    source="Schofield 1985: basal metabolic rate = a W + b; a W is 0.35 to 0.63 of it for adults of 55 and 65 kg",
)  # fmt: skip

NORMAL_BMI = constant(
    18.5, "kg/m2", "body mass index below which mortality rises", low=17.0, high=20.0, source="Gaasbeek 2024; WHO"
)
FAMINE_DEATHS_PER_MONTH = constant(
    0.00023,
    "1/month",
    "scale of the excess mortality below a normal body mass index",
    low=0.0001,
    high=0.0005,
    source="Gaasbeek 2024",
)
FAMINE_CURVE = constant(
    1.36, "exponent", "how steeply mortality rises below a normal body mass index", low=1.1, high=1.6,
    source="Gaasbeek 2024",
)  # fmt: skip
WORST_LACK = constant(
    6.5, "kg/m2", "lack of body mass index beyond which mortality rises no further", low=5.0, high=8.0
)
LETHAL_BMI = constant(
    14.2, "kg/m2", "body mass index of which a third die within a month (M6), so that hardly anybody stays below it",
    low=13.5, high=15.0, source="from M6",
)  # fmt: skip
MONTH = constant(30.0, "day", "days of a month", low=28.0, high=31.0, source="a definition")


@rule
def mass_step(mass: float, intake: float, mass_days: float) -> float:
    """Body mass after one more day: w' = w + (intake - w^2.75) / T, bounded to 0.3..1 (M5).

    `mass` w is over that of day 0, `intake` over need, T `mass_days`. w^2.75 is w w sqrt(w) sqrt(sqrt(w)), whose bits
    are the same on every machine. A total fast reaches 0.62 on day 55 (1981: deaths on days 46-73); half rations for 24
    weeks leave 0.76 (Minnesota 1944-45: 0.76, no deaths).
    """
    root = math.sqrt(mass)
    spent = mass * mass * root * math.sqrt(root)
    return min(1.0, max(LEAST_MASS, mass + (intake - spent) / mass_days))


@rule
def build_factor(spread: float, z: float) -> float:
    """Body mass index of a person on day 0 over the mean: b = (1 - spread^2) / (1 - spread z), z standard normal.

    Body mass indices are skewed to the right; their reciprocals are nearly normal. The mean of b is 1 to 0.3% for
    spreads up to 0.2. float32 -> float32.
    """
    divisor = max(single(LEAST_DIVISOR), single(1.0) - spread * z)
    return min(single(MOST_BUILD), max(single(LEAST_BUILD), (single(1.0) - spread * spread) / divisor))


@rule
def need_factor(spread: float, z: float, build: float) -> float:
    """Need for food of a person over the mean: n = (1 + spread z) (0.5 + 0.5 b), b `build`, z standard normal.

    Rations are equal by head, so a small body gets more of what it needs than a large one. float32 -> float32.
    """
    of_body = single(1.0) - single(NEED_OF_BUILD) + single(NEED_OF_BUILD) * build
    return max(single(LEAST_NEED), (single(1.0) + spread * z) * of_body)


@rule
def starvation_per_day(bmi: float) -> float:
    """Daily hazard of death from hunger at a body mass index (M6): h = 0.00023 (exp((18.5 - bmi)^1.36) - 1) / 30.

    Excess mortality from all causes (Gaasbeek 2024): the infections of which the wasted die are in it. The formula
    there counts from 18.5 down without the 1, which makes it start at 0.

    >>> [round(30 * starvation_per_day(bmi), 4) for bmi in (18.5, 17.0, 16.0, 15.0, 14.0)]
    [0.0, 0.0011, 0.0072, 0.0557, 0.5249]
    """
    lack = min(WORST_LACK, max(0.0, NORMAL_BMI - bmi))
    return FAMINE_DEATHS_PER_MONTH / MONTH * (math.exp(lack**FAMINE_CURVE) - 1.0)


@rule
def starved_share(bodies: Any, mass: float) -> float:
    """Share of people too thin to live where their mean body mass, over that of day 0, is `mass`: L(1.7 z).

    Body mass indices are spread as in `build_factor`; z is where that of the mean person falls to 14.2. The logistic
    curve stands for the normal one.
    """
    spread = max(SMALL_SPREAD, bodies.bmi_spread)
    thinnest = (1.0 - (1.0 - spread * spread) * mass * bodies.bmi / LETHAL_BMI) / spread
    return logistic(LOGISTIC_OF_NORMAL * thinnest)


@rule
def starve_between(bodies: Any, before: float, after: float) -> float:
    """Share of people who starve while their mean body mass falls from `before` to `after`; 0 where it rises."""
    was = starved_share(bodies, before)
    return max(0.0, starved_share(bodies, after) - was) / max(LEAST_LEFT, 1.0 - was)


@rule
def disease_per_day(bodies: Any, water: float, mass: float) -> float:
    """Daily hazard of death from disease: h = h0 (1 + thirst (1 - water) (1 + frailty (1 - mass))) (M7). Assumption.

    `water`: share of need; `mass` over that of day 0. Frailty multiplies only what unsafe water adds: M6 is measured
    from all causes, so it holds already those of the wasted who die of ordinary disease.
    """
    frailty = 1.0 + bodies.frailty_factor * (1.0 - mass)
    return bodies.disease_per_day * (1.0 + bodies.thirst_factor * (1.0 - water) * frailty)


@rule
def wound_death_per_day(bodies: Any, care: float) -> float:
    """Daily hazard of death of the wounded: h = h0 (1 + lack (1 - care)). Assumption.

    `care`: share of the treatments needed that is given.
    """
    return bodies.wound_death_per_day * (1.0 + bodies.no_care_factor * (1.0 - care))


@rule
def healed(bodies: Any, health: float, care: float) -> float:
    """Health after one more day: min(1, h + (1 - 0.4) / T (0.3 + 0.7 care)), T `wound_days` (float32). Assumption.

    With full care a wound heals in T days.
    """
    per_day = (single(1.0) - single(WOUNDED)) / bodies.wound_days
    return min(single(1.0), health + per_day * (single(UNTREATED_HEALING) + single(TREATED_HEALING) * care))


@rule
def wounds_end(bodies: Any, care: float, days: float) -> tuple[float, float]:
    """Shares of the wounded who die, and who are fit again, within some days: two competing rates.

    One who was just wounded is fit after (0.7 - 0.4) / (gain of health a day); the mean of it is taken for a rate.
    """
    dying = wound_death_per_day(bodies, care)
    healing = (healed(bodies, WOUNDED, care) - WOUNDED) / (FIT - WOUNDED)
    ended = 1.0 - math.exp(-(dying + healing) * days)
    return ended * dying / (dying + healing), ended * healing / (dying + healing)
