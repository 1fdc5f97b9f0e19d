"""A sweep's report: the question, the answer in words, figures, tables, and what they rest on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from sim.compare import provenance
from sim.compare.analysis.estimate_tables import cell_estimates, deaths_by_ending
from sim.compare.analysis.main_effects import main_effects
from sim.compare.analysis.prim import find_box
from sim.compare.analysis.sensitivity import sensitivity_indices
from sim.compare.axes import Axis, booleans_as_text
from sim.compare.html_page import CaptionedFigure, Table, render_figure, render_page, write_files
from sim.compare.outcomes import DEAL, ENDING_PHRASES, Outcome, available_outcomes, find_outcome, outcome_values
from sim.compare.sweep_data import SweepData, read_sweep, rows_for_axes
from sim.compare.sweep_report import report_text
from sim.compare.sweep_report.report_figures import report_figures
from sim.compare.sweep_report.report_tables import report_tables
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

    study: SweepData
    wanted: Outcome
    answer: tuple[str, ...]  # sentences
    caveats: tuple[str, ...]
    figures: tuple[CaptionedFigure, ...]
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
        told = provenance.run_counts(self.study)
        return {
            "name": self.study.manifest["name"],
            "question": self.study.manifest["question"],
            "outcome": self.wanted.name,
            "answer": list(self.answer),
            "caveats": list(self.caveats),
            **told,
            "tables": {table.name: provenance.json_records(table.frame, table.columns) for table in self.tables},
            "dictionary": entries(self.columns),
            "provenance": provenance.provenance(self.study),
        }

    def html(self) -> str:
        """One page that needs no other file."""
        return render_page(
            "report.html.j2",
            self.figures,
            title=self.study.manifest["question"],
            said=ENDING_PHRASES[self.wanted.name],
            answer=self.answer,
            caveats=self.caveats,
            tables=self.tables,
            levers=[*self.study.levers],
            uncertainties=[*self.study.uncertainties],
            standing=provenance.run_counts(self.study),
            provenance=provenance.provenance(self.study),
            experiment=provenance.experiment_yaml(self.study),
            failures=provenance.failures(self.study),
        )

    def write(self, folder: str | Path) -> list[Path]:
        """The page, each figure as PNG and SVG, each table as CSV, and the dictionary of the tables."""
        files = {PAGE: self.html().encode()}
        for plate in self.figures:
            files |= {f"{plate.name}.{kind}": render_figure(plate.figure, kind) for kind in ("png", "svg")}
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
    return build_report(read_sweep(folder), outcome, x, y, panels)


def build_report(
    study: SweepData, outcome: str = DEAL, x: str | None = None, y: str | None = None, panels: str | None = None
) -> Report:
    """Report on a study. Raises ScenarioError where every run failed."""
    where = label_of(study.folder) if study.folder else str(study.manifest["name"])
    wanted = _end(outcome, study)
    if not len(study.rows):
        first = f"; the first: {study.failures['error'].iloc[0]}" if len(study.failures) else ""
        raise ScenarioError(f"{where}: none of its {len(study.failures)} runs went well{first}")
    axes = choose_axes(study, x, y, panels)
    flags = outcome_values(study.rows, wanted)
    moved = main_effects(study, wanted)
    diagram = cell_estimates(study, flags, axes)
    kept = rows_for_axes(study, ())
    varied = booleans_as_text(study.rows.loc[:, [axis.dotted for axis in study.axes]])
    box = find_box(varied, flags.astype(bool)) if kept.all() else None
    found = sensitivity_indices(study, flags)
    dead = deaths_by_ending(study)
    also = [(number, main_effects(study, number)) for number in extra_outcomes(study)]
    sentences = [
        provenance.unfinished_warning(study),
        report_text.overall_sentence(study, wanted, flags),
        report_text.extremes_sentence(diagram, axes, wanted) if axes else "",
        *report_text.effect_sentences(study, moved),
        report_text.box_sentence(box, study.axes, wanted) if box and box.limits else "",
        report_text.timing_sentence(study),
        report_text.deaths_sentence(dead),
    ]
    return Report(
        study,
        wanted,
        tuple(sentence for sentence in sentences if sentence),
        tuple(provenance.caveats(study, axes)),
        tuple(report_figures(study, wanted, axes, diagram, moved, found, box, dead, also)),
        tuple(report_tables(study, wanted, axes, diagram, moved, found, box, dead, also)),
    )


def _end(outcome: str, study: SweepData) -> Outcome:
    """The end that is asked for; numbers are none."""
    if outcome in ENDING_PHRASES:
        return find_outcome(outcome, study.rows)
    number = (
        "is a number"
        if outcome in available_outcomes(study.rows)
        else f"is no end of a siege{did_you_mean(outcome, ENDING_PHRASES)}"
    )
    raise ScenarioError(
        f"--outcome {shorten(outcome)}: {number}; a report is about how sieges end: {', '.join(ENDING_PHRASES)}"
    )


def extra_outcomes(study: SweepData) -> list[Outcome]:
    """Numbers that are shown beside the ends: civilian deaths, and what the experiment asks for."""
    asked: list[str] = study.manifest["experiment"].get("outcomes") or []
    names = dict.fromkeys(["deaths_civilians", *asked])
    known = [find_outcome(name, study.rows) for name in names if name in study.rows and name not in ("outcome", "deal")]
    return [found for found in known if not found.binary and pd.api.types.is_numeric_dtype(study.rows[found.name])][:4]


def choose_axes(study: SweepData, x: str | None, y: str | None, panels: str | None) -> Sequence[Axis]:
    """The axes of the phase diagram: those asked for, else the first levers; none of a sweep of one point.

    Raises ScenarioError where the same parameter is given twice or one of --x and --y is missing.
    """
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
