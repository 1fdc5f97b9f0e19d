"""The phase diagram of a sweep, with axes, panels and outcome as they are chosen."""

# Solara offers its names without saying so in a way that a type checker reads.
# pyright: reportPrivateImportUsage=false

from pathlib import Path
from typing import TYPE_CHECKING, Any

import solara

from sim.dashboard import diagram, markup, parts
from sim.dashboard.pages.answer import DEAL, Answer
from sim.dashboard.pages.cell_runs import CellRuns
from sim.dashboard.tab import Tab
from sim.scenario.errors import ScenarioError
from sim.text.format import number

if TYPE_CHECKING:
    from sim.compare.outcomes import Outcome
    from sim.compare.sweep_data import SweepData

NONE = "none"


@solara.component
def Diagram(tab: Tab, folder: Path, beat: int) -> Any:
    """The phase diagram with free axes, and the runs of the cell that is chosen."""
    from sim.compare.outcomes import available_outcomes

    asked, set_asked = solara.use_state({"outcome": DEAL, "x": "", "y": "", "panel": ""})
    cell, set_cell = solara.use_state("")
    read = solara.use_memo(lambda: studied(folder), [str(folder), beat])
    if isinstance(read, str):
        return markup.paragraph(read, classes=["sc-card", "sc-empty"])
    outcomes = available_outcomes(read.rows)
    wanted = outcomes.get(asked["outcome"], outcomes[DEAL])
    axes = axes_of(read, asked)
    found = diagram.table(read, wanted, axes)

    def pick(said: dict[str, str]) -> None:
        set_asked(fitting(read, asked, axes, said["name"], said["value"]))
        set_cell("")

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
            by = " and ".join(axis.label_with_unit for axis in axes)
            markup.heading(2, f"{title}, by {by}" if by else title)
            parts.Phase(label=title, panels=diagram.panels(found, wanted, axes), picked=cell, event_pick=set_cell)
            Ramp(wanted, found)
        with solara.Div(classes=["sc-split"]):
            CellRuns(tab, read, wanted, axes, cell)
            Answer(read, wanted, axes, found)
    return main


def studied(folder: Path) -> "SweepData | str":
    """The study of a folder, or why there is none."""
    from sim.compare.sweep_data import read_sweep

    try:
        study = read_sweep(folder)
    except ScenarioError as error:
        return str(error)
    if not len(study.rows):
        return "No run has come to an end yet; the diagram fills in as they do."
    return study


def axes_of(study: "SweepData", asked: dict[str, str]) -> list[Any]:
    """The axes that were chosen, or those that a report would take."""
    from sim.compare.sweep_report.report import choose_axes

    named = {axis.dotted: axis for axis in study.axes}
    if asked["x"] in named:
        return [named[name] for name in (asked["x"], asked["y"], asked["panel"]) if name in named]
    return list(choose_axes(study, None, None, None))


def fitting(study: "SweepData", asked: dict[str, str], axes: list[Any], name: str, value: str) -> dict[str, str]:
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


def fields(
    study: "SweepData", wanted: "Outcome", axes: list[Any], outcomes: dict[str, "Outcome"]
) -> list[dict[str, Any]]:
    """Outcome, x, y and panels."""
    seen = set(study.rows["ending"])
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
        options = [{"value": axis.dotted, "text": axis.label} for axis in study.axes]
        if place != "x":
            options = [{"value": NONE, "text": "none"}, *options]
        made.append({"name": place, "label": label, "value": value, "options": options})
    return made


@solara.component
def Ramp(wanted: "Outcome", found: Any) -> Any:
    """What the colours and the small print mean."""
    if wanted.binary:
        ends = "0 %", "100 % of runs"
    else:
        ends = tuple(number(found["value"].agg(end)) for end in ("min", "max")) if len(found) else ("", "")
    with solara.Div(classes=["sc-ramp"]) as main:
        scale = markup.element("i", style=f"background: {diagram.ramp()}")
        markup.element("span", ends[0], scale, ends[1], classes=["sc-ramp"])
        markup.element("span", "Large: estimate. Small: 95 % interval, number of runs.")
    return main
