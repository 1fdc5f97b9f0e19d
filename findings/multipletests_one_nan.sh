#!/usr/bin/env bash
# statsmodels 0.15.0: one missing p-value spoils the Benjamini-Hochberg correction of all others, and the verdicts of
# Hommel's.
#
# Expected: an error, or NaN for the missing test and the usual figures for the rest.
# Seen: with fdr_bh every corrected p-value is NaN, yet two tests are still called significant; with hommel all are NaN
# and nothing is significant; with bonferroni and holm the others get figures, corrected for four tests though there are
# three. No warning. A missing p-value is common: a test of a column that never varies returns NaN.
# Output seen: fdr_bh nan nan nan nan, significant True True False False; hommel all nan, none significant
set -euo pipefail

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
"${PYTHON:-python3}" -m venv "$dir/venv"
"$dir/venv/bin/pip" install --quiet --disable-pip-version-check statsmodels==0.15.0 scipy==1.18.1 numpy==2.5.5
cd "$dir"
"$dir/venv/bin/python" - <<'PY'
import numpy as np
from statsmodels.stats.multitest import multipletests

p_values, whole = [0.001, 0.02, np.nan, 0.3], [0.001, 0.02, 0.3]
found = {}
for method in ("fdr_bh", "hommel", "holm", "bonferroni"):
    verdicts, corrected, *_ = multipletests(p_values, method=method)
    found[method] = verdicts.tolist(), corrected
    print(f"{method}: {corrected}, significant {verdicts}; without the NaN {multipletests(whole, method=method)[1]}")
assert np.isnan(found["fdr_bh"][1]).all() and found["fdr_bh"][0] == [True, True, False, False], "fdr_bh has changed"
assert np.isnan(found["hommel"][1]).all() and not any(found["hommel"][0]), "hommel has changed"
assert np.allclose(found["holm"][1], [0.004, 0.06, np.nan, 0.6], equal_nan=True), "holm has changed"
assert np.allclose(found["bonferroni"][1], [0.004, 0.08, np.nan, 1.0], equal_nan=True), "bonferroni has changed"
PY
