"""The Sweeps page: choose a sweep, follow its progress, read its phase diagram, or start another."""

# Solara offers its names without saying so in a way that a type checker reads.
# pyright: reportPrivateImportUsage=false

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import solara

from sim.dashboard import markup, vue_components
from sim.dashboard.pages.sweeps_diagram import Diagram
from sim.dashboard.pages.sweeps_link import link_of_view, view_of_link
from sim.dashboard.pages.sweeps_start_form import StartForm
from sim.dashboard.session.session import use_session
from sim.dashboard.session.view_link import format_sweeps, parse_sweeps
from sim.dashboard.sweeps import sweep_folders, sweep_processes
from sim.dashboard.sweeps.sweep_view import SweepView
from sim.scenario.errors import ScenarioError
from sim.sweep.status import status_of
from sim.text.format import count, number

POLL_S = 1.5
STOP, CONTINUE = {"name": "stop", "text": "Stop"}, {"name": "continue", "text": "Continue"}
CSS = Path(__file__).with_name("sweeps.css")


@solara.component
def Sweeps() -> Any:
    """The whole page."""
    session = use_session()
    names = sweep_folders.sweep_names()
    query = solara.use_router().search or ""
    link, problems = solara.use_memo(lambda: parse_sweeps(query, names), [query])
    view = solara.use_reactive(view_of_link(link))
    solara.use_effect(lambda: view.set(view_of_link(link)), [query])  # another link on the same page
    refresh = solara.use_reactive(0)
    asked_for = view.value.sweep
    starting = asked_for not in names and sweep_processes.is_running(asked_for)
    name = asked_for if asked_for in names else (names[0] if names and not starting else "")
    folder = sweep_folders.folder_of(name) if name else None
    status, process_state = solara.use_memo(lambda: status_and_process(folder), [name, refresh.value])
    poll(folder, refresh, (names, (status, process_state)))

    problem, set_problem = solara.use_state("")

    def press(button: str) -> None:
        if folder is None:
            return
        try:
            sweep_processes.stop(folder) if button == STOP["name"] else sweep_processes.resume(folder)
            set_problem("")
        except ScenarioError as error:
            set_problem(str(error))
        refresh.set(refresh.value + 1)

    with solara.Div(classes=["sc-stack"]) as main:
        solara.Style(CSS)
        vue_components.Address(path="/sweeps", query=format_sweeps(link_of_view(view.value, name)))
        with solara.Div():
            markup.heading(1, "When do sieges end in a deal?")
            text = (
                "A sweep runs one siege many times with different parameter values. Each cell shows how its runs ended."
            )
            markup.paragraph(text, classes=["sc-hint"])
            for problem in problems:
                markup.problem(problem)
        if starting:
            text = "Setting up the sweep; the first runs will appear shortly."
            markup.paragraph(text, classes=["sc-card", "sc-empty"])
        elif folder is None:
            with solara.Div(classes=["sc-card"]):
                text = "No sweeps in this results folder yet. Start a small one below, or run this command: "
                command = markup.element("code", "safeconduct sweep first_steps")
                markup.paragraph(text, command, classes=["sc-empty"])
        else:
            options = [{"value": one, "text": sweep_folders.title_of(one)} for one in names]
            with solara.Div(classes=["sc-card", "sc-stack"]):
                vue_components.FormFields(
                    label="Sweep",
                    fields=[{"name": "sweep", "label": "Sweep", "value": name, "options": options}],
                    buttons=[STOP] if process_state == "running" else [CONTINUE] if is_unfinished(status) else [],
                    event_change=lambda entry: view.set(SweepView(entry["value"])),
                    event_press=press,
                )
                Progress(status, problem or process_state)
            Diagram(session, folder, refresh.value, view).key(name)
        StartForm(lambda started: view.set(SweepView(started)), refresh).key(
            "start"
        )  # keeps its entries, whatever is shown above it
    return main


def sweep_status(folder: Path | None) -> dict[str, Any]:
    """The progress of a sweep, or `error`."""
    if folder is None:
        return {}
    try:
        return status_of(folder)
    except ScenarioError as error:
        return {"error": str(error)}


def is_unfinished(status: dict[str, Any]) -> bool:
    """Whether runs of a sweep are missing and nobody does them."""
    return "expected" in status and status["finished"] + status["failed"] < status["expected"] and not status["owner"]


def status_and_process(folder: Path | None) -> tuple[dict[str, Any], str]:
    """The progress of a sweep, and the state of its process if this server started it."""
    return sweep_status(folder), sweep_processes.state(folder) if folder else ""


def poll(folder: Path | None, refresh: Any, rendered: Any) -> None:
    """Refresh the page whenever there is something newer than what was rendered."""

    def begin() -> Callable[[], None]:
        done = threading.Event()

        def watch() -> None:
            seen = rendered  # so that a change during rendering counts as one
            while not done.wait(POLL_S):
                now = sweep_folders.sweep_names(), status_and_process(folder)
                if now != seen:
                    seen = now
                    refresh.set(refresh.value + 1)

        threading.Thread(target=watch, name="sweep watch", daemon=True).start()
        return done.set

    solara.use_effect(begin, [str(folder)])


@solara.component
def Progress(status: dict[str, Any], process_state: str) -> Any:
    """A sentence and a bar on the progress of a sweep."""
    with solara.Div(attributes={"role": "status"}) as main:
        problem = status.get("error") or process_state.replace("running", "")
        if problem:
            markup.problem(problem)
        if "expected" in status:
            done, expected = status["finished"] + status["failed"], status["expected"]
            text = f"{number(status['finished'])} of {count(expected, 'run')} done"
            text += f", {status['failed']} failed" if status["failed"] else ""
            text += "; running" if status["owner"] else "; stopped" if done < expected else ""
            markup.paragraph(f"{text}.", classes=["sc-hint", "sc-sweep-status"])
            if done < expected:
                bar = markup.element("i", style=f"width: {100 * done / max(1, expected):.1f}%")
                markup.element("div", bar, classes=["sc-progress"])
    return main
