"""Random numbers as a function of (seed, moment, stream, uid): the same on any number of threads, in any process.

Hash: triple32 and lowbias32 by C. Wellons (hash prospector), 32-bit permutations with a measured bias under
0.021 and 0.174; a key of 64 bits enters between them. Known answers are in the tests.
"""

import numpy as np

from sim.compiled import rule

#: Of one purpose at one moment; see `key_of`.
type Key = tuple[np.uint32, np.uint32]

# One stream per purpose: a new mechanism takes a new number and changes no other draws.
BODY, NEED, FIRST_MIND, WOUND, DISEASE, HUNGER, STRIKE, HIT, KILL, COMBAT = range(1, 11)
(
    GROUND,
    ATTACK_FACTOR,
    DESERT,
    FLEE,
    CROSS,
    SMUGGLE,
    HOP,
    WAY,
    KIN,
    BUILD,
    PARTY,
    ROAD,
    LEAVE,
    DISSOLVE,
    ROLE,
    MOBILE,
    WATCH,
) = range(12, 29)
RELIEF_DRAW, OVERRUN, PASSED, PERMIT, STEP_BACK, GAP = range(30, 36)
CHEAT, SLIP, PATRON_DRAW, OUTSIDE = range(60, 64)
THEATRE, ESTIMATES = 80, 81


@rule
def triple32(x: int | np.uint32) -> np.uint32:
    """triple32: a permutation of 32-bit integers. uint32 -> uint32."""
    x = np.uint32(x)
    x = np.uint32(np.uint32(x ^ np.uint32(x >> np.uint32(17))) * np.uint32(0xED5AD4BB))
    x = np.uint32(np.uint32(x ^ np.uint32(x >> np.uint32(11))) * np.uint32(0xAC4C1B51))
    x = np.uint32(np.uint32(x ^ np.uint32(x >> np.uint32(15))) * np.uint32(0x31848BAB))
    return np.uint32(x ^ np.uint32(x >> np.uint32(14)))


@rule
def lowbias32(x: int | np.uint32) -> np.uint32:
    """lowbias32: a lighter permutation of 32-bit integers. uint32 -> uint32."""
    x = np.uint32(x)
    x = np.uint32(np.uint32(x ^ np.uint32(x >> np.uint32(16))) * np.uint32(0x7FEB352D))
    x = np.uint32(np.uint32(x ^ np.uint32(x >> np.uint32(15))) * np.uint32(0x846CA68B))
    return np.uint32(x ^ np.uint32(x >> np.uint32(16)))


@rule
def key_of(seed: int, time: int, stream: int) -> Key:
    """Key of one purpose at one moment. Three integers of up to 32 bits -> (uint32, uint32)."""
    first = triple32(np.uint32(seed) ^ triple32(np.uint32(time) ^ triple32(np.uint32(stream) * np.uint32(0x9E3779B9))))
    return first, triple32(first ^ np.uint32(0x85EBCA6B))


@rule
def random_bits(key: Key, uid: int | np.uint32) -> np.uint32:
    """32 random bits for a uid. uint32."""
    return lowbias32(np.uint32(lowbias32(np.uint32(np.uint32(uid) ^ key[0])) + key[1]))


@rule
def share_of(bits: np.uint32) -> np.float32:
    """The number in [0, 1) that 32 random bits stand for: the same as `uniform` of their uid."""
    return np.float32(bits >> np.uint32(8)) * np.float32(5.9604644775390625e-08)


@rule
def uniform(key: Key, uid: int | np.uint32) -> np.float32:
    """A number in [0, 1), in steps of 2**-24, so that float32 holds it exactly."""
    return share_of(random_bits(key, uid))


@rule
def normal(key: Key, uid: int | np.uint32) -> np.float32:
    """A nearly normal number (mean 0, s.d. 1, within 4.9): the sum of eight 16-bit uniforms."""
    a = random_bits(key, uid)
    b = lowbias32(np.uint32(a ^ np.uint32(0x2545F491)))
    c = lowbias32(np.uint32(b ^ np.uint32(0x9E3779B9)))
    d = lowbias32(np.uint32(c ^ np.uint32(0x85EBCA77)))
    low = np.uint32(0xFFFF)
    total = np.int64(0)
    for w in (a, b, c, d):
        total += np.int64(w & low) + np.int64(w >> np.uint32(16))
    # Eight uniforms on 0..65535: mean 262140, variance 8 (2**32 - 1) / 12.
    return np.float32((np.float64(total) - 262140.0) / 53509.918)


@rule
def uniforms(key: Key, first_uid: int | np.uint32, n: int) -> np.ndarray:
    """Uniform numbers of n uids in a row, float32 (n,)."""
    out = np.empty(n, np.float32)
    for i in range(n):
        out[i] = uniform(key, np.uint32(first_uid) + np.uint32(i))
    return out


@rule
def normals(key: Key, first_uid: int | np.uint32, n: int) -> np.ndarray:
    """Normal numbers of n uids in a row, float32 (n,)."""
    out = np.empty(n, np.float32)
    for i in range(n):
        out[i] = normal(key, np.uint32(first_uid) + np.uint32(i))
    return out


@rule
def party_draw(seed: int, day: int, stream: int, purpose: int) -> float:
    """One uniform number for a party's purpose on a day, in [0, 1), float64."""
    return np.float64(uniform(key_of(seed, day, stream), np.uint32(purpose)))
