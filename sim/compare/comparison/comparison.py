"""Comparing two or more sweeps, experiments or scenarios: differences, intervals, tests."""

import contextlib
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from sim.compare import provenance
from sim.compare.comparison import comparison_text
from sim.compare.comparison.arms import Arm, differing_parameters, load_arm, with_unique_names
from sim.compare.comparison.comparability import check_comparable
from sim.compare.comparison.differences import estimate_difference, hazard_ratios
from sim.compare.comparison.explanation import (
    Explanation,
    SwapRuns,
    check_explainable,
    explained_outcomes,
    plan_explanation,
)
from sim.compare.comparison.horizon import KNOWN_EARLIER, check_known, not_known, with_horizon
from sim.compare.comparison.matched_runs import MatchedRuns, independent_observations, match_runs, pairing_sentence
from sim.compare.comparison.planned_arms import check_plans, plan_arm, sources_of
from sim.compare.comparison.ranking import FEWEST_ARMS, ranking_display, ranking_sentence, ranking_table
from sim.compare.comparison.rates import DEATH_RATE, DEATHS, populations_differ, with_death_rate
from sim.compare.comparison.scenario_arms import by_scenario
from sim.compare.html_page import render_page, write_page
from sim.compare.outcomes import DEAL, ENDINGS, Outcome, available_outcomes, find_outcome
from sim.compare.statistics.multiplicity import holm
from sim.scenario.errors import ScenarioError, did_you_mean, shorten
from sim.scenario.numbers import MAX_DAYS, MAX_WORKERS, optional_whole_number, whole_number
from sim.tables import reports
from sim.tables.columns import Columns
from sim.tables.dictionary import entries
from sim.text.format import join_and

if TYPE_CHECKING:
    from sim.sweep.engine import Progress, Say

    Watched = Callable[[str | Path], contextlib.AbstractContextManager[tuple[Progress | None, Say | None]]]

#: Compared by default, beside the endings.
NUMBERS = (
    "deaths_civilians", "deaths_fighters", "deaths_besiegers", "displaced", "left_armed", "day", "signed_day",
)  # fmt: skip
REPLICATES = 100


@dataclass(frozen=True)
class Comparison:
    """The result of a comparison; the first arm is the reference, and every difference is an arm minus it."""

    arms: tuple[Arm, ...]
    levers: pd.DataFrame  # parameters that differ: parameter, words, unit, meaning, one column per arm
    outcomes: pd.DataFrame  # one row per outcome and arm
    hazards: pd.DataFrame  # one row per ending and arm: ratio, low, high, n
    notes: tuple[str, ...]
    paragraphs: tuple[str, ...]  # that can be quoted
    sides: Mapping[str, MatchedRuns]  # the runs compared, by name of the arm
    ranking: pd.DataFrame | None = None  # one row per arm and main outcome, of three or more arms
    explanation: Explanation | None = None

    @property
    def pairing(self) -> tuple[str, ...]:
        """How the runs of each arm are paired with those of the reference, as sentences."""
        return tuple(pairing_sentence(self.arms[0].name, name, side) for name, side in self.sides.items())

    @property
    def columns(self) -> dict[str, Columns]:
        """The declared columns of the tables, by name."""
        arms = [arm.name for arm in self.arms]
        ranking = {} if self.ranking is None else {"ranking": reports.RANKING}
        return {**ranking, "levers": reports.levers(arms), "outcomes": reports.OUTCOMES, "hazards": reports.HAZARDS}

    @property
    def opening(self) -> tuple[str, ...]:
        """What is said first: how runs are paired, and the order of three or more arms."""
        if self.ranking is None:
            return self.pairing
        return (*self.pairing, ranking_sentence(self.ranking, self.arms[0].name))

    @property
    def ranking_display(self) -> pd.DataFrame | None:
        """The ranking formatted for reading, one row per arm."""
        return None if self.ranking is None else ranking_display(self.ranking, self.arms[0].name)

    def document(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "reference": self.arms[0].name,
            "arms": [
                {"name": arm.name, "folder": str(arm.sweep.folder), **provenance.run_counts(arm.sweep)}
                for arm in self.arms
            ],
            "pairing": [
                {
                    "arm": name,
                    "by": side.pairing,
                    "pairs": side.pairs,
                    "reference_points": side.points[0],
                    "arm_points": side.points[1],
                    "words": words,
                }
                for (name, side), words in zip(self.sides.items(), self.pairing, strict=True)
            ],
            **{name: provenance.json_records(getattr(self, name), columns) for name, columns in self.columns.items()},
            **({} if self.explanation is None else {"explanation": self.explanation.document()}),
            "dictionary": entries(self.columns),
            "notes": list(self.notes),
            "words": list(self.paragraphs),
            "provenance": {arm.name: provenance.provenance(arm.sweep) for arm in self.arms},
        }

    def html(self) -> str:
        """The comparison as a self-contained HTML page."""
        from sim.compare.comparison.comparison_figures import comparison_figures, explanation_figure

        figures = list(comparison_figures(self.arms, self.outcomes, self.ranking))
        if self.explanation is not None:
            figures.insert(0, explanation_figure(self.explanation))
        return render_page(
            "compare.html.j2",
            figures,
            title=f"{join_and([arm.name for arm in self.arms[1:]])} compared with {self.arms[0].name}",
            paragraphs=[*self.opening, *self.paragraphs],
            ranking=self.ranking_display,
            explanation=self.explanation,
            model_caveat=provenance.MODEL_CAVEAT,
            notes=self.notes,
            levers=self.levers.drop(columns="words"),
            outcomes=comparison_text.outcome_display(self.outcomes),
            hazards=comparison_text.hazard_display(self.hazards),
            provenance={arm.name: provenance.provenance(arm.sweep) for arm in self.arms},
            experiments={arm.name: provenance.experiment_yaml(arm.sweep) for arm in self.arms},
        )

    def write(self, file: str | Path) -> Path:
        """Write the page. Raises ScenarioError where it cannot be written."""
        return write_page(Path(file), self.html())


def compare(
    *what: str | Path,
    replicates: int = REPLICATES,
    outcomes: Sequence[str] = (),
    width: float | Mapping[str, float] | None = None,
    workers: int = 1,
    out: str | Path | None = None,
    horizon: int | None = None,
    reference: str | None = None,
    explain: bool = False,
    watched: "Watched" = lambda what: contextlib.nullcontext((None, None)),
) -> Comparison:
    """Compare two or more sweep folders, experiments or scenarios with a `reference`, by default the first.

    Scenarios are run with `replicates` common seeds; experiments run what is missing. `width` is the target width of
    intervals: of all shares (0..1), or by name of the outcome. With `horizon`, in days, a siege that ends later counts
    as open, and scenarios are run for that many days. With `explain` the differing parameters of two scenarios are
    also swapped one at a time, which takes more runs. `watched(what)` is entered while the runs of an arm are under
    way, and gives the `progress` and `say` of `run_experiment`. Raises ScenarioError where the arms cannot be
    compared, before anything is run, and for invalid input.
    """
    if len(what) < 2:
        raise ScenarioError("compare: give two or more sweeps, experiments or scenarios")
    _check_widths(width)
    whole_number("workers", workers, 1, MAX_WORKERS)
    horizon = optional_whole_number("--horizon", horizon, 1, MAX_DAYS)
    if explain:
        check_explainable(what)
    columns = (*(outcomes or NUMBERS), DEATHS)
    sources = sources_of(what, replicates, out, horizon)
    plans = [plan_arm(source, columns) for source in sources]
    first = _position(reference, what, [plan.name for plan in plans])
    order = [first, *(place for place in range(len(what)) if place != first)]
    planned_notes = check_plans([plans[place] for place in order], horizon)
    swaps = SwapRuns(plan_explanation([what[place] for place in order]), replicates, horizon, out) if explain else None
    if swaps is not None:
        planned_notes.append(swaps.size)
    arms = []
    for each, source in ((what[place], sources[place]) for place in order):
        with watched(each) as (progress, say):
            if say is not None and not arms:
                for note in planned_notes:
                    say(note)
            arms.append(load_arm(source, replicates, workers, out, progress, say, columns))
    comparison = compare_arms(arms, outcomes, width, horizon)
    if swaps is None:
        return comparison
    known = available_outcomes([str(name) for name in comparison.arms[0].sweep.rows])
    asked = [find_outcome(name, known) for name in outcomes]
    wanted = explained_outcomes(asked, known, populations_differ(comparison.arms))
    names = comparison.arms[0].name, comparison.arms[1].name
    return replace(comparison, explanation=swaps.explain(names, wanted, workers, horizon, watched))


def _position(reference: str | None, what: Sequence[str | Path], names: Sequence[str]) -> int:
    """The position of the reference among the arguments, given as there or by the arm's name.

    Raises ScenarioError where it is none of them.
    """
    if reference is None:
        return 0
    for known in ([str(each) for each in what], names):
        if reference in known:
            return known.index(reference)
    some = did_you_mean(reference, names) or f"; choose one of {', '.join(names)}"
    raise ScenarioError(f"--reference {shorten(reference)}: is not one of the arms{some}")


def compare_arms(
    arms: Sequence[Arm],
    outcomes: Sequence[str] = (),
    width: float | Mapping[str, float] | None = None,
    horizon: int | None = None,
) -> Comparison:
    """Compare arms that are loaded, up to a `horizon` as in `compare`.

    Raises ScenarioError where they cannot be compared.
    """
    arms = with_unique_names(arms)
    if len({arm.sweep.folder and arm.sweep.folder.resolve() for arm in arms}) < len(arms):
        raise ScenarioError(f"{arms[0].name}: same sweep given twice; compare two different ones")
    arms, split = by_scenario(arms)
    notes = [*split, *check_comparable(arms, horizon)]
    arms = [with_death_rate(arm) for arm in arms]
    wanted = _targets(arms, outcomes)
    if horizon is not None:
        if outcomes:
            check_known(arms, horizon, wanted)
        elif not_known(arms, horizon):
            wanted = [each for each in wanted if each.binary or each.name in KNOWN_EARLIER]
            notes.append(
                f"Deaths and people are counted at the end of a run, and some were followed beyond day {horizon}: only "
                f"endings and days are compared. For the others run the experiments with `days: {horizon}`."
            )
        arms = [with_horizon(arm, horizon) for arm in arms]
        notes.append(f"Sieges that had not ended within {horizon} days count as open, as a stalemate, in all arms.")
    sides = {arm.name: match_runs(arms[0], arm) for arm in arms[1:]}
    notes += [note for side in sides.values() for note in side.notes]
    widths = _widths(width, wanted)
    rows = [_row(arm, target, sides[arm.name], widths.get(target.name)) for arm in arms[1:] for target in wanted]
    differences = pd.DataFrame(rows)
    tested = differences["p"].notna().to_numpy()
    corrected = np.full(len(differences), np.nan)
    corrected[tested] = holm(differences.loc[tested, "p"].to_numpy())
    differences.insert(list(differences).index("p") + 1, "p_holm", corrected)
    ratios = [
        {"arm": arm, "end": end, **ratio._asdict()}
        for arm, side in sides.items()
        for end, ratio in hazard_ratios(side).items()
    ]
    table = pd.DataFrame(ratios, columns=["arm", "end", "value", "low", "high", "n"])
    table = table.rename(columns={"value": "ratio"})
    levers = differing_parameters(arms)
    if levers.empty:
        notes.append("The arms have the same parameters, so they differ only in their seeds.")
    words = comparison_text.comparison_paragraphs([arm.name for arm in arms], levers, differences, table, sides)
    ranking = None
    if len(arms) >= FEWEST_ARMS:
        ranking = ranking_table(arms, differences, outcomes[0] if outcomes else None)
    return Comparison(
        tuple(arms), levers, differences, table, tuple(dict.fromkeys(notes)), tuple(words), sides, ranking
    )


def _targets(arms: Sequence[Arm], asked: Sequence[str]) -> list[Outcome]:
    known = all(DEATH_RATE.name in arm.sweep.rows for arm in arms)
    columns = [*arms[0].sweep.names, *([DEATH_RATE.name] if known else [])]
    if asked:
        return [find_outcome(name, columns) for name in dict.fromkeys(asked)]
    seen = {end for arm in arms for end in arm.sweep.rows["ending"].unique()}
    rate = [DEATH_RATE.name] if known and (len(arms) > 2 or populations_differ(arms)) else []
    names = (DEAL, *(end for end in ENDINGS if end in seen), *rate, *NUMBERS)
    return [find_outcome(name, columns) for name in names]


def _check_widths(width: float | Mapping[str, float] | None) -> None:
    """Check the target widths before anything is run. Raises ScenarioError where one is not positive and finite."""
    widths = {} if width is None else width if isinstance(width, Mapping) else {"": width}
    for name, value in widths.items():
        if not 0 < value < math.inf:
            given = f"{shorten(name)}={value:g}" if name else f"{value:g}"
            raise ScenarioError(f"--width {given}: must be positive and finite, such as 0.05")


def _widths(width: float | Mapping[str, float] | None, wanted: Sequence[Outcome]) -> dict[str, float]:
    """The target width of each outcome that has one."""
    if width is None:
        return {}
    if not isinstance(width, Mapping):
        width = {target.name: width for target in wanted if target.binary}
    names = [target.name for target in wanted]
    for name in width:
        if name not in names:
            raise ScenarioError(f"--width {shorten(name)}: is not a compared outcome{did_you_mean(name, names)}")
    return dict(width)


def _row(arm: Arm, wanted: Outcome, side: MatchedRuns, width: float | None) -> dict[str, Any]:
    units = independent_observations(side, wanted)
    found = estimate_difference(units, side.paired, width, wanted.binary)
    apart, drawn, odds = found.difference, found.bootstrap, found.odds
    return {
        "arm": arm.name,
        "outcome": wanted.name,
        "label": wanted.label,
        "unit": wanted.unit,
        "binary": wanted.binary,
        "paired": side.paired,
        "points": side.points[1],
        "runs": units.runs,
        "n": apart.n,
        "reference_value": found.first,
        "arm_value": found.second,
        "difference": apart.value,
        "low": apart.low,
        "high": apart.high,
        "bootstrap_low": drawn.low,
        "bootstrap_high": drawn.high,
        "effect": found.effect,
        "effect_size": found.effect_size,
        "odds_ratio": odds.value,
        "odds_low": odds.low,
        "odds_high": odds.high,
        "p": found.p,
        "test": found.test,
        "p_rank": found.p_rank,
        "width": found.width,
        "more_replicates": found.more,
    }
