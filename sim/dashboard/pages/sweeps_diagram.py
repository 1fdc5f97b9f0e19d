"""The phase diagram of a sweep, for the chosen outcome, axes and panels, with its words and runs."""

# Solara offers its names without saying so in a way that a type checker reads.
# pyright: reportPrivateImportUsage=false

from pathlib import Path
from typing import TYPE_CHECKING, Any

import solara

from sim.dashboard import markup, vue_components
from sim.dashboard.pages.sweeps_border import BorderPicture
from sim.dashboard.pages.sweeps_cell_runs import CellRuns
from sim.dashboard.pages.sweeps_words import Words
from sim.dashboard.session.session import Session
from sim.dashboard.sweeps import cells, diagram_data, sweep_view
from sim.dashboard.sweeps.sweep_view import NONE, POSITIONS, SweepView
from sim.scenario.errors import ScenarioError
from sim.text.format import count, join_and

if TYPE_CHECKING:
    from sim.compare.axes import Axis
    from sim.compare.outcomes import Outcome
    from sim.compare.sweep_data import SweepData
    from sim.dashboard.sweeps.cells import ColourScale

DEAL = "deal"
ENDINGS, ESTIMATE = "endings", "estimate"
ELEMENT = "sc-diagram"


@solara.component
def Diagram(session: Session, folder: Path, refresh: int, shown: Any) -> Any:
    """The diagram, the words beside it, and the runs of the selected cell; `shown` is the reactive view."""
    data = solara.use_memo(lambda: read_or_explain(folder), [str(folder), refresh])
    if isinstance(data, str):
        return markup.paragraph(data, classes=["sc-card", "sc-empty"])
    view: SweepView = shown.value
    outcomes = offered_outcomes(data)
    outcome = outcomes.get(view.outcome) or outcomes[first_outcome(data)]
    axes = sweep_view.axes_of(data, view)
    counted = sweep_view.counted_runs(data, view)
    table = diagram_data.cell_table(data, outcome, axes, counted)
    cell = view.cell if diagram_data.is_cell(data, axes, view.cell) else ""
    scale = cells.colour_scale_of(table, outcome, view.whole_scale)

    def change(entry: dict[str, str]) -> None:
        name, value = entry["name"], entry["value"]
        if name == "outcome":
            shown.set(view._replace(outcome=value))
        elif name == "cells":
            shown.set(view._replace(endings=value == ENDINGS))
        else:
            shown.set(view.with_axis(axes, name, value))

    def toggle(key: str) -> None:
        dotted, _, code = key.rpartition("|")
        shown.set(view._replace(left_out=frozenset(), cell="") if not dotted else view.toggled(dotted, int(code)))

    with solara.Div(classes=["sc-stack"]) as main:
        with solara.Div(classes=["sc-diagram-and-words"]):
            with solara.Div(classes=["sc-card", "sc-stack"]):
                vue_components.FormFields(
                    label="Outcome and axes",
                    fields=fields(data, outcome, axes, outcomes, view.endings),
                    buttons=[],
                    event_change=change,
                    event_press=lambda _: None,
                )
                title = "How the runs ended" if view.endings else title_of(outcome)
                by = join_and([axis.label_with_unit for axis in axes])
                with solara.Div(classes=["sc-row"]):
                    markup.heading(2, f"{title}, by {by}" if by else f"{title}, all runs")
                    if len(axes) > 1:
                        vue_components.TextButton(
                            name="swap", text="Swap axes", event_press=lambda _=None: shown.set(view.swapped(axes))
                        )
                if data.design == "boundary":
                    BorderPicture(data, outcome)
                    text = "The runs below were chosen close to the border: their shares say nothing of the whole."
                    markup.paragraph(text, classes=["sc-hint"])
                parts = cells.ending_parts(data, axes, counted) if view.endings else None
                with solara.Div(classes=["sc-stack"], attributes={"id": ELEMENT}):
                    vue_components.PhaseDiagram(
                        label=title,
                        panels=cells.panels(table, outcome, axes, scale, parts),
                        picked=cell,
                        event_pick=lambda key: shown.set(view._replace(cell="" if key == view.cell else key)),
                    )
                    Legend(
                        data, view, scale, outcome, lambda: shown.set(view._replace(whole_scale=not view.whole_scale))
                    )
                vue_components.ChartMenu(
                    element_id=ELEMENT,
                    name=f"{title}, by {by}" if by else title,
                    note=f"{folder.name}: {count(len(data.rows), 'run')}, 95% intervals",
                    file=f"{folder.name}-diagram",
                    version=refresh,
                )
                groups = sweep_view.filter_groups(data, view)
                if groups:
                    vue_components.LevelFilter(
                        groups=groups, note=sweep_view.filter_text(data, view), event_toggle=toggle
                    )
            Words(data, outcome, axes, counted, sweep_view.filter_text(data, view))
        CellRuns(session, data, outcome, axes, cell, counted)
    return main


def read_or_explain(folder: Path) -> "SweepData | str":
    """The data of a sweep, or why there are none."""
    from sim.compare.sweep_data import read_sweep

    try:
        data = read_sweep(folder)
    except ScenarioError as error:
        return str(error)
    if not len(data.rows):
        return "No run has finished yet; the diagram fills in as runs finish."
    return data


def offered_outcomes(data: "SweepData") -> "dict[str, Outcome]":
    """The outcomes of a choice: the endings that occur, deals, and numbers of the whole siege."""
    from sim.compare.outcomes import available_outcomes

    seen = {*data.rows["ending"], DEAL, first_outcome(data)}
    known = available_outcomes(data.names)
    return {name: one for name, one in known.items() if "." not in name and (not one.binary or name in seen)}


def first_outcome(data: "SweepData") -> str:
    """The outcome that is shown first: that of the search of a boundary design, else deals."""
    from sim.compare.sweep_report.border_report import searched_outcome

    return searched_outcome(data, DEAL)


def title_of(outcome: "Outcome") -> str:
    """An outcome as a heading, with the unit of numbers."""
    return f"{outcome.label}{'' if outcome.binary else f' ({outcome.unit})'}"


def fields(
    data: "SweepData", outcome: "Outcome", axes: "list[Axis]", outcomes: "dict[str, Outcome]", endings: bool
) -> list[dict[str, Any]]:
    """Form fields for outcome, axes, panels, and what cells show."""
    made = [
        {
            "name": "outcome",
            "label": "Outcome",
            "value": outcome.name,
            "options": [{"value": one.name, "text": one.label} for one in outcomes.values()],
        }
    ]
    names = [axis.dotted for axis in axes] + [NONE] * 3
    for (position, label), value in zip(POSITIONS.items(), names, strict=False):
        if len(data.axes) <= list(POSITIONS).index(position):
            continue  # fewer parameters vary
        options = [{"value": axis.dotted, "text": axis.label} for axis in data.axes]
        if position != "x" or value == NONE:
            options = [{"value": NONE, "text": "none"}, *options]
        made.append({"name": position, "label": label, "value": value, "options": options})
    choices = [{"value": ESTIMATE, "text": "the outcome"}, {"value": ENDINGS, "text": "all endings"}]
    made.append({"name": "cells", "label": "Cells show", "value": ENDINGS if endings else ESTIMATE, "options": choices})
    return made


@solara.component
def Legend(data: "SweepData", view: SweepView, scale: "ColourScale", outcome: "Outcome", change: Any) -> Any:
    """What colours and small print mean."""
    from sim.dashboard.sweeps.cells import colour_gradient, endings_legend, form_of

    if view.endings:
        return vue_components.EndingsLegend(endings=endings_legend(data))
    form = form_of(outcome, scale.high)
    unit = "%" if outcome.binary else f" {outcome.unit}"
    span = (f"{form(scale.low)}{'%' if outcome.binary else ''}", f"{form(scale.high)}{unit}")
    whole = "0 to 100%" if outcome.binary else "from 0"
    says = f"Colours span {whole}" if scale.whole else "Colours span the range in this sweep"
    with solara.Div(classes=["sc-colour-scale"]) as main:
        bar = markup.element("i", style=f"background: {colour_gradient()}")
        markup.element("span", span[0], bar, span[1], classes=["sc-colour-scale"])
        markup.element("span", f"{says}. Large: estimate. Small: 95% interval, number of runs.")
        if scale.can_change:
            text = "Span the range in this sweep" if scale.whole else f"Span {whole}"
            vue_components.TextButton(name="scale", text=text, event_press=lambda _=None: change())
    return main
