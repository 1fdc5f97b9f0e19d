"""The rules as an ArrayKernelModel of ambr: columns in NumPy arrays."""

from collections.abc import Iterator
from typing import Any

import ambr  # pyright: ignore[reportMissingImports]
import rules


class Battle(ambr.ArrayKernelModel):
    """All people in columns; the dead keep their row."""

    def init_state(self, xp: Any, n: int, rng: Any, p: dict[str, Any]) -> dict[str, Any]:
        """Everybody on day 0."""
        civilians, fighters = rules.sizes(n)
        number = xp.arange(n)
        return {
            "side": (number >= civilians).astype(xp.int8) + (number >= civilians + fighters),
            "x": rng.integers(0, rules.WIDTH, n, dtype=xp.int32),
            "y": rng.integers(0, rules.HEIGHT, n, dtype=xp.int32),
            "need": rng.uniform(rules.LEAST_NEED, rules.MOST_NEED, n).astype(xp.float32),
            "mass": xp.ones(n, xp.float32),
            "wounded": xp.zeros(n, bool),
            "alive": xp.ones(n, bool),
        }

    def step_state(self, xp: Any, state: dict[str, Any], rng: Any, p: dict[str, Any]) -> dict[str, Any]:
        """Everybody's step."""
        side, alive, mass, wounded = state["side"], state["alive"], state["mass"], state["wounded"]
        n = side.size
        mass += (xp.float32(rules.RATION) / state["need"] - mass) / xp.float32(rules.MASS_DAYS)
        dies = rng.random(n, dtype=xp.float32) < xp.float32(rules.STARVE) * (xp.float32(rules.THIN) - mass)
        armed = xp.flatnonzero(alive & (side != rules.CIVILIAN))
        cell, own = state["y"][armed] * rules.WIDTH + state["x"][armed], side[armed]
        counts = [xp.bincount(cell[own == s], minlength=rules.WIDTH * rules.HEIGHT) for s in (1, 2)]
        fighters, besiegers = counts[0][cell], counts[1][cell]
        enemies = xp.where(own == rules.FIGHTER, besiegers, fighters)
        hit = armed[rng.random(armed.size, dtype=xp.float32) < rules.HIT * enemies / (fighters + besiegers)]
        dies[hit] |= wounded[hit] | (rng.random(hit.size) < rules.KILLED)
        wounded[hit] = True
        alive &= ~dies
        walks = xp.flatnonzero(alive & (rng.random(n, dtype=xp.float32) < rules.WALK))
        for name, size in (("x", rules.WIDTH), ("y", rules.HEIGHT)):
            state[name][walks] = xp.clip(state[name][walks] + rng.integers(-1, 2, walks.size), 0, size - 1)
        return state


def simulate(people: int, steps: int, seed: int) -> Iterator[int]:
    """Yield the number of people alive after each step."""
    model = Battle({"n": people, "seed": seed, "prefer_gpu": False})
    xp = ambr.get_array_module(False)
    rng = xp.random.default_rng(seed)
    state = model.init_state(xp, people, rng, model.p)
    for _ in range(steps):  # what `run` does, without the tables it makes at the end
        state = model.step_state(xp, state, rng, model.p)
        yield int(state["alive"].sum())


if __name__ == "__main__":
    rules.main(simulate)
