"""What terms are worth to either side, and which of them the besieger would offer."""

import math

import numpy as np

from sim.agents import campaign, deadlines, minds, partners
from sim.agents.minds import DecisionInputs
from sim.state.siege import Siege
from sim.theory import best_offer, deadline, decision
from sim.theory.packages import MENU, Terms

#: Parts of `garrison_options.weights`, and the hidden resolve, by what they speak against.
AGAINST_FIGHTING = ("waning", "dying", "families", "resolve")
AGAINST_TERMS = ("holding", "road", "prison", "exile", "doctrine", "stripped", "resolve")

Worths = tuple[float, float, float]  # of fighting on, leaving, giving up


def worths(siege: Siege, foreign: bool) -> Worths:
    """What fighting on, leaving and giving up are worth to a faction."""
    mind = siege.garrison
    if foreign:
        return mind.fight_foreign, mind.leave_foreign, mind.give_up_foreign
    return mind.fight_local, mind.leave_local, mind.give_up_local


def gain(siege: Siege, inputs: DecisionInputs, terms: Terms, foreign: bool) -> float:
    """What terms are worth to a faction over fighting on, in lives, before its hidden resolve."""
    return best_offer.gain(
        siege.party_params,
        inputs.record,
        int(terms.package),
        terms.concession,
        worths(siege, foreign),
        siege.garrison.prison_belief,
        foreign,
    )


def acceptance(siege: Siege, inputs: DecisionInputs, terms: Terms, local_hidden: float, foreign_hidden: float) -> float:
    """Chance that the garrison says yes, given hidden resolves of its factions."""
    return _acceptance(siege, inputs, terms, worths(siege, False), worths(siege, True), local_hidden, foreign_hidden)


def acceptance_if(siege: Siege, inputs: DecisionInputs, terms: Terms, resolve: float, error: float) -> float:
    """The same if the garrison's resolve were this and its endurance e^error times what it is."""
    factor = math.exp(error)
    local, foreign = decision.as_seen(siege.kernel_params, siege.party_params, inputs.record, inputs.outlook, factor)
    return _acceptance(siege, inputs, terms, local, foreign, resolve, resolve)


def _acceptance(
    siege: Siege,
    inputs: DecisionInputs,
    terms: Terms,
    local: Worths,
    foreign: Worths,
    hidden: float,
    foreign_hidden: float,
) -> float:
    return best_offer.acceptance(
        siege.party_params,
        inputs.record,
        int(terms.package),
        terms.concession,
        inputs.situation.foreign,
        local,
        foreign,
        siege.garrison.prison_belief,
        hidden,
        foreign_hidden,
    )


def deciding(siege: Siege, terms: Terms, inputs: DecisionInputs, accepted: bool) -> str:
    """Name of what weighed most in an answer, with the faction that was harder to win.

    For a yes it is what spoke most against fighting on; for a no, what spoke most against the terms, among which
    may be the faction's hidden resolve.
    """
    mind = siege.garrison
    behind = {
        False: gain(siege, inputs, terms, False) - mind.hidden_local,
        True: gain(siege, inputs, terms, True) - mind.hidden_foreign,
    }
    foreign = inputs.situation.foreign > 0.0 and not terms.package.splits and behind[True] < behind[False]
    hidden = mind.hidden_foreign if foreign else mind.hidden_local
    parts = decision.weights(
        siege.kernel_params,
        siege.party_params,
        inputs.record,
        mind.endurance,
        mind.road_belief,
        mind.prison_belief,
        foreign,
        terms.package.gives_up,
        worths(siege, foreign)[0],
    )._asdict()
    package, prison = int(terms.package), mind.prison_belief
    parts["stripped"] = -best_offer.features(siege.party_params, inputs.record, package, prison, foreign)
    parts["resolve"] = -hidden if accepted else hidden
    speaks = AGAINST_FIGHTING if accepted else AGAINST_TERMS
    return max(speaks, key=lambda name: parts[name])


def worths_as_seen(siege: Siege, inputs: DecisionInputs) -> tuple[Worths, Worths]:
    """The garrison's worths as the besieger reckons them, who may be wrong about what it has in store."""
    if siege.scenario.learning.hunger_signs <= 0.0:
        return worths(siege, False), worths(siege, True)
    seen = siege.besieger.endurance_factor
    return decision.as_seen(siege.kernel_params, siege.party_params, inputs.record, inputs.outlook, seen)


def choose_offer(siege: Siege, inputs: DecisionInputs) -> tuple[Terms | None, float, float]:
    """The terms worth offering (None for none), their expected worth, and that of making no offer. Writes deal."""
    mind = siege.besieger
    local, foreign = worths_as_seen(siege, inputs)
    choice, mind.deal, later = best_offer.choose(
        siege.kernel_params,
        siege.party_params,
        inputs.record,
        minds.stance(siege),
        campaign.outside(siege),
        siege.garrison.unbiased_endurance,
        local,
        foreign,
        siege.garrison.prison_belief,
        np.array(mind.belief),
        np.array(mind.tastes),
        float(interval_days(siege)),
        siege.partners,
        np.array(mind.partners_alternative),
        partners.largest(siege),
        np.zeros((2, len(MENU))),
    )
    return (MENU[choice] if choice >= 0 else None), mind.deal, later


def interval_days(siege: Siege) -> int:
    """Days between two offers: shorter under assault than in a blockade, and as a date comes near."""
    n = siege.scenario.negotiation
    usual = n.offer_interval_days if siege.campaign.pressed else n.blockade_interval_days
    return max(1, round(deadline.hastened(usual, siege.scenario.deadline.haste, deadlines.pressure(siege))))


def best_way(siege: Siege) -> str:
    """Name of the besieger's best way without a deal."""
    mind = siege.besieger
    ways = {"storm": mind.storm, "wait": mind.wait, "lift": mind.lift}
    return "storm" if campaign.ordered(siege) else max(ways, key=lambda name: ways[name])
