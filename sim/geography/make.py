"""A scenario from geographic files: a folder with the scenario, its map, a report, the provenance and a picture."""

import datetime
import json
import math
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from sim.geography.backdrop import write_backdrop
from sim.geography.ground_data import GroundData, read_ground
from sim.geography.made_folders import FILES, files_made, refuse_own_work
from sim.geography.provenance import provenance_of, source_text
from sim.geography.report import MapReport
from sim.geography.sources import MapSources, check_packages, layer_files
from sim.scenario import yamltext
from sim.scenario.errors import ScenarioError, shorten, shown
from sim.scenario.files import label_of
from sim.scenario.ground import Holder, Raster, Terrain
from sim.scenario.load import parse_overrides, scenario_from_data
from sim.scenario.rasters import checked, render
from sim.scenario.schedule_layers import add_part
from sim.scenario.sections.assault import Assault
from sim.scenario.sections.setting import Clock
from sim.scenario.writing import draft_path, exists, replace_folder, reporting_disk_errors
from sim.text.format import number

MAP, BACKDROP, PICTURE, REPORT, PROVENANCE, LAYERS = (
    "map.txt", "map.backdrop.json", "check.png", "report.txt", "provenance.json", "layers",
)  # fmt: skip
VECTORS = "vectors.gpkg"
CIVILIANS = "population.civilians"
#: Rows of civilians up to which each stands for one person.
MOST_ROWS = 100_000
MOST_CIVILIANS = 2_000_000


class MadeMap(NamedTuple):
    """What `make_map` has written."""

    folder: Path
    scenario: Path
    report: MapReport
    provenance: dict[str, Any]
    civilians: int


def make_map(
    name: str,
    sources: MapSources,
    out: Path = Path(),
    cell_m: float | None = None,
    start: datetime.date | None = None,
    overrides: Sequence[str] = (),
    title: str = "",
) -> MadeMap:
    """Make the scenario `name` in the folder `out`/`name`, and read it back to check it.

    Raises ScenarioError with the way out where a file cannot be used, or the folder holds something else.
    """
    check_packages("making a map")
    if not name or not all(c.isascii() and (c.islower() or c.isdigit() or c == "_") for c in name):
        raise ScenarioError(
            f"{shown(name)}: the name of a map must be lower case letters, digits and _, such as my_town"
        )
    files, folder, report = layer_files(sources), out / name, MapReport.empty()
    _check_replaceable(folder)
    values, problems = parse_overrides(overrides)
    if problems:
        raise ScenarioError(problems)
    given = dict(values).get(CIVILIANS)
    civilians = given if isinstance(given, int) and not isinstance(given, bool) and given > 0 else None
    data = read_ground(files, sources.classes, cell_m, start, civilians, report)
    people = None if data.people is None else data.people.astype(np.int32)
    made = checked(data.terrain, data.held, data.grid.cell_m, "the map made of these files", people)
    provenance = provenance_of(files, sources.licences, data.grid, sources.classes)
    scenario = _scenario_data(name, title, data, provenance, values, report)
    with reporting_disk_errors(folder):
        draft = draft_path(folder)
        try:
            (draft / LAYERS).mkdir(parents=True)
            (draft / MAP).write_text(_map_text(made, title or name, data), encoding="utf-8")
            total = scenario_from_data(scenario, f"{name}.yaml", draft).population.civilians
            text = HEAD.format(name=name) + yamltext.write(scenario)
            (draft / f"{name}.yaml").write_text(text, encoding="utf-8")
            _write_layers(draft / LAYERS, data)
            write_backdrop(data, draft / BACKDROP)
            (draft / REPORT).write_text(report.text(), encoding="utf-8")
            from sim.geography.picture import draw_check

            draw_check(data, title or name, draft / PICTURE)
            provenance[FILES] = files_made(draft)
            document = json.dumps(provenance, indent=2, ensure_ascii=False, sort_keys=False)
            (draft / PROVENANCE).write_text(document + "\n", encoding="utf-8")
            replace_folder(draft, folder)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    return MadeMap(folder, folder / f"{name}.yaml", report, provenance, total)


HEAD = """\
# Made by `safeconduct map make`. Write what you know of the siege in a file of your own, which begins with
#   extends: ./{name}/{name}.yaml
# and lies beside this folder, so that the map can be made again without losing it.
"""


def _check_replaceable(folder: Path) -> None:
    """Raises ScenarioError where a folder holds something else than a map that was made, or work of its user."""
    if not exists(folder):
        return
    if not folder.is_dir() or (any(folder.iterdir()) and not (folder / PROVENANCE).is_file()):
        raise ScenarioError(f"{label_of(folder)}: exists but is not a map made earlier; choose another name or --out")
    refuse_own_work(folder, PROVENANCE, "choose another name or --out")


def _map_text(made: Raster, title: str, data: GroundData) -> str:
    """The map as text, with the grid in its front matter."""
    front = yamltext.write({"title": title, "source": data.grid.text()})
    return front + render(made)


def _scenario_data(
    name: str,
    title: str,
    data: GroundData,
    provenance: dict[str, Any],
    values: list[tuple[str, Any]],
    report: MapReport,
) -> dict[str, Any]:
    """The scenario as a file states it."""
    scenario: dict[str, Any] = {
        "extends": "baseline",
        "name": name,
        "title": title or f"{name}, on ground made from geographic files",
        "about": "The ground, the ring, the number of civilians and their homes come from geographic files. Everything "
        "else is the baseline's until it is stated: food, both forces, what the parties want.",
        "map": {"file": MAP, "cell_m": data.grid.cell_m},
        "facts": {"map.file": {"source": source_text(provenance)}},
    }
    if data.start is not None:
        scenario["clock"] = {"start": data.start.isoformat()}
    elif data.schedule and "clock.start" not in dict(values):
        first = min(entry["date"] for entry in data.schedule.values())
        raise ScenarioError(
            f"{', '.join(data.schedule)}: have dates; give the first day of the siege with --start, "
            f"such as --start {first}"
        )
    ticks = math.ceil(Assault().advance_m_day / data.grid.cell_m)
    if ticks > Clock().ticks_per_day and not {"clock.ticks_per_day", "assault.advance_m_day"} & set(dict(values)):
        scenario.setdefault("clock", {})["ticks_per_day"] = ticks
        report.assumed.append(f"clock.ticks_per_day: {ticks}, as cells of {data.grid.cell_m:g} m need")
    if data.people is not None:
        people = int(data.people.sum())
        if people > MOST_CIVILIANS:
            raise ScenarioError(
                f"population: {number(people)} people within the ring, but a siege has at most "
                f"{number(MOST_CIVILIANS)}; is the raster in people per pixel? Otherwise give a smaller "
                f"ring, or --set {CIVILIANS}=N"
            )
        scenario["population"] = {"civilians": people}
        if people > MOST_ROWS:
            scale = -(-people // MOST_ROWS)
            scenario["population"]["civilians_per_agent"] = scale
            report.assumed.append(
                f"population.civilians_per_agent: {scale}, so that a run stays fast, and cells are right to within "
                f"{scale} people; 1 simulates each"
            )
        file = provenance["layers"]["population"]
        scenario["facts"][CIVILIANS] = {
            "source": f"sum of {file['file']} (sha256 {file['sha256'][:12]}) within the ring, fighters not told apart"
        }
    if data.schedule:
        scenario["schedule"] = data.schedule
    for key, value in values:
        section, _, parameter = key.partition(".")
        if section == "schedule":
            add_part(scenario.setdefault("schedule", {}), parameter, value)
        elif section == "map":
            raise ScenarioError(
                f"--set {shorten(key)}: the files make the map; give the side of a cell as --cell METRES"
            )
        elif parameter:
            scenario.setdefault(section, {})[parameter] = value
        else:
            raise ScenarioError(f"--set {shorten(key)}: give a parameter, such as --set garrison.fighters=500")
    if dict(values).get(CIVILIANS) is not None:
        scenario["facts"].pop(CIVILIANS, None)
    for default in ("garrison.fighters", "besieger.manpower", "supply.food_days"):
        if default not in dict(values):
            report.assumed.append(f"{default}: the baseline's; state it in a scenario of your own or with --set")
    return scenario


def _write_layers(folder: Path, data: GroundData) -> None:
    """The layers on the grid, to look at in a GIS, and the vectors in its metres."""
    from sim.geography.layer_output import write_raster, write_vectors
    from sim.geography.picture import CHECK_COLOURS, HOSPITAL
    from sim.geography.qgis_styles import classes_style, holders_style, write_raster_style

    write_raster(folder / "terrain.tif", data.terrain, data.grid, names=(_kinds(Terrain),))
    colours = {**CHECK_COLOURS, Terrain.hospital: HOSPITAL}
    write_raster_style(
        folder / "terrain.tif", classes_style({kind.value: (kind.name, colours[kind]) for kind in Terrain})
    )
    write_raster(folder / "holder.tif", data.held, data.grid, names=(_kinds(Holder),))
    write_raster_style(folder / "holder.tif", holders_style())
    write_raster(folder / "unknown.tif", data.unknown, data.grid)
    if data.people is not None and data.raster_people is not None:
        write_raster(folder / "civilians.tif", data.people.astype(np.int32), data.grid)
        write_raster(folder / "population.tif", data.raster_people, data.grid)
    if data.built is not None:
        write_raster(folder / "built_up.tif", data.built.astype(np.float32), data.grid)
    if data.heights is not None:
        write_raster(folder / "heights.tif", data.heights.astype(np.float32), data.grid, nodata=float("nan"))
    write_vectors(folder / VECTORS, data.vectors)


def _kinds(kinds: type[Terrain] | type[Holder]) -> str:
    return ", ".join(f"{kind.value} {kind.name}" for kind in kinds)
