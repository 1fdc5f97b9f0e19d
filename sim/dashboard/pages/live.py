"""The Live page: one siege day by day, or both runs of a fork."""

# Solara offers its names without saying so in a way that a type checker reads.
# pyright: reportPrivateImportUsage=false

from collections.abc import Callable
from typing import Any

import solara
import solara.lab

from sim.dashboard.pages.live_controls import Controls, Drawer
from sim.dashboard.pages.live_map import Legend, Map, People
from sim.dashboard.pages.live_panels import Charts, Convoy, DeathDifference, Ledgers, Outcomes, Schedule, Sieges
from sim.dashboard.session.session import use_session
from sim.dashboard.theme import FORK_NAMES, LAYERS


@solara.component
def Live() -> Any:
    """Controls, map, charts, ledger."""
    session = use_session()
    view = session.view.value
    assert view is not None
    assert session.runner is not None
    layers = solara.use_reactive(dict.fromkeys(LAYERS, True))
    drawer_open = solara.use_reactive(False)
    nowhere: Any = ()
    picked = solara.use_reactive(nowhere)  # index of the run, x, y
    person = solara.use_reactive("")
    dark = bool(solara.lab.use_dark_effective())

    def pause_on_leave() -> Callable[[], Any]:
        return lambda: session.runner and session.runner.state != "closed" and session.runner.pause()

    solara.use_effect(pause_on_leave, [])

    def pick(run: int, x: int, y: int) -> None:
        picked.set((run, x, y))
        person.set("")

    def toggle(name: str) -> None:
        layers.set(layers.value | {name: not layers.value[name]})

    forked = len(view.runs) == 2
    with solara.Div(classes=["sc-live", *(["forked"] if forked else [])]) as main:
        Controls(session, view, drawer_open)
        with solara.Div(classes=["sc-middle"]):
            if view.runs[0].members:
                Sieges(session, view.runs[0])
            with solara.Div(classes=["sc-maps"]):
                for index in range(len(view.runs)):
                    Map(session, view, index, layers.value, picked.value, dark, pick).key(f"map-{index}")
            Legend(session, view, layers.value, dark, toggle)
            for index, run in enumerate(view.runs):
                if run.convoy is not None:
                    Convoy(run.convoy, FORK_NAMES[index] if forked else "")
            if picked.value:
                People(session, view, picked, person)
            if not forked:
                Outcomes(view)
            if view.runs[0].schedule:
                Schedule(view.runs[0])
        with solara.Div(classes=["sc-right"]):
            if forked:
                DeathDifference(view).key("deaths")
            Charts(view, dark).key("charts")  # the same charts continue when the siege is forked
            if not forked:
                Ledgers(view)
        if forked:
            with solara.Div(classes=["sc-wide-row", "sc-right"]):
                Outcomes(view)
                Ledgers(view)
        Drawer(session, view, drawer_open)
    return main
