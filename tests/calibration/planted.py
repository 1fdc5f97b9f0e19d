"""A small calibration, and one whose truth is known."""

from pathlib import Path

import numpy as np
import pandas as pd

from sim.calibration.design import PreparedCalibration, design_points
from sim.calibration.emulator import features
from sim.calibration.runs import CalibrationRuns, prepare_calibration
from sim.history.case_file import shipped_history
from sim.state.columns import Array

#: Sieges of milliseconds that still differ by what is coded.
MAPPING = """
title: tiny
extends: baseline
parameters:
  garrison.fighters: {value: "60"}
  besieger.manpower: {value: "120"}
  population.civilians: {value: "60"}
  negotiation.opening_days: {value: "0.5"}
  besieger.offensive_day: {value: "0"}
  clock.horizon_days: {value: "8"}
  garrison.ideology: {value: ideology}
  besieger.audience_cost: {value: audience_cost}
"""
PRIORS = """
title: two constants
parameters:
  negotiation.life_price: {low: 0.1, high: 2, log: true, why: tried}
  negotiation.doctrine: {low: 0, high: 1, why: tried}
"""


def files(folder: Path, cases: int = 4) -> tuple[Path, Path, Path]:
    """A table of some cases, the mapping and the priors."""
    made = (folder / "mine.csv", folder / "tiny.yaml", folder / "priors.yaml")
    frame = pd.read_csv(shipped_history() / "cases.csv", dtype=str, keep_default_na=False)
    frame.iloc[:: len(frame) // cases][:cases].to_csv(made[0], index=False)
    made[1].write_text(MAPPING)
    made[2].write_text(PRIORS)
    return made


def small(folder: Path, points: int, replicates: int) -> PreparedCalibration:
    """A prepared calibration of four cases over two constants."""
    return prepare_calibration(*files(folder), points, replicates)


class PlantedModel:
    """Cases whose chances depend on two constants by known logistic scores."""

    def __init__(self, cases: int, seed: int = 1, strength: float = 1.5) -> None:
        luck = np.random.default_rng(seed)
        self.cases = cases
        self.intercepts = luck.normal(0.0, 0.5, (cases, 4))
        self.slopes = luck.normal(0.0, strength, (cases, 2, 4))
        self.clusters = np.array([f"c{case // 2}" for case in range(cases)])

    def chances(self, unit: Array) -> Array:
        """float64 (points, cases, 4)."""
        scores = self.intercepts + np.einsum("pk,ckj->pcj", 2.0 * unit - 1.0, self.slopes)
        shares = np.exp(scores - scores.max(axis=2, keepdims=True))
        return shares / shares.sum(axis=2, keepdims=True)

    def runs(self, points: int, seed: int = 2) -> CalibrationRuns:
        """One run of every case at each design point."""
        unit = design_points(2, points)
        luck = np.random.default_rng(seed)
        chances = self.chances(unit)
        labels = (chances.cumsum(axis=2) < luck.random((points, self.cases, 1))).sum(axis=2)
        point, case = (index.ravel() for index in np.indices(labels.shape))
        return CalibrationRuns(unit, labels.ravel(), point, case, pd.DataFrame(), labels.size, 0, 0)


def terms_of(runs: CalibrationRuns, case: int) -> tuple[Array, Array, Array]:
    """Features, labels and design points of the runs of a case."""
    of = runs.case == case
    return features(runs.unit)[runs.point[of]], runs.labels[of], runs.point[of]
