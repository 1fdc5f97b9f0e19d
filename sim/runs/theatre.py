"""One run of a theatre, from plan to result: all of its sieges, in one folder."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from sim.hashes import model_hash
from sim.outcomes import GROUPS
from sim.runs.plan import LARGEST_SCALE, coarse_enough, cut_after, numbers_of_run
from sim.runs.record import RunRecord
from sim.runs.result import CUT, END, Result
from sim.runs.run import kept_under, snapshot_name, warm_up
from sim.scenario.errors import ScenarioError
from sim.scenario.files import label_of
from sim.scenario.load import Overrides, scenario_hash
from sim.scenario.load_theatre import load_theatre
from sim.scenario.maps import map_of
from sim.scenario.numbers import MAX_THREADS, optional_whole_number, whole_number
from sim.scenario.theatre import EVERY, Theatre, theatre_hash
from sim.state.columns import Status
from sim.state.siege import Siege
from sim.state.theatre import TheatreState
from sim.state.theatre_snapshot import load_theatre_snapshot, save_theatre, theatre_digest
from sim.theatre.model import TheatreModel

SCALE = f"sieges.{EVERY}.population.people_per_agent"
#: Status under which those who joined another siege are still booked where they came from.
LEFT = {"fighters": Status.evacuated.name, "besiegers": Status.withdrawn.name}


class TheatrePlan(NamedTuple):
    """One run of a theatre, ready to be carried out."""

    theatre: Theatre
    theatre_hash: str
    seed: int
    days: int | None
    snapshot_at: int | None
    theatre_state: TheatreState | None  # to go on from
    sieges: Mapping[str, Siege] | None

    @property
    def name(self) -> str:
        """Name of its folder; one that goes on from a snapshot or is cut has its own."""
        start = f"-from{self.first_day}" if self.theatre_state else ""
        return f"{self.theatre.name}-{self.theatre_hash}-{self.seed}{start}{cut_after(self.days)}"

    @property
    def first_day(self) -> int:
        """Day on which it begins."""
        return self.theatre_state.day if self.theatre_state else 0

    @property
    def last_day(self) -> int:
        """Day that it reaches at the latest, unless a convoy is still on its way."""
        horizon = self.theatre.horizon_days
        return horizon if self.days is None else min(horizon, self.first_day + self.days)


@dataclass(frozen=True)
class TheatreResult:
    """One run of a theatre: a result for each siege, and what they come to together."""

    plan: TheatrePlan
    sieges: dict[str, Result]
    theatre_state: TheatreState
    digest: str
    days_simulated: int
    elapsed_s: float
    out: str | None = field(default=None)

    @property
    def subject(self) -> Result:
        """The siege whose outcome is the theatre's."""
        return self.sieges[self.plan.theatre.subject]

    def document(self) -> dict[str, Any]:
        """The result as plain data: the keys of a siege's, of the subject or summed, and the sieges."""
        subject = self.subject.document()
        ended = all(result.outcome for result in self.sieges.values())
        return {
            "scenario": self.plan.theatre.name,
            "scenario_hash": self.plan.theatre_hash,
            "model": model_hash(),
            "seed": self.plan.seed,
            "subject": self.plan.theatre.subject,
            **{name: subject[name] for name in ("outcome", "cause", "secondary", "day", "deal")},
            "ended": END if ended else CUT,
            "days_simulated": self.days_simulated,
            "people": {group: theatre_people(self.sieges, group) for group in GROUPS},
            "deaths": {
                group: {
                    cause: sum(result.deaths[group][cause] for result in self.sieges.values())
                    for cause in self.subject.deaths[group]
                }
                for group in GROUPS
            },
            "digest": self.digest,
            "agent_steps": sum(result.agent_steps for result in self.sieges.values()),
            "elapsed_s": round(self.elapsed_s, 6),
            "out": self.out,
            "sieges": {name: siege_document(result) for name, result in self.sieges.items()},
        }

    @property
    def summary(self) -> str:
        """How each siege ended, what it cost, and why: a paragraph per siege."""
        return "\n\n".join(f"{name}\n{result.summary}" for name, result in self.sieges.items())


def siege_document(result: Result) -> dict[str, Any]:
    """A siege's own result, with its links to the others."""
    link, siege = result.siege.link, result.siege
    return result.document() | {
        "joined": {"fighters": link.joined_fighters, "besiegers": link.joined_besiegers},
        "deals": [
            {"signed_day": d.signed_day, "completed_day": d.completed_day, "broken": d.broken} for d in siege.deals
        ],
    }


def theatre_people(sieges: Mapping[str, Result], group: str) -> dict[str, Any]:
    """Where the people of a kind are over all sieges, each once: start + arrived = sum of the statuses, exactly.

    Who joined another siege counts there and no longer where he came from; armed leavers who joined a ring are
    besiegers from then on.
    """
    parts = [result.people[group] for result in sieges.values()]
    start = sum(part["start"] for part in parts)
    status = {name: sum(part["status"][name] for part in parts) for name in parts[0]["status"]}
    if group in LEFT:
        status[LEFT[group]] -= sum(_moved(result.siege, group) for result in sieges.values())
    return {"start": start, "arrived": sum(status.values()) - start, "status": status}


def _moved(siege: Siege, group: str) -> int:
    """People of a siege who have arrived in another one."""
    return siege.link.left_fighters if group == "fighters" else siege.link.left_besiegers


def plan_theatre(
    theatre: Theatre | str | Path | None,
    seed: int | None = None,
    *,
    days: int | None = None,
    scale: int | None = None,
    overrides: Overrides = (),
    snapshot_at: int | None = None,
    start_from: str | Path | None = None,
) -> TheatrePlan:
    """Check everything that can be checked before the first day. Raises ScenarioError where an argument is invalid."""
    days, snapshot_at, seed = numbers_of_run(days, snapshot_at, seed)
    if start_from is None:
        loaded = _changed(theatre, overrides, scale)
        plan = TheatrePlan(loaded, theatre_hash(loaded), 1 if seed is None else seed, days, snapshot_at, None, None)
    else:
        if theatre is not None or overrides or scale is not None:
            raise ScenarioError(
                f"{label_of(Path(start_from))}: a snapshot goes on as it is; leave out the theatre and its changes"
            )
        loaded, own_seed, theatre_state, sieges = load_theatre_snapshot(start_from)
        if seed not in (None, own_seed):
            raise ScenarioError(f"{label_of(Path(start_from))}: a theatre of seed {own_seed}, which it keeps")
        if all(siege.ending for siege in sieges.values()):
            raise ScenarioError(f"{label_of(Path(start_from))}: all of its sieges have ended already")
        plan = TheatrePlan(loaded, theatre_hash(loaded), own_seed, days, snapshot_at, theatre_state, sieges)
    if snapshot_at is not None and not plan.first_day <= snapshot_at <= plan.last_day:
        raise ScenarioError(
            f"snapshot_at = {snapshot_at}: this run goes from day {plan.first_day} to day {plan.last_day}"
        )
    return plan


def _changed(theatre: Theatre | str | Path | None, overrides: Overrides, scale: int | None) -> Theatre:
    if theatre is None:
        raise ScenarioError("no theatre is given; `safeconduct scenarios` lists those that are shipped")
    scale = optional_whole_number(SCALE, scale, 1, LARGEST_SCALE)
    if scale is not None:
        pairs = overrides if isinstance(overrides, Mapping) else list(overrides)
        overrides = {**pairs, SCALE: scale} if isinstance(pairs, Mapping) else [*pairs, f"{SCALE}={scale}"]
    if isinstance(theatre, Theatre):
        if overrides:
            raise ScenarioError("a theatre already made takes no overrides; give its name or path")
        loaded = theatre
    else:
        loaded = load_theatre(theatre, overrides)
    for scenario in loaded.sieges.values():
        coarse_enough(scenario)
    return loaded


def run_theatre_plan(
    plan: TheatrePlan,
    *,
    threads: int = 1,
    out: str | Path | None = None,
    progress: Callable[[int], None] | None = None,
) -> TheatreResult:
    """Simulate a plan and keep the result under `out`, if given; `progress` is told each day.

    Raises ScenarioError where a snapshot is asked for without `out`.
    """
    threads = whole_number("threads", threads, 1, MAX_THREADS)
    from sim.runs.theatre_store import write_theatre_run

    return kept_under(
        out, plan, lambda final, draft: _simulate(plan, threads, progress, final, draft), write_theatre_run
    )


def _simulate(
    plan: TheatrePlan,
    threads: int,
    progress: Callable[[int], None] | None,
    final: Path | None,
    draft: Path | None,
) -> TheatreResult:
    warm_up()
    model = TheatreModel(
        plan.theatre, seed=plan.seed, threads=threads, theatre_state=plan.theatre_state, sieges=plan.sieges
    )
    first, elapsed = model.day, 0.0
    records = {name: RunRecord(one) for name, one in model.models.items()}
    try:
        while model.running and model.day - first != plan.days:
            _keep(plan, model, draft)
            before = time.perf_counter()
            model.step()
            elapsed += time.perf_counter() - before
            for record in records.values():
                record.add_turning_points()
            if progress:
                progress(model.day)
        if model.running:
            _keep(plan, model, draft)
    finally:
        model.close()
    results = {
        name: records[name].result(
            siege,
            scenario_hash(siege.written_scenario, map_of(siege.scenario)),
            elapsed,
            str(final / name) if final else None,
        )
        for name, siege in model.sieges.items()
    }
    own = theatre_digest(model.theatre_state, model.sieges)
    return TheatreResult(
        plan, results, model.theatre_state, own, model.day - first, elapsed, str(final) if final else None
    )


def _keep(plan: TheatrePlan, model: TheatreModel, draft: Path | None) -> None:
    if draft and model.day == plan.snapshot_at:
        save_theatre(plan.theatre, plan.seed, model.theatre_state, model.sieges, draft / snapshot_name(model.day))
