"""A theatre being watched: all of its sieges step together, and one of them at a time is shown."""

import dataclasses
import datetime

from sim.dashboard.live.kept_frames import LIMIT_BYTES
from sim.dashboard.live.theatre_view import theatre_members
from sim.dashboard.live.view_model import SiegeView
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

    @property
    def watched_run(self) -> WatchedRun:
        """The siege that is shown."""
        return self.runs[self.watched]

    @property
    def setup(self) -> Theatre:
        """The theatre with the values of each siege as they are now."""
        sieges = {name: run.setup for name, run in self.runs.items()}
        return dataclasses.replace(self.model.theatre, sieges=sieges)

    @property
    def written(self) -> Theatre:
        """The theatre as written: its starting values, and the schedules with every dated change."""
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

    def change_schedule(self, written: Theatre) -> None:
        """Continue with other schedules, which differ in what is still ahead and in nobody who arrives."""
        self.model.theatre = written
        for name, run in self.runs.items():
            if written.sieges[name].schedule != run.written.schedule:
                run.change_schedule(written.sieges[name])

    def copy(self) -> WatchedRun:
        """Not possible yet. Always raises ScenarioError, which says what to do instead."""
        raise ScenarioError(NO_FORK)

    def close(self) -> None:
        """Stop its threads and release its frames."""
        self.model.close()
        for run in self.runs.values():
            run.frames.clear()
