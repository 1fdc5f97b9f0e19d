"""Carry out the sweep, or what is missing of it, publish small results and figures, and write the finding."""

import argparse
import shutil
from pathlib import Path

from sim.cli_options import warn
from sim.compare import report
from sim.compare.page import picture
from sim.sweep import load, run_experiment
from sim.sweep.read import MANIFEST

HERE = Path(__file__).parent
PUBLISHED = HERE.parents[1] / "results" / "published" / HERE.name
BEGIN, END = "<!-- found: written by study.py -->", "<!-- end of what study.py writes -->"
FOOD, MORALE, MEN = "supply.food_days", "garrison.morale", "besieger.manpower"
NUMBERS = ["day", "signed_day", "deaths_civilians", "deaths_fighters", "deaths_besiegers", "left_armed"]


def main() -> None:
    """Run, keep a table of the points and the figures, and renew the finding."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--workers", type=int, default=2)
    folder = run_experiment(HERE / "experiment.yaml", workers=ask.parse_args().workers, out=HERE.parents[1] / "results")
    PUBLISHED.mkdir(parents=True, exist_ok=True)
    shutil.copy(folder / MANIFEST, PUBLISHED / MANIFEST)
    keep_points(folder)
    found = {"deal": report(folder, x=FOOD, y=MORALE)}
    found |= {outcome: report(folder, outcome=outcome, x=FOOD, y=MEN) for outcome in ("surrender", "evacuation")}
    for outcome, about in found.items():
        plates = {plate.name: plate.figure for plate in about.plates}
        (HERE / f"{outcome}.png").write_bytes(picture(plates["phase"], "png"))
        if outcome == "deal":
            (HERE / "incidence.png").write_bytes(picture(plates["incidence"], "png"))
    kinds = [sentence for outcome in ("surrender", "evacuation") for sentence in found[outcome].answer[:-2]]
    publish("\n\n".join([*found["deal"].answer, *kinds]))  # time and cost are of all deals


def keep_points(folder: Path) -> None:
    """One row a point: how many runs ended how, and the means over its runs."""
    runs = load(folder)
    by = runs.groupby([FOOD, MORALE, MEN])
    counts = runs.groupby([FOOD, MORALE, MEN, "outcome"]).size().unstack(fill_value=0)
    counts.join(by[NUMBERS].mean().add_prefix("mean_").round(2)).reset_index().to_csv(
        PUBLISHED / "points.csv", index=False
    )


def publish(said: str) -> None:
    """Put the words of the reports between the marks in the README."""
    readme = HERE / "README.md"
    before, _, rest = readme.read_text(encoding="utf-8").partition(BEGIN)
    readme.write_text(f"{before}{BEGIN}\n\n{said}\n\n{END}{rest.partition(END)[2]}", encoding="utf-8")
    warn(said)


if __name__ == "__main__":
    main()
