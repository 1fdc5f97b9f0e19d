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
MEN, BEARER, DANGER = "besieger.manpower", "besieger.threat_bearer", "negotiation.escaped_danger"
LEFT = ["evacuation", "split"]
SCARCE = {"along": MEN, "from": 4800, "to": 1200}
#: The hypotheses in the README, written before the runs.
EXPECTED: list[dict[str, Any]] = [
    {"says": "1. danger on others: with scarce men more evacuations", "of": "evacuation", "at": {BEARER: 0},
     "at_least": 0.20, **SCARCE},
    {"says": "2. a danger of 3 lives: fewer leave where the besieger bears it", "of": LEFT, "along": BEARER,
     "at": {DANGER: 3}, "at_most": -0.20},
    {"says": "2. a danger of 0.2 lives: who bears it hardly matters", "of": LEFT, "along": BEARER, "at": {DANGER: 0.2},
     "between": [-0.05, 0.05]},
    {"says": "3. scarcity raises evacuation less where he bears a danger of 3 lives", "of": "evacuation",
     "across": BEARER, "at": {DANGER: 3}, "at_most": -0.10, **SCARCE},
    {"says": "4. many men: surrender takes the place of leaving", "of": "surrender", "along": BEARER,
     "at": {DANGER: 3, MEN: 4800}, "at_least": 0.05},
    {"says": "4. scarce men: endings without a deal take its place",
     "of": ["stormed", "collapse", "stalemate", "relieved", "lifted"], "along": BEARER, "at": {DANGER: 3, MEN: 1200},
     "at_least": 0.05},
    {"says": "4. civilian deaths rise with the share that the besieger bears", "of": "deaths_civilians",
     "along": BEARER, "at": {DANGER: 3}, "at_least": 1},
]  # fmt: skip


def main() -> None:
    """Run the sweep, publish a table of its points and the figures, and update the README."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--workers", type=int, default=2)
    folder = run_experiment(HERE / "experiment.yaml", workers=ask.parse_args().workers, out=ROOT / "results")
    write_point_summary(folder, ROOT / "results" / "published" / HERE.name)
    reports = {outcome: report(folder, outcome=outcome, x=MEN, y=BEARER, panels=DANGER) for outcome in ("deal", *LEFT)}
    write_phase_diagrams(reports, HERE, {"deal": "ends"})
    text = "\n\n".join([*reports["deal"].answer, *reports["evacuation"].answer[:-2], expectations(folder, EXPECTED)])
    update_readme(HERE / "README.md", text)
    print_note(text)


if __name__ == "__main__":
    main()
