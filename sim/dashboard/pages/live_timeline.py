"""The timeline of the Live page."""

# Solara offers its names without saying so in a way that a type checker reads.
# pyright: reportPrivateImportUsage=false

import json
from typing import Any

import solara

from sim.dashboard import vue_components
from sim.dashboard.live.timeline import timeline_of
from sim.dashboard.live.view_model import events_of_day
from sim.dashboard.pages.live_premise import siege_title
from sim.dashboard.session.session import Session
from sim.dashboard.session.stepper import SessionView
from sim.dashboard.theme import FORK_NAMES, chart_colours

ELEMENT = "sc-timeline-chart"


@solara.component
def Timeline(session: Session, view: SessionView, dark: bool) -> Any:
    """Events and series of both runs of a fork or of the one run; a day of it can be shown on the map."""
    runner = session.runner
    assert runner is not None
    no_day: Any = None
    read_day, set_read_day = solara.use_state(no_day)
    colours = chart_colours(dark)
    forked = len(view.runs) == 2

    def make() -> tuple[Any, str, Any]:
        made = timeline_of(view.runs, colours, view.forked_day)
        return made, json.dumps(made.option), view.runs

    # As text: each rendering looks for elements in all lists that it is given, ten thousand points here. The memo holds
    # the runs too, so that no other rows can have the same id meanwhile.
    drawn = [(id(run.rows), run.days, run.events, run.deals, run.changed) for run in view.runs]
    made, option_text, _ = solara.use_memo(make, [drawn, view.forked_day, dark])
    lines = [
        {"topic": line["topic"], "text": f"{FORK_NAMES[index]}: {line['text']}" if forked else line["text"]}
        for index, run in enumerate(view.runs)
        for line in (events_of_day(run, read_day) if read_day is not None else ())
    ]
    longest = max(view.runs, key=lambda run: run.days)
    with solara.Div(classes=["sc-card", "sc-timeline-card"]) as main:
        vue_components.TimelineChart(
            option_text=option_text,
            element_id=ELEMENT,
            height=made.height,
            first=made.first,
            last=made.last,
            panels=made.panels,
            days=made.days,
            colours=colours,
            start=str(longest.start),
            shown_day=session.shown_day.value,
            day_events={"day": read_day, "lines": lines},
            event_day=lambda day: session.show_day(int(day)),
            event_read_day=lambda day: set_read_day(int(day)),
        )
        vue_components.ChartMenu(
            element_id=ELEMENT,
            name="Timeline",
            note=f"{siege_title(session)}. Simulated, {longest.days} days, random seed {runner.seed}.",
            file=f"timeline-day-{longest.days}",
            version=view.version,
        )
    return main
