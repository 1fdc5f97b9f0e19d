"""Experiments from files and from Python, with every problem reported at once."""

import contextlib
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from sim.scenario import yamltext
from sim.scenario.errors import ScenarioError, did_you_mean, shorten
from sim.scenario.files import label_of, read_text, shipped_folder
from sim.scenario.load import Overrides, parse_overrides
from sim.scenario.schema import Scenario
from sim.sweep.checks import check_experiment
from sim.sweep.experiment import Experiment
from sim.sweep.explain import explain
from sim.sweep.manifest import EXPERIMENT


def load_experiment(name_or_path: str | Path) -> Experiment:
    """The experiment given by a name, a folder or a file. Raises ScenarioError with every problem."""
    path = experiment_file(name_or_path)
    label = label_of(path)
    data = yamltext.read(read_text(path, label), label)
    if not isinstance(data, dict):
        raise ScenarioError(f"{label}: must be a mapping with keys such as question, scenario, levers, replicates")
    if _is_scenario(data):
        raise ScenarioError(
            f"{label}: is a scenario, but sweep needs an experiment: a file with `question: ...`, "
            f"`scenario: {path.name}`, `replicates: 20` and the parameters to vary under `levers`; "
            f"`safeconduct run {label} --replicates 20` runs the scenario as it is"
        )
    return experiment_of({"name": name_of(path), **data}, label, path.parent)


def _is_scenario(data: dict[str, Any]) -> bool:
    """Whether the keys of a file are those of a scenario or theatre, and none is an experiment's own."""
    of_experiments = {"question", "scenario", "levers", "uncertainties", "design", "replicates"}
    of_scenarios = {"extends", "sieges", *Scenario.model_fields} - {*Experiment.model_fields}
    return not of_experiments & {*data} and bool(of_scenarios & {*data})


def experiment_of(
    data: dict[str, Any], label: str, folder: Path = Path(), given: dict[str, Scenario] | None = None
) -> Experiment:
    """An experiment from plain data; messages call it `label`, and its paths are relative to `folder`.

    Raises ScenarioError with every problem.
    """
    where = (label, folder, given or {})
    try:
        return _with_origin(Experiment.model_validate(data), *where)
    except ValidationError as error:
        problems = list(explain(error, label, list(Experiment.model_fields)))
        kept, wrong = _valid_part(data, error)
    with contextlib.suppress(ValidationError):
        problems += check_experiment(_with_origin(Experiment.model_validate(kept), *where), wrong).problems
    raise ScenarioError(dict.fromkeys(problems))


def _with_origin(experiment: Experiment, label: str, folder: Path, given: dict[str, Scenario]) -> Experiment:
    experiment._label, experiment._folder, experiment._given = label, folder, given
    return experiment


def _valid_part(data: dict[str, Any], error: ValidationError) -> tuple[dict[str, Any], set[str]]:
    """The data without invalid keys, so that the rest can be checked too; and the invalid keys.

    If the scenario, or what is set for it, is invalid, the rest is checked against the unchanged baseline.
    """
    kept, wrong = {**data}, set()
    for problem in error.errors():
        key, *inner = map(str, problem["loc"])
        wrong.add(key)
        if key in ("levers", "uncertainties") and inner and isinstance(kept.get(key), dict):
            kept[key] = {dotted: value for dotted, value in kept[key].items() if dotted != inner[0]}
        else:
            kept.pop(key, None)
    if wrong & {"scenario", "set"}:
        kept |= {"scenario": "baseline", "set": {}, "scale": None}
    return {"question": "?", **kept}, wrong


def single(
    scenario: Scenario | str | Path, replicates: int, first_seed: int = 1, overrides: Overrides = ()
) -> Experiment:
    """An experiment with one point: replicates of a scenario, unchanged or with `overrides`.

    Raises ScenarioError with every problem.
    """
    given = {scenario.name: scenario} if isinstance(scenario, Scenario) else {}
    source = scenario.name if isinstance(scenario, Scenario) else scenario
    pairs, problems = parse_overrides(overrides)
    if problems:
        raise ScenarioError(problems)
    where = str(Path.cwd() / source) if isinstance(source, Path) else source
    name = re.sub(r"[^a-z0-9_]+", "_", Path(source).stem.lower()).strip("_") or "siege"
    data = {
        "name": name,
        "question": f"How does {name} end?",
        "scenario": where,
        "set": dict(pairs),
        "replicates": replicates,
        "first_seed": first_seed,
    }
    return experiment_of(data, name, Path.cwd(), given)


def name_of(file: Path) -> str:
    """The default name of an experiment: that of its folder, or of its file."""
    stem = file.resolve().parent.name if file.name == EXPERIMENT else file.stem
    return re.sub(r"[^a-z0-9_]+", "_", stem.lower()).strip("_") or "experiment"


def experiment_file(name_or_path: str | Path) -> Path:
    """The file of an experiment: a path, a folder with an experiment.yaml, or a name in an `experiments` folder.

    Raises ScenarioError if there is none.
    """
    text = str(name_or_path)
    if not text.strip():
        raise ScenarioError("no experiment given: use a name, a folder with an experiment.yaml, or a file")
    homes = (Path("experiments"), shipped_folder("experiments"), Path())
    bare = not isinstance(name_or_path, Path) and re.fullmatch(r"[\w-]+", text)
    for path in [home / text for home in homes] if bare else [Path(text)]:
        if path.is_dir() and (path / EXPERIMENT).is_file():
            return path / EXPERIMENT
        if path.is_file():
            return path
    if not bare:
        path = Path(text)
        missing = f"there is no {EXPERIMENT} in this folder" if path.is_dir() else "there is no such file or folder"
        raise ScenarioError(f"{label_of(path)}: {missing}")
    names = experiment_names()
    raise ScenarioError(f"{shorten(text)}: no experiment of this name{did_you_mean(text, names) or _listing(names)}")


def experiment_names() -> list[str]:
    """Names of the experiments in the working folder and of the shipped ones."""
    homes = (Path("experiments"), shipped_folder("experiments"))
    return sorted({file.parent.name for home in homes for file in home.glob(f"*/{EXPERIMENT}")})


def _listing(names: Sequence[str]) -> str:
    return f"; available: {', '.join(names)}" if names else ""


def with_changes(experiment: Experiment, **values: Any) -> Experiment:
    """The experiment with other values of its fields, checked again; None leaves a field unchanged.

    Raises ScenarioError with every problem.
    """
    changes = {name: value for name, value in values.items() if value is not None}
    if not changes:
        return experiment
    data = experiment.model_dump(exclude_unset=True) | changes
    return experiment_of(data, experiment._label, experiment._folder, experiment._given)
