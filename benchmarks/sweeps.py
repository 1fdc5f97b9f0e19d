"""What a sweep costs beside its sieges: milliseconds a run, runs a second on one and two processes, memory, disk.

Figures of one and two processes are medians of pairs that follow each other: those inside a process that has loaded the
model, and those of the whole command, from its call to its end.
"""

import argparse
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from sim.runs.executor import attempt
from sim.runs.plan import Plan
from sim.runs.run import TINY, warm_up
from sim.scenario import yamltext
from sim.sweep.engine import SweepProgress, run_missing
from sim.sweep.experiment_reader import experiment_of
from sim.sweep.prepare import PreparedExperiment

#: A small siege: 2 000 people, for at most 100 days.
SMALL, SMALL_DAYS = {"population.civilians": 1400, "garrison.fighters": 200, "besieger.manpower": 400}, 100


def text(runs: int, days: int, world: dict[str, Any]) -> dict[str, Any]:
    """An experiment of this number of runs at 100 points, as its file states it."""
    return {
        "name": "benchmark",
        "question": "How fast?",
        "scenario": ["baseline"],
        "set": world,
        "levers": {
            "supply.food_days": {"low": 5, "high": 50, "steps": 10},
            "garrison.morale": {"low": 0.2, "high": 0.9, "steps": 10},
        },
        "replicates": max(1, runs // 100),
        "days": days,
    }


def prepared_experiment(runs: int, days: int, world: dict[str, Any]) -> PreparedExperiment:
    """The same, ready to be run."""
    return PreparedExperiment(experiment_of(text(runs, days, world), "benchmark"))


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
    memory: list[tuple[int, int]]  # runs done, MB of this process


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


class Command(NamedTuple):
    """Of a whole command, in seconds from its call."""

    first: float  # to the first rows on the disk
    whole: float  # to its end


def command(file: Path, workers: int) -> Command:
    """Call `safeconduct sweep` on an experiment, with results that go again."""
    with tempfile.TemporaryDirectory() as folder:
        start, first = time.perf_counter(), 0.0
        words = ["sweep", str(file), "--workers", str(workers), "--quiet", "--out", folder]
        process = subprocess.Popen([sys.executable, "-m", "sim", *words], stdout=subprocess.DEVNULL)
        while process.poll() is None:
            if not first and any(Path(folder).glob("sweeps/*/fresh/*/*.runs")):
                first = time.perf_counter() - start
            time.sleep(0.005)
        assert process.returncode == 0
        return Command(first, time.perf_counter() - start)


def compare_processes(runs: int, pairs: int) -> float:
    """Print the medians of small sieges on one and on two processes, and of their ratios; returns that of the pace."""
    prepared = prepared_experiment(runs, SMALL_DAYS, SMALL)
    loaded = [(swept(prepared, 1), swept(prepared, 2)) for _ in range(pairs)]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "benchmark.yaml"
        file.write_text(yamltext.write(text(runs, SMALL_DAYS, SMALL)), encoding="utf-8")
        called = [(command(file, 1), command(file, 2)) for _ in range(pairs)]
    gains = []
    print(f"{prepared.expected} small sieges, one process and two, medians of {pairs} pairs:")
    for label, measured, name in (
        ("model loaded, seconds a run once it goes", loaded, "pace"),
        ("model loaded, seconds to the first rows", loaded, "first"),
        ("model loaded, seconds to the end", loaded, "whole"),
        ("whole command, seconds to the first rows", called, "first"),
        ("whole command, seconds to the end", called, "whole"),
    ):
        values = [tuple(getattr(each, name) for each in pair) for pair in measured]
        one, two = (median(side) for side in zip(*values, strict=True))
        gain = median(one / two for one, two in values)
        gains.append(gain)
        print(f"  {label}: {one:.4g} and {two:.4g}, {gain:.2f} times as fast")
    return gains[0]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=2000, help="tiny runs of two days; 0 for none")
    parser.add_argument(
        "--small", type=int, default=200, help="sieges of 2 000 people for at most 100 days; 0 for none"
    )
    parser.add_argument("--pairs", type=int, default=5, help="pairs of one and two processes")
    parser.add_argument("--json", action="store_true", help="end with the figures as JSON")
    arguments = parser.parse_args()
    document: dict[str, float] = {}
    warm_up()
    if arguments.runs:
        tiny = prepared_experiment(arguments.runs, 2, TINY)
        alone = bare(tiny, min(1000, arguments.runs))
        one = swept(tiny, 1)
        engine = f"the engine takes {(one.busy - alone) * 1e3:.2f} ms a run"
        print(f"tiny runs, processor time: {alone * 1e3:.2f} ms bare, {one.busy * 1e3:.2f} ms in a sweep; {engine}")
        document |= {"engine ms": (one.busy - alone) * 1e3, "bytes": one.size}
        print(f"{one.size} bytes a run on the disk; runs done and memory in MB: {one.memory}")
    if arguments.small:
        document["two processes"] = compare_processes(arguments.small, arguments.pairs)
    if arguments.json:
        print(json.dumps(document))
