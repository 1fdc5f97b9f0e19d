"""Carry out the sweep, or what is missing of it, publish small results and figures, and write the finding."""

import argparse
from pathlib import Path

from sim.cli_options import warn
from sim.compare import report
from sim.compare.page import picture
from sim.compare.publish import keep_points, renew
from sim.sweep import run_experiment

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
FOOD, MORALE, MEN = "supply.food_days", "garrison.morale", "besieger.manpower"


def main() -> None:
    """Run, keep a table of the points and the figures, and renew the finding."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--workers", type=int, default=2)
    folder = run_experiment(HERE / "experiment.yaml", workers=ask.parse_args().workers, out=ROOT / "results")
    keep_points(folder, ROOT / "results" / "published" / HERE.name)
    found = {"deal": report(folder, x=FOOD, y=MORALE)}
    found |= {outcome: report(folder, outcome=outcome, x=FOOD, y=MEN) for outcome in ("surrender", "evacuation")}
    for outcome, about in found.items():
        plates = {plate.name: plate.figure for plate in about.plates}
        (HERE / f"{outcome}.png").write_bytes(picture(plates["phase"], "png"))
        if outcome == "deal":
            (HERE / "incidence.png").write_bytes(picture(plates["incidence"], "png"))
    kinds = [sentence for outcome in ("surrender", "evacuation") for sentence in found[outcome].answer[:-2]]
    said = "\n\n".join([*found["deal"].answer, *kinds])  # time and cost are of all deals
    renew(HERE / "README.md", said)
    warn(said)


if __name__ == "__main__":
    main()
