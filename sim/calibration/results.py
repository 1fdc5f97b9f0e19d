"""Calibration from its runs to a document of plain numbers, and the joint draws that travel into other runs."""

from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from sim.calibration import validation
from sim.calibration.design import PreparedCalibration, design_points
from sim.calibration.emulator import Emulators, features, fit_case, fold_of
from sim.calibration.inference import DISCREPANCIES, cluster_terms, effective_draws, information, quantiles
from sim.calibration.priors import Priors
from sim.calibration.runs import CalibrationRuns
from sim.calibration.validation import DISCREPANT, DRAWS_OF_CHECKS, POSTERIOR, Evidence, variance_removed
from sim.hashes import model_hash
from sim.history import coded_ranges
from sim.history.codebook import CLASSES
from sim.history.resampling import LEVEL, cluster_weights, difference, intervals
from sim.history.results import baselines_of, plain
from sim.history.scores import Predictions, scores_of
from sim.scenario.errors import ScenarioError
from sim.scenario.files import label_of
from sim.scenario.joint_draws import hash_of_draws
from sim.state.columns import Array

#: Draws from the prior that are weighted: a power of two.
DRAWS = 2**15
#: Rows of the table of joint draws.
ROWS = 256
#: Fewer effective draws than this make no table.
LEAST_EFFECTIVE = 2 * ROWS
#: Runs of a case that are drawn again by their weights, for days, leavers and deaths.
REDRAWN = 500
#: Quantiles that a constant is described by.
AT = np.array([0.025, 0.1, 0.5, 0.9, 0.975])
#: Pairs of constants that are named for their posterior correlation.
MOST_PAIRS = 5


class Calibration(NamedTuple):
    """What calibration finds."""

    document: dict[str, Any]
    posterior: pd.DataFrame  # ROWS joint draws, one column per constant, in the units of the parameters
    emulators: Emulators
    evidence: Evidence
    weights: Array  # float64 (draws,), of the draws of `evidence`


def calibrate(prepared: PreparedCalibration, runs: CalibrationRuns) -> Calibration:
    """Everything, from finished runs. Raises ScenarioError where no case has both runs and a known outcome."""
    cases = prepared.mapped.cases
    places = [prepared.cases.position(case) for case in cases]
    outcomes = prepared.cases.outcomes().iloc[places].reset_index(drop=True)
    known = outcomes["class"].notna().to_numpy()
    if not known.any():
        raise ScenarioError(f"{label_of(prepared.cases.path)}: has no case with an observed outcome to calibrate on")
    ids = np.array(cases)[known]
    inputs = prepared.cases.inputs().iloc[places].reset_index(drop=True)[known].reset_index(drop=True)
    emulators = fit(cases, runs)
    unit = design_points(len(prepared.priors.factors), DRAWS)
    centre = np.array([[prepared.priors.place(*one) for one in zip(
        prepared.priors.names, prepared.priors.defaults, strict=True)]])  # fmt: skip
    observed = outcomes["class"][known].map({name: place for place, name in enumerate(CLASSES)})
    evidence = Evidence(
        unit=unit,
        chances=emulators.chances(unit)[:, known],
        defaults=emulators.chances(centre)[0][known],
        observed=observed.to_numpy(dtype=np.int64),
        clusters=np.array(prepared.cases.clusters)[places][known],
    )
    terms = evidence.terms
    both = terms.weights(np.ones(terms.clusters, dtype=bool))
    weights = both.sum(axis=1)
    number = np.bincount(runs.case, minlength=len(cases))[known].astype(np.int64)
    document = {
        "title": prepared.cases.codebook.title,
        "model": model_hash(),
        "mapping": prepared.mapping.hash,
        "case_file": prepared.cases.hash,
        "priors": prepared.priors.hash,
        "n": int(known.sum()),
        "clusters": terms.clusters,
        "design_points": len(runs.unit),
        "replicates": prepared.experiment.replicates,
        "runs": len(runs.labels),
        "missing": runs.missing,
        "failed": runs.failed,
        "draws": DRAWS,
        "effective_draws": effective_draws(both),
        "discrepancy": discrepancy(both),
        "constants": constants(prepared.priors, evidence, weights),
        "correlations": correlations(prepared.priors, unit, weights),
        "emulators": [
            {
                "case": case,
                "held_out": one.held_out,
                "constant": one.constant,
                "calibration": one.calibration,
                "penalty": one.emulator.penalty,
            }
            for case, one in zip(cases, emulators.checked, strict=True)
        ],
        "predictors": predictors(evidence, number, ids, inputs),
        "shuffled": validation.shuffled_band(evidence.few(DRAWS_OF_CHECKS), number),
        "recovery": validation.recovery(runs, emulators, unit[:DRAWS_OF_CHECKS], cluster_names(prepared, places)),
        "learning_curve": validation.learning_curve(evidence.few(DRAWS_OF_CHECKS), number),
        "information": information_rows(ids, evidence, both),
        "coded": coded(
            ids, inputs, outcomes[known].reset_index(drop=True), runs, emulators.chances(runs.unit), known, evidence
        ),
    }
    posterior = joint_draws(prepared.priors, unit, weights)
    document["posterior"] = hash_of_draws(tuple(posterior.columns), posterior.to_numpy().tolist())
    return Calibration(plain(document), posterior, emulators, evidence, weights)


def cluster_names(prepared: PreparedCalibration, places: list[int]) -> Array:
    """Cluster of each case that was run, str (cases,)."""
    return np.array(prepared.cases.clusters)[places]


def fit(cases: tuple[str, ...], runs: CalibrationRuns) -> Emulators:
    """The emulators of all cases."""
    terms, fold = features(runs.unit), fold_of(len(runs.unit))
    checked = []
    for case in range(len(cases)):
        of = runs.case == case
        point = runs.point[of]
        checked.append(fit_case(terms[point], runs.labels[of], fold[point], len(CLASSES)))
    return Emulators(cases, tuple(checked))


def discrepancy(weights: Array) -> dict[str, float]:
    """Posterior mean and 80% interval of the chance that the model is wrong about a cluster.

    `weights` float64 (draws, discrepancies).
    """
    each = weights.sum(axis=0)
    low, high = quantiles(DISCREPANCIES, each, np.array([0.1, 0.9]))
    return {"mean": float(each @ DISCREPANCIES), "low": float(low), "high": float(high)}


def constants(priors: Priors, evidence: Evidence, weights: Array) -> list[dict[str, Any]]:
    """For each constant: prior and posterior quantiles, what the cases removed of its variance, and what it moves.

    `weights` float64 (draws,), of the draws of `evidence`.
    """
    unit, terms = evidence.unit, evidence.terms
    removed = variance_removed(unit, weights)
    rows = []
    for place, (factor, why, default) in enumerate(zip(priors.factors, priors.why, priors.defaults, strict=True)):
        column = unit[:, place]
        ends = quantiles(column, weights, AT)
        values = [factor.at(float(u)) for u in ends]
        without = []
        for cluster in range(terms.clusters):
            used = np.arange(terms.clusters) != cluster
            without.append(float(quantiles(column, terms.weights(used).sum(axis=1), np.array([0.5]))[0]))
        inside = ends[0] <= priors.place(factor.dotted, default) <= ends[-1]
        rows.append(
            {
                "parameter": factor.dotted,
                "default": default,
                "low": factor.low,
                "high": factor.high,
                "log": factor.log,
                "why": why,
                "posterior": dict(zip(("p2_5", "p10", "median", "p90", "p97_5"), values, strict=True)),
                "median_without_a_cluster": {"low": factor.at(min(without)), "high": factor.at(max(without))},
                "variance_removed": float(removed[place]),
                "default_excluded": not inside,
                "effect": _effect(column, evidence.chances),
            }
        )
    return rows


def _effect(column: Array, chances: Array) -> float:
    """Root mean square change, over cases and classes, of the mean chance from the lowest to the highest quarter."""
    change = chances[column >= 0.75].mean(axis=0) - chances[column < 0.25].mean(axis=0)
    return float(np.sqrt(np.mean(change**2)))


def correlations(priors: Priors, unit: Array, weights: Array) -> list[dict[str, Any]]:
    """The strongest posterior correlations of two constants: what the cases know only of them together.

    `unit` float64 (draws, constants), `weights` float64 (draws,).
    """
    deviation = unit - weights @ unit
    covariance = (deviation * weights[:, None]).T @ deviation
    spread = np.sqrt(np.diag(covariance))
    matrix = covariance / np.outer(spread, spread)
    pairs = [(i, j) for i in range(len(spread)) for j in range(i)]
    pairs.sort(key=lambda pair: -abs(matrix[pair]))
    return [
        {"first": priors.names[j], "second": priors.names[i], "r": float(matrix[i, j])} for i, j in pairs[:MOST_PAIRS]
    ]


def predictors(evidence: Evidence, runs: Array, ids: Array, inputs: pd.DataFrame) -> dict[str, Any]:
    """Scores and intervals of every predictor, clusters left out, and of the baselines beside the calibrated one.

    `runs` int64 (cases,), `ids` str (cases,), `inputs` one row per case.
    """
    by_name = {
        name: Predictions(shares, evidence.observed, evidence.clusters, runs, counted=False)
        for name, shares in validation.left_out(evidence).items()
    }
    drawn = cluster_weights(evidence.clusters)
    made: dict[str, Any] = {
        name: {
            **scores_of(one),
            "intervals": intervals(one, drawn),
            "gain_over_defaults": difference(one, by_name[validation.DEFAULTS], drawn),
        }
        for name, one in by_name.items()
    }
    return {
        "model": made,
        "baselines": baselines_of(inputs, by_name[DISCREPANT]),
        "level": LEVEL,
        "cases": _cases(ids, by_name),
    }


def _cases(ids: Array, by_name: dict[str, Predictions]) -> list[dict[str, Any]]:
    """The chances of every case, cluster left out, by predictor."""
    return [
        {
            "case": str(case),
            "observed": CLASSES[int(by_name[DISCREPANT].observed[place])],
            **{
                name: dict(zip(CLASSES, by_name[name].shares[place].tolist(), strict=True))
                for name in (validation.DEFAULTS, POSTERIOR, DISCREPANT)
            },
        }
        for place, case in enumerate(ids)
    ]


def information_rows(cases: Array, evidence: Evidence, weights: Array) -> list[dict[str, Any]]:
    """What a further siege with the inputs of each case would teach, the most first.

    `cases` str (cases,), `weights` float64 (draws, discrepancies).
    """
    bits = information(evidence.chances, weights)
    return [{"inputs_of": str(cases[i]), "bits": float(bits[i])} for i in np.argsort(-bits, kind="stable")]


def coded(
    ids: Array,
    inputs: pd.DataFrame,
    outcomes: pd.DataFrame,
    runs: CalibrationRuns,
    at: Array,
    known: Array,
    evidence: Evidence,
) -> dict[str, Any]:
    """Days, failed rounds, leavers and deaths beside what was coded, each cluster predicted from the others.

    The runs of a case are drawn again by the posterior weight of their design point; `at` float64 (design points, all
    cases, classes) are the chances there, `known` bool (all cases,) the cases with an observed outcome, to which
    `ids`, `inputs` and `outcomes` belong.
    """
    terms = cluster_terms(at[:, known], evidence.observed, evidence.clusters)
    luck = np.random.Generator(np.random.Philox(3))
    drawn: list[pd.DataFrame] = []
    effective = []
    for place, case in enumerate(np.flatnonzero(known)):
        both = terms.weights(np.arange(terms.clusters) != terms.place[place])
        effective.append(effective_draws(both))
        of = np.flatnonzero(runs.case == case)
        chance = both.sum(axis=1)[runs.point[of]]
        drawn.append(runs.table.iloc[of[luck.choice(len(of), REDRAWN, p=chance / chance.sum())]])
    weights = cluster_weights(evidence.clusters)
    days = coded_ranges.deal_days(outcomes, drawn)
    return {
        "effective_design_points": float(np.median(effective)),
        "timing": coded_ranges.timing(days, weights),
        "failed_rounds": coded_ranges.failed_rounds(outcomes, drawn),
        "leavers": coded_ranges.sides(coded_ranges.leavers(outcomes, drawn)),
        "civilian_deaths": coded_ranges.sides(coded_ranges.civilian_deaths(inputs, outcomes, drawn)),
        "days": [{"case": str(case), **day} for case, day in zip(ids, days, strict=True) if day],
    }


def joint_draws(priors: Priors, unit: Array, weights: Array) -> pd.DataFrame:
    """Equally likely joint draws from the posterior, ROWS of them, by systematic resampling (Carpenter et al. 1999).

    The draws are put into a random order first: points of a Sobol sequence that lie a power of two apart share
    coordinates, and systematic resampling would take just those. Values have six significant digits. `unit` float64
    (draws, constants), `weights` float64 (draws,).
    """
    order = np.random.Generator(np.random.Philox(4)).permutation(len(unit))
    at = (np.arange(ROWS) + 0.5) / ROWS
    chosen = order[np.minimum(np.searchsorted(np.cumsum(weights[order]), at), len(unit) - 1)]
    rounded = [[float(f"{value:.6g}") for value in row] for row in priors.values(unit[chosen])]
    return pd.DataFrame(rounded, columns=list(priors.names))
