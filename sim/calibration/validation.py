"""Whether calibration predicts cases that it has not seen, and whether it finds constants that are known.

Nothing here needs a further run: clusters are left out, outcomes are shuffled and made up on the same emulators.
"""

from typing import Any, NamedTuple

import numpy as np

from sim.calibration.emulator import FOLDS, Emulators, fold_of
from sim.calibration.inference import ClusterTerms, cluster_terms, predicted, quantiles
from sim.calibration.runs import CalibrationRuns
from sim.history.resampling import band, shuffled
from sim.history.scores import SCORES, Predictions, scores_of
from sim.state.columns import Array

DEFAULTS, PRIOR, POSTERIOR, DISCREPANT = "defaults", "prior", "posterior", "posterior_with_discrepancy"
NESTED = "nested_choice"
#: Draws from the prior for checks that repeat the whole inference: a power of two.
DRAWS_OF_CHECKS = 2**13
#: How often each kind of check is repeated.
SHUFFLES, RECOVERIES, CURVE_DRAWS = 200, 300, 20
#: Central interval whose coverage is measured, and its ends.
COVERED = 0.8
ENDS = np.array([0.5 - COVERED / 2, 0.5 + COVERED / 2])


class Evidence(NamedTuple):
    """What the cases say at some draws from the prior."""

    unit: Array  # float64 (draws, constants)
    chances: Array  # float64 (draws, cases, classes)
    defaults: Array  # float64 (cases, classes), at the shipped constants
    observed: Array  # int64 (cases,)
    clusters: Array  # any dtype (cases,)

    @property
    def terms(self) -> ClusterTerms:
        """The likelihood of every cluster."""
        return cluster_terms(self.chances, self.observed, self.clusters)

    def few(self, draws: int) -> "Evidence":
        """The same at the first draws only; a Sobol sequence stays even when it is cut at a power of two."""
        return self._replace(unit=self.unit[:draws], chances=self.chances[:draws])


def predictions_from(evidence: Evidence, terms: ClusterTerms, used: Array) -> dict[str, Array]:
    """Predicted chances of all cases by each predictor, given some clusters (bool (clusters,)).

    float64 (cases, classes) by name.
    """
    weights = terms.weights(used)
    return {
        DEFAULTS: evidence.defaults,
        PRIOR: evidence.chances.mean(axis=0),
        POSTERIOR: predicted(evidence.chances, weights, discrepancy=False),
        DISCREPANT: predicted(evidence.chances, weights),
    }


def left_out(evidence: Evidence) -> dict[str, Array]:
    """Predictions of each cluster from the others, float64 (cases, classes) by predictor.

    The nested choice takes, for each cluster left out, the predictor with the best log score when the other clusters
    are left out in turn as well: it is chosen without what it is scored by.
    """
    terms, few = evidence.terms, evidence.few(DRAWS_OF_CHECKS)
    few_terms = few.terms
    every = np.ones(terms.clusters, dtype=bool)
    made: dict[str, Array] = {}
    for cluster in range(terms.clusters):
        of = terms.place == cluster
        outer = predictions_from(evidence, terms, _without(every, cluster))
        inner = dict.fromkeys(outer, 0.0)
        for other in range(terms.clusters):
            if other == cluster:
                continue
            of_other = np.flatnonzero(terms.place == other)
            used = _without(_without(every, cluster), other)
            for name, chances in predictions_from(few, few_terms, used).items():
                inner[name] += float(np.log(chances[of_other, evidence.observed[of_other]]).sum())
        outer[NESTED] = outer[max(inner, key=lambda name: inner[name])]
        for name, chances in outer.items():
            made.setdefault(name, np.empty(chances.shape))[of] = chances[of]
    return made


def _without(used: Array, cluster: int) -> Array:
    return np.where(np.arange(len(used)) == cluster, False, used)


def _posterior_left_out(evidence: Evidence, terms: ClusterTerms) -> Array:
    made = np.empty(evidence.chances.shape[1:])
    for cluster in range(terms.clusters):
        of = terms.place == cluster
        weights = terms.weights(_without(np.ones(terms.clusters, dtype=bool), cluster))
        made[of] = predicted(evidence.chances[:, of], weights)
    return made


def shuffled_band(evidence: Evidence, runs: Array, draws: int = SHUFFLES) -> dict[str, dict[str, float]]:
    """Scores when outcomes are dealt out again by clusters and the constants are calibrated on them anew.

    `runs` int64 (cases,): runs of each case, for the floor of the log score. The calibration with the chance that the
    model is wrong, clusters left out; `p` is the share of shuffles, the actual outcomes included, that score as well.
    """

    def scored(observed: Array) -> dict[str, float]:
        one = evidence._replace(observed=observed)
        shares = _posterior_left_out(one, one.terms)
        return scores_of(Predictions(shares, observed, evidence.clusters, runs, counted=False))

    actual = scored(evidence.observed)
    drawn = [scored(row) for row in shuffled(evidence.observed, evidence.clusters, draws)]
    return band(actual, drawn)


def recovery(
    runs: CalibrationRuns, emulators: Emulators, unit: Array, clusters: Array, draws: int = RECOVERIES
) -> dict[str, Any]:
    """How often the posterior of made-up outcomes holds the constants that they were made with.

    The truth is a design point, the outcomes are single runs of every case there, and the emulators are those that
    were fitted without the fifth of the design to which it belongs. Points outside the middle nine tenths of a range
    are taken as well, so that coverage is an average over the prior. `unit` float64 (draws, constants).
    """
    cases = len(emulators.cases)
    fold = fold_of(len(runs.unit))
    chances = [emulators.chances(unit, k) for k in range(FOLDS)]
    luck = np.random.Generator(np.random.Philox(1))
    chosen = luck.permutation(len(runs.unit))[:draws]
    first = np.full((len(runs.unit), cases), -1)
    first[runs.point[::-1], runs.case[::-1]] = runs.labels[::-1]  # the first replicate is written last
    inside, width, removed = [], [], []
    for point in chosen:
        terms = cluster_terms(chances[fold[point]], first[point], clusters)
        weights = terms.weights(np.ones(terms.clusters, dtype=bool)).sum(axis=1)
        ends = np.array([quantiles(column, weights, ENDS) for column in unit.T])
        truth = runs.unit[point]
        inside.append((ends[:, 0] <= truth) & (truth <= ends[:, 1]))
        width.append(ends[:, 1] - ends[:, 0])
        removed.append(variance_removed(unit, weights))
    covered = np.mean(inside, axis=0)
    return {
        "draws": len(chosen),
        "level": COVERED,
        "coverage": float(np.mean(covered)),
        "by_constant": covered.tolist(),
        "width": np.mean(width, axis=0).tolist(),
        "variance_removed": np.mean(removed, axis=0).tolist(),
    }


def variance_removed(unit: Array, weights: Array) -> Array:
    """Share of the prior variance of each constant that weights take away; float64 (constants,), below 0 if it grows.

    `unit` float64 (draws, constants), `weights` float64 (draws,).
    """
    mean = weights @ unit
    return 1.0 - (weights @ (unit - mean) ** 2) / unit.var(axis=0)


def learning_curve(evidence: Evidence, runs: Array, draws: int = CURVE_DRAWS) -> list[dict[str, float]]:
    """Scores of clusters left out, by the number of other clusters that the constants are calibrated on.

    `runs` int64 (cases,). For each number, `draws` random sets of clusters for each cluster left out.
    """
    terms = evidence.terms
    luck = np.random.Generator(np.random.Philox(2))
    rows = []
    sizes = sorted({round(share * (terms.clusters - 1)) for share in (0.0, 0.25, 0.5, 0.75, 1.0)})
    for size in sizes:
        drawn = []
        for _ in range(draws if 0 < size < terms.clusters - 1 else 1):
            shares = np.empty(evidence.chances.shape[1:])
            for cluster in range(terms.clusters):
                others = np.setdiff1d(np.arange(terms.clusters), [cluster])
                used = np.zeros(terms.clusters, dtype=bool)
                used[luck.permutation(others)[:size]] = True
                of = terms.place == cluster
                shares[of] = predicted(evidence.chances[:, of], terms.weights(used))
            made = Predictions(shares, evidence.observed, evidence.clusters, runs, counted=False)
            drawn.append(scores_of(made))
        rows.append({"clusters": size, **{name: float(np.mean([one[name] for one in drawn])) for name in SCORES}})
    return rows
