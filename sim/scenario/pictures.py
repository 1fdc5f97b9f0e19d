"""Maps as pictures: `name.png` for terrain and `name_control.png` for control, one pixel per cell."""

import io
from pathlib import Path
from typing import Any

import numpy as np

from sim.scenario.errors import ScenarioError
from sim.scenario.files import exists, label_of, read_bytes
from sim.scenario.ground import LARGEST, SMALLEST, Holder, Raster, Terrain
from sim.scenario.rasters import checked

TERRAIN_COLOURS = {
    "#e8e0c8": Terrain.open,
    "#b8d08c": Terrain.fields,
    "#c0a080": Terrain.town,
    "#806050": Terrain.dense,
    "#a0a0a0": Terrain.mountain,
    "#606040": Terrain.base,
    "#4080c0": Terrain.water,
    "#ff4040": Terrain.hospital,
}
HOLDER_COLOURS = {"#0000ff": Holder.garrison, "#ff0000": Holder.besieger, "#ffffff": Holder.nobody}


def read_picture(path: Path) -> Raster:
    """Read both pictures of a map; only the colours above are allowed, transparency is ignored.

    Raises ScenarioError where a picture is missing or they differ in size.
    """
    control = path.with_name(f"{path.stem}_control.png")
    if not exists(control):
        raise ScenarioError(
            f"{label_of(path)}: a terrain picture needs a control picture beside it, {control.name}: "
            + ", ".join(f"{colour} {holder.name}" for colour, holder in HOLDER_COLOURS.items())
        )
    terrain = _cells(path, TERRAIN_COLOURS)
    held = _cells(control, HOLDER_COLOURS)
    if terrain.shape != held.shape:
        high, wide = terrain.shape
        raise ScenarioError(f"{label_of(control)}: must be {wide} x {high} pixels, like {path.name}")
    return checked(terrain, held, None, label_of(path))


def _cells(path: Path, colours: dict[str, Any]) -> np.ndarray:
    from PIL import Image

    label = label_of(path)
    content = read_bytes(path, label)
    try:
        with Image.open(io.BytesIO(content), formats=["PNG"]) as image:
            wide, high = image.size
            if not (SMALLEST <= wide <= LARGEST and SMALLEST <= high <= LARGEST):  # before any pixel is decoded
                size = f"{SMALLEST} x {SMALLEST} and at most {LARGEST} x {LARGEST}"
                raise ScenarioError(f"{label}: the picture is {wide} x {high} pixels; a map must be at least {size}")
            pixels = np.asarray(image.convert("RGB"), np.uint32)
    except (OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError, Warning) as error:
        raise ScenarioError(f"{label}: is not a PNG picture ({type(error).__name__})") from None
    codes = pixels[..., 0] << 16 | pixels[..., 1] << 8 | pixels[..., 2]
    cells = np.full(codes.shape, 255, np.uint8)
    for colour, value in colours.items():
        cells[codes == int(colour[1:], 16)] = value
    strange = np.argwhere(cells == 255)
    if strange.size:
        row, column = strange[0]
        known = ", ".join(f"{colour} {value.name}" for colour, value in colours.items())
        raise ScenarioError(
            f"{label}: pixel in row {row + 1}, column {column + 1} is #{codes[row, column]:06x}, "
            f"one of {len(strange)} pixels of unknown colour; known colours are {known}"
        )
    return cells
