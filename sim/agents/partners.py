"""The besieger's partners at the table: what each would do without a deal, and who objects to one."""

import numpy as np

from sim.agents import minds
from sim.agents.minds import DecisionInputs
from sim.state.day_inputs import packed
from sim.state.draw import PARTY, party_draw
from sim.state.events import Event
from sim.state.siege import Siege
from sim.theory import campaign, partners
from sim.theory.packages import Terms

#: Ids of a day's draws: two for each partner, from here on.
OBJECTS = 100


def table_of(siege: Siege) -> np.ndarray:
    """The partners as the rules are given them: a record of `PartnerView` each, (partners,)."""
    views = [
        partners.PartnerView(p.share_of_men, p.threat_bearer, p.audience_cost, p.life_price, p.foreigners_cost)
        for p in siege.scenario.partners
    ]
    nobody = packed(partners.PartnerView(0.0, 0.0, 0.0, 1.0, 0.0), "f8")[:0]
    return np.concatenate([nobody, *(packed(view, "f8") for view in views)])


def at_the_table(siege: Siege) -> partners.Partners:
    """The partners with their alternatives of the last decision round."""
    shares = [partner.share_of_men for partner in siege.scenario.partners]
    return partners.Partners(
        siege.partners, np.array(siege.besieger.partners_alternative), partners.largest_share(shares)
    )


def assess(siege: Siege, inputs: DecisionInputs) -> None:
    """What each partner could have without a deal, and how far he would storm. Writes the besieger's mind."""
    mind = siege.besieger
    mind.partners_alternative, mind.partners_storm_propensity = [], []
    stance = minds.stance(siege)
    for row in siege.partners:
        his = partners.options_of(
            siege.party_params,
            inputs.record,
            stance,
            row,
            minds.campaign_forecast(siege),
            siege.garrison.unbiased_endurance,
        )
        alternative = campaign.disagreement_value(stance.ordered, his.storm, his.wait, his.lift)
        propensity = campaign.storm_propensity(his.storm, max(his.wait, his.lift), stance.value)
        mind.partners_alternative.append(alternative)
        mind.partners_storm_propensity.append(propensity)


def object_to(siege: Siege, inputs: DecisionInputs, terms: Terms) -> bool:
    """Each partner is asked; one who objects blocks the deal or stands aside. Returns whether it is blocked."""
    table, stance = at_the_table(siege), minds.stance(siege)
    for number, (partner, row) in enumerate(zip(siege.scenario.partners, siege.partners, strict=True)):
        gained = partners.gain_of(
            siege.party_params,
            inputs.record,
            stance,
            row,
            siege.besieger.partners_alternative[number],
            int(terms.package),
            terms.concession,
            siege.garrison.prison_belief,
        )
        will = partners.willing(gained, stance.value)
        if party_draw(siege.seed, siege.day, PARTY, OBJECTS + 2 * number) < will:
            continue
        weight = partners.voice(partner.share_of_men, table.largest)
        blocks = party_draw(siege.seed, siege.day, PARTY, OBJECTS + 2 * number + 1) < weight
        siege.log_event(
            Event.objected if blocks else Event.abstained,
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
