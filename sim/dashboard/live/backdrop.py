"""The backdrop of a map made from geographic files: streets, bridges and ring, read from the file beside the map."""

import json
import math
from pathlib import Path
from typing import Any

from sim.scenario.errors import ScenarioError
from sim.scenario.files import read_text
from sim.scenario.load import map_file_of

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
