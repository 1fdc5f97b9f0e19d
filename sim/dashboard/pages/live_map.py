"""The map of the Live page, its legend, and the people in the cell that was picked."""

# Solara offers its names without saying so in a way that a type checker reads.
# pyright: reportPrivateImportUsage=false

from collections.abc import Callable
from typing import Any

import solara

from sim.dashboard import markup, vue_components
from sim.dashboard.live.backdrop import bridge_cells, read_backdrop
from sim.dashboard.live.map_widget import MapDisplay, MapWidget
from sim.dashboard.live.person_card import people_in_cell, person_card
from sim.dashboard.live.place_card import count_lines, past_reading, place_view, reading
from sim.dashboard.live.places import GROUND_WORDS, place_name
from sim.dashboard.pages.live_fork import titles_of
from sim.dashboard.session.session import Session
from sim.dashboard.session.stepper import SessionView
from sim.dashboard.session.watched_runs import AnyRun
from sim.dashboard.theme import LAYERS, map_colours
from sim.scenario.ground import Terrain
from sim.text.format import capitalized, count, number


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
    widget.label = (
        f"Map of the siege, day {run.clock_day}. Arrow keys move the cursor; Enter lists the people in the cell; plus "
        "and minus zoom, 0 shows the whole map, Shift with an arrow key moves it."
    )

    backdrop = solara.use_memo(lambda: read_backdrop(session.scenario_name), [session.scenario_name])

    def read_cell(x: int, y: int) -> dict[str, Any]:
        def read(runs: list[AnyRun]) -> dict[str, Any]:
            shown = runs[index].watched_run
            cell = shown.encoder.cell(shown.siege, x, y)
            landmark = "bridge" if cell in bridge_cells(backdrop, shown.siege) else ""
            kept = None if runner.shown_day is None else shown.frames.at(runner.shown_day)
            if kept is None:
                return reading(shown.siege, cell, landmark)
            name = place_name(shown.siege, cell, landmark)
            return past_reading(shown.siege, shown.encoder, kept.planes, (x, y), name)

        return runner.read(read) if runner.state != "closed" else {}

    def attach() -> Callable[[], None]:
        display = MapDisplay(widget, runner.display_ready, lambda x, y: pick(index, x, y), read_cell, backdrop)
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
            note = f"day {number(run.clock_day)} · {count(sum(run.deaths.values()), 'death')}"
            title = titles_of(view)[index]
            markup.element("div", f"{title} ", markup.element("small", note), classes=["sc-map-heading"])
        solara.Div(children=[widget])
        vue_components.KeyFigures(figures=[{"name": name, "value": value} for name, value in run.key_figures.items()])
    return main


def legend(layers: dict[str, bool], dark: bool) -> list[dict[str, Any]]:
    """Name, label, colour and state of each layer that can be hidden."""
    colours = map_colours(dark)
    return [
        {
            "name": name,
            "label": label,
            "on": layers[name],
            "shape": SHAPES.get(name, ""),
            "colour": _css(colours[name]),
        }
        for name, label in LAYERS.items()
    ]


#: Layers that are drawn as something else than an area.
SHAPES = {"front": "line", "sight": "corner", "convoy": "thick"}


def ground_key(terrains: list[int], has_backdrop: bool, dark: bool) -> list[dict[str, str]]:
    """Label, shape and colour of what is drawn and cannot be hidden; of the ground, what this map has."""
    colours = map_colours(dark)
    front, fire, sight = (_css(colours[name]) for name in ("front", "fire", "sight"))
    key = [
        {"label": capitalized(GROUND_WORDS[terrain]), "shape": "", "colour": _css(colours["ground"][terrain])}
        for terrain in Terrain
        if int(terrain) in terrains and terrain != Terrain.hospital
    ]
    if int(Terrain.hospital) in terrains:
        key.insert(0, {"label": "Hospital", "shape": "cross", "colour": front})
    key += [
        {"label": "Ruins (the darker, the more)", "shape": "ruins", "colour": _css(colours["ruin"])},
        {"label": "Not held by the garrison (faded)", "shape": "", "colour": _css(colours["pale"])},
        {"label": "Struck or fought over on the last day", "shape": "burst", "colour": fire},
        {"label": "Assault of the last week", "shape": "swords", "colour": fire},
        {"label": "Reported by observers", "shape": "eye", "colour": sight},
    ]
    if has_backdrop:
        key += [{"label": label, "shape": shape, "colour": front} for label, shape in BACKDROP_KEY]
    return key


BACKDROP_KEY = (("Street", "street"), ("Bridge", "bridge"), ("Ring of the besieger", "dots"))


def _css(colour: list[int]) -> str:
    return f"rgb{tuple(colour)}"


@solara.component
def Legend(
    session: Session, view: SessionView, layers: dict[str, bool], dark: bool, toggle: Callable[[str], None]
) -> Any:
    """The legend of the map: its layers, and the key of everything else."""
    runner = session.runner
    assert runner is not None
    setup = runner.setup

    def terrains() -> tuple[list[int], bool, Any]:
        def read(runs: list[AnyRun]) -> list[int]:
            shown = runs[0].watched_run
            return sorted({*shown.encoder.terrain(shown.siege)})

        return runner.read(read), bool(read_backdrop(session.scenario_name)), setup

    # The memo holds the setup too, so that no other one can have the same id meanwhile.
    ground, has_backdrop, _ = solara.use_memo(terrains, [id(setup), runner.watched])
    return vue_components.MapLegend(
        layers=legend(layers, dark),
        entries=ground_key(ground, has_backdrop, dark),
        note=view.runs[0].observers,
        event_toggle=toggle,
    )


@solara.component
def People(session: Session, view: SessionView, picked: Any, person: Any) -> Any:
    """The cell that was picked with the people who are there, or the life of one of them."""
    runner = session.runner
    assert runner is not None
    backdrop = solara.use_memo(lambda: read_backdrop(session.scenario_name), [session.scenario_name])
    index, x, y = picked.value
    if index >= len(view.runs):
        index = 0

    def read(runs: list[AnyRun]) -> tuple[dict[str, Any], list[dict[str, Any]], dict[str, Any] | None]:
        run = runs[index].watched_run
        siege, cell = run.siege, run.encoder.cell(run.siege, x, y)
        landmark = "bridge" if cell in bridge_cells(backdrop, siege) else ""
        summary = place_view(siege, cell, landmark)
        place = {
            "name": summary.name,
            "position": summary.position,
            "facts": [*summary.facts],
            "counts": count_lines(siege, summary.counts),
        }
        shown_person = person_card(siege, int(person.value), run.marks.followed) if person.value else None
        return place, people_in_cell(siege, cell), shown_person

    def follow() -> Callable[[], None]:
        def start(runs: list[AnyRun]) -> None:
            run = runs[index].watched_run
            run.marks.follow(run.siege, int(person.value) if person.value else None)

        def stop() -> None:
            if runner.state != "closed":
                runner.read(lambda runs: [run.watched_run.marks.follow(run.watched_run.siege, None) for run in runs])
                runner.repaint()

        runner.read(start)
        runner.repaint()
        return stop

    solara.use_effect(follow, [person.value, index])
    place, groups, shown_person = runner.read(read)
    with solara.Div(classes=["sc-card"]) as main:
        vue_components.PeopleCard(
            place=place,
            groups=groups,
            person=shown_person,
            event_pick_person=lambda row: person.set(str(row)),
            event_close=lambda *_: picked.set(()),
        )
    return main
