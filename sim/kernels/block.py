"""A block of rows at a time: work space, and the plain loops that all mechanisms share.

Loops over rows come in three sorts. Those that fetch from the ground only fetch; those that reckon touch no array but
the block's own, so that the compiler does several rows at once; those that act are for the few rows marked beforehand.
A loop of the first two sorts says what it fills; what a mechanism writes in all is said where it begins.
"""

from typing import Any, NamedTuple

import numpy as np

from sim.compiled import kernel
from sim.state.draw import uniform

#: Rows visited at a time, so that a block's columns stay in the fastest cache through all mechanisms.
BLOCK = 2048


class Scratch(NamedTuple):
    """Work space for one block, arrays of BLOCK."""

    first: Any  # float32, fetched from the ground or the groups
    second: Any  # float32
    whole: Any  # int32
    mark: Any  # uint8, 1 for rows that need a closer look
    marked: Any  # int32, those rows
    chosen: Any  # int32, rows that remain after a second look


def new_scratch(rows: int = BLOCK) -> Scratch:
    """Empty work space; `rows` is a multiple of 8."""
    kinds = (np.float32, np.float32, np.int32, np.uint8, np.int32, np.int32)
    return Scratch(*(np.zeros(rows, kind) for kind in kinds))


@kernel
def fetch(layer, at, out):
    """The layer's value at each row's cell or group. Fills out."""
    for i in range(at.size):
        out[i] = layer[np.uint32(at[i])]


@kernel
def find(mark, n, marked):
    """List which of the first n marks, each 0 or 1, are set; returns how many. Fills marked.

    Within eight marks of which some are set it asks nothing, since a processor guesses wrong which: each place is
    written down, and stands if the mark counts.
    """
    eights = mark.view(np.uint64)
    found = np.uint64(0)
    for k in range(np.uint64(n // 8)):
        if eights[k] != 0:
            first = np.uint64(8 * k)
            for i in range(np.uint64(8)):
                marked[found] = first + i
                found += mark[first + i]
    for i in range(np.uint64(n - n % 8), np.uint64(n)):
        marked[found] = i
        found += mark[i]
    return np.int64(found)


@kernel
def drawn(rows, odds, key, uid, mark, chosen):
    """List which of some rows draw less than their odds; returns how many. Fills mark, chosen."""
    for k in range(rows.size):
        mark[k] = uniform(key, uid + np.uint32(rows[k])) < odds[k]
    found = find(mark, rows.size, chosen)
    for k in range(found):
        chosen[k] = rows[chosen[k]]
    return found
