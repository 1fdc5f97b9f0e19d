"""What the parties learn of each other: once a week from what shows, at once from a refusal or an act of bad faith."""

from sim.agents import bargain
from sim.agents.minds import Sitting
from sim.state.columns import Kind, Status
from sim.state.siege import Siege
from sim.theory import beliefs
from sim.theory.packages import Terms


def weekly(siege: Siege) -> None:
    """Forget a little, and read the week's signs: hunger, and losses borne in silence. Writes the besieger's mind."""
    mind, rules = siege.besieger, siege.scenario.learning
    weeks = siege.day // 7 - mind.learned_week
    if weeks < 1:
        return
    mind.learned_week += weeks
    n = siege.scenario.negotiation
    share = 1.0 - (1.0 - rules.forget_per_week) ** weeks
    dead = siege.people_in(Kind.fighter, Status.dead)
    belief = beliefs.forgotten(mind.belief, beliefs.first_belief(n.belief_spread), share)
    asks = siege.talks.open and siege.talks.opened_by == "garrison"
    if dead > mind.dead_learned and not asks:
        belief = beliefs.after_losses(belief, (dead - mind.dead_learned) / siege.first.fighters, rules.battle_signs)
    mind.belief, mind.dead_learned = belief, dead
    if rules.hunger_signs > 0.0 and n.sight_spread > 0.0:
        stock = beliefs.forgotten(mind.stock_belief, beliefs.first_stock(mind.sight, n.sight_spread), share)
        mind.stock_belief = beliefs.after_hunger(stock, rules.hunger_signs * weeks * hunger_that_shows(siege))
        mind.stock_seen = beliefs.factor_of_error(mind.stock_belief)


def hunger_that_shows(siege: Siege) -> float:
    """What deserters, burials and prices show of hunger, 0..1: the dearer of prices and thin bodies."""
    thin = min(1.0, (1.0 - siege.mean_mass(Kind.civilian)) / 0.15)
    return max(thin, siege.stores.rent)


def from_refusal(siege: Siege, sitting: Sitting, terms: Terms) -> None:
    """A no speaks for resolve, and for a fuller store than he thought. Writes the besieger's mind."""
    mind, rules = siege.besieger, siege.scenario.learning
    at_resolve = tuple([bargain.acceptance(siege, sitting, terms, m, m) for m in beliefs.RESOLVES])
    if rules.refusal_signs > 0.0 and rules.hunger_signs > 0.0 and mind.stock_belief:
        expected = beliefs.mean_resolve(mind.belief)
        at_stock = tuple([bargain.acceptance_if(siege, sitting, terms, expected, e) for e in beliefs.ERRORS])
        mind.stock_belief = beliefs.after_refusal(mind.stock_belief, at_stock, rules.refusal_signs)
        mind.stock_seen = beliefs.factor_of_error(mind.stock_belief)
    mind.belief = beliefs.after_refusal(mind.belief, at_resolve)


def bad_faith(siege: Siege, by: float) -> None:
    """The besieger broke his word and was seen: the road and the prison are both believed less. Writes his mind."""
    mind = siege.besieger
    mind.road_reputation = beliefs.worse_for(mind.road_reputation, by)
    mind.captor_reputation = beliefs.worse_for(mind.captor_reputation, siege.scenario.learning.captor_breach)


def good_faith(siege: Siege) -> None:
    """A deal was carried out: those in his hands are seen to live. Writes the besieger's mind."""
    mind = siege.besieger
    mind.captor_reputation = beliefs.better_for(mind.captor_reputation, siege.scenario.learning.captor_kept)
