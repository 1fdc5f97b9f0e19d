"""Saving on the Live page: the command, saved runs, the animation."""

# Solara offers its names without saying so in a way that a type checker reads.
# pyright: reportPrivateImportUsage=false

import base64
import threading
from typing import Any

import solara

from sim.dashboard import vue_components
from sim.dashboard.controls import interventions
from sim.dashboard.session.command_line import commands
from sim.dashboard.session.differences import dated_changes
from sim.dashboard.session.links import shown_name
from sim.dashboard.session.runner import HALVES
from sim.dashboard.session.saved_runs import save, saved_run_options
from sim.dashboard.session.session import Session
from sim.dashboard.session.stepper import SessionView
from sim.dashboard.theme import map_colours
from sim.scenario.schema import Scenario


@solara.component
def SavingControls(session: Session, view: SessionView) -> Any:
    """The command of the siege on the page; saves, opens and films it."""
    runner = session.runner
    assert runner is not None
    names, set_names = solara.use_state(saved_run_options())
    note, set_note = solara.use_state("")
    no_animation: Any = ("", "")
    animation, set_animation = solara.use_state(no_animation)
    animating, set_animating = solara.use_state(False)
    saving, set_saving = solara.use_state(False)

    def save_run(*_: Any) -> None:
        set_saving(True)
        saved = session.attempt(save, runner, titles(view))
        set_saving(False)
        if saved:
            set_note(f"Saved as {' and '.join(saved)}")
            set_names(saved_run_options())

    def animate(*_: Any) -> None:
        set_animating(True)
        recorded, colours = runner.read(lambda runs: runs[-1].watched_run.animation.copy()), map_colours(False)
        title, heading, days = runner.scenario.name, runner.scenario.title, view.runs[-1].day

        def render() -> None:
            gif = recorded.gif(colours, heading or title.replace("_", " "))
            set_animation((f"data:image/gif;base64,{base64.b64encode(gif).decode()}", f"{title}-{days}-days.gif"))
            set_animating(False)

        threading.Thread(target=render, name="animation", daemon=True).start()

    def open_run(name: str) -> None:
        if session.attempt(lambda: session.open_saved(name) or True):
            set_note(f"Opened {name}")

    return vue_components.Saving(
        forked=len(view.runs) == 2,
        saving=saving,
        saved_runs=names,
        saved_note=note,
        animating=animating,
        animation_url=animation[0],
        animation_name=animation[1],
        commands=[
            {"label": one.label, "text": one.text, "url": one.file_url, "file": one.file_name} for one in commands(view)
        ],
        event_save=save_run,
        event_animate=animate,
        event_open_run=open_run,
    )


def titles(view: SessionView) -> list[str]:
    """A title for each run: siege, seed, day; of a fork, which run it is and what was changed in it."""
    base, forked = f"{shown_name(view.origin)}, seed {view.seed}", len(view.setups) == 2
    shared = dated_changes(view.setups[0], view.origin.initial) if forked else ()
    made = []
    for half, setup, run in zip(HALVES, view.setups, view.runs, strict=False):
        title = f"{base}, day {max(run.day, run.theatre_day)}"
        if forked:
            title += f", {half} run of the fork on day {view.forked_day}"
        if isinstance(setup, Scenario):
            own = [one for one in dated_changes(setup, view.origin.initial) if not forked or one not in shared]
            words = [f"{interventions.change_text(setup, one)} from day {one.day}" for one in own]
            title += f": {'; '.join(words)}" if words else ""
        made.append(title)
    return made
