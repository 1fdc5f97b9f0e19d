"""The manifest of a sweep: its required keys, and reading it safely."""

import json
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sim.scenario.errors import ScenarioError, shorten
from sim.scenario.files import label_of

MANIFEST, EXPERIMENT = "manifest.json", "experiment.yaml"
KIND, FORMAT = "sweep", 1
LARGEST = 64 << 20  # bytes; larger JSON files are refused

Count = Field(ge=0, le=10**9)


class DamagedManifest(ScenarioError):
    """A manifest that has been damaged; `why` is the reason."""

    def __init__(self, folder: Path, why: str) -> None:
        self.why = why
        super().__init__(
            f"{label_of(folder / MANIFEST)}: is damaged ({why}); `safeconduct sweep {label_of(folder)}` "
            "recreates it and keeps the finished runs"
        )


class _Part(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore")


class _Design(_Part):
    kind: str = "grid"


class _Experiment(_Part):
    levers: dict[str, Any] | None = None
    uncertainties: dict[str, Any] | None = None
    design: _Design | None = None
    outcomes: list[str] | None = None
    effects: list[dict[str, Any]] | None = None  # sweeps of earlier versions have none
    days: int | None = None
    scale: int | None = None
    daily: bool = False
    ledger: bool = False


class _Versions(_Part):
    safeconduct: str


class _Manifest(_Part):
    """The keys of a manifest that are used; others are passed on unchecked."""

    name: str
    question: str | None
    hash: str
    experiment: _Experiment
    scenarios: dict[Annotated[str, Field(pattern=r"^[a-z0-9_]+$")], str] = Field(min_length=1)  # used as file names
    resolved: dict[str, dict[str, Any]] = {}
    levers: list[str]
    uncertainties: list[str]
    points: int = Count
    replicates: int = Count
    expected: int = Count
    finished: int = Count
    failed: int = Count
    model: str | None = None  # version 0.1.0 did not record it
    versions: _Versions
    commit: str | None
    created: str
    updated: str


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest in a folder. Raises DamagedManifest if it is damaged, ScenarioError if it cannot be read."""
    path = folder / MANIFEST
    try:
        document = read_json(path)
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise ScenarioError(f"{label_of(path)}: cannot be read: {why}") from None
    except ValueError as error:
        raise DamagedManifest(folder, shorten(str(error), 200)) from None
    if not isinstance(document, dict):
        raise DamagedManifest(folder, "it is not a JSON object")
    kind, form = document.get("kind"), document.get("format")
    if kind != KIND or type(form) is not int:
        raise DamagedManifest(folder, "kind or format is missing or wrong")
    if form != FORMAT:
        raise ScenarioError(
            f"{label_of(folder)}: has format {shorten(str(form), 20)}; this version reads format {FORMAT}; "
            "use the version of Safe Conduct that wrote it"
        )
    try:
        _Manifest.model_validate(document)
    except ValidationError as error:
        raise DamagedManifest(folder, _first_of(error)) from None
    return document


def _first_of(error: ValidationError) -> str:
    first: Mapping[str, Any] = error.errors(include_url=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    return shorten(f"{where}: {first['msg']}" if where else str(first["msg"]), 200)


def read_json(path: Path) -> Any:
    """The contents of a JSON file. Raises OSError if it cannot be read, ValueError if it is not JSON or not a file.

    A pipe in its place is not opened, since that would block.
    """
    try:
        status = path.stat()
    except OSError:
        if path.is_symlink():
            raise ValueError("it is a broken link") from None
        raise
    if not stat.S_ISREG(status.st_mode):
        raise ValueError("it is not a file")
    if status.st_size > LARGEST:
        raise ValueError(f"it is larger than {LARGEST >> 20} MB")
    try:
        return json.loads(path.read_text(encoding="utf-8"), parse_constant=_no_number)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def _no_number(text: str) -> Any:
    raise ValueError(f"{text} is not a JSON number")
