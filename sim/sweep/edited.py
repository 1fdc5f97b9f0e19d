"""Whether an experiment was edited after its newest sweep was run."""

from pathlib import Path

from sim.scenario.errors import ScenarioError
from sim.sweep.experiment_reader import load_experiment
from sim.sweep.prepare import PreparedExperiment
from sim.sweep.read import is_sweep, load_manifest
from sim.sweep.sweep_files import differences

#: Keys that say what a report answers; a sweep takes them over without a new run.
ASKED = ("question", "outcomes", "effects")


def edited_warning(where: str, folder: Path) -> str:
    """A warning where the experiment that `where` names differs from the sweep in `folder`; else an empty text.

    That the model has changed is said elsewhere.
    """
    if is_sweep(Path(where)):
        return ""
    try:
        experiment = load_experiment(where)
        if experiment.name != load_manifest(folder)["name"]:
            return ""
        prepared = PreparedExperiment(experiment)
        lines = [line for line in differences(prepared, folder) if not line.startswith("the model")]
    except ScenarioError:
        return ""  # `where` is the name of a sweep whose experiment is elsewhere, or no longer valid
    if not lines:
        return ""
    more = f" and {len(lines) - 3} more" if len(lines) > 3 else ""
    text = f"The experiment has been edited since {folder} was run, which this is about: {'; '.join(lines[:3])}{more}."
    present = folder.parent / prepared.name
    if is_sweep(present):
        return f"{text} The sweep of the experiment as it is now is {present}."
    return f"{text} `safeconduct sweep {where}` runs it as it is now, and takes over the runs that it shares."


def asked_warning(where: str, folder: Path) -> str:
    """A warning where the experiment that `where` names now asks for other outcomes or effects; else an empty text."""
    if is_sweep(Path(where)):
        return ""
    try:
        experiment = load_experiment(where)
        there = load_manifest(folder)
    except ScenarioError:
        return ""
    now, then = experiment.model_dump(mode="json"), there["experiment"]
    edited = [key for key in ASKED if now[key] != (then.get(key) or type(now[key])())]
    if not edited or experiment.name != there["name"]:
        return ""
    keys = " and ".join(edited)
    return (
        f"Not yet taken into account, as edited since {folder} was run: {keys} of the experiment; `--run`, or "
        f"`safeconduct sweep {where}`, does so without running anything twice."
    )
