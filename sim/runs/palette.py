"""Colours of figures (Okabe and Ito): the same people have the same colour everywhere, for any eye."""

from sim.scenario.ground import Terrain
from sim.state.columns import Kind

PEOPLE = {Kind.civilian: "#0072B2", Kind.fighter: "#E69F00", Kind.besieger: "#CC79A7"}
#: The same, dark enough for text on white.
PEOPLE_TEXT = {Kind.civilian: "#0072B2", Kind.fighter: "#A86F00", Kind.besieger: "#A34D7C"}
CONVOY, TRUCE, FIRE = "#009E73", "#56B4E9", "#D55E00"
INK, SOFT, FAINT, PAPER = "#1A1A1A", "#5E5E5E", "#D9D6D1", "#FFFFFF"
GROUND = {
    Terrain.open: "#F2EEE8",
    Terrain.fields: "#E8ECD6",
    Terrain.town: "#DDD5CA",
    Terrain.dense: "#C9BFB2",
    Terrain.mountain: "#D3CFC4",
    Terrain.base: "#DADAD4",
    Terrain.water: "#BFDFF2",
    Terrain.hospital: "#DDD5CA",
}
RUBBLE = "#5B524A"
