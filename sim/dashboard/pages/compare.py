"""The Compare page: two or more sweeps or sieges side by side, as `safeconduct compare` compares them."""

# Solara offers its names without saying so in a way that a type checker reads.
# pyright: reportPrivateImportUsage=false

import contextlib
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import solara

from sim.dashboard import markup, server_state, vue_components
from sim.dashboard.controls.parameter_controls import whole_entry
from sim.dashboard.controls.siege_list import HISTORICAL, sieges
from sim.dashboard.pages.compare_results import Results
from sim.dashboard.session.view_link import CompareLink, format_compare, parse_compare
from sim.dashboard.sweeps import sweep_folders
from sim.scenario.errors import ScenarioError
from sim.scenario.load_theatre import is_theatre
from sim.scenario.numbers import MAX_DAYS
from sim.text.format import number

if TYPE_CHECKING:
    from sim.compare.comparison.comparison import Comparison
    from sim.sweep.engine import SweepProgress

SCENARIO = "scenario:"
#: Replicates of a siege that is run for a comparison, unless the page says otherwise.
REPLICATES = 50
#: What may be filled in: least and most.
ENTRY_LIMITS = {"replicates": (2, 1000), "horizon": (1, MAX_DAYS)}


@solara.component
def Compare() -> Any:
    """The whole page."""
    query = solara.use_router().search or ""
    known = [one["value"] for one in options([])]
    link, problems = solara.use_memo(lambda: parse_compare(query, known), [query])
    asked = solara.use_reactive(link)
    solara.use_effect(lambda: asked.set(link), [query])  # another link on the same page
    nothing: Any = None
    comparison, set_comparison = solara.use_state(nothing)
    error, set_error = solara.use_state("")
    offered, set_offered = solara.use_state(nothing)  # a common horizon, where the choices have different ones
    busy, set_busy = solara.use_state("")
    note, set_note = solara.use_state("")
    stopped = solara.use_memo(threading.Event, [])
    solara.use_effect(lambda: stopped.set, [])  # nothing goes on once the page is left
    picked = list(asked.value.compared)
    explainable = len(picked) == 2 and all(one.startswith(SCENARIO) for one in picked)

    def toggle(value: str) -> None:
        chosen = [one for one in picked if one != value] if value in picked else [*picked, value]
        asked.set(asked.value._replace(compared=tuple(chosen)))
        set_offered(None)

    def fill_in(entry: dict[str, Any]) -> None:
        name, text = entry["name"], str(entry["value"]).strip()
        if name == "explain":
            asked.set(asked.value._replace(explain=text))
            return
        try:
            number_of = whole_entry(name, text, *ENTRY_LIMITS[name]) if text else None
            asked.set(asked.value._replace(**{name: number_of}))
            set_error("")
        except ScenarioError as problem:
            set_error(str(problem))

    def begin(button: str) -> None:
        if button == "stop":
            stopped.set()
            set_busy("Stopping…")
            return
        wanted = asked.value._replace(horizon=offered) if button == "horizon" else asked.value
        wanted = wanted if explainable else wanted._replace(explain="")
        asked.set(wanted)
        set_error("")
        set_offered(None)
        set_note("")
        set_busy("Checking…")
        stopped.clear()

        def work() -> None:
            try:
                set_comparison(compared(wanted, set_busy, stopped))
            except ComparisonInterrupted:
                set_note("Stopped. Finished runs are kept: the same comparison continues from them.")
            except ScenarioError as problem:
                set_comparison(None)
                set_error(str(problem))
                set_offered(offered_horizon(wanted))
            except Exception as problem:
                set_comparison(None)
                set_error(f"Internal error, a bug in Safe Conduct: {type(problem).__name__}: {problem}")
            set_busy("")

        threading.Thread(target=work, name="compare", daemon=True).start()

    with solara.Div(classes=["sc-stack"]) as main:
        vue_components.Address(path="/compare", query=format_compare(asked.value))
        with solara.Div():
            markup.heading(1, "What difference does it make?")
            text = "Select two or more. The first is the reference: differences are measured from it."
            markup.paragraph(text, classes=["sc-hint"])
            for problem in problems:
                markup.problem(problem)
        with solara.Div(classes=["sc-card", "sc-stack"]):
            vue_components.CheckboxList(label="Sweeps and sieges", options=options(picked), event_toggle=toggle)
            replicates, horizon = asked.value.replicates or REPLICATES, asked.value.horizon
            fields: list[dict[str, Any]] = [
                {"name": "replicates", "label": "Replicates for sieges not run yet", "value": replicates},
                {"name": "horizon", "label": "Common horizon, days (optional)", "value": horizon or ""},
            ]
            if explainable:
                choices = [{"value": "", "text": "no"}, {"value": "yes", "text": "yes: swap them one at a time"}]
                label = "Explain the difference by its parameters"
                fields.append({"name": "explain", "label": label, "value": asked.value.explain, "options": choices})
            disabled = bool(busy) or len(picked) < 2
            buttons = [{"name": "compare", "text": "Compare", "main": True, "disabled": disabled}]
            if busy:
                buttons.append({"name": "stop", "text": "Stop", "disabled": stopped.is_set()})
            if offered is not None:
                buttons.append({"name": "horizon", "text": f"Compare over {number(offered)} days"})
            vue_components.FormFields(
                label="Options", fields=fields, buttons=buttons, event_change=fill_in, event_press=begin
            )
            if error:
                markup.problem(error)
            with solara.Div(attributes={"role": "status"}):
                if busy or note:
                    markup.paragraph(busy or note, classes=["sc-hint", "sc-compare-status"])
        if comparison is not None:
            Results(comparison)
        elif not error:
            text = "No comparison yet. Sieges without runs are simulated first, which can take a minute or two."
            markup.paragraph(text, classes=["sc-empty"])
    return main


def options(picked: list[str]) -> list[dict[str, Any]]:
    """What can be compared: the sweeps in the results folder, and the shipped sieges and theatres."""
    offered = [(name, sweep_folders.title_of(name), "sweep") for name in sweep_folders.sweep_names()]
    for name in sweep_folders.replicate_names():
        offered.append((name, sweep_folders.title_of(name), f"replicates of one siege, {sweep_folders.runs_in(name)}"))
    for one in sieges(server_state.scenario):
        kind = "theatre" if is_theatre(one["value"]) else "historical siege" if one["group"] == HISTORICAL else "siege"
        offered.append((f"{SCENARIO}{one['value']}", one["text"], kind))
    options = []
    for value, text, kind in offered:
        position = picked.index(value) if value in picked else -1
        role = "" if position < 0 else " · reference" if position == 0 else f" · comparison {position}"
        options.append({"value": value, "text": text, "note": kind + role, "on": position >= 0})
    return options


def sources(link: CompareLink) -> list[str]:
    """What is compared, as `safeconduct compare` takes it."""
    return [str(sweep_folders.folder_of(one) or one.removeprefix(SCENARIO)) for one in link.compared]


class ComparisonInterrupted(Exception):
    """Somebody stopped it, or left the page."""


def compared(link: CompareLink, say: Callable[[str], None], stopped: threading.Event) -> "Comparison":
    """The comparison, by the code of `safeconduct compare`; `say` is told what is being run.

    Raises ScenarioError where the choices cannot be compared, before anything is run, and ComparisonInterrupted once
    `stopped` is set and the runs under way are saved.
    """
    from sim.compare.comparison.comparison import compare

    @contextlib.contextmanager
    def watched(what: Any) -> Iterator[tuple[Any, Any]]:
        name = Path(str(what)).name

        def progress(now: "SweepProgress") -> None:
            if stopped.is_set():
                raise ComparisonInterrupted
            say(f"Running {name}: {number(now.finished + now.failed)} of {number(now.expected)}")

        yield progress, None

    return compare(
        *sources(link),
        replicates=link.replicates or REPLICATES,
        out=server_state.results,
        horizon=link.horizon,
        explain=bool(link.explain),
        watched=watched,
    )


def offered_horizon(link: CompareLink) -> int | None:
    """A horizon over which choices of different horizons can be compared; None where that is not what is wrong."""
    from sim.compare.comparison.comparison import NUMBERS
    from sim.compare.comparison.planned_arms import common_horizon, plan_arm, sources_of

    if link.horizon is not None:
        return None
    try:
        planned = sources_of(sources(link), link.replicates or REPLICATES, server_state.results)
        return common_horizon([plan_arm(one, NUMBERS) for one in planned])
    except ScenarioError:
        return None
