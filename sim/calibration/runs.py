"""The finished runs of a calibration, as far as they go: labels and columns by design point and case."""

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.calibration.design import PreparedCalibration
from sim.calibration.priors import read_priors
from sim.history.case_file import read_case_file
from sim.history.codebook import CLASSES
from sim.history.mapping import read_mapping
from sim.history.run_class import class_of_runs
from sim.runs import store
from sim.scenario.errors import ScenarioError
from sim.scenario.files import label_of
from sim.state.columns import Array
from sim.sweep.read import load, load_manifest
from sim.sweep.status import counts

if TYPE_CHECKING:
    import pandas as pd

CALIBRATION = "calibration"  # folder of these sweeps under the results
POINTS, REPLICATES = 1024, 2
#: Fewer finished design points than this determine no emulator.
FEWEST = 64
#: Columns of a run that are read: its class, and what else was coded of the cases.
READ = (
    "outcome", "secondary", "deal.left", "deal.settled", "deal.custody", "deal.stayed", "signed_day", "offers_refused",
    "deaths_civilians",
)  # fmt: skip


class CalibrationRuns(NamedTuple):
    """Runs of all cases at the design points that are finished for every case."""

    unit: Array  # float64 (points, constants), the finished design points in the unit cube
    labels: Array  # int64 (runs,), class of a run
    point: Array  # int64 (runs,), its row in `unit`
    case: Array  # int64 (runs,), its case
    table: "pd.DataFrame"  # the columns that were read, and `class`; one row a run, in the same order
    expected: int
    missing: int  # runs without a row
    failed: int


def prepare_calibration(
    file: Path | None = None,
    mapping: Path | None = None,
    priors: Path | None = None,
    points: int = POINTS,
    replicates: int = REPLICATES,
) -> PreparedCalibration:
    """The design over a case file, a mapping and priors; None: those shipped. Raises ScenarioError."""
    cases = read_case_file(file)
    return PreparedCalibration(cases, read_mapping(cases.codebook, mapping), read_priors(priors), points, replicates)


def folder_of(prepared: PreparedCalibration, out: Path | None = None) -> Path:
    """The folder of these runs under the results folder `out`."""
    return Path(store.RESULTS if out is None else out) / CALIBRATION / prepared.name


def read_runs(prepared: PreparedCalibration, folder: Path) -> CalibrationRuns:
    """The runs in a folder, of the design points at which every case has a run.

    Raises ScenarioError where there are too few to fit an emulator.
    """
    frame = load(folder, columns=["point", "replicate", *READ])
    finished, failed = counts(folder)
    design, case = np.divmod(frame["point"].to_numpy(), len(prepared.mapped.cases))
    seen = np.zeros((prepared.design_size, len(prepared.mapped.cases)), dtype=bool)
    seen[design, case] = True
    whole = seen.all(axis=1)
    if whole.sum() < FEWEST:
        raise ScenarioError(
            f"{label_of(folder)}: only {int(whole.sum())} design points are finished for all cases, but at least "
            f"{FEWEST} are needed; run the same command again to continue"
        )
    keep = whole[design]
    table = frame[keep].reset_index(drop=True)
    table = table.assign(**{"class": class_of_runs(table)})
    row = np.cumsum(whole) - 1
    return CalibrationRuns(
        unit=prepared.unit[whole],
        labels=table["class"].map({name: place for place, name in enumerate(CLASSES)}).to_numpy(dtype=np.int64),
        point=row[design[keep]],
        case=case[keep],
        table=table,
        expected=load_manifest(folder)["expected"],
        missing=prepared.expected - finished - failed,
        failed=failed,
    )
