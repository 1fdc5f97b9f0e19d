"""What a patron does about a deal of its own side: look away, protest, watch, crater the road, strike (M34, M35).

It acts as far as its stake reaches. The stake is its own share of the threat of those who leave armed, and its public's
anger at what is known; both as shares of V, the value of the place. The price of acting rises with the civilians
aboard, with a rival power's request and with a guarantor's men on the buses: at Manbij and Raqqa civilians in every
vehicle stopped the fire; at Qalamoun the road was cratered and the families' column itself left alone. Sizes are
assumptions.

What it does and what others expect of it are the same rules: others know its stake but not its temper, which is
logistic with spread `doubt`, so that `goes_so_far` is the share of tempers at which it would act.
"""

import math
from typing import Any

from sim.compiled import rule
from sim.constants import constant
from sim.theory.probability import logistic

#: From the least to the most, by name in the ledger.
RESPONSES = ("looked_away", "protested", "watched", "crater", "strike")
PROTESTED, CRATER, STRIKE = (RESPONSES.index(name) for name in ("protested", "crater", "strike"))

PROTEST = constant(0.05, "share of V", "price of a protest", low=0.0, high=0.2)
WATCH = constant(0.15, "share of V", "price of being seen to watch", low=0.05, high=0.4)
RIVAL = constant(0.3, "share of V", "what a rival power's request adds to the price of a strike", low=0.0, high=1.0)
GUARANTOR = constant(0.3, "share of V", "what a guarantor's men aboard add to it", low=0.0, high=1.0)
CRATER_SHARE = constant(
    0.25, "0..1", "share of what holds back a strike that also holds back a crater, which kills nobody",
    low=0.0, high=1.0, source="Qalamoun 2017: cratered, not struck; size assumed",
)  # fmt: skip
TOP_LEVEL = 3.0  # of audience costs
LIAISON = constant(0.2, "0..1", "probability to learn of a secret deal by its own liaison", low=0.0, high=0.5)


@rule
def stake(rules: Any, threat_bearer: float, audience_level: float, armed: float, known: float) -> float:
    """The patron's stake in a deal, share of V: s = xi psi armed / (V / N0) + alpha a / 3 x known (M34).

    `threat_bearer` xi: share of the later threat that it bears; `armed`: leavers in arms over the first garrison N0;
    `audience_level` a, 0-3; `known`: share of the deal that the public knows of. `rules`: section `negotiation`, with
    psi `escaped_danger`, V / N0 `value_per_fighter` and alpha `audience`.
    """
    threat = threat_bearer * rules.escaped_danger * armed / rules.value_per_fighter
    return threat + rules.audience * audience_level / TOP_LEVEL * known


@rule
def held_back(restraint: float, civilians: float, rival_request: float, guarantor: float) -> float:
    """What holds back a strike beyond its own price, share of V: h = restraint x civilians + 0.3 rival + 0.3 guarantor.

    `civilians`: their share of those aboard.
    """
    return restraint * civilians + RIVAL * rival_request + GUARANTOR * guarantor


@rule
def crater_price(patron: Any, held: float) -> float:
    """The price of cratering the road, share of V: what holds back a strike counts for a quarter."""
    return patron.crater_price + CRATER_SHARE * held


@rule
def strike_price(patron: Any, held: float) -> float:
    """The price of a strike on the column, share of V."""
    return patron.strike_price + held


def temper(doubt: float, draw: float) -> float:
    """How far beyond its stake a patron goes, share of V: T = doubt ln(p / (1 - p)), p one uniform draw in [0, 1).

    It is drawn once a siege. P(stake + T > price) is then `goes_so_far`.

    >>> temper(0.08, 0.5)
    0.0
    """
    p = min(1.0 - 1e-6, max(1e-6, draw))
    return doubt * math.log(p / (1.0 - p))


def pays(stake: float, temper: float, price: float) -> bool:
    """Whether a patron of this temper pays a price: stake + temper > price."""
    return stake + temper > price


@rule
def goes_so_far(stake: float, price: float, doubt: float) -> float:
    """Probability, as others see it, that the patron pays a price: L((stake - price) / doubt).

    It is the share of tempers for which stake + temper > price, so there is no cliff.
    """
    return logistic((stake - price) / doubt)


def response(stake: float, temper: float, crater: float, strike: float) -> int:
    """Index into RESPONSES: the furthest response whose price the patron pays, by the prices of crater and strike.

    >>> RESPONSES[response(0.2, 0.0, crater=0.3, strike=0.5)]
    'watched'
    """
    prices = (PROTEST, WATCH, crater, strike)
    return max([number for number, price in enumerate(prices, 1) if pays(stake, temper, price)], default=0)


@rule
def within_reach(reach: float, reached: float) -> float:
    """Probability that the patron can act on a day: its reach times the share of it that covers the stage."""
    return reach * reached


@rule
def interference(patron: Any, stake: float, held: float) -> tuple[float, float]:
    """Believed probabilities that the patron craters the road and that it strikes the column, where it reaches both."""
    strikes = goes_so_far(stake, strike_price(patron, held), patron.doubt)
    craters = max(0.0, goes_so_far(stake, crater_price(patron, held), patron.doubt) - strikes)
    return patron.reach * craters, patron.reach * strikes


@rule
def learns(known: float) -> float:
    """Probability that the patron learns of a deal before it is carried out: 0.2 + 0.8 known; 0.2 by its liaison."""
    return LIAISON + (1.0 - LIAISON) * known


@rule
def can_veto(patron: Any, known: float) -> float:
    """Probability that the patron can block a deal it objects to: veto x learns of it in time."""
    return patron.veto * learns(known)


@rule
def vetoes(patron: Any, stake: float, known: float) -> float:
    """Believed probability that the patron blocks a deal: veto x learns in time x L((stake - price) / doubt) (M35).

    Its stake here is what it bears itself, xi (psi armed / (V / N0) + alpha a / 3 x known): a patron that leaves the
    threat to its partner leaves it the deal too.
    """
    return can_veto(patron, known) * goes_so_far(stake, patron.veto_price, patron.doubt)
