"""How long would the sweep in the form take? Answered by the trial runs of `safeconduct sweep --dry-run`."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from sim.dashboard import server_state
from sim.dashboard.session.background_command import BackgroundCommand
from sim.dashboard.session.background_question import BackgroundQuestion
from sim.dashboard.sweeps import sweep_processes
from sim.text.format import count, duration


class EstimateView(NamedTuple):
    """What the page shows of it."""

    state: str = "none"  # none, running, stopped, done, failed
    experiment: dict[str, Any] | None = None  # that was asked about
    document: dict[str, Any] | None = None  # of `safeconduct sweep --dry-run --json`
    error: str = ""


class SweepEstimate(BackgroundQuestion[EstimateView]):
    """The estimate for one experiment, from runs of it that are timed and thrown away."""

    def __init__(self, show: Callable[[EstimateView], object]) -> None:
        super().__init__(EstimateView(), show)

    def start(self, experiment: dict[str, Any]) -> None:
        """Time a few runs.

        Raises ScenarioError where the experiment cannot be written.
        """
        self.close()
        file, results = sweep_processes.written(experiment), Path.cwd() / server_state.results
        options = ["--dry-run", "--workers", "1", "--quiet", "--out", str(results)]
        self._run(EstimateView("running", experiment), ["sweep", str(file), *options])

    def _progress(self, command: BackgroundCommand) -> EstimateView:
        return self.view

    def _answer(self, document: dict[str, Any]) -> EstimateView:
        return self.view._replace(state="done", document=document)


def estimate_text(view: EstimateView, experiment: dict[str, Any] | None) -> str:
    """What is known of the time that an experiment takes: measured for it, or for other values of its siege."""
    found = view.document
    if found is None or experiment is None or view.experiment is None:
        return ""
    if not found["due"] and view.experiment == experiment:
        return "All of these runs exist already: starting it only shows them."
    if view.experiment["scenario"] != experiment["scenario"]:
        return ""
    same = view.experiment == experiment
    due = found["due"] if same else sweep_processes.points_of(experiment["levers"]) * experiment["replicates"]
    seconds = found["seconds_to_start"] + due * found["seconds_per_run"]
    trials = count(found["measured"], "trial run")
    measured = f"{trials} of it" if same else f"{trials} of this siege with other values"
    done = (
        f" {count(found['expected'] - due, 'run exists', 'runs exist')} already."
        if same and due < found["expected"]
        else ""
    )
    return (
        f"About {duration(seconds)} for {count(due, 'run')} in one process, {found['seconds_per_run']:.2g} s each. "
        f"This is an estimate, from {measured} on this machine.{done}"
    )
