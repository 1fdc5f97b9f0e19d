"""What a siege begins with, in words: for its page before the first day."""

from sim.scenario.schema import Scenario
from sim.text.format import capitalized, count, join_and, number, quantity

#: From this share on something is named on the page.
NOTABLE = 0.005
WEEKS = 52


def premise_of(scenario: Scenario) -> list[tuple[str, str]]:
    """Heading and text of each part: who is inside, who threatens them, who else matters, what nobody knows."""
    return [
        ("Inside", _inside(scenario)),
        ("Outside", _outside(scenario)),
        ("Others", _others(scenario)),
        ("What nobody knows", _unknown(scenario)),
    ]


def _inside(scenario: Scenario) -> str:
    garrison, supply = scenario.garrison, scenario.supply
    people = join_and([count(scenario.population.civilians, "civilian"), count(garrison.fighters, "fighter")])
    foreign = (
        f", {_per_cent(garrison.foreign_share)} of them from elsewhere" if garrison.foreign_share > NOTABLE else ""
    )
    food = f"Food lasts {count(supply.food_days, 'day')} at full rations, medicine {count(supply.medicine_days, 'day')}"
    if not round(supply.food_days):
        food = f"There is no food in store; medicine lasts {count(supply.medicine_days, 'day')}"
    grown = (
        f"; what grows inside covers {_per_cent(supply.production)} of the need" if supply.production > NOTABLE else ""
    )
    return f"{capitalized(people)}{foreign}. {food}{grown}."


def _outside(scenario: Scenario) -> str:
    besieger, fighters = scenario.besieger, scenario.garrison.fighters
    ratio = f", {quantity(besieger.manpower / fighters)} for each fighter inside" if fighters else ""
    sentences = [f"{count(besieger.manpower, 'besieger')} hold the ring{ratio}"]
    if not scenario.assault.allowed:
        sentences.append("They will not storm the town, but bombard and starve it")
    elif besieger.offensive_day >= 0:
        day = besieger.offensive_day
        sentences.append(
            f"They have announced an offensive for day {number(day)}" if day else "Their offensive has begun"
        )
    if scenario.fire.strikes_km2_day > 0:
        sentences.append(f"In an offensive they shell each km² {quantity(scenario.fire.strikes_km2_day)} times a day")
    out, aid = besieger.lets_civilians_out, besieger.aid_allowed
    sentences.append(
        f"They let {f'{_per_cent(out)} of the' if out > NOTABLE else 'no'} civilians who reach their lines through, "
        f"and {_per_cent(aid) if aid > NOTABLE else 'none'} of the available aid in"
    )
    if not scenario.negotiation.allowed:
        sentences.append("Their policy is annihilation: there will be no talks")
    return ". ".join(sentences) + "."


def _others(scenario: Scenario) -> str:
    present = []
    if scenario.guarantor.strength > NOTABLE:
        present.append("a guarantor would travel with a convoy")
    if scenario.patron.veto > NOTABLE:
        present.append("a patron behind the besieger can block a deal")
    if scenario.mediator.skill > NOTABLE:
        present.append("a mediator carries messages")
    relief = 1 - (1 - min(1.0, scenario.relief.rate_per_week)) ** WEEKS
    if relief > NOTABLE:
        present.append(f"a force from outside may break the ring, with a chance of {_per_cent(relief)} a year")
    observers = {"aircraft": "aircraft", "monitors": "monitors at the crossings", "journalists": "the press"}
    watching = [words for name, words in observers.items() if getattr(scenario.observers, name) > NOTABLE]
    if watching:
        present.append(f"{join_and(watching)} {'sees' if watching == ['the press'] else 'see'} part of what happens")
    return f"{capitalized('; '.join(present))}." if present else "Nobody guarantees a deal, mediates or watches."


def _unknown(scenario: Scenario) -> str:
    return (
        "How resolved the other side is, how long the food will really last, and whether a promise will be kept. The "
        "same siege can end in a deal, an assault, a collapse or relief; another random seed gives another course of "
        "events. "
        f"A siege that is still open on day {number(scenario.clock.horizon_days)} counts as a stalemate."
    )


def _per_cent(share: float) -> str:
    return f"{100 * share:.0f}%"
