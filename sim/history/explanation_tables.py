"""What decided as tables and text for reading; a document is one of `explanation.explanation`."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from sim.estimates.table import comparison_lines
from sim.history.decisions import package_text, term_text
from sim.history.score_tables import CLASS_LABELS, aligned, decimals, is_known
from sim.text.format import NO_VALUE, count, join_and, number, percent_text, three_digits

Document = Mapping[str, Any]


def patterns_table(document: Document) -> pd.DataFrame:
    """One row per pattern, the costliest first."""
    return pd.DataFrame(
        {
            "observed": CLASS_LABELS[one["observed"]],
            "predicted": CLASS_LABELS[one["predicted"]],
            "what decided": term_text(one["event"], one["reason"]),
            "package": _package(one),
            "Brier loss": f"{decimals(one['brier'])} ({percent_text(one['brier_share'])}%)",
            "log loss": f"{decimals(one['log'])} ({percent_text(one['log_share'])}%)",
            "cases": join_and(one["cases"]),
        }
        for one in document["patterns"]
    )


def _package(one: Mapping[str, Any]) -> str:
    if not one["package"]:
        return package_text("")
    return f"{package_text(one['package'])} ({percent_text(one['package_share'])}%)"


def decided_table(document: Document) -> pd.DataFrame:
    """The most frequent ways in which the runs of all cases were decided."""
    return pd.DataFrame(
        {
            "class of the run": CLASS_LABELS[one["class"]],
            "what decided": term_text(one["event"], one["reason"]),
            "package": package_text(one["package"]),
            "runs": number(one["runs"]),
            "share": f"{percent_text(one['share'])}%",
        }
        for one in document["decided"]
    )


def packages_sentence(document: Document) -> str:
    """Which packages the deals had, the most frequent first."""
    shares = [f"{package_text(name)} {percent_text(share)}%" for name, share in document["packages"].items()]
    return f"Packages of the runs with a deal: {join_and(shares)}." if shares else "No run ended in a deal."


def cases_decided_table(document: Document) -> pd.DataFrame:
    """One row per case: what decided most of its runs."""
    return pd.DataFrame(
        {
            "case": one["case"],
            "observed": CLASS_LABELS[one["observed"]],
            "predicted": CLASS_LABELS[one["predicted"]],
            "what decided its runs": "; ".join(map(_way, one["decided"])),
        }
        for one in document["cases"]
    )


def _way(one: Mapping[str, Any]) -> str:
    package = f" ({package_text(one['package'])})" if one["package"] else ""
    return (
        f"{percent_text(one['share'])}% {CLASS_LABELS[one['class']]}{package}, {term_text(one['event'], one['reason'])}"
    )


def estimates_table(estimates: Document) -> pd.DataFrame:
    """Medians over the first days of all cases of what is estimated and of what then happens."""
    found = [one for one in estimates["estimates"].values() if one["compared"]]
    return pd.DataFrame(
        {
            "estimate": one["label"],
            "compared with": one["realised_is"],
            "cases": number(one["compared"]),
            "estimated": _digits(one["estimated"]),
            "realised": _digits(one["realised"]),
            "ratio (80% of cases)": _span(one),
            "rank correlation": _digits(one["rank_correlation"]),
        }
        for one in found
    )


def _digits(value: float | None) -> str:
    return three_digits(value) if is_known(value) else NO_VALUE


def _span(one: Mapping[str, Any]) -> str:
    return f"{_digits(one['ratio'])} ({_digits(one['ratio_low'])} to {_digits(one['ratio_high'])})"


def explanation_text(document: Document, estimates: Document | None) -> str:
    """What decided, for a terminal; `estimates` as of `start_estimates`, or None where they were not asked for."""
    parts = ["The costliest patterns shared by cases from several clusters", _table(patterns_table(document))]
    parts += ["What decided the runs, all cases", _table(decided_table(document)), packages_sentence(document)]
    parts += ["What decided the runs, by case", _table(cases_decided_table(document))]
    if estimates is not None:
        parts += [
            f"Estimates of the parties on the first day of {count(estimates['cases'], 'case')}, and what then happens",
            "\n".join(comparison_lines(estimates["estimates"])),
            *(f"{case}: no estimates: {why}" for case, why in estimates["errors"].items()),
        ]
    return "\n\n".join(parts)


def _table(frame: pd.DataFrame) -> str:
    return aligned(frame) if len(frame) else "none"
