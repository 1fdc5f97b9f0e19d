"""The rules as a compiled kernel of Safe Conduct: its columns, its random numbers and its way to compile."""

from collections.abc import Iterator

import numpy as np
import rules

from sim.compiled import kernel
from sim.state.columns import Status, empty
from sim.state.draw import HIT, HOP, HUNGER, KILL, WAY, Key, key_of, uniform

INSIDE, DEAD = np.uint8(Status.inside), np.uint8(Status.dead)
WIDTH, HEIGHT, RATION, MASS_DAYS = rules.WIDTH, rules.HEIGHT, np.float32(rules.RATION), np.float32(rules.MASS_DAYS)
STARVE, THIN, RISK = np.float32(rules.STARVE), np.float32(rules.THIN), np.float32(rules.HIT)
KILLED, WALK = np.float32(rules.KILLED), np.float32(rules.WALK)


@kernel
def count_armed(cell: np.ndarray, status: np.ndarray, strength: np.ndarray) -> None:
    """Add one side's living people up by cell.

    cell : int32 (rows,), in
    status : uint8 (rows,), in
    strength : int32 (cells,), out
    """
    strength[:] = 0
    for i in range(cell.size):
        strength[np.uint32(cell[i])] += status[i] == INSIDE


@kernel
def eat(mass: np.ndarray, need: np.ndarray, status: np.ndarray, key: Key, uid: np.uint32) -> None:
    """Everybody eats, and may starve.

    mass : float32 (rows,), inout
    need : float32 (rows,), in
    status : uint8 (rows,), inout
    """
    for i in range(mass.size):
        mass[i] += (RATION / need[i] - mass[i]) / MASS_DAYS
        starves = uniform(key, uid + np.uint32(i)) < STARVE * (THIN - mass[i])
        status[i] = DEAD if starves else status[i]


@kernel
def fight(
    cell: np.ndarray, health: np.ndarray, status: np.ndarray, own: np.ndarray, enemies: np.ndarray,
    hit: Key, kill: Key, uid: np.uint32,
) -> None:  # fmt: skip
    """Those with enemies in their cell may be hit.

    cell : int32 (rows,), in
    health : float32 (rows,), inout
    status : uint8 (rows,), inout
    own, enemies : int32 (cells,), in
    """
    for i in range(cell.size):
        against = enemies[np.uint32(cell[i])]
        if against == 0 or status[i] != INSIDE:
            continue
        person = uid + np.uint32(i)
        if uniform(hit, person) < RISK * np.float32(against) / np.float32(own[np.uint32(cell[i])] + against):
            status[i] = DEAD if health[i] < 1.0 or uniform(kill, person) < KILLED else INSIDE
            health[i] = 0.5


@kernel
def walk(cell: np.ndarray, status: np.ndarray, hop: Key, way: Key, uid: np.uint32) -> int:
    """Some of the living walk; returns how many are alive.

    cell : int32 (rows,), inout
    status : uint8 (rows,), in
    """
    alive = 0
    for i in range(cell.size):
        alive += status[i] == INSIDE
        person = uid + np.uint32(i)
        if uniform(hop, person) < WALK and status[i] == INSIDE:
            ninth = np.int32(uniform(way, person) * np.float32(9.0))
            x = min(WIDTH - 1, max(0, cell[i] % WIDTH + ninth % 3 - 1))
            y = min(HEIGHT - 1, max(0, cell[i] // WIDTH + ninth // 3 - 1))
            cell[i] = y * WIDTH + x
    return alive


def simulate(people: int, steps: int, seed: int) -> Iterator[int]:
    """Yield the number of people alive after each step."""
    random, rows = np.random.default_rng(seed), empty(people)
    rows.cell[:] = random.integers(0, WIDTH * HEIGHT, people)
    need = random.uniform(rules.LEAST_NEED, rules.MOST_NEED, people).astype(np.float32)
    civilians, fighters = rules.sizes(people)
    sides = [slice(civilians, civilians + fighters), slice(civilians + fighters, people)]
    strength = np.zeros((2, WIDTH * HEIGHT), np.int32)
    for step in range(steps):
        hunger, hit, kill, hop, way = (key_of(seed, step, stream) for stream in (HUNGER, HIT, KILL, HOP, WAY))
        for own, side in enumerate(sides):
            count_armed(rows.cell[side], rows.status[side], strength[own])
        eat(rows.mass, need, rows.status, hunger, np.uint32(0))
        for own, side in enumerate(sides):
            fight(
                rows.cell[side], rows.health[side], rows.status[side], strength[own], strength[1 - own],
                hit, kill, np.uint32(side.start),
            )  # fmt: skip
        yield walk(rows.cell, rows.status, hop, way, np.uint32(0))


if __name__ == "__main__":
    rules.main(simulate)
