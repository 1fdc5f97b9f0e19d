"""The words beside a phase diagram: sentences of the report on the runs in view, and silence where these are few."""

import dataclasses
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from sim.compare.analysis.asked_effects import asked_effects
from sim.compare.analysis.main_effects import main_effects
from sim.compare.axes import Axis
from sim.compare.outcomes import Outcome, outcome_values
from sim.compare.sweep_data import SweepData
from sim.compare.sweep_report import adaptive, border_report, report_text
from sim.compare.sweep_report.effects_text import asked_sentences
from sim.compare.sweep_report.report_text import FEWEST
from sim.dashboard.sweeps.cells import value_and_interval
from sim.dashboard.sweeps.diagram_data import cell_table
from sim.state.columns import Array
from sim.text import format as fmt


class SweepWords(NamedTuple):
    """What is said of a sweep."""

    asked: tuple[str, ...]  # what the experiment asks for
    found: tuple[str, ...]
    note: str  # which runs the words are about, or why there are none


def sweep_words(data: SweepData, outcome: Outcome, axes: Sequence[Axis], counted: Array) -> SweepWords:
    """The sentences on the runs that are `counted`, bool (rows,)."""
    if data.design == border_report.BOUNDARY:
        own, border = border_report.border_of(data, outcome.name) if outcome.binary else border_report.border_of(data)
        return SweepWords((), tuple(border_report.border_sentences(border, own)), "")
    whole = bool(counted.all())
    in_view = data if whole else dataclasses.replace(data, rows=data.rows[counted].reset_index(drop=True))
    part, note = with_common_replicates(in_view)
    if not len(part.rows):
        return SweepWords((), (), note or "No runs are in view: choose at least one level of each parameter.")
    if len(part.rows) < FEWEST:
        return SweepWords((), (), f"Words begin with {FEWEST} runs; there are {len(part.rows)} so far.")
    cells = cell_table(part, outcome, axes)
    fewest = int(cells["n"].min()) if len(cells) else 0
    if axes and fewest < FEWEST and not data.sampled:
        cell = f"Nothing is said of single cells with fewer than {FEWEST} runs; the smallest has {fewest}."
        note = f"{note} {cell}".strip()
    asked = tuple(asked_sentences(asked_effects(part))) if whole and len(part.rows) == len(data.rows) else ()
    found = _of_ending(part, outcome, axes, cells) if outcome.binary else _of_number(part, outcome, axes, cells)
    rule = adaptive.stopping_sentence(data) if whole else ""
    return SweepWords(asked, tuple(text for text in [*found, rule] if text), note)


def with_common_replicates(data: SweepData) -> tuple[SweepData, str]:
    """The sweep with the replicates that every point has, and a note where this leaves runs out.

    While a sweep is half done, or where replicates were added until a point was precise, shares of unequal cells and
    paired differences would otherwise be about different runs. Sampled points are a sample at any time.
    """
    if data.sampled or not len(data.rows):
        return data, ""
    done = data.rows.groupby(["scenario", "point"])["replicate"].nunique()
    unfinished = len(data.rows) + len(data.failures) < int(data.manifest["expected"])
    if data.manifest["experiment"].get("precision"):
        return adaptive.balanced(data), ""
    if not unfinished or done.nunique() == 1:
        return data, ""
    by_replicate = data.rows.groupby("replicate").size()
    common = by_replicate.index[by_replicate == len(done)]
    note = f"Unfinished: the words are about the {fmt.count(len(common), 'replicate')} that every cell has so far."
    kept = data.rows["replicate"].isin(common)
    return dataclasses.replace(data, rows=data.rows[kept].reset_index(drop=True)), note


def _of_ending(data: SweepData, outcome: Outcome, axes: Sequence[Axis], cells: pd.DataFrame) -> list[str]:
    """Shares of an ending: overall, in the extreme cells, and by parameter where each level has enough runs."""
    effects = main_effects(data, outcome)
    return [
        report_text.overall_sentence(data, outcome, outcome_values(data.rows, outcome)),
        report_text.extremes_sentence(cells, axes, outcome) if axes else "",
        *report_text.effect_sentences(data, [one for one in effects if int(one.levels["n"].min()) >= FEWEST]),
        report_text.timing_sentence(data),
    ]


def _of_number(data: SweepData, outcome: Outcome, axes: Sequence[Axis], cells: pd.DataFrame) -> list[str]:
    """Means of a number: overall, and in the cells with the highest and the lowest, where their intervals are apart."""
    from sim.compare.statistics import means

    values = outcome_values(data.rows, outcome)
    known = ~np.isnan(values)
    overall = means.mean(values[known], data.clusters[known])
    label = f"{outcome.label} ({outcome.unit})"
    first = f"{label}: {_estimate_text(overall._asdict(), outcome)} on average over {fmt.count(known.sum(), 'run')}."
    ranked = cells[(cells["n"] >= FEWEST) & np.isfinite(cells["low"])].sort_values("value")
    if len(ranked) < 2 or not axes:
        return [first]
    least, most = ranked.iloc[0], ranked.iloc[-1]
    if not most["low"] > least["high"]:
        return [first, "The intervals of the highest and the lowest cell overlap: no cell stands out."]
    places = [
        f"{_estimate_text(row, outcome)} with {_place(row, axes)} (n = {fmt.number(row['n'])})" for row in (most, least)
    ]
    return [first, f"Highest: {places[0]}. Lowest: {places[1]}."]


def _estimate_text(row: Any, outcome: Outcome) -> str:
    value, interval = value_and_interval(row, outcome)
    return f"{value} (95% CI {interval.replace('–', ' to ')})" if np.isfinite(row["low"]) else value


def _place(row: pd.Series, axes: Sequence[Axis]) -> str:
    names = (str(row[f"{key}_name"]) for key in ("x", "y", "panel")[: len(axes)])
    return fmt.join_and([axis.phrase(name) for axis, name in zip(axes, names, strict=True)])
