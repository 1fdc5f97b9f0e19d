"""Attribute values of many agents: read one by one, merged, aggregated."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from sim.state.columns import Array

#: The dtype that NumPy gives a list of Python numbers, by kind.
WIDE = {"f": np.float64, "i": np.int64, "u": np.int64}
MISSING = object()


def is_numbers(values: Array) -> bool:
    """Whether an array of any shape and dtype holds one number or truth value per agent, (n,).

    Values are of any dtype.
    """
    return values.ndim == 1 and values.dtype.kind in "biuf"


def ask_each(name: str, agents: list[Any]) -> tuple[Array, list[Any]]:
    """Whether each agent has an attribute, bool (n,), and the values of those that have it."""
    values = [getattr(agent, name, MISSING) for agent in agents]
    return np.array([value is not MISSING for value in values], bool), [v for v in values if v is not MISSING]


def as_array(values: list[Any]) -> Array:
    """Values as an array, (n,): int64, float64 or bool if all are numbers, otherwise object."""
    numbers = all(isinstance(value, int | float) for value in values)
    return np.array(values) if numbers else np.fromiter(values, object, len(values))


def is_numpy_function(func: Any) -> bool:
    """Whether a function is one of NumPy's own, which gives the same for an array as for the list."""
    func = func.func if isinstance(func, partial) else func
    return isinstance(func, np.ufunc) or str(getattr(func, "__module__", "")).partition(".")[0] == "numpy"


def aggregate(func: Callable[..., Any], values: Array, to_list: Callable[[Array], list[Any]]) -> Any:
    """`func` of the list of `values` (n,) of any dtype, computed on the array where that is the same and faster."""
    if not len(values):
        return func([])
    if is_numpy_function(func):
        return func(values.astype(WIDE.get(values.dtype.kind, values.dtype), copy=False))
    if is_numbers(values):
        if func is min or func is max:  # no column holds NaN
            return to_list(getattr(values, func.__name__)(keepdims=True))[0]
        if func is sum and values.dtype.kind in "biu":
            return int(values.sum(dtype=np.int64))
    return func(to_list(values))


def as_objects(values: Array) -> Array:
    """Values (n,) or (n, 2) of any dtype as Python objects (n,), a pair as a tuple."""
    if values.ndim == 1:
        return values.astype(object)
    return np.fromiter(map(tuple, values.tolist()), object, len(values))


def merge_arrays(first: Array, second: Array, is_second: Array) -> Array:
    """Two arrays of any dtype as one (n,), in the order given by the mask `is_second` (bool, (n,))."""
    plain = is_numbers(first) and is_numbers(second)
    together = np.empty(len(is_second), np.result_type(first, second) if plain else object)
    together[~is_second] = first if plain else as_objects(first)
    together[is_second] = second
    return together


def merge_lists(first: list[Any], second: list[Any], is_second: Array) -> list[Any]:
    """Two lists as one, in the order given by the mask `is_second` (bool, (n,))."""
    one, two = iter(first), iter(second)
    return [next(two) if of_second else next(one) for of_second in is_second.tolist()]
