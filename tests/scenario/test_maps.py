from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from sim.scenario.errors import ScenarioError
from sim.scenario.ground import COVER, Holder, SiegeMap, Terrain
from sim.scenario.load import load_scenario, scenario_hash
from sim.scenario.maps import map_of
from sim.scenario.pictures import HOLDER_COLOURS, TERRAIN_COLOURS
from tests.scenario.conftest import MAP, RING, TOWN, Write


def load(path: Path | str = "bad.yaml") -> SiegeMap:
    return map_of(load_scenario(path))


def problems() -> str:
    with pytest.raises(ScenarioError) as caught:
        load()
    return str(caught.value)


def test_a_drawn_map(write: Write) -> None:
    write(
        MAP.replace("cell_m: 100", 'legend: {"#": mountain}\nsource: a sketch').replace("...tt", "#..tt"),
        "m.txt",
    )
    write("map: {file: m.txt, cell_m: 50}")
    place = load()
    assert place.cell_m == 50
    assert place.terrain[1].tolist() == [4, 0, 0, 2, 2, 3, 7, 0, 0, 6]
    assert place.held[1].tolist() == [1, 1, 1, 0, 0, 0, 0, 1, 1, 2]  # nobody holds the water
    assert place.terrain.dtype == place.held.dtype == np.uint8
    assert not place.terrain.flags.writeable


def test_front_matter_may_stand_between_lines(write: Write) -> None:
    write("---\n" + MAP, "m.txt")
    write("map: {file: m.txt}")
    assert load().terrain.shape == (10, 10)


def changed(old: str, new: str, count: int = 1) -> str:
    assert old in MAP
    return MAP.replace(old, new, count)


BIG = "\n".join(["." * 300] * 300)
PARTS = "m.txt: a map has three parts (front matter, terrain, control) separated by two lines of ---; this has"
BAD = {
    "": f"{PARTS} 0",
    f"---\n{TOWN}": f"{PARTS} 1",
    "---\n---\n": "m.txt: the terrain is empty\nm.txt: the control is empty",
    changed("...ttdh..~", "...ttdh..", 1): "m.txt, line 4: this row of terrain has 9 cells, the first has 10",
    changed("xxxooooxxx", "xxxooooxxxx", 1): "m.txt, line 15: this row of control has 11 cells, the first has 10",
    changed("..........\n---", "---"): "m.txt: terrain is 10 x 9 cells but control is 10 x 10; make them the same size",
    changed("dh", "d?"): ('m.txt, line 4: "?" is not defined; known characters are . , t d ^ b ~ h'),
    changed("xo", "é?"): (
        'm.txt, line 15: "é" is not defined; known characters are o x .\n'
        'm.txt, line 15: "?" is not defined; known characters are o x .'
    ),
    f"---\n{BIG}\n---\n{BIG}": (
        "m.txt: the terrain is 300 x 300 cells; a map must be at least 8 x 8 and at most 256 x 256; "
        "use larger cells (map.cell_m)\n"
        "m.txt: the control is 300 x 300 cells; a map must be at least 8 x 8 and at most 256 x 256; "
        "use larger cells (map.cell_m)"
    ),
    "---\n...\n---\nxxx": (
        "m.txt: the terrain is 3 x 1 cells; a map must be at least 8 x 8 and at most 256 x 256\n"
        "m.txt: the control is 3 x 1 cells; a map must be at least 8 x 8 and at most 256 x 256"
    ),
    MAP.replace("o", "x"): "m.txt: nobody is besieged: the garrison (o) holds no land",
    changed("xxxxxxxxxx", "xxxoxxxxxx"): (
        "m.txt: the cell in row 1, column 4 is the garrison's but lies on the border of the map, "
        "where no ring can close; leave a margin around the besieged ground"
    ),
    changed(RING, RING.replace("x", ".")): (
        "m.txt: no besieger cell (x) borders the garrison's ground around the cell in row 2, column 4; "
        "close the ring there"
    ),
    changed("cell_m: 100", "cell: 100"): "m.txt: cell is not a key of the front matter; did you mean cell_m?",
    changed("cell_m: 100", "cell_m: -1"): "m.txt: cell_m = -1: must be the side of a cell in metres, above 0",
    changed("cell_m: 100", "legend: {ab: town, q: wter}"): (
        'm.txt: legend: "ab" must be one character\n'
        'm.txt: legend: q = "wter": must be one of open, fields, town, dense, mountain, base, water, '
        "hospital; did you mean water?"
    ),
    changed("cell_m: 100", "legend: 3"): 'm.txt: legend = 3: must be a mapping such as {"#": dense}',
    changed("cell_m: 100", "- 3"): "m.txt: the part before the first --- must be front matter, such as cell_m: 100",
}


@pytest.mark.parametrize("text", BAD, ids=lambda text: text[:30])
def test_a_bad_map_has_exactly_this_message(write: Write, text: str) -> None:
    write(text, "m.txt")
    write("map: {file: m.txt}")
    assert problems() == BAD[text]


PEOPLE = "\n".join(" ".join("5" if cell == "o" else "." for cell in row) for row in RING.splitlines())
WITH_PEOPLE = f"{MAP.rstrip()}\n--- civilians\n{PEOPLE}\n"


def test_a_map_may_say_where_civilians_live(write: Write) -> None:
    write(WITH_PEOPLE, "m.txt")
    write("map: {file: m.txt}")
    scenario = load_scenario("bad.yaml")
    place = map_of(scenario)
    assert place.civilians is not None
    assert (place.civilians == np.where(place.held == Holder.garrison, 5, 0)).all()
    assert not place.civilians.flags.writeable
    again = place.civilians.copy()
    again[1, 4] = 6
    assert (
        len({scenario_hash(scenario, place._replace(civilians=each)) for each in (None, place.civilians, again)}) == 3
    )


BAD_PEOPLE = {
    PEOPLE.replace("5", "."): "m.txt: civilians: nobody lives in any cell; say where, or leave this part out",
    PEOPLE.replace(".", "7", 1): (
        "m.txt: civilians: 7 live in the cell in row 1, column 1, which is not the garrison's land; "
        "move them to a cell that is"
    ),
    PEOPLE.replace("5", "2.5", 1): (
        'm.txt, line 26: civilians = "2.5": must be a whole number of people up to 1000000, or . for none'
    ),
    PEOPLE.replace(" ", "", 1): (
        "m.txt, line 25: this row of civilians has 9 numbers, but the terrain has 10 cells; "
        "separate numbers with spaces"
    ),
    PEOPLE.splitlines()[0]: "m.txt: civilians: has 1 rows, but the terrain has 10",
}


@pytest.mark.parametrize("people", BAD_PEOPLE, ids=range(len(BAD_PEOPLE)))
def test_a_bad_part_of_civilians_has_exactly_this_message(write: Write, people: str) -> None:
    write(WITH_PEOPLE.replace(PEOPLE, people), "m.txt")
    write("map: {file: m.txt}")
    assert problems() == BAD_PEOPLE[people]


def test_one_of_two_pockets_without_a_ring(write: Write) -> None:
    rows = RING.replace("x", ".").splitlines()
    rows[1] = ".oo....oo."
    rows[2:9] = ["." * 10] * 7
    rows[2] = ".x........"
    write(f"---\n{TOWN.replace('~', '.')}\n---\n" + "\n".join(rows), "m.txt")
    write("map: {file: m.txt}")
    assert "around the cell in row 2, column 8" in problems()


def test_a_map_written_into_the_scenario_itself(write: Write) -> None:
    inside = "\n".join("    " + line for line in changed("dh", "d?").splitlines())
    write(f"map:\n  file: |\n{inside}\n")
    assert problems() == 'bad.yaml: map.file, line 4: "?" is not defined; known characters are . , t d ^ b ~ h'


def paint(path: str, cells: np.ndarray, colours: dict[str, int]) -> None:
    pixels = np.zeros((*cells.shape, 3), np.uint8)
    for colour, value in colours.items():
        pixels[cells == value] = list(bytes.fromhex(colour[1:]))
    Image.fromarray(pixels).save(path)


def test_a_painted_map_is_the_drawn_one(write: Write) -> None:
    write(MAP, "m.txt")
    write("map: {file: m.txt}")
    drawn = load()
    paint("p.png", drawn.terrain, TERRAIN_COLOURS)
    paint("p_control.png", drawn.held, HOLDER_COLOURS)
    write("map: {file: p.png}", "p.yaml")
    painted = load("p.yaml")
    assert (painted.terrain == drawn.terrain).all()
    assert (painted.held == drawn.held).all()


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"II*\0", "a GeoTIFF"),
        (b"MM\0*", "a GeoTIFF"),
        (b"SQLite format 3\0", "a GeoPackage"),
        (b'{"type":', "GeoJSON"),
    ],
)
def test_a_map_is_recognised_by_its_content(write: Write, head: bytes, kind: str) -> None:
    write("map: {file: town.txt}")
    write(head + b"\0" * 2_000_000, "town.txt")
    assert f"is {kind}, and a map is text or PNG pictures; make one of it with `safeconduct map make" in problems()


def test_the_tutorial_names_every_colour() -> None:
    page = (Path(__file__).parents[2] / "docs" / "write-your-own-siege.md").read_text(encoding="utf-8")
    for colours in (TERRAIN_COLOURS, HOLDER_COLOURS):
        assert all(f"{kind.name} | `{colour}`" in page for colour, kind in colours.items())


def test_bad_pictures(write: Write) -> None:
    write("map: {file: p.png}")
    write(b"no picture", "p.png")
    assert problems() == (
        "p.png: a terrain picture needs a control picture beside it, p_control.png: "
        "#0000ff garrison, #ff0000 besieger, #ffffff nobody"
    )
    write(b"no picture", "p_control.png")
    assert problems() == "p.png: is not a PNG picture (UnidentifiedImageError)"
    Image.new("RGB", (300, 9)).save("p.png")
    assert problems() == "p.png: the picture is 300 x 9 pixels; a map must be at least 8 x 8 and at most 256 x 256"
    Image.new("RGB", (9, 9), "#e8e0c9").save("p.png")
    assert problems().startswith(
        "p.png: pixel in row 1, column 1 is #e8e0c9, one of 81 pixels of unknown colour; known colours are"
    )
    Image.new("RGB", (9, 9), "#e8e0c8").save("p.png")
    Image.new("RGB", (9, 8), "#ff0000").save("p_control.png")
    assert problems() == "p_control.png: must be 9 x 9 pixels, like p.png"
    whole = Path("p.png").read_bytes()
    write(whole[: len(whole) // 2], "p.png")
    assert problems().startswith("p.png: is not a PNG picture")


def test_a_scenario_made_in_python_may_name_a_file(write: Write, tmp_path: Path) -> None:
    write(MAP, "m.txt")
    made = load_scenario("baseline")
    made = made.model_copy(update={"map": made.map.model_copy(update={"file": "m.txt"})})
    assert map_of(made, tmp_path).terrain.shape == (10, 10)


def test_every_terrain_has_cover_and_a_glyph_of_its_own() -> None:
    from sim.scenario.rasters import GLYPHS, HOLDERS

    assert set(COVER) == set(GLYPHS.values()) == set(TERRAIN_COLOURS.values()) == set(Terrain)
    assert set(HOLDERS.values()) == set(HOLDER_COLOURS.values()) == set(Holder)
