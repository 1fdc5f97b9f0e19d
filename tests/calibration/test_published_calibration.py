"""What is published of the calibration: its page, its runs and the shipped draws belong together."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.calibration.design import design_points
from sim.calibration.emulator import features, fit_case, fold_of
from sim.calibration.priors import read_priors
from sim.calibration.publish import DOCUMENTATION, PUBLISHED, page_text
from sim.calibration.tables import constants_table
from sim.history.case_file import read_case_file
from sim.history.codebook import CLASSES
from sim.scenario.joint_draws import read_joint_draws

ROOT = Path(__file__).parents[2]
AGAIN = "run: safeconduct history calibrate --publish"
DOCUMENT = json.loads((ROOT / PUBLISHED / "calibration.json").read_text(encoding="utf-8"))


def test_the_page_says_what_the_document_says() -> None:
    assert (ROOT / DOCUMENTATION).read_text(encoding="utf-8") == page_text(ROOT), AGAIN


def test_the_shipped_draws_are_those_of_the_document() -> None:
    draws, priors = read_joint_draws("history"), read_priors()
    assert draws.hash == DOCUMENT["posterior"], AGAIN
    assert (DOCUMENT["priors"], DOCUMENT["case_file"]) == (priors.hash, read_case_file().hash), AGAIN
    assert {name: draws.about[name] for name in ("model", "case_file", "mapping", "priors")} == {
        name: DOCUMENT[name] for name in ("model", "case_file", "mapping", "priors")
    }
    assert draws.names == priors.names
    for place, one in enumerate(DOCUMENT["constants"]):  # 256 draws: the standard error of a share is 3 points
        values = np.array([row[place] for row in draws.rows])
        for name, share in (("p10", 0.1), ("median", 0.5), ("p90", 0.9)):
            assert np.mean(values <= one["posterior"][name]) == pytest.approx(share, abs=0.1), one["parameter"]


def test_an_emulator_fitted_again_to_the_published_runs_is_the_same() -> None:
    runs = pd.read_parquet(ROOT / PUBLISHED / "runs.parquet")
    assert len(runs) == DOCUMENT["runs"]
    assert runs.groupby("case").size().nunique() == 1
    told = {one["case"]: one for one in DOCUMENT["emulators"]}
    case = "raqqa_2017"
    own = runs[runs["case"] == case]
    point = own["design_point"].to_numpy()
    unit = design_points(len(DOCUMENT["constants"]), DOCUMENT["design_points"])
    labels = own["class"].map({name: i for i, name in enumerate(CLASSES)}).to_numpy()
    found = fit_case(features(unit)[point], labels, fold_of(len(unit))[point], len(CLASSES))
    assert found.held_out == pytest.approx(told[case]["held_out"], abs=1e-6)
    assert found.constant == pytest.approx(told[case]["constant"], abs=1e-9)
    assert found.held_out > found.constant + 0.1  # what the constants are explains how it ends


def test_what_was_learned_about_comes_first() -> None:
    table = constants_table(DOCUMENT)
    removed = [one["variance_removed"] for one in DOCUMENT["constants"]]
    assert table["parameter"][0] == DOCUMENT["constants"][int(np.argmax(removed))]["parameter"]
    assert len(table) == len(removed)
