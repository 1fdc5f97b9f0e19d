"""What terms are worth to either side, and which of them the besieger would offer."""

import math

import numpy as np

from sim.agents import deadlines, minds, partners
from sim.agents.minds import DecisionInputs
from sim.state.siege import Siege
from sim.theory import best_offer, deadline, garrison_answer, garrison_options
from sim.theory.garrison_options import Options
from sim.theory.packages import MENU, Terms

#: Parts of `garrison_options.Considerations`, and the hidden resolve, by what they speak against.
AGAINST_FIGHTING = ("waning", "dying", "families", "resolve")
AGAINST_TERMS = ("holding", "road", "prison", "exile", "doctrine", "stripped", "resolve")


def gain(siege: Siege, inputs: DecisionInputs, terms: Terms, foreign: bool) -> float:
    """What terms are worth to a faction over fighting on, in lives, before its hidden resolve."""
    return garrison_answer.gain(
        siege.party_params,
        inputs.record,
        int(terms.package),
        terms.concession,
        minds.options(siege, foreign),
        siege.garrison.prison_belief,
        foreign,
    )


def acceptance(siege: Siege, inputs: DecisionInputs, terms: Terms) -> float:
    """Chance that the garrison says yes."""
    mind = siege.garrison
    return _acceptance(siege, inputs, terms, _both(siege), mind.hidden_local, mind.hidden_foreign)


def acceptance_at(siege: Siege, inputs: DecisionInputs, terms: Terms, resolve: float) -> float:
    """The same if both factions had this hidden resolve, lives."""
    return _acceptance(siege, inputs, terms, _both(siege), resolve, resolve)


def acceptance_if(siege: Siege, inputs: DecisionInputs, terms: Terms, resolve: float, error: float) -> float:
    """The same if, besides, the garrison's endurance were e^error times what it is."""
    options = garrison_options.options_if(siege.party_params, inputs.record, inputs.outlook, math.exp(error))
    return _acceptance(siege, inputs, terms, options, resolve, resolve)


def _both(siege: Siege) -> tuple[Options, Options]:
    return minds.options(siege, False), minds.options(siege, True)


def _acceptance(
    siege: Siege,
    inputs: DecisionInputs,
    terms: Terms,
    options: tuple[Options, Options],
    hidden_local: float,
    hidden_foreign: float,
) -> float:
    return garrison_answer.acceptance(
        siege.party_params,
        inputs.record,
        int(terms.package),
        terms.concession,
        *options,
        siege.garrison.prison_belief,
        hidden_local,
        hidden_foreign,
    )


def deciding_reason(siege: Siege, terms: Terms, inputs: DecisionInputs, accepted: bool) -> str:
    """Name of what weighed most in an answer, with the faction that was harder to win.

    For a yes it is what spoke most against fighting on; for a no, what spoke most against the terms, among which
    may be the faction's hidden resolve.
    """
    mind = siege.garrison
    net = {
        foreign: gain(siege, inputs, terms, foreign) - minds.hidden_resolve(siege, foreign) for foreign in (False, True)
    }
    foreign = inputs.situation.foreign > 0.0 and not terms.package.splits and net[True] < net[False]
    hidden = minds.hidden_resolve(siege, foreign)
    parts = garrison_options.considerations_of(
        siege.party_params,
        inputs.record,
        mind.endurance,
        mind.road_belief,
        mind.prison_belief,
        foreign,
        terms.package.gives_up,
        minds.options(siege, foreign).fight,
    )._asdict()
    parts["stripped"] = -garrison_answer.utility_of_features(
        siege.party_params, inputs.record, int(terms.package), mind.prison_belief, foreign
    )
    parts["resolve"] = -hidden if accepted else hidden
    speaks = AGAINST_FIGHTING if accepted else AGAINST_TERMS
    return max(speaks, key=lambda name: parts[name])


def options_as_seen(siege: Siege, inputs: DecisionInputs) -> tuple[Options, Options]:
    """The garrison's utilities as the besieger sees them, who may be wrong about what it has in store."""
    if siege.scenario.learning.hunger_signs <= 0.0:
        return _both(siege)
    return garrison_options.options_if(
        siege.party_params, inputs.record, inputs.outlook, siege.besieger.endurance_factor
    )


def choose_offer(siege: Siege, inputs: DecisionInputs) -> tuple[Terms | None, float, float]:
    """The terms worth offering (None for none), their expected utility, and that of making no offer. Writes deal."""
    mind = siege.besieger
    local, foreign = options_as_seen(siege, inputs)
    bargain = best_offer.Bargain(
        alternative=minds.disagreement_value(siege),
        endurance=siege.garrison.unbiased_endurance,
        local=local,
        foreign=foreign,
        prison=siege.garrison.prison_belief,
        interval=float(interval_days(siege)),
    )
    offer = best_offer.choose(
        siege.party_params,
        inputs.record,
        minds.stance(siege),
        bargain,
        np.array(mind.belief),
        np.array(mind.tastes),
        partners.at_the_table(siege),
        np.zeros((2, len(MENU))),
    )
    mind.deal = offer.utility
    return (MENU[offer.choice] if offer.choice >= 0 else None), offer.utility, offer.without


def interval_days(siege: Siege) -> int:
    """Days between two offers: shorter under assault than in a blockade, and as a date comes near."""
    n = siege.scenario.negotiation
    usual = n.offer_interval_days if siege.campaign.pressed else n.blockade_interval_days
    return deadline.offer_interval(float(usual), siege.scenario.deadline.haste, deadlines.pressure(siege))


def best_alternative(siege: Siege) -> str:
    """Name of the besieger's best option without a deal."""
    mind = siege.besieger
    options = {"storm": mind.storm, "wait": mind.wait, "lift": mind.lift}
    return "storm" if minds.is_ordered(siege) else max(options, key=lambda name: options[name])
