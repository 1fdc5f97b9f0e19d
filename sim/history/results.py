"""The score of a case file: every number of the document that `history score --json` prints."""

from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from sim.compare.provenance import json_value
from sim.history import baselines, coded_ranges
from sim.history.case_file import CaseFile
from sim.history.codebook import CLASSES
from sim.history.reliability import reliability
from sim.history.resampling import LEVEL, cluster_weights, difference, error_of_runs, intervals, permuted
from sim.history.runs import HistoryRuns
from sim.history.scores import EVACUATION, Predictions, brier_costs, log_costs, ordered, scores_of
from sim.intervals import wilson
from sim.scenario.errors import ScenarioError
from sim.scenario.files import label_of
from sim.state.columns import Array


class ScoredCases(NamedTuple):
    """The cases that can be scored: those with an observed class and with runs, in the order of the file."""

    ids: Array  # str (cases,)
    predictions: Predictions
    inputs: pd.DataFrame
    outcomes: pd.DataFrame
    labels: pd.DataFrame
    runs: list[pd.DataFrame]  # of each case
    unscored: dict[str, str]  # case -> why not


def scored_cases(file: CaseFile, runs: HistoryRuns) -> ScoredCases:
    """The cases of a file that can be scored with these runs. Raises ScenarioError where there is none."""
    outcomes, by_case = file.outcomes(), dict(list(runs.table.groupby("case", sort=False)))
    unscored = dict(runs.refused) | dict(file.refused)
    places = []
    for place, case in enumerate(file.ids):
        if case in by_case and isinstance(outcomes["class"][place], str):
            places.append(place)
        elif case in by_case:
            unscored[case] = f"{file.codebook.outcome.column} is blank: there is nothing to compare its runs with"
        elif case in runs.cases:
            unscored[case] = "none of its runs has finished"
    if not places:
        raise ScenarioError(f"{label_of(file.path)}: has no case with both runs and an observed outcome to score")
    ids = np.array(file.ids)[places]
    counted = [by_case[case]["class"].value_counts().reindex(CLASSES, fill_value=0) for case in ids]
    counts = np.array(counted, dtype=float)
    number = counts.sum(axis=1)
    observed = outcomes["class"].iloc[places].map({name: i for i, name in enumerate(CLASSES)})
    predictions = Predictions(
        counts / number[:, None],
        observed.to_numpy(dtype=np.int64),
        np.array(file.clusters)[places],
        number.astype(np.int64),
    )
    return ScoredCases(
        ids,
        predictions,
        file.inputs().iloc[places].reset_index(drop=True),
        outcomes.iloc[places].reset_index(drop=True),
        file.labels.iloc[places].reset_index(drop=True),
        [by_case[case] for case in ids],
        unscored,
    )


def score(file: CaseFile, runs: HistoryRuns) -> dict[str, Any]:
    """The whole score as plain data; None where the cases do not determine a number.

    Raises ScenarioError where no case can be scored.
    """
    scored = scored_cases(file, runs)
    return plain(without_baselines(file, runs, scored) | {"baselines": baselines_of(scored.inputs, scored.predictions)})


def without_baselines(file: CaseFile, runs: HistoryRuns, scored: ScoredCases) -> dict[str, Any]:
    """What takes no regression; NaN where the cases do not determine a number."""
    model, weights = scored.predictions, cluster_weights(scored.predictions.clusters)
    days = coded_ranges.deal_days(scored.outcomes, scored.runs)
    left = coded_ranges.leavers(scored.outcomes, scored.runs)
    deaths = coded_ranges.civilian_deaths(scored.inputs, scored.outcomes, scored.runs)
    timing = coded_ranges.timing(days, weights)
    return {
        "title": file.codebook.title,
        "about": file.codebook.about.strip(),
        **scores_of(model),
        "spearman_days": timing["spearman"],
        "intervals": {
            **intervals(model, weights),
            "spearman_days": {"low": timing["low"], "high": timing["high"]},
        },
        "level": LEVEL,
        "error_of_runs": error_of_runs(model),
        "by_class": by_class(model, weights),
        "permuted": permuted(model),
        "reliability": reliability(model),
        "timing": timing,
        "failed_rounds": coded_ranges.failed_rounds(scored.outcomes, scored.runs),
        "leavers": coded_ranges.sides(left),
        "civilian_deaths": coded_ranges.sides(deaths),
        "n": len(scored.ids),
        "clusters": len(np.unique(model.clusters)),
        "replicates": runs.replicates,
        "missing": runs.missing,
        "failed": runs.failed,
        "model": runs.model,
        "mapping": runs.mapping_hash,
        "case_file": file.hash,
        "set": list(runs.changes),
        "cases": _rows(scored, {"deal_day": days, "leavers": left, "civilian_deaths": deaths}),
        "unscored": scored.unscored,
        "clamped": runs.clamped.to_dict("records"),
    }


def by_class(model: Predictions, weights: Array) -> dict[str, dict[str, float]]:
    """For each class: cases observed, mean predicted share, mean share where it happened, and AUC.

    `weights` is float64 (draws, cases).
    """
    equal = np.ones((1, len(model.observed)))
    made = {}
    for place, name in enumerate(CLASSES):
        happened, share = model.observed == place, model.shares[:, place]
        rank = ordered(share[happened], share[~happened], equal[:, happened], equal[:, ~happened])
        made[name] = {
            "observed": int(happened.sum()),
            "predicted": float(share.sum()),
            "share_where_observed": float(share[happened].mean()) if happened.any() else float("nan"),
            "share_elsewhere": float(share[~happened].mean()) if (~happened).any() else float("nan"),
            "auc": float(rank[0]),
        }
    return made


def baselines_of(inputs: pd.DataFrame, model: Predictions) -> dict[str, Any]:
    """The scores of every baseline, with the model's gain in Brier score over it; single inputs the best first.

    `inputs` has one row per case of the predictions.
    """
    weights = cluster_weights(model.clusters)
    single = {name: _baseline(model, one, weights) for name, one in baselines.single_inputs(inputs, model).items()}
    return {
        baselines.BASE_RATES: _baseline(model, baselines.base_rates(model), weights),
        baselines.RIDGE: _baseline(model, baselines.ridge(inputs, model), weights),
        "single_inputs": dict(sorted(single.items(), key=lambda item: item[1]["brier"])),
    }


def plain(value: Any) -> Any:
    """The same data for JSON: None in place of NaN and infinity."""
    if isinstance(value, dict):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return json_value(value)


def _baseline(model: Predictions, baseline: Predictions, weights: Array) -> dict[str, Any]:
    found = intervals(baseline, weights)
    return {
        **scores_of(baseline),
        "strict_skill_low": found["strict_skill"]["low"],
        "strict_skill_high": found["strict_skill"]["high"],
        "model_gain": difference(model, baseline, weights),
    }


def _rows(scored: ScoredCases, coded: dict[str, list[dict[str, Any] | None]]) -> list[dict[str, Any]]:
    """One entry per case: what was predicted, with the interval of its runs, what happened, and what it costs."""
    model = scored.predictions
    brier, log = brier_costs(model), log_costs(model)
    rows = []
    for i, case in enumerate(scored.ids):
        n = int(model.runs[i])
        low, high = wilson(round(model.chance[i] * n), n)
        name = scored.labels["name"][i] if "name" in scored.labels else None
        rows.append(
            {
                "case": str(case),
                "name": name if isinstance(name, str) else str(case),
                "cluster": str(model.clusters[i]),
                "observed": CLASSES[model.observed[i]],
                "shares": dict(zip(CLASSES, map(float, model.shares[i]), strict=True)),
                CLASSES[EVACUATION]: {"value": float(model.chance[i]), "low": low, "high": high},
                "runs": n,
                "brier": float(brier[i]),
                "log": float(log[i]),
                **{key: values[i] for key, values in coded.items()},
            }
        )
    return rows
