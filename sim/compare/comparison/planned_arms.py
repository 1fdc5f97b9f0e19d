"""What is known of the arms of a comparison before anything is run: whether they can be compared, and on what."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.compare.comparison.arms import Arm, arm_from_sweep, find_source, is_experiment, parameters_in, value_text
from sim.scenario.errors import ScenarioError
from sim.text.format import count, display, join_and, number

if TYPE_CHECKING:
    from sim.sweep.experiment import Experiment

HORIZON, CIVILIANS = "clock.horizon_days", "population.civilians"
#: Parameters that must match in all arms, and why.
MUST_MATCH = {
    HORIZON: "a longer horizon leaves more time for a siege to end",
    "population.people_per_agent": "another scale draws other random numbers",
    "population.civilians_per_agent": "another scale draws other random numbers",
}


@dataclass(frozen=True)
class PlannedArm:
    """An arm of a comparison, whether or not it has been run."""

    name: str
    fixed: dict[str, Any]  # as in `Arm`
    varied: dict[str, tuple[Any, ...]]
    days: int | None  # on which its runs are cut
    sieges: tuple[str, ...]  # of a theatre
    version: str  # of Safe Conduct

    def paths(self, dotted: str) -> list[str]:
        """A parameter by its path in each siege."""
        return [f"sieges.{name}.{dotted}" for name in self.sieges] or [dotted]

    def values(self, path: str) -> tuple[Any, ...]:
        """The values of a parameter over all runs; empty if they differ between scenarios."""
        every = f"sieges.every.{path.split('.', 2)[-1]}"
        varied = self.varied.get(path) or self.varied.get(every)
        return varied or ((self.fixed[path],) if self.fixed.get(path) is not None else ())

    @property
    def followed_days(self) -> int | None:
        """Days for which every run is followed; None if not known."""
        days = [value for path in self.paths(HORIZON) for value in self.values(path)]
        return min([*days, *([] if self.days is None else [self.days])], default=None)


def planned(arm: Arm) -> PlannedArm:
    """What a sweep that exists says of itself."""
    manifest = arm.sweep.manifest
    days, version = manifest["experiment"].get("days"), manifest["versions"]["safeconduct"]
    return PlannedArm(arm.name, arm.fixed, arm.varied, days, arm.sweep.sieges, version)


def plan_arm(source: "Path | Experiment", outcomes: Sequence[str] | None = None) -> PlannedArm:
    """What an arm will be, from `find_source`. Raises ScenarioError for invalid input."""
    from sim.compare.sweep_data import read_sweep
    from sim.scenario.load import model_version
    from sim.sweep.engine import locate
    from sim.sweep.read import MANIFEST

    if isinstance(source, Path) and (source / MANIFEST).is_file():
        return planned(arm_from_sweep(read_sweep(source, outcomes)))
    prepared, _ = locate(source)
    each = [parameters_in(template.plain()) for template in prepared.templates.values()]
    fixed = {name: value for name, value in each[0].items() if all(other.get(name) == value for other in each[1:])}
    varied = {factor.dotted: factor.levels or (factor.low, factor.high) for factor in prepared.factors}
    experiment = prepared.experiment
    return PlannedArm(experiment.name, fixed, varied, experiment.days, prepared.sieges, model_version())


def check_plans(arms: Sequence[PlannedArm], horizon: int | None) -> list[str]:
    """Notes on arms that can be compared. Raises ScenarioError where they cannot, with every reason."""
    problems: list[str] = []
    notes: list[str] = []
    first = arms[0]
    for other in arms[1:]:
        who = f"{first.name} and {other.name}"
        if first.sieges != other.sieges:
            sieges = " and ".join(", ".join(arm.sieges) or "a single siege" for arm in (first, other))
            problems.append(f"{who}: cannot compare theatres with different sieges ({sieges})")
            continue
        problems += _unequal(first, other, horizon)
        if first.version != other.version:
            problems.append(
                f"{who}: made by versions {first.version} and {other.version} of Safe Conduct; run one of them again"
            )
    if horizon is not None:
        problems += _too_short(arms, horizon)
    if problems:
        raise ScenarioError(problems)
    if any(arm.values(path) != first.values(path) for arm in arms for path in first.paths(CIVILIANS)):
        notes.append(
            "The arms differ in the number of civilians on day 0: compare civilian deaths per 1 000 of them "
            "(deaths_civilians_per_1000), not their number."
        )
    return notes


def common_horizon(arms: Sequence[PlannedArm]) -> int | None:
    """Days for which every arm is followed, where they are followed for different times; otherwise None."""
    followed = [arm.followed_days for arm in arms]
    known = [days for days in followed if days is not None]
    return min(known) if known and len(set(followed)) > 1 else None


def _unequal(first: PlannedArm, other: PlannedArm, horizon: int | None) -> list[str]:
    """Problems with parameters that must match, each with a way out."""
    who, problems = f"{first.name} and {other.name}", []
    both = (first, other)
    offered = common_horizon(both)
    common = f", or give --horizon {offered}: a siege that ends later then counts as open" if offered else ""
    for path, why in ((path, why) for dotted, why in MUST_MATCH.items() for path in first.paths(dotted)):
        if path.endswith(HORIZON) and horizon is not None:
            continue
        one, two = (value_text(path, arm.fixed, arm.varied) for arm in both)
        if one != two:
            way = common if path.endswith(HORIZON) else ""
            problems.append(f"{who}: {path} is {one} and {two}: {why}; set the same value in both{way}")
    if horizon is None and first.days != other.days:
        cuts = " and ".join("not set" if arm.days is None else display(arm.days) for arm in both)
        problems.append(
            f"{who}: days is {cuts}: runs cut on different days cannot be compared; set the same value in both{common}"
        )
    return problems


def _too_short(arms: Sequence[PlannedArm], horizon: int) -> list[str]:
    short = [arm for arm in arms if arm.followed_days is not None and arm.followed_days < horizon]
    if not short:
        return []
    most = min(arm.followed_days or horizon for arm in short)
    names = join_and([arm.name for arm in short])
    return [f"--horizon {number(horizon)}: {names} followed for {count(most, 'day')} only; use {most} or less"]


def sources_of(
    what: Sequence[str | Path], replicates: int, out: str | Path | None, horizon: int | None = None
) -> list["Path | Experiment"]:
    """What each argument of a comparison names; with a horizon, scenarios are to be run for that many days.

    Raises ScenarioError where one names nothing.
    """
    from sim.sweep.experiment_reader import with_changes

    sources: list[Path | Experiment] = []
    for each in what:
        source = find_source(each, replicates, out)
        if horizon is not None and not isinstance(source, Path) and not is_experiment(each):
            horizons = plan_arm(source).followed_days
            if horizons is not None and horizon <= horizons:
                source = with_changes(source, days=horizon)
        sources.append(source)
    return sources
