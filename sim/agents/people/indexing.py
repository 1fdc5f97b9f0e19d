"""What stands between the brackets of a set of agents: one place, several, or a mask."""

import operator
from typing import Any

import numpy as np

from sim.state.columns import Array

ALLOWED = "a set of agents is indexed by an integer, a slice, a boolean mask of its length, or a list of integers"


def index_in(item: Any, size: int) -> int:
    """One place in a set of this size; IndexError out of range, TypeError for what is no whole number."""
    try:
        place = operator.index(item)
    except TypeError:
        place = None
    if place is None or isinstance(item, bool | np.bool_):
        raise TypeError(f"[{item!r}]: {ALLOWED}")
    if not -size <= place < size:
        raise IndexError(f"[{place}]: there are {size} agents in this set")
    return place


def indices_in(item: Any, size: int) -> Array:
    """Places in a set of this size, by a mask or by whole numbers; IndexError out of range, TypeError for others."""
    try:
        places = np.asarray(item)
    except ValueError:  # lists of different lengths in a list
        places = np.empty(0, object)
    if isinstance(item, list) and not item:
        return np.empty(0, np.int64)
    if places.dtype.kind not in "biu" or places.ndim != 1:
        raise TypeError(f"[{type(item).__name__} of {places.dtype}, shape {places.shape}]: {ALLOWED}")
    if places.dtype == bool:
        if len(places) != size:
            raise IndexError(
                f"[mask of {len(places)}]: there are {size} agents in this set, and a mask has one for each"
            )
        return np.flatnonzero(places)
    for outside in places[(places < -size) | (places >= size)][:1]:
        raise IndexError(f"[{outside}]: there are {size} agents in this set")
    places = places.astype(np.int64) % max(size, 1)
    if len(np.unique(places)) < len(places):
        raise ValueError(
            "an agent is in a set once, and this names some place twice; for draws with replacement take "
            "agents = the_set.to_list() and [agents[place] for place in places]"
        )
    return places
