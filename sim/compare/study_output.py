"""What a study publishes of its sweep: phase diagrams, a table of points, and the generated part of its README."""

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.scenario.writing import output_file
from sim.tables.columns import table_of_frame
from sim.tables.dictionary import DICTIONARY, dictionary_of
from sim.tables.reports import point_summary
from sim.tables.textfile import write_csv

BEGIN, END = "<!-- found: written by study.py -->", "<!-- end of what study.py writes -->"

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.compare.sweep_report.report import Report

#: Numbers whose mean at a point is published.
NUMBERS = ["day", "signed_day", "deaths_civilians", "deaths_fighters", "deaths_besiegers", "left_armed"]

#: The four fates of a garrison, by the endings that each stands for.
FATES = {
    "left": ("evacuation", "split"),
    "surrendered": ("surrender",),
    "taken": ("stormed", "collapse"),
    "held": ("relieved", "lifted", "stalemate"),
}


def write_phase_diagrams(reports: "Mapping[str, Report]", folder: Path, more: Mapping[str, str] | None = None) -> None:
    """Write the phase diagram of each report under its name, and for those in `more` a further figure."""
    from sim.compare.html_page import render_figure

    for outcome, report in reports.items():
        figures = {captioned.name: captioned.figure for captioned in report.figures}
        (folder / f"{outcome}.png").write_bytes(render_figure(figures["phase"], "png"))
        if further := (more or {}).get(outcome):
            (folder / f"{further}.png").write_bytes(render_figure(figures[further], "png"))


def fates_figure(sweep: Path, levers: Sequence[str], shown: Mapping[str, Sequence[float]]) -> "Figure":
    """Share of each fate over three levers, at some levels of those in `shown`."""
    from sim.compare.analysis.estimate_tables import cell_estimates
    from sim.compare.figures.phase_diagram import regions_figure
    from sim.compare.sweep_data import read_sweep

    data = read_sweep(sweep)
    axes = [data.axis(lever) for lever in levers]
    rows = data.rows
    for lever, levels in shown.items():
        rows = rows[rows[lever].isin(list(levels))]
    part = replace(data, rows=rows.reset_index(drop=True))
    cells: dict[str, Any] = {
        fate: cell_estimates(part, part.rows["ending"].isin(endings).to_numpy(float), axes)
        for fate, endings in FATES.items()
    }
    return regions_figure(cells, axes)


def update_readme(readme: Path, content: str) -> None:
    """Replace the text between the two marks of a README. Raises ValueError where a mark is missing."""
    text = readme.read_text(encoding="utf-8")
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{readme}: needs a line {BEGIN} and, below it, a line {END}")
    with output_file(readme, "folder") as draft:
        draft.write_text(f"{before}{BEGIN}\n\n{content}\n\n{END}{after}", encoding="utf-8")


def write_point_summary(sweep: Path, folder: Path) -> None:
    """Write the manifest of a sweep, and one row per point: runs by ending, and means over the runs."""
    from sim.sweep.read import MANIFEST, load, load_manifest

    runs, levers = load(sweep), list(load_manifest(sweep)["levers"])
    counts = runs.groupby([*levers, "outcome"]).size().unstack(fill_value=0)
    means = runs.groupby(levers)[NUMBERS].mean().add_prefix("mean_").round(2)
    columns = point_summary(levers, [str(end) for end in counts.columns], NUMBERS)
    with output_file(folder / "points.csv", "folder") as draft:
        write_csv(table_of_frame(counts.join(means).reset_index(), columns), draft)
    with output_file(folder / DICTIONARY, "folder") as draft:
        draft.write_text(dictionary_of({"points": columns}), encoding="utf-8")
    with output_file(folder / MANIFEST, "folder") as draft:
        shutil.copy(sweep / MANIFEST, draft)
