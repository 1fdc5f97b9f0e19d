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
AUDIENCE, BEARER, MEN = "besieger.audience_cost", "besieger.threat_bearer", "besieger.manpower"
LEFT = ["evacuation", "split"]
FIGURES = ("evacuation", "surrender", "stormed")
PUBLIC = {"along": AUDIENCE, "from": 0, "to": 3}
#: The hypotheses in the README, written before the runs.
EXPECTED: list[dict[str, Any]] = [
    {"says": "1. a public that was promised no deal: fewer leave", "of": LEFT, "at_most": -0.20, **PUBLIC},
    {"says": "2. the same: more are stormed", "of": "stormed", "at_least": 0.10, **PUBLIC},
    {"says": "2. the same, where the besieger bears the threat: more surrender", "of": "surrender", "at": {BEARER: 1},
     "at_least": 0.10, **PUBLIC},
    {"says": "3. all of the threat on the besieger: fewer leave", "of": LEFT, "along": BEARER, "at_most": -0.10},
    {"says": "4. more men: more storms where the public wants no deal", "of": "stormed", "along": MEN,
     "at": {AUDIENCE: 3}, "at_least": 0.05},
    {"says": "5. more civilians die where the public wants no deal", "of": "deaths_civilians", "at_least": 1,
     **PUBLIC},
]  # fmt: skip


def main() -> None:
    """Run the sweep, publish a table of its points and the figures, and update the README."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--workers", type=int, default=2)
    folder = run_experiment(HERE / "experiment.yaml", workers=ask.parse_args().workers, out=ROOT / "results")
    write_point_summary(folder, ROOT / "results" / "published" / HERE.name)
    reports = {
        outcome: report(folder, outcome=outcome, x=AUDIENCE, y=BEARER, panels=MEN) for outcome in ("deal", *FIGURES)
    }
    write_phase_diagrams(reports, HERE)
    kinds = [sentence for outcome in FIGURES for sentence in reports[outcome].answer[:-2]]
    text = "\n\n".join([*reports["deal"].answer, *kinds, expectations(folder, EXPECTED)])
    update_readme(HERE / "README.md", text)
    print_note(text)


if __name__ == "__main__":
    main()
