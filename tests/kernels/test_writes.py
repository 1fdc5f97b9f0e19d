"""A kernel whose docstring says `Writes a, b.` changes a and b, and nothing else that it is given."""

import copy
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from worlds import HAMLET, PRESSED

import sim.kernels
from sim.kernels import assault, day, fast_forward, fire, keys
from sim.kernels.day_engine import DayEngine, DaysRun
from sim.model import SiegeModel
from sim.state.columns import COUNT_WIDTH, N_CAUSE, N_KIND, Kind, uid_of

#: Everything happens here: hunger, thirst, strikes, pushes, flight, desertion.
BUSY = HAMLET | PRESSED | {
    "fire.strikes_km2_day": 300.0,
    "bodies.disease_per_day": 0.01,
    "supply.food_days": 0.0,
    "supply.leak": 0.05,
    "besieger.lets_civilians_out": 0.3,
    "exit.flight_per_day": 0.3,
    "exit.desertion_per_day": 0.02,
    "exit.besieger_desertion_per_day": 0.02,
    "exit.crossing_death": 0.3,
    "assault.overrun_killed": 0.3,
    "negotiation.allowed": False,
    "negotiation.collapse_per_day": 0.0,
    "besieger.manpower": 150,
}  # fmt: skip
DAYS = range(1, 41, 4)


def modules() -> dict[str, ModuleType]:
    names = [info.name for info in pkgutil.iter_modules(sim.kernels.__path__)]
    return {name: importlib.import_module(f"sim.kernels.{name}") for name in names}


def kernels_of(module: ModuleType) -> dict[str, Any]:
    """The kernels that a module defines, by name."""
    return {
        name: value
        for name, value in vars(module).items()
        if hasattr(value, "py_func") and value.py_func.__module__ == module.__name__
    }


def sentence(kernel: Any) -> set[str]:
    """The names in `Writes a, b of the c.`, or none."""
    match = re.search(r"\bWrites ([^.]*)\.", kernel.__doc__ or "")
    return {part.split()[0] for part in re.split(r",\s+", match[1])} if match else set()


def meant(names: set[str]) -> set[str]:
    """The names, and for the name of a module of kernels all that its kernels write."""
    found = set(names)
    for name in names & modules().keys():
        found |= set().union(*map(sentence, kernels_of(modules()[name]).values()))
    return found


TELLING = {
    f"{place}.{name}": kernel
    for place, module in modules().items()
    for name, kernel in kernels_of(module).items()
    if sentence(kernel)
}


def arrays_in(name: str, value: Any) -> Iterator[tuple[str, str, np.ndarray]]:
    """Argument, name and array, for every array of an argument."""
    if isinstance(value, np.ndarray):
        yield name, name, value
    elif isinstance(value, tuple):
        for field, each in zip(getattr(value, "_fields", ()), value, strict=False):
            for _, inner, array in arrays_in(field, each):
                yield name, inner, array


class Morning:
    """What the compiled day was given on one morning, by argument, and what a chunk adds up."""

    def __init__(self, given: dict[str, Any]) -> None:
        self.layout, grid, today = given["layout"], given["grid"], given["day_inputs"][0]
        first = grid.front[0]
        self.given = given | {
            "today": today, "params": given["kernel_params"][0], "scratch": given["sums"].scratch, "strikes": 1,
            "tick": 1, "still": False, "keys": keys.tick_keys(today["seed"], today["day"] * today["ticks"] + 1),
            "width": int(today["width"]), "moved": True, "whole": False,
            "first_uid": np.uint32(uid_of(Kind.besieger, 0)), "holder": grid.holder, "side": grid.holder[first],
            "deaths": np.zeros((N_KIND, N_CAUSE), np.int64), "strengths": np.zeros_like(grid.strength),
            "faction_counts": np.zeros((N_KIND, 2, COUNT_WIDTH), np.int64),
            "crowd": np.zeros(grid.holder.size, np.int32),
            "own": grid.contact[0] + np.float32(1), "enemy": grid.contact[1], "cover": grid.contact[2],
            "days": np.float32(0.25), "cell_m": today["cell_m"],
            "into": np.zeros_like(grid.strength), "first": grid.strength + 1,
            "second": grid.strength,
            "queue": np.full(grid.holder.size, first, np.int32), "filled": 1,
            "distance": np.where(np.arange(grid.holder.size) == first, 0, -1).astype(np.int32),
        }  # fmt: skip

    def arguments(self, kernel: Any, kind: Kind) -> dict[str, Any]:
        """Copies for one call; a kernel that is told a kind gets the rows of that kind alone."""
        wanted = list(inspect.signature(kernel.py_func).parameters)
        given = copy.deepcopy({name: self.given[name] for name in wanted if name in self.given})
        if "counts" in given and "crowd" in given:  # those of a chunk, by faction
            given["counts"] = copy.deepcopy(self.given["faction_counts"])
        if "day_inputs" in sentence(kernel):
            given["day_inputs"][:] = np.zeros_like(given["day_inputs"])
        if "site" in wanted and "partners" in wanted:  # whoever may talk may act
            params = given["party_params"]
            params["negotiation"]["allowed"], params["besieger"]["offensive_day"] = 1.0, -1.0
        if "kind" in wanted:
            a, b = self.layout.kind_start[kind : kind + 2]
            given["people"] = type(given["people"])(*(column[a:b] for column in given["people"]))
            given |= {"kind": int(kind), "uid": np.uint32(uid_of(kind, 0))}
        return {name: given[name] for name in wanted}


def hours(given: dict[str, Any]) -> Iterator[Morning]:
    """The morning as found, and done; ground fallen, and people still standing on it."""
    yield Morning(given)
    given = copy.deepcopy(given)
    words = list(inspect.signature(day.morning.py_func).parameters)
    given["n_front"] = day.morning(*((given | {"moved": True})[word] for word in words))
    yield Morning(given)
    given = copy.deepcopy(given)
    today, params = given["day_inputs"][0], given["kernel_params"][0]
    fire.bombard(given["grid"], today, 1, params)
    fire.lay_out_threat(given["grid"])
    assault.contest(given["grid"], given["axial"], today, 1, given["n_front"], params)
    yield Morning(given)


@pytest.fixture(scope="module")
def mornings() -> list[Morning]:
    """Mornings of a siege in which everything happens, and hours of those days."""
    found = []
    model = SiegeModel("baseline", seed=4, **BUSY)
    siege, engine, run = model.siege, model.engine, DayEngine.run

    def remember(_: DayEngine, *asked: Any) -> DaysRun:
        if siege.day in DAYS:
            engine.kernel_records.fill(14.0)
            records, evening = engine.kernel_records.records, engine.evening
            fast_forward.start_day(engine.day_inputs, records, evening, engine.site, siege.party_params, siege.day)
            of_siege = {"people", "layout", "grid", "groups", "n_front", "partners", "day"}
            given = {name: getattr(siege, name) for name in of_siege} | {
                "arrays": engine.arrays, "axial": engine.arrays.axial, "starvation": engine.arrays.starvation,
                "first_group": int(engine.site["first_group"][0]), "day_inputs": engine.day_inputs,
                "kernel_params": siege.kernel_params, "sums": engine.sums[0],
                "scratch": engine.sums[0].scratch, "counts": evening.counts, "means": evening.means,
                "cover": evening.cover, "ground": evening.ground, "party_params": siege.party_params, "found": evening,
                "ring_men_per_km": np.float32(engine.site["ring_men_per_km"][0]),
                "state": records, "decision_scratch": engine.scratch, "evening": evening, "site": engine.site,
                "place_value": siege.place_value(), "rows": engine.rows, "k": 0,
                "cells": evening.ground[0].held + 9, "left": 1,
            }  # fmt: skip
            found.extend(hours(copy.deepcopy(given)))
        return run(engine, *asked)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DayEngine, "run", remember)
        while model.running and model.siege.day < DAYS.stop:
            model.step()
    assert len(found) >= 20
    return found


def test_most_kernels_declare_what_they_write() -> None:
    assert len(TELLING) >= 15


@pytest.mark.parametrize("name", TELLING)
def test_it_changes_what_it_says_and_nothing_else(name: str, mornings: list[Morning]) -> None:
    kernel = TELLING[name]
    declared = meant(sentence(kernel))
    changed = set()
    for morning in mornings:
        for kind in Kind:
            given = morning.arguments(kernel, kind)
            before = copy.deepcopy(given)
            kernel(*given.values())
            for argument, value in given.items():
                pairs = zip(arrays_in(argument, value), arrays_in(argument, before[argument]), strict=True)
                for (_, array_name, now), (_, _, then) in pairs:
                    if not np.array_equal(now, then):
                        assert {argument, array_name} & declared, f"{name} changes {argument}.{array_name} in silence"
                        changed |= {argument, array_name}
            if "kind" not in given:
                break
    modules_named = sentence(kernel) & modules().keys()
    assert sentence(kernel) - modules_named <= changed, "said, but never seen to be written"


def test_the_search_from_a_cell_stays_on_its_side(mornings: list[Morning]) -> None:
    """The one kernel above that is given a queue of a test's making."""
    given = mornings[0].arguments(modules()["fields"].spread_distance, Kind.civilian)
    reached = modules()["fields"].spread_distance(*given.values())
    assert reached > 1
    assert (given["distance"] >= 0).sum() == reached
    assert (given["holder"][given["distance"] >= 0] == given["side"]).all()
