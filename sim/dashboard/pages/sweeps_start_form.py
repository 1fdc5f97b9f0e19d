"""The form that starts a small sweep from the page."""

# Solara offers its names without saying so in a way that a type checker reads.
# pyright: reportPrivateImportUsage=false

from typing import Any

import solara

from sim.dashboard import markup, server_state, vue_components
from sim.dashboard.controls import parameter_controls
from sim.dashboard.controls.siege_list import sieges
from sim.dashboard.run_setup import THEATRE_PARAMETERS, is_theatre_parameter
from sim.dashboard.sweeps import sweep_processes
from sim.scenario.errors import ScenarioError
from sim.scenario.load_theatre import is_theatre
from sim.scenario.theatre import EVERY

LABEL = "Start a small sweep"


@solara.component
def StartForm(started: Any, refresh: Any) -> Any:
    """A siege, replicates, and two parameters with their ranges."""
    defaults = {
        "scenario": server_state.scenario, "replicates": "10",
        "one": "supply.food_days", "one_low": "10", "one_high": "90", "one_steps": "5",
        "two": "besieger.manpower", "two_low": "1200", "two_high": "4800", "two_steps": "4",
    }  # fmt: skip
    entries, set_entries = solara.use_state(defaults)
    error, set_error = solara.use_state("")
    theatre = solara.use_memo(lambda: is_theatre(entries["scenario"]), [entries["scenario"]])
    names = [
        {"value": p.dotted, "text": f"{parameter_controls.control_of(p).label} ({p.dotted})"}
        for p in (*(THEATRE_PARAMETERS.values() if theatre else ()), *parameter_controls.declared().values())
        if p.kind in ("number", "whole number")
    ]

    def start(_: str) -> None:
        try:
            levers = {
                lever(entries[key], theatre): (
                    float(entries[f"{key}_low"]),
                    float(entries[f"{key}_high"]),
                    int(float(entries[f"{key}_steps"])),
                )
                for key in ("one", "two")
            }
            replicates = int(float(entries["replicates"]))
            folder = sweep_processes.start(sweep_processes.experiment(entries["scenario"], levers, replicates))
        except ScenarioError as problem:
            set_error(str(problem))
        except (ValueError, OverflowError):  # 1e999 is read as infinity
            set_error("Enter a number in every field.")
        else:
            set_error("")
            started(folder.name)  # it is listed once its manifest is there
            refresh.set(refresh.value + 1)

    def field(name: str, label: str, options: Any = None) -> dict[str, Any]:
        return {"name": name, "label": label, "value": entries[name], "options": options}

    with solara.Div(classes=["sc-card", "sc-stack"]) as main:
        with solara.Div():
            markup.heading(2, LABEL)
            note = "It keeps running when you close this tab and stops with the server. Finished runs are kept."
            note += " In a theatre, a siege parameter is varied in all sieges alike." if theatre else ""
            markup.paragraph(note, classes=["sc-hint"])
        fields = [
            field("scenario", "Siege", sieges(server_state.scenario)),
            field("replicates", "Replicates per cell"),
        ]
        for key, label in (("one", "First"), ("two", "Second")):
            fields += [
                field(key, f"{label} parameter", names),
                field(f"{key}_low", "From"),
                field(f"{key}_high", "To"),
                field(f"{key}_steps", "Levels"),
            ]
        vue_components.FormFields(
            label=LABEL,
            fields=fields,
            buttons=[{"name": "start", "text": "Start", "main": True}],
            event_change=lambda entry: set_entries(lambda now: now | {entry["name"]: entry["value"]}),
            event_press=start,
        )
        if error:
            markup.problem(error)
    return main


def lever(dotted: str, theatre: bool) -> str:
    """A parameter as an experiment names it: in a theatre, that of every siege."""
    return f"sieges.{EVERY}.{dotted}" if theatre and not is_theatre_parameter(dotted) else dotted
