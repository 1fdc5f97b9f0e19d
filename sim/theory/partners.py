"""Partners of the besieger: each values a deal and a storm by his own threat, audience and men, and has a voice.

More players whose assent is needed make agreement harder (Cunningham 2006). The voice is smooth: men over the men of
the largest force, so that a handful has hardly a veto. A partner who objects blocks the deal with the chance of his
voice, or else stands aside.
"""

from typing import NamedTuple

from sim.compiled import rule
from sim.theory.probability import logistic


class PartnerView(NamedTuple):
    """A partner's facts as numbers, a row of the table that the rules are given."""

    share_of_men: float
    threat_bearer: float
    audience_cost: float
    life_price: float  # over the besieger's
    foreigners_cost: float  # share of the place's worth, if all fighters were foreign and went free


@rule
def voice(share, largest):
    """Weight of a force: its men over those of the largest."""
    return share / largest


@rule
def willing(gain, value):
    """Chance that a partner goes along with what gains him so many own lives; the doubt is a twentieth of the place."""
    return logistic(gain / (0.05 * value))


@rule
def consents(weight, will):
    """Chance that a partner does not block: 1 - voice x (1 - willingness)."""
    return 1.0 - weight * (1.0 - will)
