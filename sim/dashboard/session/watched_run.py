"""One siege being watched: its model, and what is recorded of it for the animation and for a saved run."""

import os

from sim.dashboard.live.animation import Animation
from sim.dashboard.live.kept_frames import KeptFrames
from sim.dashboard.live.map_frames import MapEncoder, encoder_of
from sim.dashboard.live.recent_marks import RecentMarks
from sim.dashboard.live.view_model import SiegeView, view_of
from sim.model import SiegeModel
from sim.runs.record import RunRecord
from sim.runs.run import copy_of
from sim.scenario.schedule_layers import SCHEDULE
from sim.scenario.schema import Scenario, people_per_row
from sim.state.siege import Siege

#: Rows from which a second thread is faster.
TWO_THREADS_ROWS = 60_000


class WatchedRun:
    """One siege. Only the stepper's thread steps or changes it."""

    def __init__(
        self,
        siege: Siege | None = None,
        scenario: Scenario | None = None,
        seed: int = 1,
        model: SiegeModel | None = None,
    ) -> None:
        self.model = model or self._model(scenario, seed, siege)
        self.encoder: MapEncoder = encoder_of(self.siege)
        self.animation = Animation(self.encoder, self.siege)
        self.marks = RecentMarks()
        self.frames = KeptFrames()
        self.frames.add(self.siege, self.encoder, self.marks)
        self.record = RunRecord(self.model)

    @staticmethod
    def _model(scenario: Scenario | None, seed: int, siege: Siege | None) -> SiegeModel:
        rows = siege.people.cell.size if siege is not None else _rows(scenario) if scenario else 0
        threads = 2 if rows >= TWO_THREADS_ROWS and (os.cpu_count() or 1) > 1 else 1
        if siege is not None:
            return SiegeModel(siege.scenario, seed=siege.seed, threads=threads, siege=siege)
        return SiegeModel(scenario or "baseline", seed=seed, threads=threads)

    @property
    def watched_run(self) -> "WatchedRun":
        """The siege that is shown: this one. A theatre has a property of the same name."""
        return self

    @property
    def siege(self) -> Siege:
        """Its state."""
        return self.model.siege

    @property
    def setup(self) -> Scenario:
        """The scenario as it is now."""
        return self.siege.scenario

    @property
    def written(self) -> Scenario:
        """The scenario as written: its starting values, and its schedule with every dated change."""
        return self.siege.written_scenario

    @property
    def seed(self) -> int:
        """Its random seed."""
        return self.siege.seed

    @property
    def day(self) -> int:
        """Days simulated so far."""
        return self.siege.day

    @property
    def over(self) -> bool:
        """Whether it has ended."""
        return self.siege.ending is not None

    def step(self) -> None:
        """Simulate one day."""
        self.model.step()
        self.record_day()

    def record_day(self) -> None:
        """Record the last day for the map, past days, the animation and a saved run."""
        self.record.add_turning_points()
        self.marks.record(self.siege, self.encoder)
        self.animation.record(self.siege)
        self.frames.add(self.siege, self.encoder, self.marks)

    def view(self) -> SiegeView:
        """The view model of the siege as it stands."""
        return view_of(self.siege)._replace(frames=self.frames)

    def change_schedule(self, written: Scenario) -> None:
        """Continue with another schedule, which differs in what is still ahead and in nobody who arrives."""
        siege = self.siege
        if siege.scenario_before is None:
            siege.scenario = written
        else:
            siege.scenario_before = written
            siege.scenario = siege.scenario.model_copy(update={SCHEDULE: written.schedule})

    def copy(self) -> "WatchedRun":
        """A copy of the run so far that can continue independently."""
        other = WatchedRun(copy_of(self.siege))
        other.encoder, other.animation = self.encoder, self.animation.copy()
        other.marks, other.frames = self.marks.copy(), self.frames.copy()
        other.record = self.record.copy_for(other.model)
        return other

    def close(self) -> None:
        """Stop its threads and release its frames."""
        self.model.engine.close()
        self.frames.clear()


def _rows(scenario: Scenario) -> int:
    scales, soldiers = people_per_row(scenario), scenario.garrison.fighters + scenario.besieger.manpower
    return scenario.population.civilians // scales["civilians"] + soldiers // scales["fighters"]
