"""What a report says of a design whose runs decide which runs are done next."""

import dataclasses

from sim.compare.outcomes import UNDER_WAY
from sim.compare.sweep_data import SweepData
from sim.sweep.observed_runs import ObservedRuns
from sim.sweep.precision import SequentialDesign


def stopping_sentence(sweep: SweepData) -> str:
    """The rule by which replicates were added, and what it came to; empty where their number was fixed."""
    experiment = sweep.manifest["experiment"]
    if not experiment.get("precision"):
        return ""
    points, replicates = int(sweep.manifest["points"]), int(sweep.manifest["replicates"])
    rule = SequentialDesign(experiment["precision"], experiment["replicates"], points, experiment.get("budget"))
    observed = ObservedRuns(points, replicates, rule.outcomes)
    endings = [None if ending == UNDER_WAY else ending for ending in sweep.rows["ending"]]
    for rows, failed, names in (
        (sweep.rows, False, endings),
        (sweep.failures, True, [None] * len(sweep.failures)),
    ):
        point, replicate = (rows[name].to_numpy(dtype=int) for name in ("point", "replicate"))
        observed.add_rows(point, replicate, [failed] * len(rows), names)
    return rule.text(observed)


def balanced(sweep: SweepData) -> SweepData:
    """The sweep with as many replicates at every point, for averages over points.

    Where replicates were added until a point was precise, the points that needed most would weigh most. The first
    replicates, which all points have, are no selection: their number does not depend on the runs.
    """
    if not sweep.manifest["experiment"].get("precision") or not len(sweep.rows):
        return sweep
    common = int(sweep.rows.groupby(["scenario", "point"])["replicate"].max().min())
    rows = sweep.rows[sweep.rows["replicate"] <= common].reset_index(drop=True)
    left = int(sweep.manifest["expected"]) - (len(sweep.rows) - len(rows))  # what is missing stays missing
    return dataclasses.replace(sweep, rows=rows, manifest={**sweep.manifest, "expected": left})
