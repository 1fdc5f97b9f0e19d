"""Days, leavers and deaths of the runs beside what was coded of the same cases."""

from typing import Any

import numpy as np
import pandas as pd

from sim.history.resampling import interval
from sim.state.columns import Array

#: Range of the runs that is given with a median: 80 % of them lie within.
RANGE = (0.1, 0.9)
#: Where the acute phase began within this part of the siege, both cover the same time: the runs begin with it.
SAME_TIME = 0.1
#: Columns of outcomes that are read, where a case file has them.
DEAL_DAY, FAILED, DURATION = "deal_day_acute", "prior_failed_deals", "duration_days"
START, ACUTE = "start_date", "acute_start_date"
LEAVERS, DEATHS = ("fighters_evac_low", "fighters_evac_high"), ("deaths_civ_low", "deaths_civ_high")
DEALS = ("evacuation", "surrender")
FEWEST = 3  # cases that a rank correlation needs


def deal_days(outcomes: pd.DataFrame, cases: list[pd.DataFrame]) -> list[dict[str, float] | None]:
    """For each case with a coded day of a deal: that day and the days of signature in the runs with a deal.

    Days count from the start of the acute phase. `cases` holds the runs of each case, in the order of `outcomes`.
    """
    coded = outcomes[DEAL_DAY].where(outcomes["class"].isin(DEALS)) if DEAL_DAY in outcomes else None
    if coded is None:
        return [None] * len(cases)
    return [
        _beside(float(day), runs["signed_day"].dropna()) if np.isfinite(day) else None
        for day, runs in zip(coded.astype(float), cases, strict=True)
    ]


def leavers(outcomes: pd.DataFrame, cases: list[pd.DataFrame]) -> list[dict[str, Any] | None]:
    """For each evacuation with coded leavers: that range, and the fighters who left in runs with an evacuation."""
    wanted = (outcomes["class"] == "evacuation").tolist()
    left = [runs["deal.left"][runs["class"] == "evacuation"] for runs in cases]
    return _within(outcomes, LEAVERS, wanted, left)


def civilian_deaths(
    inputs: pd.DataFrame, outcomes: pd.DataFrame, cases: list[pd.DataFrame]
) -> list[dict[str, Any] | None]:
    """For each case whose coded deaths cover the time that the runs cover: that range, and the deaths in all runs."""
    same = same_time(inputs, outcomes)
    return _within(outcomes, DEATHS, same, [runs["deaths_civilians"] for runs in cases])


def same_time(inputs: pd.DataFrame, outcomes: pd.DataFrame) -> list[bool]:
    """Whether runs from the acute phase on cover nearly the whole siege; no where its length is not known."""
    if not ({START, ACUTE} <= set(inputs) and DURATION in outcomes):
        return [False] * len(outcomes)
    before = (pd.to_datetime(inputs[ACUTE]) - pd.to_datetime(inputs[START])).dt.days.fillna(0)
    return (before <= SAME_TIME * outcomes[DURATION]).tolist()


def _beside(coded: float, values: pd.Series) -> dict[str, float] | None:
    if not len(values):
        return None
    low, median, high = (float(q) for q in values.quantile([RANGE[0], 0.5, RANGE[1]]))
    return {"coded": coded, "median": median, "low": low, "high": high, "runs": len(values)}


def _within(
    outcomes: pd.DataFrame, names: tuple[str, str], wanted: list[bool], values: list[pd.Series]
) -> list[dict[str, Any] | None]:
    """Coded range, median of the runs, and on which side of the range it lies."""
    if not set(names) <= set(outcomes):
        return [None] * len(values)
    made: list[dict[str, Any] | None] = []
    for (low, high), use, of_runs in zip(outcomes[list(names)].to_numpy(dtype=float), wanted, values, strict=True):
        beside = _beside(low, of_runs.dropna()) if use and np.isfinite([low, high]).all() else None
        if beside is not None:
            side = "below" if beside["median"] < low else "above" if beside["median"] > high else "inside"
            beside = {**beside, "coded_high": float(high), "side": side}
        made.append(beside)
    return made


def sides(rows: list[dict[str, Any] | None]) -> dict[str, int]:
    """How many medians lie below, inside and above the coded range."""
    known = [row["side"] for row in rows if row is not None]
    return {"cases": len(known), **{side: known.count(side) for side in ("below", "inside", "above")}}


def timing(days: list[dict[str, float] | None], weights: Array) -> dict[str, Any]:
    """The clock over all cases with a coded day: medians, how many days lie within the runs' range, rank correlation.

    `weights` is float64 (draws, cases), of drawn clusters, for the interval of the rank correlation.
    """
    places = [place for place, day in enumerate(days) if day is not None]
    known = [day for day in days if day is not None]
    coded, median = (np.array([day[key] for day in known], dtype=float) for key in ("coded", "median"))
    times = weights[:, places].astype(int)
    drawn = np.array([rank_correlation(np.repeat(coded, row), np.repeat(median, row)) for row in times])
    inside = [day["low"] <= day["coded"] <= day["high"] for day in known]
    return {
        "cases": len(known),
        "coded": float(np.median(coded)) if known else float("nan"),
        "predicted": float(np.median(median)) if known else float("nan"),
        "within_range": float(np.mean(inside)) if known else float("nan"),
        "spearman": rank_correlation(coded, median),
        **interval(drawn),
    }


def rank_correlation(a: Array, b: Array) -> float:
    """Spearman's rank correlation of float64 (n,) and float64 (n,); NaN for few cases or where one does not vary."""
    from scipy.stats import rankdata

    if len(a) < FEWEST or np.ptp(a) == 0.0 or np.ptp(b) == 0.0:
        return float("nan")
    return float(np.corrcoef(rankdata(a), rankdata(b))[0, 1])


def failed_rounds(outcomes: pd.DataFrame, cases: list[pd.DataFrame]) -> dict[str, float]:
    """Mean number of offers refused before the deal in the runs, and of deals coded as failed before, at least."""
    chosen = outcomes["class"].isin(DEALS).tolist()
    coded = outcomes[FAILED][chosen].mean() if FAILED in outcomes else float("nan")
    deals = [runs["offers_refused"][runs["signed_day"].notna()] for runs, use in zip(cases, chosen, strict=True) if use]
    means = [float(values.mean()) for values in deals if len(values)]
    return {"coded_at_least": float(coded), "predicted": float(np.mean(means)) if means else float("nan")}
