"""The figures of a report, each with its title and caption."""

import math
from collections.abc import Iterator, Sequence

import pandas as pd

from sim.compare.analysis.estimate_tables import days_to_deal, ending_shares, rows_by_level
from sim.compare.analysis.main_effects import MainEffect
from sim.compare.analysis.prim import PrimBox
from sim.compare.analysis.sensitivity import SensitivityIndices
from sim.compare.axes import Axis
from sim.compare.figures.bars import deaths_figure, ending_shares_figure, main_effects_figure, sensitivity_figure
from sim.compare.figures.incidence import days_to_deal_figure, stacked_incidence_figure
from sim.compare.figures.phase_diagram import phase_diagram_figure
from sim.compare.figures.prim_box import prim_box_figure
from sim.compare.html_page import CaptionedFigure
from sim.compare.outcomes import ENDING_PHRASES, ENDINGS, SHARE, Outcome
from sim.compare.statistics.incidence import cumulative_incidence
from sim.compare.sweep_data import SweepData, rows_for_axes
from sim.compare.sweep_report import report_text
from sim.text import format as fmt


def report_figures(
    study: SweepData, wanted: Outcome, axes: Sequence[Axis], diagram: pd.DataFrame, moved: Sequence[MainEffect],
    found: SensitivityIndices | None, box: PrimBox | None, dead: pd.DataFrame,
    also: Sequence[tuple[Outcome, Sequence[MainEffect]]],
) -> Iterator[CaptionedFigure]:  # fmt: skip
    """Every figure that the design allows, the most important first."""
    ended = f"ended in {ENDING_PHRASES[wanted.name]}"
    if axes:
        yield _phase(study, wanted, axes, diagram)
    yield CaptionedFigure(
        "ends",
        "How the sieges ended",
        f"Share of all {fmt.number(len(study.rows))} runs by end, with 95 % intervals.",
        ending_shares_figure(ending_shares(study)),
    )
    if moved:
        others = "the others as they are" if study.design == "one_at_a_time" else "averaged over all others"
        yield CaptionedFigure(
            "effects",
            "What each parameter does",
            f"Runs that {ended} along each parameter, {others}, strongest first; 95 % intervals.",
            main_effects_figure(moved, wanted, ENDING_PHRASES[wanted.name]),
        )
    if found:
        yield _sensitivity(found, ENDING_PHRASES[wanted.name])
    if box and box.limits:
        yield CaptionedFigure(
            "box",
            f"Where runs {ended}",
            f"Scenario discovery (PRIM): runs with {report_text.box_conditions(box, study.axes)}. Density "
            f"{fmt.percent_text(box.density)} %, coverage {fmt.percent_text(box.coverage)} %. Of all boxes that hold "
            "at least half of the cases, the largest that is within a standard error as dense as the densest; limits "
            "that chance explains are dropped.",
            prim_box_figure(box, study.axes, study.rows),
        )
    main = next((effect.axis for effect in moved if effect.axis in study.levers), None)
    yield _incidence(study, main)
    timing = days_to_deal(study, main)
    if timing["n"].sum():
        yield CaptionedFigure(
            "days_to_deal",
            "How long it took to sign",
            "Day of the signature among runs that ended in a deal: median with its 95 % interval (points) and the "
            "middle half of the signatures (bars).",
            days_to_deal_figure(timing, main.label if main else ""),
        )
    yield CaptionedFigure(
        "deaths",
        "What each end cost",
        "Deaths in a run by how it ended: mean with its 95 % interval (points) and the middle four fifths of runs "
        "(bars). Runs with different ends also differ in other ways.",
        deaths_figure(dead),
    )
    for number, effects in also:
        if effects:
            yield CaptionedFigure(
                f"effects_{number.name.replace('.', '_')}",
                f"{number.label} along each parameter",
                f"{number.label} ({number.unit}), mean of all runs at a level with its 95 % interval.",
                main_effects_figure(effects, number, ""),
            )


def _phase(study: SweepData, wanted: Outcome, axes: Sequence[Axis], diagram: pd.DataFrame) -> CaptionedFigure:
    n = diagram["n"]
    each = f"n = {fmt.number(n.iloc[0])} in each" if n.nunique() == 1 else f"n from {n.min()} to {n.max()}"
    what = "Large figures: per cent of runs; small ones: 95 % interval" if len(axes) > 1 else "Share with 95 % interval"
    over = [axis.named for axis in study.levers if axis not in axes]
    averaged = f", averaged over {fmt.join_and(over)}" if over and study.design != "one_at_a_time" else ""
    cells = math.prod(diagram[place].nunique() for place in ("x", "y", "panel") if place in diagram)
    empty = "; no run lies in a grey cell" if len(diagram) < cells else ""
    by = fmt.join_and([axis.named for axis in axes])
    meanings = "; ".join(f"{axis.words}: {axis.meaning}" for axis in axes if axis.meaning)
    return CaptionedFigure(
        "phase",
        f"Runs that ended in {ENDING_PHRASES[wanted.name]}, by {by}",
        f"{what}; {each}{averaged}{empty}. {fmt.capitalized(meanings)}.".replace(" .", ""),
        phase_diagram_figure(diagram, axes, ENDING_PHRASES[wanted.name]),
    )


def _incidence(study: SweepData, main: Axis | None) -> CaptionedFigure:
    rows = study.rows[rows_for_axes(study, (main,))] if main else study.rows
    panels = []
    for _, name, where in rows_by_level(main, rows):
        part = rows.iloc[where]
        panels.append((name, cumulative_incidence(part["exit_day"].to_numpy(), part["cause"].to_numpy(), len(ENDINGS))))
    by = f" by {main.named}{f' ({main.unit})' if main.unit else ''}" if main else ""
    return CaptionedFigure(
        "incidence",
        f"Which end came when{by}",
        "Cumulative incidence of competing ends (Aalen and Johansen), stacked: the height of a colour is the share of "
        "runs that had ended so by a day, and what is left white is still under siege. Runs that were undecided at the "
        "horizon, or were cut, count as censored on their last day.",
        stacked_incidence_figure(panels, max(1, study.horizon_days), f"panels: {main.label}" if main else ""),
    )


def _too_few(table: pd.DataFrame) -> str:
    """That a sample is too small, where the indices are such as no full one could have."""
    signs = []
    if (table["first"] > table["total"]).any():
        signs.append("a first order lies above its total")
    if (table[["first_high", "total_high"]] > 1).any(axis=None):
        signs.append("intervals reach over 1")
    if not signs:
        return ""
    return f" The sample is too small for these indices: {fmt.join_and(signs)}. More base samples make them surer."


def _sensitivity(found: SensitivityIndices, said_as: str) -> CaptionedFigure:
    skipped = f"; {found.incomplete} incomplete ones left out" if found.incomplete else ""
    if found.kind == "sobol":
        return CaptionedFigure(
            "sensitivity",
            "How much of the variation is whose",
            f"Sobol indices of the share of a point's runs that ended in {said_as}, from {found.blocks} base samples"
            f"{skipped}; 95 % intervals by resampling. Total well above first order: the parameter works through "
            f"others. The luck between runs of a point counts as interaction.{_too_few(found.table)}",
            sensitivity_figure(found, said_as),
        )
    return CaptionedFigure(
        "sensitivity",
        "How strongly each parameter works",
        f"Morris' elementary effects on the {SHARE} that ended in {said_as}, from {found.blocks} trajectories"
        f"{skipped}; 95 % intervals by resampling. A spread as large as the effect: it depends on the other "
        "parameters.",
        sensitivity_figure(found, said_as),
    )
