"""What starts, stops and changes the siege: the rail at the left, and the drawer with every parameter."""

# Solara offers its names without saying so in a way that a type checker reads.
# pyright: reportPrivateImportUsage=false

import threading
from typing import Any

import solara

from sim.dashboard import vue_components
from sim.dashboard.controls import drawer, parameter_controls
from sim.dashboard.run_setup import BETWEEN, names_here, scenario_in
from sim.dashboard.session import saved_runs
from sim.dashboard.session.runner import SPEEDS
from sim.dashboard.session.session import Session
from sim.dashboard.session.stepper import SessionView
from sim.dashboard.session.watched_theatre import NO_FORK
from sim.dashboard.theme import map_look
from sim.scenario.theatre import Theatre


@solara.component
def Side(session: Session, told: SessionView, opened: Any) -> Any:
    """The rail at the left."""
    runner = session.runner
    assert runner is not None
    kept, set_kept = solara.use_state(saved_runs.saved_run_names())
    note, set_note = solara.use_state("")
    no_film: Any = ("", "")
    film, set_film = solara.use_state(no_film)
    filming, set_filming = solara.use_state(False)
    last = told.runs[-1]
    forked = len(told.runs) == 2
    world = runner.scenario if not forked else runner.ask(lambda runs: scenario_in(runs[-1].world, ""))

    waits = names_here(runner.world, runner.watched, told.waiting)
    theatre = runner.world if isinstance(runner.world, Theatre) else None
    about = (theatre.document.title or theatre.document.about) if theatre else world.title or world.about

    def change(said: dict[str, str]) -> None:
        session.attempt(
            lambda: runner.change(said["dotted"], parameter_controls.value_from(said["dotted"], str(said["value"])))
        )

    def save(*_: Any) -> None:
        name = session.attempt(lambda: saved_runs.save(runner))
        if name:
            set_note(f"Saved as {name}")
            set_kept(saved_runs.saved_run_names())

    def shoot(*_: Any) -> None:
        set_filming(True)
        animation, look = runner.ask(lambda runs: runs[-1].here.animation.copy()), map_look(False)
        title = runner.scenario.name
        name = f"{last.day}-days.gif"

        def develop() -> None:
            set_film((saved_runs.data_url(animation.gif(look, title.replace("_", " "))), f"{title}-{name}"))
            set_filming(False)

        threading.Thread(target=develop, daemon=True).start()

    def take_up(name: str) -> None:
        run = session.attempt(lambda: saved_runs.opened(name))
        if run is not None:
            session.take_up(run)
            set_note(f"Opened {name}")

    def reset(seed: Any) -> None:
        session.attempt(lambda: runner.reset(seed=parameter_controls.seed_of(seed)))

    vue_components.Rail(
        scenarios=parameter_controls.scenarios(session.scenario_name, theatres=True),
        scenario=session.scenario_name,
        about=about,
        seed=runner.seed,
        state=told.state,
        over=all(day.over for day in told.runs),
        day=max(last.world_day, *(day.day for day in told.runs)),
        date=f"{last.date.day} {last.date:%b %Y}",
        speed=runner.speed,
        speeds=list(SPEEDS),
        sliders=parameter_controls.sliders(world, session.first_scenario, waits),
        waiting=list(told.waiting),
        forked=forked,
        no_fork=NO_FORK if theatre else "",
        about_whom=runner.watched.replace("_", " "),
        error=told.error or ("" if opened.value else session.error.value),
        parameters=len(parameter_controls.declared()) + len(BETWEEN if theatre else ()),
        command=saved_runs.command(session, runner) if not forked else "",
        kept=kept,
        kept_note=note,
        filming=filming,
        film_url=film[0],
        film_name=film[1],
        event_choose=lambda name: session.attempt(session.choose, name),
        event_play=lambda *_: runner.play(),
        event_pause=lambda *_: runner.pause(),
        event_one_day=lambda *_: runner.one_day(),
        event_reset=reset,
        event_set_speed=lambda days: runner.set_speed(int(days)),
        event_set_value=change,
        event_open_drawer=lambda *_: opened.set(True),
        event_fork=lambda *_: session.attempt(runner.fork),
        event_unfork=lambda place: runner.unfork(int(place)),
        event_save=save,
        event_film=shoot,
        event_open_run=take_up,
    )


@solara.component
def Parameters(session: Session, told: SessionView, opened: Any) -> Any:
    """The drawer with every parameter."""
    runner = session.runner
    assert runner is not None
    forked = len(told.runs) == 2
    world = runner.world if not forked else runner.ask(lambda runs: runs[-1].world)
    watched, origin = runner.watched, session.first
    # Each memo holds its world, whose id can be that of no other one as long.
    values, _ = solara.use_memo(lambda: (drawer.texts(world, watched), world), [id(world), watched])
    first, _ = solara.use_memo(lambda: (drawer.texts(origin, watched), origin), [id(origin), watched])
    sections, _ = solara.use_memo(lambda: (drawer.sections(origin), origin), [id(origin)])
    under_way = told.runs[-1].day > 0

    def change(said: dict[str, str]) -> None:
        session.attempt(lambda: runner.change(said["dotted"], drawer.value_from(said["dotted"], said["value"])))

    if forked:
        note = "What you change here is changed in the fork, from tomorrow on."
    elif under_way:
        note = (
            "The siege is under way: most of these count from tomorrow, those read on the first day from a new start."
        )
    else:
        note = "The siege has not begun: all of these count at once."
    vue_components.Drawer(
        shown=opened.value,
        note=note,
        sections=sections,
        values=values,
        first=first,
        waiting=names_here(runner.world, watched, told.waiting),
        forked=forked,
        error=session.error.value,
        event_set_value=change,
        event_close=lambda *_: opened.set(False),
    )
