"""A deal carried out: from the signature over boarding and the road to the arrival, or to its breaking."""

import numpy as np

from sim.agents import boarding, learning, link, publicity, road, stores
from sim.state.books import Convoy, Deal
from sim.state.columns import Kind, Status
from sim.state.draw import ROAD, lot
from sim.state.siege import Siege
from sim.theory import packages, spoilers
from sim.theory.packages import Terms

#: Purpose of the convoy's lot on the day on which a halt ends.
RESUME = 21


def sign(siege: Siege, terms: Terms) -> None:
    """A deal is signed: everyone's part in it is settled, and boarding begins."""
    fighters = siege.inside(Kind.fighter)
    package = int(terms.package)
    deal = Deal(package, terms.concession, siege.day, siege.talks.refused, fighters)
    siege.deals.append(deal)
    siege.talks.open = siege.talks.on_table = False
    siege.campaign.pushing = False
    siege.line_moved = True
    secret = bool(packages.secret(package))
    tranches = boarding.call(siege, deal)
    siege.convoy = Convoy(under_way=True, secret=secret, tranches=tranches, grievance=_grievance(siege, deal))
    siege.write(
        "signed",
        "garrison",
        public=not secret,
        package=deal.package,
        concession=deal.concession,
        value=float(deal.left),
        alternative_value=float(fighters),
    )
    if deal.found:
        siege.write("checked", "besieger", value=float(deal.found), alternative_value=float(deal.left))


def _grievance(siege: Siege, deal: Deal) -> float:
    """Lives that those left out of the deal lose by it, weighed by their share of the garrison.

    A partner of the besieger who stood aside today counts too, by his men and by how far he was from willing.
    """
    mind = siege.garrison
    split = packages.splits(deal.package)
    theirs = mind.give_up_foreign if split else mind.leave_foreign
    left_out = spoilers.grievance(mind.fight_foreign, theirs) * deal.stayed / max(1, deal.fighters_at_signing)
    men = {partner.name: partner.share_of_men for partner in siege.scenario.partners}
    aside = [e for e in siege.ledger[-20:] if e["event"] == "stood_aside" and e["day"] == siege.day]
    return left_out + sum(men[e["party"]] * (1.0 - e["chance"]) for e in aside)


def travel(siege: Siege) -> None:
    """One day of boarding and road; nothing where no convoy is under way."""
    if not siege.convoy.under_way:
        return
    _day(siege)
    if siege.convoy.under_way:
        road.provide(siege)


def _day(siege: Siege) -> None:
    c, deal = siege.convoy, siege.deals[-1]
    if c.stranded_since >= 0:
        deal.halt_days += 1
        if not road.strand(siege):
            return
        c.stranded_since, c.halted_until = -1, siege.day
    if siege.day < c.halted_until or link.stopped(siege):
        deal.halt_days += 1
        return
    if c.halted_until == siege.day:
        if lot(siege.seed, siege.day, ROAD, RESUME) >= siege.scenario.convoy.resume_chance:
            break_off(siege, "road")
            return
        siege.write("resumed", "convoy", public=not c.secret)
    if link.stopped(siege):
        deal.halt_days += 1
        return
    exposed = road.advance(siege)
    if c.boarding < c.tranches and link.boards(siege):
        exposed += _board(siege)
    if road.dangers(siege, exposed):
        return
    _arrive(siege)
    if c.boarding >= c.tranches and all(km < 0.0 for km in c.km):
        _complete(siege)


def _board(siege: Siege) -> float:
    """The next tranche boards and departs; returns its part of the journey's danger."""
    c = siege.convoy
    rows = np.flatnonzero((siege.tranche == c.boarding) & (siege.people.status == Status.inside))
    siege.move(rows, Status.aboard)
    heads = siege.heads(rows)
    stores.carry_out(siege, heads, road.days(siege))
    c.km.append(0.0)
    c.boarding += 1
    siege.write("tranche_left", "convoy", public=not c.secret, value=float(heads), round=c.boarding)
    if c.secret:
        publicity.deny(siege)
    return road.at_boarding(siege)


def _arrive(siege: Siege) -> None:
    c, length = siege.convoy, road.length_km(siege)
    for number, km in enumerate(c.km):
        if km >= length:
            rows = np.flatnonzero((siege.tranche == number) & (siege.people.status == Status.aboard))
            siege.move(rows, Status.evacuated)
            c.km[number] = -1.0
            mind = siege.besieger
            mind.road_reputation += 0.02 * (1.0 - mind.road_reputation)


def break_off(siege: Siege, term: str) -> None:
    """The deal is over: those under way come back into the pocket, and the fighting resumes.

    Where no fighter of the deal is left to go, it has been carried out.
    """
    siege.move(np.flatnonzero(siege.people.status == Status.aboard), Status.inside)
    stores.bring_back(siege)
    a, b = int(siege.roll.start[1]), int(siege.roll.start[2])
    to_go = (siege.people.status[a:b] == Status.inside) & (siege.tranche[a:b] >= 0)
    if term != "void" and not to_go.any():
        _complete(siege)
        return
    siege.convoy.under_way = False
    siege.deals[-1].broken = True
    siege.talks.refused += 1
    siege.talks.next_offer = siege.day
    siege.write("deal_broken", "convoy", public=not siege.convoy.secret, package=siege.deals[-1].package, reason=term)


def _complete(siege: Siege) -> None:
    c, deal = siege.convoy, siege.deals[-1]
    c.under_way = False
    stores.arrive(siege)
    deal.completed_day = siege.day
    learning.good_faith(siege)
    siege.write("completed", "convoy", public=not c.secret, package=deal.package, value=float(deal.left))
    if c.tranches:
        publicity.condemn(siege)
