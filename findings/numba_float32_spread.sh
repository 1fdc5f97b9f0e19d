#!/usr/bin/env bash
# Numba 0.68.1: mean and standard deviation of a large float32 array are far off; NumPy's are right.
#
# Expected: x.std() in @njit agrees with x.std() in NumPy to several digits.
# Seen: for a million values around 1000 with a standard deviation of 1, Numba says 8.95. It adds up in single precision
# one value after the other, while NumPy adds in pairs. Nothing warns, and 100 000 values still look right.
# Output seen: jit: 8.951 (of a million), 0.997 (of 100 000); NumPy: 0.998
set -euo pipefail

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
"${PYTHON:-python3}" -m venv "$dir/venv"
"$dir/venv/bin/pip" install --quiet --disable-pip-version-check numba==0.68.1 numpy==2.5.5
cd "$dir"
"$dir/venv/bin/python" - <<'PY'
import numba
import numpy as np


@numba.njit
def spread(x):
    return x.std()


weights = np.random.default_rng(1).normal(1000, 1, 1_000_000).astype(np.float32)
many, fewer, right = spread(weights), spread(weights[:100_000]), float(weights.std())
print(f"jit: {many:.3f} (of a million), {fewer:.3f} (of 100 000); NumPy: {right:.3f}")
assert abs(right - 1) < 0.01
assert abs(fewer - 1) < 0.01
assert many > 5, "the standard deviation is no longer far off"
PY
