"""All that the doctor finds, as one document, and what must be fixed."""

import importlib.metadata
import sys
from pathlib import Path
from typing import Any

from sim.doctor import machine
from sim.doctor.packages import PROJECT, Declared, Package, declared, installer, packages, python

#: Bytes below which a word is due: compiling alone takes some hundred MB.
LEAST_MEMORY = LEAST_DISK = 2**30


def examine() -> dict[str, Any]:
    """Everything, with `problems`, which keep the model from working, and `notes`, which do not.

    Works where dependencies are missing or broken: it imports none of them in this process but `packaging`.
    """
    problems: list[dict[str, str]] = []
    notes: list[dict[str, str]] = []
    asked, found = _declared(), []
    if asked is None:
        what = f"the metadata of {PROJECT} is missing: it runs from a folder and is not installed"
        problems.append({"what": what, "fix": f"{installer()} {PROJECT}"})
    else:
        found = [python(asked), *packages(asked)]
        for each in found:
            if each.problem:
                told = notes if each.extra else problems
                told.append({"what": _said(each), "fix": each.fix})
    document = {
        PROJECT: asked.version if asked else None,
        "package": str(Path(__file__).parents[1]),
        "executable": sys.executable,
        "model_hash": _model_hash(),
        "packages": [each._asdict() for each in found],
        "cores": machine.cores(),
        "memory": machine.memory(),
        "cache": machine.cache(),
        "results": machine.results(),
        "browser": machine.browser(),
    }
    _judge(document, problems, notes)
    return {"ok": not problems, "problems": problems, "notes": notes} | document


def _judge(document: dict[str, Any], problems: list[dict[str, str]], notes: list[dict[str, str]]) -> None:
    """What is wrong with the machine, beside the packages."""
    cache, results, free = document["cache"], document["results"], document["memory"]["available"]
    if cache["problem"]:
        what = f"the model cannot be loaded: {cache['problem']}"
        problems.append({"what": what, "fix": "fix the packages named above" if problems else f"reinstall {PROJECT}"})
    elif not cache["writable"]:
        what = f"the usual folder for compiled code cannot be written; {cache['folder']} takes its place"
        notes.append({"what": what, "fix": "export SAFECONDUCT_CACHE=FOLDER, a folder of your own"})
    elif not cache["compiled"]:
        what = "the model is not compiled for this version yet: the first run takes a minute or more"
        notes.append({"what": what, "fix": "safeconduct run baseline --days 1"})
    if not results["writable"]:
        what = f"./{results['folder']} cannot be written"
        problems.append({"what": what, "fix": "change to a folder of your own, or give commands --out FOLDER"})
    elif results["free_bytes"] < LEAST_DISK:
        what = f"only {results['free_bytes'] / 2**20:,.0f} MB of disk are free for results"
        notes.append({"what": what, "fix": "free some, or give commands --out FOLDER on another disk"})
    if free is not None and free < LEAST_MEMORY:
        what = f"only {free / 2**20:,.0f} MB of memory are free"
        notes.append({"what": what, "fix": "close other programs, or give sweeps --workers 1"})
    if document["browser"] is None:
        what = "no browser for the tests of the dashboard, which are skipped; nothing else needs it"
        notes.append({"what": what, "fix": f"make browser, or export {machine.NAMED_BROWSER}=PATH"})


def _declared() -> Declared | None:
    try:
        return declared()
    except importlib.metadata.PackageNotFoundError:
        return None


def _said(package: Package) -> str:
    what = f"{package.name} {package.problem}"
    return f"{what} (only for the optional {package.extra} feature)" if package.extra else what


def _model_hash() -> str | None:
    try:
        from sim.hashes import model_hash
    except ImportError:
        return None
    return model_hash()
