"""The backdrop of a map made from geographic files: streets, bridges and ring, read from the file beside the map."""

import json
import math
from pathlib import Path
from typing import Any

from sim.scenario.errors import ScenarioError
from sim.scenario.files import read_text
from sim.scenario.load import map_file_of
from sim.state.siege import Siege

#: The file beside `map.txt` is `map.backdrop.json`.
SUFFIX = ".backdrop.json"
LINES = ("ways", "bridges", "ring")


def read_backdrop(scenario: str | Path) -> dict[str, Any]:
    """Lines by layer in units of cells, with the size of their map; empty where there are none, or damaged ones."""
    try:
        file = map_file_of(scenario)
        if file is None:
            return {}
        path = file.with_name(f"{file.stem}{SUFFIX}")
        document = json.loads(read_text(path, path.name)) if path.is_file() else {}
    except (ScenarioError, ValueError, OSError, RecursionError):
        return {}
    return document if _is_sound(document) else {}


def bridge_cells(backdrop: dict[str, Any], siege: Siege) -> set[int]:
    """Cells of the grid that a bridge of the backdrop crosses; none where it is that of another map."""
    shape = siege.shape
    if not is_of_map(backdrop, siege):
        return set()
    cells = set()
    for line in backdrop.get("bridges", []):
        for x, y, to_x, to_y in zip(line[0::2], line[1::2], line[2::2], line[3::2], strict=False):
            steps = max(1, round(2 * max(abs(to_x - x), abs(to_y - y))))
            for step in range(steps + 1):
                column = int(x + (to_x - x) * step / steps) + 1
                row = int(y + (to_y - y) * step / steps) + 1
                if 0 < column < shape.width - 1 and 0 < row < shape.height - 1:
                    cells.add(row * shape.width + column)
    return cells


def is_of_map(backdrop: dict[str, Any], siege: Siege) -> bool:
    """Whether a backdrop is that of the map of this siege."""
    shape = siege.shape
    return (backdrop.get("columns"), backdrop.get("rows")) == (shape.width - 2, shape.height - 2)


def _is_sound(document: Any) -> bool:
    """Whether it holds whole sizes, and lines of finite numbers in pairs: it may come from somebody else."""
    if not isinstance(document, dict) or not all(isinstance(document.get(key), int) for key in ("columns", "rows")):
        return False
    lines = [document.get(layer, []) for layer in LINES]
    return all(isinstance(layer, list) for layer in lines) and all(
        isinstance(line, list)
        and len(line) % 2 == 0
        and all(isinstance(number, int | float) and math.isfinite(number) for number in line)
        for layer in lines
        for line in layer
    )
