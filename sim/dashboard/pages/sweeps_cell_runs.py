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


@solara.component
def CellRuns(
    session: Session, data: "SweepData", outcome: "Outcome", axes: list[Any], cell: str, counted: "Array"
) -> Any:
    """A table of the runs of the selected cell, or of those that a filter leaves: `counted`, bool (rows,)."""
    router = solara.use_router()
    key = cell or (ALL if not axes or not counted.all() else "")
    rows = diagram_data.runs_in_cell(data, outcome, axes, key, counted) if key else data.rows.head(0)
    columns, table_rows = diagram_data.runs_table(data, rows) if len(rows) else ([], [])
    more = len(rows) - len(table_rows)
    note = diagram_data.endings_sentence(rows) if key else ""
    note += f"; {number(more)} more not listed" if more > 0 else ""
    where = diagram_data.cell_phrase(data, axes, key) if cell else "in view" if key else ""

    def open_live(run: str) -> None:
        if session.attempt(lambda: open_run(session, data, run) or True):
            router.push("/")

    with solara.Div(classes=["sc-card"]) as main:
        vue_components.RunsTable(
            title=capitalized(f"runs {where}".strip()),
            note=note,
            empty="Select a cell, by mouse or with Tab, arrow keys and Enter, to list its runs.",
            columns=columns,
            rows=table_rows,
            event_open_live=open_live,
        )
        if session.error.value:
            markup.problem(session.error.value)
    return main


def open_run(session: Session, data: "SweepData", key: str) -> None:
    """Start a run of a sweep in the session. Raises ScenarioError where its scenario file cannot be used."""
    assert data.folder is not None
    session.open_run_of_sweep(data.folder.name, key)
