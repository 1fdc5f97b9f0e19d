"""Replicates: the same siege with consecutive seeds, one row per run."""

from collections import Counter
from pathlib import Path
from statistics import median_low
from typing import TYPE_CHECKING, Any

from sim.hashes import model_hash
from sim.outcomes import SiegeOutcome
from sim.runs import store
from sim.runs.executor import FinishedRun, run_all
from sim.runs.plan import Plan, changed, cut_after
from sim.runs.unfinished import Progress, Say, resumable
from sim.scenario.errors import ScenarioError
from sim.scenario.joint_draws import JointDraws
from sim.scenario.load import scenario_hash
from sim.scenario.maps import map_of
from sim.scenario.numbers import MAX_RUNS, MAX_SEED, MAX_WORKERS, whole_number
from sim.tables.columns import schema_of
from sim.tables.runs import row_columns
from sim.text.format import count, number

if TYPE_CHECKING:
    import pyarrow as pa

#: Name of the table of runs.
RUNS = "runs"


def check_replicates(plan: Plan, replicates: Any, workers: Any) -> tuple[int, int]:
    """Replicates and workers as whole numbers. Raises ScenarioError where a snapshot or a seed forbids it."""
    replicates, workers = numbers_of_many(replicates, workers)
    if plan.siege is not None or plan.snapshot_at is not None:
        raise ScenarioError("a snapshot is of one run, with one seed; leave out --replicates, or the snapshot")
    if plan.seed + replicates - 1 > MAX_SEED:
        most = MAX_SEED - replicates + 1
        raise ScenarioError(f"seed = {plan.seed}: with {replicates} replicates it must be {most} or less")
    return replicates, workers


def numbers_of_many(replicates: Any, workers: Any) -> tuple[int, int]:
    """Replicates and workers as whole numbers. Raises ScenarioError for other values."""
    return whole_number("replicates", replicates, 1, MAX_RUNS), whole_number("workers", workers, 1, MAX_WORKERS)


def replicate(
    plan: Plan,
    replicates: int,
    *,
    joint: JointDraws | None = None,
    workers: int = 1,
    out: str | Path | None = None,
    progress: Progress | None = None,
    say: Say | None = None,
) -> dict[str, Any]:
    """Run a plan with `replicates` consecutive seeds and keep a row of each run under `out`, if given.

    With `joint` each run takes the values that belong to its seed. After an interruption the same call does only the
    missing runs; `say` receives a message about it. Raises ScenarioError where an argument is invalid or the folder
    cannot be written.
    """
    replicates, workers = check_replicates(plan, replicates, workers)
    plans = [_of_seed(plan, plan.seed + number, joint) for number in range(replicates)]
    final = folder_of(out, plan, replicates, joint) if out is not None else None
    identity = {"scenario": plan.scenario_hash, "days": plan.days} | ({"joint_draws": joint.hash} if joint else {})
    with resumable(plans, lambda due: run_all(due, workers), final, identity, progress, say) as runs:
        document = document_of(
            (plan.scenario.name, plan.scenario_hash), replicates, runs, str(final) if final else None
        )
        if joint:
            document["joint_draws"] = joint.hash
        if final:
            with store.drafted(final) as draft:
                store.write_rows(draft, [row_of(done) for done in runs], row_schema())
                store.write_scenario(draft, plan.scenario)
                store.write_dictionary(draft, {RUNS: row_columns()})
                store.write_json(draft / store.DOCUMENT, document)
    return document


def _of_seed(plan: Plan, seed: int, joint: JointDraws | None) -> Plan:
    """The plan of a replicate."""
    if joint is None:
        return plan._replace(seed=seed)
    scenario = changed(plan.scenario, joint.values(seed))
    return plan._replace(seed=seed, scenario=scenario, scenario_hash=scenario_hash(scenario, map_of(scenario)))


def folder_of(out: str | Path, plan: Plan, replicates: int, joint: JointDraws | None = None) -> Path:
    """The folder of replicates; another first seed, joint draws, or a run stopped early, has a folder of its own."""
    first = "" if plan.seed == 1 else f"from{plan.seed}"
    drawn = f"-{joint.hash}" if joint else ""
    name = f"{plan.scenario.name}-{plan.scenario_hash}-x{replicates}{first}{drawn}{cut_after(plan.days)}"
    return store.run_folder(out, name)


def document_of(key: tuple[str, str], replicates: int, runs: list[FinishedRun], out: str | None) -> dict[str, Any]:
    """The results of the replicates of one scenario, with its name and hash as `key`, as plain data for JSON."""
    runs = sorted(runs, key=lambda done: done.seed)
    good = [done.document for done in runs if not done.failed]
    days = [document["day"] for document in good if document["outcome"] not in (None, SiegeOutcome.stalemate.name)]
    return {
        "scenario": key[0],
        "scenario_hash": key[1],
        "model": model_hash(),
        "replicates": replicates,
        "outcomes": dict(Counter(document["outcome"] or document["ended"] for document in good).most_common()),
        "median_day": median_low(days) if days else None,
        "failed": len(runs) - len(good),
        "out": out,
        "runs": [done.document for done in runs],
    }


def row_schema() -> "pa.Schema":
    """The Arrow schema of a row, the same in every part file."""
    return schema_of(row_columns())


def row_of(done: FinishedRun) -> dict[str, Any]:
    """A run as one flat row: its key, outcomes, people by status and deaths by cause."""
    document = done.document
    flat = {**document, **done.measures}
    flat |= {f"deal.{name}": value for name, value in (document.get("deal") or {}).items()}
    for group, people in document.get("people", {}).items():
        flat |= {f"people.{group}.{name}": heads for name, heads in people["status"].items()}
    for group, causes in document.get("deaths", {}).items():
        flat |= {f"deaths.{group}.{name}": heads for name, heads in causes.items()}
    return flat


def replicates_summary(document: dict[str, Any]) -> str:
    """How the replicates ended, and how many civilians died in them."""
    outcomes = [f"{name} {number(runs)}" for name, runs in document["outcomes"].items()]
    lines = [f"{count(document['replicates'], 'run')}: {', '.join(outcomes) or 'none finished'}."]
    dead = sorted(sum(run["deaths"]["civilians"].values()) for run in document["runs"] if run["error"] is None)
    if dead:
        lines.append(
            f"Civilian deaths: median {number(median_low(dead))}, from {number(dead[0])} to {number(dead[-1])}."
        )
    if document["median_day"] is not None:
        ended = sum(runs for name, runs in document["outcomes"].items() if name not in ("cut", "stalemate"))
        of = f", of the {count(ended, 'run')} that ended" if ended < document["replicates"] else ""
        lines.append(f"Median day of the ending{of}: {number(document['median_day'])}.")
    if document["failed"]:
        failed = [run for run in document["runs"] if run["error"]]
        lines.append(f"{count(len(failed), 'run')} failed; seed {failed[0]['seed']}: {failed[0]['error']}")
    if document["out"]:
        lines.append(f"Tables: {document['out']}")
    return "\n".join(lines)
