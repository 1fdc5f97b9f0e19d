"""The examination as one document: versions, machine, problems and notes."""

import importlib.metadata
import sys
from pathlib import Path
from typing import Any

from sim.doctor import machine
from sim.doctor.packages import PROJECT, Package, Requirements, declared, installer, packages, python
from sim.text.format import byte_size

#: Bytes below which a note is added: compiling alone takes some hundred MB.
LEAST_MEMORY = LEAST_DISK = 2**30


def examine() -> dict[str, Any]:
    """The whole document, with `problems`, which keep the model from working, and `notes`, which do not.

    It works if dependencies are missing or broken, since this process imports none of them but `packaging`.
    """
    problems: list[dict[str, str]] = []
    notes: list[dict[str, str]] = []
    requirements, packages_found = _declared(), []
    if requirements is None:
        what = f"the metadata of {PROJECT} are missing: it is not installed but runs from a folder"
        problems.append({"what": what, "fix": f"{installer()} {PROJECT}"})
    else:
        packages_found = [python(requirements), *packages(requirements)]
        for package in packages_found:
            if package.problem:
                target = notes if package.extra else problems
                target.append({"what": _problem(package), "fix": package.fix})
    document = {
        PROJECT: requirements.version if requirements else None,
        "package": str(Path(__file__).parents[1]),
        "executable": sys.executable,
        "model_hash": _model_hash(),
        "packages": [package._asdict() for package in packages_found],
        "cores": machine.cores(),
        "memory": machine.memory(),
        "cache": machine.cache(),
        "results": machine.results(),
        "browser": machine.browser(),
    }
    _judge(document, problems, notes)
    return {"ok": not problems, "problems": problems, "notes": notes} | document


def _judge(document: dict[str, Any], problems: list[dict[str, str]], notes: list[dict[str, str]]) -> None:
    """Add to `problems` and `notes` what is wrong with the machine."""
    cache, results, free = document["cache"], document["results"], document["memory"]["available"]
    if cache["problem"]:
        what = f"the model cannot be loaded: {cache['problem']}"
        problems.append({"what": what, "fix": "fix the packages named above" if problems else f"reinstall {PROJECT}"})
    elif not cache["writable"]:
        what = f"the usual folder for compiled code is not writable; {cache['folder']} is used instead"
        notes.append({"what": what, "fix": "export SAFECONDUCT_CACHE=FOLDER, with a folder that you own"})
    elif not cache["compiled"]:
        what = "the model is not compiled for this version yet: the first run will take a minute or more"
        notes.append({"what": what, "fix": "safeconduct run baseline --days 1"})
    if not results["writable"]:
        what = f"./{results['folder']} is not writable"
        problems.append({"what": what, "fix": "change to a folder that you own, or use --out FOLDER"})
    elif results["free_bytes"] < LEAST_DISK:
        what = f"only {byte_size(results['free_bytes'])} of disk space free for results"
        notes.append({"what": what, "fix": "free some space, or use --out FOLDER on another disk"})
    if free is not None and free < LEAST_MEMORY:
        what = f"only {byte_size(free)} of memory free"
        notes.append({"what": what, "fix": "close other programs, or run sweeps with --workers 1"})
    if document["browser"] is None:
        what = "no browser found for the dashboard's tests, which will be skipped; nothing else needs one"
        notes.append({"what": what, "fix": f"make browser, or export {machine.NAMED_BROWSER}=PATH"})


def _declared() -> Requirements | None:
    try:
        return declared()
    except importlib.metadata.PackageNotFoundError:
        return None


def _problem(package: Package) -> str:
    what = f"{package.name} {package.problem}"
    return f"{what} (only for the optional {package.extra} feature)" if package.extra else what


def _model_hash() -> str | None:
    try:
        from sim.hashes import model_hash
    except ImportError:
        return None
    return model_hash()
