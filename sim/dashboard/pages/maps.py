"""The map of a siege, its layers, and who is at a place."""

# Solara offers its names without saying so in a way that a type checker reads.
# pyright: reportPrivateImportUsage=false

from typing import Any

import solara

from sim.dashboard import markup, parts, persons
from sim.dashboard.clockwork import Told
from sim.dashboard.look import LAYERS, NAMES_OF_TWO, map_look
from sim.dashboard.siege_map import Painter, SiegeMap
from sim.dashboard.tab import Tab
from sim.text.format import count, number


@solara.component
def Map(tab: Tab, told: Told, place: int, layers: dict, spot: tuple, dark: bool, pick: Any) -> Any:
    """One map, fed by the siege's own thread."""
    runner = tab.runner
    assert runner is not None
    day = told.lanes[place]
    forked = len(told.lanes) == 2
    # The canvas is one widget for the life of this component, so that the siege's thread can write to it.
    canvas: SiegeMap = solara.use_memo(SiegeMap, [])
    canvas.look = map_look(dark)
    canvas.layers = layers
    canvas.picked = list(spot[1:]) if spot and spot[0] == place else []
    canvas.label = f"Map of the siege, day {day.day}. Arrow keys move a mark, Enter tells who is there."

    def attach() -> Any:
        painter = Painter(canvas, runner.painted, lambda x, y: pick(place, x, y))
        runner.look(place, painter)

        def detach() -> None:
            painter.close()
            if runner.state != "closed":
                runner.look(place, None)
            canvas.close()

        return detach

    solara.use_effect(attach, [])
    with solara.Div() as main:
        if forked:
            deaths = sum(day.deaths.values())
            words = markup.element("small", f"day {number(day.day)} · {number(deaths)} dead")
            markup.element("div", f"{NAMES_OF_TWO[place]} ", words, classes=["sc-maphead"])
        solara.Div(children=[canvas])
        parts.Standing(figures=[{"name": name, "value": value} for name, value in day.standing.items()])
    return main


def legend(layers: dict[str, bool], dark: bool) -> list[dict[str, Any]]:
    """Name, colour and state of each layer."""
    look = map_look(dark)
    shapes = {"front": "line", "sight": "line"}
    return [
        {
            "name": name,
            "label": words,
            "on": layers[name],
            "shape": shapes.get(name, ""),
            "colour": f"rgb{tuple(look[name])}",
        }
        for name, words in LAYERS.items()
    ]


@solara.component
def Somebody(tab: Tab, told: Told, spot: Any, person: Any) -> Any:
    """Who is at the place that was clicked."""
    runner = tab.runner
    assert runner is not None
    place, x, y = spot.value
    if place >= len(told.lanes):
        place = 0

    def look(lanes: Any) -> tuple[dict[str, Any], dict[str, Any] | None]:
        lane = lanes[place].here
        here = persons.people_at(lane.model, lane.lens.cell(lane.siege, x, y))
        return here, persons.person_of(lane.model, int(person.value)) if person.value else None

    here, who = runner.ask(look)
    some = [count(heads, kind) for kind, heads in here["count"].items() if heads]
    more = sum(here["count"].values()) - len(here["people"])
    with solara.Div(classes=["sc-card"]) as main:
        parts.Place(
            title=f"Cell {x}, {y}",
            note=", ".join(some) + (f"; {number(more)} are not listed" if more > 0 else ""),
            people=here["people"],
            person=who,
            event_pick_person=lambda uid: person.set(str(uid)),
            event_close=lambda *_: spot.set(()),
        )
    return main
