"""What a refusal teaches the besieger; the signs of a week are read in `kernels.decision_round`."""

from sim.agents import bargain
from sim.agents.minds import DecisionInputs
from sim.state.siege import Siege
from sim.theory import beliefs
from sim.theory.packages import Terms


def from_refusal(siege: Siege, inputs: DecisionInputs, terms: Terms) -> None:
    """A no speaks for resolve, and for a fuller store than he thought. Writes the besieger's mind."""
    mind, rules = siege.besieger, siege.scenario.learning
    at_resolve = tuple([bargain.acceptance_at(siege, inputs, terms, m) for m in beliefs.RESOLVES])
    if rules.refusal_signs > 0.0 and rules.hunger_signs > 0.0 and mind.endurance_belief:
        expected = beliefs.mean_resolve(mind.belief)
        at_error = tuple([bargain.acceptance_if(siege, inputs, terms, expected, e) for e in beliefs.ERRORS])
        mind.endurance_belief = beliefs.after_refusal(mind.endurance_belief, at_error, rules.refusal_signs)
        mind.endurance_factor = beliefs.factor_of_error(mind.endurance_belief)
    mind.belief = beliefs.after_refusal(mind.belief, at_resolve)
