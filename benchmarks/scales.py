"""Are outcome shares the same at 1 and at 5 people per agent, of all kinds or of civilians alone?

Two one-sided tests at 5 points, by outcome.
"""

import argparse
import math
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import endings  # beside this file

from sim.compare.outcomes import ENDINGS
from sim.model import SiegeModel

#: The baseline, a quarter larger, so that every kind has 200 rows at 5 people a row.
WORLD: dict[str, object] = {
    "population.civilians": 2500,
    "garrison.fighters": 1000,
    "besieger.manpower": 3000,
    "besieger.reference_manpower": 3000,
    "map.area_km2": 1.75,
}
MARGIN, Z90 = 0.05, 1.645


def share_table(seeds: int, workers: int, parameter: str) -> None:
    """Print shares, differences with 90% intervals, and whether the interval lies within the margin."""
    with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
        results = {}
        for scale in (1, 5):
            world = WORLD | {parameter: scale}
            results[scale], _ = endings.shares(world, range(1, seeds + 1), pool)
    print(f"{'outcome':12} {'scale 1':>8} {'scale 5':>8} {'difference':>11} {'90% interval':>18}  equivalent")
    for name in ENDINGS:
        one, five = results[1][name], results[5][name]
        error = math.sqrt((one * (1 - one) + five * (1 - five)) / seeds)
        low, high = five - one - Z90 * error, five - one + Z90 * error
        verdict = "yes" if low > -MARGIN and high < MARGIN else "no"
        print(f"{name:12} {one:8.3f} {five:8.3f} {five - one:+11.3f} {low:+9.3f} {high:+8.3f}  {verdict}")
    # Power: the chance to show equivalence when there is no difference, at the share that is hardest to tell.
    share = max(results[1].values(), key=lambda p: p * (1 - p))
    error = math.sqrt(2 * share * (1 - share) / seeds)
    power = math.erf(max(0.0, MARGIN / error - Z90) / math.sqrt(2))
    print(f"n = {seeds} seeds each; power at no difference {power:.2f} for a share of {share:.2f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=1500)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--civilians", action="store_true", help="only civilians are coarser")
    arguments = parser.parse_args()
    SiegeModel("baseline").step()
    kind = "civilians" if arguments.civilians else "people"
    share_table(arguments.seeds, arguments.workers, f"population.{kind}_per_agent")
