"""The siege that is asked about and its reference: folders of saved runs, shipped scenarios, files."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from sim.runs.plan import changed, numbers_of_run
from sim.runs.store import DOCUMENT, ESTIMATES, FORK, SCENARIO, WHY
from sim.scenario.errors import ScenarioError, shorten
from sim.scenario.files import label_of, shipped_names
from sim.scenario.load import Overrides, load_scenario
from sim.scenario.load_theatre import is_theatre
from sim.scenario.schema import Scenario
from sim.sweep.manifest import MANIFEST, read_json

#: The scenario of a siege that came from no shipped one.
BASELINE = "baseline"
#: Files of folders that hold something else than one run.
OTHER_FOLDERS = {MANIFEST: "a sweep", FORK: "a fork", ESTIMATES: "estimates", WHY: "answers of `why`"}


class AskedRun(NamedTuple):
    """The run that is asked about."""

    scenario: Scenario
    seed: int
    days: int | None  # after which it was cut
    saved: dict[str, Any] | None  # what its folder says of it
    reference: Scenario  # by default
    notes: tuple[str, ...]


def asked_run(
    what: Scenario | str | Path,
    seed: int | None = None,
    overrides: Overrides = (),
    scale: int | None = None,
    days: int | None = None,
) -> AskedRun:
    """The run in a folder, or the run of a scenario with a seed, by default 1.

    Its reference is the scenario without `overrides`, where there are any, else the shipped scenario of its name, else
    the baseline. Raises ScenarioError where it cannot be found or its arguments are invalid.
    """
    if not isinstance(what, Scenario) and Path(what).is_dir():
        if overrides or scale is not None or days is not None:
            raise ScenarioError(
                f"{label_of(Path(what))}: a saved run keeps its parameters, scale and days; leave out --set, --set-at, "
                "--scale and --days, or ask about a scenario"
            )
        return _saved_run(Path(what), seed)
    if not isinstance(what, Scenario) and is_theatre(str(what)):
        raise ScenarioError(f"{shorten(str(what))}: is a theatre of several sieges; why asks about one siege")
    days, _, seed = numbers_of_run(days, None, seed)
    scenario = changed(what, overrides, scale)
    reference = changed(what, (), None) if overrides else default_reference(scenario)
    return AskedRun(scenario, 1 if seed is None else seed, days, None, reference, ())


def default_reference(scenario: Scenario) -> Scenario:
    """The shipped scenario of the same name, or the baseline."""
    return load_scenario(scenario.name if scenario.name in shipped_names() else BASELINE)


def reference_scenario(against: Scenario | str | Path) -> Scenario:
    """The reference that was given: a scenario, or that of a saved run. Raises ScenarioError where there is none."""
    if isinstance(against, Scenario):
        return against
    if Path(against).is_dir():
        return _scenario_of(Path(against))
    if is_theatre(str(against)):
        raise ScenarioError(f"--against {shorten(str(against))}: is a theatre of several sieges; give one siege")
    return load_scenario(against)


def _saved_run(folder: Path, seed: int | None) -> AskedRun:
    label, scenario = label_of(folder), _scenario_of(folder)
    document = _read(folder / DOCUMENT)
    if "replicates" in document:
        document = _replicate(document, seed, label)
    try:
        own, ended, day = int(document["seed"]), document["ended"], int(document["day"])
        first_day = day + 1 - int(document["days_simulated"])
    except (KeyError, TypeError, ValueError):
        raise ScenarioError(f"{label_of(folder / DOCUMENT)}: is not the document of one run of a siege") from None
    if seed not in (None, own):
        raise ScenarioError(f"{label}: is the run of seed {own}; leave out --seed {seed}, or ask about a scenario")
    notes = []
    if first_day > 0:
        notes.append(f"The run was continued from a snapshot of day {first_day}; here it is run from its first day.")
    days = day + 1 if ended == "cut" else None
    return AskedRun(scenario, own, days, document, default_reference(scenario), tuple(notes))


def _replicate(document: Mapping[str, Any], seed: int | None, label: str) -> dict[str, Any]:
    """The document of one replicate. Raises ScenarioError where the seed is missing, or its run failed."""
    runs = {run["seed"]: run for run in document["runs"]}
    span = f"{min(runs)} to {max(runs)}"
    if seed not in runs:
        raise ScenarioError(f"{label}: holds {len(runs)} runs; choose one with --seed, from {span}")
    if runs[seed]["error"] is not None:
        raise ScenarioError(f"{label}: the run of seed {seed} failed: {runs[seed]['error']}")
    return runs[seed]


def _scenario_of(folder: Path) -> Scenario:
    """The scenario of a saved run. Raises ScenarioError where the folder holds no run of a single siege."""
    label = label_of(folder)
    if not (folder / DOCUMENT).is_file():
        for name, what in OTHER_FOLDERS.items():
            if (folder / name).is_file():
                raise ScenarioError(
                    f"{label}: holds {what}, not one run; give the folder of a run, or its scenario with --seed"
                )
        raise ScenarioError(
            f"{label}: is no folder of a saved run: it has no {DOCUMENT}; `safeconduct results` lists them"
        )
    if not (folder / SCENARIO).is_file():
        raise ScenarioError(
            f"{label}: has no {SCENARIO}: it is the run of a theatre, or damaged; why asks about one siege"
        )
    return load_scenario(folder / SCENARIO)


def _read(file: Path) -> dict[str, Any]:
    try:
        document = read_json(file)
    except (OSError, ValueError) as error:
        raise ScenarioError(f"{label_of(file)}: cannot be read: {shorten(str(error))}") from None
    if not isinstance(document, dict):
        raise ScenarioError(f"{label_of(file)}: is not the document of a run")
    return document
