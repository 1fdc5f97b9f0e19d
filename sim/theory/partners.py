"""Partners of the besieger: each values a deal and a storm by his own threat, audience and men, and has a voice.

More players whose assent is needed make agreement harder (Cunningham 2006). The voice is smooth: men over the men of
the largest force, so that a handful hardly has a veto. A partner who objects blocks the deal with the chance of his
voice, or else stands aside.
"""

from typing import Any, NamedTuple

from sim.compiled import rule
from sim.constants import constant
from sim.theory import besieger_deals, besieger_options, packages
from sim.theory.besieger_options import BesiegerOptions, BesiegerProfile, BesiegerStance
from sim.theory.packages import EVACUATION
from sim.theory.probability import logistic

CONSENT_DOUBT = constant(0.05, "share of V", "gain over which a partner's consent turns", low=0.01, high=0.2)


class PartnerView(NamedTuple):
    """A partner's facts as numbers, a row of the table that the rules are given."""

    share_of_men: float
    threat_bearer: float
    audience_cost: float
    life_price: float  # over the besieger's
    foreigners_cost: float  # share of the place's value, if all fighters were foreign and went free


class Partners(NamedTuple):
    """The partners at one decision round."""

    table: Any  # records of PartnerView, one a partner
    alternatives: Any  # float64, a partner each: utility of his best option without a deal, own lives
    largest: float  # share of the men of the largest force, the besieger's own counted


@rule
def voice(share: float, largest: float) -> float:
    """Weight of a force: its men over those of the largest."""
    return share / largest


@rule
def willing(gain: float, value: float) -> float:
    """Chance that a partner goes along with a gain in own lives: L(gain / 0.05 V).

    >>> willing(0.0, 640.0)
    0.5
    """
    return logistic(gain / (CONSENT_DOUBT * value))


@rule
def consents(weight: float, will: float) -> float:
    """Chance that a partner does not block: 1 - voice x (1 - willingness)."""
    return 1.0 - weight * (1.0 - will)


@rule
def profile_of(params: Any, situation: Any, stance: BesiegerStance, partner: Any) -> BesiegerProfile:
    """The besieger's profile with a partner's own threat, audience and price of a life."""
    his = besieger_options.profile_of(params, situation, stance)
    return BesiegerProfile(
        value=his.value,
        life_price=his.life_price * partner.life_price,
        threat_bearer=partner.threat_bearer,
        audience_level=partner.audience_cost,
        veto=his.veto,
        veto_secret=his.veto_secret,
        observed=his.observed,
        leaks=his.leaks,
        hostages=his.hostages,
        mediator=his.mediator,
        storm_bias=his.storm_bias,
        deal_bias=his.deal_bias,
        split_bias=his.split_bias,
        endurance_factor=his.endurance_factor,
    )


@rule
def options_of(params: Any, situation: Any, stance: BesiegerStance, partner: Any, endurance: float) -> BesiegerOptions:
    """Storming, waiting and lifting as a partner values them; `endurance` of the garrison in days."""
    profile = profile_of(params, situation, stance, partner)
    discount = besieger_options.discount_per_day(params[0].utilities, stance.offensive)
    return besieger_options.options_of(params, situation, profile, endurance, discount)


@rule
def gain_of(
    params: Any,
    situation: Any,
    stance: BesiegerStance,
    partner: Any,
    alternative: float,
    package: int,
    concession: float,
    prison: float,
) -> float:
    """What terms gain a partner over his best option without them, `alternative`, in own lives."""
    profile = profile_of(params, situation, stance, partner)
    discount = besieger_options.discount_per_day(params[0].utilities, stance.offensive)
    deal = besieger_deals.utility_of_terms(params, situation, profile, package, concession, discount, prison)
    if packages.base(package) == EVACUATION:
        deal -= partner.foreigners_cost * situation[0].foreign * profile.value
    return deal - alternative


def joint_propensity(own: float, shares: list[float], propensities: list[float]) -> float:
    """How far they lean to storming together, 0..1: each by his share of the men, the besieger by the rest of it."""
    others = sum([share * theirs for share, theirs in zip(shares, propensities, strict=True)])
    return own * (1.0 - sum(shares)) + others


def largest_share(shares: list[float]) -> float:
    """Share of the men of the largest force, the besieger's own counted; `shares` are the partners'."""
    return max([1.0 - sum(shares), *shares])
