"""The report on a sweep: question, answer, figures, tables, limitations and provenance."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from sim.compare import provenance
from sim.compare.analysis.asked_effects import effect_columns
from sim.compare.analysis.estimate_tables import PEOPLE
from sim.compare.axes import Axis
from sim.compare.html_page import CaptionedFigure, Table, render_figure, render_page, write_files
from sim.compare.outcomes import DEAL, ENDING_PHRASES, Outcome, available_outcomes, find_outcome
from sim.compare.sweep_data import SweepData, read_sweep
from sim.compare.sweep_report import adaptive, border_report, report_text
from sim.compare.sweep_report.effects_text import asked_caveats, asked_sentences
from sim.compare.sweep_report.findings import find
from sim.compare.sweep_report.report_figures import report_figures
from sim.compare.sweep_report.report_tables import report_tables
from sim.scenario.errors import ScenarioError, did_you_mean, shorten
from sim.scenario.files import label_of
from sim.sweep.status import is_adaptive
from sim.tables.columns import Columns, table_of_frame
from sim.tables.dictionary import DICTIONARY, dictionary_of, entries
from sim.tables.textfile import csv_of

PAGE = "report.html"
#: A third axis with more levels than this is not chosen by default: it would make too many panels.
MOST_PANELS = 9


@dataclass(frozen=True)
class Report:
    """The report on one ending in a sweep."""

    sweep: SweepData
    outcome: Outcome
    asked: tuple[str, ...]  # what answers the effects that the experiment names
    found: tuple[str, ...]  # what else was found
    caveats: tuple[str, ...]
    figures: tuple[CaptionedFigure, ...]
    tables: tuple[Table, ...]

    @property
    def answer(self) -> tuple[str, ...]:
        """Sentences that can be quoted: first what was asked, then what else was found."""
        return (*self.asked, *self.found)

    @property
    def frames(self) -> Mapping[str, pd.DataFrame]:
        """The tables of numbers, by name."""
        return {table.name: table.frame for table in self.tables}

    @property
    def columns(self) -> dict[str, Columns]:
        """The declared columns of the tables, by name."""
        return {table.name: table.columns for table in self.tables}

    def document(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "name": self.sweep.manifest["name"],
            "question": self.sweep.manifest["question"],
            "outcome": self.outcome.name,
            "answer": list(self.answer),
            "asked": list(self.asked),
            "caveats": list(self.caveats),
            **provenance.run_counts(self.sweep),
            "tables": {table.name: provenance.json_records(table.frame, table.columns) for table in self.tables},
            "dictionary": entries(self.columns),
            "provenance": provenance.provenance(self.sweep),
        }

    def html(self) -> str:
        """The report as a self-contained HTML page."""
        return render_page(
            "report.html.j2",
            self.figures,
            title=self.sweep.manifest["question"],
            asked=self.asked,
            found=self.found,
            caveats=self.caveats,
            tables=self.tables,
            levers=[*self.sweep.levers],
            uncertainties=[*self.sweep.uncertainties],
            counts=provenance.run_counts(self.sweep),
            provenance=provenance.provenance(self.sweep),
            experiment=provenance.experiment_yaml(self.sweep),
            failures=provenance.failures(self.sweep),
            adaptive=is_adaptive(self.sweep.manifest),
        )

    def write(self, folder: str | Path) -> list[Path]:
        """Write the page, each figure as PNG and SVG, each table as CSV, and the dictionary of the tables.

        Raises ScenarioError where the folder cannot be written.
        """
        files = {PAGE: self.html().encode()}
        for figure in self.figures:
            files |= {f"{figure.name}.{kind}": render_figure(figure.figure, kind) for kind in ("png", "svg")}
        for table in self.tables:
            files[f"{table.name}.csv"] = csv_of(table_of_frame(table.frame, table.columns)).encode()
        files[DICTIONARY] = dictionary_of(self.columns).encode()
        return write_files(Path(folder), files)


def report(
    folder: str | Path, *, outcome: str = DEAL, x: str | None = None, y: str | None = None, panels: str | None = None
) -> Report:
    """Report on a sweep folder, finished or not; `x`, `y` and `panels` are paths of parameters that it varies.

    Raises ScenarioError where the folder is not a sweep or has no completed run, where `outcome` is not an ending, and
    where a parameter does not vary.
    """
    from sim.sweep.read import load_manifest

    columns = [*(f"deaths_{who}" for who in PEOPLE), *effect_columns(load_manifest(folder))]
    return build_report(read_sweep(folder, columns), outcome, x, y, panels)


def build_report(
    sweep: SweepData, outcome: str = DEAL, x: str | None = None, y: str | None = None, panels: str | None = None
) -> Report:
    """Report on a sweep that is loaded. Raises ScenarioError as `report` does."""
    name = label_of(sweep.folder) if sweep.folder else str(sweep.manifest["name"])
    ending = _find_ending(outcome, sweep)
    if not len(sweep.rows):
        first = f"; the first error: {sweep.failures['error'].iloc[0]}" if len(sweep.failures) else ""
        raise ScenarioError(f"{name}: {provenance.no_completed_runs(len(sweep.failures))}{first}")
    if sweep.design == border_report.BOUNDARY:
        return _border_report(sweep, outcome)
    findings = find(sweep, ending, choose_axes(sweep, x, y, panels))
    return Report(
        sweep,
        ending,
        tuple(asked_sentences(findings.asked)),
        tuple(filter(None, [*report_text.answer(findings), adaptive.stopping_sentence(sweep)])),
        (*provenance.caveats(sweep, findings.axes), *asked_caveats(findings.asked)),
        tuple(report_figures(findings)),
        tuple(report_tables(findings)),
    )


def _border_report(sweep: SweepData, name: str) -> Report:
    """The report on a boundary design, whose runs say nothing of the whole range but where the border is."""
    outcome, border = border_report.border_of(sweep, name)
    return Report(
        sweep,
        outcome,
        (),
        (*filter(None, [provenance.unfinished_warning(sweep)]), *border_report.border_sentences(border, outcome)),
        (provenance.MODEL_CAVEAT, *border_report.border_caveats(border, sweep)),
        tuple(border_report.border_figures(border, outcome)),
        tuple(border_report.border_tables(border)),
    )


def _find_ending(name: str, sweep: SweepData) -> Outcome:
    """The ending of this name. Raises ScenarioError for anything else."""
    if name in ENDING_PHRASES:
        return find_outcome(name, sweep.names)
    if name in available_outcomes(sweep.names):
        problem = "is a number, not an ending"
    else:
        problem = f"is not an ending{did_you_mean(name, ENDING_PHRASES)}"
    raise ScenarioError(f"--outcome {shorten(name)}: {problem}; a report takes one of {', '.join(ENDING_PHRASES)}")


def choose_axes(sweep: SweepData, x: str | None, y: str | None, panels: str | None) -> Sequence[Axis]:
    """The axes of the phase diagram: those given, else the first levers; none where nothing varies.

    Raises ScenarioError where a parameter does not vary, or is given twice.
    """
    given = [sweep.axis(name) for name in (x, y, panels) if name is not None]
    if len({axis.dotted for axis in given}) < len(given):
        raise ScenarioError("--x, --y and --panels must be three different parameters")
    if (y is not None and x is None) or (panels is not None and y is None):
        raise ScenarioError("--y requires --x, and --panels requires --x and --y")
    spare = [axis for axis in sweep.levers if axis not in given and axis.dotted != "scenario"]
    spare += [axis for axis in sweep.axes if axis not in given and axis not in spare]
    if given or sweep.design == "one_at_a_time":
        return given or spare[:1]
    chosen = spare[:2] if len(sweep.levers) < 2 and sweep.sampled else [a for a in spare if a in sweep.levers][:3]
    if len(chosen) == 3 and sweep.rows[chosen[2].dotted].nunique() > MOST_PANELS and not sweep.sampled:
        chosen = chosen[:2]
    return chosen[:2] if sweep.sampled else chosen
