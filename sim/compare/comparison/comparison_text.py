"""The findings of a comparison in sentences that can be quoted, and its tables formatted for reading."""

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from sim.compare.comparison.matched_runs import SEED, MatchedRuns
from sim.compare.outcomes import DATES, ENDING_PHRASES
from sim.compare.statistics.estimate import Estimate, has_no_width
from sim.text import format as fmt

#: Adjusted p-value below which a difference is called significant.
ALPHA = 0.05


def comparison_paragraphs(
    names: Sequence[str],
    levers: pd.DataFrame,
    outcomes: pd.DataFrame,
    hazards: pd.DataFrame,
    sides: Mapping[str, MatchedRuns],
) -> list[str]:
    """One paragraph on the parameters that differ, then one per arm."""
    reference = names[0]
    text = [_levers(reference, names[1:], levers)]
    tests = int(outcomes["p"].notna().sum())
    for arm in names[1:]:
        rows = outcomes[outcomes["arm"] == arm]
        ratios = hazards[hazards["arm"] == arm].set_index("end")
        text.append(_arm(reference, arm, rows, ratios, sides[arm], tests))
    return text


def _levers(reference: str, others: Sequence[str], levers: pd.DataFrame) -> str:
    if levers.empty:
        return f"{fmt.join_and([reference, *others])} have the same parameters."
    parts = []
    for row in levers.head(6).to_dict("records"):
        unit = f" {row['unit']}" if row["unit"] and "0 to 1" not in row["unit"] else ""
        values = fmt.join_and([f"{row[arm]}{unit} in {arm}" for arm in (reference, *others)])
        parts.append(f"{row['words']} ({row['parameter']}): {values}")
    more = f"; and {len(levers) - 6} more" if len(levers) > 6 else ""
    number = "1 parameter differs" if len(levers) == 1 else f"{len(levers)} parameters differ"
    return f"{number}: {'; '.join(parts)}{more}."


def _arm(reference: str, arm: str, rows: pd.DataFrame, ratios: pd.DataFrame, side: MatchedRuns, tests: int) -> str:
    first = rows.iloc[0]
    pairs = "pairs of runs with the same seed" if side.paired else "independent runs of each arm"
    points = f" at {side.points[1]} points" if side.points[1] > 1 else ""
    size = f"{fmt.number(first['runs'])} {pairs}{points}"
    if side.pairing == SEED and max(side.points) > 1:
        size = f"means of {fmt.number(side.pairs)} seeds over the points of each"
    sentences = [f"{arm} compared with {reference} ({size})."]
    clear = rows[rows["p_holm"] < ALPHA]
    parts = [_difference(row) for _, row in clear.iterrows()]
    if parts:
        sentences.append(f"Significant differences: {'; '.join(parts)}.")
    sentences += _not_significant(rows[~(rows["p_holm"] < ALPHA)], tests)
    if "deal" in ratios.index:
        ratio, low, high = (float(ratios.loc["deal", name]) for name in ("ratio", "low", "high"))  # pyright: ignore
        if math.isfinite(low) and not has_no_width(low, high):
            sentences.append(
                f"The cause-specific hazard ratio of a deal is {fmt.three_digits(ratio)} (95% CI "
                f"{fmt.three_digits(low)} to {fmt.three_digits(high)})."
            )
    return " ".join(sentences)


def _not_significant(rows: pd.DataFrame, tests: int) -> list[str]:
    """Sentences on outcomes significant only before adjustment, not significant, and with too few runs."""
    known = rows[np.isfinite(rows["low"])]
    beyond = (known["low"] > 0) | (known["high"] < 0)
    alone = beyond & (known["p"] < ALPHA)
    groups = (
        (f"Not significant after adjustment for {tests} tests: ", known[alone], _difference),
        ("Not significant by the test, although the interval excludes 0: ", known[beyond & ~alone], _difference),
        ("No significant difference in ", known[~beyond], lambda row: f"{_what(row)} ({_difference_only(row)})"),
        ("Too few runs to estimate ", rows[~np.isfinite(rows["low"])], _what),
    )
    text = []
    for lead, group, form in groups:
        parts = [form(row) for _, row in group.iterrows()]
        if parts:
            text.append(f"{lead}{'; '.join(parts) if form is _difference else fmt.join_and(parts)}.")
    return text


def _what(row: pd.Series) -> str:
    return (
        f"the share of runs that ended in {ENDING_PHRASES[row['outcome']]}" if row["binary"] else row["label"].lower()
    )


def _difference(row: pd.Series) -> str:
    """The share of runs that ended in a deal: 62% versus 44%, 18 points higher (95% CI ...)."""
    form = fmt.formatter_of(row["unit"], row["binary"])
    apart = _positive(Estimate(row["difference"], row["low"], row["high"], row["n"]))
    size = f"{form(apart.value)} {_direction(row)}"
    ends = _alike(row) or f"95% CI {form(apart.low)} to {form(apart.high)}"
    p = fmt.p_value(row["p_holm"])
    sure = f"{ends}; p {p if p.startswith('<') else f'= {p}'} Holm-adjusted"
    unit = "%" if row["binary"] else "" if row["outcome"] in DATES else f" {row['unit']}"
    both = f"{form(row['arm_value'])} versus {form(row['reference_value'])}{unit}"
    return f"{_what(row)}: {both}, {size} ({sure}{_fewer(row)})"


def _fewer(row: pd.Series) -> str:
    """A remark where only some pairs have a value, such as those in which both sieges ended in a deal."""
    if not row["paired"] or row["binary"] or row["outcome"] not in DATES:
        return ""
    happened = "ended" if row["outcome"] == "day" else "had such a day"
    return f"; over the {fmt.number(row['n'])} pairs in which both {happened}"


def _direction(row: pd.Series) -> str:
    """The words after the size of a difference: points higher, fewer, days earlier."""
    up = row["difference"] > 0
    if row["binary"]:
        return "points higher" if up else "points lower"
    if row["outcome"] in DATES:
        return "days later" if up else "days earlier"
    return "more" if up else "fewer" if row["unit"] in (*fmt.COUNTED_UNITS, "days") else "less"


def _positive(estimated: Estimate) -> Estimate:
    return (
        estimated if estimated.value >= 0 else Estimate(-estimated.value, -estimated.high, -estimated.low, estimated.n)
    )


def _alike(row: pd.Series) -> str:
    """A remark where all pairs have the same difference, from which no interval can be estimated."""
    if not has_no_width(row["low"], row["high"]):
        return ""
    return f"the same in all {fmt.number(row['n'])} pairs" if row["paired"] else "the same in all runs of each arm"


def _difference_only(row: pd.Series) -> str:
    form, unit = fmt.formatter_of(row["unit"], row["binary"]), " points" if row["binary"] else ""
    if alike := _alike(row):
        value = row["difference"]
        return alike if value == 0 else f"{_signed(value, form(value))}{unit}, {alike}"
    value, low, high = (_signed(row[name], form(row[name])) for name in ("difference", "low", "high"))
    return f"{value}, {low} to {high}{unit}"


def _signed(value: float, text: str) -> str:
    return f"+{text}" if value > 0 and text != "0" else text


def outcome_display(outcomes: pd.DataFrame) -> pd.DataFrame:
    """One row per outcome and arm, formatted for reading."""
    rows = []
    for row in outcomes.to_dict("records"):
        binary = row["binary"]
        form, unit = fmt.formatter_of(row["unit"], binary), "%" if binary else ""
        numbers = [row[name] for name in ("reference_value", "arm_value")]
        known = math.isfinite(row["low"])
        more = row["more_replicates"]
        estimable = _is_known(more) and not has_no_width(row["low"], row["high"])
        wide = f"{form(row['width'])} points" if binary else form(row["width"])
        rows.append(
            {
                "outcome": row["label"] + ("" if binary else f" ({row['unit']})"),
                "arm": row["arm"],
                "in the reference": f"{form(numbers[0])}{unit}" if math.isfinite(numbers[0]) else "–",
                "in the arm": f"{form(numbers[1])}{unit}" if math.isfinite(numbers[1]) else "–",
                "difference (95% CI)": _difference_only(pd.Series(row)) if known else "–",
                "effect size": f"{row['effect']:+.2f} {row['effect_size']}" if math.isfinite(row["effect"]) else "–",
                "p (Holm)": fmt.p_value(row["p_holm"]),
                "test": row["test"] or "–",
                "n": fmt.number(row["n"]),
                "extra replicates (target CI width)": f"{fmt.number(more)} ({wide})" if estimable else "–",
            }
        )
    return pd.DataFrame(rows)


def _is_known(value: float | None) -> bool:
    return value is not None and not math.isnan(value)


def hazard_display(hazards: pd.DataFrame) -> pd.DataFrame:
    """One row per ending and arm, formatted for reading."""
    endings = [f"ended in {ENDING_PHRASES[end]}" for end in hazards["end"].tolist()]
    ratios = [
        fmt.three_digits(row["ratio"])
        if has_no_width(row["low"], row["high"])
        else fmt.estimate_cell(row.rename({"ratio": "value"}), False)
        for _, row in hazards.iterrows()
    ]
    return pd.DataFrame({"ending": endings, "arm": hazards["arm"], "hazard ratio (95% CI)": ratios})
