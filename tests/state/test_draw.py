"""Luck: the published hashes, uniformity, independence, and the same bits compiled or not."""

from collections.abc import Callable

import numpy as np
import pytest
from scipy.stats import chi2

from sim.state import draw
from sim.state.draw import key_of, lowbias32, normal, normals, party_draw, random_bits, triple32, uniform, uniforms

#: Chance that one of these tests fails although the numbers are perfect. Seeds are fixed, so it either does or not.
FALSE_ALARM = 1e-6
MANY = 1 << 18
STREAMS = sorted(value for name, value in vars(draw).items() if name.isupper() and isinstance(value, int))

#: From the authors' C code (hash prospector), compiled with gcc: x -> triple32(x), lowbias32(x).
KNOWN = {
    0x00000000: (0x00000000, 0x00000000),
    0x00000001: (0x042741D6, 0x688990C0),
    0x00000002: (0xF1DFE8E9, 0xD1132181),
    0x0000002A: (0x9A675F94, 0x172733C2),
    0x12345678: (0xFAC970FF, 0xF5E71C96),
    0x80000000: (0x39726C96, 0xCC4B4124),
    0xDEADBEEF: (0x0921725E, 0xE628C683),
    0xFFFFFFFF: (0x127F588F, 0x6768824A),
}
SOME = [*KNOWN, 3, 1 << 28, (2 << 28) + 7, 0xCAFEF00D]


def scramble(x: int, *steps: tuple[int, int], last: int) -> int:
    """Xor-shift and multiply in whole Python numbers."""
    for shift, factor in steps:
        x = ((x ^ x >> shift) * factor) % 2**32
    return x ^ x >> last


def triple32_in_python(x: int) -> int:
    return scramble(x, (17, 0xED5AD4BB), (11, 0xAC4C1B51), (15, 0x31848BAB), last=14)


def lowbias32_in_python(x: int) -> int:
    return scramble(x, (16, 0x7FEB352D), (15, 0x846CA68B), last=16)


def key_in_python(seed: int, time: int, stream: int) -> tuple[int, int]:
    first = triple32_in_python(seed ^ triple32_in_python(time ^ triple32_in_python(stream * 0x9E3779B9 % 2**32)))
    return first, triple32_in_python(first ^ 0x85EBCA6B)


def bits_in_python(key: tuple[int, int], uid: int) -> int:
    return lowbias32_in_python((lowbias32_in_python(uid ^ key[0]) + key[1]) % 2**32)


@pytest.mark.parametrize("x", KNOWN, ids=hex)
def test_the_hashes_are_the_published_ones(x: int) -> None:
    assert (triple32_in_python(x), lowbias32_in_python(x)) == KNOWN[x]
    assert (triple32(x), lowbias32(x)) == KNOWN[x]


@pytest.mark.parametrize("seed", [0, 1, 2**31, 2**32 - 1])
def test_a_draw_is_the_two_hashes_with_a_key_between_them(seed: int) -> None:
    for time in (0, 1, 29_000, 2**32 - 1):
        for stream in (1, 35):
            key = key_of(seed, time, stream)
            assert key == key_in_python(seed, time, stream)
            for uid in SOME:
                bits = bits_in_python(key_in_python(seed, time, stream), uid)
                assert random_bits(key, np.uint32(uid)) == bits
                assert uniform(key, np.uint32(uid)) == (bits >> 8) / 2**24


@pytest.mark.parametrize("uid", SOME)
def test_py_func_equals_compiled(uid: int) -> None:
    x = np.uint32(uid)
    with np.errstate(over="ignore"):  # in Python the wrapping round is a warning, in machine code it is the hash
        assert triple32.py_func(x) == triple32(x)
        assert lowbias32.py_func(x) == lowbias32(x)
        assert key_of.py_func(uid, 17, 5) == key_of(uid, 17, 5)
        key = tuple(map(np.uint32, key_of(uid, 17, 5)))  # machine code hands out Python's whole numbers
        for compiled in (random_bits, uniform, normal):
            assert compiled.py_func(key, x) == compiled(key, x)
        assert np.array_equal(uniforms.py_func(key, uid & 0xFFFF, 9), uniforms(key, uid & 0xFFFF, 9))


def test_every_purpose_has_a_stream_of_its_own() -> None:
    assert len(STREAMS) == len(set(STREAMS)) == 39
    assert min(STREAMS) > 0


def not_uniform(counts: np.ndarray) -> bool:
    """Whether a chi-square test rejects equal cells at the false-alarm rate, on either side."""
    mean = counts.sum() / counts.size
    value = float(((counts - mean) ** 2).sum() / mean)
    low, high = chi2.ppf([FALSE_ALARM / 2, 1 - FALSE_ALARM / 2], counts.size - 1)
    return not low < value < high


@pytest.mark.parametrize("stream", [1, 7, 20, 35])
@pytest.mark.parametrize(("seed", "time"), [(0, 0), (1, 4), (2**32 - 1, 29_200)])
def test_uids_in_a_row_are_uniform(seed: int, time: int, stream: int) -> None:
    values = uniforms(key_of(seed, time, stream), 1 << 28, MANY)
    assert values.min() >= 0
    assert values.max() < 1
    assert not not_uniform(np.bincount((values * 1024).astype(int), minlength=1024))
    low_bits = (values * 2**24).astype(np.int64) & 255
    assert not not_uniform(np.bincount(low_bits, minlength=256))


def along(count: int, of: Callable[[int], float]) -> np.ndarray:
    return np.array([of(i) for i in range(count)], np.float32)


#: Neighbours in every direction in which the model draws: the same person's other luck, and others' same luck.
NEIGHBOURS = {
    "uids": lambda: (
        uniforms(key_of(3, 9, 8), 1 << 28, MANY),
        uniforms(key_of(3, 9, 8), (1 << 28) + 1, MANY),
    ),
    "kinds": lambda: (uniforms(key_of(3, 9, 8), 1 << 28, MANY), uniforms(key_of(3, 9, 8), 2 << 28, MANY)),
    "streams": lambda: (uniforms(key_of(3, 9, 8), 1 << 28, MANY), uniforms(key_of(3, 9, 9), 1 << 28, MANY)),
    "ticks": lambda: (uniforms(key_of(3, 9, 8), 1 << 28, MANY), uniforms(key_of(3, 10, 8), 1 << 28, MANY)),
    "seeds": lambda: (uniforms(key_of(3, 9, 8), 1 << 28, MANY), uniforms(key_of(4, 9, 8), 1 << 28, MANY)),
    "one person, tick by tick": lambda: (
        along(20_000, lambda i: uniform(key_of(3, i, 8), 1 << 28)),
        along(20_000, lambda i: uniform(key_of(3, i + 1, 8), 1 << 28)),
    ),
    "one person, seed by seed": lambda: (
        along(20_000, lambda i: uniform(key_of(i, 5, 8), 1 << 28)),
        along(20_000, lambda i: uniform(key_of(i + 1, 5, 8), 1 << 28)),
    ),
}


@pytest.mark.parametrize("neighbours", NEIGHBOURS)
def test_neighbours_are_independent(neighbours: str) -> None:
    one, other = NEIGHBOURS[neighbours]()
    pairs = (one * 16).astype(int) * 16 + (other * 16).astype(int)
    assert not not_uniform(np.bincount(pairs, minlength=256))
    # |r| sqrt(n) above 5 happens once in 1.7 million.
    assert abs(np.corrcoef(one, other)[0, 1]) < 5 / np.sqrt(one.size)


def test_normals_have_the_moments_of_eight_uniforms() -> None:
    z = normals(key_of(8, 0, 3), 2 << 28, MANY).astype(np.float64)
    root = np.sqrt(z.size)
    assert abs(z.mean()) < 5 / root
    assert abs((z**2).mean() - 1) < 5 * np.sqrt(2) / root
    assert abs((z**3).mean()) < 5 * np.sqrt(15) / root
    # Eight uniforms have a kurtosis of 3 - 1.2 / 8.
    assert abs((z**4).mean() - 2.85) < 5 * np.sqrt(96) / root
    assert np.abs(z).max() < 4.9


def test_a_lot_is_one_uniform_number_for_a_purpose() -> None:
    assert party_draw(5, 3, 21, 2) == float(uniform(key_of(5, 3, 21), np.uint32(2)))
    assert len({party_draw(seed, day, stream, 1) for seed in (1, 2) for day in (0, 1) for stream in (21, 22)}) == 8
