"""Conversion of NumPy and pandas values to plain Python numbers and dates."""

import contextlib
import datetime
import functools
import operator
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ValidationInfo, model_validator

from sim.scenario.errors import ScenarioError, shown

MAX_SEED = 2**32 - 1  # the bits that the generator uses
#: Far above any real use; larger numbers are mistakes.
MAX_DAYS = 10**9
MAX_RUNS = 100_000_000
MAX_WORKERS = 100_000
MAX_THREADS = 1024

#: Types that need no conversion.
PLAIN = frozenset((bool, int, float, str, type(None), datetime.date))


def plain_value(value: Any) -> Any:
    """The plain Python value of a NumPy or pandas scalar or array; anything else unchanged.

    Integers of any width, and objects with `__index__`, become int; floats float; `np.bool_` bool; `np.str_` str.
    Timestamps at midnight (`datetime`, `pd.Timestamp`, `np.datetime64`) become dates. One-dimensional arrays and Series
    become lists; lists, tuples and mappings are converted recursively.
    """
    if type(value) in PLAIN:
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Mapping):
        return {plain_value(key): plain_value(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return type(value)([plain_value(each) for each in value]) if type(value) in (list, tuple) else value
    if isinstance(value, datetime.datetime):
        return _date_of(value)
    dimensions = getattr(value, "ndim", None)
    if dimensions == 0:
        return _scalar(value)
    if dimensions == 1 and hasattr(value, "__iter__"):
        return [plain_value(each) for each in value]
    if isinstance(value, float):
        return float(value)
    try:
        return operator.index(value)
    except TypeError:
        return value


def _scalar(value: Any) -> Any:
    """The plain value of a NumPy scalar or a zero-dimensional array."""
    if getattr(getattr(value, "dtype", None), "kind", "") == "M":
        day = value.astype("datetime64[D]")
        return day.item() if day == value else value
    made = value.item() if hasattr(value, "item") else value
    if hasattr(made, "dtype") and made.dtype.kind == "f":  # a long double, which Python lacks
        return float(made)
    return made if type(made) in PLAIN else value


def _date_of(value: datetime.datetime) -> Any:
    """The date of a timestamp at midnight; any other timestamp, and pandas' NaT, unchanged."""
    if value != value or value.time() != datetime.time():
        return value
    return value.date()


def as_whole_number(value: Any) -> int | None:
    """The value as an int, or None where it is not whole: 3, `np.uint8(3)`, 3.0, `np.array(3)`, but not True or "3"."""
    value = plain_value(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def whole_number(name: str, value: Any, least: int = 0, most: int | None = None) -> int:
    """The value as an int from `least` to `most`. Raises ScenarioError, with the fix, for anything else."""
    number = as_whole_number(value)
    if number is None:
        to = "or more" if most is None else f"to {most}"
        raise ScenarioError(f"{name} = {shown(plain_value(value))}: must be a whole number, {least} {to}{_fix(value)}")
    if number < least:
        raise ScenarioError(f"{name} = {shown(number)}: must be {least} or more")
    if most is not None and number > most:
        raise ScenarioError(f"{name} = {shown(number)}: must be {most} or less")
    return number


def optional_whole_number(name: str, value: Any, least: int = 0, most: int | None = None) -> int | None:
    """The same, where None is allowed."""
    return None if value is None else whole_number(name, value, least, most)


def _fix(value: Any) -> str:
    """What to write instead of a value that is not a whole number."""
    value = plain_value(value)
    if isinstance(value, str) and value.strip().removeprefix("-").isdecimal():
        return f"; give the number without quotes, {int(value) if len(value) < 20 else 'without quotes'}"
    if isinstance(value, float) and abs(value) < 1e15:
        return f"; round it, for instance to {round(value)}"
    return ""


class PlainInput(BaseModel):
    """A pydantic model that accepts NumPy and pandas values, and 200.0 for 200."""

    @model_validator(mode="before")
    @classmethod
    def _plain_input(cls, data: Any, info: ValidationInfo) -> Any:
        if not isinstance(data, dict):
            return data
        if info.mode == "json":  # JSON has no dates; other text stays text
            dates = _fields(cls, datetime.date)
            return {name: _date_in(value) if name in dates else value for name, value in data.items()}
        counts = _fields(cls, int)
        for (
            name,
            value,
        ) in data.items():  # nearly always everything is plain, and a sweep checks every value of each run
            kind = type(value)
            if kind not in PLAIN or (kind is float and name in counts):
                return {name: _plain_field(value, name in counts) for name, value in data.items()}
        return data


def _date_in(text: Any) -> Any:
    """The date in a JSON string; anything else unchanged."""
    with contextlib.suppress(TypeError, ValueError):
        return datetime.date.fromisoformat(text)
    return text


def _plain_field(value: Any, counted: bool) -> Any:
    kind = type(value)
    if kind in PLAIN and not (counted and kind is float):
        return value
    number = as_whole_number(value) if counted else None
    return plain_value(value) if number is None else number


@functools.cache
def _fields(model: type[BaseModel], kind: type) -> frozenset[str]:
    """Names of the fields of this type, optional ones included."""
    return frozenset(name for name, field in model.model_fields.items() if field.annotation in (kind, kind | None))
