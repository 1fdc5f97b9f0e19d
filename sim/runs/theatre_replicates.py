"""Replicates of a theatre: consecutive seeds, one row per run, with the columns of a siege and more."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.outcomes import OUTCOMES
from sim.runs import store
from sim.runs.executor import PROCESS_DIED, FinishedRun, TaskHandler, map_unordered
from sim.runs.plan import cut_after
from sim.runs.replicates import RUNS, document_of, numbers_of_many, row_of
from sim.runs.theatre import TheatrePlan, TheatreResult, run_theatre_plan
from sim.runs.theatre_store import THEATRE
from sim.runs.unfinished import Progress, Say, resumable
from sim.scenario.errors import ScenarioError
from sim.scenario.numbers import MAX_SEED
from sim.scenario.theatre import resolve_theatre
from sim.state.events import Event
from sim.tables.columns import schema_of
from sim.tables.runs import theatre_columns

if TYPE_CHECKING:
    import pyarrow as pa

#: Measures that are those of the subject; the others are summed over the sieges.
OF_SUBJECT = ("outcome", "day", "signed_day", "offers_refused")


def measures_of(result: TheatreResult) -> dict[str, Any]:
    """`sim.outcomes.OUTCOMES` by name, of the subject or summed, and those of each siege under `sieges.NAME.`."""
    sieges = {name: siege.siege for name, siege in result.sieges.items()}
    row: dict[str, Any] = {}
    for measure in OUTCOMES:
        of_each = {name: measure.of(siege) for name, siege in sieges.items()}
        row |= {f"sieges.{name}.{measure.name}": value for name, value in of_each.items()}
        whole = measure.name in OF_SUBJECT or any(isinstance(v, str | None) for v in of_each.values())
        row[measure.name] = of_each[result.plan.theatre.subject] if whole else sum(of_each.values())
    left = sum(siege.link.left_fighters for siege in sieges.values())
    row["left_armed"] -= left  # who joined another force counts there
    for name, siege in result.sieges.items():
        row |= {f"sieges.{name}.{key}": value for key, value in _more(siege).items()}
    return row


def _more(result: Any) -> dict[str, Any]:
    siege, deal = result.siege, result.deal
    agreed = [entry["day"] for entry in siege.ledger if entry["event"] == Event.agreement_reached]
    return {
        "cause": result.cause,
        "secondary": result.secondary,
        "deals": len(siege.deals),
        "first_signed_day": siege.deals[0].signed_day if siege.deals else None,
        "completed_day": deal.completed_day if deal else None,
        "package": deal.package if deal else None,
        "deals_broken": sum(d.broken for d in siege.deals),
        "agreed_day": agreed[0] if agreed else None,
        "joined_fighters": siege.link.joined_fighters,
        "joined_besiegers": siege.link.joined_besiegers,
    }


def theatre_row_schema(sieges: Sequence[str]) -> "pa.Schema":
    """Columns of a row: those of a siege's row for the theatre, then those of each of its sieges."""
    return schema_of(theatre_columns(sieges))


def attempt(plan: TheatrePlan) -> FinishedRun:
    """One run; an error in it becomes that of its row."""
    try:
        result = run_theatre_plan(plan)
        return FinishedRun({**result.document(), "error": None}, measures_of(result))
    except Exception as error:
        return failed_theatre_run(plan, f"{type(error).__name__}: {error}")


def failed_theatre_run(plan: TheatrePlan, error: str) -> FinishedRun:
    """The row of a run that failed."""
    key = {"scenario": plan.theatre.name, "scenario_hash": plan.theatre_hash, "seed": plan.seed}
    return FinishedRun({**key, "error": error}, {})


def check_replicates(plan: TheatrePlan, replicates: Any, workers: Any) -> tuple[int, int]:
    """Replicates and workers as whole numbers. Raises ScenarioError where a snapshot or a seed forbids it."""
    replicates, workers = numbers_of_many(replicates, workers)
    if plan.theatre_state is not None or plan.snapshot_at is not None:
        raise ScenarioError("a snapshot is of one run, with one seed; leave out --replicates, or the snapshot")
    if plan.seed + replicates - 1 > MAX_SEED:
        most = MAX_SEED - replicates + 1
        raise ScenarioError(f"seed = {plan.seed}: with {replicates} replicates it must be {most} or less")
    return replicates, workers


def folder_of(out: str | Path, plan: TheatrePlan, replicates: int) -> Path:
    """The folder of replicates; another first seed, or a run stopped early, has a folder of its own."""
    first = "" if plan.seed == 1 else f"from{plan.seed}"
    name = f"{plan.theatre.name}-{plan.theatre_hash}-x{replicates}{first}{cut_after(plan.days)}"
    return store.run_folder(out, name)


def replicate(
    plan: TheatrePlan,
    replicates: int,
    *,
    workers: int = 1,
    out: str | Path | None = None,
    progress: Progress | None = None,
    say: Say | None = None,
) -> dict[str, Any]:
    """Run a plan with `replicates` consecutive seeds and keep a row of each run under `out`, if given.

    After an interruption the same call does only the missing runs; `say` receives a message about it. Raises
    ScenarioError where an argument is invalid or the folder cannot be written.
    """
    replicates, workers = check_replicates(plan, replicates, workers)
    plans = [plan._replace(seed=plan.seed + number) for number in range(replicates)]
    handler = TaskHandler(attempt, lambda plan: failed_theatre_run(plan, PROCESS_DIED), lambda plan: [plan])
    final = folder_of(out, plan, replicates) if out is not None else None
    identity = {"scenario": plan.theatre_hash, "days": plan.days}
    with resumable(plans, lambda due: map_unordered(due, workers, handler), final, identity, progress, say) as runs:
        document = document_of((plan.theatre.name, plan.theatre_hash), replicates, runs, str(final) if final else None)
        if final:
            with store.drafted(final) as draft:
                schema = theatre_row_schema(list(plan.theatre.sieges))
                store.write_rows(draft, [row_of(done) for done in runs], schema)
                (draft / THEATRE).write_text(resolve_theatre(plan.theatre), encoding="utf-8")
                store.write_dictionary(draft, {RUNS: theatre_columns(list(plan.theatre.sieges))})
                store.write_json(draft / store.DOCUMENT, document)
    return document
