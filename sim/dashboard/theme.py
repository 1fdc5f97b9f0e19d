"""The theme of the pages, light and dark: colours of map and charts, from the palette of all figures; typography."""

import re
from typing import Any

from sim.runs import palette
from sim.scenario.ground import Terrain
from sim.state.columns import Kind

#: Dark theme: the order of brightness is kept, so that people stand out on any ground.
GROUND_DARK = {
    Terrain.open: "#22211F",
    Terrain.fields: "#262B1E",
    Terrain.town: "#34302B",
    Terrain.dense: "#433D36",
    Terrain.mountain: "#2D2B28",
    Terrain.base: "#2A2B2E",
    Terrain.water: "#16303F",
    Terrain.hospital: "#34302B",
}
#: Dark theme: light enough on dark ground.
PEOPLE_DARK = {Kind.civilian: "#4FA8DE", Kind.fighter: "#F2B134", Kind.besieger: "#DE94BC"}
NAMES = {Kind.civilian: "civilian", Kind.fighter: "fighter", Kind.besieger: "besieger"}
#: The two runs of a fork.
FORK_NAMES = ("Factual", "Counterfactual")
#: Layers of the map that can be hidden, with their labels in the legend.
LAYERS = {
    "civilian": "Civilians",
    "fighter": "Fighters",
    "besieger": "Besiegers",
    "fire": "Recent shelling, assault",
    "front": "Front line",
    "sight": "Observers",
    "convoy": "Convoy",
}


def keep_numbers_whole(text: str) -> str:
    """The text with no-break spaces inside numbers, so that no line breaks within 12 345 or n 20."""
    return re.sub(r"(?<=\d) (?=\d{3}(?!\d))|(?<=\bn) (?=\d)", "\N{NO-BREAK SPACE}", text)


def rgb(colour: str) -> list[int]:
    """#RRGGBB as three integers, 0..255."""
    return [int(colour[start : start + 2], 16) for start in (1, 3, 5)]


def map_colours(dark: bool) -> dict[str, Any]:
    """Colours of the map as RGB; the page and the animation use the same."""
    ground = GROUND_DARK if dark else palette.GROUND
    people = PEOPLE_DARK if dark else palette.PEOPLE
    return {
        "ground": [rgb(ground[terrain]) for terrain in Terrain],
        "pale": rgb("#161615" if dark else "#FBFAF8"),
        "ruin": rgb("#0A0908" if dark else palette.RUBBLE),
        "fire": rgb("#FF7A2E" if dark else palette.FIRE),
        "sight": rgb(palette.TRUCE),
        "convoy": rgb("#1FC79A" if dark else palette.CONVOY),
        "front": rgb("#F2EFEA" if dark else palette.INK),
        "halo": rgb("#000000" if dark else palette.PAPER),
        "water": int(Terrain.water),
        "hospital": int(Terrain.hospital),
    } | {NAMES[kind]: rgb(colour) for kind, colour in people.items()}


def chart_colours(dark: bool) -> dict[str, str]:
    """Colours of charts as CSS."""
    people = PEOPLE_DARK if dark else palette.PEOPLE
    return {
        "ink": "#ECE9E4" if dark else palette.INK,
        "soft": "#A9A49C" if dark else palette.SOFT,
        "faint": "#3A3835" if dark else "#E7E3DD",
        "paper": "#1C1B1A" if dark else palette.PAPER,
        "food": "#C29A63" if dark else "#8C6D46",
        "convoy": "#1FC79A" if dark else palette.CONVOY,
        "truce": palette.TRUCE,
        "fire": "#FF7A2E" if dark else palette.FIRE,
    } | {NAMES[kind]: colour for kind, colour in people.items()}
