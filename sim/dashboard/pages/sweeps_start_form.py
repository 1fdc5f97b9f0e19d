"""The form that starts a small sweep from the page."""

# Solara offers its names without saying so in a way that a type checker reads.
# pyright: reportPrivateImportUsage=false

from typing import Any

import solara

from sim.dashboard import markup, server_state, vue_components
from sim.dashboard.controls.parameter_controls import control_of
from sim.dashboard.controls.siege_list import sieges
from sim.dashboard.session.sweep_estimate import EstimateView, SweepEstimate, estimate_text
from sim.dashboard.sweeps import lever_choice, sweep_processes
from sim.dashboard.sweeps.sweep_form import SLOTS, SweepInput, SweepPlan, first_form
from sim.scenario.errors import ScenarioError

LABEL = "Start a small sweep"
NO_LEVER = {"value": "", "text": "none"}
CARRY = {
    "value": "carry",
    "text": "Carry the uncertainty of the constants",
    "note": "draws them anew for each replicate from what 26 historical sieges leave open",
}


@solara.component
def StartForm(started: Any, refresh: Any) -> Any:
    """A siege, replicates, and up to three parameters with their levels; what that amounts to; then the start."""
    form, set_form = solara.use_state(solara.use_memo(lambda: first_form(server_state.scenario), []))
    error, set_error = solara.use_state("")
    estimate = solara.use_reactive(EstimateView())
    question = solara.use_memo(lambda: SweepEstimate(estimate.set), [])
    solara.use_effect(lambda: question.close, [])
    plan = solara.use_memo(form.plan, [form])

    def change(entry: dict[str, str]) -> None:
        set_form(lambda now: now.changed(entry["name"], str(entry["value"])))
        set_error("")

    def press(button: str) -> None:
        try:
            if button == "stop-estimate":
                question.stop()
            elif button == "estimate":
                question.start(form.experiment())
            else:
                folder = sweep_processes.start(form.experiment())
                question.stop()
                started(folder.name)  # it is listed once its manifest is there
                refresh.set(refresh.value + 1)
            set_error("")
        except ScenarioError as problem:
            set_error(str(problem))

    measuring = estimate.value.state == "running"
    with solara.Div(classes=["sc-card", "sc-stack"]) as main:
        with solara.Div():
            markup.heading(2, LABEL)
            note = "It keeps running when you close this tab and stops with the server. Finished runs are kept."
            note += " In a theatre, a siege parameter is varied in all sieges alike." if form.theatre else ""
            markup.paragraph(note, classes=["sc-hint"])
        vue_components.FormFields(
            label=LABEL, fields=fields_of(form, plan), buttons=[], event_change=change, event_press=press
        )
        vue_components.CheckboxList(
            label="Constants",
            options=[CARRY | {"on": form.carry}],
            event_toggle=lambda _: change({"name": CARRY["value"], "value": ""}),
        )
        with solara.Div(attributes={"role": "status"}, classes=["sc-plan"]):
            if plan.experiment is not None:
                markup.element("b", f"{plan.size}.")
                text = estimate_text(estimate.value, plan.experiment)
                markup.element("span", "Timing a few trial runs…" if measuring else text)
        buttons = [{"name": "start", "text": "Start", "main": True}]
        if measuring:
            buttons.append({"name": "stop-estimate", "text": "Stop timing"})
        else:
            buttons.append({"name": "estimate", "text": "Estimate the time", "disabled": plan.experiment is None})
        vue_components.FormFields(label="Start", fields=[], buttons=buttons, event_change=change, event_press=press)
        for text in (error or plan.problem, estimate.value.error):
            if text:
                markup.problem(text)
        if plan.experiment is not None:
            same_as_a_file(plan.experiment)
    return main


def same_as_a_file(experiment: dict[str, Any]) -> None:
    """The experiment as a file, and the command that runs it."""
    name = f"{experiment['name']}.yaml"
    with markup.element("details", classes=["sc-same-file"]):
        markup.element("summary", "The same from the command line")
        command = markup.element("code", f"safeconduct sweep {name}")
        markup.paragraph(f"Save this as {name}, then run ", command, ".", classes=["sc-hint"])
        markup.element(
            "pre",
            sweep_processes.text_of(experiment),
            tabindex="0",
            role="region",
            **{"aria-label": f"Contents of {name}"},
        )


def fields_of(form: SweepInput, plan: SweepPlan) -> list[dict[str, Any]]:
    """The fields of the form; a warning stands beside the lever that it is about."""
    fields: list[dict[str, Any]] = [
        {"name": "scenario", "label": "Siege", "value": form.scenario, "options": sieges(server_state.scenario)},
        {"name": "replicates", "label": "Replicates per point", "value": form.replicates},
    ]
    names = [
        {"value": p.dotted, "text": f"{control_of(p).label} ({p.dotted})"}
        for p in lever_choice.lever_parameters(form.theatre).values()
    ]
    for (slot, label), choice in zip(SLOTS.items(), form.levers, strict=True):
        lever: dict[str, Any] = {
            "name": slot, "label": f"{label} parameter", "value": choice.dotted, "first": True,
            "options": names if slot == "one" else [NO_LEVER, *names],
        }  # fmt: skip
        fields.append(lever)
        if not choice.dotted:
            continue
        lever["note"] = lever_choice.range_note(choice.dotted, form.setup)
        if slot in plan.warnings:
            lever["warning"] = f"It cannot act here: {plan.warnings[slot]}. Every level would give the same runs."
        ranged = lever_choice.has_range(choice.dotted)
        if ranged:
            fields += [
                {"name": f"{slot}_{part}", "label": text, "value": getattr(choice, part), "spoken": f"{label}: {text}"}
                for part, text in (("low", "From"), ("high", "To"), ("steps", "Levels"))
            ]
        fields.append({
            "name": f"{slot}_values", "label": "or these values" if ranged else "Values", "value": choice.values,
            "kind": "text", "wide": not ranged, "spoken": f"{label}: values, separated by commas",
        })  # fmt: skip
    return fields
