"""What storming, waiting and lifting are worth to the besieger, in his own soldiers' lives (M20-M22).

Everything is a ratio of lives that has data behind it: exchange ratios, force ratios, losses that armies accept. V, the
value of the place, is 0.8 lives for each first defender. Scarce men are dear, and waiting is not free. The forms are
assumptions; who bears the threat of those who leave armed is DePetris's question (2017).
"""

import math
from typing import Any, NamedTuple

from sim.compiled import rule
from sim.constants import constant
from sim.theory import campaign, deadline, dependence, prospects, trust

STORMED_SHARE = constant(
    0.6, "share", "share of the defenders who die or fall wounded when all of the place is stormed", low=0.3, high=0.9
)
USUAL_COVER = constant(1.5, "ratio", "cover of the towns on which the exchange ratio was measured", low=1.0, high=2.0)
FAILED_COST = constant(0.5, "share", "part of a storm's losses that a failed one costs", low=0.2, high=1.0)
LEAST_RATE = 1e-6  # keeps a ratio finite

FORBIDDEN_LOSS = constant(
    10.0,
    "share of V",
    "loss at which an assault that is not allowed is valued, so that nobody expects it",
    low=5.0,
    high=100.0,
)


class BesiegerStance(NamedTuple):
    """The besieger's hidden type, and where he stands on the day of a decision round."""

    storm_bias: float  # drawn once; shares of V
    deal_bias: float
    split_bias: float
    endurance_factor: float  # what he takes the garrison's endurance for, over what it is
    value: float  # V, own lives
    offensive: bool  # whether he has begun an offensive
    ordered: bool  # whether it is an announced one, which leaves him no alternative


@rule
def stance(
    storm_bias: float,
    deal_bias: float,
    split_bias: float,
    endurance_factor: float,
    value: float,
    since: int,
    offensive_day: float,
    day: float,
    allowed: float,
) -> BesiegerStance:
    """The besieger's stance on a day. `since` is the first day of the campaign that runs, -1 without one.

    >>> now = stance(0.0, 0.0, 0.0, 1.0, 100.0, since=3, offensive_day=6.0, day=5.0, allowed=1.0)
    >>> now.offensive, now.ordered
    (True, False)
    """
    ordered = campaign.is_ordered(offensive_day, day, allowed)
    return BesiegerStance(storm_bias, deal_bias, split_bias, endurance_factor, value, since >= 0, ordered)


class BesiegerProfile(NamedTuple):
    """What the besieger's utilities depend on beside the situation; a partner has one of his own."""

    value: float  # V, own lives
    life_price: float  # kappa, of an own life
    threat_bearer: float  # xi, share of the later threat that he bears himself
    audience_level: float  # 0-3
    veto: float  # chance that a patron blocks an open deal
    veto_secret: float  # and a secret one
    observed: float  # what is seen of an open deal, 0..1
    leaks: float  # and of a secret one
    hostages: float  # leverage, 0-3
    mediator: float  # skill, 0..1
    storm_bias: float
    deal_bias: float
    split_bias: float
    endurance_factor: float


class BesiegerOptions(NamedTuple):
    """Probability that an assault wins, and the utilities of the options without a deal, own lives."""

    p_win: float
    storm: float
    wait: float
    lift: float


@rule
def life_price(base: float, reference: float, available: float, exponent: float) -> float:
    """kappa = kappa0 x (men the task calls for / men available)^exponent: scarce men are dear (M20).

    >>> life_price(0.46, 2000.0, 1000.0, 1.0)
    0.92
    """
    return base * (reference / max(1.0, available)) ** exponent


@rule
def profile_of(params: Any, situation: Any, stance: BesiegerStance) -> BesiegerProfile:
    """The besieger's profile on the day of a decision round."""
    now, w = situation[0], params[0]
    b = w.besieger
    available = now.all_besiegers * (1.0 - b.committed_elsewhere)
    armed = now.fighters / now.first_fighters
    price = life_price(w.utilities.life_price, b.reference_manpower, available, b.scarcity_exponent)
    return BesiegerProfile(
        value=stance.value,
        life_price=price * dependence.price_factor(b.dependence_price, b.air_dependence),
        threat_bearer=b.threat_bearer,
        audience_level=b.audience_cost,
        veto=trust.vetoes(params, now.attention, armed, False),
        veto_secret=trust.vetoes(params, now.attention, armed, True),
        observed=trust.observed(params, now.attention),
        leaks=trust.publicly_known(params, now.attention, True),
        hostages=w.garrison.hostage_leverage,
        mediator=w.mediator.skill,
        storm_bias=stance.storm_bias,
        deal_bias=stance.deal_bias,
        split_bias=stance.split_bias,
        endurance_factor=stance.endurance_factor,
    )


@rule
def storm_deaths(defence: float, exchange: float, cover: float) -> float:
    """Own dead of storming all of it (M16): L = 0.6 x exchange x cover / 1.5 x defence."""
    return STORMED_SHARE * exchange * cover / USUAL_COVER * defence


@rule
def discount_per_day(utilities: Any, offensive: bool) -> float:
    """Impatience r, per day: higher once he has announced an offensive."""
    return (utilities.impatience_offensive if offensive else utilities.impatience_blockade) / 7.0


@rule
def upkeep_per_day(utilities: Any, profile: BesiegerProfile, now: Any) -> float:
    """What his men in the ring cost him a day, in own lives."""
    return profile.life_price * utilities.upkeep / 7.0 * now.all_besiegers


@rule
def rents_per_day(params: Any, situation: Any, profile: BesiegerProfile) -> float:
    """What the crossings earn the besieger a day, in own lives (M22a)."""
    return params[0].besieger.rent_per_week / 7.0 * situation[0].rent * profile.value


@rule
def utility_of_storming(profile: BesiegerProfile, p_win: float, days: float, deaths: float, discount: float) -> float:
    """U_A = P V e^(-r T) - kappa L (0.5 + 0.5 P) + bias V (M21); a failed assault costs half.

    `days` T and `deaths` L are those of storming all of the place, `discount` r per day.
    """
    prize = p_win * profile.value * math.exp(-discount * days)
    cost = profile.life_price * deaths * (FAILED_COST + (1.0 - FAILED_COST) * p_win)
    return prize - cost + profile.storm_bias * profile.value


@rule
def utility_of_waiting(
    utilities: Any,
    profile: BesiegerProfile,
    now: Any,
    deaths: float,
    endurance: float,
    discount: float,
    income: float,
) -> float:
    """U_C = (V - last stand - those who slip out) f - (upkeep - income)(1 - f) / (r + relief) (M21).

    f = e^(-(r + relief) T) is what is left of a value after the wait; T is the garrison's endurance, which he sees with
    his own error. Waiting is not free: starving men make a last stand (a share of `deaths`, those of a storm) or slip
    away. `income` are the rents of the siege, own lives a day.
    """
    seen = max(1.0, endurance * profile.endurance_factor)
    rate = discount + now.relief
    fading = math.exp(-rate * seen)
    stand = utilities.last_stand * profile.life_price * deaths
    slipped = utilities.slip_out * profile.threat_bearer * utilities.escaped_danger * now.fighters
    daily = upkeep_per_day(utilities, profile, now) - income
    return (profile.value - stand - slipped) * fading - daily * (1.0 - fading) / max(LEAST_RATE, rate)


@rule
def utility_of_lifting(utilities: Any, profile: BesiegerProfile) -> float:
    """U_L = -lift_loss x V: loss of face."""
    return -utilities.lift_loss * profile.value


@rule
def options_of(
    params: Any, situation: Any, profile: BesiegerProfile, endurance: float, discount: float
) -> BesiegerOptions:
    """His options without a deal, each less the cost of being late for a day by which he must be done.

    `endurance` is the garrison's, days, before his own error about it; `discount` per day.
    """
    now, w = situation[0], params[0]
    defence = prospects.defence(now, w.negotiation.envelopment)
    strike = dependence.own_strike(w.besieger.dependence_strike, w.besieger.air_dependence)
    p_win = prospects.p_win_assault(now.besiegers * strike, defence, now.cover)
    deaths = storm_deaths(defence, w.assault.exchange, now.cover)
    days, late = prospects.storm_days(now, p_win), w.deadline.late_cost * profile.value
    storm = utility_of_storming(profile, p_win, days, deaths, discount)
    income = rents_per_day(params, situation, profile)
    wait = utility_of_waiting(w.utilities, profile, now, deaths, endurance, discount, income)
    if late > 0.0:
        storm -= late * deadline.lateness(days, now.left)
        wait -= late * deadline.lateness(endurance * profile.endurance_factor, now.left)
    if w.assault.allowed == 0.0:
        storm = -FORBIDDEN_LOSS * profile.value
    return BesiegerOptions(p_win, storm, wait, utility_of_lifting(w.utilities, profile))
