"""What the parties of each case estimate on the first day, beside what the model then does from that state."""

import csv
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import count as numbers
from pathlib import Path
from typing import Any, NamedTuple

from sim.estimates.comparison import comparisons
from sim.estimates.declared import NAMES
from sim.estimates.rows import Row
from sim.estimates.sizes import Sizes
from sim.history.prepare import PreparedHistory
from sim.runs.executor import PROCESS_DIED, TaskHandler, map_unordered
from sim.scenario.schema import Scenario

ROWS = "start_estimates.csv"
#: One state of each case, continued under few seeds: what is compared is many cases, not one of them exactly.
SIZES = Sizes(moments=1, continuations=2, longest=180)


class StartTask(NamedTuple):
    """The first run of a case."""

    case: str
    scenario: Scenario
    seed: int


class CaseRows(NamedTuple):
    """The rows of a case, or why there are none."""

    case: str
    rows: list[Row]
    error: str | None


def start_estimates(
    prepared: PreparedHistory, folder: Path, workers: int, progress: Callable[[int, int], None]
) -> dict[str, Any]:
    """Estimates over the first days of all cases, beside what happens: the comparisons, cases and errors.

    The rows are kept in `folder`, whose runs they belong to, and read from there where they exist.
    """
    tasks = list(_tasks(prepared))
    done = _read(folder / ROWS)
    errors: dict[str, str] = {}
    if set(done) != {task.case for task in tasks}:
        progress(0, len(tasks))
        handler = TaskHandler(measure, lambda task: CaseRows(task.case, [], PROCESS_DIED), lambda task: [task])
        with closing(map_unordered(tasks, workers, handler)) as finished:
            for now, one in enumerate(finished, 1):
                done[one.case] = one.rows
                if one.error:
                    errors[one.case] = one.error
                progress(now, len(tasks))
        if not errors:
            _write(folder / ROWS, {task.case: done[task.case] for task in tasks})
    return _document({task.case: done[task.case] for task in tasks}, errors)


def kept_estimates(folder: Path) -> dict[str, Any] | None:
    """What `start_estimates` has kept in a folder; None where it has not been asked for."""
    done = _read(folder / ROWS)
    return _document(done, {}) if done else None


def _document(done: dict[str, list[Row]], errors: dict[str, str]) -> dict[str, Any]:
    rows = [row for part in done.values() for row in part]
    return {"cases": sum(map(bool, done.values())), "estimates": comparisons(rows), "errors": errors}


def _tasks(prepared: PreparedHistory) -> Iterator[StartTask]:
    """The first replicate of each case, with its own draws and seed."""
    for point, case in enumerate(prepared.mapped.cases):
        spec = prepared.spec(point)
        template = prepared.templates[spec.scenario]
        names = [factor.dotted for factor in prepared.uncertainties]
        yield StartTask(case, template.varied(dict(zip(names, spec.values, strict=True))), spec.seed)


def measure(task: StartTask) -> CaseRows:
    """The estimates of the first evening of a case, and what happens; an exception becomes the error of the case."""
    try:
        return CaseRows(task.case, list(_rows(task)), None)
    except Exception as error:
        return CaseRows(task.case, [], f"{type(error).__name__}: {error}")


def _rows(task: StartTask) -> Iterator[Row]:
    from sim.estimates import continuations, decision_round, forks, moments
    from sim.estimates.assault import assaulted
    from sim.estimates.departure import departed
    from sim.estimates.holding_out import endured, held_out
    from sim.kernels.decision_round import is_due
    from sim.runs.run import copy_of

    first = next(day for day in numbers() if is_due(day, task.scenario.negotiation.decision_days))
    for moment in moments.moments_of(task.scenario, task.seed, [first]):
        morning = copy_of(moment.siege)
        morning.scenario, morning.scenario_before = forks.as_written(morning, task.scenario), None
        estimated = decision_round.estimates_of(morning)
        evening = continuations.evening_of(moment, moment.siege.scenario)
        realised = {
            **assaulted(moment, SIZES),
            **held_out(evening, moment, SIZES),
            **endured(evening, moment, task.scenario, SIZES),
            **departed(evening, moment, SIZES),
        }
        for name in NAMES:
            value, beyond = realised.get(name, (None, False))
            yield Row(
                "", 1.0, task.seed, moment.number, estimated.day, estimated.cover, name, estimated.values[name],
                value, beyond,
            )  # fmt: skip


def _write(path: Path, rows: dict[str, list[Row]]) -> None:
    from sim.scenario.writing import output_file

    with output_file(path, "folder") as draft, draft.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("case", *Row._fields))
        writer.writerows((case, *row) for case, part in rows.items() for row in part)


def _read(path: Path) -> dict[str, list[Row]]:
    """The rows of each case; none where the file does not exist."""
    if not path.is_file():
        return {}
    import pandas as pd

    frame = pd.read_csv(path, keep_default_na=False, na_values={"realised": [""]}, float_precision="round_trip")
    found: dict[str, list[Row]] = {}
    for one in frame.to_dict("records"):
        case = str(one.pop("case"))
        values = {str(key): value for key, value in one.items()}
        values["realised"] = None if pd.isna(values["realised"]) else values["realised"]
        found.setdefault(case, []).append(Row(**values))
    return found
