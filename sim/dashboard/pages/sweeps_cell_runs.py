"""The runs behind a cell of the phase diagram, each of which can be opened on the Live page."""

# Solara offers its names without saying so in a way that a type checker reads.
# pyright: reportPrivateImportUsage=false

from typing import TYPE_CHECKING, Any

import solara

from sim.dashboard import markup, vue_components
from sim.dashboard.session.session import Session
from sim.dashboard.sweeps import diagram_data
from sim.text.format import count, number

if TYPE_CHECKING:
    from sim.compare.outcomes import Outcome
    from sim.compare.sweep_data import SweepData


@solara.component
def CellRuns(session: Session, data: "SweepData", outcome: "Outcome", axes: list[Any], cell: str) -> Any:
    """A table of the runs of the selected cell."""
    router = solara.use_router()
    rows = diagram_data.runs_in_cell(data, outcome, axes, cell) if cell else data.rows.head(0)
    columns, table_rows = diagram_data.runs_table(data, rows) if len(rows) else ([], [])
    more = len(rows) - len(table_rows)
    note = count(len(rows), "run") if cell else ""
    note += f"; {number(more)} more not listed" if more > 0 else ""

    def open_live(key: str) -> None:
        if session.attempt(lambda: session.start(*diagram_data.setup_of_run(data, key), resumed=True) or True):
            router.push("/")

    with solara.Div(classes=["sc-card"]) as main:
        vue_components.RunsTable(
            title="Runs in this cell" if cell else "Runs",
            note=note,
            empty="Select a cell, by mouse or with Tab, arrow keys and Enter, to list its runs.",
            columns=columns,
            rows=table_rows,
            event_open_live=open_live,
        )
        if session.error.value:
            markup.problem(session.error.value)
    return main
