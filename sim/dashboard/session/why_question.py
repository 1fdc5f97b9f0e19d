"""Why did the siege on the page end as it did? Answered by `safeconduct why` in a process of its own."""

import base64
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from sim.compare.counterfactuals.why import FIGURE, PAGE
from sim.dashboard import server_state
from sim.dashboard.session.asked_scenarios import asked_file
from sim.dashboard.session.background_command import BackgroundCommand
from sim.dashboard.session.background_question import BackgroundQuestion
from sim.scenario.schema import Scenario

PROGRESS = re.compile(r"run (\d+) of (?:at most )?(\d+)")


class WhyQuestion(NamedTuple):
    """The siege that is asked about, and what it is compared with."""

    siege: Scenario  # with everything that was changed on its day
    seed: int
    reference: Scenario | None = None  # None: the shipped scenario of its name, or the levers


class WhyView(NamedTuple):
    """What the page shows of it."""

    state: str = "none"  # none, running, paused, stopped, done, failed
    question: WhyQuestion | None = None
    done: int = 0
    due: int = 0  # 0: not known yet
    note: str = ""  # the size of the question, or the progress, in the command's words
    document: dict[str, Any] | None = None  # of `safeconduct why --json`
    picture: str = ""  # as a data URL
    error: str = ""


class WhyAnswer(BackgroundQuestion[WhyView]):
    """The answer to one question. Nothing is kept of one that is stopped."""

    def __init__(self, show: Callable[[WhyView], object]) -> None:
        super().__init__(WhyView(), show)

    def start(self, question: WhyQuestion) -> None:
        """Do the runs of an answer.

        Raises ScenarioError where the scenario cannot be written.
        """
        self.close()
        arguments = ["why", str(asked_file(question.siege)), "--seed", str(question.seed), "--workers", "1"]
        if question.reference is not None:
            arguments += ["--against", str(asked_file(question.reference))]
        self._run(WhyView("running", question), [*arguments, "--out", str(Path.cwd() / server_state.results)])

    def _progress(self, command: BackgroundCommand) -> WhyView:
        note = command.notes.rpartition("\n")[2]
        found = PROGRESS.search(note)
        done, due = (int(found[1]), int(found[2])) if found else (self.view.done, self.view.due)
        return self.view._replace(done=done, due=due, note=note)

    def _answer(self, document: dict[str, Any]) -> WhyView:
        return self.view._replace(state="done", note="", document=document, picture=_picture(Path(document["out"])))


def page_of(view: WhyView) -> str:
    """The file with the whole answer; empty before there is one."""
    return str(Path(view.document["out"]) / PAGE) if view.document else ""


def _picture(folder: Path) -> str:
    try:
        return f"data:image/png;base64,{base64.b64encode((folder / f'{FIGURE}.png').read_bytes()).decode()}"
    except OSError:
        return ""
