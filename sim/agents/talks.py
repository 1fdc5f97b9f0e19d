"""The table: who opens talks, what is offered, what is answered, and why."""

from sim.agents import agreement, bargain, convoy, learning, minds, partners, patron
from sim.agents.minds import DecisionInputs
from sim.state.columns import Kind
from sim.state.draw import PARTY, party_draw
from sim.state.draw_ids import ANSWER, DISCRETION, OPEN, WHO
from sim.state.events import Event
from sim.state.siege import Siege
from sim.theory import beliefs, garrison_answer, offers, packages, truce
from sim.theory.packages import Package, Terms
from sim.theory.probability import event_probability


def negotiate(siege: Siege, inputs: DecisionInputs, days: float) -> None:
    """One decision round: surrender unprompted, answer what lies on the table, offer, or open talks."""
    if not siege.scenario.negotiation.allowed or _settled(siege):
        return
    if _surrenders_unprompted(siege, inputs, days):
        return
    talks = siege.talks
    if talks.on_table and siege.day >= talks.answer_day:
        _answer(siege, inputs)
    elif talks.open and not talks.on_table and siege.day >= talks.next_offer:
        _offer(siege, inputs)
    elif not talks.open and siege.day >= talks.cold_until:
        _open(siege, inputs, days)


def forbid(siege: Siege) -> None:
    """Where talks are forbidden nothing of them is left this morning: no deal, no offer, no truce, no hope of a deal.

    This changes something only in a siege that was continued from another rule: one that began under it has none of
    these.
    """
    if siege.scenario.negotiation.allowed:
        return
    agreement.forget(siege)
    if siege.convoy.under_way:
        convoy.break_off(siege, "void")
    talks = siege.talks
    if talks.open or talks.leave_day >= 0:
        siege.log_event(Event.talks_broken_off, "besieger", reason="void")
    talks.open = talks.on_table = False
    talks.truce_until = talks.leave_day = -1
    siege.besieger.deal = 0.0  # the utility of an offer that he may not make would keep him from marching off


def _settled(siege: Siege) -> bool:
    """Whether a deal is being carried out, or waits for its day or for the linked siege."""
    return siege.convoy.under_way or siege.talks.leave_day >= 0 or siege.link.agreed


def _surrenders_unprompted(siege: Siege, inputs: DecisionInputs, days: float) -> bool:
    """Surrender at discretion, on the garrison's own initiative, at a rate that follows its willingness."""
    terms = Terms(Package.surrender, 0.0)
    yes = bargain.acceptance(siege, inputs, terms)
    if party_draw(siege.seed, siege.day, PARTY, DISCRETION) >= event_probability(offers.surrender_per_day(yes), days):
        return False
    local = bargain.gain(siege, inputs, terms, False)
    siege.log_event(
        Event.surrendered_unprompted,
        "garrison",
        package=int(Package.surrender),
        value=siege.garrison.give_up_local,
        alternative_value=siege.garrison.fight_local,
        foreign_value=siege.garrison.give_up_foreign,
        foreign_alternative_value=siege.garrison.fight_foreign,
        chance=yes,
        reason=bargain.deciding_reason(siege, terms, inputs, True),
        shortfall=-local,
    )
    convoy.sign(siege, terms)
    return True


def _open(siege: Siege, inputs: DecisionInputs, days: float) -> None:
    """Either side may open: each at a rate that follows how much it would gain from a deal."""
    terms, utility, without = bargain.choose_offer(siege, inputs)
    his = offers.besieger_interest(terms is not None, utility, without, siege.place_value())
    gain = garrison_answer.hoped_gain(
        siege.party_params, inputs.record, minds.options(siege, False), siege.garrison.prison_belief
    )
    theirs = offers.garrison_interest(gain, minds.hidden_resolve(siege, False))
    skill, opening_days = siege.scenario.mediator.skill, siege.scenario.negotiation.opening_days
    rate = offers.opening_per_day(his, theirs, skill, opening_days)
    if party_draw(siege.seed, siege.day, PARTY, OPEN) >= event_probability(rate, days):
        return
    garrison = offers.garrison_opens(party_draw(siege.seed, siege.day, PARTY, WHO), his, theirs)
    by = "garrison" if garrison else "besieger"
    talks = siege.talks
    talks.open, talks.opened_by, talks.next_offer = True, by, siege.day
    siege.log_event(
        Event.talks_opened,
        by,
        reason="mediator" if offers.through_mediator(skill) else "direct",
        value=gain if garrison else utility,
        alternative_value=0.0 if garrison else without,
        alternative=bargain.best_alternative(siege),
    )


def _offer(siege: Siege, inputs: DecisionInputs) -> None:
    """The besieger puts terms on the table, or breaks off when none is worth an offer."""
    terms, utility, without = bargain.choose_offer(siege, inputs)
    talks = siege.talks
    if terms is None:
        talks.open = False
        siege.log_event(
            Event.talks_broken_off,
            "besieger",
            value=utility,
            alternative_value=without,
            reason=bargain.best_alternative(siege),
            shortfall=without - utility,
        )
        return
    talks.on_table, talks.package, talks.concession = True, int(terms.package), terms.concession
    talks.answer_day = siege.day + siege.scenario.negotiation.truce_days
    talks.truce_until = talks.answer_day
    talks.rounds += 1
    talks.hardliners_loss = _hardliners_loss(siege, inputs, terms)
    if not terms.package.gives_up:
        talks.last_chance_to_leave = siege.day
    # As he sees it: what more it would take for an even chance with the harder faction that has a say.
    resolve = beliefs.mean_resolve(siege.besieger.belief)
    least = bargain.gain(siege, inputs, terms, False)
    if not terms.package.splits and inputs.situation.foreign > 0:
        least = min(least, bargain.gain(siege, inputs, terms, True))
    siege.log_event(
        Event.offer,
        "besieger",
        package=int(terms.package),
        concession=terms.concession,
        value=utility,
        alternative_value=without,
        reason=bargain.best_alternative(siege),
        round=talks.rounds,
        belief=resolve,
        shortfall=max(0.0, resolve - least),
    )


def _hardliners_loss(siege: Siege, inputs: DecisionInputs, terms: Terms) -> float:
    """What terms take from a foreign fighter, in lives."""
    his, excluded = minds.options(siege, True), terms.package.splits
    gain = 0.0 if excluded else bargain.gain(siege, inputs, terms, True)
    return truce.hardliners_loss(excluded, his.leave, his.give_up, minds.hidden_resolve(siege, True), gain)


def _answer(siege: Siege, inputs: DecisionInputs) -> None:
    """The garrison answers; a refusal teaches the besieger."""
    talks, mind = siege.talks, siege.garrison
    terms = Terms(Package(talks.package), talks.concession)
    yes = bargain.acceptance(siege, inputs, terms)
    accepted = party_draw(siege.seed, siege.day, PARTY, ANSWER) < yes
    local, foreign = (
        bargain.gain(siege, inputs, terms, False) - minds.hidden_resolve(siege, False),
        bargain.gain(siege, inputs, terms, True) - minds.hidden_resolve(siege, True),
    )
    talks.on_table = False
    talks.next_offer = siege.day + bargain.interval_days(siege)
    siege.log_event(
        Event.accepted if accepted else Event.refused,
        "garrison",
        package=talks.package,
        concession=talks.concession,
        value=mind.give_up_local if terms.package.gives_up else mind.leave_local,
        alternative_value=mind.fight_local,
        foreign_value=mind.give_up_foreign if terms.package.gives_up else mind.leave_foreign,
        foreign_alternative_value=mind.fight_foreign,
        chance=yes,
        reason=bargain.deciding_reason(siege, terms, inputs, accepted),
        shortfall=max(0.0, -min(local, foreign if inputs.situation.foreign > 0.0 else local)),
        round=talks.rounds,
    )
    if not accepted:
        talks.refused += 1
        learning.from_refusal(siege, inputs, terms)
    elif patron.blocks(siege, terms, siege.inside(Kind.fighter)):
        talks.refused += 1
        siege.log_event(Event.blocked, "patron", package=talks.package, concession=talks.concession, reason="veto")
    elif partners.object_to(siege, inputs, terms):
        talks.refused += 1
    elif packages.by_date(int(terms.package)):
        _promise(siege, inputs)
    else:
        talks.open = False
        agreement.agree(siege, terms)


def _promise(siege: Siege, inputs: DecisionInputs) -> None:
    """The garrison will leave on a later day, unless it is relieved before; until then there is a truce."""
    talks = siege.talks
    talks.open = False
    talks.leave_day = talks.truce_until = siege.day + max(1, round(inputs.situation.date))
    siege.log_event(
        Event.departure_promised,
        "garrison",
        package=talks.package,
        concession=talks.concession,
        value=float(talks.leave_day),
    )
