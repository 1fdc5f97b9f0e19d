"""The cases of a file as tables: what is known of each, and the parameters that a mapping makes of one."""

from collections.abc import Mapping, Sequence
from typing import Any

from sim.history.case_file import CaseFile
from sim.history.map_case import CannotMap, map_best, map_replicate
from sim.history.mapping import CaseMapping, CheckedRule, plain_inputs
from sim.scenario.errors import ScenarioError
from sim.scenario.files import label_of
from sim.text.format import display

#: Replicates from which low and high are taken: the 5th and the 95th percentile.
DRAWS, LOW, HIGH = 400, 0.05, 0.95


def cases_document(cases: CaseFile) -> dict[str, Any]:
    """The case file as plain data: its cases, those refused, and its columns by role."""
    inputs, outcomes = cases.inputs(), cases.outcomes()
    rows = []
    for position, case in enumerate(cases.ids):
        given = inputs.iloc[position]
        rows.append(
            {
                "case": case,
                "cluster": cases.clusters[position],
                "inputs_known": int(given.notna().sum()),
                "class": _plain(outcomes["class"].iloc[position]),
            }
        )
    columns = [
        {"column": name, "role": column.role, "unit": column.unit, "meaning": column.meaning, "allowed": column.allowed}
        for name, column in cases.codebook.columns.items()
    ]
    return {
        "title": cases.codebook.title,
        "about": cases.codebook.about,
        "hash": cases.hash,
        "inputs": len(inputs.columns),
        "cases": rows,
        "refused": cases.refused,
        "unknown_columns": list(cases.unknown_columns),
        "columns": columns,
    }


def case_document(cases: CaseFile, mapping: CaseMapping, case: str) -> dict[str, Any]:
    """The parameters of one case as plain data, low, best and high. Raises ScenarioError where it cannot be mapped.

    `best` has every draw at its best value; low and high are the 5th and the 95th percentile of draws.
    """
    position = cases.position(case)
    row = plain_inputs({str(name): value for name, value in cases.inputs().iloc[position].items()})
    try:
        best = map_best(mapping, row).values
        runs = [map_replicate(mapping, row, case, number).values for number in range(1, DRAWS + 1)]
    except CannotMap as why:
        raise ScenarioError(f"{label_of(cases.path)}: {case}: {why}") from None
    rows = []
    for checked in mapping.rules:
        name = checked.name
        low, high = _ends([run[name] for run in runs])
        rows.append(
            {
                "parameter": name,
                "low": _plain(low),
                "best": _plain(best[name]),
                "high": _plain(high),
                "unit": mapping.parameters[name].unit,
                "rule": checked.rule.formula,
                "inputs": {each: _plain(row[each]) for each in inputs_of(checked, mapping) if each in row},
                "why": checked.rule.why,
            }
        )
    return {"case": case, "cluster": cases.clusters[position], "mapping": mapping.hash, "parameters": rows}


def inputs_of(checked: CheckedRule, mapping: CaseMapping) -> list[str]:
    """The names on which a rule depends, also through quantities, in alphabetical order."""
    above = {each.name: each for each in mapping.quantities}
    pending, found = [checked], set()
    while pending:
        rule = pending.pop()
        names = {name for one in rule.expressions for name in one.names} | (
            {rule.rule.table} if rule.rule.table else set()
        )
        for name in names - found:
            found.add(name)
            pending += [above[name]] if name in above else []
    return sorted(found)


def parameter_rows(document: Mapping[str, Any]) -> list[list[str]]:
    """Cells of `case_document`: parameter, low, best, high, unit, what it is made of, and why."""
    rows = []
    for each in document["parameters"]:
        inputs = ", ".join(f"{name} {_shown(value)}" for name, value in each["inputs"].items())
        values = [_shown(each[key]) for key in ("low", "best", "high")]
        rows.append([each["parameter"], *values, each["unit"], each["rule"], inputs, each["why"]])
    return rows


def _ends(values: Sequence[Any]) -> tuple[Any, Any]:
    """The 5th and the 95th percentile of numbers; of anything else the only value, or None where it varies."""
    if isinstance(values[0], int | float) and not isinstance(values[0], bool):
        ordered = sorted(values)
        return ordered[round(LOW * (len(ordered) - 1))], ordered[round(HIGH * (len(ordered) - 1))]
    only = values[0] if all(value == values[0] for value in values) else None
    return only, only


def _plain(value: Any) -> Any:
    """A value for JSON: None where it is not known, dates as text."""
    if value is None or value != value:
        return None
    return value.isoformat() if hasattr(value, "isoformat") else value


def _shown(value: Any) -> str:
    return "not known" if value is None else display(value)
