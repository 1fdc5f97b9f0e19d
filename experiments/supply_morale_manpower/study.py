"""Run the missing runs of the sweep, publish small results and figures, and write the findings into the README."""

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
from sim.compare.study_output import fates_figure, update_readme, write_phase_diagrams, write_point_summary
from sim.compare.sweep_data import read_sweep
from sim.facts.page import rows_of
from sim.sweep import run_experiment
from sim.text.format import number

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
FOOD, MORALE, MEN = "supply.food_days", "garrison.morale", "besieger.manpower"
KINDS = ("surrender", "evacuation", "stormed")
#: The levels of the figure of the four fates.
SHOWN = {FOOD: [10, 30, 60, 120], MORALE: [0.3, 0.6, 0.9]}
LEVERS = {FOOD: "days of food", MORALE: "morale", MEN: "besiegers"}


def main() -> None:
    """Run the sweep, publish a table of its points and the figures, and update the README."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--workers", type=int, default=2)
    folder = run_experiment(HERE / "experiment.yaml", workers=ask.parse_args().workers, out=ROOT / "results")
    write_point_summary(folder, ROOT / "results" / "published" / HERE.name)
    reports = {"deal": report(folder, x=FOOD, y=MORALE)}
    reports |= {outcome: report(folder, outcome=outcome, x=FOOD, y=MEN, panels=MORALE) for outcome in KINDS}
    write_phase_diagrams(reports, HERE, {"deal": "incidence"})
    (HERE / "regions.png").write_bytes(render_figure(fates_figure(folder, (FOOD, MEN, MORALE), SHOWN), "png"))
    kinds = [sentence for outcome in KINDS for sentence in reports[outcome].answer[:-2]]
    text = "\n\n".join([*reports["deal"].answer, *kinds, extreme_levels(folder)])  # time and cost are of all deals
    update_readme(HERE / "README.md", text)
    print_note(text)


def extreme_levels(folder: Path) -> str:
    """A table of endings with each lever at its lowest and its highest level, over all levels of the others."""
    rows = read_sweep(folder).rows
    table = []
    for lever, label in LEVERS.items():
        for level in (rows[lever].min(), rows[lever].max()):
            cell = rows[rows[lever] == level]
            seeds = cell["seed"].to_numpy()
            shares = {
                column: proportions.share(cell["ending"].isin(endings).to_numpy(dtype=float), seeds)
                for column, endings in {
                    "left, %": ["evacuation", "split"],
                    "surrendered, %": ["surrender"],
                    "collapse, %": ["collapse"],
                    "stormed, %": ["stormed"],
                    "held, %": ["relieved", "lifted", "stalemate"],
                }.items()
            }
            signed = cell["signed_day"].to_numpy(dtype=float, na_value=np.nan)
            known = np.isfinite(signed)
            day = bootstrap_seeds([signed[known]], [seeds[known]], lambda drawn: float(np.median(drawn[0])))
            dead = means.mean(cell["deaths_civilians"].to_numpy(dtype=float), seeds)
            table.append(
                {"": f"{number(level)} {label}" if lever != MORALE else f"{label} {level:g}"}
                | {column: _cell(share, 100) for column, share in shares.items()}
                | {"median day of signature": _cell(day), "mean civilian deaths": _cell(dead)}
            )
    meaning = "Left: evacuation or split deal; held: relieved, lifted or stalemate."
    return f"Over all levels of the other two levers, with 95% CI. {meaning}\n\n{rows_of(pd.DataFrame(table))}"


def _cell(estimate: Estimate, scale: float = 1) -> str:
    """41 (35 to 48)."""
    value, low, high = (_short(scale * one) for one in (estimate.value, estimate.low, estimate.high))
    return f"{value} ({low} to {high})"


def _short(value: float) -> str:
    return f"{value:.1f}" if 0 < value < 1 else number(value)


if __name__ == "__main__":
    main()
