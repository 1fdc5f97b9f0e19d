"""A small sweep that is started from the page."""

# Solara offers its names without saying so in a way that a type checker reads.
# pyright: reportPrivateImportUsage=false

from typing import Any

import solara

from sim.dashboard import markup, server_state, vue_components
from sim.dashboard.controls import parameter_controls
from sim.dashboard.run_setup import BETWEEN, is_between
from sim.dashboard.sweeps import sweep_processes
from sim.scenario.errors import ScenarioError
from sim.scenario.load_theatre import is_theatre
from sim.scenario.theatre import EVERY


@solara.component
def Start(chosen: Any, beat: Any) -> Any:
    """A small sweep from the page."""
    first = {
        "scenario": server_state.scenario, "replicates": "10",
        "one": "supply.food_days", "one_low": "10", "one_high": "90", "one_steps": "5",
        "two": "besieger.manpower", "two_low": "1200", "two_high": "4800", "two_steps": "4",
    }  # fmt: skip
    said, set_said = solara.use_state(first)
    error, set_error = solara.use_state("")
    several = solara.use_memo(lambda: is_theatre(said["scenario"]), [said["scenario"]])
    names = [
        {"value": p.dotted, "text": f"{parameter_controls.control_of(p).label} ({p.dotted})"}
        for p in (*(BETWEEN.values() if several else ()), *parameter_controls.declared().values())
        if p.kind in ("number", "whole number")
    ]

    def go(_: str) -> None:
        try:
            levers = {
                lever(said[place], several): (
                    float(said[f"{place}_low"]),
                    float(said[f"{place}_high"]),
                    int(float(said[f"{place}_steps"])),
                )
                for place in ("one", "two")
            }
            asked = sweep_processes.experiment(said["scenario"], levers, int(float(said["replicates"])))
            folder = sweep_processes.start(asked)
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
            markup.heading(2, "Start a small sweep")
            words = "It goes on when this tab is closed, and stops with the server; what is done stays."
            words += " A parameter of sieges is varied in all sieges of a theatre alike." if several else ""
            markup.paragraph(words, classes=["sc-hint"])
        made = [
            field("scenario", "Siege", parameter_controls.scenarios(server_state.scenario, theatres=True)),
            field("replicates", "Seeds for each cell"),
        ]
        for place, label in (("one", "First"), ("two", "Second")):
            made += [
                field(place, f"{label} parameter", names),
                field(f"{place}_low", "from"),
                field(f"{place}_high", "to"),
                field(f"{place}_steps", "in steps"),
            ]
        vue_components.Picker(
            label="A small sweep",
            fields=made,
            buttons=[{"name": "start", "text": "Start", "main": True}],
            event_pick=lambda told: set_said(lambda now: now | {told["name"]: told["value"]}),
            event_press=go,
        )
        if error:
            markup.problem(error)
    return main


def lever(dotted: str, several: bool) -> str:
    """A parameter as an experiment names it: in a theatre, that of every siege."""
    return f"sieges.{EVERY}.{dotted}" if several and not is_between(dotted) else dotted
