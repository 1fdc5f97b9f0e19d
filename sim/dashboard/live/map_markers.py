"""What the map draws as shapes over its planes: date, observers, marks, the convoy, hospitals, the scale."""

from typing import Any

from sim.dashboard.live.map_frames import MapEncoder, boarding_cell
from sim.dashboard.live.recent_marks import RecentMarks
from sim.dashboard.live.view_model import clock_day, is_halted, observer_coverage
from sim.runs.narrative.ledger import date_of
from sim.scenario.ground import Terrain
from sim.state.siege import Siege

MAX_HOSPITALS = 50


def markers_of(siege: Siege, encoder: MapEncoder, marks: RecentMarks) -> dict[str, Any]:
    """What is drawn as shapes over the planes: date, observers, marks, the convoy's route, hospitals, the scale."""
    day = clock_day(siege)
    date = date_of(siege, day)
    return {
        "day": day,
        "date": f"{date.day} {date:%B %Y}",
        "cell_m": siege.shape.cell_m,
        "observers": [[name, round(share, 2)] for name, share in observer_coverage(siege).items() if share > 0],
        "marks": marks.shown(siege.day),
        "followed": marks.followed_position(siege, encoder),
        "boarding": list(boarding_cell(siege, encoder)) if siege.convoy.under_way else [],
        "halted": is_halted(siege),
        "hospitals": _hospitals(siege, encoder),
    }


def _hospitals(siege: Siege, encoder: MapEncoder) -> list[list[int]]:
    cells = (siege.grid.terrain == Terrain.hospital).nonzero()[0]
    return [list(encoder.position(siege, int(cell))) for cell in cells[:MAX_HOSPITALS]]
