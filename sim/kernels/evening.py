"""What was counted last, and what the commands make of it."""

from typing import NamedTuple

import numpy as np


class GroundSurvey(NamedTuple):
    """What the evening's count finds besides the people: `state.siege.Census` from `foreign` on."""

    foreign: int  # foreign fighters inside
    starved: int  # dead of hunger, of all kinds
    held: int  # cells
    fields: int  # cells of fields held
    cover: float  # mean of the ground held
    ring_open: float  # mean share that slips out


class Evening(NamedTuple):
    """The counts of the last evening, and the records of the last decision round."""

    counts: np.ndarray  # int64 (kinds, columns), both factions together
    means: np.ndarray  # float64 (2, kinds), of minds and of bodies' mass
    cover: np.ndarray  # float32 (cells,), work space
    ground: np.ndarray  # GroundSurvey record (1,)
    situation: np.ndarray  # theory.situation.Situation record (1,)
    outlook: np.ndarray  # theory.garrison_options.Outlook record (1,)
