"""The same siege with other luck, so many times over: one row a run."""

from collections import Counter
from pathlib import Path
from statistics import median_low
from typing import TYPE_CHECKING, Any

from sim.hashes import model_hash
from sim.runs import store
from sim.runs.executor import FinishedRun, run_all
from sim.runs.plan import Plan, cut_after
from sim.runs.unfinished import Progress, Say, resumable
from sim.scenario.errors import ScenarioError
from sim.scenario.numbers import MAX_RUNS, MAX_SEED, MAX_WORKERS, whole_number
from sim.tables.columns import schema_of
from sim.tables.runs import row_columns
from sim.text.format import count, number

if TYPE_CHECKING:
    import pyarrow as pa

#: Name of the table of runs.
RUNS = "runs"


def check_replicates(plan: Plan, replicates: Any, workers: Any) -> tuple[int, int]:
    """Replicates and workers as whole numbers; ScenarioError for what many runs cannot do."""
    replicates, workers = numbers_of_many(replicates, workers)
    if plan.siege is not None or plan.snapshot_at is not None:
        raise ScenarioError("a snapshot is of one run, with one seed; leave out --replicates, or the snapshot")
    if plan.seed + replicates - 1 > MAX_SEED:
        most = MAX_SEED - replicates + 1
        raise ScenarioError(f"seed = {plan.seed}: with {replicates} replicates it must be {most} or less")
    return replicates, workers


def numbers_of_many(replicates: Any, workers: Any) -> tuple[int, int]:
    """Replicates and workers as whole numbers; ScenarioError for what cannot be a count of either."""
    return whole_number("replicates", replicates, 1, MAX_RUNS), whole_number("workers", workers, 1, MAX_WORKERS)


def replicate(
    plan: Plan,
    replicates: int,
    *,
    workers: int = 1,
    out: str | Path | None = None,
    progress: Progress | None = None,
    say: Say | None = None,
) -> dict[str, Any]:
    """Carry out a plan with `replicates` seeds in a row, and keep a row of each under `out`, if given.

    The same call after one that was interrupted does only the missing runs; `say` hears of it.
    """
    replicates, workers = check_replicates(plan, replicates, workers)
    plans = [plan._replace(seed=plan.seed + number) for number in range(replicates)]
    final = folder_of(out, plan, replicates) if out is not None else None
    identity = {"scenario": plan.scenario_hash, "days": plan.days}
    with resumable(plans, lambda due: run_all(due, workers), final, identity, progress, say) as runs:
        document = document_of(
            (plan.scenario.name, plan.scenario_hash), replicates, runs, str(final) if final else None
        )
        if final:
            with store.drafted(final) as draft:
                store.write_rows(draft, [row_of(done) for done in runs], row_schema())
                store.write_scenario(draft, plan.scenario)
                store.write_dictionary(draft, {RUNS: row_columns()})
                store.write_json(draft / store.DOCUMENT, document)
    return document


def folder_of(out: str | Path, plan: Plan, replicates: int) -> Path:
    """Where so many replicates are kept. Other first seeds are another folder, and so are runs that are cut."""
    first = "" if plan.seed == 1 else f"from{plan.seed}"
    name = f"{plan.scenario.name}-{plan.scenario_hash}-x{replicates}{first}{cut_after(plan.days)}"
    return store.run_folder(out, name)


def document_of(key: tuple[str, str], replicates: int, runs: list[FinishedRun], out: str | None) -> dict[str, Any]:
    """What the replicates of one world, `key` its name and hash, came to."""
    runs = sorted(runs, key=lambda done: done.seed)
    good = [done.document for done in runs if not done.failed]
    days = [said["day"] for said in good if said["outcome"]]
    return {
        "scenario": key[0],
        "scenario_hash": key[1],
        "model": model_hash(),
        "replicates": replicates,
        "outcomes": dict(Counter(said["outcome"] or said["ended"] for said in good).most_common()),
        "median_day": median_low(days) if days else None,
        "failed": len(runs) - len(good),
        "out": out,
        "runs": [done.document for done in runs],
    }


def row_schema() -> "pa.Schema":
    """Columns of a row, the same in every part file."""
    return schema_of(row_columns())


def row_of(done: FinishedRun) -> dict[str, Any]:
    """A run laid flat: its key, its outcomes, where its people are, what they died of."""
    said = done.document
    flat = {**said, **done.measures}
    flat |= {f"deal.{name}": value for name, value in (said.get("deal") or {}).items()}
    for group, people in said.get("people", {}).items():
        flat |= {f"people.{group}.{name}": heads for name, heads in people["status"].items()}
    for group, causes in said.get("deaths", {}).items():
        flat |= {f"deaths.{group}.{name}": heads for name, heads in causes.items()}
    return flat


def replicates_summary(document: dict[str, Any]) -> str:
    """How the replicates ended, in words."""
    shares = [f"{name} {number(runs)}" for name, runs in document["outcomes"].items()]
    lines = [f"{count(document['replicates'], 'run')}: {', '.join(shares) or 'none came to an end'}."]
    if document["median_day"] is not None:
        lines.append(f"Half of those that ended did so by day {number(document['median_day'])}.")
    if document["failed"]:
        failed = [run for run in document["runs"] if run["error"]]
        lines.append(f"{count(len(failed), 'run')} failed; seed {failed[0]['seed']}: {failed[0]['error']}")
    if document["out"]:
        lines.append(f"Tables: {document['out']}")
    return "\n".join(lines)
