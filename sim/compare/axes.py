"""What a sweep varies, as an axis of a figure or a column of a table: words, unit, levels or bands."""

from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from sim.compare.parameter_phrases import phrase
from sim.scenario.parameters import find_parameter
from sim.state.columns import Array
from sim.text.format import display, with_decimals

#: An axis with more values than this is cut into bands.
MOST_LEVELS, BANDS = 12, 6
#: Observations as they are read on an axis.
UNITS = {
    "day": "days",
    "person": "people",
    "1/day": "per day",
    "0-1": "0 to 1",
    "morale 0-1": "0 to 1",
    "number": "",
    "yes/no": "",
    "kind": "",
    "date": "",
}


class Axis(NamedTuple):
    """One parameter that varies."""

    dotted: str  # its path
    label: str  # "food in the stores"
    unit: str  # "days"; empty where there is none
    meaning: str
    numeric: bool
    log: bool  # levels spaced by a constant ratio

    @property
    def label_with_unit(self) -> str:
        """The title of an axis: food in the stores (days)."""
        return f"{self.label} ({self.unit})" if self.unit else self.label

    @property
    def noun(self) -> str:
        """The label in a sentence: food in the stores, the garrison's morale."""
        return f"the {self.label}" if "'" in self.label.partition(" ")[0] else self.label

    @property
    def unit_suffix(self) -> str:
        """The unit after a value, with a space; empty for shares, levels and scales from 0 to 1."""
        scale = ("share", "0 to 1", "level", "probability", "ratio")
        return f" {self.unit}" if self.unit and not self.unit.startswith(scale) else ""

    def phrase(self, value: str) -> str:
        """A value (or bound, or band of values) in a sentence: 10 days of food in the stores."""
        return phrase(self.dotted, self.label, value, self.unit_suffix.strip())


class AxisLevels(NamedTuple):
    """Rows by level, or by band of values."""

    codes: Array  # int (rows,)
    names: tuple[str, ...]  # for people
    middles: tuple[float, ...]  # where a level stands on a numeric axis; its place on one of words
    banded: bool


def axis_for(dotted: str, values: pd.Series, spec: Any = None) -> Axis:
    """The axis of a column; `said` is how the experiment gave it."""
    parameter = find_parameter(dotted)
    numeric = pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values)
    if parameter is None:
        return Axis(dotted, dotted.replace("_", " "), "", "", numeric, False)
    log = bool(isinstance(spec, dict) and spec.get("log"))
    return Axis(dotted, parameter_label(dotted), parameter_unit(dotted), parameter.meaning, numeric, log)


def parameter_label(dotted: str) -> str:
    """supply.food_days -> food in the stores."""
    parameter = find_parameter(dotted)
    return parameter.label if parameter else dotted.replace(".", " ").replace("_", " ")


def parameter_unit(dotted: str) -> str:
    """Unit of a parameter as it is read; nothing where there is none."""
    parameter = find_parameter(dotted)
    unit = parameter.unit if parameter else ""
    return UNITS.get(unit, unit)


def booleans_as_text(columns: pd.DataFrame) -> pd.DataFrame:
    """What is on or off as yes and no, as it is read; the rest as it is."""
    return columns.apply(lambda column: column.map(display) if pd.api.types.is_bool_dtype(column) else column)


def axis_levels(axis: Axis, values: pd.Series) -> AxisLevels:
    """Sort rows into levels; into equally wide bands (by ratio on a log axis) where there are too many values."""
    if not axis.numeric:
        text = values.map(display)
        names = list(dict.fromkeys(text)) if axis.dotted == "scenario" else sorted(set(text))
        places = {name: place for place, name in enumerate(names)}
        return AxisLevels(
            text.map(places).to_numpy(dtype=int), tuple(names), tuple(map(float, range(len(names)))), False
        )
    numbers = values.to_numpy(dtype=float)
    unique = np.unique(numbers)
    if len(unique) <= MOST_LEVELS:
        return AxisLevels(np.searchsorted(unique, numbers), _names(unique), tuple(map(float, unique)), False)
    log = axis.log and unique[0] > 0
    edges = (np.geomspace if log else np.linspace)(unique[0], unique[-1], BANDS + 1)
    codes = np.clip(np.searchsorted(edges, numbers, side="right") - 1, 0, BANDS - 1)
    names = tuple(f"{format_edge(a, edges)}–{format_edge(b, edges)}" for a, b in pairwise(edges))
    middles = np.sqrt(edges[:-1] * edges[1:]) if log else (edges[:-1] + edges[1:]) / 2
    return AxisLevels(codes, names, tuple(map(float, middles)), True)


def _names(levels: Array) -> tuple[str, ...]:
    """Levels with three digits where these tell them apart: 23.3, not 23.33."""
    short = [display(level if level == round(level) else float(f"{level:.3g}")) for level in levels]
    return tuple(short if len(set(short)) == len(levels) else map(display, levels))


def format_edge(edge: float, edges: Array) -> str:
    """An edge with no more digits than tell it from the next. `edges` are sorted, float64 (n,)."""
    step = float(np.min(np.diff(edges)))
    digits = max(0, int(np.ceil(-np.log10(step))) + 1) if step < 10 else 0
    return with_decimals(edge, min(digits, 4))
