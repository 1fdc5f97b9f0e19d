"""The runs of a fact: one sweep per world, all with the same seeds; missing runs are run."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sim.facts.estimates import OFFENSIVE
from sim.facts.fact import CLOCK, StylisedFact
from sim.runs.executor import PROCESS_DIED, TaskHandler, map_unordered
from sim.scenario.errors import ScenarioError
from sim.sweep.experiment import Experiment
from sim.sweep.prepare import PreparedExperiment

if TYPE_CHECKING:
    import pandas as pd

#: Replicates with --quick, whose verdicts are provisional.
QUICK = 24
#: Columns of every table of runs, besides the levers and the numbers that the claims use.
COLUMNS = ("world", "seed", "ending", "exit_day", "signed_day", "deal")


class Runs(NamedTuple):
    """The successful runs of a fact, with a column `world`, and the number of failed runs."""

    rows: "pd.DataFrame"
    failed: int
    commits: tuple[str, ...]
    models: tuple[str, ...]  # model hashes; none where none was recorded


def experiments(fact: StylisedFact, quick: bool = False) -> dict[str, Experiment]:
    """World -> its experiment."""
    most = {world: settings.replicates or fact.replicates for world, settings in fact.worlds.items()}
    return {world: fact.experiment(world, min(QUICK, n) if quick else n) for world, n in most.items()}


def count_expected(fact: StylisedFact, quick: bool = False) -> int:
    """Number of runs of a fact."""
    return sum(PreparedExperiment(experiment).expected for experiment in experiments(fact, quick).values())


def count_finished(facts: Sequence[StylisedFact], out: Path, quick: bool = False) -> int:
    """Number of finished runs of some facts under `out`."""
    from sim.sweep.engine import count_finished as finished_in_sweep
    from sim.sweep.engine import locate

    expected = [one for fact in facts for one in experiments(fact, quick).values()]
    return sum(finished_in_sweep(locate(one, out)[1]) for one in expected)


class Task(NamedTuple):
    """All runs of one world: one process does them, so that a process reads the machine code once."""

    fact: str
    world: str
    experiment: Experiment
    out: Path


class CompletedTask(NamedTuple):
    """Where the runs of a task are; nowhere, if the process died of it."""

    task: Task
    folder: Path | None


def run_facts(
    facts: Sequence[StylisedFact],
    out: Path,
    workers: int = 1,
    quick: bool = False,
    report_done: Callable[[int], None] = lambda runs: None,
) -> Iterator[tuple[StylisedFact, Runs]]:
    """Run what is missing of each fact's worlds under `out`, and yield each fact as its last world is done.

    `report_done` is called after each world with its number of runs. Raises ScenarioError where a process died.
    """
    tasks = [
        Task(fact.name, world, experiment, out)
        for fact in facts
        for world, experiment in experiments(fact, quick).items()
    ]
    folders: dict[str, dict[str, Path]] = {fact.name: {} for fact in facts}
    for made in map_unordered(tasks, min(workers, len(tasks)), TaskHandler(_work, _lost, lambda task: [task])):
        task = made.task
        if made.folder is None:
            raise ScenarioError(f"{task.fact}: {task.world}: {PROCESS_DIED}; run the same command again to resume")
        folders[task.fact][task.world] = made.folder
        report_done(PreparedExperiment(task.experiment).expected)
        fact = next(fact for fact in facts if fact.name == task.fact)
        if len(folders[fact.name]) == len(fact.worlds):
            yield fact, runs_of(fact, folders[fact.name])


def _work(task: Task) -> CompletedTask:
    from sim.sweep.engine import run_experiment

    return CompletedTask(task, run_experiment(task.experiment, out=task.out))


def _lost(task: Task) -> CompletedTask:
    return CompletedTask(task, None)


def runs_of(fact: StylisedFact, folders: Mapping[str, Path]) -> Runs:
    """The runs of a fact's sweeps, by world."""
    import pandas as pd

    from sim.compare.sweep_data import read_sweep

    studies = {world: read_sweep(folders[world]) for world in fact.worlds}
    rows = pd.concat([study.rows.assign(world=world) for world, study in studies.items()], ignore_index=True)
    commits = dict.fromkeys(str(study.manifest.get("commit")) for study in studies.values())
    models = dict.fromkeys(str(study.manifest["model"]) for study in studies.values() if study.manifest.get("model"))
    failed = sum(len(study.failures) for study in studies.values())
    return Runs(rows[columns(fact, rows)], failed, tuple(commits), tuple(models))


def columns(fact: StylisedFact, rows: "pd.DataFrame") -> list[str]:
    """What the claims of a fact need of its rows; enough to work every verdict out again."""
    levers = [lever for world in fact.worlds for lever in fact.levers_of(world)]
    claims = (*fact.claims, *fact.controls)
    numbers = [claim.of[0] for claim in claims if not claim.ends and claim.of[0] != CLOCK]
    clock = [OFFENSIVE] if any(claim.of[0] == CLOCK and claim.since is None for claim in claims) else []
    return [name for name in dict.fromkeys([*COLUMNS, *levers, *numbers, *clock]) if name in rows]
