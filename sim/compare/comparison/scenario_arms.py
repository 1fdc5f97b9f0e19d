"""Arms of several scenarios, taken apart where the arms do not have the same ones."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sim.compare.comparison.arms import Arm, scenario_parameters
from sim.text.format import join_and


def by_scenario(arms: Sequence[Arm]) -> tuple[list[Arm], list[str]]:
    """The arms, each scenario an arm of its own where the arms do not share scenarios; and a note where that is done.

    Arms of several scenarios are left whole where each shares a scenario with the reference.
    """
    scenarios = [set(arm.sweep.manifest["scenarios"]) for arm in arms]
    if all(len(names) == 1 for names in scenarios):
        return list(arms), []
    if all(len(names) > 1 and names & scenarios[0] for names in scenarios):
        return list(arms), []
    made, whole = [], []
    for arm, names in zip(arms, scenarios, strict=True):
        if len(names) == 1:
            made.append(arm)
            continue
        whole.append(arm.name)
        parameters = scenario_parameters(arm.sweep)
        made += [_of_scenario(arm, name, parameters.get(name, {})) for name in arm.sweep.manifest["scenarios"]]
    has = f"{whole[0]} has" if len(whole) == 1 else f"{join_and(whole)} have"
    return made, [f"{has} several scenarios, each compared as an arm of its own: the arms do not have the same ones."]


def _of_scenario(arm: Arm, scenario: str, fixed: dict[str, Any]) -> Arm:
    """The runs of one scenario of an arm."""
    sweep, manifest = arm.sweep, arm.sweep.manifest
    rows = sweep.rows[sweep.rows["scenario"] == scenario].reset_index(drop=True)
    failures = sweep.failures[sweep.failures["scenario"] == scenario]
    points = int(manifest["points"]) // len(manifest["scenarios"])
    if sweep.design == "one_at_a_time":  # scenarios may have different numbers of points
        points = len({*rows["point"], *failures["point"]})
    own = {
        **manifest,
        "scenarios": {scenario: manifest["scenarios"][scenario]},
        "points": points,
        "expected": points * int(manifest["replicates"]),
    }
    levers = tuple(axis for axis in sweep.levers if axis.dotted != "scenario")
    part = replace(sweep, manifest=own, rows=rows, failures=failures, levers=levers)
    return Arm(f"{arm.name} ({scenario})", part, fixed, arm.varied)
