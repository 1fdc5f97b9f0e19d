"""The effects that an experiment asks for: differences along a lever, interactions, hazard ratios, thresholds."""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple

import numpy as np
import pandas as pd

from sim.compare.analysis.effect_cells import EffectCells, cells_of, selected
from sim.compare.axes import Axis, axis_levels
from sim.compare.outcomes import DEAL, ENDINGS, Outcome, find_outcome, outcome_values
from sim.compare.statistics import means, proportions
from sim.compare.statistics.estimate import Estimate, unknown
from sim.compare.statistics.hazards import HazardArms, hazard_interaction, hazard_ratio
from sim.compare.statistics.thresholds import Crossing, crossing
from sim.compare.sweep_data import SweepData
from sim.scenario.errors import ScenarioError
from sim.state.columns import Array
from sim.sweep.effect_checks import outcomes_of
from sim.sweep.experiment import Effect

#: With fewer pairs than this, or fewer events in an arm, nothing is estimated.
FEWEST_PAIRS = 10
#: Days of events that compete with other endings, and the endings that count as the event.
COMPETING = {"signed_day": "the signature of a deal", "day": "the end of the siege"}
Measure = Literal["difference", "hazard ratio"]


class EffectEstimate(NamedTuple):
    """The estimate of one effect on one outcome: second level minus first, or second over first for a hazard."""

    measure: Measure
    where: str  # level of the second lever at which it holds; empty where there is none
    interaction: bool  # the difference between the two ends of the second lever
    first: float  # the outcome at the first level, NaN for hazards and interactions
    second: float
    estimate: Estimate
    paired: bool
    seeds: int  # or other clusters of the runs used
    events: int  # fewest events in an arm, of hazards


class AskedEffect(NamedTuple):
    """What an experiment asks of one outcome, and the estimates that answer it."""

    number: int  # of the effect in the experiment, from 0
    outcome: Outcome
    along: Axis
    levels: tuple[str, str]  # that are compared
    direction: int  # 1 where the second is higher, -1 where it is lower, 0 where neither
    across: Axis | None
    ends: tuple[str, ...]  # levels of `across` that are compared
    held: tuple[tuple[Axis, Any], ...]  # other levers held at a level
    averaged: tuple[Axis, ...]  # levers over which it is averaged
    acted: float  # share of pairs whose runs differ at all; NaN where not known
    estimates: tuple[EffectEstimate, ...]
    whole_axis: bool = False  # from its first to its last level
    target: float = math.nan  # of a threshold
    threshold: Crossing | None = None
    response: pd.DataFrame | None = None  # of a threshold: level, name, at, value, n

    @property
    def is_main_effect(self) -> bool:
        """Whether it is the effect of a lever between its ends, averaged over all others, as reports show of each."""
        return self.response is None and self.across is None and not self.held and self.whole_axis

    @property
    def verb(self) -> str:
        """What is done to the lever: raising, lowering or changing it."""
        return {1: "raising", -1: "lowering"}.get(self.direction, "changing")


def effects_of(manifest: Mapping[str, Any]) -> list[Effect]:
    """The effects that the experiment of a sweep names. Raises ScenarioError where they are not valid."""
    try:
        return [Effect(**dict(each)) for each in manifest["experiment"].get("effects") or ()]
    except TypeError:
        raise ScenarioError(f"{manifest['name']}: effects: must be a list of mappings") from None


def effect_columns(manifest: Mapping[str, Any]) -> list[str]:
    """Columns of the table of runs that the effects of an experiment need."""
    effects = effects_of(manifest)
    names = [name for effect in effects for name in outcomes_of(effect, _outcomes(manifest))]
    return ["digest", *dict.fromkeys(name for name in names if name not in (DEAL, *ENDINGS))] if effects else []


def asked_effects(sweep: SweepData) -> list[AskedEffect]:
    """Estimate every effect that the experiment names, in its order."""
    found = []
    for number, effect in enumerate(effects_of(sweep.manifest)):
        for name in outcomes_of(effect, _outcomes(sweep.manifest)):
            outcome = find_outcome(name, sweep.names)
            found.append(_threshold(sweep, number, effect, outcome) if effect.reaches is not None else
                         _difference(sweep, number, effect, outcome))  # fmt: skip
    return found


def _outcomes(manifest: Mapping[str, Any]) -> Sequence[str]:
    return manifest["experiment"].get("outcomes") or ()


def _difference(sweep: SweepData, number: int, effect: Effect, outcome: Outcome) -> AskedEffect:
    cells = cells_of(sweep, effect)
    values = outcome_values(cells.rows, outcome)
    estimates = list(_differences(cells, values, outcome))
    if outcome.name in COMPETING:
        estimates += _hazards(cells, outcome)
    return AskedEffect(
        number, outcome, cells.along, cells.levels, cells.direction, cells.across, cells.ends, cells.held,
        cells.averaged, cells.share_that_differs(), tuple(estimates), effect.levels is None,
    )  # fmt: skip


def _differences(cells: EffectCells, values: Array, outcome: Outcome) -> Iterator[EffectEstimate]:
    """The difference at each end of the second lever, then that between them; or the one there is."""
    for place, end in enumerate(cells.ends or ("",)):
        yield _estimate(cells, values, outcome, (2 * place, 2 * place + 1), end)
    if cells.ends:
        yield _estimate(cells, values, outcome, (0, 1, 2, 3), "")


def _estimate(
    cells: EffectCells, values: Array, outcome: Outcome, codes: tuple[int, ...], where: str
) -> EffectEstimate:
    """Paired where the runs of the cells share seeds, and then among the seeds where all of them have the outcome."""
    signs = (-1.0, 1.0) if len(codes) == 2 else (1.0, -1.0, -1.0, 1.0)
    limit = len(codes) / 2 if outcome.binary else math.inf
    wide = cells.sets(values, codes)
    if wide is not None:
        columns = wide.to_numpy()
        seeds = wide.index.get_level_values("seed").to_numpy()
        n, clusters = len(wide), len(np.unique(seeds))
        if n < FEWEST_PAIRS:
            estimated = unknown(n)
        elif outcome.binary and len(codes) == 2 and clusters == n:
            estimated = proportions.paired_difference(columns[:, 0] > 0.5, columns[:, 1] > 0.5)
        else:
            estimated = means.mean(columns @ np.array(signs), seeds)
        ends = columns.mean(axis=0) if n else np.full(len(codes), np.nan)
    else:
        known = [np.flatnonzero((cells.codes == code) & ~np.isnan(values)) for code in codes]
        parts, groups = [values[each] for each in known], [cells.clusters[each] for each in known]
        n, clusters = sum(map(len, known)), len(np.unique(np.concatenate(groups)))
        if min(map(len, known)) < FEWEST_PAIRS:
            estimated = unknown(n)
        elif outcome.binary and len(codes) == 2:
            estimated = proportions.unpaired_difference(parts[0], parts[1], (groups[0], groups[1]))._replace(n=n)
        else:
            estimated = means.contrast(parts, groups, signs)
        ends = [float(each.mean()) if len(each) else math.nan for each in parts]
    if math.isfinite(estimated.low):
        estimated = estimated._replace(low=max(-limit, estimated.low), high=min(limit, estimated.high))
    first, second = (float(end) for end in ends[:2]) if len(codes) == 2 else (math.nan, math.nan)
    return EffectEstimate("difference", where, len(codes) == 4, first, second, estimated, wide is not None, clusters, 0)


def _hazards(cells: EffectCells, outcome: Outcome) -> Iterator[EffectEstimate]:
    """The cause-specific hazard ratio at each end of the second lever, then that between them; or the one there is."""
    rows = cells.rows
    if outcome.name == "signed_day":
        signed = pd.to_numeric(rows["signed_day"]).to_numpy(dtype=float, na_value=np.nan)
        happened = rows["deal"].to_numpy(dtype=bool) & np.isfinite(signed)
    else:
        signed = rows["exit_day"].to_numpy(dtype=float)
        happened = (rows["cause"] > 0).to_numpy(dtype=bool)
    days = np.where(happened, signed, rows["exit_day"].to_numpy(dtype=float))

    def arms(first: int) -> HazardArms:
        parts = [cells.codes == code for code in (first, first + 1)]
        pairs = [(each[parts[0]], each[parts[1]]) for each in (days, happened, cells.clusters, cells.strata)]
        return HazardArms(*pairs)

    found = []
    for place, end in enumerate(cells.ends or ("",)):
        own = arms(2 * place)
        found.append(own)
        yield _hazard(own, end)
    if len(found) == 2:
        events = min(int(flags.sum()) for own in found for flags in own.happened)
        n = sum(len(day) for own in found for day in own.days)
        ratio = hazard_interaction(*found) if events >= FEWEST_PAIRS else unknown()
        clusters = np.unique(np.concatenate([each for own in found for each in own.clusters]))
        nan = math.nan
        yield EffectEstimate("hazard ratio", "", True, nan, nan, ratio._replace(n=n), False, len(clusters), events)


def _hazard(arms: HazardArms, where: str) -> EffectEstimate:
    events = min(int(flags.sum()) for flags in arms.happened)
    ratio = hazard_ratio(*arms) if events >= FEWEST_PAIRS else unknown()
    n = sum(map(len, arms.days))
    clusters = len(np.unique(np.concatenate(arms.clusters)))
    return EffectEstimate(
        "hazard ratio", where, False, math.nan, math.nan, ratio._replace(n=n), False, clusters, events
    )


def _threshold(sweep: SweepData, number: int, effect: Effect, outcome: Outcome) -> AskedEffect:
    assert effect.reaches is not None
    along = sweep.axis(effect.along)
    kept, held = selected(sweep, effect)
    rows, clusters = sweep.rows[kept], sweep.clusters[kept]
    values, levels = outcome_values(rows, outcome), axis_levels(along, rows[along.dotted])
    known = ~np.isnan(values)
    seen = np.unique(levels.codes[known])
    codes = np.searchsorted(seen, levels.codes[known])
    n = np.bincount(codes, minlength=len(seen))
    enough = n >= FEWEST_PAIRS
    named = {name for name, _ in ((axis.dotted, text) for axis, text in held)} | {along.dotted}
    averaged = tuple(axis for axis in sweep.levers if axis.dotted not in named and sweep.design != "one_at_a_time")
    response = pd.DataFrame(
        {
            "level": seen,
            "name": [levels.names[code] for code in seen],
            "at": [levels.middles[code] for code in seen],
            "value": np.bincount(codes, values[known]) / n,
            "n": n,
        }
    )
    found = None
    if len(seen) > 1 and enough.all():
        at = response["at"].to_numpy(dtype=float)
        log = along.log and at[0] > 0
        found = crossing(np.log(at) if log else at, codes, values[known], clusters[known], effect.reaches)
        if log:
            found = found._replace(value=math.exp(found.value), low=math.exp(found.low), high=math.exp(found.high))
    ends = (levels.names[0], levels.names[-1])
    return AskedEffect(
        number, outcome, along, ends, 1, None, (), held, averaged, math.nan, (), True, effect.reaches, found, response
    )
