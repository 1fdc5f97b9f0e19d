"""Run the missing runs of the sweep, publish small results and figures, and write the findings into the README."""

import argparse
from pathlib import Path
from typing import Any

from sim.cli.output import print_note
from sim.compare import report
from sim.compare.study_output import update_readme, write_phase_diagrams, write_point_summary
from sim.facts.expectations import expectations
from sim.sweep import run_experiment

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
STRENGTH, SIGHT, POLICY = "guarantor.strength", "observers.monitors", "besieger.audience_cost"
LEFT = ["evacuation", "split"]
#: The hypotheses in the README, written before the runs.
EXPECTED: list[dict[str, Any]] = [
    {"says": f"1. a guarantor: more leave where {policy}", "of": LEFT, "along": STRENGTH, "at": {POLICY: level},
     "at_least": 0.10} for level, policy in ((0, "amnesty is policy"), (3, "no deal is official"))
] + [
    {"says": "2. full sight under amnesty: more leave", "of": LEFT, "along": SIGHT, "at": {POLICY: 0},
     "at_least": 0.05},
    {"says": "2. full sight where no deal is official: fewer leave", "of": LEFT, "along": SIGHT, "at": {POLICY: 3},
     "at_most": -0.05},
    {"says": "3. the observers' gain under amnesty shrinks beside a strong guarantor", "of": LEFT, "along": SIGHT,
     "across": STRENGTH, "at": {POLICY: 0}, "at_most": -0.02},
    {"says": "4. full sight, no guarantor: more civilians die where no deal is official", "of": "deaths_civilians",
     "along": POLICY, "at": {SIGHT: 1, STRENGTH: 0}, "at_least": 1},
]  # fmt: skip


def main() -> None:
    """Run the sweep, publish a table of its points and the figures, and update the README."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--workers", type=int, default=2)
    folder = run_experiment(HERE / "experiment.yaml", workers=ask.parse_args().workers, out=ROOT / "results")
    write_point_summary(folder, ROOT / "results" / "published" / HERE.name)
    reports = {
        outcome: report(folder, outcome=outcome, x=STRENGTH, y=SIGHT, panels=POLICY) for outcome in ("deal", *LEFT)
    }
    write_phase_diagrams(reports, HERE)
    text = "\n\n".join([*reports["deal"].answer, *reports["evacuation"].answer[:-2], expectations(folder, EXPECTED)])
    update_readme(HERE / "README.md", text)
    print_note(text)


if __name__ == "__main__":
    main()
