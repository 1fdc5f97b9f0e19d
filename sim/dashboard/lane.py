"""One siege being watched: its model, how it is pictured, and the frames kept for a film and for the books."""

import os

from sim.dashboard.layers import Lens, lens_of
from sim.dashboard.reading import Day, day_of
from sim.dashboard.reel import Reel
from sim.model import SiegeModel
from sim.runs.result import Frame
from sim.runs.run import Watch, copy_of, frame_of
from sim.scenario.schema import Scenario
from sim.state.siege import Siege

#: Rows from which a second thread pays.
TWO_THREADS = 60_000


class Lane:
    """One siege. Only the runner's thread steps or changes it."""

    def __init__(
        self,
        siege: Siege | None = None,
        scenario: Scenario | None = None,
        seed: int = 1,
        model: SiegeModel | None = None,
    ) -> None:
        self.model = model or self._model(scenario, seed, siege)
        self.lens: Lens = lens_of(self.siege)
        self.reel = Reel(self.lens, self.siege)
        self.frames: list[Frame] = [frame_of(self.siege, "The start")]
        self.watch = Watch(self.model)
        self.changes: list[tuple[int, str, object, object]] = []  # day, parameter, was, is
        self.from_day = self.siege.day

    @staticmethod
    def _model(scenario: Scenario | None, seed: int, siege: Siege | None) -> SiegeModel:
        rows = siege.people.cell.size if siege is not None else _rows(scenario) if scenario else 0
        threads = 2 if rows >= TWO_THREADS and (os.cpu_count() or 1) > 1 else 1
        if siege is not None:
            return SiegeModel(siege.scenario, seed=siege.seed, threads=threads, siege=siege)
        return SiegeModel(scenario or "baseline", seed=seed, threads=threads)

    @property
    def here(self) -> "Lane":
        """The siege that is looked at: this one, as a lane of several has one too."""
        return self

    @property
    def siege(self) -> Siege:
        """Its state."""
        return self.model.siege

    @property
    def world(self) -> Scenario:
        """The scenario that it goes by now."""
        return self.siege.scenario

    @property
    def seed(self) -> int:
        """Its luck."""
        return self.siege.seed

    @property
    def day(self) -> int:
        """Days carried out so far."""
        return self.siege.day

    @property
    def over(self) -> bool:
        """Whether it has ended."""
        return self.siege.ending is not None

    def step(self) -> None:
        """One day."""
        self.model.step()
        self.keep_day()

    def keep_day(self) -> None:
        """Keep the day that was carried out, for the film and the books."""
        self.frames += self.watch.new()
        self.reel.take(self.siege)

    def told(self) -> Day:
        """How it stands."""
        return day_of(self.siege)

    def frame(self) -> bytes:
        """Today's picture."""
        return self.lens.frame(self.siege)

    def rule(self, world: Scenario) -> None:
        """Go on under other rules from tomorrow."""
        self.model.engine.close()
        siege = self.siege
        siege.scenario = world
        self.model = self._model(None, siege.seed, siege)
        self.watch.follow(self.model)

    def note(self, dotted: str, was: object, now: object) -> None:
        """Keep what was changed on the way."""
        self.changes.append((self.day, dotted, was, now))

    def twin(self) -> "Lane":
        """A second one from this evening, which shares nothing that changes."""
        other = Lane(copy_of(self.siege))
        other.lens, other.frames, other.changes = self.lens, [*self.frames], [*self.changes]
        other.reel, other.from_day = self.reel.copy(), self.from_day
        other.watch.seen, other.watch.deals = set(self.watch.seen), self.watch.deals
        return other

    def close(self) -> None:
        """Let its threads go."""
        self.model.engine.close()


def _rows(scenario: Scenario) -> int:
    people = scenario.population.civilians + scenario.garrison.fighters + scenario.besieger.manpower
    return people // scenario.population.people_per_agent
