"""Controls of the Live page: address, playback, interventions, starting values, saving; and the parameter drawer."""

# Solara offers its names without saying so in a way that a type checker reads.
# pyright: reportPrivateImportUsage=false

from typing import Any

import solara

from sim.dashboard import vue_components
from sim.dashboard.controls import drawer, parameter_controls
from sim.dashboard.controls.search_words import SUGGESTED, words_by_parameter
from sim.dashboard.controls.siege_list import sieges
from sim.dashboard.pages.live_interventions import InterventionCards
from sim.dashboard.pages.live_saving import SavingControls
from sim.dashboard.run_setup import THEATRE_PARAMETERS, as_it_stands, due_changes, local_names, scenario_in
from sim.dashboard.session.links import restarted_link
from sim.dashboard.session.runner import SPEEDS
from sim.dashboard.session.session import Session
from sim.dashboard.session.stepper import PLAYING, REPLAYING, SessionView
from sim.dashboard.session.view_link import format_live
from sim.dashboard.session.watched_theatre import NO_FORK
from sim.runs.dated import DatedChange
from sim.scenario.errors import ScenarioError, shorten, shown
from sim.scenario.schedule import LONGEST_DAYS
from sim.scenario.schedule_text import label_of_parameter
from sim.scenario.theatre import Theatre
from sim.text.format import place_title


@solara.component
def Controls(session: Session, view: SessionView, drawer_open: Any) -> Any:
    """The rail of the Live page."""
    query = format_live(session.link)
    with solara.Div(classes=["sc-rail-parts"]) as main:
        vue_components.LiveAddress(
            address={"query": query, "steps": session.steps},
            opened=session.opened_query,
            playing=view.state in (PLAYING, REPLAYING),
            event_arrive=lambda asked: session.attempt(session.arrive, asked),
        )
        PlaybackControls(session, view, drawer_open)
        InterventionCards(session, view)
        StartingValueControls(session, view, drawer_open)
        SavingControls(session, view)
    return main


@solara.component
def PlaybackControls(session: Session, view: SessionView, drawer_open: Any) -> Any:
    """Which siege, its clock, and what starts, stops, forks and undoes it."""
    runner, setup, offer, done = session.runner, view.setups[0], session.offer.value, session.done.value
    assert runner is not None
    clock = max(view.runs, key=lambda run: run.clock_day)
    about = (setup.document.title or setup.document.about) if isinstance(setup, Theatre) else setup.title or setup.about

    def go_to_day(text: Any) -> None:
        if not str(text).isdecimal() or int(text) > LONGEST_DAYS:
            raise ScenarioError(f"day = {shown(shorten(str(text)))}: must be a whole number from 0 to {LONGEST_DAYS}")
        session.go_to_day(int(text))

    def take_offer() -> None:
        if offer is not None:
            session.go(offer.link)

    return vue_components.Playback(
        scenarios=sieges(session.scenario_name),
        scenario=session.scenario_name,
        about=f"{view.origin.note} {about}".strip(),
        offer=offer.text if offer else "",
        seed=view.seed,
        state=view.state,
        over=all(run.over for run in view.runs),
        started=clock.day > 0 or clock.theatre_day > 0,
        day=clock.clock_day,
        date=f"{clock.date.day} {clock.date:%b %Y}",
        until=view.until,
        speed=runner.speed,
        speeds=list(SPEEDS),
        forked=len(view.runs) == 2,
        no_fork=NO_FORK if isinstance(setup, Theatre) else "",
        error=view.error or ("" if drawer_open.value else session.error.value),
        notice=session.notice.value,
        drops=session.dropped_by_reset,
        undone=done[-1].what if done else "",
        event_choose=lambda name: session.attempt(session.choose, name),
        event_play=lambda *_: runner.play(),
        event_pause=lambda *_: runner.pause(),
        event_one_day=lambda *_: runner.one_day(),
        event_reset=lambda *_: session.attempt(session.reset),
        event_set_speed=lambda days: runner.set_speed(int(days)),
        event_start_seed=lambda seed: session.attempt(session.start_with_seed, str(seed)),
        event_go_to_day=lambda text: session.attempt(go_to_day, text),
        event_fork=lambda *_: session.attempt(session.fork),
        event_unfork=lambda index: session.attempt(session.unfork, int(index)),
        event_undo=lambda *_: session.attempt(session.undo),
        event_dismiss=lambda *_: session.notice.set(""),
        event_take_offer=lambda *_: session.attempt(take_offer),
        event_leave_offer=lambda *_: session.offer.set(None),
    )


@solara.component
def StartingValueControls(session: Session, view: SessionView, drawer_open: Any) -> Any:
    """Sliders of values that count from a new start."""
    runner = session.runner
    assert runner is not None
    setup, watched = view.next_setup, runner.watched
    theatre = isinstance(setup, Theatre)

    def change(entry: dict[str, str]) -> None:
        name, text = entry["dotted"], str(entry["value"])
        session.attempt(lambda: session.change(name, parameter_controls.value_from(name, text)))

    return vue_components.StartingValues(
        started=view.runs[-1].day > 0 or view.runs[-1].theatre_day > 0,
        forked=len(view.runs) == 2,
        siege_name=place_title(watched),
        sliders=parameter_controls.sliders(
            scenario_in(setup, watched), session.initial_scenario, local_names(setup, watched, view.pending)
        ),
        pending=[_words(name) for name in view.pending],
        restarted=format_live(restarted_link(view)) if view.pending else "",
        parameters=len(parameter_controls.declared()) + len(THEATRE_PARAMETERS if theatre else ()),
        error=session.error.value,
        event_set_value=change,
        event_restart=lambda *_: session.attempt(session.restart),
        event_open_drawer=lambda *_: drawer_open.set(True),
    )


def _words(full: str) -> str:
    """A parameter in words, of a theatre with the siege that it belongs to."""
    change = DatedChange("", full, "")
    siege = place_title(change.siege.removeprefix("sieges.").rstrip("."))
    label = label_of_parameter(change.local_key)
    return f"{label} ({siege})" if siege else label


@solara.component
def Drawer(session: Session, view: SessionView, drawer_open: Any) -> Any:
    """The drawer with every parameter."""
    runner = session.runner
    assert runner is not None
    forked = len(view.runs) == 2
    setup, watched, initial = view.next_setup, runner.watched, session.initial
    run = view.runs[-1]
    now, written, day = run.now, run.written, run.day
    due = due_changes(written, day) if day else {}
    # Each memo holds its setup too, so that no other one can have the same id meanwhile.
    values, *_ = solara.use_memo(
        lambda: (drawer.texts(as_it_stands(setup, watched, now, due) if day else setup, watched), setup, now),
        [id(setup), id(now), watched, day > 0, *due.items()],
    )
    first_values, _ = solara.use_memo(lambda: (drawer.texts(initial, watched), initial), [id(initial), watched])
    sections, _ = solara.use_memo(lambda: (drawer.sections(initial), initial), [id(initial)])

    def change(entry: dict[str, str]) -> None:
        name, text = entry["dotted"], entry["value"]
        session.attempt(lambda: session.change(name, drawer.value_from(name, text)))

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
