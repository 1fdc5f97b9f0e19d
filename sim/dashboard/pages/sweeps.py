"""The second page: where in a sweep deals appear, and the runs behind each cell."""

# Solara offers its names without saying so in a way that a type checker reads.
# pyright: reportPrivateImportUsage=false

import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import solara

from sim.dashboard import controls, diagram, launch, parts, sweeping
from sim.dashboard.drawing import DRAWING
from sim.dashboard.look import unbroken
from sim.dashboard.tab import Tab, use_tab
from sim.runs.words import count, number
from sim.scenario.errors import ScenarioError
from sim.sweep.status import status_of

if TYPE_CHECKING:
    from sim.compare.measures import Target
    from sim.compare.study import Study

DEAL = "deal"
POLL_S = 1.5
NONE = "none"


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
    standing = solara.use_memo(lambda: standing_of(folder), [name, beat.value])
    watch(folder, (names, standing), beat)

    def halt(_: Any) -> None:
        if folder is not None:
            sweeping.stop(folder)
            beat.set(beat.value + 1)

    with solara.Div(classes=["sc-stack"]) as main:
        with solara.Div():
            solara.HTML(tag="h1", unsafe_innerHTML="Where do deals appear?")
            words = "A sweep runs one siege many times over, at many values. Each cell tells how its runs ended."
            solara.HTML(tag="p", classes=["sc-hint"], unsafe_innerHTML=words)
        if coming:
            words = "The sweep is being set up; its first runs come in a moment."
            solara.HTML(tag="p", classes=["sc-card", "sc-empty"], unsafe_innerHTML=words)
        elif folder is None:
            with solara.Div(classes=["sc-card"]):
                words = (
                    "There is no sweep in this folder of results yet. Start a small one below, or on the command line: "
                    "<code>safeconduct sweep first_steps</code>."
                )
                solara.HTML(tag="p", classes=["sc-empty"], unsafe_innerHTML=words)
        else:
            options = [{"value": one, "text": one.rpartition("-")[0].replace("_", " ")} for one in names]
            with solara.Div(classes=["sc-card", "sc-stack"]):
                parts.Picker(
                    label="Sweep",
                    fields=[{"name": "sweep", "label": "Sweep", "value": name, "options": options}],
                    buttons=[{"name": "stop", "text": "Stop it"}] if sweeping.state(folder) == "running" else [],
                    event_pick=lambda said: chosen.set(said["value"]),
                    event_press=halt,
                )
                Standing(standing, folder)
            Diagram(tab, folder, beat.value).key(name)
        Start(chosen, beat)
    return main


def standing_of(folder: Path | None) -> dict[str, Any]:
    """How far a sweep is."""
    if folder is None:
        return {}
    try:
        return status_of(folder)
    except ScenarioError as error:
        return {"error": str(error)}


def watch(folder: Path | None, shown: tuple[list[str], dict[str, Any]], beat: Any) -> None:
    """Look again while runs come in. What changed since the page was drawn, before this begins, counts too."""

    def begin() -> Any:
        done = threading.Event()

        def look() -> None:
            seen = shown
            while not done.wait(POLL_S):
                now = diagram.sweep_names(), standing_of(folder)
                if now != seen:
                    seen = now
                    beat.set(beat.value + 1)

        threading.Thread(target=look, name="sweep watch", daemon=True).start()
        return done.set

    solara.use_effect(begin, [str(folder)])


@solara.component
def Standing(standing: dict[str, Any], folder: Path) -> Any:
    """A bar and a sentence on how far it is."""
    with solara.Div(attributes={"role": "status"}) as main:
        wrong = standing.get("error") or sweeping.state(folder).replace("running", "")
        if wrong:
            solara.HTML(tag="p", classes=["sc-error"], unsafe_innerHTML=wrong)
        if "expected" in standing:
            there, all_of = standing["finished"] + standing["failed"], standing["expected"]
            words = f"{number(standing['finished'])} of {count(all_of, 'run')} are done"
            words += f", {standing['failed']} failed" if standing["failed"] else ""
            words += "; it is under way" if standing["owner"] else "; it was stopped" if there < all_of else ""
            solara.HTML(tag="p", classes=["sc-hint", "sc-standing-words"], unsafe_innerHTML=f"{words}.")
            if there < all_of:
                bar = f"<i style='width:{100 * there / max(1, all_of):.1f}%'></i>"
                solara.HTML(tag="div", classes=["sc-progress"], unsafe_innerHTML=bar)
    return main


@solara.component
def Diagram(tab: Tab, folder: Path, beat: int) -> Any:
    """The phase diagram with free axes, and the runs of the cell that is chosen."""
    from sim.compare.measures import targets

    asked, set_asked = solara.use_state({"outcome": DEAL, "x": "", "y": "", "panel": ""})
    cell, set_cell = solara.use_state("")
    router = solara.use_router()
    read = solara.use_memo(lambda: studied(folder), [str(folder), beat])
    if isinstance(read, str):
        return solara.HTML(tag="p", classes=["sc-card", "sc-empty"], unsafe_innerHTML=read)
    outcomes = targets(read.rows)
    wanted = outcomes.get(asked["outcome"], outcomes[DEAL])
    axes = axes_of(read, asked)
    found = diagram.table(read, wanted, axes)

    def pick(said: dict[str, str]) -> None:
        set_asked(fitting(read, asked, axes, said["name"], said["value"]))
        set_cell("")

    def open_live(key: str) -> None:
        if tab.attempt(lambda: tab.begin(*diagram.siege_of(read, key), resumed=True) or True):
            router.push("/")

    def page() -> str:
        from sim.compare.report import report_on

        with DRAWING:
            return report_on(read, wanted.name if wanted.binary else DEAL).html()

    with solara.Div(classes=["sc-stack"]) as main:
        with solara.Div(classes=["sc-card", "sc-stack"]):
            parts.Picker(
                label="What to show",
                fields=fields(read, wanted, axes, outcomes),
                buttons=[],
                event_pick=pick,
                event_press=lambda _: None,
            )
            title = f"{wanted.label}{'' if wanted.binary else f' ({wanted.unit})'}"
            by = " and ".join(axis.label for axis in axes)
            solara.HTML(tag="h2", unsafe_innerHTML=f"{title}, by {by}" if by else title)
            parts.Phase(label=title, panels=diagram.panels(found, wanted, axes), picked=cell, event_pick=set_cell)
            Ramp(wanted, found)
        with solara.Div(classes=["sc-split"]):
            with solara.Div(classes=["sc-card"]):
                rows = diagram.runs_of(read, wanted, axes, cell) if cell else read.rows.head(0)
                columns, listed = diagram.listed(read, rows) if len(rows) else ([], [])
                spare = len(rows) - len(listed)
                note = count(len(rows), "run") if cell else ""
                note += f"; {number(spare)} are not listed" if spare > 0 else ""
                parts.Runs(
                    title="Runs of the cell" if cell else "Runs",
                    note=note,
                    empty="Choose a cell, with the mouse or with Tab, arrows and Enter: its runs are listed here.",
                    columns=columns,
                    rows=listed,
                    event_open_live=open_live,
                )
                if tab.error.value:
                    solara.HTML(tag="p", classes=["sc-error"], unsafe_innerHTML=tab.error.value)
            with solara.Div(classes=["sc-card", "sc-answer"]):
                solara.HTML(tag="h2", unsafe_innerHTML="In words")
                for sentence in sentences(read, wanted, axes, found):
                    solara.HTML(tag="p", unsafe_innerHTML=unbroken(sentence))
                with solara.FileDownload(page, filename=f"{folder.name}.html", mime_type="text/html"):
                    solara.HTML(tag="button", unsafe_innerHTML="Download the report")
    return main


def studied(folder: Path) -> "Study | str":
    """The study of a folder, or why there is none."""
    from sim.compare.study import read_study

    try:
        study = read_study(folder)
    except ScenarioError as error:
        return str(error)
    if not len(study.rows):
        return "No run has come to an end yet; the diagram fills in as they do."
    return study


def axes_of(study: "Study", asked: dict[str, str]) -> list[Any]:
    """The axes that were chosen, or those that a report would take."""
    from sim.compare.report import chosen_axes

    named = {axis.dotted: axis for axis in study.axes}
    if asked["x"] in named:
        return [named[name] for name in (asked["x"], asked["y"], asked["panel"]) if name in named]
    return list(chosen_axes(study, None, None, None))


def fitting(study: "Study", asked: dict[str, str], axes: list[Any], name: str, value: str) -> dict[str, str]:
    """The choice with one changed; an axis that was taken from another place swaps with it."""
    if name == "outcome":
        return asked | {"outcome": value}
    places: dict[str, str] = dict(zip(("x", "y", "panel"), [axis.dotted for axis in axes] + [""] * 3, strict=False))
    before = places[name]
    for place, taken in places.items():
        if taken == value:
            places[place] = before
    places[name] = "" if value == NONE else value
    kept = [places[place] for place in ("x", "y", "panel") if places[place]]
    return {"outcome": asked["outcome"]} | dict(zip(("x", "y", "panel"), kept + [""] * 3, strict=False))


def fields(study: "Study", wanted: "Target", axes: list[Any], outcomes: dict[str, "Target"]) -> list[dict[str, Any]]:
    """Outcome, x, y and panels."""
    seen = set(study.rows["how"])
    shown = [t for n, t in outcomes.items() if "." not in n and (not t.binary or n == DEAL or n in seen)]
    made = [
        {
            "name": "outcome",
            "label": "Outcome",
            "value": wanted.name,
            "options": [{"value": t.name, "text": t.label} for t in shown],
        }
    ]
    names = [axis.dotted for axis in axes] + [NONE] * 3
    for place, label, value in zip(("x", "y", "panel"), ("To the right", "Upwards", "Panels"), names, strict=False):
        options = [{"value": axis.dotted, "text": axis.words} for axis in study.axes]
        if place != "x":
            options = [{"value": NONE, "text": "none"}, *options]
        made.append({"name": place, "label": label, "value": value, "options": options})
    return made


@solara.component
def Ramp(wanted: "Target", found: Any) -> Any:
    """What the colours and the small print mean."""
    if wanted.binary:
        ends = "0 %", "100 % of runs"
    else:
        ends = tuple(number(found["value"].agg(end)) for end in ("min", "max")) if len(found) else ("", "")
    with solara.Div(classes=["sc-ramp"]) as main:
        scale = f"{ends[0]}<i style='background:{diagram.ramp()}'></i>{ends[1]}"
        solara.HTML(tag="span", classes=["sc-ramp"], unsafe_innerHTML=scale)
        solara.HTML(tag="span", unsafe_innerHTML="Large: estimate. Small: 95 % interval, number of runs.")
    return main


def sentences(study: "Study", wanted: "Target", axes: list[Any], found: Any) -> list[str]:
    """What the report would say of it."""
    if not wanted.binary:
        return [f"Mean of {wanted.label.lower()} ({wanted.unit}) with its 95 % interval in each cell."]
    from sim.compare import answer
    from sim.compare.effects import effects
    from sim.compare.measures import values

    told = [answer.overall(study, wanted, values(study.rows, wanted))]
    told += [answer.where(found, axes, wanted)] if axes else []
    return [one for one in [*told, *answer.movers(study, effects(study, wanted)), answer.timing(study)] if one]


@solara.component
def Start(chosen: Any, beat: Any) -> Any:
    """A small sweep from the page."""
    first = {
        "scenario": launch.scenario, "replicates": "10",
        "one": "supply.food_days", "one_low": "10", "one_high": "90", "one_steps": "5",
        "two": "besieger.manpower", "two_low": "1200", "two_high": "4800", "two_steps": "4",
    }  # fmt: skip
    said, set_said = solara.use_state(first)
    error, set_error = solara.use_state("")
    names = [
        {"value": p.dotted, "text": f"{control.label} ({p.dotted})" if control.label else p.dotted}
        for p in controls.declared().values()
        if p.kind in ("number", "whole number")
        for control in [controls.control_of(p)]
    ]

    def go(_: str) -> None:
        try:
            levers = {
                said[place]: (
                    float(said[f"{place}_low"]),
                    float(said[f"{place}_high"]),
                    int(float(said[f"{place}_steps"])),
                )
                for place in ("one", "two")
            }
            asked = sweeping.experiment(said["scenario"], levers, int(float(said["replicates"])))
            folder = sweeping.start(asked)
        except ScenarioError as problem:
            set_error(str(problem))
        except ValueError:
            set_error("every box needs a number")
        else:
            set_error("")
            chosen.set(folder.name)  # it is listed once its manifest is there
            beat.set(beat.value + 1)

    def field(name: str, label: str, options: Any = None) -> dict[str, Any]:
        return {"name": name, "label": label, "value": said[name], "options": options}

    with solara.Div(classes=["sc-card", "sc-stack"]) as main:
        with solara.Div():
            solara.HTML(tag="h2", unsafe_innerHTML="Start a small sweep")
            words = "It goes on when this tab is closed, and stops with the server; what is done stays."
            solara.HTML(tag="p", classes=["sc-hint"], unsafe_innerHTML=words)
        made = [
            field("scenario", "Siege", controls.scenarios(launch.scenario)),
            field("replicates", "Seeds for each cell"),
        ]
        for place, label in (("one", "First"), ("two", "Second")):
            made += [
                field(place, f"{label} parameter", names),
                field(f"{place}_low", "from"),
                field(f"{place}_high", "to"),
                field(f"{place}_steps", "in steps"),
            ]
        parts.Picker(
            label="A small sweep",
            fields=made,
            buttons=[{"name": "start", "text": "Start", "main": True}],
            event_pick=lambda told: set_said(lambda now: now | {told["name"]: told["value"]}),
            event_press=go,
        )
        if error:
            solara.HTML(tag="p", classes=["sc-error"], unsafe_innerHTML=error)
    return main
