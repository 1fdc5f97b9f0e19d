#!/usr/bin/env bash
# SciPy 1.18.1: the new scipy.stats.Binomial has no steps in its distribution function; between counts it rises smoothly.
#
# Expected: P(X <= 2.5) is P(X <= 2), as the number of successes is whole; scipy.stats.binom and a Poisson distribution
# made by the new make_distribution say so.
# Seen: Binomial(n=10, p=0.3).cdf(2.5) is 0.519 where P(X <= 2) is 0.383. A threshold that is no whole number, such as a
# mean plus two standard deviations, gets a wrong chance without a warning.
# Output seen: Binomial 0.383, 0.519, 0.650 at 2, 2.5, 3; binom 0.383, 0.383, 0.650; Poisson 0.238, 0.238, 0.433
set -euo pipefail

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
"${PYTHON:-python3}" -m venv "$dir/venv"
"$dir/venv/bin/pip" install --quiet --disable-pip-version-check scipy==1.18.1 numpy==2.5.5
cd "$dir"
"$dir/venv/bin/python" - <<'PY'
import numpy as np
from scipy import stats

at = np.array([2.0, 2.5, 3.0])
new, old = stats.Binomial(n=10, p=0.3).cdf(at), stats.binom(10, 0.3).cdf(at)
made = stats.make_distribution(stats.poisson)(mu=4.0).cdf(at)
print("Binomial:", new.round(3))
print("binom:   ", old.round(3))
print("Poisson: ", made.round(3))
assert old[1] == old[0] and made[1] == made[0]
assert np.allclose(new[[0, 2]], old[[0, 2]])
assert abs(new[1] - 0.519) < 0.001, "Binomial has steps now, or rises in another way"
PY
