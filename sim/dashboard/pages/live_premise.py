"""The Live page before the first day: what the siege begins with, and a large button to start it."""

# Solara offers its names without saying so in a way that a type checker reads.
# pyright: reportPrivateImportUsage=false

from typing import Any

import solara

from sim.dashboard import markup, vue_components
from sim.dashboard.live.premise import premise_of
from sim.dashboard.run_setup import scenario_in
from sim.dashboard.session.session import Session
from sim.dashboard.session.stepper import SessionView
from sim.dashboard.theme import keep_numbers_whole
from sim.scenario.theatre import Theatre
from sim.text.format import place_title


def siege_title(session: Session) -> str:
    """The title of the siege or theatre that a session shows, or its name where it has none."""
    assert session.runner is not None
    setup = session.runner.setup
    title = setup.document.title if isinstance(setup, Theatre) else setup.title
    return keep_numbers_whole(title or setup.name.replace("_", " "))


@solara.component
def EmptyState(session: Session, view: SessionView) -> Any:
    """In place of charts and ledger on day 0, where these have nothing to show."""
    runner = session.runner
    assert runner is not None
    setup = runner.setup
    scenario = scenario_in(setup, runner.watched)
    document = setup.document if isinstance(setup, Theatre) else setup
    with solara.Div(classes=["sc-card", "sc-premise"]) as main:
        markup.heading(2, siege_title(session))
        start = scenario.clock.start
        begins = f"{place_title(runner.watched)} begins" if isinstance(setup, Theatre) else "Begins"
        markup.paragraph(f"{begins} on {start.day} {start:%B %Y}.", classes=["sc-hint"])
        if view.runs[-1].theatre_day <= 0:  # later, a siege of a theatre begins by itself
            vue_components.LargePlay(
                disabled=view.state == "failed" or all(run.over for run in view.runs),
                event_play=lambda *_: runner.play(),
            )
        with solara.Div(classes=["sc-premise-parts"]):
            for title, text in premise_of(scenario):
                with solara.Div():
                    markup.heading(3, title)
                    markup.paragraph(keep_numbers_whole(text))
        if document.about:
            markup.paragraph(keep_numbers_whole(document.about))
    return main
