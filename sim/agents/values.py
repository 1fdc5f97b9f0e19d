"""Values of many agents: asked one by one, put together, aggregated."""

from collections.abc import Callable
from typing import Any

import numpy as np

from sim.state.columns import Array

VECTORISED: dict[Any, Callable] = {min: np.min, max: np.max, sum: np.sum}  # else a Python loop over an array
MISSING = object()


def is_numbers(values: Array) -> bool:
    """Whether this is one number (or truth value) an agent."""
    return values.ndim == 1 and values.dtype.kind in "biuf"


def asked(name: str, agents: list[Any]) -> tuple[Array, Array]:
    """Who of the agents has an attribute, and the values of those, by Python one by one."""
    found = [getattr(agent, name, MISSING) for agent in agents]
    values = [value for value in found if value is not MISSING]
    numbers = all(isinstance(value, int | float) for value in values)
    has = np.array([value is not MISSING for value in found], bool)
    return has, np.array(values) if numbers else np.fromiter(values, object, len(values))


def aggregate(func: Callable, values: Array) -> Any:
    """A function of the values, as a Python value if it is one number."""
    if values.dtype == np.float32:
        values = values.astype(np.float64)
    result = VECTORISED.get(func, func)(values)
    return result.item() if isinstance(result, np.generic) else result


def boxed(values: Array) -> Array:
    """Values as Python objects, a pair as a tuple."""
    if values.ndim == 1:
        return values.astype(object)
    return np.fromiter(map(tuple, values.tolist()), object, len(values))


def mixed(first: Array, second: Array, is_second: Array) -> Array:
    """Two arrays as one, in the order that the mask says."""
    plain = is_numbers(first) and is_numbers(second)
    together = np.empty(len(is_second), np.result_type(first, second) if plain else object)
    together[~is_second] = first if plain else boxed(first)
    together[is_second] = second
    return together


def beside(columns: list[Array]) -> Array:
    """Arrays as the columns of one: of numbers if all are, else of Python objects."""
    if all(map(is_numbers, columns)):
        return np.column_stack(columns)
    together = np.empty((len(columns[0]), len(columns)), object)
    for i, column in enumerate(columns):
        together[:, i] = boxed(column)
    return together
