"""What a sweep costs beside its sieges: milliseconds a run, runs a second on one and two processes, memory, disk."""

import argparse
import resource
import shutil
import tempfile
import time
from pathlib import Path
from typing import Any, NamedTuple

from sim.runs.executor import attempt
from sim.runs.plan import Plan
from sim.runs.run import TINY, warm_up
from sim.sweep.engine import SweepProgress, run_missing
from sim.sweep.experiment_reader import experiment_of
from sim.sweep.prepare import PreparedExperiment


def prepared_experiment(runs: int, days: int, world: dict[str, Any]) -> PreparedExperiment:
    """An experiment of about `runs` small runs at 100 points."""
    return PreparedExperiment(
        experiment_of(
            {
                "question": "How fast?",
                "scenario": ["baseline"],
                "set": world,
                "levers": {
                    "supply.food_days": {"low": 5, "high": 50, "steps": 10},
                    "garrison.morale": {"low": 0.2, "high": 0.9, "steps": 10},
                },
                "replicates": max(1, runs // 100),
                "days": days,
            },
            "benchmark",
        )
    )


def bare(prepared: PreparedExperiment, runs: int) -> float:
    """Processor seconds a run without the engine: its scenario is there, its result is forgotten."""
    templates = prepared.templates["baseline"]
    plans = []
    for number in range(0, prepared.expected, max(1, prepared.expected // runs)):
        run = prepared.spec(number)
        scenario = prepared.scenario_of(run)
        plans.append(Plan(scenario, templates.hash_of(scenario), run.seed, prepared.experiment.days, None, None))
    start = time.process_time()
    for plan in plans:
        attempt(plan)
    return (time.process_time() - start) / len(plans)


class Watch:
    """Seconds from the first result to the last, and the memory of this process on the way."""

    def __init__(self) -> None:
        self.began = self.first = 0.0
        self.before = 0
        self.memory: list[tuple[int, int]] = []

    def __call__(self, standing: SweepProgress) -> None:
        """Note the time of the first chunk, and the memory at each tenth of the way."""
        if standing.now and not self.first:
            self.first, self.before = time.perf_counter(), standing.now
        if standing.now >= (len(self.memory) + 1) * standing.due / 10:
            self.memory.append((standing.now, rss_mb()))


def rss_mb() -> int:
    """Resident memory of this process now, MB; the highest so far where the system does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return round(pages * resource.getpagesize() / 1e6)
    except OSError:
        return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3)


class Swept(NamedTuple):
    """Of a whole sweep."""

    busy: float  # processor seconds a run in this process
    pace: float  # seconds a run once it goes
    whole: float  # seconds from the call to the end
    first: float  # seconds from the call to the first rows: start of the processes, and a first chunk
    size: int  # bytes a run
    memory: list[tuple[int, int]]  # MB of this process after so many runs


def swept(prepared: PreparedExperiment, workers: int) -> Swept:
    """Carry out an experiment into a folder that goes again."""
    folder, watch = Path(tempfile.mkdtemp()), Watch()
    try:
        start, wall = time.process_time(), time.perf_counter()
        standing = run_missing(prepared, folder, workers, progress=watch)
        busy, end = time.process_time() - start, time.perf_counter()
        kept = sum(file.stat().st_size for file in (folder / "parts").iterdir())
        pace = (end - watch.first) / max(1, standing.now - watch.before)
        size = kept // standing.now
        return Swept(busy / standing.now, pace, end - wall, watch.first - wall, size, watch.memory)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=2000, help="tiny runs of two days")
    parser.add_argument("--small", type=int, default=200, help="sieges of 2 000 people for at most 100 days")
    arguments = parser.parse_args()
    warm_up()
    tiny = prepared_experiment(arguments.runs, 2, TINY)
    alone = bare(tiny, min(1000, arguments.runs))
    one = swept(tiny, 1)
    engine = f"the engine takes {(one.busy - alone) * 1e3:.2f} ms a run"
    print(f"tiny runs, processor time: {alone * 1e3:.2f} ms bare, {one.busy * 1e3:.2f} ms in a sweep; {engine}")
    print(f"{one.size} bytes a run on the disk; memory in MB after so many runs: {one.memory}")
    people = {"population.civilians": 1400, "garrison.fighters": 200, "besieger.manpower": 400}
    small = prepared_experiment(arguments.small, 100, people)
    both = {workers: swept(small, workers) for workers in (1, 2)}
    for workers, found in both.items():
        print(
            f"{small.expected} small sieges, {workers} at a time: {1 / found.pace:.1f} a second once it goes, "
            f"{1 / found.pace / workers:.1f} a second and process; first rows after {found.first:.1f} s, "
            f"all after {found.whole:.1f} s"
        )
    gain, whole = (getattr(both[1], name) / getattr(both[2], name) for name in ("pace", "whole"))
    print(f"two processes against one: {gain:.2f} times once it goes, {whole:.2f} times from the call to the end")
