"""Running a fork: paired differences between the counterfactual and the factual arm over replicates."""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import fmean, median_low
from typing import Any

from sim.compare.fork.fork_measures import COMMON_DEATHS, FORK_MEASURES, ForkMeasure, Row
from sim.hashes import model_hash
from sim.outcomes import SiegeOutcome
from sim.runs import store
from sim.runs.executor import FinishedRun
from sim.runs.fork import (
    ARMS,
    COUNTERFACTUAL,
    FACTUAL,
    Fork,
    check_replicates,
    fork_all,
    name_of,
    plan_fork,
    plans_of,
    value_of,
)
from sim.runs.unfinished import Progress, Say, resumable
from sim.scenario.load import Overrides
from sim.scenario.schema import Scenario
from sim.tables.columns import schema_of, table_of_rows
from sim.tables.runs import ARM, row_columns

REPLICATES = 20
ROWS, PICTURE = "rows.parquet", "differences.png"
#: The file of each arm's scenario.
SCENARIOS = {FACTUAL: store.SCENARIO, COUNTERFACTUAL: "counterfactual.yaml"}


def fork(
    source: Scenario | str | Path,
    at: int | str | None = None,
    overrides: Overrides = (),
    *,
    replicates: int | None = None,
    seed: int | None = None,
    workers: int = 1,
    scale: int | None = None,
    days: int | None = None,
    out: str | Path | None = None,
) -> dict[str, Any]:
    """Fork a scenario or a snapshot, and return the document that `--json` prints.

    `at` is a day, or "deal" for the day on which the next deal is signed. With `out` the fork is written to
    `out/forks/`, overwriting an earlier one. Raises ScenarioError for invalid input.
    """
    planned = plan_fork(source, at, overrides, seed=seed, scale=scale, days=days)
    return run_fork(planned, replicate_count(planned, replicates), workers=workers, out=out)


def replicate_count(planned: Fork, replicates: int | None) -> int:
    """The number of replicates; by default 20 of a scenario, and 1 of a snapshot, which has one seed."""
    return replicates if replicates is not None else REPLICATES if planned.plan.siege is None else 1


def run_fork(
    planned: Fork,
    replicates: int,
    *,
    workers: int = 1,
    out: str | Path | None = None,
    progress: Progress | None = None,
    say: Say | None = None,
) -> dict[str, Any]:
    """Run a fork, and write it to `out` if given.

    After an interruption the same call runs only the missing replicates; `say` is called with a message about it.
    Raises ScenarioError for invalid input.
    """
    replicates, workers = check_replicates(planned, replicates, workers)
    final = result_folder(out, planned, replicates) if out is not None else None
    identity = {"fork": name_of(planned, replicates), "days": planned.days}
    plans = plans_of(planned, replicates)
    with resumable(plans, lambda due: fork_all(planned, due, workers), final, identity, progress, say) as runs:
        document = fork_document(planned, replicates, runs, str(final) if final else None)
        if final:
            with store.drafted(final) as draft:
                _write(draft, planned, document, runs)
    return document


def result_folder(out: str | Path, planned: Fork, replicates: int) -> Path:
    """The folder of a fork under `out`."""
    return store.fork_folder(out, name_of(planned, replicates))


def forked_pairs(runs: Sequence[FinishedRun]) -> list[dict[str, Row]]:
    """For each replicate that reached the fork: arm -> row."""
    arms = [done.document["arms"] for done in runs if not done.failed]
    return [{row["arm"]: row for row in pair} for pair in arms if pair]


def fork_document(planned: Fork, replicates: int, runs: Sequence[FinishedRun], out: str | None) -> dict[str, Any]:
    """A fork as a JSON document."""
    pairs, plan = forked_pairs(runs), planned.plan
    forked = [pair[FACTUAL]["forked_day"] for pair in pairs]
    failed = [{"seed": done.seed, "error": done.document["error"]} for done in runs if done.failed]
    return {
        "scenario": plan.scenario.name,
        "at": planned.at,
        "set": planned.changes,
        "replicates": replicates,
        "forked": len(pairs),
        "differences": paired_differences(pairs),
        "common_days": paired_difference(pairs, COMMON_DEATHS),
        "was": {name: value_of(plan.scenario, name) for name in planned.changes},
        "left_out": replicates - len(pairs) - len(failed),
        "failed": failed,
        "forked_day": {"median": median_low(forked), "low": min(forked), "high": max(forked)} if forked else None,
        "outcomes": {arm: dict(Counter(_ending(pair[arm]) for pair in pairs).most_common()) for arm in ARMS},
        "open": {arm: sum(_is_open(pair[arm]) for pair in pairs) for arm in ARMS},
        "seed": plan.seed,
        "people_per_agent": plan.scenario.population.people_per_agent,
        "days": planned.days,
        "scenario_hash": plan.scenario_hash,
        "counterfactual_hash": planned.scenario_hash,
        "model": model_hash(),
        "snapshot_model": plan.siege.origin_model_hash if plan.siege else None,
        "out": out,
    }


def _ending(row: Row) -> str:
    return row["outcome"] or row["ended"]


def _is_open(row: Row) -> bool:
    """Whether the siege was still open on the last day that it was followed."""
    return _ending(row) in (SiegeOutcome.stalemate.name, "cut")


def paired_differences(pairs: Sequence[Mapping[str, Row]]) -> dict[str, dict[str, Any]]:
    """Counterfactual minus factual: the mean over pairs with its 95% CI, and the mean of each arm."""
    return {name: paired_difference(pairs, measure) for name, measure in FORK_MEASURES.items()}


def paired_difference(pairs: Sequence[Mapping[str, Row]], measure: ForkMeasure) -> dict[str, Any]:
    """Counterfactual minus factual by one measure: the mean over pairs with its 95% CI, and the mean of each arm."""
    import numpy as np

    from sim.compare.statistics.means import mean

    values = {arm: [measure.of(pair[arm]) for pair in pairs] for arm in ARMS}
    change = [b - a for a, b in zip(values[FACTUAL], values[COUNTERFACTUAL], strict=True)]
    estimate = mean(np.array(change, dtype=float)).document()
    interval = {"mean": estimate["value"], "low": estimate["low"], "high": estimate["high"]}
    means = {arm: fmean(values[arm]) if pairs else None for arm in ARMS}
    return {**interval, **means, "unit": measure.unit}


def _write(folder: Path, planned: Fork, document: dict[str, Any], runs: Sequence[FinishedRun]) -> None:
    """Write the tables, scenarios, document and figure of a fork."""
    import pyarrow.parquet as pq

    from sim.compare.fork.fork_figure import save_fork_figure

    columns = (*ARM, *row_columns())
    rows = [row for done in runs for row in ([done.document] if done.failed else done.document["arms"])]
    pq.write_table(table_of_rows(rows, schema_of(columns)), folder / ROWS)
    store.write_dictionary(folder, {Path(ROWS).stem: columns})
    for arm, scenario in zip(ARMS, (planned.plan.scenario, planned.scenario), strict=True):
        store.write_scenario(folder, scenario, SCENARIOS[arm])
    store.write_json(folder / store.FORK, document)
    save_fork_figure(document, forked_pairs(runs), folder / PICTURE)
