"""Carry out the sweep, or what is missing of it, publish small results and figures, and write the finding."""

import argparse
from pathlib import Path

import numpy as np
import pandas as pd

from sim.cli.output import print_note
from sim.compare import report
from sim.compare.html_page import render_figure
from sim.compare.statistics import means, proportions
from sim.compare.statistics.bootstrap import bootstrap_seeds
from sim.compare.statistics.estimate import Estimate
from sim.compare.study_output import update_readme, write_point_summary
from sim.compare.sweep_data import read_sweep
from sim.facts.page import rows_of
from sim.sweep import run_experiment
from sim.text.format import number

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
FOOD, MORALE, MEN = "supply.food_days", "garrison.morale", "besieger.manpower"
LEVERS = {FOOD: "days of food", MORALE: "morale", MEN: "besiegers"}


def main() -> None:
    """Run, keep a table of the points and the figures, and update_readme the finding."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--workers", type=int, default=2)
    folder = run_experiment(HERE / "experiment.yaml", workers=ask.parse_args().workers, out=ROOT / "results")
    write_point_summary(folder, ROOT / "results" / "published" / HERE.name)
    found = {"deal": report(folder, x=FOOD, y=MORALE)}
    found |= {outcome: report(folder, outcome=outcome, x=FOOD, y=MEN) for outcome in ("surrender", "evacuation")}
    for outcome, about in found.items():
        plates = {plate.name: plate.figure for plate in about.figures}
        (HERE / f"{outcome}.png").write_bytes(render_figure(plates["phase"], "png"))
        if outcome == "deal":
            (HERE / "incidence.png").write_bytes(render_figure(plates["incidence"], "png"))
    kinds = [sentence for outcome in ("surrender", "evacuation") for sentence in found[outcome].answer[:-2]]
    said = "\n\n".join([*found["deal"].answer, *kinds, ends_of_levers(folder)])  # time and cost are of all deals
    update_readme(HERE / "README.md", said)
    print_note(said)


def ends_of_levers(folder: Path) -> str:
    """A table: each lever at its lowest and its highest level, over all levels of the others."""
    rows = read_sweep(folder).rows
    table = []
    for lever, words in LEVERS.items():
        for level in (rows[lever].min(), rows[lever].max()):
            cell = rows[rows[lever] == level]
            seeds = cell["seed"].to_numpy()
            ends = {
                end: proportions.share(cell["ending"].isin(of).to_numpy(dtype=float), seeds)
                for end, of in {
                    "leave, %": ["evacuation", "split"],
                    "surrender, %": ["surrender"],
                    "collapse, %": ["collapse"],
                    "stormed, %": ["stormed"],
                }.items()
            }
            signed = cell["signed_day"].to_numpy(dtype=float, na_value=np.nan)
            known = np.isfinite(signed)
            day = bootstrap_seeds([signed[known]], [seeds[known]], lambda drawn: float(np.median(drawn[0])))
            dead = means.mean(cell["deaths_civilians"].to_numpy(dtype=float), seeds)
            table.append(
                {"": f"{number(level)} {words}" if lever != MORALE else f"{words} {level:g}"}
                | {end: _said(found, 100) for end, found in ends.items()}
                | {"signed on day, median": _said(day), "civilian deaths, mean": _said(dead)}
            )
    return f"Over all levels of the other two (95% intervals):\n\n{rows_of(pd.DataFrame(table))}"


def _said(found: Estimate, times: float = 1) -> str:
    """41 (35 to 48)."""
    value, low, high = (_short(times * one) for one in (found.value, found.low, found.high))
    return f"{value} ({low} to {high})"


def _short(value: float) -> str:
    return f"{value:.1f}" if 0 < value < 1 else number(value)


if __name__ == "__main__":
    main()
