"""The plan of a run, checked before anything heavy is imported or written."""

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from sim.runs import resume
from sim.scenario.errors import ScenarioError
from sim.scenario.joint_draws import JointDraws
from sim.scenario.load import Overrides, load_scenario, resolve, scenario_hash
from sim.scenario.maps import map_of
from sim.scenario.numbers import MAX_DAYS, MAX_SEED, optional_whole_number
from sim.scenario.schema import Scenario, people_per_row, row_counts
from sim.state.siege import Siege

LARGEST_SCALE = 1000
#: With fewer rows than this, a kind of people has no meaningful distribution.
FEWEST_ROWS = 200


class Plan(NamedTuple):
    """One run, ready to be carried out."""

    scenario: Scenario
    scenario_hash: str
    seed: int
    days: int | None  # to simulate at most; None: to the end
    snapshot_at: int | None
    siege: Siege | None  # to go on from

    @property
    def name(self) -> str:
        """Name of its folder. A run from a snapshot or stopped early has its own, so that it replaces no fuller one."""
        start = f"-from{self.siege.day}" if self.siege else ""
        return f"{self.scenario.name}-{self.scenario_hash}-{self.seed}{start}{cut_after(self.days)}"

    @property
    def first_day(self) -> int:
        """Day on which it begins."""
        return self.siege.day if self.siege else 0

    @property
    def last_day(self) -> int:
        """Day that it reaches at the latest, unless a convoy is still on its way."""
        horizon = self.scenario.clock.horizon_days
        return horizon if self.days is None else min(horizon, self.first_day + self.days)


def cut_after(days: int | None) -> str:
    """The part of a folder's name for a limit of `days`."""
    return "" if days is None else f"-days{days}"


def plan_run(
    scenario: Scenario | str | Path | None,
    seed: int | None = None,
    *,
    joint: JointDraws | None = None,
    days: int | None = None,
    scale: int | None = None,
    overrides: Overrides = (),
    snapshot_at: int | None = None,
    start_from: str | Path | None = None,
) -> Plan:
    """Check everything that can be checked before the first day. Raises ScenarioError where an argument is invalid.

    With `joint` the parameters that it draws take the values that belong to the seed.
    """
    days, snapshot_at, seed = numbers_of_run(days, snapshot_at, seed)
    siege = resume.saved_siege(start_from, seed) if start_from is not None else None
    if siege is not None and scenario is None and not overrides and scale is None:
        loaded = siege.written_scenario
    elif scenario is None:
        raise ScenarioError("no scenario is given; `safeconduct scenarios` lists those that are shipped")
    else:
        loaded = changed(scenario, overrides, scale)
        if joint is not None:
            loaded = changed(loaded, joint.values(1 if seed is None else seed))
    own_hash = scenario_hash(loaded, map_of(loaded))
    if siege is not None:
        resume.check_same_scenario(siege, loaded, own_hash, str(start_from))
        seed = siege.seed
    plan = Plan(loaded, own_hash, 1 if seed is None else seed, days, snapshot_at, siege)
    if snapshot_at is not None and not plan.first_day <= snapshot_at <= plan.last_day:
        raise ScenarioError(
            f"snapshot_at = {snapshot_at}: this run goes from day {plan.first_day} to day {plan.last_day}"
        )
    return plan


def numbers_of_run(days: Any, snapshot_at: Any, seed: Any) -> tuple[int | None, int | None, int | None]:
    """The three as whole numbers, or None where not given. Raises ScenarioError for an invalid day or seed."""
    return (
        optional_whole_number("days", days, 1, MAX_DAYS),
        optional_whole_number("snapshot_at", snapshot_at, 0, MAX_DAYS),
        optional_whole_number("seed", seed, 0, MAX_SEED),
    )


def changed(scenario: Scenario | str | Path, overrides: Overrides = (), scale: int | None = None) -> Scenario:
    """A scenario with other values. Raises ScenarioError where they are invalid, as for a file."""
    dotted = "population.people_per_agent"
    scale = optional_whole_number(dotted, scale, 1, LARGEST_SCALE)
    if scale is not None:
        more: Mapping[str, Any] | Sequence[str]
        more = {**overrides, dotted: scale} if isinstance(overrides, Mapping) else [*overrides, f"{dotted}={scale}"]
        overrides = more
    if not isinstance(scenario, Scenario):
        loaded = load_scenario(scenario, overrides)
    elif not overrides:
        loaded = scenario
    else:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / f"{scenario.name}.yaml"
            file.write_text(resolve(scenario), encoding="utf-8")
            loaded = load_scenario(file, overrides)
    coarse_enough(loaded)
    return loaded


def coarse_enough(scenario: Scenario) -> None:
    """Refuse a scale that leaves a kind with too few rows. Raises ScenarioError."""
    scales = people_per_row(scenario)
    people, rows = row_counts(scenario, 1), row_counts(scenario, scales)
    thin = [kind for kind, scale in scales.items() if scale > 1 and people[kind] and rows[kind] < FEWEST_ROWS]
    if not thin:
        return
    own = thin[0] == "civilians" and scenario.population.civilians_per_agent > 0
    key = "population.civilians_per_agent" if own else "population.people_per_agent"
    together = ["civilians"] if own else [kind for kind in people if people[kind] and scales[kind] == scales[thin[0]]]
    allowed = [
        s for s in range(2, LARGEST_SCALE + 1) if min(row_counts(scenario, s)[kind] for kind in together) >= FEWEST_ROWS
    ]
    raise ScenarioError(
        f"{key} = {scales[thin[0]]}: gives only {rows[thin[0]]} agents for the {thin[0]}, and at least "
        f"{FEWEST_ROWS} are needed; the largest scale that {scenario.name} allows is {max(allowed, default=1)}"
    )
