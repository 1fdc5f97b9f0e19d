"""Input columns as numbers for the baselines: texts as yes or no, dates as years, large numbers as logarithms."""

import numpy as np
import pandas as pd

from sim.state.columns import Array

#: Columns without negative values and with larger ones than this are taken as logarithms: people, men, km2.
LARGE = 100.0


def encoded(inputs: pd.DataFrame) -> Array:
    """The inputs as float64 (cases, features), NaN where a number is missing.

    Whether a number is missing is a feature of its own; a date is a year with its fraction; each value of a text but
    the first is a feature.
    """
    features = [feature for name in inputs for feature in _features(inputs[name])]
    return np.column_stack(features) if features else np.zeros((len(inputs), 1))


def standardised(features: Array, train: Array) -> Array:
    """Features (float64 (cases, features)) with gaps filled, and scaled by the rows `train` (int64 (n,)) alone.

    A gap gets the median, and all values are divided by the standard deviation after the mean was taken off.
    """
    known = np.where(np.isnan(features[train]).all(axis=0), 0.0, features[train])
    filled = np.where(np.isnan(features), np.nanmedian(known, axis=0), features)
    centre, spread = filled[train].mean(axis=0), filled[train].std(axis=0)
    return (filled - centre) / np.where(spread > 0.0, spread, 1.0)


def _features(column: pd.Series) -> list[Array]:
    missing = column.isna().to_numpy()
    values = _numbers(column)
    if values is None:
        texts = column.astype(str).to_numpy()
        return [(texts == value).astype(float) for value in np.unique(texts)[1:]]
    return [values, missing.astype(float)] if missing.any() else [values]


def _numbers(column: pd.Series) -> Array | None:
    """The values as float64, or None where they are texts."""
    if _is_date(column):
        days = pd.to_datetime(column, errors="coerce")
        return (days.dt.year + days.dt.dayofyear / 365.25).to_numpy(dtype=float)
    numbers = pd.to_numeric(column, errors="coerce")
    if numbers.isna().sum() > column.isna().sum():
        return None
    values = numbers.to_numpy(dtype=float)
    large = bool(numbers.min() >= 0.0) and bool(numbers.max() > LARGE)
    return np.log1p(values) if large else values


def _is_date(column: pd.Series) -> bool:
    """Whether every value that is there is a date."""
    if pd.api.types.is_datetime64_any_dtype(column):
        return True
    known = column.dropna().astype(str)
    return bool(len(known)) and bool(known.str.fullmatch(r"\d{4}-\d{2}-\d{2}( 00:00:00)?").all())
