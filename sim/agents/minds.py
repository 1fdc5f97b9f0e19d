"""What each command makes of the situation: the theory's values, kept in its mind."""

import math

from sim.agents import campaign, stores
from sim.state.columns import Kind, Status
from sim.state.draw import TYPES, key_of, normal
from sim.state.siege import Siege
from sim.theory import beliefs, credibility, garrison, prospects
from sim.theory import besieger as b_theory
from sim.theory.chance import odds_share
from sim.theory.exit import desertion_per_day


def first_minds(siege: Siege) -> None:
    """Hidden types, drawn once for each siege and faction. Writes both minds."""
    n = siege.scenario.negotiation
    key = key_of(siege.seed, 0, TYPES)
    z = [float(normal(key, i)) for i in range(6)]
    g, b = siege.garrison, siege.besieger
    g.hidden_local = n.type_spread * z[0]
    g.hidden_foreign = 0.7 * g.hidden_local + 0.7 * n.type_spread * z[1]
    b.storm_lean, b.deal_lean, b.split_lean = (n.temper_spread * z[i] for i in (2, 3, 4))
    b.sight = math.exp(n.sight_spread * z[5])
    b.belief = beliefs.first_belief(n.belief_spread)
    b.road_reputation = siege.scenario.besieger.road_reputation
    g.road_belief = road(siege)


def observed(siege: Siege) -> float:
    """How much of what is done here is seen."""
    o = siege.scenario.observers
    return credibility.observed_share(o.aircraft, o.monitors, o.journalists)


def road(siege: Siege) -> float:
    """True credibility of the road today."""
    s = siege.scenario
    # Before anyone boards, families would: the question is whether there are any.
    where = Status.aboard if siege.convoy.under_way else Status.inside
    families = siege.people_in(Kind.civilian, where) > 0
    strike = credibility.patron_strike(s.patron.veto, s.besieger.audience_cost, families)
    return credibility.road_credibility(
        siege.besieger.road_reputation, s.guarantor.strength, observed(siege), s.garrison.hostage_leverage, strike
    )


def danger(siege: Siege, foreign: bool) -> float:
    """Chance of death for one who gives himself up."""
    s = siege.scenario
    return credibility.captivity_danger(
        s.besieger.captor_reputation, s.guarantor.strength, s.negotiation.foreign_danger, foreign
    )


def situation(siege: Siege) -> prospects.Situation:
    """The war as it looks today to anyone who can count."""
    s = siege.scenario
    fighters = siege.inside(Kind.fighter)
    present = siege.inside(Kind.besieger)
    share = siege.fighters(True) / fighters if fighters else 0.0
    morale = siege.mean_mind(Kind.fighter)
    exits = desertion_per_day(s.exit.compiled(), s.exit.desertion_per_day, morale, 0.0, danger(siege, False), False)
    hunger = max(0.0, 1.0 - siege.stores.fighter_ration / max(0.01, s.supply.target_ration)) * 0.004
    return prospects.Situation(
        day=float(siege.day),
        ground=siege.ground_share(),
        stock=stores.stock_days(siege),
        inflow=siege.stores.inflow,
        mass_fighters=siege.mean_mass(Kind.fighter),
        mass_civilians=siege.mean_mass(Kind.civilian),
        strength=siege.force(Kind.fighter) / siege.first.fighters,
        morale=morale,
        fighters=float(fighters),
        first_fighters=float(siege.first.fighters),
        foreign=share,
        besiegers=present * campaign.assault_share(siege),
        all_besiegers=float(present),
        cover=siege.seen.cover,
        conquest=campaign.conquest_days(siege),
        loss=siege.besieger.loss_month,
        fire=siege.besieger.loss_month + 1e-4,
        starve=hunger,
        exits=exits,
        pressed=1.0 if siege.campaign.pressed else 0.0,
        relief=s.relief.rate_per_week / 7.0,
        civilians=siege.inside(Kind.civilian) / max(1, siege.first.civilians),
    )


def count_losses(siege: Siege) -> None:
    """Smooth the garrison's daily dead over a month. Writes the besieger's mind."""
    dead = siege.people_in(Kind.fighter, Status.dead)
    share = (dead - siege.besieger.lost_before) / max(1, siege.inside(Kind.fighter))
    siege.besieger.lost_before = dead
    siege.besieger.loss_month += (share - siege.besieger.loss_month) / 31.0


def reckon(siege: Siege, days: float) -> prospects.Situation:
    """Both commands think: endurance, values, wishes. Writes both minds."""
    n = siege.scenario.negotiation.compiled()
    now = situation(siege)
    _besieger(siege, now, n)
    _garrison(siege, now, n, days)
    return now


def _besieger(siege: Siege, now: prospects.Situation, n: object) -> None:
    s, mind = siege.scenario, siege.besieger
    temper = temper_of(siege)
    mind.life_price = temper.life_price
    defence = prospects.defence(now, s.negotiation.envelopment)
    mind.odds = prospects.assault_odds(now.besiegers, defence, now.cover)
    toll = b_theory.storm_toll(defence, s.assault.exchange, now.cover)
    discount = b_theory.discount_per_day(n, siege.campaign.since >= 0)
    mind.storm = b_theory.worth_of_storming(temper, mind.odds, prospects.storm_days(now, mind.odds), toll, discount)
    mind.wait = b_theory.worth_of_waiting(n, temper, now, toll, siege.garrison.endurance_sober, discount)
    mind.lift = b_theory.worth_of_lifting(n, temper)


def temper_of(siege: Siege) -> b_theory.Temper:
    """The besieger's facts and leanings, for his sums."""
    s, b, mind = siege.scenario, siege.scenario.besieger, siege.besieger
    available = siege.inside(Kind.besieger) * (1.0 - b.committed_elsewhere)
    return b_theory.Temper(
        value=siege.prize(),
        life_price=b_theory.life_price(
            s.negotiation.compiled(), float(b.reference_manpower), available, b.scarcity_exponent
        ),
        threat_bearer=b.threat_bearer,
        audience=b.audience_cost,
        veto=s.patron.veto,
        observed=observed(siege),
        hostages=s.garrison.hostage_leverage,
        cover=s.mediator.skill,
        storm=mind.storm_lean,
        deal=mind.deal_lean,
        split=mind.split_lean,
        sight=mind.sight,
    )


def storm_wish(siege: Siege) -> float:
    """How far the besieger leans to storming, 0 to 1."""
    value = siege.prize()
    mind = siege.besieger
    return b_theory.wish_to_storm(mind.storm, max(mind.wait, mind.lift), value)


def _garrison(siege: Siege, now: prospects.Situation, n: object, days: float) -> None:
    s, mind = siege.scenario, siege.garrison
    value = siege.prize()
    b = siege.besieger
    expect = odds_share((b.storm - max(b.wait, b.lift)) / (0.15 * value))
    mind.storm_belief = max(expect, 0.5) if siege.campaign.pressed else expect
    mind.road_belief = credibility.belief_step(mind.road_belief, road(siege), days)
    starving = prospects.food_days(now, s.supply.target_ration, s.supply.fighters_first, s.bodies.mass_days)
    storming = prospects.storm_days(now, b.odds)
    breaking = prospects.breaking_per_day(now, n)
    mind.endurance_sober = prospects.endurance(now, starving, storming, mind.storm_belief, breaking)
    hope = math.exp(s.negotiation.optimism * math.exp(-siege.day / s.negotiation.optimism_days))
    mind.endurance = mind.endurance_sober * hope
    silence = siege.day - siege.talks.last_chance_to_leave
    outlook = garrison.Outlook(
        endurance=mind.endurance,
        storm=min(1.0, mind.storm_belief / max(1.0, storming) * mind.endurance_sober),
        road=mind.road_belief,
        hope_to_leave=s.negotiation.leave_hope * math.exp(-silence / s.negotiation.leave_hope_days),
    )
    hopeful = now._replace(relief=now.relief * s.relief.hope)
    for foreign in (False, True):
        fight, leave, give_up = worths(siege, n, hopeful, outlook, foreign)
        name = "foreign" if foreign else "local"
        setattr(mind, f"fight_{name}", fight)
        setattr(mind, f"leave_{name}", leave)
        setattr(mind, f"give_up_{name}", give_up)


def worths(
    siege: Siege, n: object, now: prospects.Situation, outlook: garrison.Outlook, foreign: bool
) -> tuple[float, float, float]:
    """Worth to a faction of fighting on, leaving with bare lives, giving up."""
    g = siege.scenario.garrison
    theta = garrison.resolve(n, g.ideology, foreign)
    risk = danger(siege, foreign)
    leave = garrison.worth_of_leaving(n, outlook, theta, risk, g.home_ties, g.refuge, foreign)
    give_up = garrison.worth_of_giving_up(n, risk, g.ideology)
    plight = garrison.civilians_plight(n, now, g.home_ties, foreign)
    fight = garrison.worth_of_fighting(n, now, outlook, theta, risk, leave, give_up, plight)
    return fight, leave, give_up
