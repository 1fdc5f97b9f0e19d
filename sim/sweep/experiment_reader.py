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
    """The experiment of a name, a folder or a file; ScenarioError with all that is wrong with it."""
    path = experiment_file(name_or_path)
    label = label_of(path)
    said = yamltext.read(read_text(path, label), label)
    if not isinstance(said, dict):
        raise ScenarioError(f"{label}: must be a mapping with keys such as question, scenario, levers, replicates")
    if _is_scenario(said):
        raise ScenarioError(
            f"{label}: is a scenario, but sweep needs an experiment: a file with `question: ...`, "
            f"`scenario: {path.name}`, `replicates: 20` and the parameters to vary under `levers`; "
            f"`safeconduct run {label} --replicates 20` runs the scenario as it is"
        )
    return experiment_of({"name": name_of(path), **said}, label, path.parent)


def _is_scenario(said: dict[str, Any]) -> bool:
    """Whether a file describes a siege or a theatre, and asks nothing of it."""
    ours = {"question", "scenario", "levers", "uncertainties", "design", "replicates"}
    theirs = {"extends", "sieges", *Scenario.model_fields} - {*Experiment.model_fields}
    return not ours & {*said} and bool(theirs & {*said})


def experiment_of(
    said: dict[str, Any], label: str, folder: Path = Path(), given: dict[str, Scenario] | None = None
) -> Experiment:
    """An experiment from plain data; messages call it `label`, and its paths are meant from `folder`.

    Raises ScenarioError with every problem.
    """
    where = (label, folder, given or {})
    try:
        return _placed(Experiment.model_validate(said), *where)
    except ValidationError as error:
        problems = list(explain(error, label, list(Experiment.model_fields)))
        kept, wrong = _sound(said, error)
    with contextlib.suppress(ValidationError):
        problems += check_experiment(_placed(Experiment.model_validate(kept), *where), wrong).problems
    raise ScenarioError(dict.fromkeys(problems))


def _placed(experiment: Experiment, label: str, folder: Path, given: dict[str, Scenario]) -> Experiment:
    experiment._label, experiment._folder, experiment._given = label, folder, given
    return experiment


def _sound(said: dict[str, Any], error: ValidationError) -> tuple[dict[str, Any], set[str]]:
    """What is said without the part that is wrong in itself, so that the rest can be checked too; and the wrong keys.

    Where nobody knows the scenario, or what is set for it, the rest is checked against the baseline as it is.
    """
    kept, wrong = {**said}, set()
    for found in error.errors():
        place, *inner = map(str, found["loc"])
        wrong.add(place)
        if place in ("levers", "uncertainties") and inner and isinstance(kept.get(place), dict):
            kept[place] = {dotted: value for dotted, value in kept[place].items() if dotted != inner[0]}
        else:
            kept.pop(place, None)
    if wrong & {"scenario", "set"}:
        kept |= {"scenario": "baseline", "set": {}, "scale": None}
    return {"question": "?", **kept}, wrong


def single(
    scenario: Scenario | str | Path, replicates: int, first_seed: int = 1, overrides: Overrides = ()
) -> Experiment:
    """An experiment of one point: a scenario as it is, or with other values, so many times.

    Raises ScenarioError with every problem.
    """
    given = {scenario.name: scenario} if isinstance(scenario, Scenario) else {}
    said = scenario.name if isinstance(scenario, Scenario) else scenario
    pairs, problems = parse_overrides(overrides)
    if problems:
        raise ScenarioError(problems)
    where = str(Path.cwd() / said) if isinstance(said, Path) else said
    name = re.sub(r"[^a-z0-9_]+", "_", Path(said).stem.lower()).strip("_") or "siege"
    asked = {
        "name": name,
        "question": f"How does {name} end?",
        "scenario": where,
        "set": dict(pairs),
        "replicates": replicates,
        "first_seed": first_seed,
    }
    return experiment_of(asked, name, Path.cwd(), given)


def name_of(file: Path) -> str:
    """What an experiment is called that does not say: its folder, or its own file."""
    stem = file.resolve().parent.name if file.name == EXPERIMENT else file.stem
    return re.sub(r"[^a-z0-9_]+", "_", stem.lower()).strip("_") or "experiment"


def experiment_file(name_or_path: str | Path) -> Path:
    """The file of an experiment: a path, a folder with an experiment.yaml, or a name in an `experiments` folder.

    Raises ScenarioError where there is none.
    """
    said = str(name_or_path)
    if not said.strip():
        raise ScenarioError("no experiment given: use a name, a folder with an experiment.yaml, or a file")
    homes = (Path("experiments"), shipped_folder("experiments"), Path())
    bare = not isinstance(name_or_path, Path) and re.fullmatch(r"[\w-]+", said)
    for path in [home / said for home in homes] if bare else [Path(said)]:
        if path.is_dir() and (path / EXPERIMENT).is_file():
            return path / EXPERIMENT
        if path.is_file():
            return path
    if not bare:
        path = Path(said)
        missing = f"there is no {EXPERIMENT} in this folder" if path.is_dir() else "there is no such file or folder"
        raise ScenarioError(f"{label_of(path)}: {missing}")
    names = experiment_names()
    raise ScenarioError(f"{shorten(said)}: no experiment of this name{did_you_mean(said, names) or _listing(names)}")


def experiment_names() -> list[str]:
    """Names of the experiments here and of those that are shipped."""
    homes = (Path("experiments"), shipped_folder("experiments"))
    return sorted({file.parent.name for home in homes for file in home.glob(f"*/{EXPERIMENT}")})


def _listing(names: Sequence[str]) -> str:
    return f"; available: {', '.join(names)}" if names else ""


def with_changes(experiment: Experiment, **values: Any) -> Experiment:
    """The same experiment with other values of its fields, checked again; None leaves a field as it is.

    Raises ScenarioError with every problem.
    """
    changes = {name: value for name, value in values.items() if value is not None}
    if not changes:
        return experiment
    data = experiment.model_dump(exclude_unset=True) | changes
    return experiment_of(data, experiment._label, experiment._folder, experiment._given)
