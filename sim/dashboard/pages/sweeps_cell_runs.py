"""The runs behind a cell of the phase diagram, each of which can be opened on the Live page."""

# Solara offers its names without saying so in a way that a type checker reads.
# pyright: reportPrivateImportUsage=false

from typing import TYPE_CHECKING, Any

import solara

from sim.dashboard import markup, vue_components
from sim.dashboard.session.session import Session
from sim.dashboard.sweeps import diagram_data
from sim.dashboard.sweeps.cells import ALL
from sim.text.format import capitalized, number

if TYPE_CHECKING:
    from sim.compare.outcomes import Outcome
    from sim.compare.sweep_data import SweepData
    from sim.state.columns import Array

HINT = "Select a cell to list only its runs. Drag over several, or hold Shift, to select a block of them."


@solara.component
def CellRuns(
    session: Session, data: "SweepData", outcome: "Outcome", axes: list[Any], cell: str, counted: "Array"
) -> Any:
    """A table of the runs of the selected cells, or of all that a filter leaves: `counted`, bool (rows,)."""
    router = solara.use_router()
    first: Any = ("", False)
    order, set_order = solara.use_state(first)  # a column, and whether its highest values come first
    rows = diagram_data.runs_in_cell(data, outcome, axes, cell or ALL, counted)
    columns, table_rows = diagram_data.runs_table(data, rows, *order) if len(rows) else ([], [])
    more = len(rows) - len(table_rows)
    note = diagram_data.endings_sentence(rows)
    note += f"; {number(more)} more not listed" if more > 0 else ""
    where = diagram_data.cell_phrase(data, axes, cell) if cell else "in view"

    def sort(column: str) -> None:
        set_order((column, not order[1] if column == order[0] else column.endswith("deaths")))

    def open_live(run: str) -> None:
        if session.attempt(lambda: open_run(session, data, run) or True):
            router.push("/")

    with solara.Div(classes=["sc-card"]) as main:
        vue_components.RunsTable(
            title=capitalized(f"runs {where}".strip()),
            note=note,
            hint="" if cell else HINT,
            columns=columns,
            rows=table_rows,
            order=order[0],
            falling=order[1],
            event_sort=sort,
            event_open_live=open_live,
        )
        if session.error.value:
            markup.problem(session.error.value)
    return main


def open_run(session: Session, data: "SweepData", key: str) -> None:
    """Start a run of a sweep in the session. Raises ScenarioError where its scenario file cannot be used."""
    assert data.folder is not None
    session.open_run_of_sweep(data.folder.name, key)
