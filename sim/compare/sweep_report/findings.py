"""What a report shows of a sweep: the estimates that its text, figures and tables share."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from sim.compare.analysis.asked_effects import AskedEffect, asked_effects
from sim.compare.analysis.box_contrast import stands_out
from sim.compare.analysis.estimate_tables import cell_estimates, deaths_by_ending
from sim.compare.analysis.main_effects import MainEffect, main_effects
from sim.compare.analysis.prim import PrimBox, find_box
from sim.compare.analysis.sensitivity import SensitivityIndices, sensitivity_indices
from sim.compare.axes import Axis, booleans_as_text
from sim.compare.outcomes import ENDING_PHRASES, Outcome, available_outcomes, outcome_values
from sim.compare.sweep_data import SweepData, rows_for_axes
from sim.compare.sweep_report.adaptive import balanced
from sim.state.columns import Array

MOST_NUMBERS = 4  # outcomes beside the endings whose main effects are shown


@dataclass(frozen=True)
class Findings:
    """Estimates of one sweep and one ending."""

    sweep: SweepData
    outcome: Outcome
    axes: Sequence[Axis]  # of the phase diagram; none where nothing varies
    flags: Array  # float64 (rows,), 1 where the run ended in the outcome
    diagram: pd.DataFrame  # cells of the phase diagram
    effects: Sequence[MainEffect]  # on the outcome, the largest first
    sensitivity: SensitivityIndices | None
    box: PrimBox | None  # where it is more than any slice of its size
    deaths: pd.DataFrame  # by ending and party
    number_effects: Sequence[tuple[Outcome, Sequence[MainEffect]]]  # main effects on other outcomes
    asked: Sequence[AskedEffect]  # effects that the experiment names

    @property
    def phrase(self) -> str:
        """The outcome after the words "ended in"."""
        return ENDING_PHRASES[self.outcome.name]

    @property
    def main_lever(self) -> Axis | None:
        """The lever with the largest effect."""
        return next((effect.axis for effect in self.effects if effect.axis in self.sweep.levers), None)


def find(sweep: SweepData, outcome: Outcome, axes: Sequence[Axis]) -> Findings:
    """Estimate everything that a report on an ending shows."""
    axes_of_all = {axis.dotted for axis in axes} >= {axis.dotted for axis in sweep.levers}
    whole, sweep = sweep, balanced(sweep)
    cells = whole if axes_of_all else sweep
    flags = outcome_values(sweep.rows, outcome)
    varied = booleans_as_text(sweep.rows.loc[:, [axis.dotted for axis in sweep.axes]])
    return Findings(
        sweep,
        outcome,
        axes,
        flags,
        cell_estimates(cells, outcome_values(cells.rows, outcome), axes),
        main_effects(sweep, outcome),
        sensitivity_indices(sweep, flags),
        _box(sweep, varied, flags.astype(bool)) if rows_for_axes(sweep, ()).all() else None,
        deaths_by_ending(sweep),
        [(number, main_effects(sweep, number)) for number in numbers_of(sweep)],
        asked_effects(sweep),
    )


def _box(sweep: SweepData, varied: pd.DataFrame, cases: Array) -> PrimBox | None:
    """The PRIM box of the cases, bool (rows,), if it has limits and stands out."""
    box = find_box(varied, cases)
    return box if box and box.limits and stands_out(box, varied, cases, sweep.clusters) else None


def numbers_of(sweep: SweepData) -> list[Outcome]:
    """The numbers shown beside the endings: civilian deaths, and the outcomes that the experiment names."""
    named: list[str] = sweep.manifest["experiment"].get("outcomes") or []
    names = [name for name in dict.fromkeys(["deaths_civilians", *named]) if name not in ("outcome", "deal")]
    known = available_outcomes(sweep.names)
    outcomes = [known[name] for name in names if name in sweep.rows and name in known]
    numeric = [one for one in outcomes if pd.api.types.is_numeric_dtype(sweep.rows[one.name])]
    return [one for one in numeric if not one.binary][:MOST_NUMBERS]
