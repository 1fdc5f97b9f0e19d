"""One run, from plan to result."""

import copy
import functools
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from sim.model import SiegeModel
from sim.runs import store
from sim.runs.plan import Plan, plan_run
from sim.runs.record import HUNGRY, RunRecord
from sim.runs.result import Result
from sim.scenario.errors import ScenarioError
from sim.scenario.load import Overrides, load_scenario
from sim.scenario.numbers import MAX_THREADS, whole_number
from sim.scenario.schema import Scenario
from sim.state.siege import Siege
from sim.state.snapshot import save

if TYPE_CHECKING:
    from sim.runs.theatre import TheatrePlan

Progress = Callable[[Siege], None]  # called after every day

#: A small siege in which everything happens: two weeks of it load or compile all of the machine code.
TINY = {
    "population.civilians": 60, "garrison.fighters": 60, "besieger.manpower": 120,
    "negotiation.opening_days": 0.5, "besieger.offensive_day": 0,
}  # fmt: skip
TINY_DAYS = 14


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
    return kept_under(out, plan, lambda final, draft: _simulate(plan, threads, progress, final, draft), store.write_run)


def kept_under[Kept](
    out: str | Path | None,
    plan: "Plan | TheatrePlan",
    simulate: Callable[[Path | None, Path | None], Kept],
    write: Callable[[Path, Kept], None],
) -> Kept:
    """Simulate, and write what comes of it into the plan's folder under `out`, if given.

    `simulate` is given that folder and the draft of it in which snapshots are saved, or twice None. Raises
    ScenarioError where a snapshot is asked for without `out`.
    """
    if out is None:
        if plan.snapshot_at is not None:
            raise ScenarioError(f"snapshot_at = {plan.snapshot_at}: a snapshot is kept with the run; say `out` too")
        return simulate(None, None)
    final = store.run_folder(out, plan.name)
    with store.drafted(final) as draft:
        result = simulate(final, draft)
        write(draft, result)
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
    record, elapsed = RunRecord(model), 0.0
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
            record.add_turning_points()
            if progress:
                progress(siege)
        if draft and siege.ending is None and siege.day == plan.snapshot_at:
            save(siege, draft / snapshot_name(siege.day))
    finally:
        model.engine.close()
    return record.result(siege, plan.scenario_hash, elapsed, str(final) if final else None)


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
