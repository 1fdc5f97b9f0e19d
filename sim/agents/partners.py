"""The besieger's partners at the table: what each would do without a deal, and who objects to one."""

import numpy as np

from sim.agents.minds import DecisionInputs, stance
from sim.state.day_inputs import packed
from sim.state.draw import PARTY, party_draw
from sim.state.events import Event
from sim.state.siege import Siege
from sim.theory import besieger_options, best_offer, partners
from sim.theory.packages import Terms

#: Purposes of a day's lots: two for each partner, from here on.
OBJECTS = 100


def table_of(siege: Siege) -> np.ndarray:
    """The partners as the rules are given them, a record each."""
    views = [
        partners.PartnerView(p.share_of_men, p.threat_bearer, p.audience_cost, p.life_price, p.foreigners_cost)
        for p in siege.scenario.partners
    ]
    nobody = packed(partners.PartnerView(0.0, 0.0, 0.0, 1.0, 0.0), "f8")[:0]
    return np.concatenate([nobody, *(packed(view, "f8") for view in views)])


def largest(siege: Siege) -> float:
    """Share of the men of the largest force, the besieger's own counted."""
    shares = [partner.share_of_men for partner in siege.scenario.partners]
    return max([1.0 - sum(shares), *shares])


def reckon(siege: Siege, inputs: DecisionInputs) -> None:
    """What each partner could have without a deal, and how far he would storm. Writes the besieger's mind."""
    mind = siege.besieger
    mind.partners_alternative, mind.partners_storm_propensity = [], []
    stands = stance(siege)
    for row in siege.partners:
        storm, wait, lift = best_offer.partner_ways(
            siege.kernel_params, siege.party_params, inputs.record, stands, row, siege.garrison.unbiased_endurance
        )
        mind.partners_alternative.append(storm if stands.ordered else max(storm, wait, lift))
        mind.partners_storm_propensity.append(
            besieger_options.wish_to_storm(storm, max(wait, lift), siege.place_value())
        )


def object_to(siege: Siege, inputs: DecisionInputs, terms: Terms) -> bool:
    """Each partner is asked; one who objects blocks the deal or stands aside. Returns whether it is blocked."""
    value, prison = siege.place_value(), siege.garrison.prison_belief
    for number, (partner, row) in enumerate(zip(siege.scenario.partners, siege.partners, strict=True)):
        gained = best_offer.partner_gain(
            siege.kernel_params,
            siege.party_params,
            inputs.record,
            stance(siege),
            row,
            siege.besieger.partners_alternative[number],
            int(terms.package),
            terms.concession,
            prison,
        )
        will = partners.willing(gained, value)
        if party_draw(siege.seed, siege.day, PARTY, OBJECTS + 2 * number) < will:
            continue
        weight = partners.voice(partner.share_of_men, largest(siege))
        blocks = party_draw(siege.seed, siege.day, PARTY, OBJECTS + 2 * number + 1) < weight
        siege.log_event(
            Event.objected if blocks else Event.stood_aside,
            partner.name,
            package=int(terms.package),
            concession=terms.concession,
            value=gained,
            chance=will,
            round=siege.talks.rounds,
        )
        if blocks:
            return True
    return False
