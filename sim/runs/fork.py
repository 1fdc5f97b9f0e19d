"""A fork: one siege continued twice from the same morning and seed, under its own rules and under changed ones."""

import functools
from collections.abc import Generator, Iterable, Mapping
from pathlib import Path
from typing import Any, Literal, NamedTuple

from sim.outcomes import DAILY
from sim.runs.executor import FinishedRun, attempt_with_result, failed_run, run_all
from sim.runs.plan import Plan, changed, cut_after, plan_run
from sim.scenario.errors import ScenarioError, shorten, shown
from sim.scenario.files import label_of
from sim.scenario.load import Overrides, scenario_hash
from sim.scenario.maps import map_of
from sim.scenario.numbers import MAX_DAYS, as_whole_number, optional_whole_number
from sim.scenario.parameters import parameters
from sim.scenario.schedule import Arrival
from sim.scenario.schedule_layers import SCHEDULE
from sim.scenario.schedule_rules import with_values
from sim.scenario.schema import LISTS, Scenario, get_value
from sim.state.siege import Siege

DEAL: Literal["deal"] = "deal"
#: The two arms: under the rules as they are, and under the changed ones.
FACTUAL, COUNTERFACTUAL = ARMS = ("factual", "counterfactual")
#: Places of two columns of the daily series.
DAY, DEAD_CIVILIANS = ([series.name for series in DAILY].index(name) for name in ("day", "dead_civilians"))
#: Fields of a scenario beside its parameters; only the start reads them.
UNCHANGING = (*LISTS, "name", "title", "about")


class Fork(NamedTuple):
    """A checked fork; `plan` is the first replicate, up to the fork."""

    plan: Plan
    at: int | Literal["deal"]  # a day, or the day of the next signature
    scenario: Scenario  # under the changed rules
    scenario_hash: str
    changes: dict[str, Any]  # dotted name -> new value
    days: int | None  # to follow either arm at most; None: to the end


def plan_fork(
    source: Scenario | str | Path,
    at: int | str | None = None,
    overrides: Overrides = (),
    *,
    seed: int | None = None,
    scale: int | None = None,
    days: int | None = None,
) -> Fork:
    """Check a fork of a scenario or of a snapshot file.

    `at` is a day or "deal"; without it a snapshot is forked on its own day. `days` counts from the fork. Raises
    ScenarioError for invalid arguments, and for changes to what only the start of a siege reads.
    """
    days = optional_whole_number("days", days, 1, MAX_DAYS)
    if is_snapshot(source):
        if scale is not None:
            raise ScenarioError(f"{label_of(Path(str(source)))}: a snapshot keeps its scale; leave out --scale {scale}")
        plan = plan_run(None, seed, start_from=str(source))
    else:
        plan = plan_run(source, seed, scale=scale)
    problems = _too_late(overrides)
    try:
        changed_scenario = changed(plan.scenario, overrides)
    except ScenarioError as error:
        raise ScenarioError([*problems, *error.problems]) from None
    if problems:
        raise ScenarioError(problems)
    moment = _moment(plan, at)
    _check_entries(plan.scenario, changed_scenario, overrides, moment)
    changes = {name: value_of(changed_scenario, name) for name in _keys(overrides)}
    return Fork(
        plan, moment, changed_scenario, scenario_hash(changed_scenario, map_of(changed_scenario)), changes, days
    )


def is_snapshot(source: Scenario | str | Path) -> bool:
    """Whether the source is a snapshot and not a scenario, by the file's name or its first bytes."""
    if isinstance(source, Scenario):
        return False
    path = Path(source)
    if path.suffix == ".snapshot":
        return True
    try:
        if not path.is_file():  # a pipe would wait for ever
            return False
        with path.open("rb") as file:
            return file.read(2) == b"PK"
    except OSError:
        return False


def value_of(scenario: Scenario, dotted: str) -> Any:
    """The value of a parameter in a scenario; None for a part of an entry that its schedule does not have."""
    try:
        return get_value(scenario, dotted)
    except ValueError:
        return None


def _keys(overrides: Overrides) -> list[str]:
    if isinstance(overrides, Mapping):
        return list(overrides)
    return [text.partition("=")[0].strip() for text in overrides]


def _too_late(overrides: Overrides) -> list[str]:
    """Problems with changes to what only the start of a siege reads, and finally what may be changed instead."""
    declared = parameters()
    start = {p.dotted for p in declared if p.when == "start"} | {*UNCHANGING}
    late = [key for key in _keys(overrides) if key in start]
    problems = [
        f"--set {key}: matters only at the start of a siege, which a fork leaves as it was; "
        "to change it, run another scenario"
        for key in late
    ]
    sections = dict.fromkeys(key.partition(".")[0] for key in late)
    free = [p.dotted for p in declared if p.when == "always" and (p.section in sections)]
    if late:
        listed = ", ".join(free) or f"nothing of {' and '.join(sections)}"
        problems.append(f"a fork may change {listed}; the other sections: `safeconduct parameters --when always`")
    return problems


def _check_entries(before: Scenario, after: Scenario, overrides: Overrides, at: int | Literal["deal"]) -> None:
    """Refuse changes to the schedule that come too late for the fork. Raises ScenarioError.

    An entry must not act before the fork, and who arrives has had a row since the first day.
    """
    names = {key.split(".")[1] for key in _keys(overrides) if key.startswith(f"{SCHEDULE}.")}
    problems = [
        f"--set {SCHEDULE}.{name}.arrive: the number of people is used on the first day only; a fork may change when "
        "they arrive, not how many"
        for name in sorted(names)
        if _arriving(before, name) != _arriving(after, name)
    ]
    for name in sorted(names & set(after.schedule)):
        day = after.schedule[name].day_after(after.clock.start)
        if day is not None and at != DEAL and day < at:
            problems.append(
                f"--set {SCHEDULE}.{name}: schedule.{name} acts on day {day}, before the day of the fork, {at}; "
                "give a later day"
            )
    if problems:
        raise ScenarioError(problems)


def _arriving(scenario: Scenario, name: str) -> Arrival | None:
    """Who arrives by an entry of the schedule, or None."""
    entry = scenario.schedule.get(name)
    return entry.arrive if entry else None


def _moment(plan: Plan, at: int | str | None) -> int | Literal["deal"]:
    """The day of the fork, or the word."""
    first, horizon = plan.first_day, plan.scenario.clock.horizon_days
    if at is None:
        if plan.siege is None:
            raise ScenarioError("--at is missing: a day such as --at 30, or --at deal for the day of the signature")
        return first
    day = as_whole_number(at)
    text = str(at if day is None else day).strip()
    if text == DEAL:
        if not plan.scenario.negotiation.allowed:
            raise ScenarioError(
                f"--at deal: {plan.scenario.name} says negotiation.allowed: false, so nobody ever signs"
            )
        return DEAL
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise ScenarioError(f"--at = {shown(shorten(text))}: must be a day such as 30, or the word deal")
    if not first <= int(text) < horizon:
        raise ScenarioError(f"--at = {int(text)}: this siege goes from day {first} to day {horizon - 1} at most")
    return int(text)


def morning_of(plan: Plan, at: int | Literal["deal"], threads: int = 1) -> Siege | None:
    """The siege on the morning of day `at`, or of the next signature, before the answer; None if that never comes.

    A copy is kept each morning until a deal is signed, which takes less than a tenth of the time of the run itself;
    running again to a day that is known only afterwards would take most of it.
    """
    from sim.model import SiegeModel
    from sim.runs.run import copy_of, warm_up

    warm_up()
    siege = copy_of(plan.siege) if plan.siege else None
    model = SiegeModel(plan.scenario, seed=plan.seed, threads=threads, siege=siege)
    siege, signed, morning = model.siege, len(model.siege.deals), None
    try:
        while model.running:
            if siege.day == at:
                return siege
            if at == DEAL:
                morning = copy_of(siege)
            model.advance(1 if at == DEAL else int(at) - siege.day)
            if at == DEAL and len(siege.deals) > signed:
                return morning
    finally:
        model.engine.close()
    return None


def arms_of(siege: Siege, fork: Fork) -> dict[str, Plan]:
    """The plans of both arms from a morning, each with its own copy of the siege, equal except for the scenario."""
    from sim.runs.run import copy_of

    ways = (fork.plan.scenario, fork.plan.scenario_hash), (fork.scenario, fork.scenario_hash)
    plans = {}
    for arm, (scenario, its_hash) in zip(ARMS, ways, strict=True):
        own = copy_of(siege)
        if own.scenario_before is None:
            own.scenario = scenario
        elif arm == COUNTERFACTUAL:  # over the values that the schedule has set so far
            values = {name: value for name, value in fork.changes.items() if not name.startswith(f"{SCHEDULE}.")}
            own.scenario_before = scenario
            own.scenario = with_values(own.scenario, values).model_copy(update={SCHEDULE: scenario.schedule})
        plans[arm] = Plan(scenario, its_hash, siege.seed, fork.days, None, own)
    return plans


def fork_once(plan: Plan, fork: Fork) -> FinishedRun:
    """One replicate: `arms` of the document has a row for each arm, or none if the day of the fork never came."""
    from sim.runs.replicates import row_of

    key = {"scenario": plan.scenario.name, "scenario_hash": plan.scenario_hash, "seed": plan.seed, "error": None}
    try:
        siege = morning_of(plan, fork.at)
    except Exception as error:
        return failed_run(plan, f"{type(error).__name__}: {error}")
    if siege is None:
        return FinishedRun({**key, "forked_day": None, "arms": []}, {})
    rows, series = [], []
    for arm, way in arms_of(siege, fork).items():
        done, result = attempt_with_result(way)
        if done.failed or result is None:
            return failed_run(plan, f"{arm}: {done.document['error']}")
        rows.append({"arm": arm, "forked_day": siege.day, **row_of(done)})
        series.append({day[DAY]: day[DEAD_CIVILIANS] for day in result.siege.daily})
    common = min(max(days) for days in series)
    for row, days in zip(rows, series, strict=True):
        row |= {"common_day": common, "deaths_civilians_common": days[common]}
    return FinishedRun({**key, "forked_day": siege.day, "arms": rows}, {})


def plans_of(fork: Fork, replicates: int) -> list[Plan]:
    """The plans of the replicates, with consecutive seeds."""
    return [fork.plan._replace(seed=fork.plan.seed + number) for number in range(replicates)]


def fork_all(fork: Fork, plans: Iterable[Plan], workers: int = 1) -> Generator[FinishedRun]:
    """Run replicates of a fork and yield them in order of completion."""
    return run_all(plans, workers, functools.partial(fork_once, fork=fork))


def check_replicates(fork: Fork, replicates: Any, workers: Any) -> tuple[int, int]:
    """Replicates and workers as whole numbers. Raises ScenarioError where they are invalid."""
    from sim.runs import replicates as many

    if fork.plan.siege is None:
        return many.check_replicates(fork.plan, replicates, workers)
    replicates, workers = many.numbers_of_many(replicates, workers)
    if replicates != 1:
        raise ScenarioError("a snapshot is of one run, with one seed; leave out --replicates, or fork a scenario")
    return replicates, workers


def check_changes(fork: Fork) -> None:
    """Refuse a fork whose ways are the same siege, as whoever asks what if has something to change.

    Raises ScenarioError.
    """
    if not fork.changes:
        raise ScenarioError(
            "--set is missing: say what is changed from that morning on, such as --set negotiation.allowed=false; "
            "`safeconduct parameters --when always` lists what may be"
        )
    scenario = fork.plan.scenario
    problems = [
        f"--set {name}={shown(value)}: {scenario.name} says so already; give another value, or leave it out"
        for name, value in fork.changes.items()
        if value == value_of(scenario, name)
    ]
    if problems:
        raise ScenarioError(problems)


def name_of(fork: Fork, replicates: int) -> str:
    """Name of its folder: scenario, day, changed scenario, number of replicates."""
    plan = fork.plan
    if plan.siege is not None:
        from sim.state.snapshot import digest

        last = ""
        first = digest(plan.siege)[:12]
    else:
        last = f"-x{replicates}" + ("" if plan.seed == 1 else f"from{plan.seed}")
        first = plan.scenario_hash
    return f"{plan.scenario.name}-{first}-{fork.at}-{fork.scenario_hash}{last}{cut_after(fork.days)}"
