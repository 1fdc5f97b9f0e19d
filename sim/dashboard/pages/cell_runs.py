"""The runs behind a cell of a phase diagram, each of which can be opened live."""

# Solara offers its names without saying so in a way that a type checker reads.
# pyright: reportPrivateImportUsage=false

from typing import TYPE_CHECKING, Any

import solara

from sim.dashboard import diagram, markup, parts
from sim.dashboard.tab import Tab
from sim.text.format import count, number

if TYPE_CHECKING:
    from sim.compare.outcomes import Outcome
    from sim.compare.sweep_data import SweepData


@solara.component
def CellRuns(tab: Tab, study: "SweepData", wanted: "Outcome", axes: list[Any], cell: str) -> Any:
    """A table of the runs of the cell that is chosen."""
    router = solara.use_router()
    rows = diagram.runs_of(study, wanted, axes, cell) if cell else study.rows.head(0)
    columns, listed = diagram.listed(study, rows) if len(rows) else ([], [])
    spare = len(rows) - len(listed)
    note = count(len(rows), "run") if cell else ""
    note += f"; {number(spare)} are not listed" if spare > 0 else ""

    def open_live(key: str) -> None:
        if tab.attempt(lambda: tab.begin(*diagram.siege_of(study, key), resumed=True) or True):
            router.push("/")

    with solara.Div(classes=["sc-card"]) as main:
        parts.Runs(
            title="Runs of the cell" if cell else "Runs",
            note=note,
            empty="Choose a cell, with the mouse or with Tab, arrows and Enter: its runs are listed here.",
            columns=columns,
            rows=listed,
            event_open_live=open_live,
        )
        if tab.error.value:
            markup.problem(tab.error.value)
    return main
