"""Calibration as sentences and tables for reading. A document is that of `results.calibrate`."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from sim.calibration.validation import DEFAULTS, DISCREPANT, NESTED, POSTERIOR, PRIOR
from sim.compare.axes import parameter_label
from sim.history.baselines import BASE_RATES, RIDGE
from sim.history.codebook import CLASSES
from sim.history.score_tables import (
    BASELINE_LABELS,
    CLASS_LABELS,
    LABELS,
    aligned,
    best_single,
    decimals,
    is_known,
    with_ends,
)
from sim.history.scores import EVACUATION, SCORES
from sim.text.format import NO_VALUE, capitalized, count, display, join_and, number, percent_text

Document = Mapping[str, Any]
PREDICTOR_LABELS = {
    DEFAULTS: "shipped constants",
    PRIOR: "prior: constants drawn from their ranges",
    POSTERIOR: "calibrated",
    DISCREPANT: "calibrated, with the chance of being wrong",
    NESTED: "best of these, chosen without the cluster",
}
#: A constant of whose variance the cases remove at least this share has been learned about.
LEARNED = 0.3
MOST_INFORMATIVE = 8


def label(parameter: str) -> str:
    """The label of a constant, beginning with a capital letter."""
    return capitalized(parameter_label(parameter))


def headline(document: Document) -> str:
    """What was run, what the cases taught, and whether it helps to predict."""
    model = document["predictors"]["model"]
    learned = sorted(
        (one for one in document["constants"] if (one["variance_removed"] or 0.0) >= LEARNED),
        key=lambda one: -one["variance_removed"],
    )
    taught = join_and(
        [f"{parameter_label(one['parameter'])} ({percent_text(one['variance_removed'])}%)" for one in learned]
    )
    limit = percent_text(LEARNED)
    of_these = (
        f"The cases removed at least {limit}% of the prior variance of {taught}, and less of the other constants."
        if learned
        else f"The cases removed less than {limit}% of the prior variance of every constant."
    )
    skill = with_ends(model[POSTERIOR]["strict_skill"], model[POSTERIOR]["intervals"]["strict_skill"])
    return (
        f"{count(document['n'], 'case')} in {count(document['clusters'], 'cluster')}; {count(document['runs'], 'run')} "
        f"at {count(document['design_points'], 'point')} over {count(len(document['constants']), 'constant')}. "
        f"{of_these} Clusters left out, the calibrated model has a strict skill of {skill}, beside "
        f"{decimals(model[DEFAULTS]['strict_skill'])} at the shipped constants and "
        f"{decimals(model[PRIOR]['strict_skill'])} when constants are drawn from their ranges."
    )


def verdict(document: Document) -> str:
    """Whether calibration is worth having for prediction, by the interval of its gain over the shipped constants."""
    gain = document["predictors"]["model"][POSTERIOR]["gain_over_defaults"]
    text = f"{with_ends(gain['value'], gain)} in Brier score, clusters left out"
    if not is_known(gain["low"]) or gain["low"] <= 0.0 <= gain["high"]:
        return f"Calibration neither improves nor worsens the predictions of the shipped constants clearly: {text}."
    if gain["low"] > 0.0:
        return f"Calibration improves on the shipped constants: {text}."
    return f"Calibration predicts worse than the shipped constants: {text}."


def sentences(document: Document) -> list[str]:
    """What else was found, one sentence each."""
    wrong, found, coded = document["discrepancy"], document["recovery"], document["coded"]
    excluded = [parameter_label(one["parameter"]) for one in document["constants"] if one["default_excluded"]]
    kept = (
        f"The shipped value lies outside the middle 95% of the posterior for {join_and(excluded)}."
        if excluded
        else "No shipped value lies outside the middle 95% of its posterior: the defaults stay."
    )
    lines = [
        verdict(document),
        kept,
        f"Chance that the model is wrong about a whole cluster: {with_ends(wrong['mean'], wrong)} (80% interval).",
        f"Made-up outcomes, {count(found['draws'], 'draw')}: the {percent_text(found['level'])}% intervals hold the "
        f"true constants in {percent_text(found['coverage'])}%.",
        f"The posterior is worth {number(round(document['effective_draws']))} equal draws of "
        f"{number(document['draws'])}, and {number(round(coded['effective_design_points']))} design points.",
    ]
    clock, rounds = coded["timing"], coded["failed_rounds"]
    if clock["cases"]:
        lines.append(
            f"Days to the deal, {count(clock['cases'], 'case')}, each cluster predicted from the others: median "
            f"{number(clock['coded'])} observed, {number(clock['predicted'])} calibrated; "
            f"{percent_text(clock['within_range'])}% of the observed days lie within the middle 80% of the runs; rank "
            f"correlation {with_ends(clock['spearman'], clock)}."
        )
    if is_known(rounds["predicted"]) and is_known(rounds["coded_at_least"]):
        lines.append(
            f"Offers refused before a deal: {decimals(rounds['predicted'])} calibrated; deals that had failed before, "
            f"as coded: at least {decimals(rounds['coded_at_least'])}."
        )
    return lines


def notes(document: Document) -> list[str]:
    """What is not finished."""
    lines = []
    if document["missing"]:
        lines.append(f"{count(document['missing'], 'run')} missing; the result may change.")
    if document["failed"]:
        lines.append(f"{count(document['failed'], 'run')} failed and left out.")
    return lines


def constants_table(document: Document) -> pd.DataFrame:
    """One row per constant, those that the cases taught most about first."""
    return pd.DataFrame(
        {
            "constant": label(one["parameter"]),
            "parameter": one["parameter"],
            "shipped": display(one["default"]),
            "prior range": f"{display(one['low'])} to {display(one['high'])}{', log' if one['log'] else ''}",
            "posterior median (80%)": (
                f"{_value(one['posterior']['median'])} ({_value(one['posterior']['p10'])} to "
                f"{_value(one['posterior']['p90'])})"
            ),
            "medians without a cluster": (
                f"{_value(one['median_without_a_cluster']['low'])} to {_value(one['median_without_a_cluster']['high'])}"
            ),
            "variance removed": _percent(one["variance_removed"]),
            "moves a chance by": f"{percent_text(one['effect'])} points",
        }
        for one in sorted(document["constants"], key=lambda one: -(one["variance_removed"] or 0.0))
    )


def predictors_table(document: Document) -> pd.DataFrame:
    """One row per predictor and baseline, clusters left out."""
    found = document["predictors"]
    rows = [
        {
            "predictor": PREDICTOR_LABELS[name],
            **{LABELS[score]: with_ends(one[score], one["intervals"][score]) for score in SCORES},
            "gain over the shipped constants (Brier)": (
                NO_VALUE
                if name == DEFAULTS
                else with_ends(one["gain_over_defaults"]["value"], one["gain_over_defaults"])
            ),
        }
        for name, one in found["model"].items()
    ]
    others = {BASELINE_LABELS[name]: found["baselines"][name] for name in (BASE_RATES, RIDGE)}
    single = best_single(found)
    if single:
        others[f"{single[0]} alone, the best input in hindsight"] = single[1]
    rows += [_row(name, {score: decimals(one[score]) for score in SCORES}) for name, one in others.items()]
    band = document["shuffled"]
    rows.append(
        _row(
            "calibrated on shuffled outcomes",
            {score: with_ends(band[score]["median"], band[score]) for score in SCORES},
        )
    )
    return pd.DataFrame(rows)


def _row(name: str, cells: Mapping[str, str]) -> dict[str, str]:
    scores = {LABELS[score]: cells[score] for score in SCORES}
    return {"predictor": name, **scores, "gain over the shipped constants (Brier)": NO_VALUE}


def cases_table(document: Document) -> pd.DataFrame:
    """One row per case: chance of what happened, at the shipped constants and calibrated without its cluster."""
    evacuation = CLASSES[EVACUATION]
    return pd.DataFrame(
        {
            "case": one["case"],
            "observed": CLASS_LABELS[one["observed"]],
            "chance of that, shipped": _percent(one[DEFAULTS][one["observed"]]),
            "calibrated": _percent(one[POSTERIOR][one["observed"]]),
            "evacuation, shipped": _percent(one[DEFAULTS][evacuation]),
            "evacuation, calibrated": _percent(one[POSTERIOR][evacuation]),
        }
        for one in sorted(document["predictors"]["cases"], key=lambda one: one[POSTERIOR][one["observed"]])
    )


def curve_table(document: Document) -> pd.DataFrame:
    """One row per number of clusters that the constants were calibrated on."""
    return pd.DataFrame(
        {
            "clusters calibrated on": number(one["clusters"]),
            **{LABELS[score]: decimals(one[score]) for score in SCORES},
        }
        for one in document["learning_curve"]
    )


def recovery_table(document: Document) -> pd.DataFrame:
    """One row per constant: how well made-up outcomes bring it back."""
    found = document["recovery"]
    columns = zip(document["constants"], found["by_constant"], found["width"], found["variance_removed"], strict=True)
    return pd.DataFrame(
        {
            "constant": label(one["parameter"]),
            f"{percent_text(found['level'])}% intervals that hold the truth": _percent(covered),
            "their mean width, of the prior range": _percent(width),
            "variance removed": _percent(removed),
        }
        for one, covered, width, removed in columns
    )


def information_table(document: Document) -> pd.DataFrame:
    """The inputs from which a further siege would teach most."""
    return pd.DataFrame(
        {"a further siege with the inputs of": one["inputs_of"], "would teach (bits)": f"{one['bits']:.3f}"}
        for one in document["information"][:MOST_INFORMATIVE]
    )


def emulators_table(document: Document) -> pd.DataFrame:
    """One row per case: how well its emulator predicts runs that it was not fitted to."""
    return pd.DataFrame(
        {
            "case": one["case"],
            "log score of unseen runs": decimals(one["held_out"]),
            "of constant chances": decimals(one["constant"]),
            "error of shares": f"{percent_text(one['calibration'])} points",
        }
        for one in document["emulators"]
    )


def correlations_table(document: Document) -> pd.DataFrame:
    """The pairs of constants that the cases know only together."""
    return pd.DataFrame(
        {
            "constants": f"{label(one['first'])}; {parameter_label(one['second'])}",
            "posterior correlation": f"{one['r']:+.2f}",
        }
        for one in document["correlations"]
    )


def calibration_text(document: Document) -> str:
    """Calibration for a terminal."""
    parts = [f"{document['title']}\n{headline(document)}", aligned(constants_table(document))]
    parts += [aligned(predictors_table(document)), "\n".join([*sentences(document), *notes(document)])]
    return "\n\n".join(parts)


def _percent(value: float | None) -> str:
    return f"{percent_text(value)}%" if is_known(value) else NO_VALUE


def _value(value: float) -> str:
    return f"{value:.2g}"
