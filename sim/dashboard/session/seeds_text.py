"""The twenty seeds of a fork in a sentence, and as marks of a strip."""

from collections.abc import Sequence
from typing import Any

from sim.compare.fork.fork_text import MORE_FEWER, difference_text
from sim.dashboard.session.fork_seeds import REPLICATES, SeedPair, SeedsView
from sim.dashboard.theme import keep_numbers_whole
from sim.text.format import count, number, quantity

#: Fewer pairs than this give no interval.
LEAST = 3
EQUAL_HORIZONS = "Up to the day on which the first of the two sieges of a pair"


def seeds_sentences(view: SeedsView) -> list[str]:
    """Mean and median difference in civilian deaths over the pairs that are there, each with its interval."""
    pairs = view.pairs
    if len(pairs) < LEAST:
        return []
    of = f"{len(pairs)} seeds" if view.state == "done" else f"the first {len(pairs)} of {REPLICATES} seeds"
    ends = [pair.difference for pair in pairs]
    lines = [f"Over {of}, to the end of each siege: {_estimates(ends)}. {_shares(ends)}."]
    if any(pair.days[0] != pair.days[1] for pair in pairs):
        lines.append(
            f"Over equal horizons, {EQUAL_HORIZONS.lower()} ended: {_estimates([pair.common for pair in pairs])}."
        )
    if view.excluded:
        lines.append(f"{count(view.excluded, 'seed')} ended before the day of the fork and cannot be compared.")
    return [keep_numbers_whole(line) for line in lines]


def _estimates(differences: Sequence[int]) -> str:
    """On average 41 (95% CI 12 to 70) more civilians die; the median is 38 (95% CI 5 to 61) more."""
    import numpy as np

    from sim.compare.statistics.means import mean
    from sim.compare.statistics.medians import median

    values = np.array(differences, dtype=float)
    same = f"the same in all {count(len(values), 'pair')}"
    average = mean(values).document()
    text = difference_text(
        {"mean": average["value"], "low": average["low"], "high": average["high"]},
        *MORE_FEWER["deaths_civilians"], same,
    )  # fmt: skip
    middle = median(values)
    ends = f" (95% CI {quantity(middle.low)} to {quantity(middle.high)})" if middle.high > middle.low else ""
    return f"on average {text} die with the change; median difference {quantity(middle.value)}{ends}"


def _shares(differences: Sequence[int]) -> str:
    fewer, more = sum(n < 0 for n in differences), sum(n > 0 for n in differences)
    rest = len(differences) - fewer - more
    same = f", as many in {number(rest)}" if rest else ""
    return f"Fewer die in {number(fewer)}, more in {number(more)}{same}"


def seeds_strips(view: SeedsView) -> list[dict[str, Any]]:
    """A strip for each horizon: a title, the range of its axis, and a mark for each seed."""
    own = view.question.seed if view.question else -1
    strips = [_strip("To the end of each siege", own, view.pairs, [pair.difference for pair in view.pairs])]
    if any(pair.days[0] != pair.days[1] for pair in view.pairs):
        strips.append(_strip(f"{EQUAL_HORIZONS} ended", own, view.pairs, [pair.common for pair in view.pairs]))
    return strips


def _strip(title: str, own: int, pairs: Sequence[SeedPair], values: Sequence[int]) -> dict[str, Any]:
    reach = max(1, *(abs(value) for value in values)) if values else 1
    return {
        "title": title,
        "reach": reach,
        "marks": [
            {"seed": pair.seed, "value": value, "own": pair.seed == own, "text": _mark_text(pair, value)}
            for pair, value in zip(pairs, values, strict=True)
        ],
    }


def _mark_text(pair: SeedPair, value: int) -> str:
    words = "no difference" if not value else f"{count(abs(value), 'civilian')} {'more' if value > 0 else 'fewer'}"
    days = f"{number(pair.days[0])} and {number(pair.days[1])} days"
    return f"seed {pair.seed}: {words}; factual and counterfactual siege of {days}"
