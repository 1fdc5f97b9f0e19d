#!/usr/bin/env bash
# NumPy 2.5.5: a list as a seed can mean the same stream as another list, a plain number, or a spawned child.
#
# Expected: default_rng([experiment, replicate]) gives each pair a stream of its own, apart from default_rng(experiment)
# and from the children of SeedSequence(experiment).
# Seen: zeros at the end of a list count for nothing, so [7, 0] is 7; a list is read as one long number in words of 32
# bits, so [7, 2] is 7 + 2 * 2**32; and child 3 of 7 is the list [7, 0, 0, 0, 3]. Replicate 0 of an experiment thus repeats
# whatever was drawn with the bare seed.
# Output seen: [7, 0] is 7: True; [7, 2] is 7 + 2 * 2**32: True; [7, 0, 0, 0, 3] is child 3 of 7: True
set -euo pipefail

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
"${PYTHON:-python3}" -m venv "$dir/venv"
"$dir/venv/bin/pip" install --quiet --disable-pip-version-check numpy==2.5.5
cd "$dir"
"$dir/venv/bin/python" - <<'PY'
import numpy as np


def draws(seed):
    return np.random.default_rng(seed).integers(0, 2**63, 4).tolist()


child = np.random.SeedSequence(7).spawn(4)[3]
zero = draws([7, 0]) == draws(7)
long = draws([7, 2]) == draws(7 + 2 * 2**32)
spawned = draws([7, 0, 0, 0, 3]) == draws(child)
print("[7, 0] is 7:", zero)
print("[7, 2] is 7 + 2 * 2**32:", long)
print("[7, 0, 0, 0, 3] is child 3 of 7:", spawned)
assert draws([7, 1]) != draws(7)
assert zero and long and spawned, "the streams are apart now"
PY
