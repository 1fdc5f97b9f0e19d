"""Sweeps whose rows are drawn from known odds, in memory or as a folder like that of `safeconduct sweep`."""

import itertools
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from sim import load_scenario, resolve
from sim.compare.sweep_data import SweepData, sweep_data_from
from sim.runs.replicates import row_schema

VERSIONS = {"safeconduct": "0.2.0", "python": "3.12.0", "numpy": "2.2.0", "numba": "0.64.0", "mesa": "3.5.1"}
ENDS = ("evacuation", "stormed", "stalemate")


def rows_of(
    levers: dict[str, list[Any]], replicates: int, odds: Any = lambda **levers: 0.5, scenario: str = "baseline"
) -> pd.DataFrame:
    """A full grid. A run ends in a deal where its seed's luck is under the odds; luck is shared by all points."""
    luck = np.random.default_rng(1).random((3, replicates))
    rows = []
    for point, values in enumerate(itertools.product(*levers.values())):
        named = dict(zip(levers, values, strict=True))
        chance = odds(**{name.partition(".")[2]: value for name, value in named.items()})
        for replicate in range(replicates):
            deal = luck[0, replicate] < chance
            end = "evacuation" if deal else "stormed" if luck[1, replicate] < 0.7 else "stalemate"
            day = 99 if end == "stalemate" else int(90 * luck[2, replicate])
            rows.append(
                {"point": point, "replicate": replicate + 1, **named, "scenario": scenario, "seed": replicate + 1}
                | {"scenario_hash": "abc", "outcome": end, "ended": "end", "day": day, "days_simulated": day + 1}
                | {"signed_day": day // 2 if deal else None, "deaths_civilians": 50 + day + (0 if deal else 40)}
                | {"deaths_fighters": 20, "deaths_besiegers": day // 3, "displaced": 100 + day, "left_armed": 10 * deal}
                | {"offers_refused": 1}
            )
    return table_of(rows, list(levers))


def table_of(rows: list[dict[str, Any]], levers: list[str]) -> pd.DataFrame:
    """Rows with every column of a part file, as pandas reads it back."""
    kinds = {bool: pa.bool_(), int: pa.int64(), float: pa.float64(), str: pa.string()}
    columns = [("point", pa.int64()), ("replicate", pa.int64())]
    columns += [(name, kinds[type(rows[0][name])]) for name in levers]
    schema = pa.unify_schemas([pa.schema(columns), row_schema()])
    return pa.Table.from_pylist([{name: row.get(name) for name in schema.names} for row in rows], schema).to_pandas()


def manifest_of(rows: pd.DataFrame, levers: list[str], **experiment: Any) -> dict[str, Any]:
    """What the sweep of rows would say of itself."""
    names = list(dict.fromkeys(rows["scenario"]))
    asked = {
        "question": "When do deals appear?",
        "scenario": names,
        "set": {},
        "levers": {name: sorted(set(rows[name].tolist()), key=str) for name in levers},
        "uncertainties": {},
        "design": {"kind": "grid", "seed": 1},
        "outcomes": [],
        "days": None,
        **experiment,
    }
    return {
        "kind": "sweep",
        "format": 1,
        "name": experiment.get("name", "study"),
        "question": asked["question"],
        "experiment": asked,
        "hash": experiment.get("hash", "0123456789ab"),
        "scenarios": dict.fromkeys(names, "abc"),
        "levers": levers,
        "uncertainties": list(asked["uncertainties"]),
        "points": int(rows.groupby(["scenario", "point"]).ngroups),
        "replicates": int(rows["replicate"].max()),
        "expected": len(rows),
        "finished": len(rows),
        "failed": 0,
        "versions": VERSIONS,
        "commit": None,
        "created": "2026-01-01T00:00:00+00:00",
        "updated": "2026-01-01T00:00:01+00:00",
    }


def study(rows: pd.DataFrame, levers: list[str], **experiment: Any) -> SweepData:
    """A study in memory."""
    return sweep_data_from(manifest_of(rows, levers, **experiment), rows)


def folder_of(
    path: Path, rows: pd.DataFrame, levers: list[str], overrides: dict[str, Any] | None = None, **experiment: Any
) -> Path:
    """A sweep folder; its scenario is the baseline with `overrides`."""
    manifest = manifest_of(rows, levers, **experiment)
    (path / "parts").mkdir(parents=True)
    (path / "scenarios").mkdir()
    for name in manifest["scenarios"]:
        text = resolve(load_scenario("baseline", overrides or {}))
        (path / "scenarios" / f"{name}.yaml").write_text(text, encoding="utf-8")
    pq.write_table(pa.Table.from_pandas(rows, preserve_index=False), path / "parts" / "000000.parquet")
    (path / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return path
