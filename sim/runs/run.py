"""One run, from plan to result."""

import copy
import functools
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from sim.model import SiegeModel
from sim.runs import store
from sim.runs.plan import Plan, plan_run
from sim.runs.result import Frame, Result, result_of
from sim.scenario.errors import ScenarioError
from sim.scenario.load import Overrides, load_scenario
from sim.scenario.numbers import MAX_THREADS, whole_number
from sim.scenario.schema import Scenario
from sim.state.columns import Array, Kind, Status
from sim.state.siege import Siege
from sim.state.snapshot import digest, save

Progress = Callable[[Siege], None]  # called after every day

#: A small siege in which everything happens: two weeks of it load or compile all of the machine code.
TINY = {
    "population.civilians": 60, "garrison.fighters": 60, "besieger.manpower": 120,
    "negotiation.opening_days": 0.5, "besieger.offensive_day": 0,
}  # fmt: skip
TINY_DAYS = 14
#: Civilians' ration below which they hunger.
HUNGRY = 0.5


def run(
    scenario: Scenario | str | Path | None,
    seed: int | None = None,
    *,
    days: int | None = None,
    threads: int = 1,
    scale: int | None = None,
    overrides: Overrides = (),
    out: str | Path | None = None,
    snapshot_at: int | None = None,
    start_from: str | Path | None = None,
    progress: Progress | None = None,
) -> Result:
    """Run one siege to its end, or for at most `days` days.

    `seed` defaults to 1, or to that of the snapshot in `start_from`. With `out` the run is kept in
    `out/runs/<scenario>-<hash>-<seed>`, replacing an older one; `snapshot_at` also keeps the morning of a day there.
    `progress` is called with the siege after every day. Raises ScenarioError where any argument is invalid.
    """
    plan = plan_run(
        scenario,
        seed,
        days=days,
        scale=scale,
        overrides=overrides,
        snapshot_at=snapshot_at,
        start_from=start_from,
    )
    return run_plan(plan, threads=threads, out=out, progress=progress)


def run_plan(
    plan: Plan, *, threads: int = 1, out: str | Path | None = None, progress: Progress | None = None
) -> Result:
    """Simulate a plan and keep the result under `out`, if given.

    Raises ScenarioError where a snapshot is asked for without `out`.
    """
    threads = whole_number("threads", threads, 1, MAX_THREADS)
    if out is None:
        if plan.snapshot_at is not None:
            raise ScenarioError(f"snapshot_at = {plan.snapshot_at}: a snapshot is kept with the run; say `out` too")
        return _simulate(plan, threads, progress, None, None)
    final = store.run_folder(out, plan.name)
    with store.drafted(final) as draft:
        result = _simulate(plan, threads, progress, final, draft)
        store.write_run(draft, result)
    return result


def snapshot_name(day: int) -> str:
    """File name of the morning of a day, in the folder of its run."""
    return f"day-{day}.snapshot"


def _simulate(plan: Plan, threads: int, progress: Progress | None, final: Path | None, draft: Path | None) -> Result:
    warm_up()
    model = SiegeModel(plan.scenario, seed=plan.seed, threads=threads, siege=plan.siege)
    siege = model.siege
    if model.engine.pool is not None:
        _warm_threads(siege, threads)
    steps, elapsed, frames = siege.agent_steps, 0.0, [frame_of(siege, "The start")]
    watch = Watch(model)
    first = siege.day
    stops = [first + plan.days if plan.days is not None else siege.scenario.clock.horizon_days]
    try:
        while siege.ending is None and siege.day - first != plan.days:
            if draft and siege.day == plan.snapshot_at:
                save(siege, draft / snapshot_name(siege.day))
            ahead = [day for day in (*stops, plan.snapshot_at or 0) if day > siege.day]
            until = min(ahead, default=siege.day + 1)  # past the horizon a convoy is still on its way
            before = time.perf_counter()
            model.advance(1 if progress else until - siege.day, HUNGRY)
            elapsed += time.perf_counter() - before
            frames += watch.new()
            if progress:
                progress(siege)
        if draft and siege.ending is None and siege.day == plan.snapshot_at:
            save(siege, draft / snapshot_name(siege.day))
    finally:
        model.engine.close()
    frames.append(frame_of(siege, "The end" if siege.ending else "The last day of this run"))
    return result_of(
        siege,
        plan.scenario_hash,
        siege.day - first,
        siege.agent_steps - steps,
        elapsed,
        digest(siege),
        str(final) if final else None,
        tuple(frames),
    )


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


@functools.cache
def warm_up() -> None:
    """Load the machine code, or compile it where that was never done, once per process."""
    model = SiegeModel(load_scenario("baseline", TINY), seed=1)
    while model.running and model.siege.day < TINY_DAYS:
        model.step()


def _warm_threads(siege: Siege, threads: int) -> None:
    """The same for the code of several threads, on a day that is thrown away."""
    trial = SiegeModel(siege.scenario, seed=siege.seed, threads=threads, siege=copy_of(siege))
    trial.step()
    trial.engine.close()


def copy_of(siege: Siege) -> Siege:
    """A copy of the siege that shares nothing mutable with it."""
    return copy.deepcopy(siege, {id(each): each for each in (siege.scenario, siege.scenario_before) if each})
