"""The command `run`: one siege, or the same one with other luck many times over."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli_options import Json, Set, named_path, output_folder, tell, warn
from sim.hashes import model_hash

if TYPE_CHECKING:
    from sim.runs.plan import Plan
    from sim.state.siege import Siege

DONE, SOME_FAILED = 0, 3
#: Options under the names that users know; messages of the Python side use those of its arguments.
Days = Annotated[int | None, typer.Option(metavar="N", help="Simulate at most so many days; else to the end.")]
Seed = Annotated[
    int | None, typer.Option(metavar="N", help="Luck of the siege, or of the first replicate. [default: 1]")
]
Scale = Annotated[int | None, typer.Option(metavar="N", help="People that one agent stands for: faster and coarser.")]
Threads = Annotated[int, typer.Option(metavar="N", help="Threads of one run; they change nothing in it.")]
Replicates = Annotated[int | None, typer.Option(metavar="N", help="Run with so many seeds in a row.")]
Workers = Annotated[int, typer.Option(metavar="N", help="Processes that share the replicates.")]
Out = Annotated[
    Path | None, typer.Option(metavar="DIR", help="Folder of results. [default: results]", parser=output_folder)
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress; only the outcome.")]
SnapshotAt = Annotated[int | None, typer.Option(metavar="DAY", help="Keep the morning of this day, to go on from.")]
From = Annotated[
    Path | None, typer.Option("--from", metavar="SNAPSHOT", help="Go on from a snapshot.", parser=named_path)
]


def run(
    scenario: Annotated[
        str | None,
        typer.Argument(help="A shipped name or a file; may be left out with --from.", show_default=False),
    ] = None,
    seed: Seed = None,
    days: Days = None,
    changes: Set = None,
    scale: Scale = None,
    threads: Threads = 1,
    replicates: Replicates = None,
    workers: Workers = 1,
    out: Out = None,
    as_json: Json = False,
    quiet: Quiet = False,
    snapshot_at: SnapshotAt = None,
    start_from: From = None,
) -> int:
    """Run a siege to its end; say how it ended, and keep its tables and a picture."""
    from sim.runs.plan import plan_run
    from sim.runs.store import RESULTS
    from sim.runs.theatre_command import is_of_theatre, run_theatre
    from sim.scenario.numbers import MOST_THREADS, whole_number

    if is_of_theatre(scenario, start_from):
        return run_theatre(
            scenario, seed, days, changes or (), scale, threads, replicates, workers, out or RESULTS, as_json, quiet,
            snapshot_at, start_from,
        )  # fmt: skip
    plan = plan_run(
        scenario,
        seed,
        days=days,
        scale=scale,
        overrides=changes or (),
        snapshot_at=snapshot_at,
        start_from=start_from,
    )
    warn_of_other_code(plan.siege)
    whole_number("threads", threads, 1, MOST_THREADS)
    if replicates is None:
        return _one(plan, threads, out or RESULTS, as_json, quiet)
    return _many(plan, replicates, workers, out or RESULTS, as_json, quiet)


def _one(plan: "Plan", threads: int, out: Path, as_json: bool, quiet: bool) -> int:
    from sim.runs.store import may_be_written, run_folder

    may_be_written(run_folder(out, plan.name))
    if not quiet:
        warn(_first_line(plan, f"seed {plan.seed}"))
    from sim.runs.progress import shown
    from sim.runs.run import carry_out, snapshot_name
    from sim.runs.store import CHRONICLE, PICTURE
    from sim.runs.unfinished import nothing_kept

    get_ready(quiet)
    with shown(plan.last_day - plan.first_day, "day", quiet) as step, nothing_kept():
        result = carry_out(plan, threads=threads, out=out, progress=lambda siege: step(siege.day - plan.first_day))
    folder = Path(result.out or "")
    said = result.words
    if plan.snapshot_at is not None:
        kept = folder / snapshot_name(plan.snapshot_at)
        if kept.exists():
            said += f"\nSnapshot of day {plan.snapshot_at}: {kept}"
        else:
            warn(f"no snapshot: the siege was over before day {plan.snapshot_at}")
    said += f"\nLedger: {folder / CHRONICLE}\nPicture: {folder / PICTURE}\nTables: {folder}"
    tell(said, result.document(), as_json, quiet)
    return DONE


def _many(plan: "Plan", replicates: int, workers: int, out: Path, as_json: bool, quiet: bool) -> int:
    from sim.runs.replicates import check_replicates, folder_of, replicate, summary
    from sim.runs.store import may_be_written

    check_replicates(plan, replicates, workers)
    may_be_written(folder_of(out, plan, replicates))
    if not quiet:
        warn(_first_line(plan, f"{replicates} replicates from seed {plan.seed}"))
    from sim.runs.progress import counted

    with counted("run", quiet, get_ready) as step:
        document = replicate(plan, replicates, workers=workers, out=out, progress=step, say=warn)
    tell(summary(document), document, as_json, quiet)
    return SOME_FAILED if document["failed"] else DONE


def get_ready(quiet: bool) -> None:
    """Load the machine code before the clock of the progress starts; the first time, make it."""
    from sim.compiled import cache_folder
    from sim.runs.run import warm_up

    if not quiet and not any(cache_folder().iterdir()):
        warn("compiling the model for this machine, once: about a minute")
    warm_up()


def warn_of_other_code(siege: "Siege | None") -> None:
    """Tell where a snapshot was made by other code of the model."""
    if siege is not None and siege.origin_model_hash:
        warn(
            f"the snapshot was made by other code of the model ({siege.origin_model_hash}; now {model_hash()}): "
            "from its day on the siege follows the rules of now"
        )


def _first_line(plan: "Plan", luck: str) -> str:
    """What is about to be run, before anything slow."""
    from sim.runs.small_words import number

    world = plan.scenario
    people = world.population.civilians + world.garrison.fighters + world.besieger.manpower
    people += sum(more.men for more in world.reinforcements)
    scale = world.population.people_per_agent
    agents = "one agent each" if scale == 1 else f"{number(scale)} to an agent"
    since = f", from day {plan.first_day}" if plan.siege else ""
    return f"{world.title or world.name}: {number(people)} people, {agents}{since}; {luck}"
