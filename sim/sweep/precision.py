"""Sequential replicates: blocks of seeds are added where the interval is widest, until every share is precise enough.

After each block of a point, from LEAST runs on, the point is done if the 95% Wilson interval of each named share is
narrow enough. Looking repeatedly at Wald's interval would stop too early where all first runs agree; Wilson's does not
collapse there, and with fixed blocks, a least number and a cap its simulated coverage stays between 93 and 98%
(`benchmarks/until_sure.py`). What a point needs depends on its own runs alone, so no row depends on the order in which
runs finish.
"""

import functools
import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from sim.intervals import wilson
from sim.scenario.errors import ScenarioError, did_you_mean, shorten, shown
from sim.sweep.observed_runs import DEAL, ENDINGS, ObservedRuns
from sim.text.format import count, number

#: Runs of a point that are added together, and the least number before a point may be done.
BLOCK, LEAST = 20, 60
#: Narrowest and widest half width of an interval, in points (per cent).
NARROWEST, WIDEST = 0.5, 30.0
#: Points that get a block in the same round: a quarter of those that need one, but no fewer than this.
FEWEST_AT_ONCE = 16
#: What `--until sure` stands for where the experiment names no precision.
DEFAULT = {DEAL: "5 points"}
SURE = "sure"


def half_widths(precision: Mapping[str, Any]) -> dict[str, float]:
    """The largest half width of the interval of each outcome, as a share: {surrender: 5 points} -> 0.05.

    Raises ScenarioError with every problem.
    """
    problems: list[str] = []
    widths: dict[str, float] = {}
    for outcome, given in precision.items():
        if outcome not in ENDINGS:
            hint = did_you_mean(outcome, ENDINGS) or f"; allowed: {', '.join(ENDINGS)}"
            problems.append(f"precision: {shorten(outcome)} is not an ending{hint}")
            continue
        match = re.fullmatch(r"(\d+(?:\.\d+)?) points?", given.strip()) if isinstance(given, str) else None
        points = float(match[1]) if match else math.nan
        if not NARROWEST <= points <= WIDEST:
            problems.append(
                f"precision: {outcome} = {shown(given)}: must be half the width of the 95% interval of the share, "
                f"{NARROWEST:g} to {WIDEST:g} points, such as 5 points"
            )
        widths[outcome] = points / 100
    if not precision:
        problems.append("precision: must name an ending, such as {surrender: 5 points}")
    if problems:
        raise ScenarioError(problems)
    return widths


def precision_of(until: str, own: Mapping[str, Any] | None) -> dict[str, Any]:
    """The precision that `--until` asks for: `sure`, or such as surrender=5 or surrender=5,deal=4.

    Raises ScenarioError where it is neither.
    """
    if until == SURE:
        return dict(own or DEFAULT)
    pairs = [part.partition("=") for part in until.split(",")]
    if any(not sign or not points.strip() for _, sign, points in pairs):
        raise ScenarioError(f"--until {shorten(until)}: must be {SURE}, or an ending and points, such as surrender=5")
    wanted = {name.strip(): f"{points.strip().removesuffix('points').strip()} points" for name, _, points in pairs}
    half_widths(wanted)
    return wanted


def most_runs(half_width: float) -> int:
    """Runs in whole blocks with which any share is known to within `half_width`: those that a share of 50% needs."""
    n = BLOCK
    while _half_width(n // 2, n) > half_width:
        n += BLOCK
    return n


def replicates_of(precision: Mapping[str, Any], replicates: int) -> tuple[int, int]:
    """Least and largest number of runs at a point; the experiment's `replicates` raise the least.

    Raises ScenarioError as `half_widths` does.
    """
    least = max(LEAST, -(-replicates // BLOCK) * BLOCK)
    return least, max(least, *(most_runs(width) for width in half_widths(precision).values()))


@functools.lru_cache(maxsize=100_000)
def _half_width(hits: int, n: int) -> float:
    low, high = wilson(hits, n)
    return (high - low) / 2


class SequentialDesign:
    """Which runs are needed next, given the runs so far; at most `budget` runs altogether."""

    def __init__(self, precision: Mapping[str, Any], replicates: int, points: int, budget: int | None) -> None:
        """Start with the least number of runs at each point. Raises ScenarioError as `half_widths` does."""
        self.widths = half_widths(precision)
        self.least, self.most = replicates_of(precision, replicates)
        self.points, self.at_most = points, min(points * self.most, budget or points * self.most)
        self.asked = np.zeros(points, int)  # runs of each point that were asked for so far
        self._round: dict[int, int] = {}  # runs that each point of the current round then has

    @property
    def outcomes(self) -> Sequence[str]:
        """The endings whose shares are to be precise."""
        return tuple(self.widths)

    def next_runs(self, observed: ObservedRuns) -> np.ndarray:
        """Numbers of the runs to do next, int64 (runs,); none when the rule is satisfied or the budget is used."""
        while True:
            missing = self._missing(observed)
            if len(missing):
                return missing
            self._begin_round(observed)
            if not self._round:
                return missing

    def _missing(self, observed: ObservedRuns) -> np.ndarray:
        """Runs of the current round without a row, replicate by replicate, int64 (runs,)."""
        wanted = [
            replicate * self.points + point
            for point, runs in self._round.items()
            for replicate in range(self.asked[point], runs)
        ]
        numbers = np.sort(np.array(wanted, int))
        return numbers[~observed.done[numbers]]

    def _begin_round(self, observed: ObservedRuns) -> None:
        for point, runs in self._round.items():
            self.asked[point] = runs
        self._round = {}
        open_points = self._open_points(observed)
        left = self.at_most - int(self.asked.sum())
        for point in open_points[: max(FEWEST_AT_ONCE, -(-len(open_points) // 4))] if self.asked.any() else open_points:
            more = min(BLOCK if self.asked[point] else self.least, self.most - self.asked[point])
            if more > left:  # the budget ends with the first block that does not fit
                break
            self._round[point] = int(self.asked[point]) + more
            left -= more

    def _open_points(self, observed: ObservedRuns) -> list[int]:
        """Points that need another block, the widest interval first, relative to what is wanted."""
        excess = self.excess(observed)
        needed = [point for point in range(self.points) if excess[point] > 1 and self.asked[point] < self.most]
        return sorted(needed, key=lambda point: (-excess[point], point))

    def excess(self, observed: ObservedRuns) -> np.ndarray:
        """The half width of each point's interval over that wanted, the largest of its outcomes, float64 (points,)."""
        runs = observed.replicates
        asked = np.arange(runs)[:, None] < self.asked
        valid = observed.done.reshape(runs, -1) & ~observed.failed.reshape(runs, -1) & asked
        n = valid.sum(axis=0)
        excess = np.full(self.points, math.inf)
        for point in np.flatnonzero(n):
            excess[point] = max(
                _half_width(int(hits[valid[:, point], point].sum()), int(n[point])) / width
                for hits, width in zip(
                    (observed.happened[name].reshape(runs, -1) for name in self.widths),
                    self.widths.values(),
                    strict=True,
                )
            )
        return excess

    def text(self, observed: ObservedRuns) -> str:
        """What the rule was, and what it came to, in sentences."""
        self.next_runs(observed)
        excess, runs = self.excess(observed), self.asked
        done = int((excess <= 1).sum())
        wanted = " and ".join(f"{name} within {100 * width:g} points" for name, width in self.widths.items())
        each = f"{runs.min()}" if runs.min() == runs.max() else f"{number(runs.min())} to {number(runs.max())}"
        total, fixed = int(runs.sum()), int(runs.max()) * self.points
        saved = f", where {number(runs.max())} everywhere would be {number(fixed)}" if fixed > total else ""
        short = self.points - done
        reached = (
            f"All {number(done)} points reached it" if not short else f"{number(done)} of {self.points} points did"
        )
        if short and int(observed.done.sum()) + BLOCK > self.at_most:
            reached += " before the budget ended"
        return (
            f"The number of runs followed a sequential rule: {wanted} (95% Wilson interval), checked after each block "
            f"of {BLOCK} seeds, from {self.least} to {self.most}. {reached}, with {each} runs at a point: "
            f"{count(total, 'run')}{saved}."
        )
