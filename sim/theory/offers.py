"""The garrison's answer (M28), and what a round of offers is worth (M30). Assumptions, after Slantchev (2003)."""

from sim.compiled import rule
from sim.theory.probability import logistic


@rule
def willing(gain, hidden, noise):
    """Chance that a faction says yes to `gain` over fighting on, given its hidden resolve."""
    return logistic((gain - hidden) / noise)


@rule
def voice(share, largest):
    """Weight of a faction in the answer: its men over the larger faction's, so that a handful has no veto."""
    return share / max(1e-9, largest)


@rule
def with_voice(willingness, weight):
    """A faction's willingness to the power of its voice; a full voice leaves it as it is."""
    return willingness if weight == 1.0 else willingness**weight


@rule
def answer(local, foreign, foreign_share, split):
    """Chance of a yes: each faction's willingness to the power of its voice (M28).

    A faction left out of a split has no say, but its wrath costs up to 0.6 of the chance.
    """
    largest = max(foreign_share, 1.0 - foreign_share)
    of_locals = voice(1.0 - foreign_share, largest)
    of_foreigners = voice(foreign_share, largest)
    yes = with_voice(max(1e-12, local), of_locals)
    if split:
        return yes * (1.0 - 0.6 * of_foreigners)
    return yes * with_voice(max(1e-12, foreign), of_foreigners)


@rule
def hoped_yes(local_gain, foreign_gain, foreign_share, split, noise, resolves, belief):
    """Chance of a yes as the besieger sees it: the answer at each resolve he holds possible, weighed by his belief."""
    total = 0.0
    for k in range(len(resolves)):
        local = willing(local_gain, resolves[k], noise)
        foreign = willing(foreign_gain, resolves[k], noise)
        total += belief[k] * answer(local, foreign, foreign_share, split)
    return total


@rule
def offer_cost(audience_level, mediator, value):
    """Cost of making an offer at all: being seen to talk, less so through a mediator."""
    return (0.01 + 0.02 * audience_level / 3.0) * (1.0 - 0.5 * mediator) * value


@rule
def continuation(outside, expected, rate, interval, upkeep):
    """Worth of a refusal: the best way without a deal, or next round's expectation, discounted (M30)."""
    discount = 1.0 / (1.0 + rate * interval)
    return max(outside, outside + (expected - outside) * discount - upkeep)


@rule
def expected(yes, deal, otherwise):
    """Worth of an offer: yes x deal + (1 - yes) x otherwise."""
    return yes * deal + (1.0 - yes) * otherwise


@rule
def besieger_wish(worth, outside, value):
    """How far the besieger leans to talks, 0 to 1, by what his best offer gains him; doubt of a twentieth of V."""
    return logistic((worth - outside) / (0.05 * value))


@rule
def garrison_wish(lives, hidden):
    """How far the garrison leans to talks, 0 to 1, by the lives that a deal gains it; doubt of a tenth of a life."""
    return logistic((lives - hidden) / 0.1)


@rule
def opening_per_day(besieger, garrison, mediator, opening_days):
    """Daily rate at which talks open: either side may open, and a mediator makes it easier."""
    return (0.7 + mediator) * (1.0 - (1.0 - besieger) * (1.0 - garrison)) / opening_days
