"""Which way causes push: sign tests over random worlds of the baseline, on common seeds.

    python benchmarks/signs.py                 # 50 worlds, 12 seeds a world and arm, a quarter of an hour
    python benchmarks/signs.py --worlds 10

Every world is run in two arms that differ in one cause alone. A world in which both arms give the same is a tie and
counts for neither side. The sign holds where one-sided p < 0.05 (binomial test).
"""

import argparse
import json
import statistics
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import NamedTuple

from estimates import random_worlds
from scipy.stats import binomtest

from sim.model import SiegeModel
from sim.scenario.load import load_scenario
from sim.theory import packages

World = dict[str, object]


class End(NamedTuple):
    """What is counted of a run."""

    outcome: str
    day: int
    secret: bool  # whether a deal was kept secret


def end_of(job: tuple[World, int]) -> End:
    """One run."""
    world, seed = job
    model = SiegeModel(load_scenario("baseline", world), seed=seed)
    while model.running:
        model.step()
    siege = model.siege
    assert siege.ending is not None
    secret = any(packages.secret(deal.package) for deal in siege.deals)
    return End(siege.ending.outcome, siege.ending.day, bool(secret))


def share_of(*outcomes: str) -> Callable[[Sequence[End]], float]:
    """The share of runs that ended so."""
    return lambda ends: sum(end.outcome in outcomes for end in ends) / len(ends)


def share_secret(ends: Sequence[End]) -> float:
    """The share of runs with a secret deal."""
    return sum(end.secret for end in ends) / len(ends)


def median_days(ends: Sequence[End]) -> float:
    """The median day of the end."""
    return statistics.median(end.day for end in ends)


class Sign(NamedTuple):
    """A cause, and what it should do."""

    label: str
    low: World
    high: World
    falls: bool  # whether the measure falls from low to high
    measure: Callable[[Sequence[End]], float]
    shared: World  # of both arms


#: An audience at home without which nothing is kept secret.
WATCHED: World = {"besieger.audience_cost": 2.5}
SIGNS = (
    Sign("dearer own lives, fewer storms", {"negotiation.life_price": 0.3}, {"negotiation.life_price": 3.0}, True,
         share_of("stormed"), {}),
    Sign("a worse prison, fewer surrenders", {"besieger.captor_reputation": 0.9}, {"besieger.captor_reputation": 0.1},
         True, share_of("surrender"), {}),
    Sign("a better road, more leaving", {"besieger.road_reputation": 0.1}, {"besieger.road_reputation": 0.95}, False,
         share_of("evacuation", "split"), {"garrison.refuge": 1.0}),
    Sign("more eyes, fewer secret exits", {"observers.monitors": 0.0}, {"observers.monitors": 0.9}, True,
         share_secret, WATCHED | {"garrison.refuge": 1.0}),
    Sign("more men, shorter sieges", {"besieger.manpower": 0.5}, {"besieger.manpower": 2.0}, True, median_days, {}),
)  # fmt: skip


def arm(world: World, change: World, shared: World) -> World:
    """A world with an arm's change; a number of men stands for a factor on those of the world."""
    changed = world | shared | change
    if "besieger.manpower" in change:
        men = change["besieger.manpower"] * world["besieger.manpower"]  # type: ignore[operator]
        changed["besieger.manpower"] = round(men)
    return changed


def main() -> None:
    """Print a row for each sign; exit code 1 where one does not hold."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--worlds", type=int, default=50)
    parser.add_argument("--seeds", type=int, default=12)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--json", action="store_true", help="end with the number of worlds that agree, by sign")
    options = parser.parse_args()
    worlds, seeds, held, document = list(random_worlds(options.worlds)), range(1, options.seeds + 1), True, {}
    print(f"| sign | worlds that agree | disagree | ties | p |  ({options.worlds} worlds, {options.seeds} seeds)")
    with ProcessPoolExecutor(options.workers, mp_context=get_context("spawn")) as pool:
        for sign in SIGNS:
            jobs = [
                (arm(world, change, sign.shared), seed)
                for world in worlds
                for change in (sign.low, sign.high)
                for seed in seeds
            ]
            ends = list(pool.map(end_of, jobs, chunksize=options.seeds))
            arms = [sign.measure(ends[k : k + options.seeds]) for k in range(0, len(ends), options.seeds)]
            pushes = [high - low for low, high in zip(arms[::2], arms[1::2], strict=True)]
            agree = sum(push < 0.0 if sign.falls else push > 0.0 for push in pushes)
            ties = sum(push == 0.0 for push in pushes)
            decided = len(pushes) - ties
            p = float(binomtest(agree, decided, 0.5, alternative="greater").pvalue) if decided else 1.0
            held &= p < 0.05
            document[sign.label] = agree
            print(f"| {sign.label} | {agree} | {decided - agree} | {ties} | {p:.1e} |", flush=True)
    if options.json:
        print(json.dumps(document))
    raise SystemExit(0 if held else 1)


if __name__ == "__main__":
    main()
