"""A case file: a table of sieges with its codebook. Rules are given inputs alone, by position."""

import csv
import datetime
import io
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.hashes import short_hash
from sim.history.codebook import CLASSES, CaseColumn, Codebook, Role, read_codebook
from sim.scenario.errors import ScenarioError, did_you_mean, shorten, shown
from sim.scenario.files import label_of, read_text, shipped_folder
from sim.text.format import join_and

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["CLASSES", "CaseFile", "read_case_file", "shipped_history"]

HISTORY = "history"
SHIPPED = "cases.yaml"
CLASS = "class"


class CaseFile(NamedTuple):
    """The cases that can be used, in the order of the file, and why others cannot."""

    path: Path  # as the user gave it
    hash: str  # of the codebook and of every cell
    codebook: Codebook
    ids: tuple[str, ...]
    clusters: tuple[str, ...]
    cells: "pd.DataFrame"  # all columns of the codebook, index: case id
    refused: dict[str, str]  # case id -> why it cannot be used
    unknown_columns: tuple[str, ...]  # of the table, in no codebook: not read

    @property
    def labels(self) -> "pd.DataFrame":
        """Columns that identify a case, index: case id. For tables and figures, never for rules."""
        return self.cells[self.codebook.named("identity")]

    def inputs(self) -> "pd.DataFrame":
        """Inputs alone, index: position 0 to n - 1, which identifies nobody."""
        return self._part("input")

    def outcomes(self) -> "pd.DataFrame":
        """Outcomes alone, with `class` (one of CLASSES, blank where the outcome is), index as in `inputs`."""
        part = self._part("outcome")
        return part.assign(**{CLASS: part[self.codebook.outcome.column].map(self.codebook.outcome.classes)})

    def position(self, case: str) -> int:
        """The position of a case. Raises ScenarioError where there is no such case."""
        if case in self.refused:
            raise ScenarioError(f"{label_of(self.path)}: {case}: {self.refused[case]}")
        if case not in self.ids:
            guess = did_you_mean(case, self.ids) or f"; available: {', '.join(self.ids)}"
            raise ScenarioError(f"{label_of(self.path)}: {shorten(case)}: is not a case{guess}")
        return self.ids.index(case)

    @property
    def inputs_hash(self) -> str:
        """Hash of identifiers and inputs: everything in the file on which a prediction depends."""
        return short_hash(",".join(self.ids) + self.inputs().to_csv())

    def _part(self, role: Role) -> "pd.DataFrame":
        return self.cells[self.codebook.named(role)].reset_index(drop=True)


def shipped_history() -> Path:
    """The folder of the shipped cases and mapping."""
    return shipped_folder() / HISTORY


def read_case_file(path: Path | None = None) -> CaseFile:
    """Read a codebook (YAML) and its table, or a table (CSV) in the format of the shipped cases; None: those.

    A case with a cell that is not allowed is refused alone. Raises ScenarioError where the file as a whole cannot be
    used: it cannot be read, lacks columns, or has a case twice or none that can be used.
    """
    path = shipped_history() / SHIPPED if path is None else path
    if path.suffix.lower() == ".csv":
        codebook, table = read_codebook(shipped_history() / SHIPPED), path
    else:
        codebook = read_codebook(path)
        table = path.parent / codebook.table
    label = label_of(table)
    header, rows = _read_table(table, label)
    if missing := [name for name in codebook.columns if name not in header and _is_needed(codebook, name)]:
        raise ScenarioError(
            f"{label}: has no column {name}{did_you_mean(name, header)}; "
            "add it, with blank cells where nothing is known"
            for name in missing
        )
    _check_ids(codebook, rows, label)
    import pandas as pd

    ids, records, refused = [], [], {}
    for number, row in rows:
        case, problems = row[codebook.id], []
        cells = {name: _cell(name, row.get(name, ""), column, problems) for name, column in codebook.columns.items()}
        if problems:
            refused[case] = f"line {number}: {'; '.join(problems)}"
        else:
            ids.append(case)
            records.append(cells)
    if not records:
        why = [f"{label}: {case}: {line}" for case, line in refused.items()]
        raise ScenarioError([f"{label}: has no case that can be used", *why])
    cells = pd.DataFrame({n: _series([r[n] for r in records], c) for n, c in codebook.columns.items()})
    cells.index = pd.Index(ids, name="case")
    return CaseFile(
        path=path,
        hash=short_hash(codebook.model_dump_json() + cells.to_csv()),
        codebook=codebook,
        ids=tuple(ids),
        clusters=tuple(map(str, cells[codebook.cluster])),
        cells=cells,
        refused=refused,
        unknown_columns=tuple(name for name in header if name not in codebook.columns),
    )


def _is_needed(codebook: Codebook, name: str) -> bool:
    """Whether a table must have this column: notes may be left out."""
    return codebook.columns[name].role != "note"


def _read_table(path: Path, label: str) -> tuple[list[str], list[tuple[int, dict[str, str]]]]:
    """Header and rows, each with the number of its line. Raises ScenarioError for anything that is not a table."""
    lines = csv.reader(io.StringIO(read_text(path, label), newline=""), strict=True)
    rows: list[tuple[int, dict[str, str]]] = []
    problems = []
    try:
        header = [name.strip() for name in next(lines, [])]
        for row in lines:
            if len(row) == len(header):
                rows.append((lines.line_num, dict(zip(header, (cell.strip() for cell in row), strict=True))))
            elif row:
                problems.append(
                    f"{label}, line {lines.line_num}: has {len(row)} cells, but the header has {len(header)}; "
                    "put text with commas in quotes"
                )
    except csv.Error as error:
        raise ScenarioError(f"{label}, line {lines.line_num}: not a CSV table: {shorten(str(error))}") from None
    twice = {name for name in header if header.count(name) > 1}
    problems += [f"{label}: has column {shown(name)} twice; rename or remove one" for name in sorted(twice)]
    if not problems and not rows:
        problems.append(f"{label}: is empty; give a header and one line for each case")
    if problems:
        raise ScenarioError(problems)
    return header, rows


def _check_ids(codebook: Codebook, rows: list[tuple[int, dict[str, str]]], label: str) -> None:
    """Raise ScenarioError where a case has no identifier, or that of another."""
    lines: dict[str, list[str]] = {}
    for number, row in rows:
        lines.setdefault(row[codebook.id], []).append(str(number))
    problems = [
        f"{label}: {codebook.id} = {shown(case)}: stands on lines {join_and(numbers)}; give each case its own"
        for case, numbers in lines.items()
        if len(numbers) > 1
    ]
    problems += [f"{label}, line {number}: {codebook.id} is blank" for number in lines.get("", [])[:1]]
    if problems:
        raise ScenarioError(problems)


def _cell(name: str, text: str, column: CaseColumn, problems: list[str]) -> Any:
    """The value of a cell, None where it is blank; adds to `problems`."""
    if not text:
        if column.required:
            problems.append(f"{name} is blank; must be {column.allowed}")
        return None
    value: Any = text
    try:
        if column.kind == "number":
            value = float(text)
        elif column.kind == "date":
            value = datetime.date.fromisoformat(text)
    except ValueError:
        value = None
    good = value is not None
    if column.kind == "number" and good:
        low = -float("inf") if column.low is None else column.low
        high = float("inf") if column.high is None else column.high
        good = low <= value <= high and abs(value) < float("inf")
    if column.values is not None:
        good = text in column.values
    if not good:
        problems.append(f"{name} = {shown(text)}: must be {column.allowed}")
    return value


def _series(values: list[Any], column: CaseColumn) -> "pd.Series":
    """A column as float64, datetime64 (to the day) or text, with gaps where nothing is known."""
    import pandas as pd

    if column.kind == "number":
        return pd.Series(values, dtype="float64")
    if column.kind == "date":
        return pd.Series(pd.to_datetime(pd.Series(values, dtype="object")))
    return pd.Series(values, dtype="object")
