"""The second page: where in a sweep deals appear; choose one, see how far it is, or start another."""

# Solara offers its names without saying so in a way that a type checker reads.
# pyright: reportPrivateImportUsage=false

import threading
from pathlib import Path
from typing import Any

import solara

from sim.dashboard import diagram, markup, parts, sweeping
from sim.dashboard.pages.phase import Diagram
from sim.dashboard.pages.start_sweep import Start
from sim.dashboard.tab import use_tab
from sim.scenario.errors import ScenarioError
from sim.sweep.status import status_of
from sim.text.format import count, number

POLL_S = 1.5


@solara.component
def Sweeps() -> Any:
    """Choose a sweep, look at its diagram, open a run; or start a sweep."""
    tab = use_tab()
    names = diagram.sweep_names()
    chosen = solara.use_reactive("")
    beat = solara.use_reactive(0)
    coming = chosen.value not in names and sweeping.begun(chosen.value)
    name = chosen.value if chosen.value in names else (names[0] if names and not coming else "")
    folder = diagram.folder_of(name) if name else None
    standing, state = solara.use_memo(lambda: seen_of(folder), [name, beat.value])
    watch(folder, beat, (names, (standing, state)))

    def halt(_: Any) -> None:
        if folder is not None:
            sweeping.stop(folder)
            beat.set(beat.value + 1)

    with solara.Div(classes=["sc-stack"]) as main:
        with solara.Div():
            markup.heading(1, "Where do deals appear?")
            words = "A sweep runs one siege many times over, at many values. Each cell tells how its runs ended."
            markup.paragraph(words, classes=["sc-hint"])
        if coming:
            words = "The sweep is being set up; its first runs come in a moment."
            markup.paragraph(words, classes=["sc-card", "sc-empty"])
        elif folder is None:
            with solara.Div(classes=["sc-card"]):
                words = (
                    "There is no sweep in this folder of results yet. Start a small one below, or on the command line: "
                )
                command = markup.element("code", "safeconduct sweep first_steps")
                markup.paragraph(words, command, ".", classes=["sc-empty"])
        else:
            options = [{"value": one, "text": one.rpartition("-")[0].replace("_", " ")} for one in names]
            with solara.Div(classes=["sc-card", "sc-stack"]):
                parts.Picker(
                    label="Sweep",
                    fields=[{"name": "sweep", "label": "Sweep", "value": name, "options": options}],
                    buttons=[{"name": "stop", "text": "Stop it"}] if state == "running" else [],
                    event_pick=lambda said: chosen.set(said["value"]),
                    event_press=halt,
                )
                Standing(standing, state)
            Diagram(tab, folder, beat.value).key(name)
        Start(chosen, beat).key("start")  # what is filled in stays, whatever comes above it
    return main


def standing_of(folder: Path | None) -> dict[str, Any]:
    """How far a sweep is."""
    if folder is None:
        return {}
    try:
        return status_of(folder)
    except ScenarioError as error:
        return {"error": str(error)}


def seen_of(folder: Path | None) -> tuple[dict[str, Any], str]:
    """How far a sweep is, and what is known of the process that was started here for it."""
    return standing_of(folder), sweeping.state(folder) if folder else ""


def watch(folder: Path | None, beat: Any, drawn: Any) -> None:
    """Look again while runs come in: a beat for whatever is no longer as the page says."""

    def begin() -> Any:
        done = threading.Event()

        def look() -> None:
            seen = drawn  # what came since, while the page was being made, is news
            while not done.wait(POLL_S):
                now = diagram.sweep_names(), seen_of(folder)
                if now != seen:
                    seen = now
                    beat.set(beat.value + 1)

        threading.Thread(target=look, name="sweep watch", daemon=True).start()
        return done.set

    solara.use_effect(begin, [str(folder)])


@solara.component
def Standing(standing: dict[str, Any], state: str) -> Any:
    """A bar and a sentence on how far it is."""
    with solara.Div(attributes={"role": "status"}) as main:
        wrong = standing.get("error") or state.replace("running", "")
        if wrong:
            markup.problem(wrong)
        if "expected" in standing:
            there, all_of = standing["finished"] + standing["failed"], standing["expected"]
            words = f"{number(standing['finished'])} of {count(all_of, 'run')} are done"
            words += f", {standing['failed']} failed" if standing["failed"] else ""
            words += "; it is under way" if standing["owner"] else "; it was stopped" if there < all_of else ""
            markup.paragraph(f"{words}.", classes=["sc-hint", "sc-standing-words"])
            if there < all_of:
                bar = markup.element("i", style=f"width: {100 * there / max(1, all_of):.1f}%")
                markup.element("div", bar, classes=["sc-progress"])
    return main
