"""A sweep's report: the question, the answer in words, figures, tables, and what they rest on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from sim.compare import answer, provenance
from sim.compare.axes import Axis, worded
from sim.compare.effects import effects
from sim.compare.measures import DEAL, SAID, Target, target, targets, values
from sim.compare.page import Plate, Table, page, picture, write_files
from sim.compare.plates import plates_of
from sim.compare.prim import find_box
from sim.compare.report_tables import tables_of
from sim.compare.sensitivity import indices
from sim.compare.study import Study, read_study, rows_for
from sim.compare.tables import cells, deaths
from sim.scenario.errors import ScenarioError, did_you_mean, shorten
from sim.scenario.files import label_of
from sim.tables.columns import Columns, table_of_frame
from sim.tables.dictionary import DICTIONARY, dictionary_of, entries
from sim.tables.textfile import csv_of

PAGE = "report.html"
#: A third axis with more levels than this would make too many panels to be chosen unasked.
MOST_PANELS = 9


@dataclass(frozen=True)
class Report:
    """What a sweep says about one outcome."""

    study: Study
    wanted: Target
    answer: tuple[str, ...]  # sentences
    caveats: tuple[str, ...]
    plates: tuple[Plate, ...]
    tables: tuple[Table, ...]

    @property
    def frames(self) -> Mapping[str, pd.DataFrame]:
        """The tables as numbers, by name."""
        return {table.name: table.frame for table in self.tables}

    @property
    def columns(self) -> dict[str, Columns]:
        """The declared columns of the tables, by name."""
        return {table.name: table.columns for table in self.tables}

    def document(self) -> dict[str, Any]:
        """For JSON."""
        told = provenance.standing(self.study)
        return {
            "name": self.study.manifest["name"],
            "question": self.study.manifest["question"],
            "outcome": self.wanted.name,
            "answer": list(self.answer),
            "caveats": list(self.caveats),
            **told,
            "tables": {table.name: provenance.records(table.frame, table.columns) for table in self.tables},
            "dictionary": entries(self.columns),
            "provenance": provenance.provenance(self.study),
        }

    def html(self) -> str:
        """One page that needs no other file."""
        return page(
            "report.html.j2",
            self.plates,
            title=self.study.manifest["question"],
            said=SAID[self.wanted.name],
            answer=self.answer,
            caveats=self.caveats,
            tables=self.tables,
            levers=[*self.study.levers],
            uncertainties=[*self.study.uncertainties],
            standing=provenance.standing(self.study),
            provenance=provenance.provenance(self.study),
            experiment=provenance.experiment_text(self.study),
            failures=provenance.failures(self.study),
        )

    def write(self, folder: str | Path) -> list[Path]:
        """The page, each figure as PNG and SVG, each table as CSV, and the dictionary of the tables."""
        files = {PAGE: self.html().encode()}
        for plate in self.plates:
            files |= {f"{plate.name}.{kind}": picture(plate.figure, kind) for kind in ("png", "svg")}
        for table in self.tables:
            files[f"{table.name}.csv"] = csv_of(table_of_frame(table.frame, table.columns)).encode()
        files[DICTIONARY] = dictionary_of(self.columns).encode()
        return write_files(Path(folder), files)


def report(
    folder: str | Path, *, outcome: str = DEAL, x: str | None = None, y: str | None = None, panels: str | None = None
) -> Report:
    """Report on a sweep folder, finished or not; `x`, `y`, `panels` are dotted names of what it varies.

    ScenarioError for a folder without results, an outcome that is no end of a siege, or an axis that is not varied.
    """
    return report_on(read_study(folder), outcome, x, y, panels)


def report_on(
    study: Study, outcome: str = DEAL, x: str | None = None, y: str | None = None, panels: str | None = None
) -> Report:
    """Report on a study."""
    where = label_of(study.folder) if study.folder else str(study.manifest["name"])
    wanted = _end(outcome, study)
    if not len(study.rows):
        first = f"; the first: {study.failures['error'].iloc[0]}" if len(study.failures) else ""
        raise ScenarioError(f"{where}: none of its {len(study.failures)} runs went well{first}")
    axes = chosen_axes(study, x, y, panels)
    flags = values(study.rows, wanted)
    moved = effects(study, wanted)
    diagram = cells(study, flags, axes)
    kept = rows_for(study, ())
    varied = worded(study.rows.loc[:, [axis.dotted for axis in study.axes]])
    box = find_box(varied, flags.astype(bool)) if kept.all() else None
    found = indices(study, flags)
    dead = deaths(study)
    also = [(number, effects(study, number)) for number in extra_targets(study)]
    sentences = [
        provenance.unfinished(study),
        answer.overall(study, wanted, flags),
        answer.where(diagram, axes, wanted) if axes else "",
        *answer.movers(study, moved),
        answer.box_words(box, study.axes, wanted) if box and box.limits else "",
        answer.timing(study),
        answer.cost(dead),
    ]
    return Report(
        study,
        wanted,
        tuple(sentence for sentence in sentences if sentence),
        tuple(provenance.caveats(study, axes)),
        tuple(plates_of(study, wanted, axes, diagram, moved, found, box, dead, also)),
        tuple(tables_of(study, wanted, axes, diagram, moved, found, box, dead, also)),
    )


def _end(outcome: str, study: Study) -> Target:
    """The end that is asked for; numbers are none."""
    if outcome in SAID:
        return target(outcome, study.rows)
    number = "is a number" if outcome in targets(study.rows) else f"is no end of a siege{did_you_mean(outcome, SAID)}"
    raise ScenarioError(f"--outcome {shorten(outcome)}: {number}; a report is about how sieges end: {', '.join(SAID)}")


def extra_targets(study: Study) -> list[Target]:
    """Numbers that are shown beside the ends: civilian deaths, and what the experiment asks for."""
    asked: list[str] = study.manifest["experiment"].get("outcomes") or []
    names = dict.fromkeys(["deaths_civilians", *asked])
    known = [target(name, study.rows) for name in names if name in study.rows and name not in ("outcome", "deal")]
    return [found for found in known if not found.binary and pd.api.types.is_numeric_dtype(study.rows[found.name])][:4]


def chosen_axes(study: Study, x: str | None, y: str | None, panels: str | None) -> Sequence[Axis]:
    """The axes of the phase diagram: those asked for, else the first levers; none of a sweep of one point."""
    asked = [study.axis(name) for name in (x, y, panels) if name is not None]
    if len({axis.dotted for axis in asked}) < len(asked):
        raise ScenarioError("--x, --y and --panels must be three different parameters")
    if (y is not None and x is None) or (panels is not None and y is None):
        raise ScenarioError("--panels goes with --x and --y, and --y with --x")
    spare = [axis for axis in study.levers if axis not in asked and axis.dotted != "scenario"]
    spare += [axis for axis in study.axes if axis not in asked and axis not in spare]
    if asked or study.design == "one_at_a_time":
        return asked or spare[:1]
    wanted = spare[:2] if len(study.levers) < 2 and study.sampled else [a for a in spare if a in study.levers][:3]
    if len(wanted) == 3 and study.rows[wanted[2].dotted].nunique() > MOST_PANELS and not study.sampled:
        wanted = wanted[:2]
    return wanted[:2] if study.sampled else wanted
