"""What a report rests on: how many runs, of which versions, of which scenarios; and what to keep in mind."""

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from sim.compare.axes import Axis
from sim.compare.outcomes import UNDER_WAY
from sim.compare.sweep_data import SweepData
from sim.hashes import model_hash
from sim.tables.columns import Columns, table_of_frame
from sim.text import format as fmt
from sim.text.format import count


def run_counts(study: SweepData) -> dict[str, int]:
    """How many runs there are, of how many."""
    return {
        "expected": int(study.manifest["expected"]),
        "finished": len(study.rows),
        "failed": len(study.failures),
        "points": int(study.manifest["points"]),
        "replicates": int(study.manifest["replicates"]),
    }


def unfinished_warning(study: SweepData) -> str:
    """A warning where runs are missing."""
    told = run_counts(study)
    missing = told["expected"] - told["finished"] - told["failed"]
    if missing <= 0:
        return ""
    return (
        f"This sweep is unfinished: {fmt.number(missing)} of {fmt.number(told['expected'])} runs are still to come, "
        "and every figure may change."
    )


def failures(study: SweepData) -> list[str]:
    """Each error once, with how often it came and where first."""
    lines = []
    for error, rows in study.failures.groupby("error", sort=False):
        first = rows.iloc[0]
        lines.append(f"{len(rows)} x {error} (first: point {first['point']}, seed {first['seed']})")
    return lines


def caveats(study: SweepData, axes: Sequence[Axis]) -> list[str]:
    """What the figures cannot say."""
    told = run_counts(study)
    lines = [
        "These are runs of a model, not observations of sieges: an interval tells the luck of the draws, not whether "
        "the model is right.",
    ]
    if study.sieges:
        lines.append(
            f"A run is a theatre of {fmt.join_and(list(study.sieges))}: ending, day and offers are those of its "
            "subject, people and deaths those of all its sieges. What became of each is in the table of runs, under "
            "sieges.NAME."
        )
    if study.sampled:
        lines.append(
            f"The {fmt.number(told['points'])} points were drawn ({study.design.replace('_', ' ')}). Axes with many "
            "values are shown in bands of equal width; what happens within a band is averaged. Intervals treat the "
            "replicates of one point as alike, not as independent."
        )
    elif study.levers:
        lines.append(
            "Between two levels of a lever nothing was run; a border may lie anywhere between them. All points share "
            "their seeds, which makes differences between points more exact than the points' own intervals suggest; "
            "intervals of averages over points allow for it."
        )
    beyond = [axis.named for axis in study.levers if axis not in axes]
    if beyond and axes and study.design != "one_at_a_time":
        lines.append(f"The phase diagram averages over {fmt.join_and(beyond)}, each level alike.")
    if study.design == "one_at_a_time":
        lines.append("One lever was moved at a time, so nothing is known of how levers work together.")
    if study.uncertainties and not study.sampled:
        names = fmt.join_and([axis.named for axis in study.uncertainties])
        lines.append(f"Drawn anew for each replicate: {names}. This spread is part of every interval.")
    if told["replicates"] < 30 and not study.sampled:
        lines.append(
            f"With {told['replicates']} replicates a cell's interval is wide; more replicates would narrow it."
        )
    cut = int((study.rows["ending"] == UNDER_WAY).sum())
    if cut:
        lines.append(f"{count(cut, 'run')} cut while under way: counted as not having ended so by that day.")
    if told["failed"]:
        lines.append(f"{count(told['failed'], 'failed run')} left out; if failing has to do with the end, this biases.")
    return lines


def provenance(study: SweepData) -> dict[str, str]:
    """Name -> value, all as text."""
    manifest = study.manifest
    versions = ", ".join(f"{name} {version}" for name, version in manifest["versions"].items())
    return {
        "Experiment": f"{manifest['name']}, hash {manifest['hash']}",
        "Scenarios": ", ".join(f"{name} {digest}" for name, digest in manifest["scenarios"].items()),
        "Versions": versions,
        "Model": model_line(manifest),
        "Commit": str(manifest.get("commit") or "not known: not run from a source tree"),
        "Made": f"{manifest['created']}, last added to {manifest['updated']}",
    }


def model_line(manifest: Mapping[str, Any]) -> str:
    """Model hash of a sweep, with a remark where the model is another one now."""
    model = manifest.get("model")
    if model is None:
        return "not recorded"
    return model if model == model_hash() else f"{model}; the code of the model has changed since (now {model_hash()})"


def experiment_yaml(study: SweepData) -> str:
    """The experiment as it was asked, in YAML."""
    from sim.scenario import yamltext

    return yamltext.write(json.loads(json.dumps(study.manifest["experiment"], default=str)))


def json_records(frame: pd.DataFrame, columns: Columns) -> list[dict[str, Any]]:
    """Rows for JSON, which knows neither NaN nor infinity, in the columns declared."""
    rows = table_of_frame(frame, columns).to_pylist()
    return [{name: json_value(value) for name, value in row.items()} for row in rows]


def json_value(value: Any) -> Any:
    """A value that JSON knows."""
    value = value.item() if hasattr(value, "item") else value
    return None if isinstance(value, float) and not math.isfinite(value) else value
