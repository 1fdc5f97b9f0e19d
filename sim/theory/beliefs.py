"""What the besieger believes of the garrison's hidden resolve and of its stock, and what teaches him (M31).

Both beliefs are chances over a few points. A refusal speaks for resolve and for a fuller store; hunger that shows
speaks the truth about the store; losses borne without a sign of giving in speak for resolve. Fighting informs by its
sum, and a spike no more than the same losses spread out (Weisiger 2016). In between beliefs return to the first ones,
for new private information is made all the time (Shirkey 2016). Information is expected to be the weak brake (Powell).
"""

import math

from sim.compiled import rule

#: Shifts of the resolve, in lives, that he holds possible.
RESOLVES = (-0.6, -0.45, -0.3, -0.15, 0.0, 0.15, 0.3, 0.45, 0.6)
#: Errors about the garrison's endurance that he holds possible: logs of what he sees over what is true.
ERRORS = (-1.6, -1.2, -0.8, -0.4, 0.0, 0.4, 0.8, 1.2, 1.6)

NOTHING = 1e-12  # a sum of probabilities that has vanished

Belief = tuple[float, ...]


def bell(points: Belief, middle: float, spread: float) -> Belief:
    """Chances over the points in the form of a bell, of the given standard deviation."""
    return normed(tuple([math.exp(-0.5 * ((x - middle) / spread) ** 2) for x in points]), points)


def first_belief(spread: float) -> Belief:
    """A bell over the resolves, of the given standard deviation in lives."""
    return bell(RESOLVES, 0.0, spread)


def first_stock(sight: float, spread: float) -> Belief:
    """A bell over the errors, around the error that he made on the first day."""
    return bell(ERRORS, math.log(sight), spread)


def normed(weights: Belief, otherwise: Belief) -> Belief:
    """Chances that add up to one; where nothing is left of them, as they were."""
    total = sum(weights)
    return tuple([w / total for w in weights]) if total > NOTHING else otherwise


def after_refusal(belief: Belief, yes: Belief, weight: float = 1.0) -> Belief:
    """Bayes: each point is weighed by its chance to refuse. `yes` is the chance of acceptance at each point."""
    return normed(tuple([b * (1.0 - y) ** weight for b, y in zip(belief, yes, strict=True)]), belief)


@rule
def under_hunger(error, precision):
    """Weight of an error under hunger that shows: e^(-precision error^2 / 2).

    So two weeks teach what one of twice the signs does.
    """
    return math.exp(-0.5 * precision * error * error)


@rule
def under_losses(resolve, lost, weight):
    """Weight of a resolve m under losses borne, a share of the first fighters: e^(-weight lost / (1 + e^(m / 0.15))).

    The softer, the likelier to have given in by now; the sum of the losses counts, not their pace.
    """
    return math.exp(-weight * lost / (1.0 + math.exp(resolve / 0.15)))


@rule
def forgotten(belief, first, share):
    """Chance of a point when a share of the first doubt has returned."""
    return (1.0 - share) * belief + share * first


@rule
def forgets(per_week, weeks):
    """Share of the first doubt that returns in so many weeks: 1 - (1 - share of a week)^weeks."""
    return 1.0 - math.pow(1.0 - per_week, weeks)


@rule
def shown_by(mass, rent):
    """What deserters, burials and prices show of hunger, 0..1: the dearer of prices and thin bodies (M22a)."""
    return max(min(1.0, (1.0 - mass) / 0.15), rent)


def mean(belief: Belief, points: Belief) -> float:
    """What he expects."""
    return sum([b * x for b, x in zip(belief, points, strict=True)])


def mean_resolve(belief: Belief) -> float:
    """The resolve that he expects, in lives."""
    return mean(belief, RESOLVES)


def factor_of_error(belief: Belief) -> float:
    """What he takes the garrison's endurance for, over what it is."""
    return math.exp(mean(belief, ERRORS))


def worse_for(reputation: float, by: float) -> float:
    """A reputation after an act of bad faith that was seen: it falls at once."""
    return max(0.0, reputation - by)


def better_for(reputation: float, share: float) -> float:
    """A reputation after a deal carried out: it gains a share of what it lacks, so that trust grows slowly."""
    return reputation + share * (1.0 - reputation)
