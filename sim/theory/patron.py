"""What a patron does about a deal of its own side: look away, protest, watch, crater the road, strike (M34, M35).

It acts as far as its stake reaches. The stake is its own share of the threat of those who leave armed, and its public's
anger at what is known; both in shares of V, the worth of the place. The price of acting rises with civilians aboard,
with a rival power's request and with a guarantor's men on the buses: at Manbij and Raqqa civilians in every vehicle
stopped the fire; at Qalamoun the road was cratered and the families' column itself let be. The sizes are assumptions.
"""

from sim.compiled import rule
from sim.theory.probability import logistic

#: From the least to the most, by name in the ledger.
RESPONSES = ("looked_away", "protested", "watched", "crater", "strike")
#: Price of a protest and of being seen to watch, shares of V (assumption).
PROTEST, WATCH = 0.05, 0.15


@rule
def stake(rules, threat_bearer, audience_level, armed, known):
    """s = xi psi armed / (V / N0) + 0.6 a / 3 x known; `armed`: leavers in arms over the first garrison."""
    threat = threat_bearer * rules.escaped_danger * armed / rules.value_per_fighter
    return threat + rules.audience * audience_level / 3.0 * known


@rule
def held_back(restraint, civilians, rival_request, guarantor):
    """What stays a strike beyond its own price: restraint x civilians' share aboard + 0.3 rival + 0.3 guarantor."""
    return restraint * civilians + 0.3 * rival_request + 0.3 * guarantor


@rule
def crater_price(patron, held):
    """A crater kills nobody: a quarter of what stays a strike."""
    return patron.crater_price + 0.25 * held


@rule
def strike_price(patron, held):
    """The price of a strike on the column."""
    return patron.strike_price + held


@rule
def goes_so_far(stake, price, doubt):
    """Chance, as others see it, that the patron pays a price: L((stake - price) / doubt).

    It is the share of tempers for which stake + temper > price: a temper is drawn once a siege, so there is no cliff.
    """
    return logistic((stake - price) / doubt)


@rule
def interference(patron, stake, held):
    """Believed chances that the patron craters the road, and that it strikes the column, while it may reach both."""
    strikes = goes_so_far(stake, strike_price(patron, held), patron.doubt)
    craters = max(0.0, goes_so_far(stake, crater_price(patron, held), patron.doubt) - strikes)
    return patron.reach * craters, patron.reach * strikes


@rule
def learns(known):
    """Chance that the patron learns of a deal before it is carried out: what is known, and its own liaison (0.2)."""
    return 0.2 + 0.8 * known


@rule
def vetoes(patron, stake, known):
    """Chance that the patron blocks a deal: veto x learns in time x L((stake - price) / doubt).

    Its stake here is what it bears itself, xi (psi armed / (V / N0) + 0.6 a / 3 x known): a patron that leaves the
    threat to its partner leaves it the deal too.
    """
    return patron.veto * learns(known) * goes_so_far(stake, patron.veto_price, patron.doubt)


def response(stake: float, temper: float, crater: float, strike: float) -> int:
    """Place in RESPONSES: the furthest whose price stake + temper exceeds."""
    will = stake + temper
    prices = (PROTEST, WATCH, crater, strike)
    return max([place for place, price in enumerate(prices, 1) if will > price], default=0)
