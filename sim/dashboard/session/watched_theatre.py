"""A theatre being watched: all of its sieges step together, and one of them at a time is shown."""

import datetime
from typing import Any

from sim.dashboard.live.kept_frames import LIMIT_BYTES
from sim.dashboard.live.theatre_view import theatre_members
from sim.dashboard.live.view_model import SiegeView
from sim.dashboard.run_setup import full_name
from sim.dashboard.session.watched_run import WatchedRun
from sim.scenario.errors import ScenarioError
from sim.scenario.theatre import Theatre
from sim.theatre.model import TheatreModel

NO_FORK = "a theatre cannot be forked yet; instead, run it twice with the same seed, once with your changes"


class WatchedTheatre:
    """A WatchedRun for each siege; `watched` names the one that is shown. Only the stepper's thread changes it."""

    def __init__(self, model: TheatreModel, seed: int, watched: str) -> None:
        self.model, self.seed, self.watched = model, seed, watched
        self.runs = {name: WatchedRun(model=siege_model) for name, siege_model in model.models.items()}
        for run in self.runs.values():
            run.frames.limit = LIMIT_BYTES // len(self.runs)
        self.from_day = model.day
        self.changes: list[tuple[int, str, Any, Any]] = []  # day, parameter, old value, new value

    @property
    def watched_run(self) -> WatchedRun:
        """The siege that is shown."""
        return self.runs[self.watched]

    @property
    def setup(self) -> Theatre:
        """The theatre as it is now."""
        return self.model.theatre

    @property
    def day(self) -> int:
        """Days of the theatre simulated so far."""
        return self.model.day

    @property
    def over(self) -> bool:
        """Whether all of its sieges have ended."""
        return not self.model.running

    def step(self) -> None:
        """Simulate one day of every siege that has begun and is not over."""
        days = {name: run.day for name, run in self.runs.items()}
        self.model.step()
        for name, run in self.runs.items():
            if run.day > days[name]:
                run.record_day()

    def watch(self, name: str) -> None:
        """Show another of its sieges.

        Raises ScenarioError where it has no siege of this name.
        """
        if name not in self.runs:
            raise ScenarioError(f"{name}: this theatre has no such siege; it has {', '.join(self.runs)}")
        self.watched = name

    def view(self) -> SiegeView:
        """The view model of the watched siege, with an overview of all sieges."""
        members = theatre_members(self.model, self.watched)
        first = min(scenario.clock.start for scenario in self.model.theatre.sieges.values())
        clock_day = self.day - 1 if self.over else self.day
        date = first + datetime.timedelta(days=clock_day)
        return self.watched_run.view()._replace(
            over=self.over, theatre_day=self.day, clock_day=clock_day, date=date, members=members
        )

    def change_setup(self, theatre: Theatre) -> None:
        """Continue with other parameters from tomorrow."""
        self.model.theatre = theatre
        for name, run in self.runs.items():
            if theatre.sieges[name] != run.setup:
                run.change_setup(theatre.sieges[name])
                self.model.models[name] = run.model

    def log_change(self, dotted: str, old: Any, new: Any) -> None:
        """Record a change of a parameter during the run."""
        self.changes.append((self.day, full_name(self.setup, self.watched, dotted), old, new))

    def copy(self) -> WatchedRun:
        """Not possible yet. Always raises ScenarioError, which says what to do instead."""
        raise ScenarioError(NO_FORK)

    def close(self) -> None:
        """Stop its threads."""
        self.model.close()
