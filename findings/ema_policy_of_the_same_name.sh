#!/usr/bin/env bash
# ema-workbench 3.0.0: a policy that has the name of an earlier one runs with the earlier one's values, while the table of
# experiments shows the new values.
#
# Expected: each call of perform_experiments runs the policies that it is given; or an error where two have one name.
# Seen: a model keeps the policy that it has run last and compares names only. A second call with `Sample("base", a=0.75)`
# after `Sample("base", a=0.25)` reports a = 0.75 and runs 0.25, with `Model` and with `ReplicatorModel`. No warning.
# Policies that the workbench samples itself have numbers that go on counting, so that only named ones are affected: those
# that people edit and run again in a notebook.
# Output seen: Model: asked 0.25 0.75, ran 0.25 0.25; ReplicatorModel: the same; another name: ran 0.75
set -euo pipefail

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
"${PYTHON:-python3}" -m venv "$dir/venv"
"$dir/venv/bin/pip" install --quiet --disable-pip-version-check ema-workbench==3.0.0 numpy==2.5.5 pandas==3.1.1 scipy==1.18.1
cd "$dir"
cat > policies.py <<'PY'
import warnings

warnings.simplefilter("ignore")
import numpy as np
from ema_workbench import Model, RealParameter, ReplicatorModel, Sample, ScalarOutcome, perform_experiments


def simulate(a, x):
    return {"ran": a}


for kind in (Model, ReplicatorModel):
    model = kind("model", function=simulate)
    model.levers = [RealParameter("a", 0, 1)]
    model.uncertainties = [RealParameter("x", 0, 1)]
    model.outcomes = [ScalarOutcome("ran", function=np.mean)]
    if kind is ReplicatorModel:
        model.replications = 2
    asked, ran = [], []
    for name, value in (("base", 0.25), ("base", 0.75), ("base, edited", 0.75)):
        table, outcomes = perform_experiments(model, scenarios=1, policies=[Sample(name, a=value)])
        asked.append(float(table["a"].iloc[0]))
        ran.append(float(outcomes["ran"][0]))
    print(f"{kind.__name__}: asked {asked}, ran {ran}")
    assert asked == [0.25, 0.75, 0.75], "the table of experiments has changed"
    assert ran == [0.25, 0.25, 0.75], "a policy of the same name is run with its own values now"
PY
"$dir/venv/bin/python" policies.py 2>/dev/null
