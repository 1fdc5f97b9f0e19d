"""Three or more arms in order of one outcome, with the main outcomes of each and how they differ from the reference."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from sim.compare.comparison.arms import Arm
from sim.compare.outcomes import DATES, DEAL, DEATH_RATE, ENDINGS, Outcome, find_outcome, outcome_values
from sim.compare.statistics.estimate import Estimate
from sim.compare.statistics.means import mean
from sim.compare.statistics.proportions import share
from sim.text import format as fmt

FEWEST_ARMS = 3
#: Outcomes of which less comes first.
LESS_FIRST = ("deaths", "later_deaths", "incidents")
COLUMNS = ["rank", "arm", "outcome", "label", "unit", "binary", "value", "low", "high", "n"]
DIFFERENCES = ["difference", "difference_low", "difference_high", "p_holm"]


def ranking_table(arms: Sequence[Arm], outcomes: pd.DataFrame, by: str | None = None) -> pd.DataFrame:
    """One row per arm and main outcome, by rank; columns as in `reports.RANKING`.

    `outcomes` are the differences, as in `Comparison.outcomes`. Arms are ranked by the outcome `by`, or by civilian
    deaths per 1 000 (or civilian deaths where the population is not known), fewest first. An arm without a value of it
    comes last.
    """
    measures = _measures(arms, by)
    first = measures[0]
    estimates = {(arm.name, each.name): _estimate(arm, each) for arm in arms for each in measures}
    sign = 1 if less_first(first.name) else -1
    values = [estimates[arm.name, first.name].value for arm in arms]
    order = np.argsort([math.inf if math.isnan(value) else sign * value for value in values], kind="stable")
    differences = outcomes.set_index(["arm", "outcome"])
    rows = []
    for rank, place in enumerate(order.tolist(), 1):
        name = arms[place].name
        for each in measures:
            found = estimates[name, each.name]
            row = {"rank": rank, "arm": name, "outcome": each.name, "label": each.label, "unit": each.unit}
            row |= {"binary": each.binary, **found._asdict()}
            if (name, each.name) in differences.index:
                apart = differences.loc[(name, each.name)]
                row |= dict(zip(DIFFERENCES, apart[["difference", "low", "high", "p_holm"]].tolist(), strict=True))
            rows.append(row)
    return pd.DataFrame(rows, columns=[*COLUMNS, *DIFFERENCES])


def less_first(outcome: str) -> bool:
    """Whether an outcome is ranked from the least to the most: deaths, days and incidents."""
    return outcome in DATES or outcome.startswith(LESS_FIRST)


def _measures(arms: Sequence[Arm], by: str | None) -> list[Outcome]:
    """The outcomes of the table; the arms are ranked by the first."""
    rated = all(DEATH_RATE.name in arm.sweep.rows for arm in arms)
    columns = [*arms[0].sweep.names, *([DEATH_RATE.name] if rated else [])]
    deaths = DEATH_RATE.name if rated else "deaths_civilians"
    seen = {end for arm in arms for end in arm.sweep.rows["ending"].unique()}
    names = [*([] if by is None else [by]), deaths, DEAL, *(end for end in ENDINGS if end in seen)]
    names += ["signed_day", "left_armed"]
    own = set.intersection(*(set(arm.sweep.rows) for arm in arms)) | {DEAL, *ENDINGS}
    return [find_outcome(name, columns) for name in dict.fromkeys(names) if name in own]


def _estimate(arm: Arm, wanted: Outcome) -> Estimate:
    """Share or mean over the runs of an arm that have a value."""
    rows, clusters = arm.sweep.rows, arm.sweep.clusters
    values = outcome_values(rows, wanted)
    known = ~np.isnan(values)
    if wanted.binary:
        return share(values[known], clusters[known])
    return mean(values[known], clusters[known])


def ranking_sentence(ranking: pd.DataFrame, reference: str) -> str:
    """The order of the arms, as a sentence."""
    first = ranking["outcome"].iloc[0]
    rows = ranking[ranking["outcome"] == first]
    label = rows["label"].iloc[0]
    label = label[:1].lower() + label[1:]
    order = "earliest first" if first in DATES else "fewest first" if less_first(first) else "most first"
    cells = [f"{row['arm']} {fmt.estimate_cell(row, row['binary'])}" for _, row in rows.iterrows()]
    return f"Ranked by {label}, {order}: {'; '.join(cells)}. Differences are measured from {reference}."


def ranking_display(ranking: pd.DataFrame, reference: str) -> pd.DataFrame:
    """One row per arm, formatted for reading: values with their intervals, and the difference from the reference."""
    rows = []
    for (rank, arm), own in ranking.groupby(["rank", "arm"], sort=True):
        cells = {"rank": str(rank), "arm": f"{arm} (reference)" if arm == reference else str(arm)}
        for row in own.to_dict("records"):
            unit = "" if row["binary"] or row["outcome"] == DEATH_RATE.name else f" ({row['unit']})"
            cells[f"{row['label'].replace('Ended in a', 'A')}{unit}"] = _cell(row)
        rows.append(cells)
    return pd.DataFrame(rows).fillna(fmt.NO_VALUE)


def _cell(row: Mapping[Any, Any]) -> str:
    """A value with its interval, and in brackets the difference from the reference with its adjusted p."""
    text = fmt.estimate_cell(pd.Series(row), row["binary"])
    if not math.isfinite(row["difference"]):
        return text
    form = fmt.formatter_of(row["unit"], row["binary"])
    size = form(row["difference"])
    sign = "+" if row["difference"] > 0 and size != "0" else ""
    p = fmt.p_value(row["p_holm"])
    return f"{text} [{sign}{size}{' points' if row['binary'] else ''}; p {p if p.startswith('<') else f'= {p}'}]"
