"""Run the grid at the shipped constants and under the posterior, and write what remains of the findings."""

import argparse
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from sim.cli.output import print_note
from sim.compare.html_page import render_figure
from sim.compare.statistics import means, proportions
from sim.compare.study_output import FATES, fates_figure, update_readme, write_point_summary
from sim.compare.sweep_data import read_sweep
from sim.facts.page import rows_of
from sim.scenario.joint_draws import HISTORY, read_joint_draws
from sim.sweep import load_experiment, run_experiment
from sim.text.format import percent_text, share_with_interval

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
FOOD, MORALE, MEN = "supply.food_days", "garrison.morale", "besieger.manpower"


class Finding(NamedTuple):
    """A share that the findings name, or with `against` the difference of two."""

    words: str
    fate: str
    at: dict[str, Any]  # lever -> levels
    against: dict[str, Any] | None = None


#: What the study of supply, morale and manpower says.
FINDINGS = (
    Finding("left, 600 men, morale 0.6 or 0.9", "left", {MEN: [600], MORALE: [0.6, 0.9]}),
    Finding(
        "surrendered, 10 days of food, 4 800 men, morale 0.3", "surrendered", {FOOD: [10], MEN: [4800], MORALE: [0.3]}
    ),
    Finding("taken, 120 days of food, 9 600 men, morale 0.3", "taken", {FOOD: [120], MEN: [9600], MORALE: [0.3]}),
    Finding("held, 300 men, morale 0.9", "held", {MEN: [300], MORALE: [0.9]}),
    Finding("left, 9 600 men against 600", "left", {MEN: [9600]}, {MEN: [600]}),
    Finding("left, 600 men, morale 0.9 against 0.3", "left", {MEN: [600], MORALE: [0.9]}, {MEN: [600], MORALE: [0.3]}),
    Finding("surrendered, 9 600 men against 600", "surrendered", {MEN: [9600]}, {MEN: [600]}),
    Finding("surrendered, 120 days of food against 10", "surrendered", {FOOD: [120]}, {FOOD: [10]}),
    Finding("taken, 9 600 men against 600", "taken", {MEN: [9600]}, {MEN: [600]}),
    Finding(
        "held, morale 0.9, 300 men against 2 400", "held", {MEN: [300], MORALE: [0.9]}, {MEN: [2400], MORALE: [0.9]}
    ),
)
#: A share survives if it moves by less than this, as was expected before the runs.
MOST_MOVED = 0.2


def main() -> None:
    """Run both sweeps, publish tables of their points and the figure, and update the README."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--workers", type=int, default=2)
    workers = ask.parse_args().workers
    folders = {}
    for kind in ("shipped_constants", "experiment"):
        experiment = load_experiment(HERE / f"{kind}.yaml")
        folders[kind] = run_experiment(experiment, workers=workers, out=ROOT / "results")
        write_point_summary(folders[kind], ROOT / "results" / "published" / HERE.name / kind)
    shown = {MEN: [300, 600, 1200, 1800, 2400, 4800, 9600]}
    figure = fates_figure(folders["experiment"], (FOOD, MEN, MORALE), shown)
    (HERE / "regions.png").write_bytes(render_figure(figure, "png"))
    rows = {kind: read_sweep(folder).rows for kind, folder in folders.items()}
    text = "\n\n".join(
        [verdict(rows), rows_of(table(rows)), "![Share of runs by fate](regions.png)", widths(rows), basis()]
    )
    update_readme(HERE / "README.md", text)
    print_note(text)


def table(rows: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """One row per finding, at the shipped constants and under the posterior."""
    return pd.DataFrame(
        {
            "finding": one.words,
            "at the shipped constants": shown(one, rows["shipped_constants"]),
            "constants from the posterior": shown(one, rows["experiment"]),
            "survives": "yes" if survives(one, rows) else "no",
        }
        for one in FINDINGS
    )


def shown(one: Finding, rows: pd.DataFrame) -> str:
    """A share in percent, or a difference in points, with its 95% interval over seeds."""
    made = estimate(one, rows)
    if one.against is None:
        return share_with_interval(made)
    value, low, high = (f"{100 * end:+.0f}" for end in (made.value, made.low, made.high))
    return f"{value} points (95% CI {low} to {high})"


def estimate(one: Finding, rows: pd.DataFrame) -> Any:
    """The share, or the difference of two shares of the same seeds."""
    first = among(rows, one.at)
    if one.against is None:
        return proportions.share(flags(first, one.fate), first["seed"].to_numpy())
    second = among(rows, one.against)
    of_seeds = [part.assign(hit=flags(part, one.fate)).groupby("seed")["hit"].mean() for part in (second, first)]
    return means.paired_difference(of_seeds[0].to_numpy(), of_seeds[1].to_numpy())


def among(rows: pd.DataFrame, at: dict[str, Any]) -> pd.DataFrame:
    """The runs at some levels."""
    for lever, levels in at.items():
        rows = rows[rows[lever].isin(levels)]
    return rows


def flags(rows: pd.DataFrame, fate: str) -> Any:
    """Whether each run ended in this fate, float64 (runs,)."""
    return rows["ending"].isin(FATES[fate]).to_numpy(float)


def survives(one: Finding, rows: dict[str, pd.DataFrame]) -> bool:
    """A difference survives if its interval lies on the same side of 0, a share if it moves by less than MOST_MOVED."""
    before, after = (estimate(one, rows[kind]) for kind in ("shipped_constants", "experiment"))
    if one.against is None:
        return abs(after.value - before.value) < MOST_MOVED
    return (before.low > 0 and after.low > 0) or (before.high < 0 and after.high < 0)


def verdict(rows: dict[str, pd.DataFrame]) -> str:
    """How many of the findings survive, and which do not."""
    lost = [one.words for one in FINDINGS if not survives(one, rows)]
    kept = f"{len(FINDINGS) - len(lost)} of {len(FINDINGS)} findings survive"
    rule = "A difference survives if its interval stays on its side of 0, a share if it moves by less than "
    rule += f"{percent_text(MOST_MOVED)} points."
    return f"{kept}. Not: {'; '.join(lost)}. {rule}" if lost else f"{kept}. {rule}"


def widths(rows: dict[str, pd.DataFrame]) -> str:
    """Mean width of the intervals of single cells, and mean share of the commonest fate of a cell."""
    width, sure = {}, {}
    for kind, runs in rows.items():
        cells = [
            [proportions.share(flags(cell, fate)) for fate in FATES] for _, cell in runs.groupby([FOOD, MORALE, MEN])
        ]
        width[kind] = sum(one.high - one.low for cell in cells for one in cell) / (len(cells) * len(FATES))
        sure[kind] = sum(max(one.value for one in cell) for cell in cells) / len(cells)
    shipped, posterior = "shipped_constants", "experiment"
    return (
        f"Mean width of the 95% interval of a fate in a cell: {percent_text(width[shipped])} points at the shipped "
        f"constants, {percent_text(width[posterior])} under the posterior. Mean share of the commonest fate of a cell: "
        f"{percent_text(sure[shipped])}% and {percent_text(sure[posterior])}%."
    )


def basis() -> str:
    """What the draws are."""
    draws = read_joint_draws(HISTORY)
    return f"Joint draws: {draws.label}, made with the model {draws.about.get('model', 'not recorded')}."


if __name__ == "__main__":
    main()
