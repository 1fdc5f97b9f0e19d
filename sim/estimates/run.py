"""Comparing the estimates of a scenario with what happens: from the arguments to the document and its files."""

import csv
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

from sim.estimates.causes import RefusedVariant, Variant, variants_of
from sim.estimates.comparison import comparisons, responses
from sim.estimates.rows import Row, Task, TaskResult, measure_all
from sim.estimates.sizes import DEFAULT, SEEDS, Sizes
from sim.hashes import model_hash
from sim.runs import store
from sim.runs.plan import Plan, plan_run
from sim.runs.unfinished import Progress, nothing_saved, quiet
from sim.scenario.errors import ScenarioError
from sim.scenario.load import Overrides
from sim.scenario.numbers import MAX_RUNS, MAX_SEED, MAX_WORKERS, whole_number
from sim.scenario.schema import Scenario

STATES = "states.csv"


class EstimatesPlan(NamedTuple):
    """A checked comparison."""

    plan: Plan  # of the first seed
    seeds: int
    sizes: Sizes
    variants: list[Variant]
    unchanged: list[RefusedVariant]


def plan_estimates(
    scenario: Scenario | str | Path,
    overrides: Overrides = (),
    *,
    seed: int | None = None,
    seeds: int = SEEDS,
    sizes: Sizes = DEFAULT,
    follow: bool = False,
    scale: int | None = None,
) -> EstimatesPlan:
    """Check the arguments of `estimates`. Raises ScenarioError where one is invalid."""
    seeds = whole_number("seeds", seeds, 1, MAX_RUNS)
    sizes = sizes.checked()
    plan = plan_run(scenario, seed, scale=scale, overrides=overrides)
    if plan.seed + seeds - 1 > MAX_SEED:
        raise ScenarioError(f"seed = {plan.seed}: with {seeds} seeds it must be {MAX_SEED - seeds + 1} or less")
    return EstimatesPlan(plan, seeds, sizes, *variants_of(plan.scenario, follow))


def estimates(
    scenario: Scenario | str | Path,
    overrides: Overrides = (),
    *,
    seed: int | None = None,
    seeds: int = SEEDS,
    moments: int = DEFAULT.moments,
    continuations: int = DEFAULT.continuations,
    longest: int = DEFAULT.longest,
    follow: bool = False,
    scale: int | None = None,
    workers: int = 1,
    out: str | Path | None = None,
) -> dict[str, Any]:
    """Compare each estimate of a scenario with what happens, and return the document that `--json` prints.

    `seeds` sieges with consecutive seeds are stopped on `moments` random days each; each of these states is continued
    under `continuations` other seeds for at most `longest` days. `follow` also changes causes one at a time. With
    `out` the rows and the document are written to `out/estimates/`. Raises ScenarioError where an argument is invalid.
    """
    planned = plan_estimates(
        scenario,
        overrides,
        seed=seed,
        seeds=seeds,
        sizes=Sizes(moments, continuations, longest),
        follow=follow,
        scale=scale,
    )
    return run_estimates(planned, workers=workers, out=out)


def run_estimates(
    planned: EstimatesPlan, *, workers: int = 1, out: str | Path | None = None, progress: Progress = quiet
) -> dict[str, Any]:
    """Carry out a comparison. Raises ScenarioError for an invalid number of workers, or a folder that is not ours."""
    workers = whole_number("workers", workers, 1, MAX_WORKERS)
    final = result_folder(out, planned) if out is not None else None
    tasks = _tasks(planned)
    progress(0, len(tasks))
    done: list[TaskResult] = []
    with nothing_saved(), closing(measure_all(tasks, workers)) as finished:
        for now, one in enumerate(finished, 1):
            done.append(one)
            progress(now, len(tasks))
    order = {(task.variant.cause, task.variant.factor, task.seed): i for i, task in enumerate(tasks)}
    done.sort(key=lambda one: order[one.cause, one.factor, one.seed])
    document = _document(planned, done, str(final) if final else None)
    if final:
        with store.drafted(final) as draft:
            _write_rows(draft / STATES, [row for one in done for row in one.rows])
            store.write_scenario(draft, planned.plan.scenario)
            store.write_json(draft / store.ESTIMATES, document)
    return document


def result_folder(out: str | Path, planned: EstimatesPlan) -> Path:
    """The folder of a comparison under a results folder."""
    plan, sizes = planned.plan, planned.sizes
    first = "" if plan.seed == 1 else f"from{plan.seed}"
    numbers = f"x{planned.seeds}{first}-{sizes.moments}-{sizes.continuations}-{sizes.longest}"
    follow = "-follow" if len(planned.variants) > 1 else ""
    return Path(out) / "estimates" / f"{plan.scenario.name}-{plan.scenario_hash}-{numbers}{follow}"


def _tasks(planned: EstimatesPlan) -> list[Task]:
    original, first = planned.variants[0], planned.plan.seed
    return [
        Task(original, variant, seed, planned.sizes)
        for variant in planned.variants
        for seed in range(first, first + planned.seeds)
    ]


def _document(planned: EstimatesPlan, done: Sequence[TaskResult], out: str | None) -> dict[str, Any]:
    """A comparison as a JSON document."""
    plan, sizes = planned.plan, planned.sizes
    rows: dict[tuple[str, float], list[Row]] = {(each.cause, each.factor): [] for each in planned.variants}
    for one in done:
        rows[one.cause, one.factor] += one.rows
    own = rows["", 1.0]
    return {
        "scenario": plan.scenario.name,
        "scenario_hash": plan.scenario_hash,
        "model": model_hash(),
        "seed": plan.seed,
        "seeds": planned.seeds,
        **sizes._asdict(),
        "people_per_agent": plan.scenario.population.people_per_agent,
        "states": len({(row.seed, row.moment) for row in own}),
        "estimates": comparisons(own),
        "responses": [
            {"cause": each.cause, "factor": each.factor, "estimate": name, **response}
            for each in planned.variants[1:]
            for name, response in responses(own, rows[each.cause, each.factor]).items()
        ],
        "unchanged": [each._asdict() for each in planned.unchanged],
        "failed": [
            {"seed": one.seed, "cause": one.cause, "factor": one.factor, "error": one.error}
            for one in done
            if one.error
        ],
        "out": out,
    }


def _write_rows(path: Path, rows: Sequence[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(Row._fields)
        writer.writerows(rows)
