"""Why the score is what it is: what decided the runs of each case, and the patterns behind the loss."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from sim.history.codebook import CLASSES
from sim.history.patterns import patterns
from sim.history.results import ScoredCases

#: Combinations that are listed for all cases, and for each.
MOST, MOST_OF_CASE = 12, 3
DECISION = ["class", "event", "reason", "package"]


def explanation(scored: ScoredCases, decided: pd.DataFrame) -> dict[str, Any]:
    """What decided, over all cases and for each, and the costliest patterns, as plain data.

    `decided` as of `decisions.decisions`.
    """
    mine = decided[decided["case"].isin(scored.ids)]
    model = scored.predictions
    observed = {case: CLASSES[place] for case, place in zip(scored.ids, model.observed, strict=True)}
    return {
        "decided": _most_frequent(mine, DECISION, MOST),
        "packages": _shares(mine["package"][mine["class"].isin(CLASSES[:2])]),
        "terms": {
            name: _most_frequent(mine[mine["class"] == name], ["event", "reason"], MOST_OF_CASE) for name in CLASSES
        },
        "cases": [
            {
                "case": str(case),
                "observed": observed[case],
                "predicted": CLASSES[int(model.shares[place].argmax())],
                "decided": _most_frequent(mine[mine["case"] == case], DECISION, MOST_OF_CASE),
            }
            for place, case in enumerate(scored.ids)
        ],
        "patterns": patterns(model, mine, scored.ids),
    }


def _most_frequent(rows: pd.DataFrame, names: Sequence[str], most: int) -> list[dict[str, Any]]:
    """The most frequent combinations of some columns, with their share of the rows."""
    counts = rows.groupby(list(names), sort=True).size().sort_values(ascending=False, kind="stable")
    return [
        {**dict(zip(names, map(str, key), strict=True)), "runs": int(n), "share": int(n) / len(rows)}
        for key, n in counts.head(most).items()
        if isinstance(key, tuple)
    ]


def _shares(values: pd.Series) -> dict[str, float]:
    """Share of each value, the most frequent first."""
    counts = values.value_counts()
    return {str(name): int(n) / len(values) for name, n in counts.items()}
