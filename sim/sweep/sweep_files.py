"""The files of a sweep folder besides its rows, and the check that a folder belongs to this experiment."""

import datetime
import importlib.metadata
import os
import platform
import re
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sim.hashes import model_hash
from sim.runs import store
from sim.scenario import yamltext
from sim.scenario.errors import ScenarioError, shown
from sim.scenario.files import label_of
from sim.scenario.load import IDENTITY_KEYS, model_version
from sim.sweep.chunk_worker import columns_of
from sim.sweep.experiment import FROM
from sim.sweep.manifest import EXPERIMENT, FORMAT, KIND, MANIFEST, DamagedManifest, read_manifest
from sim.sweep.part_reader import read_schema
from sim.sweep.parts import read_errors, set_aside
from sim.sweep.prepare import PreparedExperiment
from sim.sweep.read import SAMPLES, is_sweep
from sim.sweep.start_runs import START
from sim.sweep.status import HASH
from sim.tables.arrays import array_of
from sim.tables.columns import schema_of
from sim.tables.dictionary import DICTIONARY
from sim.tables.runs import point_columns, sample_columns

SCENARIOS, POINTS, JOINT_DRAWS = "scenarios", "points.parquet", "joint_draws.csv"
BLOCK = 20_000  # points written at a time
#: Keys of an experiment that do not affect its runs.
NO_EFFECT = ("name", "question", "outcomes", "effects")


def initialize(prepared: PreparedExperiment, folder: Path) -> Iterator[str]:
    """Write the files of a new folder, or those that are missing or damaged; yields messages for the user."""
    try:
        if existing_manifest(folder):
            if lost := _lost(prepared, folder):
                yield f"{label_of(folder / lost)}: is missing or damaged; recreating it"
                describe(prepared, folder)
            elif not (folder / DICTIONARY).exists():  # from a version that did not write one
                write_dictionary(prepared, folder)
            return
        if is_sweep(folder):
            yield f"{label_of(folder)}: its {MANIFEST} is missing; recreating it and keeping the finished runs"
        else:
            yield from notes_on_older_sweeps(prepared, folder)
    except DamagedManifest as error:
        aside = set_aside(folder / MANIFEST)
        yield f"{MANIFEST}: cannot be used ({error.why}); set aside as {aside.name}, keeping the finished runs"
    describe(prepared, folder)


def existing_manifest(folder: Path) -> dict[str, Any] | None:
    """The manifest in a folder, None if there is none. Raises DamagedManifest if it cannot be used."""
    return read_manifest(folder) if os.path.lexists(folder / MANIFEST) else None


def _lost(prepared: PreparedExperiment, folder: Path) -> str | None:
    """The first file besides the rows that is missing or damaged; anything that is not a file is set aside."""
    tables = [POINTS] if prepared.samples is None else [POINTS, SAMPLES]
    lost = []
    for name in (
        *tables,
        EXPERIMENT,
        *([JOINT_DRAWS] if prepared.joint else []),
        *([START] if prepared.start else []),
        *(f"{SCENARIOS}/{name}.yaml" for name in prepared.templates),
    ):
        path = folder / name
        if os.path.lexists(path) and not path.is_file():
            set_aside(path)
        try:
            whole = path.is_file() and (name not in tables or read_schema(path) is not None)
        except read_errors():
            whole = False
        lost += [] if whole else [name]
    return lost[0] if lost else None


def describe(prepared: PreparedExperiment, folder: Path) -> None:
    """Write everything but the rows; the manifest comes last and makes the folder a sweep."""
    (folder / SCENARIOS).mkdir(exist_ok=True)
    for name, template in prepared.templates.items():
        with store.atomic_write(folder / SCENARIOS / f"{name}.yaml") as draft:
            draft.write_text(template.text(), encoding="utf-8")
    data = prepared.experiment.model_dump(exclude_unset=True)
    data |= {"name": prepared.experiment.name, "scenario": [f"{SCENARIOS}/{name}.yaml" for name in prepared.templates]}
    if prepared.joint:
        data["uncertainties"] |= {FROM: f"./{JOINT_DRAWS}"}
        with store.atomic_write(folder / JOINT_DRAWS) as draft:
            draft.write_bytes(prepared.joint.path.read_bytes())
    if prepared.start:
        data["design"] |= {"start": f"./{START}"}
        with store.atomic_write(folder / START) as draft:
            draft.write_text(prepared.start.text(prepared.levers), encoding="utf-8")
    with store.atomic_write(folder / EXPERIMENT) as draft:
        draft.write_text(yamltext.write(data), encoding="utf-8")
    write_points(prepared, folder)
    write_dictionary(prepared, folder)
    record(prepared, folder, 0, 0)


def write_dictionary(prepared: PreparedExperiment, folder: Path) -> None:
    """Write the data dictionary of all tables of a sweep."""
    experiment, axes = prepared.experiment, [axis.dotted for axis in prepared.axes]
    tables = columns_of(prepared.factors, experiment.daily, experiment.ledger, prepared.sieges)
    tables |= {"points": point_columns(axes)}
    tables |= {} if prepared.samples is None else {"samples": sample_columns(axes)}
    store.write_dictionary(folder, tables)


def write_points(prepared: PreparedExperiment, folder: Path) -> None:
    """Write the points, and those of a sampled design in the unit cube, from which a search resumes."""
    sampled = prepared.samples
    if sampled is not None:
        names = [axis.dotted for axis in prepared.axes]
        with store.atomic_write(folder / SAMPLES) as draft:
            store.write_table(draft, dict(zip(names, sampled.T, strict=True)), sample_columns(names))
    _write_values(prepared, folder / POINTS)


def _write_values(prepared: PreparedExperiment, path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = schema_of(point_columns([axis.dotted for axis in prepared.axes]))
    with store.atomic_write(path) as draft, pq.ParquetWriter(draft, schema) as writer:
        for first in range(0, prepared.known_points, BLOCK):
            numbers = range(first, min(first + BLOCK, prepared.known_points))
            rows = [(number, *_flat(prepared.point(number))) for number in numbers]
            arrays = [
                array_of(column, kind) for column, kind in zip(zip(*rows, strict=True), schema.types, strict=True)
            ]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))


def _flat(point: tuple[str, tuple[Any, ...]]) -> tuple[Any, ...]:
    return (point[0], *point[1])


def record(prepared: PreparedExperiment, folder: Path, finished: int, failed: int, expected: int | None = None) -> None:
    """Write the manifest: what the sweep is, and its progress; `expected` runs where fewer than the most are enough."""
    now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    there = existing_manifest(folder) or {}
    document = {
        "kind": KIND,
        "format": FORMAT,
        "name": prepared.experiment.name,
        "question": prepared.experiment.question,
        "experiment": all_keys(prepared),
        "hash": prepared.hash,
        "scenarios": prepared.scenario_hashes,
        "resolved": resolved(prepared),
        "levers": [lever.dotted for lever in prepared.levers],
        "uncertainties": [uncertainty.dotted for uncertainty in prepared.uncertainties],
        **({"joint_draws": prepared.joint.hash} if prepared.joint else {}),
        **({"start": {"source": prepared.start.source, "runs": len(prepared.start.seeds)}} if prepared.start else {}),
        "points": prepared.points,
        "replicates": prepared.replicates,
        "expected": prepared.expected if expected is None else expected,
        "finished": finished,
        "failed": failed,
        "model": there.get("model") if there else model_hash(),
        "versions": there.get("versions") or versions(),
        "commit": there["commit"] if there else commit(),
        "created": there.get("created", now),
        "updated": now,
    }
    with store.atomic_write(folder / MANIFEST) as draft:
        store.write_json(draft, document)


def all_keys(prepared: PreparedExperiment) -> dict[str, Any]:
    """The experiment with every key, also those left at their defaults; scenarios by name."""
    return prepared.experiment.model_dump(mode="json") | {"scenario": list(prepared.templates)}


def resolved(prepared: PreparedExperiment) -> dict[str, Any]:
    """All values of each scenario, as plain data."""
    return {name: template.plain() for name, template in prepared.templates.items()}


def versions() -> dict[str, str]:
    """Versions of the software on which results may depend."""
    packages = {name: importlib.metadata.version(name) for name in ("numpy", "numba", "mesa")}
    return {"safeconduct": model_version(), "python": platform.python_version(), **packages}


def commit() -> str | None:
    """The commit of the source tree, followed by + if there are local changes; None for an installed package."""
    root = Path(__file__).parents[2]
    if not (root / ".git").exists():
        return None
    try:
        command = ["git", "describe", "--always", "--abbrev=40", "--exclude=*", "--dirty=+"]
        done = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=10, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() or None if done.returncode == 0 else None


def check(prepared: PreparedExperiment, folder: Path) -> None:
    """Raise ScenarioError if the rows in a folder belong to another experiment, with the differences."""
    try:
        there = existing_manifest(folder)
    except DamagedManifest:
        there = None
    if there is None:
        _check_name(prepared, folder)
        return
    if there["hash"] == prepared.hash:
        return
    label = label_of(folder)
    raise ScenarioError(
        [
            f"{label}: its {there['finished'] + there['failed']} runs belong to another experiment; "
            "nothing was changed; undo the difference or choose another --out",
            *(f"{label}: {line}" for line in differences(prepared, folder)),
        ]
    )


def _check_name(prepared: PreparedExperiment, folder: Path) -> None:
    """Raise ScenarioError if a folder without a manifest does not have the experiment's hash in its name."""
    if not folder.resolve().name.endswith(f"-{prepared.hash}"):
        raise ScenarioError(
            f"{label_of(folder)}: its {MANIFEST} is missing or damaged and its name does not end with {prepared.hash}, "
            "the hash of this experiment, so its runs may belong to another; nothing was changed; if they belong to "
            f"this one, rename the folder to {prepared.name}, otherwise choose another --out"
        )


def differences(prepared: PreparedExperiment, folder: Path) -> list[str]:
    """The differences between an experiment and the one stored in a folder, one line each."""
    there, lines = read_manifest(folder), []
    now, then = _leaves(all_keys(prepared)), _leaves(there["experiment"])
    for name in [*now, *(name for name in then if name not in now)]:
        if name.split(".")[0] not in NO_EFFECT and now.get(name) != then.get(name):
            lines.append(f"{name} was {shown_in_full(then.get(name))} and is {shown_in_full(now.get(name))}")
    if prepared.joint and there.get("joint_draws") not in (None, prepared.joint.hash):
        lines.append(f"the joint draws of uncertainties.{FROM} have changed")
    for name, scenario_hash in prepared.scenario_hashes.items():
        if there["scenarios"].get(name, scenario_hash) != scenario_hash:
            lines += [f"scenario {name}: {line}" for line in _changes(prepared, there, name)]
    version, model = there["versions"]["safeconduct"], there.get("model")
    if version != model_version():
        lines.append(f"the model was version {version} and is version {model_version()}")
    elif model != model_hash():
        was = model or "not recorded"
        lines.append(f"the model code has changed (model hash then: {was}, now: {model_hash()})")
    return lines


def _changes(prepared: PreparedExperiment, there: Mapping[str, Any], name: str) -> list[str]:
    values = there.get("resolved", {}).get(name)
    if values is None:
        return ["has changed; its earlier values are not recorded"]
    now, then = _leaves(resolved(prepared)[name]), _leaves(values)
    return [
        f"{leaf} was {shown(then.get(leaf))} and is {shown(now.get(leaf))}"
        for leaf in now
        if now.get(leaf) != then.get(leaf) and leaf.split(".")[0] not in (*IDENTITY_KEYS, "facts")
    ]


def shown_in_full(value: Any) -> str:
    """A value as text; a list with all of its entries."""
    if isinstance(value, list):
        return f"[{', '.join(shown(entry) for entry in value)}]"
    return "not set" if value is None else shown(value)


def _leaves(data: Any, before: str = "") -> dict[str, Any]:
    """The values in nested groups by dotted name."""
    if not isinstance(data, dict):
        return {before: data}
    leaves: dict[str, Any] = {}
    for name, value in data.items():
        leaves |= _leaves(value, f"{before}.{name}" if before else name)
    return leaves


def notes_on_older_sweeps(prepared: PreparedExperiment, folder: Path) -> Iterator[str]:
    """Messages about existing sweeps of the same name with another hash, for a new sweep."""
    for other in sorted(folder.parent.glob(f"{prepared.experiment.name}-*")):
        same = re.fullmatch(HASH, other.name.removeprefix(f"{prepared.experiment.name}-"))
        if same and other != folder and os.path.lexists(other / MANIFEST):
            try:
                there, lines = read_manifest(other), differences(prepared, other)
            except ScenarioError as error:
                yield str(error)
                continue
            what = "; ".join(lines[:3]) + ("; ..." if len(lines) > 3 else "")
            runs = f"{there['finished']} of {there['expected']} runs"
            yield f"starting a new sweep, because {label_of(other)} ({runs}) differs: {what}"
