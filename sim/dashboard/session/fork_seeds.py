"""The fork on the page over twenty seeds, by `safeconduct fork` in a process of its own."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from sim.compare.fork.fork import ROWS, forked_pairs, result_folder
from sim.compare.fork.fork_measures import Row
from sim.dashboard import server_state
from sim.dashboard.session.asked_scenarios import asked_file
from sim.dashboard.session.background_command import BackgroundCommand
from sim.dashboard.session.background_question import BackgroundQuestion
from sim.runs.dated import DatedChange, overrides_of
from sim.runs.fork import ARMS, COUNTERFACTUAL, FACTUAL, Fork, plan_fork
from sim.runs.unfinished import runs_so_far
from sim.scenario.errors import ScenarioError
from sim.scenario.schema import Scenario

REPLICATES = 20


class ForkQuestion(NamedTuple):
    """The fork on the page."""

    factual: Scenario  # with everything that was changed on its day
    changes: tuple[DatedChange, ...]  # of the counterfactual run only
    day: int  # of the fork
    seed: int  # of the pair on the page, the first of the sample

    @property
    def planned(self) -> Fork:
        """The checked fork. Raises ScenarioError where it cannot be run, such as after a change of what has passed."""
        if not self.changes:
            raise ScenarioError("the counterfactual run is the same siege so far: change something in it first")
        return plan_fork(self.factual, self.day, overrides_of(self.changes), seed=self.seed)


class SeedPair(NamedTuple):
    """One seed: civilian deaths of the counterfactual run minus those of the factual one."""

    seed: int
    difference: int  # at the end of either run
    common: int  # up to the day on which the first of the two ended
    days: tuple[int, int]  # of the siege, factual and counterfactual


class SeedsView(NamedTuple):
    """What the page shows of it."""

    state: str = "none"  # none, running, paused, stopped, done, failed
    question: ForkQuestion | None = None
    pairs: tuple[SeedPair, ...] = ()
    excluded: int = 0  # replicates that ended before the day of the fork
    document: dict[str, Any] | None = None  # of `safeconduct fork --json`, once it is done
    error: str = ""
    folder: str = ""  # with the files of `safeconduct fork --out`


class ForkSeeds(BackgroundQuestion[SeedsView]):
    """The seeds of one fork. Finished ones are kept, and another start of the same fork does the rest."""

    def __init__(self, show: Callable[[SeedsView], object]) -> None:
        super().__init__(SeedsView(), show)
        self._final = Path()

    def start(self, question: ForkQuestion) -> None:
        """Run the seeds of a fork that an earlier call has not finished.

        Raises ScenarioError where the fork is not possible or the scenario cannot be written.
        """
        planned = question.planned
        self.close()
        file = asked_file(question.factual)
        self._final = result_folder(Path.cwd() / server_state.results, planned, REPLICATES)
        options = [option for text in overrides_of(question.changes) for option in ("--set", text)]
        arguments = [
            "fork", str(file), "--at", str(question.day), *options, "--seed", str(question.seed),
            "--replicates", str(REPLICATES), "--out", str(Path.cwd() / server_state.results), "--quiet",
        ]  # fmt: skip
        self._run(SeedsView("running", question, folder=str(self._final)), arguments)

    def _progress(self, command: BackgroundCommand) -> SeedsView:
        try:
            runs = runs_so_far(self._final)
        except OSError:
            return self.view
        return self.view._replace(pairs=pairs_of(forked_pairs(runs)), excluded=_excluded(runs))

    def _answer(self, document: dict[str, Any]) -> SeedsView:
        pairs = pairs_of(read_rows(self._final))
        return self.view._replace(state="done", pairs=pairs, excluded=document["left_out"], document=document)


def pairs_of(pairs: Sequence[dict[str, Row]]) -> tuple[SeedPair, ...]:
    """The difference of each pair of rows, by seed."""
    found = []
    for pair in pairs:
        before, after = pair[FACTUAL], pair[COUNTERFACTUAL]
        days = [int(row["forked_day"] + row["days_simulated"]) for row in (before, after)]
        found.append(
            SeedPair(
                int(before["seed"]),
                int(after["deaths_civilians"] - before["deaths_civilians"]),
                int(after["deaths_civilians_common"] - before["deaths_civilians_common"]),
                (days[0], days[1]),
            )
        )
    return tuple(sorted(found))


def read_rows(folder: Path) -> list[dict[str, Row]]:
    """The pairs of rows in the folder of a fork."""
    import pyarrow.parquet as pq

    rows = [row for row in pq.read_table(folder / ROWS).to_pylist() if row["arm"] in ARMS]
    by_seed: dict[int, dict[str, Row]] = {}
    for row in rows:
        by_seed.setdefault(row["seed"], {})[row["arm"]] = row
    return list(by_seed.values())


def _excluded(runs: Sequence[Any]) -> int:
    return sum(not done.failed and not done.document["arms"] for done in runs)
