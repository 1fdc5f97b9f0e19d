"""Controls of the Live page, and the drawer with every parameter."""

# Solara offers its names without saying so in a way that a type checker reads.
# pyright: reportPrivateImportUsage=false

import base64
import threading
from typing import Any

import solara

from sim.dashboard import vue_components
from sim.dashboard.controls import drawer, parameter_controls
from sim.dashboard.controls.search_words import SUGGESTED, words_by_parameter
from sim.dashboard.controls.siege_list import sieges
from sim.dashboard.run_setup import THEATRE_PARAMETERS, local_names, scenario_in
from sim.dashboard.session.command_line import command_line
from sim.dashboard.session.runner import SPEEDS
from sim.dashboard.session.saved_runs import open_saved, save, saved_run_names
from sim.dashboard.session.session import Session
from sim.dashboard.session.stepper import SessionView
from sim.dashboard.session.watched_theatre import NO_FORK
from sim.dashboard.theme import map_colours
from sim.scenario.theatre import Theatre
from sim.text.format import place_title


@solara.component
def Controls(session: Session, view: SessionView, drawer_open: Any) -> Any:
    """Start, stop, change, fork and save the siege."""
    runner = session.runner
    assert runner is not None
    names, set_names = solara.use_state(saved_run_names())
    note, set_note = solara.use_state("")
    no_animation: Any = ("", "")
    animation, set_animation = solara.use_state(no_animation)
    animating, set_animating = solara.use_state(False)
    last = view.runs[-1]
    clock = max(view.runs, key=lambda run: run.clock_day)
    forked = len(view.runs) == 2
    scenario = runner.scenario if not forked else runner.read(lambda runs: scenario_in(runs[-1].setup, ""))
    setup = runner.setup
    theatre = setup if isinstance(setup, Theatre) else None
    about = (setup.document.title or setup.document.about) if isinstance(setup, Theatre) else setup.title or setup.about

    def change(entry: dict[str, str]) -> None:
        name, text = entry["dotted"], str(entry["value"])
        session.attempt(lambda: runner.change(name, parameter_controls.value_from(name, text)))

    def save_run(*_: Any) -> None:
        name = session.attempt(save, runner)
        if name:
            set_note(f"Saved as {name}")
            set_names(saved_run_names())

    def animate(*_: Any) -> None:
        set_animating(True)
        recorded, colours = runner.read(lambda runs: runs[-1].watched_run.animation.copy()), map_colours(False)
        title, heading, days = runner.scenario.name, runner.scenario.title, last.day

        def render() -> None:
            gif = recorded.gif(colours, heading or title.replace("_", " "))
            set_animation((f"data:image/gif;base64,{base64.b64encode(gif).decode()}", f"{title}-{days}-days.gif"))
            set_animating(False)

        threading.Thread(target=render, name="animation", daemon=True).start()

    def open_run(name: str) -> None:
        run = session.attempt(open_saved, name)
        if run is not None:
            session.resume(run)
            set_note(f"Opened {name}")

    def reset(seed: Any) -> None:
        session.attempt(lambda: runner.reset(seed=parameter_controls.seed_of(seed)))

    vue_components.LiveControls(
        scenarios=sieges(session.scenario_name),
        scenario=session.scenario_name,
        about=about,
        seed=runner.seed,
        state=view.state,
        over=all(run.over for run in view.runs),
        day=clock.clock_day,
        date=f"{clock.date.day} {clock.date:%b %Y}",
        speed=runner.speed,
        speeds=list(SPEEDS),
        sliders=parameter_controls.sliders(
            scenario, session.initial_scenario, local_names(setup, runner.watched, view.pending)
        ),
        pending=list(view.pending),
        forked=forked,
        no_fork=NO_FORK if theatre else "",
        siege_name=place_title(runner.watched),
        error=view.error or ("" if drawer_open.value else session.error.value),
        parameters=len(parameter_controls.declared()) + len(THEATRE_PARAMETERS if theatre else ()),
        command=command_line(session) if not forked else "",
        saved_runs=names,
        saved_note=note,
        animating=animating,
        animation_url=animation[0],
        animation_name=animation[1],
        event_choose=lambda name: session.attempt(session.choose, name),
        event_play=lambda *_: runner.play(),
        event_pause=lambda *_: runner.pause(),
        event_one_day=lambda *_: runner.one_day(),
        event_reset=reset,
        event_set_speed=lambda days: runner.set_speed(int(days)),
        event_set_value=change,
        event_open_drawer=lambda *_: drawer_open.set(True),
        event_fork=lambda *_: session.attempt(runner.fork),
        event_unfork=lambda index: runner.unfork(int(index)),
        event_save=save_run,
        event_animate=animate,
        event_open_run=open_run,
    )


@solara.component
def Drawer(session: Session, view: SessionView, drawer_open: Any) -> Any:
    """The drawer with every parameter."""
    runner = session.runner
    assert runner is not None
    forked = len(view.runs) == 2
    setup = runner.setup if not forked else runner.read(lambda runs: runs[-1].setup)
    watched, initial = runner.watched, session.initial
    # Each memo holds its setup too, so that no other one can have the same id meanwhile.
    values, _ = solara.use_memo(lambda: (drawer.texts(setup, watched), setup), [id(setup), watched])
    first_values, _ = solara.use_memo(lambda: (drawer.texts(initial, watched), initial), [id(initial), watched])
    sections, _ = solara.use_memo(lambda: (drawer.sections(initial), initial), [id(initial)])

    def change(entry: dict[str, str]) -> None:
        name, text = entry["dotted"], entry["value"]
        session.attempt(lambda: runner.change(name, drawer.value_from(name, text)))

    if forked:
        note = "Changes apply to the counterfactual run, from tomorrow."
    elif view.runs[-1].day > 0:
        note = "The siege is under way. Each parameter says whether a change acts tomorrow or from a new start."
    else:
        note = "The siege has not started; changes take effect at once."
    vue_components.ParameterDrawer(
        shown=drawer_open.value,
        note=note,
        sections=sections,
        values=values,
        initial=first_values,
        pending=local_names(runner.setup, watched, view.pending),
        forked=forked,
        error=session.error.value,
        started=forked or view.runs[-1].day > 0,
        words=words_by_parameter(values),
        suggested=list(SUGGESTED),
        event_set_value=change,
        event_close=lambda *_: drawer_open.set(False),
    )
