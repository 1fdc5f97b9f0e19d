"""Where the loss comes from: patterns of observed class, predicted class and deciding term that several cases share."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from sim.history.codebook import CLASSES
from sim.history.scores import EVACUATION, Predictions, brier_costs, log_costs
from sim.state.columns import Array

MOST = 5
#: A case shares a pattern if at least this share of its runs belongs to it.
SHARED = 0.1
PATTERN = ["observed", "class", "event", "reason"]


def patterns(predictions: Predictions, decided: pd.DataFrame, ids: Array, most: int = MOST) -> list[dict[str, Any]]:
    """The costliest patterns that cases of at least two clusters share.

    The cost of a case is spread evenly over its wrong runs: for the Brier score over those on the wrong side of
    evacuation or not, for the log score over those of another class than observed. `decided` as of
    `decisions.decisions`; `ids` (str (cases,)) are the cases of `predictions`.
    """
    rows = decided.merge(_costs(predictions, ids), on="case")
    rows = rows.assign(of_case=rows.groupby("case")["case"].transform("size"))
    evacuation = CLASSES[EVACUATION]
    wrong_side = (rows["class"] == evacuation) != (rows["observed"] == evacuation)
    wrong = rows["class"] != rows["observed"]
    rows = rows.assign(brier=_spread(rows, "brier_cost", wrong_side), log=_spread(rows, "log_cost", wrong))
    found = [
        _pattern(dict(zip(PATTERN, map(str, key), strict=True)), part) for key, part in rows[wrong].groupby(PATTERN)
    ]
    shared = [one for one in found if one["clusters"] >= 2]
    total = {name: float(rows[name].sum()) for name in ("brier", "log")}
    for one in shared:
        for name, whole in total.items():
            one[f"{name}_share"] = one[name] / whole if whole > 0.0 else 0.0
    return sorted(shared, key=lambda one: (-one["brier"], -one["log"]))[:most]


def _costs(predictions: Predictions, ids: Array) -> pd.DataFrame:
    """One row per case: its class, cluster, and part in the mean of either score."""
    cases = len(ids)
    return pd.DataFrame(
        {
            "case": ids,
            "observed": np.array(CLASSES)[predictions.observed],
            "cluster": predictions.clusters,
            "brier_cost": np.maximum(brier_costs(predictions), 0.0) / cases,
            "log_cost": log_costs(predictions) / cases,
        }
    )


def _spread(rows: pd.DataFrame, cost: str, wrong: pd.Series) -> pd.Series:
    """The cost of each case shared out evenly among its wrong runs."""
    number = wrong.groupby(rows["case"]).transform("sum").clip(lower=1)
    return (rows[cost] / number).where(wrong, 0.0)


def _pattern(key: Mapping[str, str], part: pd.DataFrame) -> dict[str, Any]:
    shares = part.groupby("case").size() / part.groupby("case")["of_case"].first()
    cases = shares.index[shares >= SHARED]
    mine = part[part["case"].isin(cases)]
    packages = mine["package"][mine["package"] != ""].value_counts()
    return {
        "observed": key["observed"],
        "predicted": key["class"],
        "event": key["event"],
        "reason": key["reason"],
        "package": str(packages.index[0]) if len(packages) else "",
        "package_share": float(packages.iloc[0] / len(mine)) if len(packages) else 0.0,
        "cases": sorted(map(str, cases)),
        "clusters": int(mine["cluster"].nunique()),
        "runs": len(part),
        "brier": float(part["brier"].sum()),
        "log": float(part["log"].sum()),
    }
