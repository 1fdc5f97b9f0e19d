#!/usr/bin/env bash
# Numba 0.68.1: `h % 10` with an unsigned 64-bit h is computed as if h were signed, and is wrong from 2**63 on.
#
# Expected: 5 for 2**63 + 7, as in Python and NumPy 2. Hashes use all 64 bits, so half of them are 2**63 or more.
# Seen: inside @njit the remainder is 9, `h // 10` is negative and `h + 1` is negative; no warning. An array expression
# has dtype float64 but holds the same wrong values. With np.uint64(10) in place of 10 the results are right.
# Output seen: jit: 9, -922337203685477581, -9223372036854775800; array: [9.0] float64; with np.uint64: 5
set -euo pipefail

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
"${PYTHON:-python3}" -m venv "$dir/venv"
"$dir/venv/bin/pip" install --quiet --disable-pip-version-check numba==0.68.1 numpy==2.5.5
cd "$dir"
"$dir/venv/bin/python" - <<'PY'
import numba
import numpy as np

HASH = 2**63 + 7


@numba.njit
def signed(h):
    return h % 10, h // 10, h + 1


@numba.njit
def remainder(h):
    return h % 10


@numba.njit
def unsigned(h):
    return h % np.uint64(10)


found = tuple(int(part) for part in signed(np.uint64(HASH)))
array = remainder(np.array([HASH], np.uint64))
right = int(unsigned(np.uint64(HASH)))
print("Python:        ", HASH % 10, HASH // 10, HASH + 1)
print("jit:           ", *found)
print("array:         ", array, array.dtype)
print("with np.uint64:", right)
assert np.uint64(HASH) % 10 == HASH % 10 == right == 5
assert found == (9, (HASH - 2**64) // 10, HASH + 1 - 2**64), "no longer computed as a signed number"
assert array.dtype == np.float64 and array[0] == 9.0, "the array expression has changed"
PY
