"""Safe Conduct beside other frameworks: agent-steps a second under the same small rules, and a sweep of 400 small runs.

    python benchmarks/peers.py                      # all of it, 15 minutes or more
    python benchmarks/peers.py --only steps --people 100000
    python benchmarks/peers.py --only sweep --rounds 1

The rules are in `peer_models/rules.py`, each framework's version beside it. The frameworks are installed into temporary
environments, at the versions below; Mesa is the project's own. Each has one core. Models are run in turn, round by
round; figures are medians of the rounds, per second of processor time. That models lose the same share of their people
in the same number of steps shows that the rules are the same. The last row is the whole engine, which does more than
the rules ask.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from child import ROOT, Child, run_child

MODELS = Path(__file__).parent / "peer_models"
#: The two that are compared with the others.
KERNEL, ENGINE = "Safe Conduct, the rules as a kernel", "Safe Conduct, the whole engine"


class Peer(NamedTuple):
    """A model of the rules, and what it needs."""

    name: str
    file: str
    packages: tuple[str, ...]  # pip requirements; none: the project's own environment
    most_steps: dict[int, int] | None  # people -> steps, where the usual number would take too long
    wanted: float | None  # times as many agent-steps a second as this that Safe Conduct should do


PEERS = (
    Peer("Mesa", "plain_mesa.py", (), {1_000_000: 2}, 300),
    Peer("mesa-frames", "mesa_frames_model.py", ("mesa-frames==0.1.0a0", "polars==2.1.0"), None, 15),
    Peer("ambr, ArrayKernelModel", "ambr_model.py", ("ambr[perf]==0.5.2", "numpy==2.4.6"), None, 3),
    Peer(KERNEL, "own_kernel.py", (), None, None),
    Peer(ENGINE, "own_engine.py", (), None, None),
)
STEPS = 20
EMA = ("ema-workbench==3.0.0",)
#: One core each: Polars and NumPy would otherwise use all.
ONE_CORE = {"POLARS_MAX_THREADS": "1", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
MANY_ROUNDS = {"sweep": "sweep of Safe Conduct", "batch_run": "Mesa's batch_run", "ema_workbench": "EMA workbench"}


def environment(folder: Path, packages: Sequence[str], uv: str, *, with_project: bool = False) -> str:
    """Make an environment with these packages; returns its interpreter."""
    python = str(folder / "bin" / "python")
    subprocess.run([uv, "venv", "--quiet", "--python", sys.executable, str(folder)], check=True)
    install = [uv, "pip", "install", "--quiet", "--python", python]
    if with_project:
        subprocess.run([*install, "--require-hashes", "--requirement", str(ROOT / "requirements.lock")], check=True)
    subprocess.run([*install, *packages], check=True)
    return python


def compare_steps(sizes: Sequence[int], rounds: int, uv: str, home: Path) -> dict[str, float]:
    """Print agent-steps a second by model; returns the ratios at the largest size, by peer and own."""
    pythons = {
        peer.name: environment(home / peer.file, peer.packages, uv) if peer.packages else sys.executable
        for peer in PEERS
    }
    versions = ", ".join(("mesa " + version("mesa"), *(text for peer in PEERS for text in peer.packages)))
    print(f"{versions}; medians of {rounds} rounds, one core each")
    print(
        f"{'people':>9}  {'model':36} {'agent-steps/s':>14} {'ns each':>9} {'kernel is':>11} {'engine is':>11} "
        f"{'wanted':>7} {'dead':>7}"
    )
    ratios: dict[str, float] = {}
    for people in sizes:
        found: dict[str, list[dict[str, Any]]] = {peer.name: [] for peer in PEERS}
        for _ in range(rounds):
            for peer in PEERS:
                steps = (peer.most_steps or {}).get(people, STEPS)
                words = [str(MODELS / peer.file), "--people", str(people), "--steps", str(steps)]
                found[peer.name].append(run_child([pythons[peer.name], *words], ONE_CORE).document | {"steps": steps})
        rates = {name: [one["agent_steps"] / one["cpu_s"] for one in ones] for name, ones in found.items()}
        for peer in PEERS:
            rate, last = median(rates[peer.name]), found[peer.name][-1]
            times = {
                own: median(ours / theirs for ours, theirs in zip(rates[own], rates[peer.name], strict=True))
                for own in (KERNEL, ENGINE)
            }
            ratios |= {f"{peer.name}, {own}": ratio for own, ratio in times.items()}
            dead = f"{last['dead'] / people:7.3%}" if last["steps"] == STEPS else f"{'-':>7}"
            wanted = f"{peer.wanted:.0f} x" if peer.wanted else ""
            print(
                f"{people:9,}  {peer.name:36} {rate / 1e6:12.2f} M {1e9 / rate:9.2f} {times[KERNEL]:9.3g} x "
                f"{times[ENGINE]:9.3g} x {wanted:>7} {dead}",
                flush=True,
            )
    return ratios


def compare_sweeps(rounds: int, uv: str, home: Path) -> dict[str, float]:
    """Print the time of 400 small runs by what runs them; returns how often as long they take as the sweep."""
    ema = environment(home / "ema", EMA, uv, with_project=True)
    found: dict[str, list[Child]] = {name: [] for name in MANY_ROUNDS}
    run_child([ema, str(MODELS / "sweep_runs.py"), "none"], {"PYTHONPATH": str(ROOT)})  # machine code is loaded or made
    for _ in range(rounds):
        for name, ones in found.items():
            python = ema if name == "ema_workbench" else sys.executable
            ones.append(run_child([python, str(MODELS / "sweep_runs.py"), name], {"PYTHONPATH": str(ROOT)}))
    days = {one.document["days"] for ones in found.values() for one in ones}
    assert len(days) == 1, f"not the same runs: {days} days"
    print(f"\n400 small runs on two processes, {EMA[0]}, from the start of the command to its end; medians of {rounds}")
    ratios = {}
    for name, ones in found.items():
        wall, cpu = (median(getattr(one, of) for one in ones) for of in ("wall_s", "cpu_s"))
        ratios[name] = median(one.wall_s / own.wall_s for own, one in zip(found["sweep"], ones, strict=True))
        print(
            f"{MANY_ROUNDS[name]:24} {wall:7.1f} s, {cpu:7.1f} s of processor time, {ratios[name]:5.2f} times the sweep"
        )
    return ratios


def parts(only: str) -> Iterator[str]:
    """The parts that were asked for."""
    yield from (part for part in ("steps", "sweep") if only in ("", part))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", choices=("steps", "sweep"), default="")
    parser.add_argument("--people", type=int, nargs="*", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--uv", default=shutil.which("uv") or str(ROOT / ".tools" / "bin" / "uv"))
    parser.add_argument("--json", action="store_true", help="end with the ratios as JSON")
    options = parser.parse_args()
    document: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        for part in parts(options.only):
            document |= (
                compare_steps(options.people, options.rounds, options.uv, Path(folder))
                if part == "steps"
                else compare_sweeps(options.rounds, options.uv, Path(folder))
            )
    if options.json:
        print(json.dumps(document))
