"""Whether arms that have been run can be compared, and what to bear in mind."""

from collections.abc import Sequence

from sim.compare.comparison.arms import Arm
from sim.compare.comparison.planned_arms import check_plans, planned
from sim.compare.provenance import no_completed_runs, run_counts
from sim.scenario.errors import ScenarioError
from sim.text.format import count


def check_comparable(arms: Sequence[Arm], horizon: int | None = None) -> list[str]:
    """Notes on arms that can be compared, up to a common horizon if given.

    Raises ScenarioError where they cannot, with every reason.
    """
    empty = [(arm, counts) for arm in arms if not (counts := run_counts(arm.sweep))["finished"]]
    if empty:
        raise ScenarioError([f"{arm.name}: {no_completed_runs(counts['failed'])}" for arm, counts in empty])
    notes = check_plans([planned(arm) for arm in arms], horizon)
    for other in arms[1:]:
        notes += _differences_in_code(arms[0], other)
    for arm in arms:
        counts = run_counts(arm.sweep)
        missing = counts["expected"] - counts["finished"] - counts["failed"]
        if missing:
            notes.append(f"{arm.name} is unfinished: {missing} of {counts['expected']} runs are missing.")
        if counts["failed"]:
            were = "was" if counts["failed"] == 1 else "were"
            notes.append(
                f"{count(counts['failed'], 'run')} of {arm.name} failed and {were} excluded with the paired runs."
            )
    return notes


def _differences_in_code(first: Arm, other: Arm) -> list[str]:
    """Notes where two arms were made by different code or with different libraries."""
    who, one, two = f"{first.name} and {other.name}", first.sweep.manifest, other.sweep.manifest
    notes, models = [], [manifest.get("model") for manifest in (one, two)]
    if None in models and one.get("commit") != two.get("commit"):
        notes.append(f"{who} were made by different commits of the source; the model may have changed between them.")
    elif models[0] != models[1]:
        notes.append(
            f"{who} were made by different model code (hashes {models[0] or 'not recorded'} and "
            f"{models[1] or 'not recorded'}): differences combine the effects of the model and of the parameters."
        )
    if one["versions"]["safeconduct"] == two["versions"]["safeconduct"] and one["versions"] != two["versions"]:
        notes.append(f"{who} were made with different versions of Python or of libraries.")
    return notes
