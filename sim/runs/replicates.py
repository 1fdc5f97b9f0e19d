"""The same siege with other luck, so many times over: one row a run."""

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median_low
from typing import TYPE_CHECKING, Any

from sim.runs import store
from sim.runs.plan import LARGEST_SEED, Plan
from sim.runs.workers import Done, carry_out_all
from sim.scenario.errors import ScenarioError

if TYPE_CHECKING:
    import pyarrow as pa


def check_replicates(plan: Plan, replicates: int, workers: int) -> None:
    """Refuse what many runs cannot do."""
    for name, value in (("replicates", replicates), ("workers", workers)):
        if value < 1:
            raise ScenarioError(f"{name} = {value}: must be 1 or more")
    if plan.siege is not None or plan.snapshot_at is not None:
        raise ScenarioError("a snapshot is of one run, with one seed; leave out --replicates, or the snapshot")
    if plan.seed + replicates - 1 > LARGEST_SEED:
        raise ScenarioError(f"seed = {plan.seed}: with {replicates} replicates it must be {LARGEST_SEED - replicates + 1} or less")


def replicate(
    plan: Plan, replicates: int, *, workers: int = 1, out: str | Path | None = None,
    progress: Callable[[Done], None] | None = None,
) -> dict[str, Any]:
    """Carry out a plan with `replicates` seeds in a row, and keep a row of each under `out`, if given."""
    check_replicates(plan, replicates, workers)
    plans = [plan._replace(seed=plan.seed + number) for number in range(replicates)]
    if out is None:
        return _document(plan, replicates, list(_each(plans, workers, progress)), None)
    final = store.run_folder(out, f"{plan.scenario.name}-{plan.scenario_hash}-x{replicates}")
    with store.drafted(final) as draft:
        runs = []
        for done in _each(plans, workers, progress):
            store.append_rows(draft, [row_of(done)], row_schema())
            runs.append(done)
        document = _document(plan, replicates, runs, str(final))
        store.write_scenario(draft, plan.scenario)
        store.write_json(draft / store.DOCUMENT, document)
    return document


def _each(plans: list[Plan], workers: int, progress: Callable[[Done], None] | None) -> Iterator[Done]:
    for done in carry_out_all(plans, workers):
        if progress:
            progress(done)
        yield done


def _document(plan: Plan, replicates: int, runs: list[Done], out: str | None) -> dict[str, Any]:
    runs = sorted(runs, key=lambda done: done["seed"])
    days = [run["day"] for run in runs if run.get("outcome")]
    return {
        "scenario": plan.scenario.name,
        "scenario_hash": plan.scenario_hash,
        "replicates": replicates,
        "outcomes": dict(Counter(run["outcome"] or run["ended"] for run in runs if not run["error"]).most_common()),
        "failed": sum(bool(run["error"]) for run in runs),
        "median_day": median_low(days) if days else None,
        "out": out,
        "runs": runs,
    }


def row_schema() -> "pa.Schema":
    """Columns of a row, the same in every part file."""
    import pyarrow as pa

    return pa.schema(_columns())


def row_of(done: Done) -> dict[str, Any]:
    """The document of a run laid flat: `deal.signed_day`, `people.fighters.dead`, `deaths.civilians.hunger`."""
    flat: dict[str, Any] = {}
    for name, value in done.items():
        flat |= _flat(name, value)
    return {name: flat.get(name) for name in row_schema().names}
