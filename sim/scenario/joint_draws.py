"""Joint draws of parameters: a table whose rows are equally likely sets of values, such as the draws of a posterior.

A run takes the row that belongs to its seed, so that runs with the same seed share their values, whatever else differs.
The file is CSV: lines `# key: value` that say where it comes from, then parameters by dotted name, then one row a draw.
"""

import csv
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from sim.hashes import model_hash, short_hash
from sim.scenario.errors import ScenarioError, did_you_mean, shorten, shown
from sim.scenario.files import label_of, read_text, shipped_folder
from sim.scenario.parameters import Parameter, parameters

#: The draws that are shipped: the posterior of the calibration on historical cases.
HISTORY = "history"
SHIPPED = Path("history") / "posterior.csv"
MOST_ROWS = 10_000


class JointDraws(NamedTuple):
    """A checked table of joint draws."""

    source: str  # as the user gave it
    path: Path
    hash: str  # of names and values
    about: dict[str, str]  # what the file says of itself
    names: tuple[str, ...]  # dotted
    rows: tuple[tuple[float, ...], ...]

    @property
    def label(self) -> str:
        """The draws in a sentence: the calibration on historical cases (256 draws, h1f...)."""
        name = "the calibration on historical cases" if self.source == HISTORY else label_of(self.path)
        return f"{name} ({len(self.rows)} draws, {self.hash})"

    @property
    def warning(self) -> str:
        """That the draws were calibrated with other rules than those that run now; empty where they were not."""
        model = self.about.get("model", "")
        if model in ("", model_hash()):
            return ""
        return f"{self.label}: calibrated under the model {model}, which has changed since (now {model_hash()})"

    def row(self, seed: int) -> int:
        """The row that belongs to a seed, from 0; consecutive seeds take consecutive rows."""
        return (seed - 1) % len(self.rows)

    def values(self, seed: int) -> dict[str, float]:
        """The values that belong to a seed, by dotted name."""
        return dict(zip(self.names, self.rows[self.row(seed)], strict=True))


def read_joint_draws(source: str, folder: Path = Path()) -> JointDraws:
    """Read `history`, the shipped posterior, or a CSV file given relative to `folder`.

    Raises ScenarioError with every problem.
    """
    if source == HISTORY:
        path = shipped_folder() / SHIPPED
    elif "/" in source or source.endswith(".csv"):
        path = folder / source
    else:
        guess = did_you_mean(source, [HISTORY]) or f"; use {HISTORY}, or a CSV file, such as ./draws.csv"
        raise ScenarioError(f"{shorten(source) or shown(source)}: there are no joint draws of this name{guess}")
    label = label_of(path)
    lines = read_text(path, label).splitlines()
    about = dict(_note(line) for line in lines if line.startswith("#"))
    table = [row for row in csv.reader(line for line in lines if not line.startswith("#")) if row]
    if len(table) < 2:
        raise ScenarioError(f"{label}: must have a line of parameters and at least one row of values")
    names, *rows = table
    names = [name.strip() for name in names]
    declared = {each.dotted: each for each in parameters()}
    problems = [f"{label}: {line}" for line in _wrong_names(names, declared)]
    if len(rows) > MOST_ROWS:
        problems.append(f"{label}: has {len(rows)} rows, but at most {MOST_ROWS} are allowed; keep a sample of them")
    values = (
        [] if problems else [_row(row, names, declared, f"{label}: row {i}", problems) for i, row in enumerate(rows, 1)]
    )
    if problems:
        raise ScenarioError(problems)
    made = tuple(tuple(row) for row in values)
    return JointDraws(source, path, hash_of_draws(names, values), about, tuple(names), made)


def hash_of_draws(names: Sequence[str], rows: Sequence[Sequence[float]]) -> str:
    """Short hash of the parameters and values of joint draws."""
    return short_hash(repr((tuple(names), [tuple(row) for row in rows])))


def _note(line: str) -> tuple[str, str]:
    key, _, value = line.lstrip("# ").partition(":")
    return key.strip(), value.strip()


def _wrong_names(names: list[str], declared: dict[str, Parameter]) -> list[str]:
    problems = [
        f"{shorten(name)} is not a parameter{did_you_mean(name, declared)}" for name in names if name not in declared
    ]
    problems += [
        f"{name} is not a number but {declared[name].range}; joint draws are of numbers only"
        for name in names
        if name in declared and declared[name].kind not in ("number", "whole number")
    ]
    return [*problems, *(f"{name} appears twice" for name in sorted({n for n in names if names.count(n) > 1}))]


def _row(
    cells: list[str], names: list[str], declared: dict[str, Parameter], where: str, problems: list[str]
) -> list[float]:
    """The values of a row; adds to `problems`."""
    if len(cells) != len(names):
        problems.append(f"{where}: has {len(cells)} values, but there are {len(names)} parameters")
        return []
    made: list[float] = []
    for name, cell in zip(names, cells, strict=True):
        parameter = declared[name]
        try:
            value = float(cell)
        except ValueError:
            value = math.nan
        low = -math.inf if parameter.low is None else parameter.low
        high = math.inf if parameter.high is None else parameter.high
        beyond = (parameter.open_low and value == low) or (parameter.open_high and value == high)
        if not low <= value <= high or beyond or (parameter.kind == "whole number" and value != int(value)):
            problems.append(f"{where}: {name} = {shown(cell)}: must be {parameter.range} {parameter.unit}".rstrip())
        made.append(value)
    return made


def joint_draws_text(names: tuple[str, ...], rows: list[list[float]], about: dict[str, Any]) -> str:
    """A file of joint draws."""
    notes = [f"# {key}: {value}" for key, value in about.items()]
    return "\n".join([*notes, ",".join(names), *(",".join(f"{value:.6g}" for value in row) for row in rows)]) + "\n"
