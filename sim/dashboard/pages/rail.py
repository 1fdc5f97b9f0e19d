"""What starts, stops and changes the siege: the rail at the left, and the drawer with every parameter."""

# Solara offers its names without saying so in a way that a type checker reads.
# pyright: reportPrivateImportUsage=false

import threading
from typing import Any

import solara

from sim.dashboard import controls, drawer, keep, parts
from sim.dashboard.clockwork import Told
from sim.dashboard.look import map_look
from sim.dashboard.runner import SPEEDS
from sim.dashboard.tab import Tab
from sim.dashboard.theatre_lane import NO_FORK
from sim.dashboard.worlds import BETWEEN, names_here, scenario_in
from sim.scenario.theatre import Theatre


@solara.component
def Side(tab: Tab, told: Told, opened: Any) -> Any:
    """The rail at the left."""
    runner = tab.runner
    assert runner is not None
    kept, set_kept = solara.use_state(keep.kept_runs())
    note, set_note = solara.use_state("")
    no_film: Any = ("", "")
    film, set_film = solara.use_state(no_film)
    filming, set_filming = solara.use_state(False)
    last = told.lanes[-1]
    forked = len(told.lanes) == 2
    world = runner.scenario if not forked else runner.ask(lambda lanes: scenario_in(lanes[-1].world, ""))

    waits = names_here(runner.world, runner.watched, told.waiting)
    theatre = runner.world if isinstance(runner.world, Theatre) else None
    about = (theatre.document.title or theatre.document.about) if theatre else world.title or world.about

    def change(said: dict[str, str]) -> None:
        tab.attempt(lambda: runner.change(said["dotted"], controls.value_from(said["dotted"], str(said["value"]))))

    def save(*_: Any) -> None:
        name = tab.attempt(lambda: keep.save(runner))
        if name:
            set_note(f"Saved as {name}")
            set_kept(keep.kept_runs())

    def shoot(*_: Any) -> None:
        set_filming(True)
        reel, look = runner.ask(lambda lanes: lanes[-1].here.reel.copy()), map_look(False)
        title = runner.scenario.name
        name = f"{last.day}-days.gif"

        def develop() -> None:
            set_film((keep.data_url(reel.gif(look, title.replace("_", " "))), f"{title}-{name}"))
            set_filming(False)

        threading.Thread(target=develop, daemon=True).start()

    def take_up(name: str) -> None:
        lane = tab.attempt(lambda: keep.opened(name))
        if lane is not None:
            tab.take_up(lane)
            set_note(f"Opened {name}")

    def reset(seed: Any) -> None:
        tab.attempt(lambda: runner.reset(seed=controls.seed_of(seed)))

    parts.Rail(
        scenarios=controls.scenarios(tab.scenario_name, theatres=True),
        scenario=tab.scenario_name,
        about=about,
        seed=runner.seed,
        state=told.state,
        over=all(day.over for day in told.lanes),
        day=max(last.world_day, *(day.day for day in told.lanes)),
        date=f"{last.date.day} {last.date:%b %Y}",
        speed=runner.speed,
        speeds=list(SPEEDS),
        sliders=controls.sliders(world, tab.first_scenario, waits),
        waiting=list(told.waiting),
        forked=forked,
        no_fork=NO_FORK if theatre else "",
        about_whom=runner.watched.replace("_", " "),
        error=told.error or ("" if opened.value else tab.error.value),
        parameters=len(controls.declared()) + len(BETWEEN if theatre else ()),
        command=keep.command(tab, runner) if not forked else "",
        kept=kept,
        kept_note=note,
        filming=filming,
        film_url=film[0],
        film_name=film[1],
        event_choose=lambda name: tab.attempt(tab.choose, name),
        event_play=lambda *_: runner.play(),
        event_pause=lambda *_: runner.pause(),
        event_one_day=lambda *_: runner.one_day(),
        event_reset=reset,
        event_set_speed=lambda days: runner.set_speed(int(days)),
        event_set_value=change,
        event_open_drawer=lambda *_: opened.set(True),
        event_fork=lambda *_: tab.attempt(runner.fork),
        event_unfork=lambda place: runner.unfork(int(place)),
        event_save=save,
        event_film=shoot,
        event_open_run=take_up,
    )


@solara.component
def Parameters(tab: Tab, told: Told, opened: Any) -> Any:
    """The drawer with every parameter."""
    runner = tab.runner
    assert runner is not None
    forked = len(told.lanes) == 2
    world = runner.world if not forked else runner.ask(lambda lanes: lanes[-1].world)
    watched, origin = runner.watched, tab.first
    # Each memo holds its world, whose id can be that of no other one as long.
    values, _ = solara.use_memo(lambda: (drawer.texts(world, watched), world), [id(world), watched])
    first, _ = solara.use_memo(lambda: (drawer.texts(origin, watched), origin), [id(origin), watched])
    sections, _ = solara.use_memo(lambda: (drawer.sections(origin), origin), [id(origin)])
    under_way = told.lanes[-1].day > 0

    def change(said: dict[str, str]) -> None:
        tab.attempt(lambda: runner.change(said["dotted"], drawer.value_from(said["dotted"], said["value"])))

    if forked:
        note = "What you change here is changed in the fork, from tomorrow on."
    elif under_way:
        note = (
            "The siege is under way: most of these count from tomorrow, those read on the first day from a new start."
        )
    else:
        note = "The siege has not begun: all of these count at once."
    parts.Drawer(
        shown=opened.value,
        note=note,
        sections=sections,
        values=values,
        first=first,
        waiting=names_here(runner.world, watched, told.waiting),
        forked=forked,
        error=tab.error.value,
        event_set_value=change,
        event_close=lambda *_: opened.set(False),
    )
