"""The garrison's answer (M28), and what a round of offers is worth (M30). Assumptions, after Slantchev (2003)."""

from typing import Any

from sim.compiled import rule
from sim.constants import constant
from sim.theory.probability import logistic

WRATH = constant(
    0.6, "share", "part of the chance of a yes that a full faction left out of a split costs", low=0.2, high=0.9
)
OFFER_COST = constant(0.01, "share of V", "cost of making an offer at all", low=0.0, high=0.05)
OFFER_AUDIENCE = constant(0.02, "share of V", "what a full audience adds to it", low=0.0, high=0.1)
OFFER_COVER = constant(
    0.5, "share", "part of the cost of an offer that a mediator of full skill saves", low=0.0, high=1.0
)
BESIEGER_DOUBT = constant(0.05, "share of V", "gain over which his interest in talks turns", low=0.01, high=0.2)
GARRISON_DOUBT = constant(0.1, "lives", "gain over which the garrison's interest in talks turns", low=0.02, high=0.3)
OPENING_ALONE = constant(0.7, "ratio", "pace at which talks open without a mediator", low=0.3, high=1.0)
GO_BETWEEN = constant(
    0.5, "0..1", "skill of a mediator above which the ledger says that he opened the talks", low=0.2, high=0.8
)
DISCRETION_DAYS = constant(
    14.0, "day", "time in which a garrison that would accept gives itself up unasked", low=3.0, high=60.0
)
LEAST_CHANCE = 1e-12  # a power of it stays finite
LEAST_SHARE = 1e-9


@rule
def willing(gain: float, hidden: float, noise: float) -> float:
    """Chance that a faction says yes to `gain` over fighting on, given its hidden resolve; all three in lives.

    >>> willing(0.2, 0.2, 0.03)
    0.5
    """
    return logistic((gain - hidden) / noise)


@rule
def voice(share: float, largest: float) -> float:
    """Weight of a faction in the answer: its men over the larger faction's, so that a handful has no veto."""
    return share / max(LEAST_SHARE, largest)


@rule
def with_voice(willingness: float, weight: float) -> float:
    """A faction's willingness to the power of its voice; a full voice leaves it as it is."""
    return willingness if weight == 1.0 else willingness**weight


@rule
def answer(local: float, foreign: float, foreign_share: float, split: bool) -> float:
    """Chance of a yes: each faction's willingness to the power of its voice (M28).

    A faction left out of a split has no say, but its wrath costs up to 0.6 of the chance.
    """
    largest = max(foreign_share, 1.0 - foreign_share)
    of_locals = voice(1.0 - foreign_share, largest)
    of_foreigners = voice(foreign_share, largest)
    yes = with_voice(max(LEAST_CHANCE, local), of_locals)
    if split:
        return yes * (1.0 - WRATH * of_foreigners)
    return yes * with_voice(max(LEAST_CHANCE, foreign), of_foreigners)


@rule
def expected_yes(
    local_gain: float,
    foreign_gain: float,
    foreign_share: float,
    split: bool,
    noise: float,
    resolves: tuple[float, ...],
    belief: Any,
) -> float:
    """Chance of a yes as the besieger expects it: the answer at each resolve, weighed by his belief in it."""
    total = 0.0
    for k in range(len(resolves)):
        local = willing(local_gain, resolves[k], noise)
        foreign = willing(foreign_gain, resolves[k], noise)
        total += belief[k] * answer(local, foreign, foreign_share, split)
    return total


@rule
def surrender_per_day(yes: float) -> float:
    """Daily rate at which the garrison gives itself up unasked: its own willingness, once in 14 days."""
    return yes / DISCRETION_DAYS


@rule
def offer_cost(audience_level: float, mediator: float, value: float) -> float:
    """Cost of making an offer at all, own lives: being seen to talk, less so through a mediator.

    (0.01 + 0.02 a / 3)(1 - 0.5 mediator) V, with the audience's level a (0-3).
    """
    return (OFFER_COST + OFFER_AUDIENCE * audience_level / 3.0) * (1.0 - OFFER_COVER * mediator) * value


@rule
def continuation(alternative: float, expected: float, rate: float, interval: float, upkeep: float) -> float:
    """Utility of a refusal: the best option without a deal, or next round's expectation, discounted (M30)."""
    discount = 1.0 / (1.0 + rate * interval)
    return max(alternative, alternative + (expected - alternative) * discount - upkeep)


@rule
def expected(yes: float, deal: float, otherwise: float) -> float:
    """Expected utility of an offer: yes x deal + (1 - yes) x otherwise.

    >>> expected(0.5, 100.0, 50.0)
    75.0
    """
    return yes * deal + (1.0 - yes) * otherwise


@rule
def besieger_interest(has_offer: bool, utility: float, alternative: float, value: float) -> float:
    """The besieger's interest in talks, 0..1, by what his best offer gains him; none without an offer worth making."""
    if not has_offer:
        return 0.0
    return logistic((utility - alternative) / (BESIEGER_DOUBT * value))


@rule
def garrison_interest(gain: float, hidden: float) -> float:
    """The garrison's interest in talks, 0..1, by the lives that a deal gains it over its hidden resolve."""
    return logistic((gain - hidden) / GARRISON_DOUBT)


@rule
def opening_per_day(besieger: float, garrison: float, mediator: float, opening_days: float) -> float:
    """Daily rate at which talks open (M29): either side may open, by its interest; a mediator makes it easier."""
    return (OPENING_ALONE + mediator) * (1.0 - (1.0 - besieger) * (1.0 - garrison)) / opening_days


def through_mediator(skill: float) -> bool:
    """Whether talks open through the mediator rather than directly; `skill` 0..1."""
    return skill > GO_BETWEEN


@rule
def garrison_opens(draw: float, besieger: float, garrison: float) -> bool:
    """Whether it is the garrison that opens the talks: with its share of both interests; `draw` in 0..1."""
    return draw * (besieger + garrison) < garrison
