"""A block of rows at a time: work space, and the simple loops that all mechanisms share.

There are three sorts of loops over rows. Some only fetch from the grid. Some compute, and touch no array but those of
the block, so that the compiler handles several rows at once. Some act, on the few rows marked beforehand.
"""

from typing import NamedTuple

import numpy as np

from sim.compiled import kernel
from sim.state.draw import Key, uniform

#: A word of eight marks times this has them side by side in its top byte; times the next, their number there.
EIGHT_BITS, EIGHT_ADDED = np.uint64(0x0102040810204080), np.uint64(0x0101010101010101)
TOP_BYTE, TOP_SIX = np.uint64(56), np.uint64(58)
ONE, FOUR, EIGHT, MARKS = np.uint64(1), np.uint64(4), np.uint64(8), np.uint64(64)
#: Where a word's only bit is, by the top six bits of its product with this number (a de Bruijn sequence).
DE_BRUIJN = np.uint64(0x03F79D71B4CB0A89)
PLACES = np.array(sorted(range(64), key=lambda place: (int(DE_BRUIJN) << place) % 2**64), np.int32)

#: Rows visited at a time, so that a block's columns stay in the fastest cache through all mechanisms.
BLOCK = 2048


class Scratch(NamedTuple):
    """Work space for one block, arrays (BLOCK,). Contents last for one mechanism, but those of `danger`."""

    first: np.ndarray  # float32, fetched from the grid or the groups
    second: np.ndarray  # float32
    danger: np.ndarray  # float32, remembered danger at each civilian: from `fire.hit_people` to `morale.update_minds`
    whole: np.ndarray  # int32
    mark: np.ndarray  # uint8, 1 for rows that need a closer look
    marked: np.ndarray  # int32, those rows
    chosen: np.ndarray  # int32, rows that remain after a second look


def new_scratch(rows: int = BLOCK) -> Scratch:
    """Empty work space; `rows` is a multiple of 8."""
    kinds = (np.float32, np.float32, np.float32, np.int32, np.uint8, np.int32, np.int32)
    return Scratch(*(np.zeros(rows, kind) for kind in kinds))


@kernel
def fetch(layer: np.ndarray, at: np.ndarray, out: np.ndarray) -> None:
    """The layer's value at each row's cell or group.

    layer : any dtype (n,), in
    at : int32 (rows,), in
    out : any dtype (rows,), out
    """
    for i in range(at.size):
        out[i] = layer[np.uint32(at[i])]


@kernel
def list_marked(mark: np.ndarray, n: int, marked: np.ndarray) -> np.int64:
    """List which of the first n marks are set; returns how many.

    A mark is 0 or 1. The bits of 64 marks are taken off one word, four at a time: to ask whether there is another
    would be a branch for each, which a processor would often predict wrongly. Places beyond the last are written over.

    mark : uint8 (at least n; a multiple of 8,), in
    marked : int32 (at least n,), out
    """
    eights = mark.view(np.uint64)
    found = np.uint64(0)
    for block in range(np.uint64(n // 64)):
        bits, number = np.uint64(0), np.uint64(0)
        for k in range(EIGHT):
            word = eights[EIGHT * block + k]
            bits |= (word * EIGHT_BITS >> TOP_BYTE) << EIGHT * k
            number += word
        at = found
        found += number * EIGHT_ADDED >> TOP_BYTE
        first = np.int32(MARKS * block)
        while at < found:
            for k in range(FOUR):
                rest = bits & (bits - ONE)
                marked[at + k] = first + PLACES[(bits ^ rest) * DE_BRUIJN >> TOP_SIX]
                bits = rest
            at += FOUR
    for i in range(np.uint64(n - n % 64), np.uint64(n)):
        marked[found] = i
        found += mark[i]
    return np.int64(found)


@kernel
def bernoulli(
    rows: np.ndarray, probability: np.ndarray, key: Key, uid: np.uint32, mark: np.ndarray, chosen: np.ndarray
) -> np.int64:
    """One trial for each of some rows: list those that draw less than their probability; returns how many.

    rows : int32 (n,), in, places in the block
    probability : float32 (n,), in
    mark : uint8 (at least n; a multiple of 8,), out
    chosen : int32 (at least n,), out
    """
    for k in range(rows.size):
        mark[k] = uniform(key, np.uint32(uid + np.uint32(rows[k]))) < probability[k]
    found = list_marked(mark, rows.size, chosen)
    for k in range(found):
        chosen[k] = rows[chosen[k]]
    return found
