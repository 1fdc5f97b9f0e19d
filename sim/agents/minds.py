"""What each command makes of the situation: the theory's values, kept in its mind."""

import math
from typing import NamedTuple

import numpy as np

from sim.agents import campaign, dates, patron, stores
from sim.state.columns import Kind, Status
from sim.state.draw import TYPES, key_of, normal
from sim.state.moment import packed
from sim.state.siege import Siege
from sim.theory import beliefs, council, garrison, prospects
from sim.theory.besieger import wish_to_storm
from sim.theory.packages import Package

#: As plain numbers, since the road is looked at every day.
INSIDE, ABOARD = int(Status.inside), int(Status.aboard)


class Sitting(NamedTuple):
    """What the commands see on a day on which they think."""

    now: prospects.Situation
    told: np.ndarray  # the same, packed for the rules
    outlook: garrison.Outlook  # what the garrison believes


def first_minds(siege: Siege) -> None:
    """Hidden types, drawn once for each siege and faction. Writes both minds."""
    n = siege.scenario.negotiation
    key = key_of(siege.seed, 0, TYPES)
    z = [float(normal(key, i)) for i in range(6 + len(Package))]
    g, b = siege.garrison, siege.besieger
    g.hidden_local = n.type_spread * z[0]
    g.hidden_foreign = 0.7 * g.hidden_local + 0.7 * n.type_spread * z[1]
    b.storm_lean, b.deal_lean, b.split_lean = (n.temper_spread * z[i] for i in (2, 3, 4))
    # The plain packages have the leanings to deal and to split; each other one a liking of its own.
    spread = siege.scenario.terms.taste_spread
    b.tastes = tuple(0.0 if package < 4 else spread * z[6 + package] for package in Package)
    b.sight = math.exp(n.sight_spread * z[5])
    b.belief = beliefs.first_belief(n.belief_spread)
    b.stock_belief, b.stock_seen = (), b.sight
    if n.sight_spread > 0.0:
        b.stock_belief = beliefs.first_stock(b.sight, n.sight_spread)
    b.road_reputation = siege.scenario.besieger.road_reputation
    b.captor_reputation = g.prison_belief = siege.scenario.besieger.captor_reputation
    g.threat_credibility = siege.scenario.deadline.threat_credibility
    siege.patron.temper = patron.first_temper(siege)
    g.road_belief = road(siege)


def road(siege: Siege) -> float:
    """True credibility of the road today."""
    c = siege.convoy
    # Before anyone boards, families would: the question is how many there are.
    where = ABOARD if c.under_way else INSIDE
    of_civilians, of_fighters, _ = siege.seen.people
    civilians, fighters = of_civilians[where], of_fighters[where]
    return council.road(
        siege.world,
        siege.besieger.road_reputation,
        siege.public.heat,
        civilians / max(1, civilians + fighters),
        fighters / siege.first.fighters,
        c.under_way and c.secret,
        siege.link.hostages,
    )


def doubt(siege: Siege) -> float:
    """What a breach of the road can come from today, 0..1."""
    return council.doubt(siege.world, siege.besieger.road_reputation, siege.public.heat, siege.link.hostages)


def situation(siege: Siege) -> prospects.Situation:
    """The war as it looks today to anyone who can count."""
    s = siege.scenario
    fighters = siege.inside(Kind.fighter)
    present = siege.inside(Kind.besieger)
    share = siege.seen.foreign / fighters if fighters else 0.0
    morale = siege.mean_mind(Kind.fighter)
    date, dated = dates.leave_by(siege)
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
        fire=siege.besieger.loss_month + 1e-4,
        starve=hunger,
        exits=council.exits_per_day(siege.rules, siege.world, morale, siege.garrison.prison_belief),
        pressed=1.0 if siege.campaign.pressed else 0.0,
        relief=s.relief.rate_per_week / 7.0 * siege.link.hope,
        civilians=siege.inside(Kind.civilian) / max(1, siege.first.civilians),
        rent=siege.stores.rent,
        left=dates.days_left(siege),
        date=date,
        dated=1.0 if dated else 0.0,
        linked=1.0 if siege.link.linked else 0.0,
        heat=siege.public.heat,
    )


def count_losses(siege: Siege) -> None:
    """Smooth the garrison's daily dead over a month. Writes the besieger's mind."""
    dead = siege.people_in(Kind.fighter, Status.dead)
    share = (dead - siege.besieger.lost_before) / max(1, siege.inside(Kind.fighter))
    siege.besieger.lost_before = dead
    siege.besieger.loss_month += (share - siege.besieger.loss_month) / 31.0


def reckon(siege: Siege, days: float) -> Sitting:
    """Both commands think: endurance, values, wishes. Writes both minds."""
    now = situation(siege)
    told = packed(now, "f8")
    b, g = siege.besieger, siege.garrison
    silence = siege.day - siege.talks.last_chance_to_leave
    known = council.Known(
        g.endurance_sober,
        g.road_belief,
        road(siege),
        g.prison_belief,
        b.captor_reputation,
        float(silence),
        dates.threat(siege),
        siege.link.precedent,
    )
    his, g.endurance_sober, g.storm_belief, outlook, local, foreign = council.reckon(
        siege.rules, siege.world, told, leanings(siege), known, days
    )
    b.life_price, b.odds, b.storm, b.wait, b.lift = his
    g.endurance, _, g.road_belief, _, _, g.prison_belief = outlook
    g.fight_local, g.leave_local, g.give_up_local = local
    g.fight_foreign, g.leave_foreign, g.give_up_foreign = foreign
    return Sitting(now, told, outlook)


def leanings(siege: Siege) -> council.Leanings:
    """The besieger's hidden temper, and what stands for him."""
    mind = siege.besieger
    return council.Leanings(
        mind.storm_lean,
        mind.deal_lean,
        mind.split_lean,
        mind.stock_seen,
        siege.prize(),
        siege.campaign.since >= 0,
        campaign.ordered(siege),
    )


def storm_wish(siege: Siege) -> float:
    """How far the besieger leans to storming, 0 to 1; with partners each by his share of the men."""
    mind = siege.besieger
    wish = wish_to_storm(mind.storm, max(mind.wait, mind.lift), siege.prize())
    shares = [partner.share_of_men for partner in siege.scenario.partners]
    others = sum([share * theirs for share, theirs in zip(shares, mind.partners_wish, strict=True)])
    return wish * (1.0 - sum(shares)) + others
