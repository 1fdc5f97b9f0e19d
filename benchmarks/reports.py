"""What reading a sweep costs: processor seconds and peak memory of report, status, export and compare, by rows.

The rows are drawn, not simulated; the store writes them as it writes those of a sweep.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from sim.sweep.chunk_worker import ChunkTables, ipc, schemas_of
from sim.sweep.engine import run_missing
from sim.sweep.experiment_reader import experiment_of
from sim.sweep.parts import RUNS, new_metadata
from sim.sweep.prepare import PreparedExperiment
from sim.sweep.row_store import SweepStore

MEN = [1200, 1600, 2000, 2400, 3000, 3800, 4800]
#: Rows -> levels of three levers and replicates.
DESIGNS = {
    12_250: ([10, 20, 30, 45, 60, 90, 120], [0.3, 0.45, 0.6, 0.75, 0.9], MEN, 50),
    100_000: ([10, 20, 30, 40, 50, 60, 75, 90, 105, 120], [0.3, 0.45, 0.6, 0.75, 0.9],
              [*MEN, 6000], 250),
}  # fmt: skip
ENDS = np.array(["surrender", "evacuation", "split", "stormed", "collapse", "lifted", "stalemate"])
CHUNK = 500  # rows written at a time
#: What a report imports beyond its own modules; the memory of a process that has done so and no more is the floor.
IMPORTS = "import sim.cli.app, sim.compare.sweep_report.report, sim.sweep.read, pyarrow.parquet, scipy.stats, jinja2"


class Cost(NamedTuple):
    """Of one process, from its start to its end."""

    cpu_s: float
    peak_mb: float


def experiment(rows: int, name: str, offensive_day: int) -> PreparedExperiment:
    """A grid of three levers with this number of runs."""
    food, morale, men, replicates = DESIGNS[rows]
    return PreparedExperiment(
        experiment_of(
            {
                "name": name,
                "question": "When do deals appear?",
                "scenario": ["baseline"],
                "set": {"besieger.offensive_day": offensive_day},
                "levers": {"supply.food_days": food, "garrison.morale": morale, "besieger.manpower": men},
                "replicates": replicates,
                "outcomes": ["deal", "day", "signed_day", "deaths_civilians", "deaths_fighters", "deaths_besiegers"],
            },
            "benchmark",
        )
    )


def draw_rows(prepared: PreparedExperiment, runs: Sequence[int], rng: np.random.Generator) -> pa.Table:
    """Rows of some runs: endings that follow the levers, and numbers of about the right size in all other columns."""
    n = len(runs)
    specs = [prepared.spec(run) for run in runs]
    columns: dict[str, Any] = {name: [getattr(spec, name) for spec in specs] for name in ("point", "replicate", "seed")}
    food, morale, men = np.array([spec.values for spec in specs]).T
    hungry = 1 / (1 + np.exp((food - 40) / 15 + 3 * (morale - 0.6) - (men - 2500) / 1500))
    chance = np.cumsum([0.6 * hungry, 0.3 * (1 - hungry), np.full(n, 0.03), 0.2 * men / 4800, np.full(n, 0.05)], axis=0)
    end = ENDS[(rng.random(n) > np.vstack([chance, chance[-1] + 0.03])).sum(axis=0)]
    deal = np.isin(end, ENDS[:3])
    day = np.where(end == "stalemate", 364, rng.integers(5, 20 + 2 * food.astype(int), n))
    columns |= {f.dotted: [spec.values[at] for spec in specs] for at, f in enumerate(prepared.factors)}
    columns |= {"scenario": ["baseline"] * n, "scenario_hash": [f"h{spec.point:012x}" for spec in specs]}
    columns |= {"ended": ["end"] * n, "outcome": end, "cause": end, "day": day, "days_simulated": day + 1}
    columns |= {
        "signed_day": np.ma.masked_array(day // 2, ~deal),
        "deal.terms": np.where(deal, np.array("with light arms", object), np.array(None, object)),
    }
    columns |= {"deaths_civilians": rng.poisson(20 + 200 * (1 - hungry)), "deaths_fighters": rng.poisson(80, n)}
    columns |= {"deaths_besiegers": rng.poisson(men / 60), "digest": [rng.bytes(32).hex() for _ in specs]}
    arrays = []
    for field in schemas_of(prepared.factors, False, False)[RUNS]:
        if field.name in columns:
            arrays.append(pa.array(columns[field.name], field.type))
        elif pa.types.is_string(field.type):
            arrays.append(pa.nulls(n, field.type))
        else:
            arrays.append(pa.array(rng.integers(0, 2000, n)).cast(field.type))
    return pa.Table.from_arrays(arrays, schema=schemas_of(prepared.factors, False, False)[RUNS])


def write_sweep(rows: int, home: Path, name: str = "benchmark", offensive_day: int = 90) -> Path:
    """A finished sweep with this number of drawn rows in a folder of results."""
    prepared, rng = experiment(rows, name, offensive_day), np.random.default_rng(offensive_day)
    folder = home / "sweeps" / prepared.name
    run_missing(prepared, folder, limit=0)
    store = SweepStore(folder, prepared.hash, schemas_of(prepared.factors, False, False), prepared.points,
                       prepared.experiment.replicates)  # fmt: skip
    store.begin()
    for first in range(0, prepared.expected, CHUNK):
        runs = range(first, min(first + CHUNK, prepared.expected))
        table = new_metadata(prepared.hash, None, {}).on(draw_rows(prepared, runs, rng))
        store.add(ChunkTables({RUNS: ipc(table)}, len(runs), 0))
    store.fold()
    run_missing(prepared, folder, limit=0)  # records the counts
    return folder


def commands(rows: int, home: Path) -> Iterator[tuple[str, list[str]]]:
    """Name and arguments of what is measured, on sweeps that are written first."""
    one = write_sweep(rows, home)
    two = write_sweep(rows, home, "other", 60)
    yield "imports", ["-c", IMPORTS]
    yield "report", ["-m", "sim", "report", str(one), "--out", str(home / "report"), "--json"]
    yield "status", ["-m", "sim", "status", str(one), "--json"]
    yield "export", ["-m", "sim", "export", str(one), "--csv", str(home / "rows.csv")]
    yield "compare", ["-m", "sim", "compare", str(one), str(two), "--report", str(home / "two.html"), "--json"]


def cost_of(python: str, arguments: list[str]) -> Cost:
    """Run a command to its end, its output dropped."""
    child = subprocess.Popen([python, *arguments], stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"{' '.join(arguments)} ended with exit code {child.returncode}")
    kilo = 1 if sys.platform == "darwin" else 1024
    return Cost(used.ru_utime + used.ru_stime, used.ru_maxrss * kilo / 1e6)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, choices=DESIGNS, action="append", help="[default: both sizes]")
    parser.add_argument("--only", default="", help="only commands whose names have this")
    parser.add_argument("--repeats", type=int, default=5, help="of each command, of which the median counts")
    parser.add_argument("--json", action="store_true", help="end with the figures as JSON")
    given = parser.parse_args()
    document: dict[str, float] = {}
    for rows in given.rows or DESIGNS:
        with tempfile.TemporaryDirectory() as home:
            for name, arguments in commands(rows, Path(home)):
                if given.only not in name:
                    continue
                costs = [cost_of(sys.executable, arguments) for _ in range(given.repeats + 1)][1:]
                cpu, peak = (statistics.median(column) for column in zip(*costs, strict=True))
                document |= {f"{name} {rows} s": cpu, f"{name} {rows} MB": peak}
                print(f"{rows:8} {name:8} {cpu:9.2f} s {peak:8.0f} MB", flush=True)
    if given.json:
        print(json.dumps(document))
