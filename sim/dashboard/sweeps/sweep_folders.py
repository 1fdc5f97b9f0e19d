"""The sweeps in the results folder: those that pages list, and those that were made for a comparison only."""

from pathlib import Path

from sim.dashboard import server_state
from sim.scenario.errors import ScenarioError
from sim.sweep.read import SWEEPS, load_manifest
from sim.sweep.status import last_written, sweeps_in
from sim.text.format import count

#: Whether a sweep is one scenario unchanged, by folder, with the moment at which its manifest was read.
_known: dict[Path, tuple[float, bool]] = {}


def sweep_names() -> list[str]:
    """Names of the folders of sweeps, newest first, without those that only a comparison asked for."""
    folders = sorted(sweeps_in(server_state.results / SWEEPS), key=lambda path: -last_written(path))
    return [path.name for path in folders if not is_for_comparison(path)]


def replicate_names() -> list[str]:
    """Names of the folders of replicates of one siege, unchanged, newest first: a comparison made them."""
    folders = sorted(sweeps_in(server_state.results / SWEEPS), key=lambda path: -last_written(path))
    return [path.name for path in folders if is_for_comparison(path)]


def runs_in(name: str) -> str:
    """How many runs a folder has, in words."""
    try:
        return count(load_manifest(server_state.results / SWEEPS / name)["finished"], "run")
    except (ScenarioError, KeyError):
        return "of which the number is not known"


def folder_of(name: str) -> Path | None:
    """The folder of a listed sweep or of replicates; None for any other name."""
    return server_state.results / SWEEPS / name if name in (*sweep_names(), *replicate_names()) else None


def title_of(name: str) -> str:
    """The name of a sweep as it is read: without its hash."""
    return name.rpartition("-")[0].replace("_", " ") or name


def is_for_comparison(folder: Path) -> bool:
    """Whether a sweep holds the replicates of one scenario, as `single` makes them for comparisons."""
    written = last_written(folder)
    seen, answer = _known.get(folder, (-1.0, False))
    if seen != written:
        answer = _asks_nothing(folder)
        _known[folder] = (written, answer)
    return answer


def _asks_nothing(folder: Path) -> bool:
    """Whether nothing varies and the question is that of `single`; a folder that cannot be read is listed."""
    try:
        manifest = load_manifest(folder)
        varied = [*manifest["levers"], *manifest["uncertainties"]]
        question = str(manifest.get("question", ""))
        return not varied and len(manifest["scenarios"]) == 1 and question == f"How does {manifest['name']} end?"
    except (ScenarioError, KeyError, TypeError, OSError):
        return False
