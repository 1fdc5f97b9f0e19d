"""The first page: one siege as it goes, and what if."""

# Solara offers its names without saying so in a way that a type checker reads.
# pyright: reportPrivateImportUsage=false

from typing import Any

import solara
import solara.lab

from sim.dashboard import parts
from sim.dashboard.look import LAYERS, NAMES_OF_TWO
from sim.dashboard.pages.maps import Map, Somebody, legend
from sim.dashboard.pages.panels import Charts, Ledgers, Lives, Outcome, Road, Sieges
from sim.dashboard.pages.rail import Parameters, Side
from sim.dashboard.tab import use_tab


@solara.component
def Live() -> Any:
    """Map, controls, charts, ledger."""
    tab = use_tab()
    told = tab.told.value
    assert told is not None
    assert tab.runner is not None
    layers = solara.use_reactive(dict.fromkeys(LAYERS, True))
    drawer = solara.use_reactive(False)
    nowhere: Any = ()
    spot = solara.use_reactive(nowhere)  # lane, x, y
    person = solara.use_reactive("")
    dark = bool(solara.lab.use_dark_effective())

    def leave() -> Any:
        return lambda: tab.runner and tab.runner.state != "closed" and tab.runner.pause()

    solara.use_effect(leave, [])

    def pick(lane: int, x: int, y: int) -> None:
        spot.set((lane, x, y))
        person.set("")

    def flip(name: str) -> None:
        layers.set(layers.value | {name: not layers.value[name]})

    forked = len(told.lanes) == 2
    with solara.Div(classes=["sc-live", *(["forked"] if forked else [])]) as main:
        Side(tab, told, drawer)
        with solara.Div(classes=["sc-middle"]):
            if told.lanes[0].members:
                Sieges(tab, told.lanes[0])
            with solara.Div(classes=["sc-maps"]):
                for place in range(len(told.lanes)):
                    Map(tab, told, place, layers.value, spot.value, dark, pick).key(f"map-{place}")
            parts.Legend(layers=legend(layers.value, dark), note=told.lanes[0].watched, event_flip=flip)
            for place, day in enumerate(told.lanes):
                if day.road is not None:
                    Road(day, NAMES_OF_TWO[place] if forked else "")
            if spot.value:
                Somebody(tab, told, spot, person)
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
        Parameters(tab, told, drawer)
    return main
