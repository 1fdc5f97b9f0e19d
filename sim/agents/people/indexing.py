"""Indexing a set of agents: by one position, by several, or by a mask."""

import operator
from typing import Any

import numpy as np

from sim.state.columns import Array

ALLOWED = "a set of agents is indexed by an integer, a slice, a boolean mask of its length, or a list of integers"


def index_in(item: Any, size: int) -> int:
    """One position in a set of `size` agents.

    Raises TypeError where `item` is not an integer, IndexError where it is out of range.
    """
    try:
        index = operator.index(item)
    except TypeError:
        index = None
    if index is None or isinstance(item, bool | np.bool_):
        raise TypeError(f"[{item!r}]: {ALLOWED}")
    if not -size <= index < size:
        raise IndexError(f"[{index}]: there are {size} agents in this set")
    return index


def indices_in(item: Any, size: int) -> Array:
    """Positions (int64, (n,)) in a set of `size` agents, given a boolean mask (size,) or integers (n,).

    Raises TypeError for anything else, IndexError where one is out of range or the mask has another length, ValueError
    where a position is repeated.
    """
    try:
        indices = np.asarray(item)
    except ValueError:  # a list of lists of different lengths
        indices = np.empty(0, object)
    if isinstance(item, list) and not item:
        return np.empty(0, np.int64)
    if indices.dtype.kind not in "biu" or indices.ndim != 1:
        raise TypeError(f"[{type(item).__name__} of {indices.dtype}, shape {indices.shape}]: {ALLOWED}")
    if indices.dtype == bool:
        if len(indices) != size:
            raise IndexError(
                f"[mask of {len(indices)}]: there are {size} agents in this set, and a mask needs one value for each"
            )
        return np.flatnonzero(indices)
    for outside in indices[(indices < -size) | (indices >= size)][:1]:
        raise IndexError(f"[{outside}]: there are {size} agents in this set")
    indices = indices.astype(np.int64) % max(size, 1)
    if len(np.unique(indices)) < len(indices):
        raise ValueError(
            "an agent can be in a set only once, but a position is repeated; to draw with replacement use "
            "agents = the_set.to_list() and [agents[i] for i in indices]"
        )
    return indices
