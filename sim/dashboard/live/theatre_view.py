"""The view model of a theatre: the state of each of its sieges, and how they are linked."""

import numpy as np

from sim.dashboard.live.view_model import TheatreMember, convoy_of, is_halted
from sim.runs.narrative import summary
from sim.text.format import count, join_and, place_title
from sim.theatre.model import TheatreModel


def theatre_members(model: TheatreModel, watched: str) -> tuple[TheatreMember, ...]:
    """Every siege of a theatre; `watched` is the name of the one that is shown in full."""
    members = []
    for name, siege in model.sieges.items():
        state, kind = _state_of(model, name)
        display_name, ties = place_title(name), _ties_of(model, name)
        members.append(TheatreMember(name, display_name, siege.day, state, kind, ties, name == watched))
    return tuple(members)


def _state_of(model: TheatreModel, name: str) -> tuple[str, str]:
    siege = model.sieges[name]
    deal, days_to_start = siege.main_deal, model.begins[name] - model.day
    if siege.ending is not None:
        return summary.headline(siege), "deal" if deal is not None else "fallen"
    if days_to_start > 0:
        return f"begins in {count(days_to_start, 'day')}", "pending"
    if siege.convoy.under_way:
        convoy = convoy_of(siege)
        progress = f"tranche {convoy.boarded} of {convoy.tranches} has boarded" if convoy else "deal being implemented"
        return f"convoy halted, {progress}" if is_halted(siege) else progress, "truce"
    if siege.link.agreed:
        return "agreement reached, waiting for the linked town", "truce"
    if siege.in_truce():
        return "truce", "truce"
    return "under assault" if siege.campaign.pressed else "besieged", "fighting"


def _ties_of(model: TheatreModel, name: str) -> str:
    others = [a if b == name else b for a, b in (t.between for t in model.theatre.links.values()) if name in (a, b)]
    link, phrases = model.sieges[name].link, []
    if others:
        names = join_and([place_title(other) for other in others])
        begun = max(model.begins[one] for one in (name, *others)) < model.day
        phrases.append(f"no longer linked to {names}" if begun and not link.linked else f"linked to {names}")
    for people, joined in (("fighter", link.joined_fighters), ("besieger", link.joined_besiegers)):
        if joined:
            phrases.append(f"{count(joined, people)} joined from other sieges")
    on_the_march = sum(
        int(model.sieges[transfer.origin].count_people(np.array(transfer.rows)))
        for transfer in model.theatre_state.transfers
        if transfer.destination == name
    )
    if on_the_march:
        phrases.append(f"{count(on_the_march, 'man', 'men')} on the way here")
    return "; ".join(phrases)
