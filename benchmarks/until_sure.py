#!/usr/bin/env python
"""How often the intervals of sweeps that stop when they are sure cover the true share, and how many runs that saves.

    python benchmarks/until_sure.py

Each of 500 synthetic sweeps has a point for each true share, whose runs are drawn independently, and follows the rule
of `precision` in an experiment. Printed for each share: how often the interval at which the rule stopped covers it,
beside the interval of as many runs fixed beforehand, the mean number of runs, and the mean error of the estimate,
which stopping early biases. It takes some seconds and simulates no siege.
"""

import argparse

import numpy as np

from sim.intervals import wilson
from sim.sweep.observed_runs import ObservedRuns
from sim.sweep.precision import SequentialDesign, replicates_of

SHARES = (0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.7, 0.9)
OUTCOME = "surrender"


def followed(rule: SequentialDesign, happens: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Runs and runs with the outcome at each point, int64 (points,); `happens` is bool (most runs, points)."""
    observed = ObservedRuns(rule.points, rule.most, rule.outcomes)
    while len(runs := rule.next_runs(observed)):
        replicate, point = np.divmod(runs, rule.points)
        ending = [OUTCOME if hit else "stormed" for hit in happens[replicate, point]]
        observed.add_rows(point, replicate + 1, [False] * len(point), ending)
    done, hits = observed.done, observed.happened[OUTCOME]
    return done.reshape(-1, rule.points).sum(axis=0), hits.reshape(-1, rule.points).sum(axis=0)


def covers(hits: int, n: int, share: float) -> bool:
    """Whether the interval covers the share."""
    low, high = wilson(hits, n)
    return low <= share <= high


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Coverage and savings of sweeps that stop when they are sure.")
    parser.add_argument("--repeats", type=int, default=500)
    parser.add_argument("--points", default="5,10", help="half widths, in points")
    options = parser.parse_args()
    shares = np.array(SHARES)
    for points in options.points.split(","):
        rng = np.random.default_rng(1)
        counts, covered, fixed, errors = [], [], [], []
        precision = {OUTCOME: f"{points} points"}
        _, most = replicates_of(precision, 1)
        for _ in range(options.repeats):
            rule = SequentialDesign(precision, 1, len(shares), None)
            n, hits = followed(rule, rng.random((most, len(shares))) < shares)
            counts.append(n)
            errors.append(hits / n - shares)
            covered.append([covers(int(k), int(m), p) for k, m, p in zip(hits, n, shares, strict=True)])
            again = rng.binomial(n, shares)  # as many runs, their number fixed beforehand
            fixed.append([covers(int(k), int(m), p) for k, m, p in zip(again, n, shares, strict=True)])
        print(f"\nwithin {points} points, {options.repeats} sweeps; at most {most} runs at a point\n")
        print("| true share | coverage | number fixed | runs at the point | mean error |")
        print("|--:|--:|--:|--:|--:|")
        columns = (np.mean(covered, axis=0), np.mean(fixed, axis=0), np.mean(counts, axis=0), np.mean(errors, axis=0))
        for share, one, two, n, error in zip(shares, *columns, strict=True):
            print(f"| {100 * share:.0f}% | {100 * one:.1f}% | {100 * two:.1f}% | {n:.0f} | {100 * error:+.1f} points |")
        mean = np.mean(counts)
        print(f"| all | {100 * np.mean(covered):.1f}% | {100 * np.mean(fixed):.1f}% | {mean:.0f} |  |")
        print(f"\nruns saved, beside {most} at every point: {100 * (1 - mean / most):.0f}%")


if __name__ == "__main__":
    main()
