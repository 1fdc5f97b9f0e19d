"""What the map draws as shapes over its planes: observers, reports, the convoy, hospitals, the scale."""

from typing import Any

from sim.dashboard.live.map_frames import MapEncoder, boarding_cell
from sim.dashboard.live.view_model import is_halted, observer_coverage, reported_locations
from sim.scenario.ground import Terrain
from sim.state.siege import Siege

MAX_HOSPITALS = 50


def markers_of(siege: Siege, encoder: MapEncoder) -> dict[str, Any]:
    """What is drawn as shapes over the planes: observers, their reports, the convoy's route, hospitals, the scale."""
    return {
        "day": siege.day,
        "cell_m": siege.shape.cell_m,
        "observers": [[name, round(share, 2)] for name, share in observer_coverage(siege).items() if share > 0],
        "reports": _report_cells(siege, encoder),
        "boarding": list(boarding_cell(siege, encoder)) if siege.convoy.under_way else [],
        "halted": is_halted(siege),
        "hospitals": _hospitals(siege, encoder),
    }


def _report_cells(siege: Siege, encoder: MapEncoder) -> list[list[int]]:
    """Cells of the picture where observers saw something that they reported in the last days."""
    locations = reported_locations(siege)
    cells = [list(boarding_cell(siege, encoder))] if "boarding" in locations else []
    if "front" in locations:
        contested = siege.grid.contested.nonzero()[0]
        if len(contested):
            middle = int(contested[len(contested) // 2])
            cells.append(list(encoder.position(siege, middle)))
    return cells


def _hospitals(siege: Siege, encoder: MapEncoder) -> list[list[int]]:
    cells = (siege.grid.terrain == Terrain.hospital).nonzero()[0]
    return [list(encoder.position(siege, int(cell))) for cell in cells[:MAX_HOSPITALS]]
