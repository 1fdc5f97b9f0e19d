"""What a run records of its siege, and the result that is made of it at the end."""

from collections.abc import Iterator

import numpy as np

from sim.model import SiegeModel
from sim.runs.result import Frame, Result, result_of
from sim.state.columns import Array, Kind, Status
from sim.state.siege import Siege
from sim.state.snapshot import digest

#: Civilians' ration below which they hunger.
HUNGRY = 0.5


class RunRecord:
    """Where a run of a siege began, and the frames of its start and of its turning points."""

    def __init__(self, model: SiegeModel) -> None:
        siege = model.siege
        self.first_day, self.first_agent_steps = siege.day, siege.agent_steps
        self.frames = [frame_of(siege, "The start")]
        self.watch = Watch(model)

    def add_turning_points(self) -> None:
        """Add the frames of the last day's turning points."""
        self.frames += self.watch.new()

    def result(
        self,
        siege: Siege,
        scenario_hash: str,
        elapsed_s: float,
        out: str | None,
        not_ended: str = "The last day of this run",
    ) -> Result:
        """The result of the run with `siege` as its last state; `not_ended` labels its last frame if it goes on."""
        last = frame_of(siege, "The end" if siege.ending else not_ended)
        return result_of(
            siege,
            scenario_hash,
            siege.day - self.first_day,
            siege.agent_steps - self.first_agent_steps,
            elapsed_s,
            digest(siege),
            out,
            (*self.frames, last),
        )

    def copy_for(self, model: SiegeModel) -> "RunRecord":
        """The same record, to be continued on a copy of the siege."""
        other = RunRecord(model)
        other.first_day, other.first_agent_steps, other.frames = self.first_day, self.first_agent_steps, [*self.frames]
        other.watch.seen, other.watch.deals = set(self.watch.seen), self.watch.deals
        return other


class Watch:
    """Notices the turning points of a siege that deserve a map, each once, from outside the model."""

    def __init__(self, model: SiegeModel) -> None:
        self.siege, self.deals = model.siege, len(model.siege.deals)
        self.seen = {what for what, now in self._now() if now}
        self.before = model.siege.people.status.copy()
        self.follow(model)

    def follow(self, model: SiegeModel) -> None:
        """Watch the siege of this model from now on."""
        self.siege = model.siege
        model.evening = self._remember

    def _remember(self, siege: Siege) -> None:
        """Everyone's status before the parties act: a signature decides at once who leaves and who stays."""
        self.before[:] = siege.people.status

    def _now(self) -> Iterator[tuple[str, bool]]:
        siege = self.siege
        yield "Hunger", siege.stores.civilian_ration < HUNGRY
        yield "The assault begins", siege.campaign.pushes > 0
        yield "Half of the ground lost", siege.campaign.pushes > 0 and siege.ground_share() < 0.5

    def new(self) -> list[Frame]:
        """Frames of today's turning points."""
        frames = []
        for what, now in self._now():
            if now and what not in self.seen:
                self.seen.add(what)
                frames.append(frame_of(self.siege, what))
        if len(self.siege.deals) > self.deals:
            self.deals = len(self.siege.deals)
            frames.append(frame_of(self.siege, "The signature", self.before))  # of those who signed
        return frames


def frame_of(siege: Siege, what: str, status: Array | None = None) -> Frame:
    """The siege as it stands, or would with other statuses. Those who board are shown where they set out.

    `status` is uint8 (rows,).
    """
    people, cells = siege.people, siege.grid.holder.size
    status = people.status if status is None else status
    crowd = np.zeros((len(Kind), cells), np.int32)
    for kind in Kind:
        a, b = int(siege.layout.kind_start[kind]), int(siege.layout.kind_start[kind + 1])
        there = status[a:b] <= Status.aboard
        crowd[kind] = np.bincount(people.cell[a:b][there], people.weight[a:b][there], minlength=cells)
    return Frame(max(0, siege.day - 1), what, siege.grid.holder.copy(), siege.grid.rubble.copy(), crowd)
