"""The command `run`: one run of a scenario, or many replicates."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.options import (
    Days,
    From,
    Json,
    Out,
    Quiet,
    Replicates,
    Scale,
    Seed,
    Set,
    SetAt,
    SnapshotAt,
    Threads,
    Uncertain,
    Workers,
    with_set_at,
)
from sim.cli.output import print_note, print_result
from sim.cli.progress import Update, show_progress_of
from sim.cli.run_once import RunText, run_once
from sim.cli.startup import load_model, note_other_model_code
from sim.exit_codes import ExitCode

if TYPE_CHECKING:
    from sim.runs.plan import Plan
    from sim.runs.result import Result
    from sim.scenario.joint_draws import JointDraws


def run(
    scenario: Annotated[
        str | None,
        typer.Argument(help="A shipped scenario or theatre, or a file. Optional with --from.", show_default=False),
    ] = None,
    seed: Seed = None,
    days: Days = None,
    changes: Set = None,
    dated: SetAt = None,
    scale: Scale = None,
    threads: Threads = 1,
    replicates: Replicates = None,
    workers: Workers = 1,
    out: Out = None,
    as_json: Json = False,
    quiet: Quiet = False,
    snapshot_at: SnapshotAt = None,
    start_from: From = None,
    uncertain: Uncertain = False,
) -> int:
    """Simulate a siege. Prints the outcome and saves tables and a picture."""
    from sim.cli.run_theatre import names_theatre, run_theatre
    from sim.runs.plan import plan_run
    from sim.runs.store import RESULTS
    from sim.scenario.numbers import MAX_THREADS, whole_number

    overrides = with_set_at(changes, dated)
    joint = _joint_draws(scenario, overrides, start_from) if uncertain else None
    if names_theatre(scenario, start_from):
        return run_theatre(
            scenario, seed, days, overrides, scale, threads, replicates, workers, out or RESULTS, as_json, quiet,
            snapshot_at, start_from,
        )  # fmt: skip
    plan = plan_run(
        scenario,
        seed,
        joint=joint if replicates is None else None,
        days=days,
        scale=scale,
        overrides=overrides,
        snapshot_at=snapshot_at,
        start_from=start_from,
    )
    note_other_model_code(plan.siege)
    whole_number("threads", threads, 1, MAX_THREADS)
    if replicates is None:
        if joint and not quiet:
            print_note(f"Constants of the bargain from row {joint.row(plan.seed) + 1} of {joint.label}")
        return _one(plan, threads, out or RESULTS, as_json, quiet)
    return _many(plan, replicates, workers, out or RESULTS, as_json, quiet, joint)


def _joint_draws(scenario: str | None, overrides: list[str], start_from: Path | None) -> "JointDraws":
    """The shipped joint draws. Raises ScenarioError where they cannot be combined with the other options."""
    from sim.cli.run_theatre import names_theatre
    from sim.scenario.errors import ScenarioError
    from sim.scenario.joint_draws import HISTORY, read_joint_draws

    if start_from is not None:
        raise ScenarioError(
            "--uncertain: a run from a snapshot keeps the constants it began with; leave out --uncertain"
        )
    if names_theatre(scenario, start_from):
        raise ScenarioError(
            "--uncertain: works for single sieges only; for a theatre, write an experiment with uncertainties: "
            "{from: history}"
        )
    joint = read_joint_draws(HISTORY)
    for override in overrides:
        name = override.partition("=")[0].strip()
        if name in joint.names:
            raise ScenarioError(f"--set {name}: is drawn by --uncertain; use only one of the two")
    if joint.warning:
        print_note(joint.warning)
    return joint


def _one(plan: "Plan", threads: int, out: Path, as_json: bool, quiet: bool) -> int:
    def simulate(step: Update) -> "Result":
        from sim.runs.run import run_plan

        return run_plan(plan, threads=threads, out=out, progress=lambda siege: step(siege.day - plan.first_day))

    wording = RunText(_headline(plan, f"seed {plan.seed}"), not_saved="the siege ended", paragraph="\n")
    return run_once(plan, simulate, wording, out, as_json, quiet)


def _many(
    plan: "Plan", replicates: int, workers: int, out: Path, as_json: bool, quiet: bool, joint: "JointDraws | None"
) -> int:
    from sim.runs.replicates import check_replicates, folder_of, replicate, replicates_summary
    from sim.runs.store import may_be_written

    check_replicates(plan, replicates, workers)
    may_be_written(folder_of(out, plan, replicates, joint))
    if not quiet:
        if joint:
            print_note(f"Constants of the bargain from {joint.label}, one draw per seed")
        print_note(_headline(plan, f"{replicates} replicates from seed {plan.seed}"))

    with show_progress_of("run", quiet, load_model) as step:
        document = replicate(plan, replicates, joint=joint, workers=workers, out=out, progress=step, say=print_note)
    print_result(replicates_summary(document), document, as_json, quiet)
    return ExitCode.SOME_RUNS_FAILED if document["failed"] else ExitCode.OK


def _headline(plan: "Plan", seeds: str) -> str:
    """What is about to be run, printed before anything slow."""
    from sim.text.format import number

    scenario = plan.scenario
    people = scenario.population.civilians + scenario.garrison.fighters + scenario.besieger.manpower
    people += sum(group.men for group in scenario.reinforcements)
    scale, civilians = scenario.population.people_per_agent, scenario.population.civilians_per_agent
    agents = "one agent per person" if scale == 1 else f"{number(scale)} per agent"
    agents += f", civilians {number(civilians)}" if civilians not in (0, scale) else ""
    since = f", from day {plan.first_day}" if plan.siege else ""
    return f"{scenario.title or scenario.name}: {number(people)} people, {agents}{since}; {seeds}"
