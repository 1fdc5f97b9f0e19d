"""The map of the Live page, its legend, and the people in the cell that was picked."""

# Solara offers its names without saying so in a way that a type checker reads.
# pyright: reportPrivateImportUsage=false

from collections.abc import Callable
from typing import Any

import solara

from sim.dashboard import markup, vue_components
from sim.dashboard.live.backdrop import read_backdrop
from sim.dashboard.live.map_widget import MapDisplay, MapWidget
from sim.dashboard.live.person_card import people_in_cell, person_card
from sim.dashboard.session.session import Session
from sim.dashboard.session.stepper import SessionView
from sim.dashboard.session.watched_runs import AnyRun
from sim.dashboard.theme import FORK_NAMES, LAYERS, map_colours
from sim.text.format import count, number


@solara.component
def Map(
    session: Session, view: SessionView, index: int, layers: dict[str, bool], picked: tuple, dark: bool,
    pick: Callable[[int, int, int], None],
) -> Any:  # fmt: skip
    """The map of one run; the stepper's thread sends its frames."""
    runner = session.runner
    assert runner is not None
    run = view.runs[index]
    # One widget for the life of this component, so that the stepper's thread can write to it.
    widget: MapWidget = solara.use_memo(MapWidget, [])
    widget.colours = map_colours(dark)
    widget.layers = layers
    widget.picked = list(picked[1:]) if picked and picked[0] == index else []
    widget.label = f"Map of the siege, day {run.day}. Arrow keys move the cursor; Enter lists the people in the cell."

    backdrop = solara.use_memo(lambda: read_backdrop(session.scenario_name), [session.scenario_name])

    def attach() -> Callable[[], None]:
        display = MapDisplay(widget, runner.display_ready, lambda x, y: pick(index, x, y), backdrop)
        runner.attach_display(index, display)

        def detach() -> None:
            display.close()
            if runner.state != "closed":
                runner.attach_display(index, None)
            widget.close()

        return detach

    solara.use_effect(attach, [])
    with solara.Div() as main:
        if len(view.runs) == 2:
            note = f"day {number(run.day)} · {count(sum(run.deaths.values()), 'death')}"
            markup.element("div", f"{FORK_NAMES[index]} ", markup.element("small", note), classes=["sc-map-heading"])
        solara.Div(children=[widget])
        vue_components.KeyFigures(figures=[{"name": name, "value": value} for name, value in run.key_figures.items()])
    return main


def legend(layers: dict[str, bool], dark: bool) -> list[dict[str, Any]]:
    """Name, label, colour and state of each layer."""
    colours = map_colours(dark)
    shapes = {"front": "line", "sight": "line"}
    return [
        {
            "name": name,
            "label": label,
            "on": layers[name],
            "shape": shapes.get(name, ""),
            "colour": f"rgb{tuple(colours[name])}",
        }
        for name, label in LAYERS.items()
    ]


@solara.component
def People(session: Session, view: SessionView, picked: Any, person: Any) -> Any:
    """The people in the cell that was picked, or one of them."""
    runner = session.runner
    assert runner is not None
    index, x, y = picked.value
    if index >= len(view.runs):
        index = 0

    def read(runs: list[AnyRun]) -> tuple[dict[str, Any], dict[str, Any] | None]:
        run = runs[index].watched_run
        here = people_in_cell(run.model, run.encoder.cell(run.siege, x, y))
        return here, person_card(run.model, int(person.value)) if person.value else None

    here, shown_person = runner.read(read)
    counts = [count(n, kind) for kind, n in here["count"].items() if n]
    more = sum(here["count"].values()) - len(here["people"])
    with solara.Div(classes=["sc-card"]) as main:
        vue_components.PeopleCard(
            title=f"Cell {x}, {y}",
            note=", ".join(counts) + (f"; {number(more)} more not listed" if more > 0 else ""),
            people=here["people"],
            person=shown_person,
            event_pick_person=lambda uid: person.set(str(uid)),
            event_close=lambda *_: picked.set(()),
        )
    return main
