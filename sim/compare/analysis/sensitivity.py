"""Sobol and Morris indices of the designs that allow them."""

from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from sim.compare.sweep_data import SweepData
from sim.state.columns import Array

SEED = 1  # of the bootstrap behind the intervals


class SensitivityIndices(NamedTuple):
    """One row per axis: axis, words (its label), and each index with its 95% interval (low, high)."""

    kind: str  # "sobol" or "morris"
    table: pd.DataFrame
    blocks: int  # complete base samples or trajectories
    incomplete: int  # left out because a point has no run yet


def sensitivity_indices(sweep: SweepData, outcome: Array) -> SensitivityIndices | None:
    """Sensitivity of the mean outcome at a point to each axis.

    Of a `saltelli` design, Sobol indices of first and total order (Saltelli et al. 2010). Of a `morris` design, mean
    absolute elementary effects and the standard deviation of the effects (Campolongo et al. 2007), scaled to the whole
    range of an axis. `outcome` is float64 (rows,). None where the design allows neither, where fewer than two blocks
    are complete, or where the outcome does not vary.
    """
    if sweep.design not in ("saltelli", "morris") or sweep.folder is None or len(sweep.manifest["scenarios"]) > 1:
        return None
    from sim.sweep import load_samples

    problem, sample = load_samples(sweep.folder)
    points = sweep.rows["point"].to_numpy()
    totals = np.bincount(points, outcome, minlength=len(sample))
    number = np.bincount(points, minlength=len(sample))
    with np.errstate(invalid="ignore"):
        average = totals / number
    axes = int(problem["num_vars"])
    design = sweep.manifest["experiment"]["design"]
    second = design["kind"] == "saltelli" and design.get("second_order", True)
    size = sweep.block
    blocks = average.reshape(-1, size)
    whole = ~np.isnan(blocks).any(axis=1)
    done = blocks[whole].ravel()
    if whole.sum() < 2 or np.ptp(done) == 0:
        return None
    x = sample.to_numpy(dtype=float).reshape(-1, size, axes)[whole].reshape(-1, axes)
    indices = _morris(problem, x, done, design) if design["kind"] == "morris" else _sobol(problem, done, second)
    words = {axis.dotted: axis.label for axis in sweep.axes}
    table = pd.DataFrame(indices)
    table.insert(0, "axis", sample.columns)
    table.insert(1, "words", [words.get(name, name) for name in sample.columns])
    kind = "morris" if design["kind"] == "morris" else "sobol"
    return SensitivityIndices(kind, table, int(whole.sum()), int((~whole).sum()))


def _sobol(problem: dict[str, Any], y: Array, second: bool) -> dict[str, Array]:
    from SALib.analyze import sobol

    indices: Any = sobol.analyze(problem, y, calc_second_order=second, num_resamples=1000, seed=SEED)
    return {
        name + end: np.asarray(indices[key]) + sign * np.asarray(indices[f"{key}_conf"])
        for name, key in (("first", "S1"), ("total", "ST"))
        for end, sign in (("", 0), ("_low", -1), ("_high", 1))
    }


def _morris(problem: dict[str, Any], x: Array, y: Array, design: dict[str, Any]) -> dict[str, Array]:
    from SALib.analyze import morris

    indices: Any = morris.analyze(problem, x, y, num_levels=design.get("levels", 4), num_resamples=1000, seed=SEED)
    strength, margin = np.asarray(indices["mu_star"], dtype=float), np.asarray(indices["mu_star_conf"], dtype=float)
    spread, signed = np.asarray(indices["sigma"], dtype=float), np.asarray(indices["mu"], dtype=float)
    return {
        "strength": strength, "strength_low": np.maximum(strength - margin, 0.0), "strength_high": strength + margin,
        "signed": signed, "spread": spread,
    }  # fmt: skip
