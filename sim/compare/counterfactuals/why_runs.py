"""The runs of an answer: the siege as it was and each counterfactual, over its own seed and a sample of seeds."""

import time
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import pandas as pd

from sim.compare.counterfactuals.why_plan import (
    FEWEST_SEEDS,
    LONGEST_S,
    MOST_FURTHER_PAIRS,
    MOST_ON_OWN_SEED,
    PAIRED,
    SEEDS,
    Counterfactual,
    WhyPlan,
    pairs_of,
)
from sim.compare.outcomes import DEAL, DEALS, with_outcome_columns
from sim.runs.executor import FinishedRun, attempt, run_all
from sim.runs.plan import Plan
from sim.runs.replicates import row_of
from sim.runs.unfinished import Progress, Say, nothing_saved
from sim.scenario.errors import ScenarioError
from sim.text.format import count, number

#: The name of the siege itself among the counterfactuals.
AS_IT_WAS = "as it was"
AGAIN_S = 10.0  # a run that takes longer is not timed again


class WhyRuns(NamedTuple):
    """What was run."""

    rows: pd.DataFrame  # one per counterfactual and seed: `counterfactual`, and the columns that estimates need
    records: tuple[dict[str, Any], ...]  # the same as they are kept in a table
    pairs: tuple[Counterfactual, ...]  # that were run over the sample
    seeds: int  # of the sample
    failed: tuple[dict[str, Any], ...]  # seed, counterfactual, error
    seconds: float

    def of(self, name: str, seeds: Iterable[int]) -> pd.DataFrame:
        """The runs of one counterfactual with these seeds, by seed."""
        own = self.rows[(self.rows["counterfactual"] == name) & self.rows["seed"].isin(list(seeds))]
        return own.set_index("seed").sort_index()


class _Runner:
    """Does runs, each once, and keeps them by scenario hash and seed."""

    def __init__(self, plan: WhyPlan, workers: int, progress: Progress) -> None:
        self.plan, self.workers, self.progress = plan, workers, progress
        self.done: dict[tuple[str, int], FinishedRun] = {}
        self.now, self.due = 0, 0

    def do(self, what: Sequence[Counterfactual | None], seeds: Iterable[int]) -> None:
        """Run counterfactuals, None being the siege as it was, with each of the seeds."""
        plans = {}
        for each in what:
            scenario, digest = (
                (self.plan.plan.scenario, self.plan.plan.scenario_hash)
                if each is None
                else (each.scenario, each.scenario_hash)
            )
            for seed in seeds:
                if (digest, seed) not in self.done:
                    plans[digest, seed] = self.plan.plan._replace(scenario=scenario, scenario_hash=digest, seed=seed)
        for finished in run_all(plans.values(), self.workers):
            self.done[finished.document["scenario_hash"], finished.seed] = finished
            self.now += 1
            self.progress(self.now, self.due)

    def ending(self, of: Counterfactual | None, seed: int) -> str | None:
        """How a run ended, any deal as a deal; None where it was cut or failed."""
        digest = self.plan.plan.scenario_hash if of is None else of.scenario_hash
        return ending_class(self.done[digest, seed].document.get("outcome"))


def ending_class(outcome: str | None) -> str | None:
    """The ending, where all deals are one."""
    return DEAL if outcome in DEALS else outcome


def carry_out(plan: WhyPlan, workers: int, progress: Progress, say: Say) -> WhyRuns:
    """Do all runs. Raises ScenarioError where the siege itself cannot be run, or with no other seed."""
    from sim.runs.run import warm_up

    began = time.monotonic()
    runner = _Runner(plan, workers, progress)
    warm_up()
    own = plan.run.seed
    first, seconds = _timed(plan.plan)
    if first.failed:
        raise ScenarioError(f"{plan.run.scenario.name}: the run of seed {own} failed: {first.document['error']}")
    runner.done[plan.plan.scenario_hash, own] = first
    pairs = list(pairs_of(plan.run.scenario, plan.singles)) if len(plan.singles) <= MOST_ON_OWN_SEED else []
    alone = [*plan.singles, *([plan.together] if plan.together else [])]
    most_pairs = PAIRED * (PAIRED - 1) // 2 + (MOST_FURTHER_PAIRS if pairs else 0)
    most_pairs = min(most_pairs, len(plan.singles) * (len(plan.singles) - 1) // 2)
    seeds = plan.seeds or _affordable(seconds, len(alone) + len(pairs), 1 + len(alone) + most_pairs, workers)
    runner.due = len(alone) + len(pairs) + seeds * (1 + len(alone) + most_pairs)
    say(_size(plan, runner.due + 1, len(alone), seeds, most_pairs, runner.due * seconds / workers))
    progress(0, runner.due)
    sample = plan.sample(seeds)
    with nothing_saved():
        runner.do([*alone, *pairs], [own])
        runner.do([None, *alone], sample)
        chosen = _chosen_pairs(plan, runner, pairs, sample)
        runner.do(chosen, [own, *sample])
    names: list[tuple[str, str]] = [(AS_IT_WAS, plan.plan.scenario_hash)]
    names += [(each.name, each.scenario_hash) for each in (*alone, *chosen)]
    records, failed = _records(runner.done, names, [own, *sample])
    if all(record["seed"] == own for record in records if record["counterfactual"] == AS_IT_WAS):
        raise ScenarioError(f"{plan.run.scenario.name}: all runs with other seeds failed: {failed[0]['error']}")
    rows = with_outcome_columns(pd.DataFrame(records))
    return WhyRuns(rows, tuple(records), tuple(chosen), seeds, tuple(failed), time.monotonic() - began)


def _timed(plan: Plan) -> tuple[FinishedRun, float]:
    """A run and the seconds that it takes; of a short one those of a second time, with everything loaded."""
    before = time.perf_counter()
    finished = attempt(plan)
    seconds = time.perf_counter() - before
    if seconds < AGAIN_S:
        before = time.perf_counter()
        attempt(plan)
        seconds = min(seconds, time.perf_counter() - before)
    return finished, seconds


def _affordable(seconds: float, on_own_seed: int, per_seed: int, workers: int) -> int:
    """The default number of seeds, or what two minutes allow of it."""
    runs = LONGEST_S * workers / max(seconds, 1e-6)
    return max(FEWEST_SEEDS, min(SEEDS, int((runs - on_own_seed) / per_seed)))


def _size(plan: WhyPlan, runs: int, alone: int, seeds: int, pairs: int, seconds: float) -> str:
    fewer = ""
    if plan.seeds is None and seeds < SEEDS:
        fewer = f" With {SEEDS} seeds it would take longer than two minutes: --seeds {SEEDS} does that."
    return (
        f"At most {count(runs, 'run')}, about {number(max(1.0, seconds))} s: the siege as it was, "
        f"{count(alone, 'counterfactual')} and up to {count(pairs, 'pair')} of changes, each with "
        f"{count(seeds, 'other seed')}.{fewer}"
    )


def _chosen_pairs(
    plan: WhyPlan, runner: _Runner, pairs: Sequence[Counterfactual], sample: Iterable[int]
) -> list[Counterfactual]:
    """The pairs to run over the sample: of the changes that matter most, and those that change the ending on its seed.

    A change matters as it makes the ending rarer, or deals more frequent.
    """
    own, seeds = plan.run.seed, list(sample)
    main = runner.ending(None, own)

    def share(of: Counterfactual | None, ending: str | None) -> float:
        return sum(runner.ending(of, seed) == ending for seed in seeds) / len(seeds)

    ended, deals = share(None, main), share(None, DEAL)
    gains = {each.name: max(ended - share(each, main), share(each, DEAL) - deals) for each in plan.singles}
    if main == DEAL:
        gains = {each.name: ended - share(each, main) for each in plan.singles}
    largest = sorted((each for each in plan.singles if gains[each.name] > 0), key=lambda each: -gains[each.name])
    flips = {single.path for single in plan.singles if runner.ending(single, own) != main}
    further = [
        pair for pair in pairs if runner.ending(pair, own) != main and not any(path <= pair.path for path in flips)
    ]
    chosen = [*pairs_of(plan.run.scenario, largest[:PAIRED]), *further[:MOST_FURTHER_PAIRS]]
    return list({pair.scenario_hash: pair for pair in chosen}.values())


def _records(
    done: dict[tuple[str, int], FinishedRun], names: Sequence[tuple[str, str]], seeds: Sequence[int]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    records, failed = [], []
    for name, digest in names:
        for seed in seeds:
            finished = done[digest, seed]
            if finished.failed:
                failed.append({"seed": seed, "counterfactual": name, "error": finished.document["error"]})
            else:
                records.append({"counterfactual": name, **row_of(finished)})
    return records, failed
