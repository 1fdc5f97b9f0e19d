"""Small theatres for tests: two hamlets, three in a row, as documents."""

from pathlib import Path
from typing import Any

from worlds import EAGER, HAMLET

from sim.scenario.load_theatre import theatre_from_data
from sim.scenario.theatre import Theatre

#: Talks at once, nobody gives himself up, and a word is worth little: convoys are soon under way, and attacked.
ROUGH = HAMLET | EAGER | {"besieger.road_reputation": 0.2, "besieger.captor_reputation": 0.05}
ROUGH |= {"guarantor.strength": 0.0} | {
    "garrison.ideology": 3.0,
    "negotiation.doctrine": 2.0,
    "negotiation.doctrine_leaving": 0.0,
    "convoy.people_per_bus": 15,
}


def siege(inside: str = "red", outside: str = "blue", **more: Any) -> dict[str, Any]:
    """A hamlet of a side, with what differs from the others; `map_seed` in a name stands for `map.seed`."""
    changes = {name.replace("__", "."): value for name, value in more.items()}
    return {"scenario": "baseline", "garrison_side": inside, "besieger_side": outside, "set": HAMLET | changes}


def pair(world: dict[str, Any] | None = None, **overrides: Any) -> Theatre:
    """Two hamlets that are tied to each other."""
    data = {
        "kind": "theatre",
        "sieges": {"a": siege(), "b": siege("blue", "red")},
        "links": {"ab": {"between": ["a", "b"]}},
    }
    for name in ("a", "b"):
        data["sieges"][name]["set"] = HAMLET | (world or {})
    return theatre_from_data(
        data, "pair", Path(), {name.replace("__", "."): value for name, value in overrides.items()}
    )


def row(destination: str = "", **contagion: float) -> Theatre:
    """Three hamlets of one besieger, 30 km from one to the next."""
    sieges = {name: siege() for name in ("a", "b", "c")}
    sieges["a"]["destination"] = destination
    data = {
        "kind": "theatre",
        "sieges": sieges,
        "contagion": contagion,
        "distances_km": {"a": {"b": 30.0, "c": 60.0}, "b": {"c": 30.0}},
    }
    return theatre_from_data(data, "row", Path())
