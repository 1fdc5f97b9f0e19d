"""The Compare page: two or more sweeps or sieges side by side, as `safeconduct compare` compares them."""

# Solara offers its names without saying so in a way that a type checker reads.
# pyright: reportPrivateImportUsage=false

import threading
from typing import TYPE_CHECKING, Any

import solara

from sim.dashboard import markup, server_state, vue_components
from sim.dashboard.controls.siege_list import HISTORICAL, sieges
from sim.dashboard.pages.compare_results import Results
from sim.dashboard.sweeps import sweep_folders
from sim.scenario.errors import ScenarioError
from sim.scenario.load_theatre import is_theatre

if TYPE_CHECKING:
    from sim.compare.comparison.comparison import Comparison

SCENARIO = "scenario:"
#: Replicates of a siege that is run for a comparison, unless the page says otherwise.
REPLICATES, MAX_REPLICATES = 50, 1000


@solara.component
def Compare() -> Any:
    """The whole page."""
    picked, set_picked = solara.use_state([])
    replicates, set_replicates = solara.use_state(str(REPLICATES))
    nothing: Any = None
    comparison, set_comparison = solara.use_state(nothing)
    error, set_error = solara.use_state("")
    busy, set_busy = solara.use_state(False)

    def toggle(value: str) -> None:
        set_picked(lambda now: [one for one in now if one != value] if value in now else [*now, value])

    def begin(_: str) -> None:
        try:
            number = int(float(replicates))
        except ValueError:
            set_error("Replicates must be a whole number.")
            return
        if not 2 <= number <= MAX_REPLICATES:
            set_error(f"Replicates = {number}: must be 2 to {MAX_REPLICATES} on this page.")
            return
        set_error("")
        set_busy(True)

        def work() -> None:
            try:
                set_comparison(compared(picked, number))
            except ScenarioError as problem:
                set_comparison(None)
                set_error(str(problem))
            except Exception as problem:
                set_comparison(None)
                set_error(f"Internal error, a bug in Safe Conduct: {type(problem).__name__}: {problem}")
            set_busy(False)

        threading.Thread(target=work, name="compare", daemon=True).start()

    with solara.Div(classes=["sc-stack"]) as main:
        with solara.Div():
            markup.heading(1, "What difference does it make?")
            text = "Select two or more. The first is the reference: differences are measured from it."
            markup.paragraph(text, classes=["sc-hint"])
        with solara.Div(classes=["sc-card", "sc-stack"]):
            vue_components.CheckboxList(label="Sweeps and sieges", options=options(picked), event_toggle=toggle)
            vue_components.FormFields(
                label="Options",
                fields=[{"name": "replicates", "label": "Replicates for sieges not run yet", "value": replicates}],
                buttons=[
                    {
                        "name": "compare",
                        "text": "Comparing…" if busy else "Compare",
                        "main": True,
                        "disabled": busy or len(picked) < 2,
                    }
                ],
                event_change=lambda entry: set_replicates(str(entry["value"])),
                event_press=begin,
            )
            if error:
                markup.problem(error)
        if comparison is not None:
            Results(comparison)
        elif not error:
            text = "No comparison yet. Sieges without runs are simulated first, which can take a minute or two."
            markup.paragraph(text, classes=["sc-empty"])
    return main


def options(picked: list[str]) -> list[dict[str, Any]]:
    """What can be compared: the sweeps in the results folder, and the shipped sieges and theatres."""
    offered = [(name, sweep_folders.title_of(name), "sweep") for name in sweep_folders.sweep_names()]
    for one in sieges(server_state.scenario):
        kind = "theatre" if is_theatre(one["value"]) else "historical siege" if one["group"] == HISTORICAL else "siege"
        offered.append((f"{SCENARIO}{one['value']}", one["text"], kind))
    options = []
    for value, text, kind in offered:
        position = picked.index(value) if value in picked else -1
        role = "" if position < 0 else " · reference" if position == 0 else f" · comparison {position}"
        options.append({"value": value, "text": text, "note": kind + role, "on": position >= 0})
    return options


def compared(picked: list[str], replicates: int) -> "Comparison":
    """The comparison, by the code of `safeconduct compare`.

    Raises ScenarioError where the choices cannot be compared.
    """
    from sim.compare.comparison.comparison import compare

    sources = [str(sweep_folders.folder_of(one) or one.removeprefix(SCENARIO)) for one in picked]
    return compare(*sources, replicates=replicates, out=server_state.results)
