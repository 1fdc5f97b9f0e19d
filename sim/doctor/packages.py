"""The declared dependencies: whether each is installed, within its range, and can be imported."""

import importlib.metadata
import importlib.util
import json
import platform
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import NamedTuple

PROJECT = "safeconduct"
#: Modules of packages whose module has another name; None for a package without a module.
MODULES = {"pyyaml": "yaml", "pillow": "PIL", "salib": "SALib", "scikit-learn": "sklearn", "solara-assets": None}
IMPORT_S = 120.0
#: Imports modules one by one and prints a line after each, so that a module that crashes has no line.
TRIAL = """
import importlib, json, sys, warnings
warnings.simplefilter("ignore")
for name in sys.argv[1:]:
    problem = ""
    try:
        importlib.import_module(name)
    except BaseException as error:
        problem = " ".join(f"{type(error).__name__}: {error}".split())[:200]
    print("\\n" + json.dumps({"tried": name, "problem": problem}), flush=True)
"""


class Package(NamedTuple):
    """A dependency; `installed` is None if it is missing, `problem` is empty if there is none."""

    name: str
    needed: str  # the declared range, such as ">=2.2,<2.6"
    extra: str  # the optional feature that needs it; empty for a required package
    installed: str | None
    problem: str
    fix: str


class Requirements(NamedTuple):
    """The requirements of the project, as in its metadata."""

    version: str
    python: str
    required: list[str]
    optional: dict[str, list[str]]  # by the name of the extra


def declared() -> Requirements:
    """The requirements in pyproject.toml in a source tree, otherwise in the installed metadata.

    Raises importlib.metadata.PackageNotFoundError if there is neither.
    """
    file = Path(__file__).parents[2] / "pyproject.toml"
    return (from_source(file) if file.is_file() else None) or from_metadata()


def from_source(file: Path) -> Requirements | None:
    """The requirements in a pyproject.toml; None if it belongs to another project."""
    project = tomllib.loads(file.read_text(encoding="utf-8")).get("project", {})
    if project.get("name") != PROJECT:
        return None
    optional = project.get("optional-dependencies", {})
    return Requirements(project["version"], project["requires-python"], project["dependencies"], optional)


def from_metadata() -> Requirements:
    """The requirements of the installed distribution."""
    metadata = importlib.metadata.metadata(PROJECT)
    required: list[str] = []
    optional: dict[str, list[str]] = {extra: [] for extra in metadata.get_all("Provides-Extra") or []}
    for line in metadata.get_all("Requires-Dist") or []:
        requirement, _, marker = line.partition(";")
        extra = re.search(r"""extra\s*==\s*['"]([^'"]+)""", marker)
        (optional[extra[1]] if extra else required).append(requirement.strip())
    return Requirements(metadata["Version"], metadata["Requires-Python"], required, optional)


def python(requirements: Requirements) -> Package:
    """The interpreter, treated as a package."""
    version, needed = platform.python_version(), requirements.python
    outside = _outside(needed, version)
    return Package("python", needed, "", version, outside, f"use a Python {needed}" if outside else "")


def packages(requirements: Requirements) -> list[Package]:
    """Every dependency of the project, those of extras last; importing them takes some seconds."""
    wanted = [(line, "") for line in requirements.required]
    wanted += [(line, extra) for extra, lines in requirements.optional.items() for line in lines]
    installed = [_installed(line, extra) for line, extra in wanted]
    modules = {each.name: _module(each.name) for each in installed if each.installed is not None}
    problems = import_problems([module for module in modules.values() if module])
    return [
        each._replace(problem=f"cannot be imported: {problem}", fix=_reinstall(each))
        if not each.problem and (problem := problems.get(modules.get(each.name) or "", ""))
        else each
        for each in installed
    ]


def import_problems(modules: list[str]) -> dict[str, str]:
    """Problems when importing modules, by module; they are imported in another process, which may crash."""
    problems, left = {}, list(modules)
    while left:
        command = [sys.executable, "-P", "-c", TRIAL, *left]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=IMPORT_S, check=False)
            printed, why = done.stdout, f"the process ended with code {done.returncode}"
        except subprocess.TimeoutExpired as slow:
            printed = slow.stdout.decode(errors="replace") if isinstance(slow.stdout, bytes) else slow.stdout or ""
            why = f"no answer within {IMPORT_S:.0f} s"
        tried = [json.loads(line) for line in printed.splitlines() if line.startswith('{"tried"')]
        problems |= {each["tried"]: each["problem"] for each in tried}
        left = left[len(tried) :]
        if left:  # the first without a line is the one that crashed
            problems[left.pop(0)] = why
    return {module: problem for module, problem in problems.items() if problem}


def installer() -> str:
    """The command that installs into this environment."""
    return "pip install" if importlib.util.find_spec("pip") else "uv pip install"


def _installed(requirement: str, extra: str) -> Package:
    named = re.match(r"([\w.-]+)\s*(?:\[[^]]*\])?\s*(.*)", requirement)
    assert named, requirement
    name, needed = named[1], named[2]
    try:
        installed = importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        what = f"{PROJECT}[{extra}]" if extra else requirement
        return Package(name, needed, extra, None, "is not installed", f"{installer()} '{what}'")
    outside = _outside(needed, installed)
    return Package(name, needed, extra, installed, outside, f"{installer()} '{requirement}'" if outside else "")


def _outside(needed: str, version: str) -> str:
    """A message if a version is outside a range; empty if it is inside, or if that cannot be checked."""
    try:
        from packaging.specifiers import SpecifierSet
    except ImportError:  # itself a dependency, reported as missing
        return ""
    return "" if SpecifierSet(needed, prereleases=True).contains(version) else f"{version} is outside {needed}"


def _module(name: str) -> str | None:
    return MODULES.get(name.lower(), name.lower().replace("-", "_"))


def _reinstall(package: Package) -> str:
    return f"{installer()} --force-reinstall '{package.name}{package.needed}'"
