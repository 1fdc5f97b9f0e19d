"""What the besieger's ways on are worth to him, in own fighters' lives (M20-M24).

Who bears the threat of those who leave armed is DePetris's question (2017), audience costs are Tomz's (2007); the forms
are assumptions.
"""

import math
from typing import NamedTuple

from sim.compiled import rule
from sim.theory.probability import logistic


class BesiegerProfile(NamedTuple):
    """Facts of the besieger that his sums need; `storm`, `deal`, `split` are his hidden stance, shares of V."""

    value: float  # V, own lives
    life_price: float  # kappa
    threat_bearer: float  # xi
    audience: float  # level 0-3
    veto: float  # chance that a patron blocks an open deal
    veto_secret: float  # and a secret one
    observed: float  # what is seen of an open deal
    leaks: float  # and of a secret one
    hostages: float
    cover: float  # of a mediator, 0..1
    storm: float
    deal: float
    split: float
    endurance_factor: float  # factor of his error about the garrison's endurance


@rule
def life_price(rules, reference, available, exponent):
    """kappa = kappa0 x (men the task calls for / men available) ** exponent: scarce men are dear (M20)."""
    return rules.life_price * (reference / max(1.0, available)) ** exponent


@rule
def storm_toll(defence, exchange, cover):
    """Own dead of storming all of it: 0.6 x exchange x cover / 1.5 x defence (M16)."""
    return 0.6 * exchange * cover / 1.5 * defence


@rule
def discount_per_day(rules, offensive):
    """Impatience, higher once he has announced an offensive."""
    return (rules.impatience_offensive if offensive else rules.impatience_blockade) / 7.0


@rule
def worth_of_storming(profile, odds, days, toll, discount):
    """U_A = P V e^(-r T) - kappa L (0.5 + 0.5 P) (M21); a failed assault costs half."""
    prize = odds * profile.value * math.exp(-discount * days)
    return prize - profile.life_price * toll * (0.5 + 0.5 * odds) + profile.storm * profile.value


@rule
def worth_of_waiting(rules, profile, now, toll, lasting, discount, income):
    """U_C = (V - last stand - those who slip out) e^(-(r + relief) T) - upkeep + income (M21).

    `lasting` is the endurance of the garrison, which he sees with his own error. Waiting is not free: starving men make
    a last stand or slip away. `income` are the rents of the siege, own lives a day (`smuggling`).
    """
    seen = max(1.0, lasting * profile.endurance_factor)
    rate = discount + now.relief
    fading = math.exp(-rate * seen)
    stand = rules.last_stand * profile.life_price * toll
    slipped = rules.slip_out * profile.threat_bearer * rules.escaped_danger * now.fighters
    daily = upkeep_per_day(rules, profile, now) - income
    return (profile.value - stand - slipped) * fading - daily * (1.0 - fading) / max(1e-6, rate)


@rule
def upkeep_per_day(rules, profile, now):
    """What his men in the ring cost him a day, in own lives."""
    return profile.life_price * rules.upkeep / 7.0 * now.all_besiegers


@rule
def worth_of_lifting(rules, profile):
    """U_L: loss of face."""
    return -rules.lift_loss * profile.value


@rule
def public_cost(rules, profile, secret):
    """Cost of being seen to deal: the audience's, less so unseen or under a mediator's cover, and the patron's (M24).

    In the open: alpha a (0.4 + 0.6 O); in secret: alpha a (0.1 + 0.6 leaks), 0.1 for what comes out later.
    Mediation gives political cover that lowers audience costs (Clayton et al. 2022).
    """
    seen = 0.1 + 0.6 * profile.leaks if secret else 0.4 + 0.6 * profile.observed
    veto = profile.veto_secret if secret else profile.veto
    audience = rules.audience * profile.audience / 3.0 * seen * (1.0 - 0.5 * profile.cover)
    return (audience + rules.patron_cost * veto) * profile.value


@rule
def later_danger(rules, profile, fighters, concession):
    """xi psi N (0.6 + 0.8 x): the article's core. He meets those who leave armed again, or somebody else does."""
    return profile.threat_bearer * rules.escaped_danger * fighters * (0.6 + 0.8 * concession)


@rule
def worth_of_evacuation(rules, profile, fighters, concession, secret):
    """U_E = V - later danger - public cost + hostages (M23), before the price of the terms (`prices`)."""
    prize = 1.0 + 0.15 * profile.hostages / 3.0 + profile.deal
    later = later_danger(rules, profile, fighters, concession)
    return prize * profile.value - later - public_cost(rules, profile, secret)


@rule
def worth_of_surrender(profile):
    """U_S: the place, and prisoners for his own."""
    return profile.value * (1.0 + 0.075 * profile.hostages / 3.0)


@rule
def worth_of_split(rules, profile, now, exchange, discount, concession, by_surrender):
    """Locals deal, foreigners fight on: storming the remnant and a month's delay come off."""
    share = now.foreign
    local = now.fighters * (1.0 - share)
    remnant = 1.5 * profile.life_price * exchange * now.cover / 1.5 * 0.6 * now.fighters * share
    delay = (1.0 - math.exp(-discount * 28.0)) * share * profile.value
    if by_surrender:
        deal = worth_of_surrender(profile)
    else:
        seen = 1.0 - 0.5 * share / (share + 0.15)
        prize = 1.0 + 0.15 * profile.hostages / 3.0 + profile.split
        later = later_danger(rules, profile, local, concession)
        deal = prize * profile.value - later - seen * public_cost(rules, profile, False)
    return deal - remnant - delay - 0.03 * profile.value


@rule
def wish_to_storm(storm, otherwise, value):
    """How far he leans to storming, 0 to 1; doubt of a tenth of V keeps it from being a cliff (M22)."""
    return logistic((storm - otherwise) / (0.10 * value))


@rule
def lift_per_day(rules, lift, otherwise, value):
    """Daily hazard of marching off."""
    return rules.lift_per_week / 7.0 * logistic((lift - otherwise) / (0.05 * value))
