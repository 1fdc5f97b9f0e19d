"""A finished run as layers: it is run again day by day, and what its folder does not keep is written on the way."""

import datetime
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from sim.geography.fronts import FrontHistory
from sim.geography.grid import TargetGrid, grid_from_text
from sim.geography.layer_output import BandedRaster, write_vectors
from sim.geography.made_folders import FILES, files_made, refuse_own_work
from sim.geography.qgis_styles import (
    HOLDER_COLOURS,
    FeatureStyle,
    amounts_style,
    dated_style,
    holders_style,
    write_raster_style,
)  # fmt: skip
from sim.geography.sources import check_packages
from sim.hashes import model_hash
from sim.outcomes import DAILY
from sim.runs import palette
from sim.runs.plan import Plan, plan_run
from sim.runs.run import run_plan
from sim.runs.store import DOCUMENT, GIS_LAYERS, SCENARIO, drafted
from sim.scenario.errors import ScenarioError, shorten
from sim.scenario.files import exists, label_of
from sim.scenario.load import load_scenario
from sim.scenario.maps import map_of
from sim.scenario.schema import Scenario
from sim.state.build import build
from sim.state.columns import Kind, Status
from sim.state.siege import Siege

#: Rasters, one band for the first morning and for each evening that is kept: name -> dtype, meaning and colour.
RASTERS = {
    "control": ("uint8", "0 garrison, 1 besieger, 2 nobody", ""),
    "civilians": ("int32", "civilians in the cell", palette.PEOPLE[Kind.civilian]),
    "fighters": ("int32", "fighters of the garrison in the cell", palette.PEOPLE[Kind.fighter]),
    "besiegers": ("int32", "besiegers in the cell", palette.PEOPLE[Kind.besieger]),
    "dead": ("int32", "people who have died in the cell so far, of all kinds", palette.INK),
    "danger": ("float32", "recent strikes in the cell, fading", palette.FIRE),
    "rubble": ("float32", "share of the buildings ruined", palette.RUBBLE),
}
#: Vector layers as QGIS draws them.
DRAWN = {
    "control": FeatureStyle("fill", HOLDER_COLOURS, "holder"),
    "front": FeatureStyle("line", {"": palette.INK}),
    "days": FeatureStyle("marker", {"": palette.SOFT}),
}
VECTORS = "run.gpkg"
PEOPLE = {"civilians": Kind.civilian, "fighters": Kind.fighter, "besiegers": Kind.besieger}


class RunLayers(NamedTuple):
    """What `export_run` has written."""

    folder: Path
    files: list[str]
    evenings: int
    grid: TargetGrid


def export_run(run: Path, folder: Path, every: int = 1, progress: Callable[[int], None] | None = None) -> RunLayers:
    """Write the layers of a finished run into a folder: the first morning, an evening `every` days, and the last one.

    `progress` is called with the number of days done. Raises ScenarioError where `run` is no folder of a run, its map
    has no place on Earth, or running it again gives another siege.
    """
    check_packages("writing layers for a GIS")
    if every < 1:
        raise ScenarioError(f"--every {every}: must be a whole number of days, at least 1")
    plan, document = planned(run)
    grid = grid_of(plan.scenario)
    last = int(document["day"])
    evenings = sorted({*range(0, last + 1, every), last})
    if exists(folder / DOCUMENT):
        raise ScenarioError(f"{label_of(folder)}: is the folder of a run; choose another --gis")
    if exists(folder / GIS_LAYERS):
        refuse_own_work(folder, GIS_LAYERS, "choose another --gis")
    with drafted(folder, "--gis") as draft:
        recorder = _EveningRecord(draft, grid, evenings, plan.scenario.clock.start)

        def record(siege: Siege) -> None:
            recorder.evening(siege)
            if progress is not None:
                progress(siege.day)

        try:
            recorder.morning(build(plan.scenario, map_of(plan.scenario), plan.seed))
            result = run_plan(plan, progress=record)
        finally:
            recorder.close()
        if result.digest != document["digest"]:
            raise ScenarioError(
                f"{label_of(run)}: running it again gives another siege, so its layers would not be those of "
                "the run; it was continued from a snapshot with other rules, or its files were edited"
            )
        series = {
            measure.name: column for measure, column in zip(DAILY, zip(*result.siege.daily, strict=True), strict=True)
        }
        styles = {name: dated_style(style, "date_from", "date_to") for name, style in DRAWN.items()}
        write_vectors(draft / VECTORS, recorder.history.layers(evenings, series), styles)
        about = {
            "run": run.name, "scenario": result.scenario, "seed": result.seed, "digest": result.digest,
            "model": model_hash(),
            "grid": grid.text(), "evenings": evenings,
            "rasters": {f"{name}.tif": meaning for name, (_, meaning, _) in RASTERS.items()},
            "source_of_map": plan.scenario.facts["map.file"].source, FILES: files_made(draft),
        }  # fmt: skip
        (draft / GIS_LAYERS).write_text(json.dumps(about, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return RunLayers(folder, [*(f"{name}.tif" for name in RASTERS), VECTORS], len(evenings), grid)


def planned(run: Path) -> tuple[Plan, dict[str, Any]]:
    """The plan of a finished run and its document. Raises ScenarioError where it cannot be run again as it was."""
    label = label_of(run)
    try:
        document = json.loads((run / DOCUMENT).read_text(encoding="utf-8"))
        parts = document["digest"], int(document["seed"]), int(document["day"]), document["ended"], document["model"]
    except (OSError, ValueError):
        raise ScenarioError(
            f"{label}: is no folder of a run; give one such as results/runs/NAME, which `safeconduct run` prints"
        ) from None
    except (KeyError, TypeError):
        raise ScenarioError(f"{label}: holds no single run of one siege; give the folder of one") from None
    _, seed, day, ended, model = parts
    if model != model_hash():
        raise ScenarioError(
            f"{label}: was made by another version of the model ({shorten(str(model))}, now {model_hash()}); "
            "run it again"
        )
    scenario = load_scenario(run / SCENARIO)
    return plan_run(scenario, seed, days=None if ended == "end" else day + 1), document


def grid_of(scenario: Scenario) -> TargetGrid:
    """Where the map of a scenario lies. Raises ScenarioError where nothing says so."""
    fact = scenario.facts.get("map.file")
    grid = None if fact is None else grid_from_text(fact.source)
    if grid is None:
        raise ScenarioError(
            f"{scenario.name}: its map has no place on Earth, so it cannot become layers; only maps of "
            "`safeconduct map make` have one (in the source of map.file)"
        )
    shape = map_of(scenario).terrain.shape
    if (grid.rows, grid.columns, grid.cell_m) != (*shape, scenario.map.cell_m):
        raise ScenarioError(
            f"{scenario.name}: facts.map.file.source says {grid.columns} x {grid.rows} cells of {grid.cell_m:g} m, "
            f"but the map has {shape[1]} x {shape[0]} of {scenario.map.cell_m:g} m; make the map again"
        )
    return grid


class _EveningRecord:
    """Writes a band of every raster on the evenings that are kept; memory does not grow with the days."""

    def __init__(self, folder: Path, grid: TargetGrid, evenings: list[int], start: datetime.date) -> None:
        self.folder, self.grid = folder, grid
        self.bands = {day: band for band, day in enumerate(evenings, 2)}
        self.writers = {
            name: BandedRaster(folder / f"{name}.tif", grid, len(evenings) + 1, kind, about)
            for name, (kind, about, _) in RASTERS.items()
        }
        self.start = start
        self.history = FrontHistory(grid, start)

    def morning(self, siege: Siege) -> None:
        self._write(1, siege, f"morning of day 0, {self.start.isoformat()}")

    def evening(self, siege: Siege) -> None:
        day = siege.day - 1
        band = self.bands.get(day)
        if band is None:
            return
        self.history.add(day, self._inner(siege.grid.holder))
        self._write(band, siege, f"evening of day {day}, {(self.start + datetime.timedelta(days=day)).isoformat()}")

    def _write(self, band: int, siege: Siege, label: str) -> None:
        """Write a band of every raster."""
        layers = {
            "control": self._inner(siege.grid.holder),
            "dead": self._inner(_heads(siege, Status.dead)),
            "danger": self._inner(siege.grid.danger),
            "rubble": self._inner(siege.grid.rubble),
            **{name: self._inner(_heads(siege, Status.inside, kind)) for name, kind in PEOPLE.items()},
        }
        for name, values in layers.items():
            self.writers[name].write(band, values, label)

    def _inner(self, layer: np.ndarray) -> np.ndarray:
        """A flat layer of the bordered grid (cells,) without its border, (rows, columns)."""
        return layer.reshape(self.grid.rows + 2, self.grid.columns + 2)[1:-1, 1:-1]

    def close(self) -> None:
        """Finish the files, and write the styles beside them."""
        for name, writer in self.writers.items():
            writer.close()
            colour = RASTERS[name][2]
            style = amounts_style(colour, writer.highest or 1.0) if colour else holders_style()
            write_raster_style(self.folder / f"{name}.tif", style)


def _heads(siege: Siege, status: Status, kind: Kind | None = None) -> np.ndarray:
    """People of a status by cell, int32 (cells,), of one kind or of all."""
    first, last = (
        siege.layout.kind_start[0 if kind is None else kind],
        siege.layout.kind_start[3 if kind is None else kind + 1],
    )
    people = siege.people
    there = people.status[first:last] == status
    cells, weights = people.cell[first:last][there], people.weight[first:last][there]
    return np.bincount(cells, weights, minlength=siege.grid.holder.size).astype(np.int32)
