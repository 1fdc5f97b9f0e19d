"""What the besieger believes of the garrison's hidden resolve, and how a refusal teaches him (E21)."""

import math

#: Shifts of the resolve, in lives, that he holds possible.
RESOLVES = (-0.6, -0.45, -0.3, -0.15, 0.0, 0.15, 0.3, 0.45, 0.6)


def first_belief(spread: float) -> tuple[float, ...]:
    """A bell over the resolves, of the given standard deviation in lives."""
    weights = [math.exp(-0.5 * (m / spread) ** 2) for m in RESOLVES]
    return tuple(w / sum(weights) for w in weights)


def after_refusal(belief: tuple[float, ...], yes: tuple[float, ...], spread: float, fade: float) -> tuple[float, ...]:
    """Bayes: each resolve is weighed by its chance to refuse; then a little of the first doubt returns.

    `yes` is the chance of acceptance at each resolve; the fading stands for new private information (Shirkey 2016).
    """
    weighed = [b * (1.0 - y) for b, y in zip(belief, yes, strict=True)]
    total = sum(weighed)
    learned = [w / total for w in weighed] if total > 1e-12 else list(belief)
    return tuple((1.0 - fade) * w + fade * f for w, f in zip(learned, first_belief(spread), strict=True))


def mean_resolve(belief: tuple[float, ...]) -> float:
    """The resolve that he expects, in lives."""
    return sum([b * m for b, m in zip(belief, RESOLVES, strict=True)])
