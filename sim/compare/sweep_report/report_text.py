"""The answer to a sweep's question in sentences that can be quoted, made from its numbers alone."""

import math
from collections.abc import Sequence
from typing import Any

import pandas as pd

from sim.compare.analysis.main_effects import MainEffect
from sim.compare.analysis.prim import PrimBox
from sim.compare.axes import Axis
from sim.compare.outcomes import DEALS, ENDING_PHRASES, Outcome
from sim.compare.statistics import proportions
from sim.compare.statistics.estimate import Estimate
from sim.compare.statistics.medians import median
from sim.compare.sweep_data import SweepData
from sim.state.columns import Array
from sim.text import format as fmt
from sim.text.format import count, display

#: A cell with fewer runs than this is named only where no cell has so many.
FEWEST = 10


def overall_sentence(study: SweepData, wanted: Outcome, flags: Array) -> str:
    """How often, and of which kinds. `flags` has one value per run, bool (n,)."""
    found = proportions.share(flags, study.clusters)
    ended = f"{fmt.number(flags.sum())} ended in {ENDING_PHRASES[wanted.name]}"
    text = f"Of {fmt.number(found.n)} runs, {ended}: {fmt.share_with_interval(found)}."
    kinds = [(end, int((study.rows["ending"] == end).sum())) for end in DEALS]
    if wanted.name == "deal" and sum(runs for _, runs in kinds):
        of = [f"{fmt.number(runs)} in {ENDING_PHRASES[end]}" for end, runs in kinds if runs]
        text = f"{text[:-1]}; {fmt.join_and(of)}."
    return text


def extremes_sentence(table: pd.DataFrame, axes: Sequence[Axis], wanted: Outcome) -> str:
    """The cell with the most and the one with the fewest."""
    if len(table) < 2:
        return ""

    def tell(row: pd.Series) -> str:
        spots = zip(axes, (row[f"{key}_name"] for key in ("x", "y", "panel")[: len(axes)]), strict=True)
        place = fmt.join_and([axis.held(name) for axis, name in spots])
        alike = int((ranked["value"] == row["value"]).sum()) - 1
        others = f" (and as often at {count(alike, 'other place')})" if alike else ""
        return f"with {place}{others}: {fmt.share_with_interval(estimate(row), fmt.number(row['n']))}"

    ranked = table[table["n"] >= min(FEWEST, table["n"].max())].sort_values("value")
    if len(ranked) < 2:  # of a sweep that is under way
        return ""
    most, least = ranked.iloc[-1], ranked.iloc[0]
    if most["value"] == least["value"]:
        places = "every place" if len(ranked) == len(table) else f"all {count(len(ranked), 'place')} with enough runs"
        return f"The share is the same, {fmt.percent_text(most['value'])} %, at {places} of the diagram."
    thing = plural_noun(wanted)
    sure = int((table["low"] > 0.5).sum())
    text = f"{thing} are most frequent {tell(most)}. They are rarest {tell(least)}."
    half = (
        f"At {sure} of {len(table)} places of the diagram more than half of the runs end so, with the whole interval."
    )
    return f"{text} {half}" if sure else f"{text} At no place is the whole interval above one half."


def plural_noun(wanted: Outcome) -> str:
    """What the runs that ended so are called at the start of a sentence."""
    names = {"deal": "Deals", "split": "Split deals", "stormed": "Storms", "lifted": "Lifted sieges"}
    names |= {"relieved": "Reliefs", "stalemate": "Sieges without an end"}
    return names.get(wanted.name, f"{wanted.name.capitalize()}s")


def effect_sentences(study: SweepData, found: Sequence[MainEffect]) -> list[str]:
    """What moves the share most, then the others."""
    sentences = []
    ways = {"one_at_a_time": ", all else as it is,", "grid": ", averaged over all else,"}
    others = ways.get(study.design, ", over what else was drawn,") if len(found) > 1 else ""
    for place, effect in enumerate(found):
        first, last = effect.levels.iloc[0], effect.levels.iloc[-1]
        path = f"from {first['name']} to {last['name']}{effect.axis.after}"
        ends = f"from {fmt.percent_text(first['value'])} to {fmt.percent_text(last['value'])} %"
        best = "what moves the share most is " if place == 0 and len(found) > 1 and effect.change.clear else ""
        lead = fmt.capitalized(best + effect.axis.named)
        if effect.change.clear:
            way = "rises" if effect.change.value > 0 else "falls"
            size = f"by {fmt.points_with_interval(effect.change)}; n {fmt.number(effect.change.n)}"
            text = f"{lead}: {path} the share{others} {way} {ends}, {size}"
        else:
            text = f"{lead}: {path} there is no clear change ({ends}; difference {_signed(effect.change)} points)"
        sentences.append(f"{text}{_turn(effect)}.")
    return sentences


def _turn(effect: MainEffect) -> str:
    """Says where the extreme lies between the ends, if it lies clearly beyond both."""
    inner, ends = effect.levels.iloc[1:-1], effect.levels.iloc[[0, -1]]
    if inner.empty:
        return ""
    ranked = inner.sort_values("value")
    top, bottom = ranked.iloc[-1], ranked.iloc[0]
    for row, word, beyond in (
        (top, "highest", top["low"] > ends["high"].max()),
        (bottom, "lowest", bottom["high"] < ends["low"].min()),
    ):
        if beyond:
            share = fmt.share_with_interval(estimate(row))
            return f"; it is {word} in between, {share} with {effect.axis.held(row['name'])}"
    return ""


def _signed(found: Estimate) -> str:
    if not math.isfinite(found.low):
        return f"{100 * found.value:+.0f}"
    return f"{100 * found.value:+.0f}, 95 % interval {100 * found.low:+.0f} to {100 * found.high:+.0f}"


def box_sentence(box: PrimBox, axes: Sequence[Axis], wanted: Outcome) -> str:
    """Where runs that ended so are concentrated."""
    inside = int(box.inside.sum())
    return (
        f"{plural_noun(wanted)} are concentrated among runs with {box_conditions(box, axes)}: of these "
        f"{fmt.number(inside)} runs {fmt.percent_text(box.density)} % ended in {ENDING_PHRASES[wanted.name]}, which "
        f"is {fmt.percent_text(box.coverage)} % of all that did."
    )


def box_conditions(box: PrimBox, axes: Sequence[Axis]) -> str:
    """The limits of a box in words."""
    parts = []
    for axis in axes:
        own = [limit for limit in box.limits if limit.axis == axis.dotted]
        words = [word for limit in own for word in limit.among]
        low = max((limit.low for limit in own), default=-math.inf)
        high = min((limit.high for limit in own), default=math.inf)
        if words:
            parts.append(axis.held(" or ".join(words)))
        elif math.isfinite(low) and math.isfinite(high):
            parts.append(axis.held(f"{display(low)} to {display(high)}"))
        elif math.isfinite(low):
            parts.append(axis.held(f"at least {display(low)}"))
        elif math.isfinite(high):
            parts.append(axis.held(f"at most {display(high)}"))
    return fmt.join_and(parts)


def timing_sentence(study: SweepData) -> str:
    """When deals were signed."""
    signed = (study.rows["deal"] & study.rows["signed_day"].notna()).to_numpy()
    found = median(study.rows["signed_day"].to_numpy(dtype=float, na_value=math.nan)[signed], study.clusters[signed])
    if found.n < 2:
        return ""
    return f"Half of the deals were signed by day {fmt.number_with_interval(found)}; n {fmt.number(found.n)}."


def deaths_sentence(deaths: pd.DataFrame) -> str:
    """Civilian deaths after a deal and after other ends."""
    civil = deaths[deaths["who"] == "civilians"].set_index("end")
    if "any deal" not in civil.index:
        return ""
    others = civil[~civil.index.isin(["any deal", *DEALS])].sort_values("n", ascending=False).head(3)
    cost = fmt.number_with_interval(estimate(civil.loc["any deal"]))
    text = f"Runs that ended in a deal cost {cost} civilian deaths each"
    parts = []
    for end, row in others.iterrows():
        which = f"in {ENDING_PHRASES[str(end)]}" if end in ENDING_PHRASES else "cut while under way"
        parts.append(f"those {which} {fmt.number_with_interval(estimate(row))}")
    text = f"{text}, {fmt.join_and(parts)}." if parts else f"{text}."
    return f"{text} These runs differ in more than their end; the difference is not what a deal saved."


def estimate(row: Any) -> Estimate:
    """The estimate that a row of a table holds."""
    return Estimate(float(row["value"]), float(row["low"]), float(row["high"]), int(row["n"]))
