"""The arms of a comparison: sweeps, or experiments and scenarios run first."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from sim.compare.axes import parameter_label, parameter_unit
from sim.compare.sweep_data import SweepData, read_sweep
from sim.runs.store import RESULTS
from sim.scenario import yamltext
from sim.scenario.errors import ScenarioError, did_you_mean, shorten
from sim.scenario.load import THEATRE
from sim.scenario.parameters import find_parameter, parameters_by_name
from sim.scenario.schema import LISTS
from sim.text.format import display

if TYPE_CHECKING:
    from sim.sweep.engine import Progress, Say
    from sim.sweep.experiment import Experiment


@dataclass(frozen=True)
class Arm:
    """One arm of a comparison: a sweep, and its parameters."""

    name: str
    sweep: SweepData
    fixed: dict[str, Any]  # parameter path -> its value in all runs
    varied: dict[str, tuple[Any, ...]]  # parameter path -> its values at the points

    def value_text(self, dotted: str) -> str:
        """The value or values of a parameter, formatted."""
        return value_text(dotted, self.fixed, self.varied)


def value_text(dotted: str, fixed: Mapping[str, Any], varied: Mapping[str, tuple[Any, ...]]) -> str:
    """The value or values of a parameter, formatted; `fixed` and `varied` are as in `Arm`."""
    if dotted in varied:
        values = varied[dotted]
        return ", ".join(map(display, values)) if len(values) <= 8 else f"{display(values[0])} to {display(values[-1])}"
    value = fixed.get(dotted)
    return "differs between its scenarios" if value is None else display(value)


def load_arm(
    what: "str | Path | Experiment",
    replicates: int,
    workers: int,
    out: str | Path | None,
    progress: "Progress | None" = None,
    say: "Say | None" = None,
    outcomes: Sequence[str] | None = None,
) -> Arm:
    """The arm that `what` names: a sweep folder as it is, an experiment or a scenario after its missing runs.

    A scenario is run with `replicates` seeds. With `outcomes` only these columns of its runs are read, as by
    `read_sweep`. Raises ScenarioError where `what` names nothing, and for invalid input.
    """
    from sim.sweep import run_experiment
    from sim.sweep.read import MANIFEST

    source = what if not isinstance(what, str | Path) else find_source(what, replicates, out)
    if isinstance(source, Path) and (source / MANIFEST).is_file():
        return arm_from_sweep(read_sweep(source, outcomes))
    damaged = isinstance(source, Path)  # a sweep without its manifest stays where it is
    folder = run_experiment(source, workers=workers, out=None if damaged else out, progress=progress, say=say)
    return arm_from_sweep(read_sweep(folder, outcomes))


def find_source(what: str | Path, replicates: int, out: str | Path | None) -> "Path | Experiment":
    """What an argument of a comparison names: the folder of a sweep, or an experiment to run.

    A scenario is an experiment of one point with `replicates` seeds. Raises ScenarioError where `what` names nothing,
    and for invalid input.
    """
    from sim.scenario.files import label_of, shipped_names, shipped_theatres
    from sim.sweep import single
    from sim.sweep.experiment_reader import experiment_names, load_experiment
    from sim.sweep.read import MANIFEST, SWEEPS, is_sweep
    from sim.sweep.status import newest_sweep, sweep_names

    path, shipped = Path(what), [*shipped_names(), *shipped_theatres()]
    if (path / MANIFEST).is_file() or (path.is_dir() and is_sweep(path)):
        return path
    if is_experiment(what):
        return load_experiment(what)
    if path.suffix in (".yaml", ".yml") and not path.exists():
        raise ScenarioError(f"{label_of(path)}: no such file")
    if not path.is_file() and str(what) not in shipped:
        home = (RESULTS if out is None else Path(out)) / SWEEPS
        sweep = newest_sweep(str(what), home)
        if sweep is not None:
            return sweep
        sweeps = sweep_names(home)
        listed = f"; sweeps there: {', '.join(sweeps)}" if sweeps else ""
        raise ScenarioError(
            f"{shorten(str(what))}: is neither a sweep folder, nor an experiment, nor a scenario, nor a sweep in {home}"
            f"{did_you_mean(str(what), [*experiment_names(), *shipped, *sweeps]) or listed}"
        )
    return single(path if path.is_file() else what, replicates)


def is_experiment(what: str | Path) -> bool:
    """Whether an argument names an experiment: a folder, a name, or a YAML file with a question."""
    from sim.scenario.files import label_of, read_text
    from sim.sweep.experiment_reader import experiment_names

    path = Path(what)
    if path.is_dir() or str(what) in experiment_names():
        return True
    if not path.is_file():
        return False
    content = yamltext.read(read_text(path, label_of(path)), label_of(path))
    return isinstance(content, dict) and "question" in content


def arm_from_sweep(sweep: SweepData) -> Arm:
    """The arm of a sweep."""
    varied = {
        axis.dotted: tuple(sorted(sweep.rows[axis.dotted].unique(), key=str if not axis.numeric else None))
        for axis in sweep.axes
        if axis.dotted != "scenario"
    }
    return Arm(str(sweep.manifest["name"]), sweep, shared_parameters(sweep), varied)


def shared_parameters(sweep: SweepData) -> dict[str, Any]:
    """Every parameter whose value is the same in all scenarios of a sweep."""
    first, *others = scenario_parameters(sweep).values() or [{}]
    return {name: value for name, value in first.items() if all(values.get(name) == value for values in others)}


def scenario_parameters(sweep: SweepData) -> dict[str, dict[str, Any]]:
    """Every parameter of each scenario of a sweep, by name of the scenario; empty for data in memory."""
    from sim.scenario.files import label_of, read_text

    found: dict[str, dict[str, Any]] = {}
    if sweep.folder is None:
        return found
    for name in sorted(sweep.manifest["scenarios"]):
        file = sweep.folder / "scenarios" / f"{name}.yaml"
        data = yamltext.read(read_text(file, label_of(file)), file.name)
        found[name] = parameters_in(data)
    return found


def parameters_in(data: dict[str, Any]) -> dict[str, Any]:
    """Every parameter of a resolved scenario or theatre file, by its full path."""
    return _of_theatre(data) if data.get("kind") == THEATRE else _of_siege(data)


def _of_siege(data: dict[str, Any]) -> dict[str, Any]:
    values = {
        dotted: data.get(dotted.partition(".")[0], {}).get(dotted.partition(".")[2]) for dotted in parameters_by_name()
    }
    return values | {name: data.get(name) or [] for name in LISTS}


def _of_theatre(data: dict[str, Any]) -> dict[str, Any]:
    """Every parameter of a resolved theatre file, by its full path."""
    values = {f"contagion.{name}": value for name, value in data["contagion"].items()}
    values |= {f"links.{link}.{name}": value for link, tie in data["links"].items() for name, value in tie.items()}
    values |= {"distances_km": data["distances_km"]}
    for siege, member in data["sieges"].items():
        values |= {f"sieges.{siege}.{dotted}": value for dotted, value in _of_siege(member["scenario"]).items()}
        values |= {f"sieges.{siege}.{key}": value for key, value in member.items() if key not in ("scenario", "set")}
    return values


def with_unique_names(arms: Sequence[Arm]) -> list[Arm]:
    """The arms with unique names: equal names get the sweep's hash, equal hashes a number too."""
    by_name = Counter(arm.name for arm in arms)
    names = [f"{arm.name}-{arm.sweep.manifest['hash']}" if by_name[arm.name] > 1 else arm.name for arm in arms]
    by_hash = Counter(names)
    names = [
        f"{name} ({names[: place + 1].count(name)})" if by_hash[name] > 1 else name for place, name in enumerate(names)
    ]
    return [Arm(name, arm.sweep, arm.fixed, arm.varied) for name, arm in zip(names, arms, strict=True)]


def differing_parameters(arms: Sequence[Arm]) -> pd.DataFrame:
    """The parameters that differ between arms: parameter, words (its label), unit, meaning, and one column per arm."""
    rows = []
    for dotted in dict.fromkeys(
        [*parameters_by_name(), *LISTS, *(name for arm in arms for name in [*arm.fixed, *arm.varied])]
    ):
        values = [arm.varied.get(dotted, (arm.fixed.get(dotted),)) for arm in arms]
        if any(value != values[0] for value in values[1:]):
            parameter, last = find_parameter(dotted), dotted.rpartition(".")[2]
            texts = ["its own map" if dotted.endswith("map.file") else arm.value_text(dotted) for arm in arms]
            meaning = parameter.meaning if parameter else LISTS.get(last, "").partition(":")[0]
            unit = parameter_unit(dotted)
            by_arm = dict(zip((arm.name for arm in arms), texts, strict=True))
            rows.append(
                {"parameter": dotted, "words": parameter_label(dotted), "unit": unit, "meaning": meaning, **by_arm}
            )
    columns = ["parameter", "words", "unit", "meaning", *(arm.name for arm in arms)]
    return pd.DataFrame(rows, columns=columns)
