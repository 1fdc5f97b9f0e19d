"""Sweeps in other tools: SALib's order, xarray's dimensions and units, the columns that the script in R reads."""

import re
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.dataset as ds
import pytest

from sim.sweep import load, load_samples, run_experiment
from sim.sweep.designs import problem
from sim.sweep.labelled_arrays import load_xarray
from tests.process import ROOT
from tests.sweep.conftest import ASKED, prepared


@pytest.fixture(scope="module")
def grid(tmp_path_factory: pytest.TempPathFactory) -> Path:
    asked = prepared(replicates=2, outcomes=["deal"])
    return run_experiment(asked.experiment, out=tmp_path_factory.mktemp("grid"))


def test_a_grid_is_an_array_by_lever_with_units(grid: Path) -> None:
    pytest.importorskip("xarray", reason="the extra xarray is not installed")
    found, rows = load_xarray(grid), load(grid)
    assert dict(found.sizes) == {"supply.food_days": 4, "garrison.morale": 2, "replicate": 2}
    deaths = found["deaths_civilians"]
    assert (deaths.attrs["units"], deaths.attrs["long_name"]) == ("person", "Civilian deaths")
    assert found["supply.food_days"].attrs["units"] == "day"
    means = rows.groupby(["supply.food_days", "garrison.morale"])["deaths_civilians"].mean()
    for (food, morale), mean in means.items():  # pyright: ignore[reportGeneralTypeIssues]
        cell = deaths.sel({"supply.food_days": food, "garrison.morale": morale})
        assert float(cell.mean()) == mean
    assert np.isnan(found["signed_day"]).all()
    assert found["ended"].dtype == object
    assert found.attrs["question"] == ASKED["question"]


def test_sampled_points_are_a_dimension_and_in_salibs_order(tmp_path: Path) -> None:
    pytest.importorskip("xarray", reason="the extra xarray is not installed")
    levers = {"supply.food_days": {"low": 5, "high": 40}, "garrison.morale": {"low": 0.3, "high": 0.9}}
    folder = run_experiment(
        prepared(levers=levers, design={"kind": "morris", "trajectories": 2}, replicates=1).experiment, out=tmp_path
    )
    found = load_xarray(folder)
    assert dict(found.sizes) == {"point": 6, "replicate": 1}
    bounds, sample = load_samples(folder)
    assert bounds == problem(2, list(levers))
    assert list(sample.columns) == list(levers)
    food = found["supply.food_days"].to_numpy()
    assert food == pytest.approx(5 + 35 * sample["supply.food_days"].to_numpy())


def test_the_script_in_r_reads_columns_that_exist_with_plain_types(grid: Path) -> None:
    page = (ROOT / "docs" / "other-tools.md").read_text(encoding="utf-8")
    (script,) = re.findall(r"```r\n(.*?)```", page, re.S)
    (chosen,) = re.findall(r"select\((.*?)\)", script)
    names = {name.strip().strip("`") for name in chosen.split(",")} - {"deal"}
    names |= {"error", "outcome"}
    levers = {"supply.food_days", "guarantor.strength"}
    assert levers < names
    schema = ds.dataset(grid / "parts").schema
    types = {name: schema.field(name).type for name in names - levers}
    assert types == {
        **dict.fromkeys(("seed", "point", "replicate", "signed_day", "deaths_civilians"), pa.int64()),
        **dict.fromkeys(("error", "outcome"), pa.string()),
    }
    assert schema.field("supply.food_days").type == pa.float64()
