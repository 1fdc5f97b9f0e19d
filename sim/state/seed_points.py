"""Draws of persistent hidden types, spread evenly over consecutive seeds: points of a Sobol' sequence.

Each dimension is a base-2 sequence (Sobol' 1967; direction numbers of Joe and Kuo 2008) with a fixed digital shift, in
whole numbers of 32 bits; seed 1 has its first point. The first 2^k seeds, and each 2^k after them, have one point in
each of 2^k equal strata of every dimension, so any run of consecutive seeds stands for the distribution. A point
depends on the seed alone: all arms of a sweep have the same. The seeds of the further sieges of a theatre are hashes,
so that their points are independent of the first's.
"""

import functools
from enum import IntEnum
from statistics import NormalDist

BITS = 32

#: One dimension a row: its primitive polynomial, as bits; the first direction numbers; its digital shift. Of the first
#: 1 200 dimensions, those of which no two correlate by more than 0.1 over any 400 consecutive seeds of the first 4 096.
DIMENSIONS = (
    (0x0, (), 0xe220a839),
    (0x7, (1, 3), 0x06c45d18),
    (0xb, (1, 3, 1), 0xf88bb8a8),
    (0x19, (1, 3, 5, 13), 0x2c829abe),
    (0x25, (1, 1, 5, 5, 17), 0xc584133a),
    (0x29, (1, 1, 5, 5, 5), 0x3ee57890),
    (0x2f, (1, 1, 7, 11, 19), 0xf3b8488c),
    (0x3d, (1, 3, 5, 5, 31), 0x8621a03f),
    (0x43, (1, 3, 3, 9, 7, 49), 0x8e1f7555),
    (0x67, (1, 1, 1, 15, 7, 5), 0x7d29825c),
    (0xcb, (1, 1, 3, 9, 25, 29, 41), 0xee521d7a),
    (0xe5, (1, 3, 1, 3, 5, 53, 69), 0x0c7de806),
    (0x259, (1, 1, 5, 11, 9, 29, 97, 231, 363), 0xf4a578dc),
    (0x26f, (1, 1, 1, 3, 23, 15, 111, 223, 83), 0x55f070ab),
    (0x2af, (1, 3, 5, 1, 9, 43, 3, 149, 11), 0x32fcab5d),
    (0x9b9, (1, 3, 7, 15, 19, 27, 85, 203, 441, 97, 1895), 0xdc3c315a),
    (0xfe5, (1, 3, 7, 3, 25, 15, 109, 83, 93, 69, 1189), 0x9aa83a6d),
    (0x33e3, (1, 3, 7, 15, 21, 33, 117, 183, 511, 489, 1283, 3281, 5979), 0x4659e12f),
)  # fmt: skip


class TypeDraw(IntEnum):
    """The dimension of each hidden type; the besieger's tastes for packages take those from `first_taste` on."""

    local_resolve = 0
    foreign_resolve = 1
    storm_bias = 2
    deal_bias = 3
    split_bias = 4
    endurance_factor = 5
    patron_temper = 6
    first_taste = 7


def share(seed: int, dimension: int) -> float:
    """The coordinate of a seed, between 0 and 1 and never either. Raises IndexError where there is no such dimension.

    >>> sorted(int(4 * share(seed, 0)) for seed in range(1, 5))
    [0, 1, 2, 3]
    """
    bits, index = DIMENSIONS[dimension][2], seed - 1
    for place, number in enumerate(_directions(dimension)):
        if index >> place & 1:
            bits ^= number
    return (bits + 0.5) / 2**BITS


def standard_normal(seed: int, dimension: int) -> float:
    """The coordinate of a seed as a standard normal number, within 6.4. Raises IndexError as `share` does.

    Rounded, because the last bit of a logarithm differs between machines.
    """
    return round(NormalDist().inv_cdf(share(seed, dimension)), 9)


@functools.cache
def _directions(dimension: int) -> tuple[int, ...]:
    """What each bit of the index, from the lowest, changes in the coordinate."""
    polynomial, first, _ = DIMENSIONS[dimension]
    degree = len(first)
    numbers = list(first) if degree else [1] * BITS
    for i in range(len(numbers), BITS):
        number = numbers[i - degree] ^ numbers[i - degree] << degree
        for k in range(1, degree):
            if polynomial >> (degree - k) & 1:
                number ^= numbers[i - k] << k
        numbers.append(number)
    return tuple(number << (BITS - 1 - i) for i, number in enumerate(numbers))
