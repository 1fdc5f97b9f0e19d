"""The table: who opens talks, what is offered, what is answered, and why."""

from typing import Any

from sim.agents import campaign, convoy, minds
from sim.state.draw import PARTY, lot
from sim.state.siege import Siege
from sim.theory import beliefs, garrison, offers, prospects
from sim.theory import besieger as b_theory
from sim.theory.chance import chance, odds_share
from sim.theory.offers import MENU, Package, Terms

#: Purposes of a party's lot on one day.
OPEN, WHO, ANSWER, PATRON, DISCRETION = range(10, 15)


def negotiate(siege: Siege, now: prospects.Situation, days: float) -> None:
    """One sitting: give up unasked, answer what lies on the table, offer, or open talks."""
    if not siege.scenario.negotiation.allowed or siege.convoy.under_way:
        return
    n = siege.scenario.negotiation.compiled()
    if _gives_up_unasked(siege, n, days):
        return
    talks = siege.talks
    if talks.on_table and siege.day >= talks.answer_day:
        _answer(siege, now, n)
    elif talks.open and not talks.on_table and siege.day >= talks.next_offer:
        _offer(siege, now, n)
    elif not talks.open:
        _open(siege, now, n, days)


def _shift(siege: Siege, foreign: bool) -> float:
    return siege.garrison.hidden_foreign if foreign else siege.garrison.hidden_local


def gain(siege: Siege, terms: Terms, foreign: bool) -> float:
    """What terms are worth to a faction over fighting on, in lives, before its hidden resolve."""
    mind = siege.garrison
    fight = mind.fight_foreign if foreign else mind.fight_local
    if terms.package in (Package.surrender, Package.split_surrender):
        return (mind.give_up_foreign if foreign else mind.give_up_local) - fight
    leave = mind.leave_foreign if foreign else mind.leave_local
    refuge = siege.scenario.garrison.refuge
    return leave + 0.10 * terms.concession * refuge - fight


def acceptance(siege: Siege, terms: Terms, foreign_share: float, local_hidden: float, foreign_hidden: float) -> float:
    """Chance that the garrison says yes, given hidden resolves of its factions."""
    noise = siege.scenario.negotiation.noise
    local = offers.willing(gain(siege, terms, False), local_hidden, noise)
    foreign = offers.willing(gain(siege, terms, True), foreign_hidden, noise)
    return offers.answer(local, foreign, foreign_share, terms.package in (Package.split, Package.split_surrender))


def _gives_up_unasked(siege: Siege, n: Any, days: float) -> bool:
    """Surrender at discretion, on the garrison's own motion, at a rate of its own willingness once in 14 days."""
    terms = Terms(Package.surrender, 0.0)
    share = _foreign_share(siege)
    yes = acceptance(siege, terms, share, _shift(siege, False), _shift(siege, True))
    if lot(siege.seed, siege.day, PARTY, DISCRETION) >= chance(yes / 14.0, days):
        return False
    local = gain(siege, terms, False)
    siege.write(
        "gave_up_unasked",
        "garrison",
        package=int(Package.surrender),
        value=siege.garrison.give_up_local,
        outside=siege.garrison.fight_local,
        foreign_value=siege.garrison.give_up_foreign,
        foreign_outside=siege.garrison.fight_foreign,
        chance=yes,
        term=_term(siege),
        sufficed=-local,
    )
    convoy.sign(siege, terms)
    return True


def _foreign_share(siege: Siege) -> float:
    total = siege.fighters(False) + siege.fighters(True)
    return siege.fighters(True) / total if total else 0.0


def _open(siege: Siege, now: prospects.Situation, n: Any, days: float) -> None:
    """Either side may open: each at a rate that follows how much it would gain from a deal."""
    terms, worth, outside = best_offer(siege, now, n)
    value = siege.scenario.negotiation.value_per_fighter * siege.first.fighters
    besieger_wish = odds_share((worth - outside) / (0.05 * value)) if terms is not None else 0.0
    lives = max(gain(siege, Terms(Package.evacuation, 0.5), False), gain(siege, Terms(Package.surrender, 0.0), False))
    garrison_wish = odds_share((lives - _shift(siege, False)) / 0.1)
    ease = 0.7 + siege.scenario.mediator.skill
    rate = ease * (1.0 - (1.0 - besieger_wish) * (1.0 - garrison_wish)) / siege.scenario.negotiation.opening_days
    if lot(siege.seed, siege.day, PARTY, OPEN) >= chance(rate, days):
        return
    by = (
        "garrison"
        if lot(siege.seed, siege.day, PARTY, WHO) * (besieger_wish + garrison_wish) < garrison_wish
        else "besieger"
    )
    talks = siege.talks
    talks.open, talks.opened_day, talks.opened_by, talks.next_offer = True, siege.day, by, siege.day
    siege.write(
        "talks_opened",
        by,
        term="mediator" if siege.scenario.mediator.skill > 0.5 else "direct",
        value=lives if by == "garrison" else worth,
        outside=0.0 if by == "garrison" else outside,
    )


def best_offer(siege: Siege, now: prospects.Situation, n: Any) -> tuple[Terms | None, float, float]:
    """The besieger's two-pass look-ahead over the menu (E20).

    Returns the terms worth offering (None when none has hope, or beats waiting by the cost of an offer), their expected
    worth, and the worth of making none.
    """
    s, mind = siege.scenario, siege.besieger
    temper = minds.temper_of(siege)
    discount = b_theory.discount_per_day(n, siege.campaign.since >= 0)
    outside = campaign.outside(siege)
    share = _foreign_share(siege)
    rows = []
    for terms in MENU:
        if s.garrison.refuge < 0.25 and terms.package in (Package.evacuation, Package.split):
            continue
        if share <= 0.0 and terms.package in (Package.split, Package.split_surrender):
            continue
        split = terms.package in (Package.split, Package.split_surrender)
        gains = gain(siege, terms, False), gain(siege, terms, True)
        mean = offers.hoped_yes(*gains, share, split, s.negotiation.noise, beliefs.RESOLVES, mind.belief)
        rows.append((terms, mean, _worth(siege, temper, now, n, terms, discount)))
    first = max(offers.expected(mean, worth, outside) for _, mean, worth in rows)
    rate = discount + 1.0 / max(1.0, siege.garrison.endurance_sober * mind.sight) + now.relief
    interval = float(_interval(siege))
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
            by_surrender = terms.package == Package.split_surrender
            return b_theory.worth_of_split(
                n, temper, now, siege.scenario.assault.exchange, discount, terms.concession, by_surrender
            )


def _interval(siege: Siege) -> int:
    n = siege.scenario.negotiation
    return round(n.offer_interval_days if siege.campaign.pressed else n.blockade_interval_days)


def _offer(siege: Siege, now: prospects.Situation, n: Any) -> None:
    """The besieger puts terms on the table, or breaks off when none is worth it."""
    terms, worth, later = best_offer(siege, now, n)
    talks = siege.talks
    if terms is None:
        talks.open = False
        siege.write("talks_broken_off", "besieger", value=worth, outside=later, term=_besieger_term(siege))
        return
    talks.on_table, talks.package, talks.concession = True, int(terms.package), terms.concession
    talks.answer_day = siege.day + siege.scenario.negotiation.truce_days
    talks.truce_until = talks.answer_day
    talks.rounds += 1
    if terms.package in (Package.evacuation, Package.split):
        talks.last_chance_to_leave = siege.day
    siege.write(
        "offer",
        "besieger",
        package=int(terms.package),
        concession=terms.concession,
        value=worth,
        outside=later,
        term=_besieger_term(siege),
        round=talks.rounds,
        belief=beliefs.mean_resolve(siege.besieger.belief),
    )


def _answer(siege: Siege, now: prospects.Situation, n: Any) -> None:
    """The garrison answers; a refusal teaches the besieger."""
    talks, mind = siege.talks, siege.garrison
    terms = Terms(Package(talks.package), talks.concession)
    share = _foreign_share(siege)
    yes = acceptance(siege, terms, share, _shift(siege, False), _shift(siege, True))
    accepted = lot(siege.seed, siege.day, PARTY, ANSWER) < yes
    local, foreign = gain(siege, terms, False) - _shift(siege, False), gain(siege, terms, True) - _shift(siege, True)
    gives_up = terms.package in (Package.surrender, Package.split_surrender)
    talks.on_table = False
    talks.next_offer = siege.day + _interval(siege)
    siege.write(
        "accepted" if accepted else "refused",
        "garrison",
        package=talks.package,
        concession=talks.concession,
        value=mind.give_up_local if gives_up else mind.leave_local,
        outside=mind.fight_local,
        foreign_value=mind.give_up_foreign if gives_up else mind.leave_foreign,
        foreign_outside=mind.fight_foreign,
        chance=yes,
        term=_term(siege),
        sufficed=max(0.0, -min(local, foreign if share > 0 else local)),
        round=talks.rounds,
    )
    if accepted:
        if _patron_blocks(siege):
            talks.refused += 1
            siege.write("blocked", "patron", package=talks.package, term="veto")
            return
        talks.open = False
        convoy.sign(siege, terms)
        return
    talks.refused += 1
    yes_at = tuple(acceptance(siege, terms, share, m, m) for m in beliefs.RESOLVES)
    nego = siege.scenario.negotiation
    siege.besieger.belief = beliefs.after_refusal(siege.besieger.belief, yes_at, nego.belief_spread, nego.belief_fade)


def _patron_blocks(siege: Siege) -> bool:
    """A patron may block a deal before it starts, if he has the power and an audience that minds."""
    s = siege.scenario
    p = s.negotiation.patron_cost * s.patron.veto * s.besieger.audience_cost / 3.0
    if Package(siege.talks.package) == Package.surrender:
        return False
    return lot(siege.seed, siege.day, PARTY, PATRON) < p


def _term(siege: Siege) -> str:
    """The term that weighed most in the garrison's answer: what most sets fighting on apart from the alternative."""
    mind, g = siege.garrison, siege.scenario.garrison
    theta = garrison.resolve(siege.scenario.negotiation.compiled(), g.ideology, False)
    hold = theta * (1.0 - 2.718281828 ** (-mind.endurance / siege.scenario.negotiation.hold_days))
    parts = {
        "holding": hold,
        "road": 1.0 - mind.road_belief,
        "prison": minds.danger(siege, False),
        "exile": siege.scenario.negotiation.exile * g.home_ties,
        "doctrine": siege.scenario.negotiation.doctrine * max(0.0, g.ideology - 1.0) / 2.0,
    }
    if siege.talks.package in (int(Package.surrender), int(Package.split_surrender)):
        parts.pop("road")
        parts.pop("exile")
    else:
        parts.pop("prison")
        parts.pop("doctrine")
    return max(parts, key=lambda name: parts[name])


def _besieger_term(siege: Siege) -> str:
    """What the besieger's best way without a deal is."""
    mind = siege.besieger
    ways = {"storm": mind.storm, "wait": mind.wait, "lift": mind.lift}
    return "storm" if campaign.ordered(siege) else max(ways, key=lambda name: ways[name])
