"""What terms are worth to either side, and which of them the besieger would offer."""

from typing import Any

from sim.agents import campaign, minds
from sim.state.siege import Siege
from sim.theory import beliefs, garrison, offers, prospects
from sim.theory import besieger as b_theory
from sim.theory.offers import MENU, Package, Terms

#: Parts of `garrison.weights`, and the hidden resolve, by what they speak against.
AGAINST_FIGHTING = ("waning", "dying", "families", "resolve")
AGAINST_TERMS = ("holding", "road", "prison", "exile", "doctrine", "resolve")


def gain(siege: Siege, terms: Terms, foreign: bool) -> float:
    """What terms are worth to a faction over fighting on, in lives, before its hidden resolve."""
    mind = siege.garrison
    fight = mind.fight_foreign if foreign else mind.fight_local
    if terms.package.gives_up:
        return (mind.give_up_foreign if foreign else mind.give_up_local) - fight
    leave = mind.leave_foreign if foreign else mind.leave_local
    return leave + garrison.worth_of_concession(terms.concession, siege.scenario.garrison.refuge) - fight


def acceptance(siege: Siege, terms: Terms, foreign_share: float, local_hidden: float, foreign_hidden: float) -> float:
    """Chance that the garrison says yes, given hidden resolves of its factions."""
    noise = siege.scenario.negotiation.noise
    local = offers.willing(gain(siege, terms, False), local_hidden, noise)
    foreign = offers.willing(gain(siege, terms, True), foreign_hidden, noise)
    return offers.answer(local, foreign, foreign_share, terms.package.splits)


def deciding(siege: Siege, terms: Terms, now: prospects.Situation, accepted: bool) -> str:
    """Name of what weighed most in an answer, with the faction that was harder to win.

    For a yes it is what spoke most against fighting on; for a no, what spoke most against the terms, among which
    may be the faction's hidden resolve.
    """
    s, mind = siege.scenario, siege.garrison
    behind = {
        False: gain(siege, terms, False) - mind.hidden_local,
        True: gain(siege, terms, True) - mind.hidden_foreign,
    }
    foreign = now.foreign > 0.0 and not terms.package.splits and behind[True] < behind[False]
    n, g = s.negotiation.compiled(), s.garrison
    fight, hidden = (mind.fight_foreign, mind.hidden_foreign) if foreign else (mind.fight_local, mind.hidden_local)
    parts = garrison.weights(
        n,
        garrison.Outlook(mind.endurance, mind.storm_belief, mind.road_belief, 0.0),
        garrison.resolve(n, g.ideology, foreign),
        minds.danger(siege, foreign),
        g.ideology,
        g.home_ties,
        g.refuge,
        foreign,
        terms.package.gives_up,
        garrison.civilians_plight(n, now, g.home_ties, foreign),
        fight,
    )._asdict()
    parts["resolve"] = -hidden if accepted else hidden
    speaks = AGAINST_FIGHTING if accepted else AGAINST_TERMS
    return max(speaks, key=lambda name: parts[name])


def best_offer(siege: Siege, now: prospects.Situation, n: Any) -> tuple[Terms | None, float, float]:
    """The besieger's two-pass look-ahead over the menu (E20).

    Returns the terms worth offering (None when none has hope, or beats waiting by the cost of an offer), their expected
    worth, and the worth of making none.
    """
    s, mind = siege.scenario, siege.besieger
    temper = minds.temper_of(siege)
    discount = b_theory.discount_per_day(n, siege.campaign.since >= 0)
    outside = campaign.outside(siege)
    share = now.foreign
    rows = []
    for terms in MENU:
        if s.garrison.refuge < 0.25 and not terms.package.gives_up:
            continue
        if share <= 0.0 and terms.package.splits:
            continue
        gains = gain(siege, terms, False), gain(siege, terms, True)
        mean = offers.hoped_yes(*gains, share, terms.package.splits, s.negotiation.noise, beliefs.RESOLVES, mind.belief)
        rows.append((terms, mean, _worth(siege, temper, now, n, terms, discount)))
    first = max(offers.expected(mean, worth, outside) for _, mean, worth in rows)
    rate = discount + 1.0 / max(1.0, siege.garrison.endurance_sober * mind.sight) + now.relief
    interval = float(interval_days(siege))
    upkeep = temper.life_price * s.negotiation.upkeep / 7.0 * now.all_besiegers * interval
    later = offers.continuation(outside, first, rate, interval, upkeep)
    terms, mean, worth = max(rows, key=lambda row: offers.expected(row[1], row[2], later))
    total = offers.expected(mean, worth, later)
    mind.deal = total
    # Being handed the place costs no audience, so only the other packages bear the cost of an offer.
    price = (
        0.0
        if terms.package == Package.surrender
        else offers.offer_cost(temper.audience, s.mediator.skill, temper.value)
    )
    hopeful = mean >= s.negotiation.least_hope and total > later + price
    return (terms if hopeful else None), total, later


def _worth(siege: Siege, temper: Any, now: prospects.Situation, n: Any, terms: Terms, discount: float) -> float:
    """What terms are worth to the besieger."""
    match terms.package:
        case Package.evacuation:
            return b_theory.worth_of_evacuation(n, temper, now.fighters, terms.concession)
        case Package.surrender:
            return b_theory.worth_of_surrender(temper)
        case _:
            return b_theory.worth_of_split(
                n, temper, now, siege.scenario.assault.exchange, discount, terms.concession, terms.package.gives_up
            )


def interval_days(siege: Siege) -> int:
    """Days between two offers: shorter under assault than in a blockade."""
    n = siege.scenario.negotiation
    return round(n.offer_interval_days if siege.campaign.pressed else n.blockade_interval_days)


def best_way(siege: Siege) -> str:
    """Name of the besieger's best way without a deal."""
    mind = siege.besieger
    ways = {"storm": mind.storm, "wait": mind.wait, "lift": mind.lift}
    return "storm" if campaign.ordered(siege) else max(ways, key=lambda name: ways[name])
