"""Mesa's batch_run beside a loop of `run`, paired: the same seeds, one after the other, medians of several rounds."""

import argparse
import time
from statistics import median
from typing import Any

import mesa

from sim import SiegeModel, run

SMALL = {
    "map.area_km2": 0.2,
    "population.civilians": 200,
    "garrison.fighters": 80,
    "besieger.manpower": 240,
    "besieger.reference_manpower": 240,
}


def outcome(model: SiegeModel) -> str | None:
    """How it ended; None until then."""
    return model.siege.ending.outcome if model.siege.ending else None


class AtTheEnd(SiegeModel):
    """Collects once, when the siege is over."""

    def __init__(self, scenario: str = "baseline", *, seed: int | None = None, **more: Any) -> None:
        super().__init__(scenario, seed=seed, **more)
        self.datacollector = mesa.DataCollector(model_reporters={"outcome": outcome})

    def step(self) -> None:
        """A day."""
        super().step()
        if not self.running:
            self.datacollector.collect(self)


class Daily(AtTheEnd):
    """Collects every day, for which every day has to be carried out by itself."""

    def step(self) -> None:
        """A day."""
        SiegeModel.step(self)
        self.datacollector.collect(self)


def main() -> None:
    """Print processor milliseconds of a siege, and the median of the paired ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seeds", type=int, default=10)
    asked = parser.parse_args()
    seeds = list(range(1, asked.seeds + 1))
    run("baseline", 1, overrides=SMALL)
    print(f"{asked.rounds} rounds of {asked.seeds} sieges; milliseconds a siege, medians")
    print(f"{'model':12} {'run':>7} {'batch_run':>10} {'ratio':>7}")
    for model in (SiegeModel, AtTheEnd, Daily):
        alone, batched = [], []
        for _ in range(asked.rounds):
            start = time.process_time()
            results = [run("baseline", seed, overrides=SMALL) for seed in seeds]
            between = time.process_time()
            rows = mesa.batch_run(model, SMALL, rng=seeds, max_steps=10_000, display_progress=False)
            alone.append(between - start)
            batched.append(time.process_time() - between)
            assert [row["outcome"] for row in rows] == [result.outcome for result in results]
        ms = [median(times) / asked.seeds * 1e3 for times in (alone, batched)]
        ratio = median(b / a for a, b in zip(alone, batched, strict=True))
        print(f"{model.__name__:12} {ms[0]:7.1f} {ms[1]:10.1f} {ratio:7.2f}")


if __name__ == "__main__":
    main()
