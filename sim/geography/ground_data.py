"""Everything that the files say of the ground, on one grid: from files to terrain, holders and people."""

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.geography.besieged import area_within, holders_of, holders_on_cells
from sim.geography.built_up import read_built_up
from sim.geography.dates import DATE, date_of, state_on
from sim.geography.grid import TargetGrid, propose_grid
from sim.geography.heights import read_heights
from sim.geography.land_cover import read_land_cover
from sim.geography.osm import OsmLayers, read_osm
from sim.geography.population import RasterPeople, check_cover, people_on_cells, read_population
from sim.geography.raster_files import open_raster
from sim.geography.report import MapReport, percent
from sim.geography.rings import close_ring, leaks
from sim.geography.scheduled import entries_of
from sim.geography.shapes import barrier_cells, fine_mask, share_of_buildings, share_of_shapes, shares_of, touched_cells
from sim.geography.sources import OSM, LayerFile
from sim.geography.systems import WGS84, far_from_zone
from sim.geography.terrain import GroundLayers, terrain_of
from sim.geography.vectors import AREAS, LINES, POINTS, clipped_lines, on_grid, read_vectors
from sim.scenario.errors import ScenarioError
from sim.scenario.ground import Holder, Terrain
from sim.text.format import count

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

#: Layers that can give the besieged ground, the first that is given.
BESIEGED = ("ring", "front", "control")


class GroundData(NamedTuple):
    """The ground on one grid; arrays are (rows, columns)."""

    grid: TargetGrid
    terrain: np.ndarray  # uint8, Terrain
    held: np.ndarray  # uint8, Holder
    people: np.ndarray | None  # int64, civilians within the ring; None without a population raster
    raster_people: np.ndarray | None  # float64, everybody, as in the raster
    built: np.ndarray | None  # float64, built-up share
    heights: np.ndarray | None  # float64, m
    unknown: np.ndarray  # bool, nothing is known of the land
    vectors: "dict[str, GeoDataFrame]"  # in metres of the grid
    schedule: dict[str, dict[str, Any]]
    start: datetime.date | None


class _Reader:
    """Reads layers one after the other onto the grid that the besieged ground proposes."""

    def __init__(self, files: Mapping[str, LayerFile], start: datetime.date | None, report: MapReport) -> None:
        self.files, self.start, self.report = files, start, report
        self.vectors: dict[str, GeoDataFrame] = {}
        self.schedule: dict[str, dict[str, Any]] = {}

    def besieged(self, cell_m: float | None) -> tuple[TargetGrid, Any]:
        """The grid, and the besieged ground in its metres. Raises ScenarioError where no layer gives one."""
        layer = next((name for name in BESIEGED if name in self.files), None)
        if layer is None:
            raise ScenarioError("which ground is besieged? give a polygon as --ring FILE (or --front, or --control)")
        file = self.files[layer]
        frame = self._state(file, AREAS if layer == "control" else (*AREAS, *LINES))
        try:
            epsg = frame.estimate_utm_crs().to_epsg()
        except (RuntimeError, ValueError):
            epsg = None
        if epsg is None:
            raise ScenarioError(
                f"{file.label}: lies in no UTM zone (80 S to 84 N); is its coordinate system the right one?"
            )
        if far_from_zone(frame.to_crs(WGS84).total_bounds.tolist(), epsg):
            raise ScenarioError(
                f"{file.label}: lies too far from the middle of a UTM zone, or across the date line; "
                "give a ring on one side"
            )
        frame = frame.to_crs(epsg)
        if layer == "control":
            frame = frame[holders_of(frame, file) == Holder.garrison.name]
            if frame.empty:
                raise ScenarioError(f"{file.label}: no polygon has holder = garrison, so nobody is besieged")
        area = area_within(frame, file, self.report)
        grid = propose_grid(area, epsg, cell_m, file.label)
        self.vectors["ring"] = frame.iloc[[0]][["geometry"]].set_geometry([area], crs=epsg)
        return grid, area

    def shares_of_control(self, grid: TargetGrid) -> dict[Holder, np.ndarray]:
        """Share of each cell within the polygons of each holder."""
        if "control" not in self.files:
            return {}
        file = self.files["control"]
        frame = on_grid(self._state(file, AREAS), file, grid, self.report)
        names = holders_of(frame, file)
        self.vectors["control"] = frame
        return {
            holder: share_of_shapes(frame.geometry[names == holder.name], grid)
            for holder in Holder
            if (names == holder.name).any()
        }

    def layer(self, name: str, grid: TargetGrid, kinds: tuple[str, ...]) -> "GeoDataFrame | None":
        """A vector layer on the grid, or None; its dated features become entries of the schedule."""
        file = self.files.get(name)
        if file is None:
            return None
        frame = on_grid(read_vectors(file, self.report, kinds), file, grid, self.report)
        self.schedule |= entries_of(frame, file, self.start, self.schedule, self.report)
        if name == "ways":
            frame = clipped_lines(frame, file, grid, self.report, "ways")
        self.vectors[name] = frame
        return frame

    def _state(self, file: LayerFile, kinds: tuple[str, ...]) -> "GeoDataFrame":
        """The features of the first day; that day is the only date where none is given."""
        frame, later = state_on(read_vectors(file, self.report, kinds), self.start, file, self.report)
        if self.start is None and DATE in frame.columns:
            dates = [date for given in frame[DATE] if (date := date_of(given, file)) is not None]
            self.start = max(dates, default=None)
        if len(later) and file.layer not in self.vectors:
            self.schedule |= entries_of(later, file, self.start, self.schedule, self.report)
            self.report.assumed.append(
                f"{file.label}: {count(len(later), 'feature')} later than the first day kept beside the map as "
                f"{file.layer}_later: the model moves its own front"
            )
            self.vectors[f"{file.layer}_later"] = later
        return frame


def read_ground(
    files: Mapping[str, LayerFile],
    classes: str,
    cell_m: float | None,
    start: datetime.date | None,
    civilians: int | None,
    report: MapReport,
) -> GroundData:
    """The ground that the files describe; `civilians` replaces the number in the population raster.

    Raises ScenarioError where a file cannot be used, or the ring cannot be closed.
    """
    reader = _Reader(files, start, report)
    grid, area = reader.besieged(cell_m)
    ring = fine_mask([area], grid)
    pocket = shares_of(ring, grid)
    report.used.append(f"{grid.text()}; besieged ground {area.area / 1e6:.2f} km2")
    osm = read_osm(files[OSM], grid, report) if OSM in files else None
    layers, built, heights = _ground_layers(files, classes, grid, pocket, osm, reader, report)
    shares = reader.shares_of_control(grid)
    population = None
    if "population" in files:
        with open_raster(files["population"]) as source:
            population = read_population(source, grid, ring, report)
            check_cover(source, population.cover, pocket, report, "counted as nobody, as WorldPop means it")
    held = holders_on_cells(shares, pocket)
    if any((edge == Holder.garrison).any() for edge in (held[0], held[-1], held[:, 0], held[:, -1])):
        raise ScenarioError(
            f"{files['control'].label}: the garrison's ground reaches the border of the map, which the "
            f"{next(n for n in BESIEGED if n in files)} decides; draw that around all of it, or cut the polygons"
        )
    blank = terrain_of(layers, None, held == Holder.garrison, MapReport.empty())
    dry = (held == Holder.garrison) & (blank != Terrain.water)
    if not dry.any():
        raise ScenarioError(
            f"{files[next(n for n in BESIEGED if n in files)].label}: all of the besieged ground is water"
        )
    people = _people(population, dry, civilians, report)
    terrain = terrain_of(layers, people, dry, report)
    _report_bridges(layers, terrain, reader.vectors, report)
    ring_result = close_ring(terrain, held)
    if ring_result.closed:
        report.repaired.append(
            f"ring: {count(ring_result.closed, 'cell')} beside the besieged ground were nobody's, now the besieger's"
        )
    leak = leaks(terrain, ring_result.held)
    if leak.any():
        raise ScenarioError("the ring does not close: a flood fill from the border reaches the besieged ground")
    report.used.append("ring: closed; a flood fill from the border does not reach the besieged ground")
    return GroundData(
        grid, terrain, ring_result.held, people, None if population is None else population.total, built, heights,
        layers.unknown, reader.vectors, reader.schedule, reader.start,
    )  # fmt: skip


def _people(
    population: RasterPeople | None, dry: np.ndarray, civilians: int | None, report: MapReport
) -> np.ndarray | None:
    """Civilians per cell of the garrison's land, int64 (rows, columns), or None without a raster."""
    if population is None:
        return None
    everybody = float(population.inside.sum())
    moved = float(population.inside[~dry].sum()) / everybody
    nearest = f"; {percent(moved)}, on water or in cells that the ring cuts, in the nearest cell" if moved else ""
    report.used.append(f"people: live where the raster has them, cell by cell{nearest}")
    return people_on_cells(population.inside, dry, round(everybody) if civilians is None else civilians)


def _ground_layers(
    files: Mapping[str, LayerFile],
    classes: str,
    grid: TargetGrid,
    pocket: np.ndarray,
    osm: OsmLayers | None,
    reader: _Reader,
    report: MapReport,
) -> tuple[GroundLayers, np.ndarray | None, np.ndarray | None]:
    """The layers of the ground, the built-up share and the heights."""
    shape = (grid.rows, grid.columns)
    land, built, footprints, slope, height = {}, None, False, None, None
    unknown = np.zeros(shape, bool)
    if "land_cover" in files:
        with open_raster(files["land_cover"]) as source:
            cover = read_land_cover(source, grid, classes, report)
            check_cover(source, cover.cover, pocket, report, "taken as open ground")
        land, unknown = cover.share, cover.cover.known < 0.5
        built = land["built"]
        if unknown.any():
            report.unknown.append(
                f"land cover: unknown on {percent(float(unknown.mean()))} of the map, taken as open ground"
            )
    if osm is not None and len(osm.buildings):
        built, footprints = share_of_buildings(osm.buildings.geometry.to_numpy(), grid), True
        reader.vectors["buildings"] = osm.buildings
    if "built_up" in files:
        with open_raster(files["built_up"]) as source:
            surface = read_built_up(source, grid, report)
            check_cover(source, surface.cover, pocket, report, "taken as not built up")
        built, footprints = surface.share, True
        if "land_cover" not in files:
            unknown = surface.cover.known < 0.5
    if "heights" in files:
        with open_raster(files["heights"]) as source:
            relief = read_heights(source, grid, report)
            check_cover(source, relief.cover, pocket, report, "no mountain there")
        slope, height = relief.slope, relief.height
    if not ({"land_cover", "built_up", OSM} & set(files)):
        unknown = np.ones(shape, bool)
        report.unknown.append("land: no --land-cover, --built-up or --osm; all of it is taken as open ground")
    water, rivers = _water(grid, osm, reader)
    bridges, hospitals = _bridges(grid, osm, reader), _hospitals(grid, osm, reader, report)
    for name in ("ways", "crossings"):
        reader.layer(name, grid, LINES if name == "ways" else (*POINTS, *LINES, *AREAS))
    if osm is not None and "ways" not in reader.vectors:
        reader.vectors["ways"] = osm.ways
    bases = share_of_shapes(osm.bases.geometry, grid) if osm is not None and len(osm.bases) else None
    return (
        GroundLayers(land, built, footprints, slope, water, rivers, bridges, bases, hospitals, unknown),
        built,
        height,
    )


def _water(grid: TargetGrid, osm: OsmLayers | None, reader: _Reader) -> tuple[np.ndarray | None, np.ndarray]:
    """Share of water areas, and cells that river lines touch."""
    areas, lines = [], []
    if osm is not None:
        areas += list(osm.water.geometry)
        lines += list(osm.rivers.geometry)
        reader.vectors["water"] = osm.water
        reader.vectors["rivers"] = osm.rivers
    own = reader.layer("water", grid, (*AREAS, *LINES))
    if own is not None:
        areas += list(own.geometry[own.geom_type.isin(AREAS)])
        lines += list(own.geometry[own.geom_type.isin(LINES)])
    return (share_of_shapes(areas, grid) if areas else None), barrier_cells(lines, grid)


def _bridges(grid: TargetGrid, osm: OsmLayers | None, reader: _Reader) -> np.ndarray:
    shapes = [] if osm is None else list(osm.bridges.geometry)
    if osm is not None:
        reader.vectors["bridges"] = osm.bridges
    own = reader.layer("bridges", grid, (*POINTS, *LINES, *AREAS))
    return touched_cells([*shapes, *(own.geometry if own is not None else [])], grid)


def _hospitals(grid: TargetGrid, osm: OsmLayers | None, reader: _Reader, report: MapReport) -> np.ndarray:
    """Cells of hospitals by the index of a point within each."""
    own = reader.layer("hospitals", grid, (*POINTS, *AREAS))
    if own is None and osm is not None:
        own = reader.vectors["hospitals"] = osm.hospitals
    cells = np.zeros((grid.rows, grid.columns), bool)
    if own is None or own.empty:
        return cells
    points = own.geometry.representative_point()
    rows, columns = grid.cells_of(points.x.to_numpy(), points.y.to_numpy())
    inside = (rows >= 0) & (rows < grid.rows) & (columns >= 0) & (columns < grid.columns)
    cells[rows[inside], columns[inside]] = True
    together = int(inside.sum()) - int(cells.sum())
    if together:
        report.assumed.append(f"hospitals: {count(together, 'hospital')} in the cell of another, one cell for both")
    return cells


def _report_bridges(
    layers: GroundLayers, terrain: np.ndarray, vectors: "dict[str, GeoDataFrame]", report: MapReport
) -> None:
    """Report ways that cross water without a bridge: a ford, a tunnel, or a tag that is missing."""
    lost = int((layers.hospitals & (terrain == Terrain.water)).sum())
    if lost:
        report.dropped.append(f"hospitals: {count(lost, 'hospital')} in water")
    opened = (
        int((layers.bridges & layers.rivers).sum())
        if layers.water is None
        else int((layers.bridges & (layers.rivers | (layers.water >= 0.5))).sum())
    )
    if opened:
        report.used.append(f"bridges: {count(opened, 'cell')} of water can be crossed")
