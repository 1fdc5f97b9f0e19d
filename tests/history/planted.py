"""Predictions and runs whose scores are known."""

from pathlib import Path

import numpy as np
import pandas as pd

from sim.history.case_file import CLASSES, CaseFile
from sim.history.runs import HistoryRuns
from sim.history.scores import Predictions


def predictions(
    chances: list[float], observed: list[int], clusters: list[str] | None = None, runs: int = 60, counted: bool = False
) -> Predictions:
    """Chances of an evacuation, the rest spread evenly over the other classes."""
    chance = np.array(chances, dtype=float)
    shares = np.column_stack([chance, *[(1.0 - chance) / 3.0] * 3])
    names = clusters or [f"c{i}" for i in range(len(chances))]
    return Predictions(shares, np.array(observed), np.array(names), np.full(len(chances), runs), counted)


def drawn(seed: int, cases: int, runs: int) -> Predictions:
    """Shares counted from runs of a perfect model: what happens is drawn from the same probabilities."""
    luck = np.random.default_rng(seed)
    chances = luck.dirichlet(np.full(4, 0.7), cases)
    observed = np.array([luck.choice(4, p=p) for p in chances])
    shares = np.array([luck.multinomial(runs, p) for p in chances]) / runs
    return Predictions(shares, observed, np.array([f"c{i // 2}" for i in range(cases)]), np.full(cases, runs))


def run_rows(case: str, rows: list[dict[str, object]]) -> pd.DataFrame:
    """Rows of runs with the columns that a score reads; what is not given is blank or 0."""
    usual = {
        "seed": 1, "outcome": "evacuation", "class": "evacuation", "day": 9, "signed_day": np.nan, "deal.left": 0,
        "deaths_civilians": 0, "offers_refused": 0,
    }  # fmt: skip
    return pd.DataFrame([{"case": case, "replicate": i, **usual, **row} for i, row in enumerate(rows, 1)])


def planted_runs(file: CaseFile, replicates: int, skill: float, seed: int = 1) -> HistoryRuns:
    """Runs of each case that know its class the better, the larger `skill`."""
    luck = np.random.default_rng(seed)
    rows = []
    for case, observed in zip(file.ids, file.outcomes()["class"], strict=True):
        chances = luck.dirichlet(np.full(4, 0.6) + skill * (np.array(CLASSES) == observed))
        classes = luck.choice(CLASSES, size=replicates, p=chances)
        days = luck.integers(5, 90, replicates).astype(float)
        rows.append(
            run_rows(case, [{"class": name, "signed_day": day} for name, day in zip(classes, days, strict=True)])
        )
    clamped = pd.DataFrame(columns=["case", "parameter", "bound", "furthest", "replicates"])
    table = pd.concat(rows, ignore_index=True)
    return HistoryRuns(
        Path("none"), table, file.ids, file.hash, "m1", "model1", replicates, (), {}, clamped, missing=0, failed=0
    )
