"""Maps as text: front matter, terrain, control, perhaps civilians; and the rules for every map.

legend: {"#": dense}     # character -> terrain, in addition to the standard ones; also cell_m, title, source
---
..tt..                   # terrain: . open  , fields  t town  d dense  ^ mountain  b base  ~ water  h hospital
---
xxooxx                   # control: o garrison  x besieger  . nobody; ignored for water
--- civilians
. . 5 12 . .             # how many live in each cell, . for none; without this part the terrain's density decides
"""

from typing import Any, NamedTuple

import numpy as np

from sim.scenario import yamltext
from sim.scenario.errors import ScenarioError, did_you_mean, shorten, shown
from sim.scenario.ground import LARGEST, SMALLEST, Holder, Raster, Terrain

GLYPHS = {
    ".": Terrain.open,
    ",": Terrain.fields,
    "t": Terrain.town,
    "d": Terrain.dense,
    "^": Terrain.mountain,
    "b": Terrain.base,
    "~": Terrain.water,
    "h": Terrain.hospital,
}
HOLDERS = {"o": Holder.garrison, "x": Holder.besieger, ".": Holder.nobody}
FRONT_MATTER = ("cell_m", "legend", "title", "source")
UNKNOWN = 255
CIVILIANS = "--- civilians"  # the line above the part of a map that says where they live
MOST_IN_A_CELL = 1_000_000


class Row(NamedTuple):
    """A row of a raster, and its line in the file."""

    line: int
    text: str


def parse(text: str, label: str) -> Raster:
    """Parse a map. Raises ScenarioError, with line numbers, where it is invalid."""
    lines = text.splitlines()
    cuts = [i for i, line in enumerate(lines) if line.rstrip() == "---"]
    if len(cuts) == 3 and not any(line.strip() for line in lines[: cuts[0]]):
        lines[cuts.pop(0)] = ""  # front matter between two lines, as is common
    if len(cuts) != 2:
        raise ScenarioError(
            f"{label}: a map has three parts (front matter, terrain, control) separated by two lines of ---; "
            f"this has {len(cuts)}"
        )
    legend, cell_m = _front_matter("\n".join(lines[: cuts[0]]), label)
    end = next((i for i in range(cuts[1], len(lines)) if lines[i].split() == CIVILIANS.split()), len(lines))
    top = _rows(lines, cuts[0] + 1, cuts[1])
    bottom = _rows(lines, cuts[1] + 1, end)
    problems = [*_shape_problems(top, label, "terrain"), *_shape_problems(bottom, label, "control")]
    if not problems and _size(top) != _size(bottom):
        problems.append(
            f"{label}: terrain is {_size(top)} cells but control is {_size(bottom)}; make them the same size"
        )
    if problems:
        raise ScenarioError(problems)
    terrain = _cells(top, legend, label)
    held = _cells(bottom, HOLDERS, label)
    civilians = None if end == len(lines) else _counts(_rows(lines, end + 1, len(lines)), terrain.shape, label)
    return checked(terrain, held, cell_m, label, civilians)


def render(raster: Raster) -> str:
    """A raster in the standard characters; `parse` is the inverse."""
    front = "" if raster.cell_m is None else f"cell_m: {raster.cell_m!r}\n"
    people = "" if raster.civilians is None else f"{CIVILIANS}\n{_numbers(raster.civilians)}\n"
    return f"{front}---\n{_picture(raster.terrain, GLYPHS)}\n---\n{_picture(raster.held, HOLDERS)}\n{people}"


def checked(
    terrain: np.ndarray, held: np.ndarray, cell_m: float | None, label: str, civilians: np.ndarray | None = None
) -> Raster:
    """The raster, checked for a siege: a garrison, besiegers around each part of its ground, civilians on it alone.

    `terrain` and `held` are uint8, `civilians` int32, all (rows, columns). Raises ScenarioError where there is no
    siege, and where civilians live elsewhere or nowhere.
    """
    held = np.where(terrain == Terrain.water, Holder.nobody, held).astype(np.uint8)
    inside = held == Holder.garrison
    if not inside.any():
        raise ScenarioError(f"{label}: nobody is besieged: the garrison (o) holds no land")
    rim = inside.copy()
    rim[1:-1, 1:-1] = False
    if rim.any():
        raise ScenarioError(
            f"{label}: {_cell(rim)} is the garrison's but lies on the border of the map, where no ring can close; "
            "leave a margin around the besieged ground"
        )
    loose = inside & ~_reached(around(held == Holder.besieger) & inside, inside)
    if loose.any():
        raise ScenarioError(
            f"{label}: no besieger cell (x) borders the garrison's ground around {_cell(loose)}; close the ring there"
        )
    terrain.flags.writeable = held.flags.writeable = False
    if civilians is not None:
        outside = ~inside & (civilians > 0)
        if outside.any():
            raise ScenarioError(
                f"{label}: civilians: {int(civilians[outside][0])} live in {_cell(outside)}, which is not the "
                "garrison's land; move them to a cell that is"
            )
        if not civilians.any():
            raise ScenarioError(f"{label}: civilians: nobody lives in any cell; say where, or leave this part out")
        civilians.flags.writeable = False
    return Raster(terrain, held, cell_m, civilians)


def _front_matter(text: str, label: str) -> tuple[dict[str, Terrain], float | None]:
    front = yamltext.read(text, label) or {}
    if not isinstance(front, dict):
        raise ScenarioError(f"{label}: the part before the first --- must be front matter, such as cell_m: 100")
    problems = [
        f"{label}: {shorten(key)} is not a key of the front matter{did_you_mean(key, FRONT_MATTER)}"
        for key in front
        if key not in FRONT_MATTER
    ]
    cell_m = front.get("cell_m")
    if cell_m is not None and (isinstance(cell_m, bool) or not isinstance(cell_m, int | float) or not 0 < cell_m < 1e6):
        problems.append(f"{label}: cell_m = {shown(cell_m)}: must be the side of a cell in metres, above 0")
        cell_m = 0
    legend: Any = front.get("legend") or {}
    if not isinstance(legend, dict):
        raise ScenarioError([*problems, f'{label}: legend = {shown(legend)}: must be a mapping such as {{"#": dense}}'])
    glyphs = dict(GLYPHS)
    kinds = [kind.name for kind in Terrain]
    for glyph, kind in legend.items():
        if len(glyph) != 1 or not glyph.isprintable() or glyph.isspace():
            problems.append(f"{label}: legend: {shown(glyph)} must be one character")
        elif kind not in kinds:
            guess = did_you_mean(str(kind), kinds)
            problems.append(f"{label}: legend: {glyph} = {shown(kind)}: must be one of {', '.join(kinds)}{guess}")
        else:
            glyphs[glyph] = Terrain[kind]
    if problems:
        raise ScenarioError(problems)
    return glyphs, None if cell_m is None else float(cell_m)


def _rows(lines: list[str], start: int, stop: int) -> list[Row]:
    """Rows between two separators, without empty lines at either end."""
    while start < stop and not lines[start].strip():
        start += 1
    while stop > start and not lines[stop - 1].strip():
        stop -= 1
    return [Row(i + 1, lines[i].rstrip()) for i in range(start, stop)]


def _size(rows: list[Row]) -> str:
    return f"{len(rows[0].text)} x {len(rows)}"


def _shape_problems(rows: list[Row], label: str, part: str) -> list[str]:
    if not rows:
        return [f"{label}: the {part} is empty"]
    wide, high = len(rows[0].text), len(rows)
    ragged = [row for row in rows if len(row.text) != wide]
    if ragged:
        return [
            f"{label}, line {row.line}: this row of {part} has {len(row.text)} cells, the first has {wide}"
            for row in ragged[:10]
        ]
    if not (SMALLEST <= wide <= LARGEST and SMALLEST <= high <= LARGEST):
        size = f"{SMALLEST} x {SMALLEST} and at most {LARGEST} x {LARGEST}"
        fix = "; use larger cells (map.cell_m)" if max(wide, high) > LARGEST else ""
        return [f"{label}: the {part} is {wide} x {high} cells; a map must be at least {size}{fix}"]
    return []


def _cells(rows: list[Row], glyphs: dict[str, Any], label: str) -> np.ndarray:
    """Characters to codes by a lookup table; a loop over 65 536 cells would dominate loading."""
    table = np.full(0x110000 if any(ord(g) > 126 for g in glyphs) else 128, UNKNOWN, np.uint8)
    for glyph, value in glyphs.items():
        table[ord(glyph)] = value
    codes = np.array([row.text for row in rows]).view(np.uint32).reshape(len(rows), -1)
    cells = np.where(codes < table.size, table[np.minimum(codes, table.size - 1)], UNKNOWN).astype(np.uint8)
    strange: dict[str, int] = {}
    for row, column in np.argwhere(cells == UNKNOWN)[:1000]:
        strange.setdefault(rows[row].text[column], rows[row].line)
    if strange:
        raise ScenarioError(
            f"{label}, line {line}: {shown(glyph)} is not defined; known characters are {' '.join(glyphs)}"
            for glyph, line in list(strange.items())[:10]
        )
    return cells


def _counts(rows: list[Row], shape: tuple[int, ...], label: str) -> np.ndarray:
    """Whole numbers by cell, int32 (rows, columns) of the shape. Raises ScenarioError where they are none."""
    high, wide = shape
    if len(rows) != high:
        raise ScenarioError(f"{label}: civilians: has {len(rows)} rows, but the terrain has {high}")
    words = [row.text.split() for row in rows]
    problems = []
    for row, given in zip(rows, words, strict=True):
        if len(given) != wide:
            problems.append(
                f"{label}, line {row.line}: this row of civilians has {len(given)} numbers, but the terrain has {wide} "
                "cells; separate numbers with spaces"
            )
        elif strange := [word for word in given if not _is_count(word)]:
            problems.append(
                f"{label}, line {row.line}: civilians = {shown(strange[0])}: must be a whole number of people up to "
                f"{MOST_IN_A_CELL}, or . for none"
            )
    if problems:
        raise ScenarioError(problems[:10])
    return np.array([[0 if word == "." else int(word) for word in given] for given in words], np.int32)


def _is_count(word: str) -> bool:
    return word == "." or (word.isdecimal() and len(word) <= 7 and int(word) <= MOST_IN_A_CELL)


def _numbers(cells: np.ndarray) -> str:
    return "\n".join(" ".join(str(number) if number else "." for number in row) for row in cells.tolist())


def _picture(cells: np.ndarray, glyphs: dict[str, Any]) -> str:
    table = np.zeros(len(glyphs), "U1")
    for glyph, value in glyphs.items():
        table[value] = glyph
    return "\n".join("".join(row) for row in table[cells])


def _cell(mask: np.ndarray) -> str:
    row, column = np.argwhere(mask)[0]
    return f"the cell in row {row + 1}, column {column + 1}"


def around(mask: np.ndarray) -> np.ndarray:
    """The mask, bool (rows, columns), and the cells that touch it at a side or corner."""
    tall = mask.copy()
    tall[1:] |= mask[:-1]
    tall[:-1] |= mask[1:]
    wide = tall.copy()
    wide[:, 1:] |= tall[:, :-1]
    wide[:, :-1] |= tall[:, 1:]
    return wide


def _reached(start: np.ndarray, ground: np.ndarray) -> np.ndarray:
    """The part of the ground that is connected with `start`, by flood fill."""
    rows, columns = ground.shape
    steps = np.array([columns * i + j for i in (-1, 0, 1) for j in (-1, 0, 1) if i or j])
    free = (ground & ~start).ravel()  # no cell of the ground lies on the border, so no step leaves the map
    new = np.flatnonzero(start)
    while new.size:
        near = (new[:, None] + steps).ravel()
        new = np.unique(near[free[near]])
        free[new] = False
    return ground & ~free.reshape(rows, columns)
