"""The score as tables for reading: headline, baselines, classes, cases, clock. A document is one of `results.score`."""

import math
from collections.abc import Mapping
from typing import Any, TypeGuard

import pandas as pd

from sim.history.baselines import BASE_RATES, RIDGE
from sim.history.codebook import CLASSES
from sim.history.scores import EVACUATION, SCORES
from sim.text.format import NO_VALUE, count, join_and, number, percent_text, quantity

Document = Mapping[str, Any]
LABELS = {
    "brier": "Brier score",
    "strict_skill": "strict skill",
    "balanced_accuracy": "balanced accuracy",
    "log4": "log score, four classes",
    "auc": "AUC",
    "spearman_days": "rank correlation of days",
}
BASELINE_LABELS = {BASE_RATES: "base rates", RIDGE: "ridge logistic, all inputs"}
#: Single inputs that are listed; all are in the document.
MOST_SINGLE = 5
CLASS_LABELS = dict(zip(CLASSES, ("evacuation", "surrender", "stormed or collapsed", "held"), strict=True))


def is_known(value: float | None) -> TypeGuard[float]:
    """Whether there is a number; a document that was read has None where the cases do not determine one."""
    return value is not None and math.isfinite(value)


def decimals(value: float | None) -> str:
    """A score with two decimals; a dash where there is none."""
    if not is_known(value):
        return NO_VALUE
    text = f"{value:.2f}"
    return text.replace("-0.00", "0.00")


def with_ends(value: float | None, ends: Mapping[str, Any]) -> str:
    """A score with the ends of its interval: 0.38 (-0.07 to 0.58)."""
    if not is_known(ends["low"]):
        return decimals(value)
    return f"{decimals(value)} ({decimals(ends['low'])} to {decimals(ends['high'])})"


def headline(document: Document) -> str:
    """Two or three sentences: what was scored, how well, and beside what."""
    skill = with_ends(document["strict_skill"], document["intervals"]["strict_skill"])
    base, ridge = (document["baselines"][name]["strict_skill"] for name in (BASE_RATES, RIDGE))
    single = best_single(document)
    rivals = [f"{decimals(base)} for base rates", f"{decimals(ridge)} for a ridge regression"]
    if single:
        rivals.append(f"{decimals(single[1]['strict_skill'])} for {single[0]} alone, the best input in hindsight")
    p = document["permuted"]["strict_skill"]["p"]
    as_well = f" With shuffled outcomes, {percent_text(p)}% of draws score at least as high." if is_known(p) else ""
    return (
        f"{count(document['n'], 'case')} in {count(document['clusters'], 'cluster')}, "
        f"{count(document['replicates'], 'run')} each. Strict skill for evacuation or not: {skill}, compared with "
        f"{join_and(rivals)}.{as_well}"
    )


def best_single(document: Document) -> tuple[str, Mapping[str, Any]] | None:
    """The single input with the lowest Brier score, chosen with outcomes in view; None where there is none."""
    return next(iter(document["baselines"]["single_inputs"].items()), None)


def scores_table(document: Document) -> pd.DataFrame:
    """One row per predictor: the model with its intervals, each baseline, shuffled outcomes."""
    rows = [_row("model", {name: with_ends(document[name], document["intervals"][name]) for name in SCORES})]
    for name, label in BASELINE_LABELS.items():
        rows.append(_baseline(label, document["baselines"][name]))
    for name, one in list(document["baselines"]["single_inputs"].items())[:MOST_SINGLE]:
        rows.append(_baseline(f"{name} alone", one))
    shuffled = document["permuted"]
    middle = {name: with_ends(shuffled[name]["median"], shuffled[name]) for name in SCORES}
    rows.append(_row("model, outcomes shuffled", middle))
    return pd.DataFrame(rows)


def _row(label: str, cells: Mapping[str, str], gain: str = NO_VALUE) -> dict[str, str]:
    return {"predictor": label, **{LABELS[name]: cells[name] for name in SCORES}, "model's gain (Brier)": gain}


def _baseline(label: str, one: Mapping[str, Any]) -> dict[str, str]:
    gain = one["model_gain"]
    return _row(label, {name: decimals(one[name]) for name in SCORES}, with_ends(gain["value"], gain))


def classes_table(document: Document) -> pd.DataFrame:
    """One row per class: cases observed and expected, and how the predicted share separates them."""
    return pd.DataFrame(
        {
            "class": CLASS_LABELS[name],
            "observed": number(one["observed"]),
            "expected by the model": quantity(one["predicted"]),
            "mean share where observed": _percent(one["share_where_observed"]),
            "elsewhere": _percent(one["share_elsewhere"]),
            "AUC": decimals(one["auc"]),
        }
        for name, one in document["by_class"].items()
    )


def cases_table(document: Document) -> pd.DataFrame:
    """One row per case, the costliest first."""
    return pd.DataFrame(
        {
            "case": one["case"],
            "observed": CLASS_LABELS[one["observed"]],
            "evacuation (95%)": _share(one[CLASSES[EVACUATION]]),
            **{CLASS_LABELS[name]: _percent(one["shares"][name]) for name in CLASSES if name != CLASSES[EVACUATION]},
            "Brier": decimals(one["brier"]),
            "log": decimals(-one["log"]),
            "days to the deal: observed, model": _days(one["deal_day"]),
        }
        for one in sorted(document["cases"], key=lambda one: -one["brier"])
    )


def _days(one: Mapping[str, float] | None) -> str:
    if one is None:
        return NO_VALUE
    return f"{number(one['coded'])}, {number(one['median'])} ({number(one['low'])} to {number(one['high'])})"


def _share(one: Mapping[str, float]) -> str:
    return f"{percent_text(one['value'])}% ({percent_text(one['low'])} to {percent_text(one['high'])})"


def _percent(value: float | None) -> str:
    return f"{percent_text(value)}%" if is_known(value) else NO_VALUE


def reliability_table(document: Document) -> pd.DataFrame:
    """One row per bin of predicted chances."""
    return pd.DataFrame(
        {
            "predicted": f"{percent_text(one['lowest'])} to {percent_text(one['highest'])}%",
            "mean": _percent(one["predicted"]),
            "observed (90%)": _share({**one, "value": one["observed"]}),
            "cases": number(one["cases"]),
        }
        for one in document["reliability"]
    )


def comparisons(document: Document) -> list[str]:
    """Sentences on the number of runs and on what else was coded: the clock, failed rounds, leavers, deaths."""
    clock, rounds = document["timing"], document["failed_rounds"]
    lines = [
        f"Other random numbers would change the skill too: its standard error from "
        f"{count(document['replicates'], 'run')} per case is {decimals(document['error_of_runs']['strict_skill'])}."
    ]
    if clock["cases"]:
        lines.append(
            f"Days from the start of the acute phase to the deal, {count(clock['cases'], 'case')}: median "
            f"{number(clock['coded'])} observed, {number(clock['predicted'])} in the model; "
            f"{percent_text(clock['within_range'])}% of the observed days lie within the middle 80% of the runs; "
            f"rank correlation {with_ends(clock['spearman'], clock)}."
        )
    if is_known(rounds["coded_at_least"]) and is_known(rounds["predicted"]):
        lines.append(
            f"Offers refused before a deal: mean {decimals(rounds['predicted'])} in the model; failed deals before it "
            f"in the coding: mean at least {decimals(rounds['coded_at_least'])}."
        )
    for key, label in (("leavers", "Fighters who left"), ("civilian_deaths", "Civilian deaths")):
        if document[key]["cases"]:
            lines.append(f"{label}, {_sides(document[key])}.")
    return lines


def _sides(one: Mapping[str, int]) -> str:
    parts = join_and([f"{side} it in {number(one[side])}" for side in ("inside", "above")])
    return (
        f"{count(one['cases'], 'case')} with a coded range: the median of the runs lies below it in "
        f"{number(one['below'])}, {parts}"
    )


def notes(document: Document) -> list[str]:
    """What was left out, set to a bound, or not finished."""
    lines = [f"{case}: not scored: {why}" for case, why in document["unscored"].items()]
    if document["missing"]:
        lines.append(f"{count(document['missing'], 'run')} missing; the score may change.")
    if document["failed"]:
        lines.append(
            f"{count(document['failed'], 'run')} failed and {'is' if document['failed'] == 1 else 'are'} left out."
        )
    return lines


def score_text(document: Document) -> str:
    """The score for a terminal."""
    parts = [f"{document['title']}\n{headline(document)}", aligned(scores_table(document))]
    parts += [aligned(classes_table(document)), aligned(cases_table(document))]
    parts += ["\n".join([*comparisons(document), *notes(document)])]
    return "\n\n".join(part for part in parts if part)


def aligned(frame: pd.DataFrame) -> str:
    """A table as lines of equal columns."""
    rows = [list(map(str, frame.columns)), *frame.astype(str).to_numpy().tolist()]
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )
