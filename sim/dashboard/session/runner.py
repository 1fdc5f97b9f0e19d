"""The runner: what a page can ask of the runs of one session. It knows no page and is tested without one."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from sim.dashboard.run_setup import (
    CHANGEABLE,
    RunSetup,
    due_changes,
    first_watched,
    full_name,
    same_arrivals,
    scenario_in,
    with_change,
    with_dated,
    without_dated,
)
from sim.dashboard.session.stepper import PAUSED, PLAYING, REPLAYING, SUSPENDED, Replay, SessionView, Stepper
from sim.dashboard.session.watched_runs import AnyRun, new_run, restored_run
from sim.dashboard.session.watched_theatre import WatchedTheatre
from sim.runs.dated import DatedChange, added_changes, plain_text
from sim.scenario.errors import ScenarioError
from sim.scenario.schema import Scenario, get_value
from sim.scenario.theatre import Theatre

#: Days per second; 0 is as fast as possible.
SPEEDS = (1, 2, 5, 10, 30, 100, 0)


#: The two runs of a fork, as the names of their files end.
HALVES = ("factual", "counterfactual")


class Origin(NamedTuple):
    """Where the siege on the page comes from, and how it was before any change on the page."""

    name: str  # a shipped name, the file that the server was started with, or the name of a scenario
    initial: RunSetup
    saved: str = ""  # name of a saved run that was opened
    sweep: str = ""  # name of a sweep's folder, and the key of one of its runs
    run: str = ""
    note: str = ""  # the same in words


class ShownSiege(NamedTuple):
    """What a runner is asked to show: a siege or theatre, and how far it has gone."""

    setup: RunSetup  # with its starting values and every dated change
    seed: int
    watched: str = ""  # the siege of a theatre to show; empty: its subject
    day: int = 0  # of the clock
    then: str = PAUSED  # state once that day is reached
    fork_day: int | None = None
    alternative: RunSetup | None = None  # the setup of the counterfactual run
    next_setup: RunSetup | None = None  # of the next start, where starting values wait for one
    pending: Mapping[str, Any] = {}  # these values
    saved: Path | None = None  # snapshot of a saved run to continue from
    origin: Origin | None = None  # where another siege comes from


class Runner(Stepper):
    """A stepper with controls; each call returns once it has taken effect."""

    def __init__(self, setup: RunSetup, seed: int = 1, origin: Origin | None = None) -> None:
        self.setup, self.seed = setup, seed  # of the next start
        self.origin = origin or Origin(setup.name, setup)
        self.watched = first_watched(setup)
        super().__init__(new_run(setup, seed))

    @property
    def scenario(self) -> Scenario:
        """Of the watched siege, at the next start."""
        return scenario_in(self.setup, self.watched)

    def play(self) -> None:
        """Simulate day after day, and show today; during a replay, once it is done."""

        def begin() -> None:
            self.shown_day = None
            if self._replay is not None:
                self._replay = self._replay._replace(then=PLAYING)
            else:
                self._set_state(PLAYING)

        self._call(begin)

    def pause(self) -> None:
        """Stop after the current day."""
        self._call(lambda: self._set_state(PAUSED))

    def one_day(self) -> None:
        """Simulate one day, then pause."""

        def step() -> None:
            self.shown_day = None
            self._set_state(PAUSED)
            self._step()

        self._call(step)

    def set_speed(self, days: int) -> None:
        """Days per second; 0: as fast as possible."""
        self.speed, self._next_day_at = days, 0.0
        self._wake.set()

    def reset(self, setup: RunSetup | None = None, seed: int | None = None) -> None:
        """Start again, with all pending changes.

        Raises ScenarioError where `seed` is not a valid seed.
        """
        new_setup = self.setup if setup is None else setup
        self.show(ShownSiege(new_setup, self.seed if seed is None else seed, "" if setup is not None else self.watched))

    def show(self, shown: "ShownSiege") -> None:
        """Show a siege on a day: replays it up to there, with every dated change on its day.

        Raises ScenarioError where the seed is not valid or the watched siege does not exist.
        """

        def restart() -> None:
            watched = shown.watched or first_watched(shown.setup)
            alternative, run = shown.alternative, self._begun(shown, watched)
            runs, fork_day = [run], -1 if shown.fork_day is None else max(shown.fork_day, run.day)
            if fork_day >= 0 and alternative is not None and not same_arrivals(shown.setup, alternative):
                runs.append(new_run(alternative, shown.seed, watched))  # who arrives has a row from the first day
            self.setup = shown.setup if shown.next_setup is None else shown.next_setup
            self.seed, self.watched, self.pending = run.seed, watched, dict(shown.pending)
            self.origin = shown.origin or self.origin
            self._set_runs(runs, fork_day if len(runs) == 2 else -1)
            until = max(shown.day, fork_day)
            if until > run.day or fork_day >= 0:
                self._replay_until(until, shown.then, fork_day if len(runs) == 1 else -1, alternative)

        self._call(restart)

    def _begun(self, shown: "ShownSiege", watched: str) -> AnyRun:
        """The run to replay from: its first day, or the snapshot of a saved run that has passed no later day."""
        if shown.saved is not None:
            run = restored_run(shown.saved)
            if run.day <= shown.day and same_arrivals(run.written, shown.setup):
                run.change_schedule(shown.setup)  # type: ignore[arg-type]
                return run
            run.close()
        run = new_run(shown.setup, shown.seed, watched)
        if isinstance(run, WatchedTheatre):
            run.watch(watched)
        return run

    def _replay_until(self, day: int, then: str = PAUSED, fork_day: int = -1, alternative: Any = None) -> None:
        self._set_state(REPLAYING)
        if self.state == REPLAYING:
            self._replay = Replay(day, then, fork_day, alternative)

    def change(self, dotted: str, value: Any) -> str:
        """Set a parameter. Returns from when on it counts: `now`, `tomorrow` or `start` (after a restart).

        Raises ScenarioError where the value is not allowed or can no longer be changed.
        """
        return self._call(lambda: self._change(dotted, value))

    def date(self, changes: Sequence[DatedChange]) -> None:
        """Change something on a day that is still ahead, of a fork in the counterfactual run.

        Raises ScenarioError where a change is not allowed, its day has passed, or the siege is over.
        """
        self._call(lambda: self._date(changes))

    def withdraw(self, change: DatedChange) -> None:
        """Take back a dated change whose day is still ahead, of a fork in the counterfactual run.

        There, what both runs have planned is a change in turn: the value that holds before stays. Raises ScenarioError
        where its day has passed, or it is no value of a parameter and both runs have it.
        """

        def drop() -> None:
            run = self.runs[-1]
            self._still_ahead(change, run)
            shared = self._of_factual(change) if len(self.runs) == 2 else None
            if shared == change:
                written = with_dated(run.written, [change._replace(value=self._value_kept(change, run))])
            else:
                written = without_dated(run.written, change)
                if shared is not None:
                    written = with_dated(written, [shared])  # which it had changed for the counterfactual run
            self._reschedule(len(self.runs) - 1, written)
            if len(self.runs) == 1:
                self.setup = without_dated(self.setup, change)

        self._call(drop)

    def reschedule(self, setups: Sequence[RunSetup], next_setup: RunSetup, pending: Mapping[str, Any]) -> None:
        """Give each run another schedule of what is still ahead, and the next start other values."""

        def apply() -> None:
            for index, written in enumerate(setups):
                self._reschedule(index, written)
            self.setup, self.pending = next_setup, dict(pending)

        self._call(apply)

    def go_on_to(self, day: int) -> None:
        """Simulate up to a later day, as fast as possible, then pause."""
        self._call(lambda: self._replay_until(day))

    def fork(self) -> None:
        """Branch into a factual and a counterfactual run, which are identical up to now.

        Raises ScenarioError where the run is a theatre.
        """

        def branch() -> None:
            if len(self.runs) == 1:
                self._branch()

        self._call(branch)

    def unfork(self, keep: int = 0) -> None:
        """Continue with one run of a fork: 0 the factual, 1 the counterfactual."""

        def join() -> None:
            if len(self.runs) == 2:
                self._set_runs([self.runs[keep]], -1)
                self.setup = self.runs[0].written if keep else self.setup
                self.pending = {} if keep else self.pending

        self._call(join)

    def watch(self, name: str) -> None:
        """Show another siege of a theatre.

        Raises ScenarioError where the theatre has no siege of this name.
        """

        def switch() -> None:
            run = self.runs[0]
            if isinstance(run, WatchedTheatre):
                run.watch(name)
                self.watched = name

        self._call(switch)

    def _current_view(self) -> SessionView:
        return replace(
            super()._current_view(),
            origin=self.origin,
            seed=self.seed,
            watched=self.watched if isinstance(self.setup, Theatre) else "",
            next_setup=self.setup,
        )

    def _change(self, dotted: str, value: Any) -> str:
        run, forked, watched = self.runs[-1], len(self.runs) == 2, self.watched
        if dotted in CHANGEABLE and (forked or run.day > 0):
            day = str(run.watched_run.day)
            self._date([DatedChange(day, full_name(self.setup, watched, dotted), plain_text(value))])
            return "tomorrow"
        if forked:
            raise ScenarioError(
                f"{dotted}: counts from the first day only, which both runs of a fork share; keep one of them, change "
                "it, and start again"
            )
        self.setup = with_change(self.setup, watched, dotted, value)
        if run.day == 0:
            self._set_runs([new_run(self.setup, self.seed, watched)], -1)
            self.pending = {}
            return "now"
        self.pending[full_name(self.setup, watched, dotted)] = value
        return "start"

    def _date(self, changes: Sequence[DatedChange]) -> None:
        run = self.runs[-1]
        if run.watched_run.over:
            raise ScenarioError("this siege is over; go back to an earlier day, or reset it")
        for change in changes:
            self._still_ahead(change, run)
        kept, dropped = self._effective(changes, run)
        written = with_dated(run.written, kept)
        for change in dropped:
            written = without_dated(written, change)
        self._reschedule(len(self.runs) - 1, written)
        if len(self.runs) == 1:
            self.setup = with_dated(self.setup, kept)
            for change in dropped:
                self.setup = without_dated(self.setup, change)

    def _effective(self, changes: Sequence[DatedChange], run: AnyRun) -> tuple[list[DatedChange], list[DatedChange]]:
        """The changes that change something this morning or later, and those that only restore what holds already."""
        kept, dropped = [], []
        for change in changes:
            siege = run.watched_run
            holds = int(change.day) == siege.day and change.local_key in CHANGEABLE
            same = holds and plain_text(get_value(siege.setup, change.local_key)) == change.value
            same = same and not (len(self.runs) == 2 and self._of_factual(change))  # else it would only seem taken back
            (dropped if same else kept).append(change)
        return kept, dropped

    def _of_factual(self, change: DatedChange) -> DatedChange | None:
        """What the factual run of a fork changes on the same day, if it does; only single sieges are forked."""
        written = self.runs[0].written
        found = added_changes(written.schedule, {}) if isinstance(written, Scenario) else []
        return next((one for one in found if one[:2] == change[:2]), None)

    def _value_kept(self, change: DatedChange, run: AnyRun) -> str:
        """The value that a parameter has up to the day of a change of it, and keeps without the change."""
        if change.key not in CHANGEABLE:
            raise ScenarioError(
                f"{change.key} on day {change.day}: is planned in both runs of the fork, and only the value of a "
                "parameter can be taken back in one of them; keep the factual run, remove it there, and fork again"
            )
        siege = run.watched_run
        value = get_value(siege.setup, change.key)
        for day in range(siege.day, int(change.day)):
            value = due_changes(siege.written, day).get(change.key, value)
        return plain_text(value)

    def _still_ahead(self, change: DatedChange, run: AnyRun) -> None:
        today = run.watched_run.day
        if not change.day.isdecimal() or int(change.day) < today:
            raise ScenarioError(f"day {change.day} has passed; today is day {today}: give this day or a later one")

    def _reschedule(self, index: int, written: RunSetup) -> None:
        """Give a run another schedule of what is still ahead; where other people arrive, it is replayed with them."""
        run = self.runs[index]
        if same_arrivals(run.written, written):
            run.change_schedule(written)  # type: ignore[arg-type]
            return
        fresh = new_run(written, self.seed, self.watched)
        runs, day, then, forked_day = [*self.runs], run.day, self.state, self.forked_day
        runs[index] = fresh
        self._set_runs(runs, forked_day)
        if day:
            self._replay_until(day, PLAYING if then in (PLAYING, SUSPENDED) else PAUSED)
