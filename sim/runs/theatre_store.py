"""What is kept of one run of a theatre: a subfolder a siege, and what they share."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.runs import store
from sim.runs.narrative.ledger import ledger_columns, ledger_text
from sim.runs.theatre_picture import draw_theatre
from sim.scenario.theatre import resolve_theatre
from sim.tables.runs import EVENTS

if TYPE_CHECKING:
    from sim.runs.theatre import TheatreResult

THEATRE = "theatre.yaml"


def write_theatre_run(folder: Path, result: "TheatreResult") -> None:
    """Everything of a run, in its folder."""
    for name, siege in result.sieges.items():
        if not siege.siege.daily:  # it had not begun yet
            continue
        own = folder / name
        own.mkdir()
        store.write_run(own, siege, name)
    store.write_json(folder / store.DOCUMENT, result.document())
    (folder / THEATRE).write_text(resolve_theatre(result.plan.theatre), encoding="utf-8")
    ledger = ledger_of(result)
    store.write_table(folder / store.LEDGER, ledger, EVENTS)
    store.write_dictionary(folder, {"ledger": EVENTS})
    (folder / store.LEDGER_TEXT).write_text(ledger_text(ledger), encoding="utf-8")
    draw_theatre(result, folder / store.PICTURE)


def ledger_of(result: "TheatreResult") -> dict[str, list[Any]]:
    """The ledgers of all sieges as one table by date, each line with the siege that it is of."""
    rows: list[tuple[Any, ...]] = []
    for name, siege in result.sieges.items():
        rows += zip(*ledger_columns(siege.siege, name).values(), strict=True)
    names = [column.name for column in EVENTS]
    date = names.index("date")
    rows.sort(key=lambda row: row[date])
    return {name: [row[place] for row in rows] for place, name in enumerate(names)}
