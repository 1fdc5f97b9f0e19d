"""Panels of the Live page beside the map: sieges of a theatre, convoy, outcome, deaths, charts, ledger."""

# Solara offers its names without saying so in a way that a type checker reads.
# pyright: reportPrivateImportUsage=false

from typing import Any

import solara

from sim.dashboard import markup, vue_components
from sim.dashboard.live import charts
from sim.dashboard.live.endings import ending_card
from sim.dashboard.live.headline import day_and_date, headline_figures
from sim.dashboard.live.view_model import ConvoyView, SiegeView, ledger_lines
from sim.dashboard.session.session import Session
from sim.dashboard.session.stepper import SessionView
from sim.dashboard.theme import FORK_NAMES, chart_colours, keep_numbers_whole
from sim.text.format import capitalized, count, number

#: Newest events on the page; the tables of a saved run have them all.
MAX_LINES = 60
#: Who holds a stage of the road.
HELD_BY = {
    "besieger": "held by the besieger",
    "third": "held by a third party",
    "patron_reach": "within reach of the patron's aircraft",
    "refuge": "held by the refuge",
}


@solara.component
def Sieges(session: Session, view: SiegeView) -> Any:
    """The sieges of a theatre; a click shows another one."""
    runner = session.runner
    assert runner is not None
    return vue_components.TheatreSieges(
        members=[member._asdict() for member in view.members],
        day=view.theatre_day,
        event_watch=lambda name: session.attempt(runner.watch, name),
    )


@solara.component
def Headline(session: Session, view: SessionView, shown_day: int | None) -> Any:
    """The most important figures, of today or of the past day that is shown."""
    by_run = [headline_figures(run, shown_day) for run in view.runs]
    figures = [
        {
            "name": same[0].name,
            "values": [
                {"run": FORK_NAMES[index] if len(by_run) == 2 else "", "value": one.value, "detail": one.detail}
                for index, one in enumerate(same)
            ],
        }
        for same in zip(*by_run, strict=True)
    ]
    past = "" if shown_day is None else f"Evening of {day_and_date(view.runs[0], shown_day)}"
    vue_components.HeadlineStrip(figures=figures, past=past, event_back_to_today=lambda *_: session.show_day(None))


@solara.component
def Convoy(convoy: ConvoyView, run_name: str) -> Any:
    """The convoy on its road."""
    text = convoy_text(convoy)
    stages = [
        {
            "name": capitalized(name.replace("_", " ")),
            "held": HELD_BY.get(held, held),
            "kind": held,
            "from": start,
            "to": end,
        }
        for name, held, start, end in convoy.stages
    ]
    with solara.Div(classes=["sc-card"]) as main:
        vue_components.ConvoyRoad(
            text=f"{run_name}: {text}" if run_name else text,
            known=not convoy.broken,
            halted=convoy.halted,
            stages=stages,
            buses=[{"number": number, "at": share} for number, share in convoy.on_road],
            left="Pocket",
            right=f"Refuge ({convoy.km:g} km): {number(convoy.evacuated)} arrived",
        )
    return main


def convoy_text(convoy: ConvoyView) -> str:
    """The progress of a convoy in a sentence."""
    if convoy.broken:
        return "the deal broke down and the convoy turned back"
    if convoy.completed:
        return f"deal completed: {count(convoy.evacuated, 'person', 'people')} arrived"
    text = f"tranche {convoy.boarded} of {convoy.tranches} has boarded; "
    text += f"{count(convoy.aboard, 'person', 'people')} on the road"
    text += ", stranded" if convoy.stranded else ", halted" if convoy.halted else ""
    return text + ("; secret deal" if convoy.secret else "")


@solara.component
def Outcomes(view: SessionView) -> Any:
    """The outcome of each run that has one."""
    with solara.Div(classes=["sc-outcomes"]) as main:
        for index, run in enumerate(view.runs):
            prefix = FORK_NAMES[index] if len(view.runs) == 2 else ""
            vue_components.EndingCard(**ending_card(run, prefix)).key(f"ending-{index}")
    return main


@solara.component
def SiegeLedger(view: SiegeView) -> Any:
    """Events as sentences."""
    with solara.Div(classes=["sc-card", "sc-ledgers"]) as main:
        vue_components.Ledger(title="Ledger", lines=ledger_lines(view, MAX_LINES), total=view.events)
    return main


@solara.component
def Schedule(view: SiegeView) -> Any:
    """What the scenario has scheduled, and what of it has happened."""
    with solara.Div(classes=["sc-card", "sc-schedule"]) as main:
        markup.heading(2, "Schedule")
        for line, acted in view.schedule:
            markup.paragraph(f"{'Done: ' if acted else ''}{keep_numbers_whole(line)}")
    return main


@solara.component
def DifferenceChart(view: SessionView, dark: bool) -> Any:
    """The difference in deaths between the runs of a fork, day by day."""
    with solara.Div(classes=["sc-card", "sc-chart"]) as main:
        markup.heading(2, "Difference in deaths ", markup.element("small", "people"))
        vue_components.Chart(
            option=charts.death_difference_chart(view.runs, chart_colours(dark)), element_id="sc-chart-difference"
        )
    return main
