"""The Live page: one siege day by day, or both runs of a fork."""

# Solara offers its names without saying so in a way that a type checker reads.
# pyright: reportPrivateImportUsage=false

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import solara
import solara.lab

from sim.dashboard import markup
from sim.dashboard.live.view_model import view_on
from sim.dashboard.pages.live_controls import Controls, Drawer
from sim.dashboard.pages.live_fork import ForkLedgers, ForkSeeds, ForkSummary
from sim.dashboard.pages.live_map import Legend, Map, People
from sim.dashboard.pages.live_panels import (
    Convoy,
    DifferenceChart,
    Headline,
    Outcomes,
    Schedule,
    SiegeLedger,
    Sieges,
)
from sim.dashboard.pages.live_premise import EmptyState, siege_title
from sim.dashboard.pages.live_timeline import Timeline
from sim.dashboard.pages.live_why import Why
from sim.dashboard.session.session import use_session
from sim.dashboard.theme import FORK_NAMES, LAYERS


@solara.component
def Live() -> Any:
    """Controls on a rail; beside it the headline strip, map and timeline, and below them endings and ledger."""
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

    forked, begun = len(view.runs) == 2, view.runs[0].day > 0
    past = session.shown_day.value
    shown = view if past is None else replace(view, runs=tuple(view_on(run, past) for run in view.runs))
    with solara.Div(classes=["sc-live", *(["forked"] if forked else [])]) as main:
        markup.element("h1", siege_title(session), classes=["sc-heading"])
        with solara.Div(classes=["sc-rail"]):
            Controls(session, view, drawer_open)
        with solara.Div(classes=["sc-top"]):
            if view.runs[0].members:
                Sieges(session, view.runs[0])
            if forked:
                ForkSummary(view).key("fork")
            Headline(session, view, session.shown_day.value)
            Outcomes(view)
        with solara.Div(classes=["sc-middle"]):
            with solara.Div(classes=["sc-maps"]):
                for index in range(len(view.runs)):
                    Map(session, shown, index, layers.value, picked.value, dark, pick).key(f"map-{index}")
            Legend(session, view, layers.value, dark, toggle)
            for index, run in enumerate(shown.runs):
                if run.convoy is not None:
                    Convoy(run.convoy, FORK_NAMES[index] if forked else "")
            if picked.value and past is None:  # people are known as they are today
                People(session, view, picked, person)
        with solara.Div(classes=["sc-right"]):
            # What is not needed now is hidden: to make it anew for each siege takes memory.
            with solara.Div(classes=["sc-hidden"] if begun else []).key("premise"):
                EmptyState(session, view)
            with solara.Div(classes=[] if begun else ["sc-hidden"]).key("timeline"):
                Timeline(session, view, dark)
            if forked:
                DifferenceChart(view, dark).key("difference")
        with solara.Div(classes=["sc-below"]):
            if forked:
                ForkSeeds(session, view).key("seeds")
            with solara.Div(classes=["sc-results", *([] if begun else ["sc-hidden"])]).key("results"):
                if any(run.over for run in view.runs):
                    Why(session, view).key("why")
                if forked:
                    ForkLedgers(view).key("ledgers")
                else:
                    SiegeLedger(view.runs[0]).key("ledger")
            if view.runs[0].schedule:
                Schedule(view.runs[0])
        Drawer(session, view, drawer_open)
    return main
