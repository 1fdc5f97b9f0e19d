"""The first page: one siege as it goes, and what if."""

# Solara offers its names without saying so in a way that a type checker reads.
# pyright: reportPrivateImportUsage=false

from typing import Any

import solara
import solara.lab

from sim.dashboard import vue_components
from sim.dashboard.pages.live_controls import Parameters, Side
from sim.dashboard.pages.live_map import Map, Somebody, legend
from sim.dashboard.pages.live_panels import Charts, Ledgers, Lives, Outcome, Road, Sieges
from sim.dashboard.session.session import use_session
from sim.dashboard.theme import LAYERS, NAMES_OF_TWO


@solara.component
def Live() -> Any:
    """Map, controls, charts, ledger."""
    session = use_session()
    told = session.told.value
    assert told is not None
    assert session.runner is not None
    layers = solara.use_reactive(dict.fromkeys(LAYERS, True))
    drawer = solara.use_reactive(False)
    nowhere: Any = ()
    spot = solara.use_reactive(nowhere)  # run, x, y
    person = solara.use_reactive("")
    dark = bool(solara.lab.use_dark_effective())

    def leave() -> Any:
        return lambda: session.runner and session.runner.state != "closed" and session.runner.pause()

    solara.use_effect(leave, [])

    def pick(run: int, x: int, y: int) -> None:
        spot.set((run, x, y))
        person.set("")

    def flip(name: str) -> None:
        layers.set(layers.value | {name: not layers.value[name]})

    forked = len(told.runs) == 2
    with solara.Div(classes=["sc-live", *(["forked"] if forked else [])]) as main:
        Side(session, told, drawer)
        with solara.Div(classes=["sc-middle"]):
            if told.runs[0].members:
                Sieges(session, told.runs[0])
            with solara.Div(classes=["sc-maps"]):
                for place in range(len(told.runs)):
                    Map(session, told, place, layers.value, spot.value, dark, pick).key(f"map-{place}")
            vue_components.Legend(layers=legend(layers.value, dark), note=told.runs[0].watched, event_flip=flip)
            for place, day in enumerate(told.runs):
                if day.road is not None:
                    Road(day, NAMES_OF_TWO[place] if forked else "")
            if spot.value:
                Somebody(session, told, spot, person)
            if not forked:
                Outcome(told)
        with solara.Div(classes=["sc-right"]):
            if forked:
                Lives(told).key("lives")
            Charts(told, dark).key("charts")  # the same charts go on when the siege is forked
            if not forked:
                Ledgers(told)
        if forked:
            with solara.Div(classes=["sc-wide-row", "sc-right"]):
                Outcome(told)
                Ledgers(told)
        Parameters(session, told, drawer)
    return main
