"""The findings of a sweep in sentences that can be quoted."""

import math
from collections.abc import Sequence
from typing import Any

import pandas as pd

from sim.compare.analysis import acting
from sim.compare.analysis.main_effects import MainEffect
from sim.compare.analysis.prim import PrimBox
from sim.compare.axes import Axis
from sim.compare.outcomes import DEAL, DEALS, ENDING_PHRASES, Outcome
from sim.compare.provenance import unfinished_warning
from sim.compare.statistics import proportions
from sim.compare.statistics.estimate import Estimate, has_no_width
from sim.compare.statistics.medians import median
from sim.compare.sweep_data import SweepData
from sim.compare.sweep_report.findings import Findings
from sim.outcomes import SiegeOutcome
from sim.state.columns import Array
from sim.text import format as fmt
from sim.text.format import count, display

#: Nothing is said of a cell with fewer runs than this.
FEWEST = 10


def answer(findings: Findings) -> list[str]:
    """What was found beside the effects that were asked for, in the order of the page."""
    sweep, outcome = findings.sweep, findings.outcome
    answered = {one.along.dotted for one in findings.asked if one.outcome == outcome and one.is_main_effect}
    sentences = [
        unfinished_warning(sweep),
        overall_sentence(sweep, outcome, findings.flags),
        extremes_sentence(findings.diagram, findings.axes, outcome) if findings.axes else "",
        *effect_sentences(sweep, [effect for effect in findings.effects if effect.axis.dotted not in answered]),
        box_sentence(findings.box, sweep.axes, outcome) if findings.box else "",
        timing_sentence(sweep),
        deaths_sentence(findings.deaths),
    ]
    return [sentence for sentence in sentences if sentence]


def overall_sentence(sweep: SweepData, outcome: Outcome, flags: Array) -> str:
    """How many runs ended in the outcome; of deals, by kind. `flags` is float64 (rows,), 1 where they did."""
    share = proportions.share(flags, sweep.clusters)
    runs = f"{fmt.number(flags.sum())} of {fmt.number(share.n)} runs"
    text = f"{runs} ended in {ENDING_PHRASES[outcome.name]}: {fmt.share_with_interval(share)}."
    if outcome.name != DEAL or not flags.any():
        return text
    kinds = [(ending, int((sweep.rows["ending"] == ending).sum())) for ending in DEALS]
    by_kind = [(fmt.number(runs), ENDING_PHRASES[ending]) for ending, runs in kinds if runs]
    if len(by_kind) == 1:
        return f"{text} All of these were {by_kind[0][1].removeprefix('an ').removeprefix('a ')}s."
    return f"{text} Of these, {fmt.join_and([f'{runs} ended in {phrase}' for runs, phrase in by_kind])}."


def extremes_sentence(table: pd.DataFrame, axes: Sequence[Axis], outcome: Outcome) -> str:
    """The cells of the phase diagram with the highest and the lowest share."""
    if len(table) < 2:
        return ""

    def describe(row: pd.Series) -> str:
        spots = zip(axes, (row[f"{key}_name"] for key in ("x", "y", "panel")[: len(axes)]), strict=True)
        place = fmt.join_and([axis.phrase(name) for axis, name in spots])
        alike = int((ranked["value"] == row["value"]).sum()) - 1
        others = f" (tied with {count(alike, 'other cell')})" if alike else ""
        return f"with {place}{others}: {fmt.share_with_interval(estimate(row), fmt.number(row['n']))}"

    ranked = table[table["n"] >= FEWEST].sort_values("value")
    if len(ranked) < 2:  # too few replicates to say anything of single cells
        return ""
    most, least = ranked.iloc[-1], ranked.iloc[0]
    if most["value"] == least["value"]:
        return f"The share is {fmt.percent_text(most['value'])}% in {_cells(ranked, table)} of the phase diagram."
    if not cells_differ(ranked):
        low, high = fmt.percent_text(least["value"]), fmt.percent_text(most["value"])
        return (
            f"The shares in {_cells(ranked, table)} of the phase diagram, {low} to {high}%, differ no more than those "
            "of equal cells would."
        )
    thing = plural_noun(outcome)
    sure = int((table["low"] > 0.5).sum())
    text = f"{thing} are most frequent {describe(most)}. They are least frequent {describe(least)}."
    if sure:
        cells = f"all {sure}" if sure == len(table) else f"{sure} of {len(table)}"
        return f"{text} In {cells} cells the 95% interval lies above 50%."
    return f"{text} In none of the {len(table)} cells does the 95% interval lie above 50%."


def _cells(ranked: pd.DataFrame, table: pd.DataFrame) -> str:
    return "all cells" if len(ranked) == len(table) else f"all {count(len(ranked), 'cell')} with enough runs"


def cells_differ(cells: pd.DataFrame) -> bool:
    """Whether the highest and the lowest share differ more than the extremes of as many equal cells would.

    At 5% for all pairs of cells together (Bonferroni). `cells` has one row per cell: value, n.
    """
    pairs = len(cells) * (len(cells) - 1) / 2
    ranked = cells.sort_values("value")
    least, most = ranked.iloc[0], ranked.iloc[-1]
    return proportions.shares_differ(
        (float(least["value"]), int(least["n"])), (float(most["value"]), int(most["n"])), 0.05 / pairs
    )


def plural_noun(outcome: Outcome) -> str:
    """The plural of an ending, to begin a sentence with."""
    return "Deals" if outcome.name == DEAL else fmt.capitalized(SiegeOutcome[outcome.name].plural)


def effect_sentences(sweep: SweepData, effects: Sequence[MainEffect]) -> list[str]:
    """The effect of each axis on the share, the largest first."""
    averages = {"one_at_a_time": "all others at their base values", "grid": "averaged over all other levers"}
    others = averages.get(sweep.design, "averaged over the other sampled parameters") if len(effects) > 1 else ""
    sentences = []
    for index, effect in enumerate(effects):
        if acting.share_that_acts(sweep, effect.axis.dotted) == 0:
            sentences.append(cannot_act_sentence(sweep, effect.axis))
            continue
        first, last = effect.levels.iloc[0], effect.levels.iloc[-1]
        low, high = f"{first['name']}", f"{last['name']}{effect.axis.unit_suffix}"
        shares = fmt.percent_text(first["value"]), fmt.percent_text(last["value"])
        aside = f", {others}" if others and index == 0 else ""  # the same for all
        largest = index == 0 and len(effects) > 1 and effect.change.clear
        lead = f"The largest effect is that of {effect.axis.noun}" if largest else fmt.capitalized(effect.axis.noun)
        if effect.change.clear:
            verb = "raises" if effect.change.value > 0 else "lowers"
            size = f"by {fmt.points_with_interval(effect.change)}, from {shares[0]} to {shares[1]}%"
            n = f"n = {fmt.number(effect.change.n)} runs"
            text = f"{lead}: going from {low} to {high} {verb} the share {size}{aside}; {n}"
        else:
            same = has_no_width(effect.change.low, effect.change.high)
            size = f"{shares[0]} and {shares[1]}%; {'the same at every seed' if same else _signed(effect.change)}"
            text = f"{lead}: no significant difference between {low} and {high} ({size}){aside}"
        sentences.append(f"{text}{_interior_extreme(effect)}.")
    return sentences


def cannot_act_sentence(sweep: SweepData, axis: Axis) -> str:
    """That a lever changes nothing at any seed, with the reason where it is known."""
    from sim.compare.comparison.arms import shared_parameters

    why = acting.reason(axis.dotted, shared_parameters(sweep))
    same = "at every seed the run is the same to the last bit at the first and the last level"
    return f"{fmt.capitalized(axis.noun)} has no effect here{f': {why}' if why else ''}; {same}."


def _interior_extreme(effect: MainEffect) -> str:
    """Names a level between the ends whose share lies clearly above, or below, those of both ends."""
    inner, ends = effect.levels.iloc[1:-1], effect.levels.iloc[[0, -1]]
    if inner.empty:
        return ""
    ranked = inner.sort_values("value")
    top, bottom = ranked.iloc[-1], ranked.iloc[0]
    for row, adjective, beyond in (
        (top, "highest", top["low"] > ends["high"].max()),
        (bottom, "lowest", bottom["high"] < ends["low"].min()),
    ):
        if beyond:
            share = fmt.share_with_interval(estimate(row))
            return f"; the share is {adjective} in between: {share} with {effect.axis.phrase(row['name'])}"
    return ""


def _signed(estimated: Estimate) -> str:
    if not math.isfinite(estimated.low):
        return f"{100 * estimated.value:+.0f} points"
    return f"{100 * estimated.value:+.0f} points, 95% CI {100 * estimated.low:+.0f} to {100 * estimated.high:+.0f}"


def box_sentence(box: PrimBox, axes: Sequence[Axis], outcome: Outcome) -> str:
    """The box in which runs with the outcome are concentrated."""
    inside = int(box.inside.sum())
    return (
        f"{plural_noun(outcome)} are concentrated among runs with {box_conditions(box, axes)}: "
        f"{fmt.percent_text(box.density)}% of these {fmt.number(inside)} runs ended in {ENDING_PHRASES[outcome.name]} "
        f"(density). They make up {fmt.percent_text(box.coverage)}% of all runs with this ending (coverage)."
    )


def box_conditions(box: PrimBox, axes: Sequence[Axis]) -> str:
    """The limits of a box as a phrase."""
    parts = []
    for axis in axes:
        own = [limit for limit in box.limits if limit.axis == axis.dotted]
        words = [word for limit in own for word in limit.among]
        low = max((limit.low for limit in own), default=-math.inf)
        high = min((limit.high for limit in own), default=math.inf)
        if words:
            parts.append(axis.phrase(" or ".join(words)))
        elif math.isfinite(low) and math.isfinite(high):
            parts.append(axis.phrase(f"{display(low)} to {display(high)}"))
        elif math.isfinite(low):
            parts.append(axis.phrase(f"at least {display(low)}"))
        elif math.isfinite(high):
            parts.append(axis.phrase(f"at most {display(high)}"))
    return fmt.join_and(parts)


def timing_sentence(sweep: SweepData) -> str:
    """The median day of signature."""
    signed = (sweep.rows["deal"] & sweep.rows["signed_day"].notna()).to_numpy()
    estimated = median(
        sweep.rows["signed_day"].to_numpy(dtype=float, na_value=math.nan)[signed], sweep.clusters[signed]
    )
    if estimated.n < 2:
        return ""
    return (
        f"The median day of signature was day {fmt.number_with_interval(estimated)}; n = {count(estimated.n, 'deal')}."
    )


def deaths_sentence(deaths: pd.DataFrame) -> str:
    """Mean civilian deaths in runs that ended in a deal, and in the most frequent other endings."""
    civil = deaths[deaths["who"] == "civilians"].set_index("end")
    if "any deal" not in civil.index:
        return ""
    others = civil[~civil.index.isin(["any deal", *DEALS])].sort_values("n", ascending=False).head(3)
    mean = fmt.number_with_interval(estimate(civil.loc["any deal"]))
    text = f"Mean civilian deaths were {mean} in runs that ended in a deal"
    parts = []
    for end, row in others.iterrows():
        which = f"that ended in {ENDING_PHRASES[str(end)]}" if end in ENDING_PHRASES else "cut before the siege ended"
        parts.append(f"{fmt.number_with_interval(estimate(row))} in runs {which}")
    text = f"{fmt.join_and([text, *parts])}."
    return f"{text} These runs differ in more than their ending, so the difference is not the number of lives saved."


def estimate(row: Any) -> Estimate:
    """The estimate in a row of a table (value, low, high, n)."""
    return Estimate(float(row["value"]), float(row["low"]), float(row["high"]), int(row["n"]))
