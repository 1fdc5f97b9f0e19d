"""Running the cases of a file on the sweep engine, and reading their runs."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.history.case_file import read_case_file
from sim.history.mapping import read_mapping
from sim.history.prepare import PreparedHistory
from sim.history.run_class import class_of_runs
from sim.runs import store
from sim.scenario.errors import ScenarioError
from sim.scenario.files import label_of, read_text
from sim.scenario.writing import reporting_disk_errors
from sim.sweep.engine import Progress, Say, run_missing
from sim.sweep.read import CASES, is_sweep

if TYPE_CHECKING:
    import pandas as pd

    from sim.sweep.engine import SweepProgress

HISTORY = "history"  # folder of these sweeps under the results
REPLICATES = 60


class HistoryRuns(NamedTuple):
    """The finished runs of a case file."""

    folder: Path
    table: "pd.DataFrame"  # one row a run: case, replicate, class, and the columns of a run
    cases: tuple[str, ...]  # in the order of the file
    case_file_hash: str
    mapping_hash: str
    model: str
    replicates: int
    changes: tuple[str, ...]  # parameters that were set for all cases
    refused: dict[str, str]  # case -> why it was not run
    clamped: "pd.DataFrame"  # case, parameter, bound, furthest, replicates
    missing: int  # runs without a row
    failed: int  # runs with an error; they are not in the table


def prepare_history(
    file: Path | None = None,
    mapping: Path | None = None,
    replicates: int = REPLICATES,
    only: Sequence[str] = (),
    changes: Sequence[str] = (),
) -> PreparedHistory:
    """The runs of a case file under a mapping; None: those shipped. Raises ScenarioError with every problem."""
    cases = read_case_file(file)
    return PreparedHistory(cases, read_mapping(cases.codebook, mapping), replicates, only, changes)


def folder_of(prepared: PreparedHistory, out: Path | None = None) -> Path:
    """The folder of these runs under the results folder `out`."""
    return Path(store.RESULTS if out is None else out) / HISTORY / prepared.name


def run_history(
    prepared: PreparedHistory,
    folder: Path,
    workers: int = 1,
    scheduler: str | None = None,
    limit: int | None = None,
    retry_failed: bool = False,
    progress: Progress | None = None,
    say: Say | None = None,
) -> "SweepProgress":
    """Do the missing runs, in `workers` processes or on the Dask cluster of `scheduler`.

    Raises ScenarioError for invalid input or a folder of other runs.
    """
    if not is_sweep(folder):  # first, so that runs that are interrupted can be read; else only once the folder fits
        _record_cases(prepared, folder)
    state = run_missing(prepared, folder, workers, scheduler, limit, retry_failed, progress, say)
    _record_cases(prepared, folder)
    return state


def _record_cases(prepared: PreparedHistory, folder: Path) -> None:
    with reporting_disk_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        with store.atomic_write(folder / CASES) as draft:
            store.write_json(draft, _document(prepared))


def _document(prepared: PreparedHistory) -> dict[str, Any]:
    return {
        "cases": list(prepared.mapped.cases),
        "case_file": prepared.cases.hash,
        "mapping": prepared.mapping.hash,
        "changes": list(prepared.changes),
        "refused": prepared.mapped.refused,
        "clamped": [clamp._asdict() for clamp in prepared.mapped.clamped],
    }


def read_history(folder: Path) -> HistoryRuns:
    """The finished runs in a folder that `run_history` has written. Raises ScenarioError where there are none."""
    import pandas as pd

    from sim.sweep.read import load, load_manifest
    from sim.sweep.status import counts

    path = folder / CASES
    if not path.is_file():
        raise ScenarioError(f"{label_of(folder)}: has no runs of cases; `safeconduct history run` makes them")
    try:
        document = json.loads(read_text(path, label_of(path)))
        cases = tuple(document["cases"])
    except (ValueError, KeyError, TypeError):
        raise ScenarioError(f"{label_of(path)}: is damaged; `safeconduct history run` writes it again") from None
    manifest, runs = load_manifest(folder), load(folder)
    finished, failed = counts(folder)
    runs = runs[runs["error"].isna()].reset_index(drop=True)
    case = runs["point"].map(dict(enumerate(cases)))
    table = runs.drop(columns="point").assign(**{"class": class_of_runs(runs)})
    table.insert(0, "case", case)
    clamped = pd.DataFrame(document["clamped"], columns=["case", "parameter", "bound", "furthest", "replicates"])
    return HistoryRuns(
        folder=folder,
        table=table,
        cases=cases,
        case_file_hash=document["case_file"],
        mapping_hash=document["mapping"],
        model=manifest["model"],
        replicates=manifest["replicates"],
        changes=tuple(document["changes"]),
        refused=document["refused"],
        clamped=clamped,
        missing=manifest["expected"] - finished - failed,
        failed=failed,
    )
