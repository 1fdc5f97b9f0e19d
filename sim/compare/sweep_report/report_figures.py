"""The figures of a report, with their titles and captions."""

import math
from collections.abc import Iterator

import numpy as np
import pandas as pd

from sim.compare.analysis.asked_effects import FEWEST_PAIRS
from sim.compare.analysis.asked_responses import asked_response, distinct_responses
from sim.compare.analysis.estimate_tables import days_to_deal, ending_shares, rows_by_level
from sim.compare.figures.asked_effects import asked_effects_figure
from sim.compare.figures.bars import deaths_figure, ending_shares_figure, main_effects_figure, sensitivity_figure
from sim.compare.figures.incidence import days_to_deal_figure, stacked_incidence_figure
from sim.compare.figures.phase_diagram import colour_range, phase_diagram_figure
from sim.compare.figures.prim_box import prim_box_figure
from sim.compare.html_page import CaptionedFigure
from sim.compare.outcomes import DATES, ENDINGS, Outcome, outcome_values
from sim.compare.statistics.incidence import cumulative_incidence
from sim.compare.sweep_data import SweepData, rows_for_axes
from sim.compare.sweep_report.findings import Findings
from sim.compare.sweep_report.report_text import box_conditions
from sim.text import format as fmt


def report_figures(findings: Findings) -> Iterator[CaptionedFigure]:
    """Every figure that the design allows, in the order of the page."""
    for build in FIGURES:
        figure = build(findings)
        if figure:
            yield figure
    for number, effects in findings.number_effects:
        if effects:
            yield CaptionedFigure(
                f"effects_{number.name.replace('.', '_')}",
                f"{number.label}: effect of each parameter",
                _number_caption(findings.sweep, number),
                main_effects_figure(effects, number, ""),
            )


def _number_caption(sweep: SweepData, number: Outcome) -> str:
    """Over which runs a number is averaged: those that have one."""
    n, runs = int(np.isfinite(outcome_values(sweep.rows, number)).sum()), len(sweep.rows)
    which = f"all {fmt.number(runs)} runs" if n == runs else f"the {fmt.number(n)} of {fmt.number(runs)} runs with one"
    return f"{number.label} ({number.unit}) by level of each parameter: mean over {which}, with 95% CI."


def _asked(findings: Findings) -> CaptionedFigure | None:
    responses = [asked_response(findings.sweep, one) for one in distinct_responses(findings.asked)]
    if not responses:
        return None
    others = "With other levers averaged, or held where the effect asks for it."
    days = any(response.outcome.name in DATES for response in responses)
    only = " Days are means over the runs that have one, such as those with a deal." if days else ""
    left_out = f" Levels with fewer than {FEWEST_PAIRS} runs are left out."
    return CaptionedFigure(
        "asked",
        "The effects asked for",
        f"Share or mean at each level of the lever, with 95% CI. {others}{only}{left_out}",
        asked_effects_figure(responses),
    )


def _phase_diagram(findings: Findings) -> CaptionedFigure | None:
    sweep, axes, diagram = findings.sweep, findings.axes, findings.diagram
    if not axes:
        return None
    n = diagram["n"]
    runs = f"n = {fmt.number(n.iloc[0])} in each cell" if n.nunique() == 1 else f"n = {n.min()} to {n.max()} per cell"
    numbers = "Large numbers: per cent of runs; small numbers: 95% CI" if len(axes) > 1 else "Share of runs with 95% CI"
    others = [axis.noun for axis in sweep.levers if axis not in axes]
    averaged = f", averaged over {fmt.join_and(others)}" if others and sweep.design != "one_at_a_time" else ""
    cells = math.prod(diagram[place].nunique() for place in ("x", "y", "panel") if place in diagram)
    empty = "; grey cells have no runs" if len(diagram) < cells else ""
    low, high = colour_range(diagram)
    shades = f". Colours span {100 * low:.0f} to {100 * high:.0f}%" if len(axes) > 1 and high - low < 1 else ""
    by = fmt.join_and([axis.noun for axis in axes])
    meanings = "; ".join(f"{axis.label}: {axis.meaning}" for axis in axes if axis.meaning)
    return CaptionedFigure(
        "phase",
        f"Runs that ended in {findings.phrase}, by {by}",
        f"{numbers}; {runs}{averaged}{empty}{shades}. {fmt.capitalized(meanings)}.".replace(" .", ""),
        phase_diagram_figure(diagram, axes, findings.phrase),
    )


def _endings(findings: Findings) -> CaptionedFigure:
    return CaptionedFigure(
        "ends",
        "How the sieges ended",
        f"Share of all {fmt.number(len(findings.sweep.rows))} runs by ending, with 95% CI.",
        ending_shares_figure(ending_shares(findings.sweep)),
    )


def _effects(findings: Findings) -> CaptionedFigure | None:
    if not findings.effects:
        return None
    one_at_a_time = findings.sweep.design == "one_at_a_time"
    others = "all others at their base values" if one_at_a_time else "averaged over all others"
    return CaptionedFigure(
        "effects",
        "Effect of each parameter",
        f"Share of runs that ended in {findings.phrase} by level of each parameter, {others}; the largest effect "
        "first. Bars: 95% CI.",
        main_effects_figure(findings.effects, findings.outcome, findings.phrase),
    )


def _sensitivity(findings: Findings) -> CaptionedFigure | None:
    indices = findings.sensitivity
    if not indices:
        return None
    excluded = f" ({indices.incomplete} incomplete excluded)" if indices.incomplete else ""
    share = f"share of runs at a point that ended in {findings.phrase}"
    if indices.kind == "sobol":
        caption = (
            f"Sobol indices of the {share}, from {indices.blocks} base samples{excluded}; bootstrap 95% CI. A "
            "total-order index well above the first-order index indicates interactions. Variation between the runs of "
            f"a point counts as interaction.{_sample_warning(indices.table)}"
        )
    else:
        caption = (
            f"Morris elementary effects on the {share}, from {indices.blocks} trajectories{excluded}; bootstrap 95% "
            "CI. A standard deviation as large as the mean absolute effect indicates interactions or nonlinearity."
        )
    return CaptionedFigure(
        "sensitivity", "Sensitivity to each parameter", caption, sensitivity_figure(indices, findings.phrase)
    )


def _sample_warning(table: pd.DataFrame) -> str:
    """A warning where the estimates are impossible for the true indices."""
    signs = []
    if (table["first"] > table["total"]).any():
        signs.append("a first-order index exceeds its total-order index")
    if (table[["first_high", "total_high"]] > 1).any(axis=None):
        signs.append("intervals extend above 1")
    if not signs:
        return ""
    return f" The sample is too small for these indices: {fmt.join_and(signs)}. Use more base samples."


def _box(findings: Findings) -> CaptionedFigure | None:
    box, sweep = findings.box, findings.sweep
    if not box:
        return None
    return CaptionedFigure(
        "box",
        f"Conditions under which runs ended in {findings.phrase}",
        f"Scenario discovery (PRIM): runs with {box_conditions(box, sweep.axes)}. Density "
        f"{fmt.percent_text(box.density)}%, coverage {fmt.percent_text(box.coverage)}%. Of the boxes with a "
        "coverage of at least 50%, this is the largest whose density is within one standard error of the highest; "
        "limits with a quasi-p-value above 0.05 were dropped.",
        prim_box_figure(box, sweep.axes, sweep.rows),
    )


def _incidence(findings: Findings) -> CaptionedFigure:
    sweep, main = findings.sweep, findings.main_lever
    rows = sweep.rows[rows_for_axes(sweep, (main,))] if main else sweep.rows
    panels = []
    for _, name, indices in rows_by_level(main, rows):
        part = rows.iloc[indices]
        panels.append((name, cumulative_incidence(part["exit_day"].to_numpy(), part["cause"].to_numpy(), len(ENDINGS))))
    by = f", by {main.noun}{f' ({main.unit})' if main.unit else ''}" if main else ""
    return CaptionedFigure(
        "incidence",
        f"Endings over time{by}",
        "Cumulative incidence of competing endings (Aalen-Johansen), stacked: the height of a colour is the share of "
        "runs with that ending by that day; white is the share still under siege. Runs undecided at the horizon, or "
        "cut, are censored on their last day.",
        stacked_incidence_figure(panels, max(1, sweep.horizon_days), f"panels: {main.label_with_unit}" if main else ""),
    )


def _days_to_deal(findings: Findings) -> CaptionedFigure | None:
    main = findings.main_lever
    table = days_to_deal(findings.sweep, main)
    if not table["n"].sum():
        return None
    return CaptionedFigure(
        "days_to_deal",
        "Day of signature",
        "Day of signature in runs that ended in a deal: median with 95% CI (points) and interquartile range (bars).",
        days_to_deal_figure(table, main.label_with_unit if main else ""),
    )


def _deaths(findings: Findings) -> CaptionedFigure:
    return CaptionedFigure(
        "deaths",
        "Deaths by ending",
        "Deaths per run by ending: mean with 95% CI (points) and 10th to 90th percentile of runs (bars). Runs with "
        "different endings also differ in other respects.",
        deaths_figure(findings.deaths),
    )


#: In the order of the page.
FIGURES = (_asked, _phase_diagram, _endings, _effects, _sensitivity, _box, _incidence, _days_to_deal, _deaths)
