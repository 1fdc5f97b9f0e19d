"""What is published of a calibration: its runs, document and picture, the shipped joint draws, and the page."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim.calibration import page
from sim.calibration.design import PreparedCalibration
from sim.calibration.figures import figures
from sim.calibration.runs import CalibrationRuns
from sim.compare.html_page import render_figure, write_files
from sim.history.page import between
from sim.scenario.errors import ScenarioError
from sim.scenario.joint_draws import SHIPPED
from sim.tables.dictionary import DICTIONARY, dictionary_of
from sim.tables.parquetfile import parquet_of
from sim.tables.reports import CALIBRATION_RUNS

PUBLISHED, DOCUMENTATION, DRAWS = Path("results/published/calibration"), Path("docs/calibration.md"), Path("configs")
RUNS = "runs"
#: What stands between these marks of the page is written.
BEGIN = "<!-- calibration: written by safeconduct history calibrate --publish -->"
END = "<!-- end of what is written -->"


def publish(
    prepared: PreparedCalibration, runs: CalibrationRuns, document: dict[str, Any], posterior: pd.DataFrame, root: Path
) -> str:
    """Keep a calibration in the source tree `root`, ship its draws and rewrite the page; returns a sentence.

    Raises ScenarioError where runs are missing, or `root` is no source tree.
    """
    check_tree(root)
    if document["missing"] or document["failed"]:
        raise ScenarioError("--publish: runs are missing or failed; finish them first")
    (picture,) = figures(document)
    text = f"{json.dumps(document, indent=1, ensure_ascii=False)}\n"
    write_files(
        root / PUBLISHED,
        {
            page.DOCUMENT: text.encode(),
            page.PICTURE: render_figure(picture.figure, "png"),
            f"{RUNS}.parquet": parquet_of(table_of_runs(prepared, runs), CALIBRATION_RUNS),
            DICTIONARY: dictionary_of({RUNS: CALIBRATION_RUNS}).encode(),
        },
    )
    draws = root / DRAWS / SHIPPED
    write_files(draws.parent, {draws.name: page.posterior_text(document, posterior).encode()})
    write_files(root / DOCUMENTATION.parent, {DOCUMENTATION.name: page_text(root).encode()})
    return f"Published: {PUBLISHED / page.DOCUMENT} and {DRAWS / SHIPPED}, with {DOCUMENTATION}"


def check_tree(root: Path) -> None:
    """Raise ScenarioError where `root` is no source tree, before anything is run for it."""
    if not (root / DOCUMENTATION).is_file():
        raise ScenarioError(f"--publish: {DOCUMENTATION} is not in this folder; run the command in a source tree")


def table_of_runs(prepared: PreparedCalibration, runs: CalibrationRuns) -> pd.DataFrame:
    """The runs with what calibration reads of them, one row a run, by case, design point and replicate."""
    names = [column.name for column in CALIBRATION_RUNS]
    made = runs.table.assign(case=np.array(prepared.mapped.cases)[runs.case], design_point=runs.point)
    return made.sort_values(names[:3], ignore_index=True)[names]


def page_text(root: Path) -> str:
    """The page as it follows from what is published."""
    document = json.loads((root / PUBLISHED / page.DOCUMENT).read_text(encoding="utf-8"))
    text = (root / DOCUMENTATION).read_text(encoding="utf-8")
    picture = Path("..") / PUBLISHED / page.PICTURE
    return between(text, BEGIN, END, page.markdown(document, picture.as_posix()))
