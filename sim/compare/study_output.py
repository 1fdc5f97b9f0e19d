"""What a study publishes of its sweep: the generated part of its README, and a table of points."""

import shutil
from pathlib import Path

from sim.scenario.writing import output_file
from sim.tables.columns import table_of_frame
from sim.tables.dictionary import DICTIONARY, dictionary_of
from sim.tables.reports import point_summary
from sim.tables.textfile import write_csv

BEGIN, END = "<!-- found: written by study.py -->", "<!-- end of what study.py writes -->"
#: Numbers whose mean at a point is published.
NUMBERS = ["day", "signed_day", "deaths_civilians", "deaths_fighters", "deaths_besiegers", "left_armed"]


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
