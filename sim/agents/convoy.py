"""A deal carried out: from the signature over boarding and the road to the arrival, or to its breaking."""

import numpy as np

from sim.agents import boarding, convoy_attacks, link, provisions, publicity, reputation, road
from sim.state.columns import Kind, Status
from sim.state.draw import ROAD, party_draw
from sim.state.events import Event
from sim.state.siege import Siege
from sim.state.siege_state import Convoy, Deal
from sim.theory import convoy as theory
from sim.theory import exposure, packages
from sim.theory.packages import Terms

#: Purpose of the convoy's draw on the day on which a halt ends.
RESUME = 21


def sign(siege: Siege, terms: Terms) -> None:
    """A deal is signed: it is settled who leaves, settles, surrenders or stays, and boarding begins."""
    fighters = siege.inside(Kind.fighter)
    package = int(terms.package)
    deal = Deal(package, terms.concession, siege.day, siege.talks.refused, fighters)
    siege.deals.append(deal)
    siege.talks.open = siege.talks.on_table = False
    siege.campaign.pushing = False
    siege.line_moved = True
    secret = bool(packages.secret(package))
    tranches = boarding.call_up(siege, deal)
    siege.convoy = Convoy(
        under_way=True,
        secret=secret,
        size=_size(siege, tranches),
        tranches=tranches,
        grievance=_grievance(siege, deal),
    )
    siege.log_event(
        Event.signed,
        "garrison",
        public=not secret,
        package=deal.package,
        concession=deal.concession,
        value=float(deal.left),
        alternative_value=float(fighters),
    )
    if deal.found:
        siege.log_event(Event.boarding_checked, "besieger", value=float(deal.found), alternative_value=float(deal.left))


def _grievance(siege: Siege, deal: Deal) -> float:
    """Lives that those left out of the deal lose by it: foreign fighters, and partners who abstained today."""
    mind = siege.garrison
    utility = mind.give_up_foreign if packages.splits(deal.package) else mind.leave_foreign
    each = theory.grievance(mind.fight_foreign, utility)
    men = {partner.name: partner.share_of_men for partner in siege.scenario.partners}
    return theory.grievance_of_left_out(each, deal.stayed, deal.fighters_at_signing) + sum(
        theory.grievance_of_partner(men[line["party"]], line["chance"])
        for line in siege.ledger_today()
        if line["event"] == Event.abstained
    )


def _size(siege: Siege, tranches: int) -> float:
    """Size of the secret that hides those who were called up to leave."""
    if tranches == 0:
        return 0.0
    people = siege.count_people(np.flatnonzero(siege.tranche >= 0))
    return exposure.size(float(people), float(tranches - 1 + road.days(siege)))


def travel(siege: Siege) -> None:
    """One day of boarding and road; nothing where no convoy is under way."""
    if not siege.convoy.under_way:
        return
    _day(siege)
    if siege.convoy.under_way:
        _, civilians, fighters = convoy_attacks.aboard(siege)
        provisions.feed(siege, civilians + fighters)


def _day(siege: Siege) -> None:
    """A day of a convoy under way: it stands, breaks off, or moves, boards and arrives."""
    convoy, deal = siege.convoy, siege.deals[-1]
    if convoy.stranded_since >= 0:
        deal.halt_days += 1
        if not convoy_attacks.strand(siege):
            return
        convoy.stranded_since, convoy.halted_until = -1, siege.day
    if siege.day < convoy.halted_until or link.stopped(siege):
        deal.halt_days += 1
        return
    if convoy.halted_until >= 0:  # it may have waited longer, for the convoy of a linked siege
        convoy.halted_until = -1
        if party_draw(siege.seed, siege.day, ROAD, RESUME) >= siege.scenario.convoy.resume_chance:
            break_off(siege, "road")
            return
        siege.log_event(Event.resumed, "convoy", public=not convoy.secret)
    danger = road.advance(siege)
    if convoy.boarding < convoy.tranches and link.boards(siege):
        danger += _board(siege)
    if convoy_attacks.attack_today(siege, danger):
        return
    _arrive(siege)
    if convoy.boarding >= convoy.tranches and all(km < 0.0 for km in convoy.km):
        _complete(siege)


def _board(siege: Siege) -> float:
    """The next tranche boards and departs; returns its part of the journey's danger."""
    convoy = siege.convoy
    rows = np.flatnonzero((siege.tranche == convoy.boarding) & (siege.people.status == Status.inside))
    siege.set_status(rows, Status.aboard)
    people = siege.count_people(rows)
    provisions.load(siege, people, road.days(siege))
    convoy.km.append(0.0)
    convoy.boarding += 1
    siege.log_event(Event.tranche_left, "convoy", public=not convoy.secret, value=float(people), round=convoy.boarding)
    if convoy.secret:
        publicity.deny(siege)
    return theory.danger_at_boarding(convoy.tranches)


def _arrive(siege: Siege) -> None:
    """Tranches at the end of the road have arrived. Writes status, the convoy, the besieger's mind."""
    convoy, length = siege.convoy, road.length_km(siege)
    for number, km in enumerate(convoy.km):
        if km >= length:
            rows = np.flatnonzero((siege.tranche == number) & (siege.people.status == Status.aboard))
            siege.set_status(rows, Status.evacuated)
            convoy.km[number] = -1.0
            reputation.tranche_arrived(siege)


def break_off(siege: Siege, reason: str) -> None:
    """The deal is over: those under way come back into the pocket, and the fighting resumes.

    Where no fighter of the deal is left to go, it has been carried out.
    """
    siege.set_status(np.flatnonzero(siege.people.status == Status.aboard), Status.inside)
    provisions.bring_back(siege)
    a, b = int(siege.layout.kind_start[Kind.fighter]), int(siege.layout.kind_start[Kind.besieger])
    to_go = (siege.people.status[a:b] == Status.inside) & (siege.tranche[a:b] >= 0)
    if reason != "void" and not to_go.any():
        _complete(siege)
        return
    siege.convoy.under_way = False
    siege.deals[-1].broken = True
    siege.talks.refused += 1
    siege.talks.next_offer = siege.day
    package = siege.deals[-1].package
    siege.log_event(Event.deal_broken, "convoy", public=not siege.convoy.secret, package=package, reason=reason)


def _complete(siege: Siege) -> None:
    """Everyone who was to leave has arrived, or has gone another way."""
    convoy, deal = siege.convoy, siege.deals[-1]
    convoy.under_way = False
    provisions.unload(siege)
    deal.completed_day = siege.day
    reputation.deal_completed(siege)
    siege.log_event(Event.completed, "convoy", public=not convoy.secret, package=deal.package, value=float(deal.left))
    if convoy.tranches:
        publicity.condemn(siege)
