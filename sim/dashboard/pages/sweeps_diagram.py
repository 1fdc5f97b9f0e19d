"""The phase diagram of a sweep, for the chosen outcome, axes and panels."""

# Solara offers its names without saying so in a way that a type checker reads.
# pyright: reportPrivateImportUsage=false

from pathlib import Path
from typing import TYPE_CHECKING, Any

import solara

from sim.dashboard import markup, vue_components
from sim.dashboard.pages.sweeps_cell_runs import CellRuns
from sim.dashboard.pages.sweeps_report import DEAL, Report
from sim.dashboard.session.session import Session
from sim.dashboard.sweeps import diagram_data
from sim.scenario.errors import ScenarioError
from sim.text.format import number

if TYPE_CHECKING:
    from sim.compare.outcomes import Outcome
    from sim.compare.sweep_data import SweepData

NONE = "none"
#: Where an axis can be: name in a choice -> label.
POSITIONS = {"x": "Horizontal axis", "y": "Vertical axis", "panel": "Panels"}


@solara.component
def Diagram(session: Session, folder: Path, refresh: int) -> Any:
    """The phase diagram, the runs of the selected cell, and the text of the report."""
    from sim.compare.outcomes import available_outcomes

    choice, set_choice = solara.use_state({"outcome": DEAL, "x": "", "y": "", "panel": ""})
    cell, set_cell = solara.use_state("")
    data = solara.use_memo(lambda: read_or_explain(folder), [str(folder), refresh])
    if isinstance(data, str):
        return markup.paragraph(data, classes=["sc-card", "sc-empty"])
    outcomes = available_outcomes(data.names)
    outcome = outcomes.get(choice["outcome"], outcomes[DEAL])
    axes = axes_of(data, choice)
    cells = diagram_data.cell_table(data, outcome, axes)

    def change(entry: dict[str, str]) -> None:
        set_choice(with_choice(choice, axes, entry["name"], entry["value"]))
        set_cell("")

    with solara.Div(classes=["sc-stack"]) as main:
        with solara.Div(classes=["sc-card", "sc-stack"]):
            vue_components.FormFields(
                label="Outcome and axes",
                fields=fields(data, outcome, axes, outcomes),
                buttons=[],
                event_change=change,
                event_press=lambda _: None,
            )
            title = f"{outcome.label}{'' if outcome.binary else f' ({outcome.unit})'}"
            by = " and ".join(axis.label_with_unit for axis in axes)
            markup.heading(2, f"{title}, by {by}" if by else title)
            panels = diagram_data.panels(cells, outcome, axes)
            vue_components.PhaseDiagram(label=title, panels=panels, picked=cell, event_pick=set_cell)
            ColourScale(outcome, cells)
        with solara.Div(classes=["sc-split"]):
            CellRuns(session, data, outcome, axes, cell)
            Report(data, outcome, axes, cells)
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


def axes_of(data: "SweepData", choice: dict[str, str]) -> list[Any]:
    """The chosen axes, or those that a report would use."""
    from sim.compare.sweep_report.report import choose_axes

    by_name = {axis.dotted: axis for axis in data.axes}
    if choice["x"] in by_name:
        return [by_name[name] for name in (choice["x"], choice["y"], choice["panel"]) if name in by_name]
    return list(choose_axes(data, None, None, None))


def with_choice(choice: dict[str, str], axes: list[Any], name: str, value: str) -> dict[str, str]:
    """The choice with one value changed; an axis that is in use already swaps with the one that it replaces."""
    if name == "outcome":
        return choice | {"outcome": value}
    positions: dict[str, str] = dict(zip(POSITIONS, [axis.dotted for axis in axes] + [""] * 3, strict=False))
    replaced = positions[name]
    for position, used in positions.items():
        if used == value:
            positions[position] = replaced
    positions[name] = "" if value == NONE else value
    used = [axis for axis in positions.values() if axis]
    return {"outcome": choice["outcome"]} | dict(zip(POSITIONS, used + [""] * 3, strict=False))


def fields(
    data: "SweepData", outcome: "Outcome", axes: list[Any], outcomes: dict[str, "Outcome"]
) -> list[dict[str, Any]]:
    """Form fields for outcome, axes and panels."""
    seen = set(data.rows["ending"])
    offered = [t for name, t in outcomes.items() if "." not in name and (not t.binary or name == DEAL or name in seen)]
    made = [
        {
            "name": "outcome",
            "label": "Outcome",
            "value": outcome.name,
            "options": [{"value": t.name, "text": t.label} for t in offered],
        }
    ]
    names = [axis.dotted for axis in axes] + [NONE] * 3
    for (position, label), value in zip(POSITIONS.items(), names, strict=False):
        options = [{"value": axis.dotted, "text": axis.label} for axis in data.axes]
        if position != "x":
            options = [{"value": NONE, "text": "none"}, *options]
        made.append({"name": position, "label": label, "value": value, "options": options})
    return made


@solara.component
def ColourScale(outcome: "Outcome", cells: Any) -> Any:
    """What colours and small print mean."""
    if outcome.binary:
        ends = "0%", "100% of runs"
    else:
        ends = tuple(number(cells["value"].agg(end)) for end in ("min", "max")) if len(cells) else ("", "")
    with solara.Div(classes=["sc-colour-scale"]) as main:
        scale = markup.element("i", style=f"background: {diagram_data.colour_scale()}")
        markup.element("span", ends[0], scale, ends[1], classes=["sc-colour-scale"])
        markup.element("span", "Large: estimate. Small: 95% interval, number of runs.")
    return main
