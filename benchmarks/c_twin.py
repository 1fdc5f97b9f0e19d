"""The hottest loops of the engine beside the same in C: equal to the last bit, and how much longer they take.

    python benchmarks/c_twin.py                    # a million people; needs clang or gcc
    python benchmarks/c_twin.py --people 100000 --json

Of a tick without a push, walking takes the most time. `c_twin.c` has the same columns, blocks, loops and random
numbers as `sim/kernels/movement.py`. It is compiled with `-O3 -march=native` and, like Numba's code, without fast-math
and without fused multiply-adds. Both start from the same people and do the same tick in turn; the figure is the median
ratio of their processor times. Exit code 1 where a bit differs; without a compiler, nothing is measured and the exit
code is 0.
"""

import argparse
import ctypes
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from speed import held

from sim.compiled import kernel
from sim.kernels import movement
from sim.kernels.block import BLOCK
from sim.kernels.codes import FIT_HEALTH, FULL_MASS, HELD_BY_BESIEGER, HELD_BY_GARRISON, KINDS
from sim.kernels.day import SiegeArrays, Sums, rows
from sim.kernels.keys import tick_keys
from sim.model import SiegeModel
from sim.scenario.load import load_scenario
from sim.state.columns import Kind
from sim.state.grid import ATTACK, DEFENCE, TO_FRONT, TO_RING, TO_SHELTER
from sim.theory.movement import hops

SOURCE = Path(__file__).with_suffix(".c")
FLAGS = ("-O3", "-march=native", "-ffp-contract=off", "-shared", "-fPIC", "-std=gnu11", "-Wall")
WAYS = (TO_SHELTER, TO_FRONT, TO_RING)
WANTED = 1.1
DAYS_BEFORE = 5


@kernel
def walk_tick(arrays: SiegeArrays, day_inputs: np.ndarray, tick: int, kernel_params: np.ndarray, sums: Sums) -> None:
    """What all people walk in a tick, as in `kernels.day.people_tick` but without the other mechanisms.

    day_inputs : DayInputs record (1,), in
    kernel_params : KernelParams record (1,), in
    """
    today, params, layout = day_inputs[0], kernel_params[0], arrays.layout
    keys = tick_keys(today.seed, today.day * today.ticks + tick)
    sums.strength[:] = 0
    for kind in range(KINDS):
        first, end = layout.kind_start[kind], layout.kind_start[kind + 1]
        a = first
        while a < end:
            b = min(a + BLOCK, end)
            uid = np.uint32((kind + 1) << 28) + np.uint32(a - first)
            movement.walk(
                rows(arrays.people, a, b), kind, uid, arrays.grid, today, keys, params, sums.scratch, sums.strength
            )
            a = b


class Key(ctypes.Structure):
    """`draw.Key`."""

    _fields_ = (("first", ctypes.c_uint32), ("second", ctypes.c_uint32))


class Walk(ctypes.Structure):
    """The struct of the same name in `c_twin.c`."""

    _fields_ = (
        *((name, ctypes.c_void_p) for name in ("cell", "mind", "health", "weight", "status")),
        ("next_cell", ctypes.c_void_p * 3),
        ("step_probability", ctypes.c_void_p * 3),
        ("holder", ctypes.c_void_p),
        ("strength", ctypes.c_void_p * 3),
        ("kind_start", ctypes.c_int64 * 4),
        ("mean", ctypes.c_float * 3),
        *((name, ctypes.c_float) for name in ("fit_health", "cordon", "reserve")),
        *((name, Key) for name in ("hop", "way", "role")),
        ("own", ctypes.c_uint8 * 3),
        ("unused", ctypes.c_uint8),
    )


def compiler() -> str | None:
    """A C compiler, if there is one."""
    return shutil.which("clang") or shutil.which("gcc")


def library(command: str, folder: Path) -> ctypes.CDLL:
    """Compile `c_twin.c` and load it."""
    target = folder / "c_twin.so"
    subprocess.run([command, *FLAGS, "-o", str(target), str(SOURCE)], check=True)
    return ctypes.CDLL(str(target))


def walk_of(model: SiegeModel, cell: np.ndarray, strength: np.ndarray, tick: int) -> Walk:
    """The arguments of the C function for a tick of the siege's last day.

    cell : int32 (rows,), written by C
    strength : int32 (2, cells), written by C
    """
    siege, today, params = model.siege, model.engine.day_inputs[0], model.siege.kernel_params[0]
    grid, people = siege.grid, siege.people
    assert not today["pushing"]
    fighters = slice(*siege.layout.kind_start[Kind.fighter : Kind.besieger + 1].tolist())
    assert people.mass[fighters].min() >= FULL_MASS, "a fighter has wasted: his strength is not computed in C"
    days = np.float32(1.0) / np.float32(today["ticks"])
    speeds = (params["movement"][f"{kind.name}_m_day"] for kind in Kind)
    mean = [np.float32(hops(speed, days, today["cell_m"])) for speed in speeds]
    assert max(mean) <= 1.0, "somebody walks several cells in a tick, which C does not do"
    keys = tick_keys(int(today["seed"]), int(today["day"]) * int(today["ticks"]) + tick)
    walk = Walk(
        cell=cell.ctypes.data, mind=people.mind.ctypes.data, health=people.health.ctypes.data,
        weight=people.weight.ctypes.data, status=people.status.ctypes.data, holder=grid.holder.ctypes.data,
        fit_health=FIT_HEALTH, cordon=today["cordon"], reserve=today["reserve"],
        hop=Key(*keys.hop), way=Key(*keys.way), role=Key(*keys.role),
    )  # fmt: skip
    for kind, way in zip(Kind, WAYS, strict=True):
        walk.next_cell[kind] = grid.next_cell[way].ctypes.data
        walk.step_probability[kind] = grid.step_probability[way].ctypes.data
        walk.mean[kind] = mean[kind]
        walk.own[kind] = HELD_BY_BESIEGER if kind == Kind.besieger else HELD_BY_GARRISON
    walk.strength[Kind.fighter] = strength[DEFENCE].ctypes.data
    walk.strength[Kind.besieger] = strength[ATTACK].ctypes.data
    walk.kind_start[:] = siege.layout.kind_start.tolist()
    return walk


def processor_time(function: Callable[..., Any], *arguments: Any) -> float:
    """Seconds of processor time of one call."""
    began = time.process_time()
    function(*arguments)
    return time.process_time() - began


def measure(people: int, rounds: int, command: str) -> dict[str, float]:
    """Compare the bits of some ticks and time both; milliseconds a tick, and the median of the ratios."""
    model = SiegeModel(load_scenario("eastern_ghouta_2018", held(people)), seed=1)
    model.materialize()  # so that the engine below is the one of these days
    for _ in range(DAYS_BEFORE):
        model.step()
    siege, engine = model.siege, model.engine
    cells, start = siege.grid.holder.size, siege.people.cell.copy()
    cell, strength, moved = start.copy(), np.zeros((2, cells), np.int32), 0
    with tempfile.TemporaryDirectory() as folder:
        c_walk = library(command, Path(folder)).walk_tick
        c_walk.argtypes, c_walk.restype = (ctypes.POINTER(Walk), ctypes.c_int64), None
        times: dict[str, list[float]] = {"own": [], "c": []}
        for number in range(rounds + 1):
            tick = number % int(engine.day_inputs[0]["ticks"])
            walk = walk_of(model, cell, strength, tick)
            siege.people.cell[:], cell[:] = start, start
            calls = {
                "own": (walk_tick, engine.arrays, engine.day_inputs, tick, siege.kernel_params, engine.sums[0]),
                "c": (c_walk, ctypes.byref(walk), cells),
            }
            for name in sorted(calls, reverse=number % 2 == 1):  # who comes second finds the columns in the cache
                took = processor_time(*calls[name])
                if number:  # the first call compiles
                    times[name].append(took)
            moved = int((cell != start).sum())
            same = np.array_equal(cell, siege.people.cell) and np.array_equal(strength, engine.sums[0].strength)
            if not same or not moved:
                raise SystemExit(f"tick {tick}: not the same bits in C, or nobody of {people:,} moved")
    ratio = median(own / c for own, c in zip(times["own"], times["c"], strict=True))
    return {"own_ms": 1e3 * median(times["own"]), "c_ms": 1e3 * median(times["c"]), "ratio": ratio, "moved": moved}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--json", action="store_true", help="end with the figures as JSON")
    options = parser.parse_args()
    command = compiler()
    if command is None:
        print("skipped: there is neither clang nor gcc on this machine, so there is no C to compare with")
        print("{}" if options.json else "", end="")
        sys.exit(0)
    found = measure(options.people, options.rounds, command)
    print(
        f"walking, a tick of {options.people:,} people, {found['moved']:,.0f} of whom move: {found['own_ms']:.3f} ms, "
        f"in C ({Path(command).name}) {found['c_ms']:.3f} ms, {found['ratio']:.2f} times as long "
        f"(wanted: at most {WANTED}); equal in every bit"
    )
    if options.json:
        print(json.dumps(found))
