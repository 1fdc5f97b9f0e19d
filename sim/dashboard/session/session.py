"""One browser session: its runs, the latest view of them, and what is released when the browser tab closes."""

# Solara offers its names without saying so in a way that a type checker reads.
# pyright: reportPrivateImportUsage=false

import contextlib
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import solara

from sim.dashboard.controls import parameter_controls
from sim.dashboard.run_setup import RunSetup, load_setup, scenario_in
from sim.dashboard.session.autosave import Autosave, AutosaveEntry, latest
from sim.dashboard.session.links import first_shown, go_to, link_of, offered, origin_of, shown_name
from sim.dashboard.session.questions import Questions
from sim.dashboard.session.runner import Origin, Runner, ShownSiege
from sim.dashboard.session.saved_runs import saved_day
from sim.dashboard.session.session_limit import SESSIONS
from sim.dashboard.session.stepper import SessionView
from sim.dashboard.session.view_link import LiveLink, parse_live
from sim.runs.dated import DatedChange
from sim.scenario.errors import ScenarioError
from sim.scenario.schedule_text import label_of_parameter
from sim.scenario.schema import Scenario
from sim.text.format import count, join_and

UPDATE_S, RETRY_S = 0.2, 2.0
#: Steps that can be undone.
MOST_UNDONE = 50


class UndoEntry(NamedTuple):
    """Something that was done on the page, and the link of the page before it."""

    what: str
    before: LiveLink


class Session:
    """State of one browser tab; nothing of it is shared with another."""

    def __init__(self, query: str = "") -> None:
        self.origin, self._first, problems = first_shown(query)
        self.runner: Runner | None = None
        self.view: solara.Reactive[SessionView | None] = solara.reactive(None)
        self.error: solara.Reactive[str] = solara.reactive("")
        #: What of a link could not be used.
        self.notice: solara.Reactive[str] = solara.reactive("\n".join(problems))
        self.waiting: solara.Reactive[bool] = solara.reactive(False)  # for another session to end
        self._requested = False
        #: The past day whose evening the page shows, set by `show_day` and again with each view; None: today.
        self.shown_day: solara.Reactive[int | None] = solara.reactive(None)
        #: What was done, with the link of the page before it, newest last.
        self.done: solara.Reactive[tuple[UndoEntry, ...]] = solara.reactive(())
        self.autosave = Autosave()
        self.questions = Questions(lambda: self.runner and self.runner.changed.set())
        #: What another session showed last, while nothing has been done in this one.
        self.offer: solara.Reactive[AutosaveEntry | None] = solara.reactive(None if query else latest())
        self.opened_query = query
        self.steps = 0  # that Back returns from, one by one
        self._closed = threading.Event()

    @property
    def initial(self) -> RunSetup:
        """The siege or theatre as it was chosen, before any change."""
        return self.runner.origin.initial if self.runner else self.origin.initial

    @property
    def scenario_name(self) -> str:
        """What the siege is called in the selection."""
        return self.runner.origin.name if self.runner else self.origin.name

    def open(self) -> Callable[[], None]:
        """Returns the function that closes the session. Only the Live page needs a siege, and requests it."""
        return self.close

    def request(self) -> None:
        """Start the siege, as soon as the limit of sessions allows; from the second time on does nothing."""
        if self._requested:
            return
        self._requested = True
        if SESSIONS.acquire(self):
            self._start()
        else:
            self.waiting.set(True)
            threading.Thread(target=self._wait, name="waiting session", daemon=True).start()

    def _wait(self) -> None:
        while not self._closed.wait(RETRY_S):
            if SESSIONS.acquire(self):
                self._start()
                return

    def _start(self) -> None:
        runner = Runner(self.origin.initial, origin=self.origin)
        runner.start()
        if self._first is not None:
            self.attempt(runner.show, self._first)
        self.runner = runner
        self.view.set(runner.view)
        threading.Thread(target=self._update_page, args=(runner,), name="page updates", daemon=True).start()

    def _update_page(self, runner: Runner) -> None:
        """Update the page a few times per second, in a thread of its own: rendering must not slow the stepper."""
        while not self._closed.is_set():
            runner.changed.wait()
            runner.changed.clear()
            if self._closed.is_set():
                return
            view = runner.view
            self.view.set(view)
            self.autosave.keep(view)
            self.shown_day.set(view.shown_day)  # playing and new runs return to today
            self.questions.publish()
            runner.turned.wait(UPDATE_S)  # a pause is shown at once
            runner.turned.clear()

    def show_day(self, day: int | None) -> None:
        """Show the evening of a past day, or of the day nearest to it that is kept; None or the last day: today."""
        runner, view = self.runner, self.view.value
        if runner is None or view is None:
            return
        longest = max(view.runs, key=lambda run: run.days)
        if day is not None:
            kept = longest.frames.at(max(0, day))
            day = kept.day if kept is not None and 0 <= kept.day < longest.days - 1 else None
        runner.show_day(day)
        self.shown_day.set(day)

    def close(self) -> None:
        """Release everything."""
        self._closed.set()
        SESSIONS.release(self)
        if self.runner is not None:
            self.autosave.write(self.runner.view)  # with its last days
        self.autosave.close()
        self.questions.close()
        if self.runner is not None:
            self.runner.close()

    @property
    def initial_scenario(self) -> Scenario:
        """Of the watched siege, before any change."""
        assert self.runner is not None
        return scenario_in(self.initial, self.runner.watched)

    def attempt(self, action: Callable[..., Any], *values: Any) -> Any:
        """What `action` returns; where it raises a ScenarioError, None, and the page shows the message."""
        try:
            result = action(*values)
        except ScenarioError as error:
            self.error.set(str(error))
            return None
        self.error.set("")
        return result

    def choose(self, name: str, seed: int | None = None, overrides: Any = ()) -> None:
        """Load another siege or theatre by name and start it.

        Raises ScenarioError where it cannot be loaded.
        """
        setup = load_setup(name, overrides)
        self.start(name, setup, seed)

    def start(self, name: str, setup: RunSetup, seed: int | None = None) -> None:
        """Start a siege or theatre that is loaded already; without a runner yet, as soon as there is one."""
        self._show_origin(Origin(name, setup), seed)

    def open_run_of_sweep(self, sweep: str, key: str) -> None:
        """Start a run of a sweep again, by the name of the sweep's folder and the key of the run.

        Raises ScenarioError where there is no such run.
        """
        origin, seed = origin_of(LiveLink(sweep=sweep, run=key))
        self._show_origin(origin, seed)

    def open_saved(self, name: str) -> None:
        """Continue with a saved run.

        Raises ScenarioError where there is none of this name or it cannot be used.
        """
        with self.undoable(f"{name} was opened"):
            self._go(LiveLink(saved=name, day=saved_day(name)))

    def _show_origin(self, origin: Origin, seed: int | None) -> None:
        if self.runner is None:
            self.origin, self._first = origin, ShownSiege(origin.initial, 1 if seed is None else seed, origin=origin)
            return
        shown = ShownSiege(origin.initial, self.runner.seed if seed is None else seed, origin=origin)
        with self.undoable(f"{shown_name(origin)} was chosen"):
            self.runner.show(shown)

    @property
    def link(self) -> LiveLink:
        """The link of what the page shows."""
        return link_of(self.runner.view) if self.runner else LiveLink()

    def go(self, link: LiveLink) -> None:
        """Show what a link says; names what of it could not be used.

        Raises ScenarioError where the siege itself cannot be loaded.
        """
        with self.undoable("a link was followed"):
            self._go(link)

    def arrive(self, query: str) -> None:
        """The browser shows another address of the Live page: show what it says.

        Raises ScenarioError where the siege itself cannot be loaded.
        """
        link, problems = parse_live(query, offered())
        if link not in (LiveLink(), self.link):
            self._go(link)
            self.offer.set(None)
            problems += self.notice.value.splitlines()
        self.notice.set("\n".join(problems))

    def change(self, dotted: str, value: Any) -> None:
        """Set a parameter: now, from tomorrow, or from a new start.

        Raises ScenarioError where the value is not allowed or can no longer be changed.
        """
        with self.undoable(f"{label_of_parameter(dotted)} was changed"):
            self._runner().change(dotted, value)

    def date(self, title: str, changes: Sequence[DatedChange]) -> None:
        """Change something on a day that is still ahead. Raises ScenarioError where that is not allowed."""
        with self.undoable(f"{title} was added"):
            self._runner().date(changes)

    def withdraw(self, change: DatedChange) -> None:
        """Take back a dated change that is still ahead. Raises ScenarioError where its day has passed."""
        with self.undoable("a change was removed"):
            self._runner().withdraw(change)

    def fork(self) -> None:
        """Fork today. Raises ScenarioError where the run is a theatre."""
        with self.undoable("the siege was forked"):
            self._runner().fork()

    def unfork(self, keep: int) -> None:
        """Keep one run of a fork."""
        with self.undoable("one run of the fork was kept"):
            self._runner().unfork(keep)

    @property
    def dropped_by_reset(self) -> str:
        """What a reset drops, in words; empty where there is nothing to drop."""
        link = self.link
        changes = len(link.start) + len(link.pending) + len(link.dated) + len(link.alternative)
        parts = [count(changes, "change")] if changes else []
        parts += ["the fork"] if link.fork is not None else []
        parts += [f"day {link.day}"] if link.day else []
        return join_and(parts)

    def reset(self) -> None:
        """Back to the first day of the siege as it was chosen."""
        runner, dropped = self._runner(), self.dropped_by_reset
        with self.undoable(f"Reset dropped {dropped}" if dropped else "Reset"):
            runner.show(ShownSiege(runner.origin.initial, runner.seed, runner.watched))

    def restart(self) -> None:
        """Start again with the starting values that wait; dated changes stay on their days."""
        with self.undoable("the siege was started again"):
            self._runner().reset()

    def start_with_seed(self, seed: Any) -> None:
        """Start again with another seed, with all changes. Raises ScenarioError where it is not a valid seed."""
        number = parameter_controls.seed_of(seed)
        with self.undoable(f"seed {number} was started"):
            self._runner().reset(seed=number)

    def go_to_day(self, day: int) -> None:
        """Show an earlier day, by a replay of the siege, or go on to a later one as fast as possible."""
        runner, link = self._runner(), self.link
        if day > (link.day or 0):
            runner.go_on_to(day)
            return
        fork = link.fork if link.fork is not None and link.fork <= day else None
        with self.undoable(f"day {link.day} was left for day {day}"):
            self._go(link._replace(day=day, fork=fork, alternative=link.alternative if fork is not None else ()))

    def undo(self) -> None:
        """Take back what was done last.

        Raises ScenarioError where what was there before cannot be loaded any more.
        """
        if self.done.value:
            *rest, last = self.done.value
            self.done.set(tuple(rest))
            self.steps += 1
            self._go(last.before)

    @contextlib.contextmanager
    def undoable(self, what: str) -> Iterator[None]:
        """What happens inside can be taken back."""
        before = self.link
        self.steps += 1  # first, so that the page never shows what is new as part of the step before
        try:
            yield
        finally:
            if self.link == before:
                self.steps -= 1
            else:
                self.offer.set(None)
                self.done.set((*self.done.value, UndoEntry(what, before))[-MOST_UNDONE:])

    def _go(self, link: LiveLink) -> None:
        problems = go_to(self._runner(), link)
        self.shown_day.set(None)
        self.notice.set("\n".join(problems))

    def _runner(self) -> Runner:
        assert self.runner is not None
        return self.runner


session_context: Any = solara.create_context(None)


def use_session() -> Session:
    """The session of the page being rendered."""
    return solara.use_context(session_context)
