"""Whether a band is met: its statistic with a 95% interval, against where it must lie."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.compare.statistics.estimate import LEVEL, Estimate, unknown
from sim.signatures.signature import Band, Conditions, NumberCondition
from sim.state.columns import Array

if TYPE_CHECKING:
    import pandas as pd

MET, NOT_MET, UNDECIDED = "met", "not met", "undecided"


class BandResult(NamedTuple):
    """A band with what was measured."""

    name: str
    band: Band
    estimate: Estimate
    verdict: str


def evaluate(name: str, band: Band, runs: "pd.DataFrame") -> BandResult:
    """Measure a band on a table of runs, one row each, and judge it."""
    some = runs[satisfied(band.among, runs)]
    if band.share is not None:
        from sim.compare.statistics.proportions import share

        estimate = share(satisfied(band.share, some))
    else:
        assert band.quantile is not None
        estimate = quantile(some[band.quantile.of].dropna().to_numpy(float), band.quantile.at)
    return BandResult(name, band, estimate, verdict(band, estimate))


def verdict(band: Band, estimate: Estimate) -> str:
    """Met where the whole interval lies in the band, not met where all of it lies outside, else undecided."""
    low = -np.inf if band.low is None else band.low
    high = np.inf if band.high is None else band.high
    if not (np.isfinite(estimate.low) and np.isfinite(estimate.high)):
        return UNDECIDED
    if low <= estimate.low and estimate.high <= high:
        return MET
    return NOT_MET if estimate.high < low or estimate.low > high else UNDECIDED


def satisfied(where: Conditions, runs: "pd.DataFrame") -> Array:
    """For which runs all conditions hold, bool (runs,)."""
    flags = np.ones(len(runs), bool)
    for column, wanted in where.items():
        values = runs[column]
        if isinstance(wanted, NumberCondition):
            if wanted.given is not None:
                flags &= values.notna().to_numpy() == wanted.given
            if wanted.low is not None:
                flags &= (values >= wanted.low).to_numpy(bool, na_value=False)
            if wanted.high is not None:
                flags &= (values <= wanted.high).to_numpy(bool, na_value=False)
        else:
            flags &= values.isin(wanted).to_numpy()
    return flags


def quantile(values: Array, at: float) -> Estimate:
    """A quantile with the interval between two of the values, free of any distribution (Conover 1999, 3.2).

    `values` is float64 (n,).
    """
    from scipy import stats

    if len(values) == 0:
        return unknown()
    ends = stats.quantile_test(values, p=at, q=0.0).confidence_interval(LEVEL)
    return Estimate(float(np.quantile(values, at)), float(ends.low), float(ends.high), len(values))
