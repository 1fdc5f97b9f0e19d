"""What the besieger believes of the garrison's hidden resolve and of its stock, and what he learns from (M31).

Both beliefs are probabilities over a few points. A refusal speaks for resolve and for a fuller store; hunger that shows
tells the truth about the store; losses borne without a sign of giving in speak for resolve. Fighting informs by its
sum, and a spike no more than the same losses spread out (Weisiger 2016). In between beliefs return to the first ones,
for new private information arises all the time (Shirkey 2016). Information is expected to be the weak brake (Powell).
"""

import math

from sim.compiled import rule
from sim.constants import constant

#: Shifts of the garrison's resolve that he holds possible, lives.
RESOLVES = (-0.6, -0.45, -0.3, -0.15, 0.0, 0.15, 0.3, 0.45, 0.6)
#: Errors about the garrison's endurance that he holds possible: logs of what he sees over what is true.
ERRORS = (-1.6, -1.2, -0.8, -0.4, 0.0, 0.4, 0.8, 1.2, 1.6)

YIELDING = constant(
    0.15, "lives", "scale of the logistic share of resolves that would have given in by now", low=0.05, high=0.4
)
THIN = constant(0.15, "share", "loss of body mass that shows as full hunger", low=0.05, high=0.3)
ROAD_BREACH = constant(0.1, "0..1", "reputation of the road that one breach costs", low=0.02, high=0.4)
ROAD_ARRIVAL = constant(
    0.02, "0..1", "share of what the road's reputation lacks that an arriving tranche restores", low=0.0, high=0.1
)
NOTHING = 1e-12  # a sum of probabilities that has vanished

Belief = tuple[float, ...]


def discretised_normal(points: Belief, mean: float, spread: float) -> Belief:
    """Probabilities over the points in proportion to a normal density of this mean and standard deviation."""
    return normalised(tuple([math.exp(-0.5 * ((x - mean) / spread) ** 2) for x in points]), points)


def first_belief(spread: float) -> Belief:
    """First belief over RESOLVES, with this standard deviation in lives."""
    return discretised_normal(RESOLVES, 0.0, spread)


def first_stock(sight: float, spread: float) -> Belief:
    """First belief over ERRORS, around the error that he made on the first day (`sight`: seen over true endurance)."""
    return discretised_normal(ERRORS, math.log(sight), spread)


def normalised(weights: Belief, otherwise: Belief) -> Belief:
    """Probabilities in proportion to the weights; `otherwise` where all weights have vanished."""
    total = sum(weights)
    return tuple([w / total for w in weights]) if total > NOTHING else otherwise


def after_refusal(belief: Belief, yes: Belief, weight: float = 1.0) -> Belief:
    """Bayes' rule: b_k (1 - y_k)^weight, normalised; `yes` is the probability of acceptance at each point.

    >>> after_refusal((0.5, 0.5), (0.5, 0.0))
    (0.3333333333333333, 0.6666666666666666)
    """
    return normalised(tuple([b * (1.0 - y) ** weight for b, y in zip(belief, yes, strict=True)]), belief)


@rule
def under_hunger(error: float, precision: float) -> float:
    """Likelihood of an error under hunger that shows: e^(-precision error^2 / 2).

    So two weeks teach what one week with twice the signs does.
    """
    return math.exp(-0.5 * precision * error * error)


@rule
def under_losses(resolve: float, lost: float, weight: float) -> float:
    """Likelihood of a resolve m under losses borne: e^(-weight lost / (1 + e^(m / 0.15))).

    `lost`: share of the first fighters. The softer, the likelier to have given in by now; the sum of the losses counts,
    not their pace.
    """
    return math.exp(-weight * lost / (1.0 + math.exp(resolve / YIELDING)))


@rule
def forgotten(belief: float, first: float, share: float) -> float:
    """Probability of a point when a share of the first doubt has returned."""
    return (1.0 - share) * belief + share * first


@rule
def forgets(per_week: float, weeks: float) -> float:
    """Share of the first doubt that returns within some weeks: 1 - (1 - share per week)^weeks."""
    return 1.0 - math.pow(1.0 - per_week, weeks)


@rule
def shown_by(mass: float, rent: float) -> float:
    """What deserters, burials and prices show of hunger, 0..1: the clearer sign of thin bodies and high rents (M22a).

    `mass`: mean body mass over that of day 0; `rent`: `smuggling.rent`.
    """
    return max(min(1.0, (1.0 - mass) / THIN), rent)


def mean(belief: Belief, points: Belief) -> float:
    """Expected value over the points."""
    return sum([b * x for b, x in zip(belief, points, strict=True)])


def mean_resolve(belief: Belief) -> float:
    """The resolve that he expects, lives."""
    return mean(belief, RESOLVES)


def factor_of_error(belief: Belief) -> float:
    """The garrison's endurance as he believes it, over what it is."""
    return math.exp(mean(belief, ERRORS))


def worse_for(reputation: float, by: float) -> float:
    """A reputation after an act of bad faith that was seen: it falls at once."""
    return max(0.0, reputation - by)


def better_for(reputation: float, share: float) -> float:
    """A reputation after good faith: it gains a share of what it lacks, so that trust grows slowly."""
    return reputation + share * (1.0 - reputation)
