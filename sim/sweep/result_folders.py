"""What has been run: runs, replicates, sweeps, forks, estimates, answers and histories under a results folder."""

import datetime
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from sim.runs.store import DOCUMENT, ESTIMATES, FORK, WHY
from sim.scenario.errors import ScenarioError
from sim.scenario.files import label_of
from sim.sweep.manifest import MANIFEST, read_json

#: Where the folders of each kind are, below the results folder, and the document that each of them has.
PLACES = (
    ("sweep", "sweeps/*", MANIFEST),
    ("sweep", "*/sweeps/*", MANIFEST),
    ("history", "history/*", MANIFEST),
    ("run", "runs/*", DOCUMENT),
    ("fork", "forks/*", FORK),
    ("estimates", "estimates/*", ESTIMATES),
    ("why", "why/*", WHY),
)


class ResultFolder(NamedTuple):
    """A folder of results, as it describes itself; None for what it does not record."""

    kind: str  # run, replicates, sweep, fork, estimates, why, history
    name: str
    question: str | None
    runs: int | None  # finished, without failed ones
    expected: int | None
    model: str | None  # hash; version 0.1.0 did not record it
    version: str | None  # of Safe Conduct
    date: str  # of the last change, YYYY-MM-DD HH:MM, UTC
    path: Path

    def document(self) -> dict[str, Any]:
        """For JSON."""
        return {**self._asdict(), "path": str(self.path)}


def result_folders(root: Path) -> tuple[list[ResultFolder], list[str]]:
    """The folders under a results folder, the newest first; and what could not be read, one message each.

    Raises ScenarioError where there is no such folder.
    """
    if not root.is_dir():
        raise ScenarioError(f"{label_of(root)}: there is no such folder; give a results folder with --out")
    found, problems = [], []
    for kind, file in _documents(root):
        try:
            document = read_json(file)
            found.append(_described(kind, document, file))
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            not_a_mapping = isinstance(error, TypeError | AttributeError)
            why = (
                "unexpected content"
                if not_a_mapping
                else f"{error} is missing"
                if isinstance(error, KeyError)
                else error
            )
            problems.append(f"{label_of(file)}: cannot be read: {why}")
    return sorted(found, key=lambda each: (each.date, str(each.path)), reverse=True), problems


def _documents(root: Path) -> Iterator[tuple[str, Path]]:
    """Kind and document of each folder; hidden folders are skipped, and drafts of a run under way."""
    for kind, pattern, name in PLACES:
        for folder in sorted(root.glob(pattern)):
            if not folder.name.startswith(".") and (folder / name).is_file():
                yield kind, folder / name


def _described(kind: str, document: Mapping[str, Any], file: Path) -> ResultFolder:
    if file.name == MANIFEST:
        return _sweep(kind, document, file)
    replicates = document.get("replicates")
    question = None
    if kind == "run" and replicates is not None:
        kind = "replicates"
    if kind == "fork":
        changes = ", ".join(f"{name} = {value}" for name, value in document["set"].items())
        question = f"What if {changes}, from {document['at']}?"
    if kind == "why":
        question = f"Why it {document['ending']['words']} (seed {document['seed']})"
        replicates = int(document["runs"]) + len(document["failed"])
    runs = 1 if replicates is None else int(replicates)
    failed = document.get("failed") or 0
    done = runs - (len(failed) if isinstance(failed, list) else int(failed))
    date = _written(file)
    model = document.get("model")
    return ResultFolder(kind, str(document["scenario"]), question, done, runs, model, None, date, file.parent)


def _sweep(kind: str, document: Mapping[str, Any], file: Path) -> ResultFolder:
    updated = datetime.datetime.fromisoformat(document["updated"])
    return ResultFolder(
        kind,
        str(document["name"]),
        document.get("question"),
        int(document["finished"]),
        int(document["expected"]),
        document.get("model"),
        document["versions"]["safeconduct"],
        _minute(updated.astimezone(datetime.UTC)),
        file.parent,
    )


def _written(file: Path) -> str:
    return _minute(datetime.datetime.fromtimestamp(file.stat().st_mtime, datetime.UTC))


def _minute(moment: datetime.datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M")
