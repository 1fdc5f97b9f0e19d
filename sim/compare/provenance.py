"""The basis of a report: number of runs, versions, scenarios, and limitations."""

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from sim.compare.axes import Axis
from sim.compare.outcomes import UNDER_WAY, available_outcomes
from sim.compare.sweep_data import SweepData, base_values
from sim.hashes import model_hash
from sim.sweep.status import is_adaptive
from sim.tables.columns import Columns, table_of_frame
from sim.text import format as fmt
from sim.text.format import count

#: Holds for every report and comparison.
MODEL_CAVEAT = (
    "These are runs of a model, not observations of sieges. A 95% confidence interval (CI) covers the random "
    "variation between runs, not whether the model is right."
)


def run_counts(sweep: SweepData) -> dict[str, int]:
    """Numbers of runs expected, finished and failed, of points, and of replicates per point."""
    return {
        "expected": int(sweep.manifest["expected"]),
        "finished": len(sweep.rows),
        "failed": len(sweep.failures),
        "points": int(sweep.manifest["points"]),
        "replicates": int(sweep.manifest["replicates"]),
    }


def unfinished_warning(sweep: SweepData) -> str:
    """A warning where runs are missing, else an empty text."""
    counts = run_counts(sweep)
    missing = counts["expected"] - counts["finished"] - counts["failed"]
    if missing <= 0:
        return ""
    most = "at most " if is_adaptive(sweep.manifest) else ""
    return (
        f"This sweep is unfinished: {most}{fmt.number(missing)} of {fmt.number(counts['expected'])} runs are missing, "
        "and all results may change."
    )


def no_completed_runs(failed: int) -> str:
    """Why a sweep without a completed run has no results."""
    if not failed:
        return "no run has finished"
    return "its only run failed" if failed == 1 else f"all {fmt.number(failed)} runs failed"


def failures(sweep: SweepData) -> list[str]:
    """Each error once, with its count and the point and seed of the first."""
    lines = []
    for error, rows in sweep.failures.groupby("error", sort=False):
        first = rows.iloc[0]
        lines.append(f"{len(rows)} x {error} (first: point {first['point']}, seed {first['seed']})")
    return lines


def caveats(sweep: SweepData, axes: Sequence[Axis]) -> list[str]:
    """The limitations of a report, as sentences."""
    counts = run_counts(sweep)
    lines = [MODEL_CAVEAT]
    if sweep.manifest["experiment"].get("precision"):
        lines.append(
            "Points have different numbers of replicates: as many as the precision needed. Cells of the phase diagram "
            "use all of them; averages over points use the first replicates, which all points have."
        )
    if sweep.sieges:
        lines.append(
            f"Each run is a theatre of {fmt.join_and(list(sweep.sieges))}: ending, day and offers refer to its "
            "subject, people and deaths to all of its sieges. The columns sieges.NAME.* of the table of runs hold the "
            "results of each siege."
        )
    if sweep.sampled:
        lines.append(
            f"The {fmt.number(counts['points'])} points were sampled ({sweep.design.replace('_', ' ')} design). Axes "
            "with many values are shown in bands of equal width, and results are averaged within a band. Intervals "
            "treat the replicates of one point as a cluster, not as independent."
        )
    elif sweep.levers:
        seeds = (
            "All points share their seeds: differences between points are more precise than the points' own intervals "
            "suggest. Intervals of averages over points allow for the shared seeds."
        )
        if not sweep.manifest["experiment"].get("common_random_numbers", True):
            seeds = "Each point has seeds of its own, so that its runs are independent of those of other points."
        between = "Nothing was run between two levels of a lever, so a boundary may lie anywhere between them."
        lines.append(f"{between} {seeds}")
    beyond = [axis.noun for axis in sweep.levers if axis not in axes]
    if beyond and axes and sweep.design != "one_at_a_time":
        lines.append(f"The phase diagram averages over {fmt.join_and(beyond)}, with equal weight for each level.")
    if sweep.design == "one_at_a_time":
        lines.append("Levers were varied one at a time, so interactions between them cannot be estimated.")
        if differing := [dotted for dotted, base in base_values(sweep).items() if base.nunique() > 1]:
            lines.append(
                f"The scenarios differ in {fmt.join_and(differing)}: each was varied around its own values, and "
                "effects are averaged over the scenarios. A level that only some scenarios have compares these alone."
            )
    if sweep.uncertainties and not sweep.sampled:
        names = fmt.join_and([axis.noun for axis in sweep.uncertainties])
        lines.append(f"Drawn anew for each replicate: {names}. Every interval includes this variation.")
    if counts["replicates"] < 30 and not sweep.sampled:
        replicates = count(counts["replicates"], "replicate")
        lines.append(f"With {replicates} per point the intervals of single cells are wide; more would narrow them.")
    named = sweep.manifest["experiment"].get("outcomes") or ()
    if left_out := [name for name in named if name != "outcome" and name not in available_outcomes(sweep.names)]:
        lines.append(f"Not reported, because they are not outcomes of a siege: {', '.join(left_out)}.")
    cut = int((sweep.rows["ending"] == UNDER_WAY).sum())
    if cut:
        were = "was" if cut == 1 else "were"
        lines.append(f"{count(cut, 'run')} {were} cut before the siege ended, and {were} censored on that day.")
    if counts["failed"]:
        were = "was" if counts["failed"] == 1 else "were"
        lines.append(
            f"{count(counts['failed'], 'failed run')} {were} excluded. If failure is related to the ending, the "
            "results are biased."
        )
    return lines


def provenance(sweep: SweepData) -> dict[str, str]:
    """Experiment, scenarios, versions, model hash, commit and dates of a sweep, as text."""
    manifest = sweep.manifest
    versions = ", ".join(f"{name} {version}" for name, version in manifest["versions"].items())
    return {
        "Experiment": f"{manifest['name']}, hash {manifest['hash']}",
        "Scenarios": ", ".join(f"{name} {digest}" for name, digest in manifest["scenarios"].items()),
        "Versions": versions,
        "Model": model_line(manifest),
        "Commit": str(manifest.get("commit") or "unknown (not run from a source tree)"),
        "Made": f"{manifest['created']}, last updated {manifest['updated']}",
    }


def model_line(manifest: Mapping[str, Any]) -> str:
    """Model hash of a sweep, with a remark where the model code has changed since."""
    model = manifest.get("model")
    if model is None:
        return "not recorded"
    return model if model == model_hash() else f"{model}; the model code has changed since (now {model_hash()})"


def experiment_yaml(sweep: SweepData) -> str:
    """The experiment of a sweep as YAML."""
    from sim.scenario import yamltext

    return yamltext.write(json.loads(json.dumps(sweep.manifest["experiment"], default=str)))


def json_records(frame: pd.DataFrame, columns: Columns) -> list[dict[str, Any]]:
    """Rows for JSON in the declared columns; NaN and infinity become null."""
    rows = table_of_frame(frame, columns).to_pylist()
    return [{name: json_value(value) for name, value in row.items()} for row in rows]


def json_value(value: Any) -> Any:
    """A value as plain Python for JSON; NaN and infinity become None."""
    value = value.item() if hasattr(value, "item") else value
    return None if isinstance(value, float) and not math.isfinite(value) else value
