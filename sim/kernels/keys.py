"""The keys of one tick's random draws."""

from typing import NamedTuple

from sim.compiled import kernel
from sim.state.draw import COMBAT, DESERT, FLEE, HIT, HOP, KILL, ROLE, WAY, Key, key_of


class TickKeys(NamedTuple):
    """Keys of the draws of one tick; those of rarer draws are made where they are needed."""

    hit: Key
    combat: Key
    kill: Key
    flee: Key
    desert: Key
    hop: Key
    way: Key
    role: Key  # of a besieger's role, for the whole siege


@kernel
def tick_keys(seed: int, at: int) -> TickKeys:
    """The keys of a tick; `at` is its number since the siege began."""
    return TickKeys(
        key_of(seed, at, HIT),
        key_of(seed, at, COMBAT),
        key_of(seed, at, KILL),
        key_of(seed, at, FLEE),
        key_of(seed, at, DESERT),
        key_of(seed, at, HOP),
        key_of(seed, at, WAY),
        key_of(seed, 0, ROLE),
    )
