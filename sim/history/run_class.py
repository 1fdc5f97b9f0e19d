"""The class of a run: what its ending counts as beside the outcome of a case."""

from typing import TYPE_CHECKING

import numpy as np

from sim.history.codebook import CLASSES

if TYPE_CHECKING:
    import pandas as pd

#: Share of the fighters at the signature from which those who left make a split an evacuation.
LEAST_LEFT = 1.0 / 3.0
EVACUATION, SURRENDER, STORMED, HELD = CLASSES
#: Outcome of a run -> its class; a split is decided by who left.
CLASS_OF = {
    "evacuation": EVACUATION,
    "surrender": SURRENDER,
    "stormed": STORMED,
    "collapse": STORMED,
    "relieved": HELD,
    "lifted": HELD,
    "stalemate": HELD,
}


def class_of_runs(runs: "pd.DataFrame") -> "pd.Series":
    """The class of each run, one of CLASSES, by its outcome, its deal and what became of the remnant.

    A split is an evacuation if at least a third of the fighters at the signature left, otherwise a surrender if at
    least a third settled or went into custody, otherwise what became of those who fought on.
    """
    classes = runs["outcome"].map(CLASS_OF)
    left, settled, custody, stayed = (
        runs[f"deal.{name}"].astype("float64") for name in ("left", "settled", "custody", "stayed")
    )
    fighters = (left + settled + custody + stayed).clip(lower=1.0)
    split = runs["outcome"] == "split"
    remnant = runs["secondary"].map(CLASS_OF).fillna(SURRENDER)
    gave_up = (settled + custody) / fighters >= LEAST_LEFT
    of_split = np.where(left / fighters >= LEAST_LEFT, EVACUATION, np.where(gave_up, SURRENDER, remnant))
    return classes.where(~split, of_split)
