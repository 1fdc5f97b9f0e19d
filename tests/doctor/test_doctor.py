"""The doctor: it finds what is missing, old or broken, names the fix, and works where little else does."""

import importlib.metadata
import json
import subprocess
import sys
import venv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from sim.cli import invoke
from sim.doctor import machine, packages, report
from sim.doctor.examine import examine
from tests.process import ROOT, Command

Look = Callable[[], dict[str, Any]]


@pytest.fixture
def look(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Look:
    """Examine without the seconds that imports take, from an empty folder; nothing is wrong with the machine."""
    cache = {"folder": "x", "compiled": True, "bytes": 1, "other_versions": 0, "writable": True, "problem": ""}
    monkeypatch.setattr(machine, "cache", lambda: cache)
    monkeypatch.setattr(packages, "import_problems", lambda modules: {})
    monkeypatch.chdir(tmp_path)
    return examine


def changed(monkeypatch: pytest.MonkeyPatch, **versions: str | None) -> None:
    """Other versions of packages than there are; None for one that is missing."""
    true = importlib.metadata.version

    def version(name: str) -> str:
        found = versions.get(name.lower(), true(name) if name.lower() not in versions else None)
        if found is None:
            raise importlib.metadata.PackageNotFoundError(name)
        return found

    monkeypatch.setattr(importlib.metadata, "version", version)


@pytest.mark.slow
@pytest.mark.install
def test_an_installation_that_works_is_called_so(inside: Command) -> None:
    from sim.compiled import cache_folder

    result = inside("doctor", "--json")
    document = result.document
    assert (result.code, document["ok"], document["problems"]) == (0, True, [])
    packages = {each["name"]: each for each in document["packages"]}
    assert {"python", "numpy", "numba", "pandas", "pyarrow", "mesa", "solara"} <= set(packages)
    assert packages["numpy"]["installed"] == importlib.metadata.version("numpy")
    assert document["cache"]["folder"] == str(cache_folder())
    assert document["cache"]["writable"]
    assert document["results"] | {"free_bytes": 0} == {
        "folder": "results", "exists": False, "writable": True, "free_bytes": 0,
    }  # fmt: skip
    assert 0 < document["memory"]["available"] <= document["memory"]["total"]
    assert 1 <= document["cores"]["usable"] <= document["cores"]["there"]


def test_what_is_declared_is_the_same_in_the_sources_and_in_the_metadata() -> None:
    source, metadata = packages.from_source(ROOT / "pyproject.toml"), packages.from_metadata()
    assert source is not None
    assert SpecifierSet(source.python) == SpecifierSet(metadata.python)

    def read(lines: list[str]) -> set[tuple[str, SpecifierSet]]:
        return {(each.name.lower(), each.specifier) for each in map(Requirement, lines)}

    assert read(source.required) == read(metadata.required)
    assert {extra: read(lines) for extra, lines in source.optional.items()} == {
        extra: read(lines) for extra, lines in metadata.optional.items()
    }


def test_a_package_that_is_missing_or_too_old_is_a_problem_with_its_fix(
    look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed(monkeypatch, numba=None, salib="1.5.0", mesa="4.0.0")
    document = look()
    assert not document["ok"]
    fixes = {each["what"]: each["fix"] for each in document["problems"]}
    assert [*fixes] == [
        "mesa 4.0.0 is outside >=3.5.1,<4",
        "numba is not installed",
        "SALib 1.5.0 is outside >=1.5.2",
    ]
    assert fixes["numba is not installed"].endswith("pip install 'numba>=0.64'")
    assert "'mesa[rec]>=3.5.1,<4'" in fixes["mesa 4.0.0 is outside >=3.5.1,<4"]


def test_an_interpreter_outside_the_range_is_a_problem(look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platform.python_version", lambda: "3.15.0")
    assert look()["problems"] == [{"what": "python 3.15.0 is outside >=3.12,<3.15", "fix": "use a Python >=3.12,<3.15"}]


def test_an_optional_package_that_is_missing_is_a_note_with_its_fix(
    look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed(monkeypatch, duckdb=None, distributed=None)
    document = look()
    assert document["ok"]
    fixes = [each["fix"] for each in document["notes"] if "is not installed" in each["what"]]
    assert [fix.split("pip install ")[1] for fix in fixes] == ["'safeconduct[cluster]'", "'safeconduct[sql]'"]


def test_a_failed_import_is_reported_and_a_crash_does_not_end_the_examination(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sc_broken.py").write_text("print('noise')\nraise ImportError('libarrow.so: not found\\nmore')")
    (tmp_path / "sc_crash.py").write_text("import os; os.abort()")
    (tmp_path / "sc_leaves.py").write_text("raise SystemExit(3)")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert packages.import_problems(["json", "sc_broken", "sc_crash", "sc_leaves", "csv"]) == {
        "sc_broken": "ImportError: libarrow.so: not found more",
        "sc_crash": "the process ended with code -6",
        "sc_leaves": "SystemExit: 3",
    }


def test_a_package_that_cannot_be_imported_is_a_problem(look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    why = "ImportError: Numba needs NumPy 2.5 or less"
    monkeypatch.setattr(packages, "import_problems", lambda modules: {"numba": why} if "numba" in modules else {})
    (problem,) = look()["problems"]
    assert problem["what"] == f"numba cannot be imported: {why}"
    assert "--force-reinstall 'numba>=0.64'" in problem["fix"]


def test_it_needs_no_other_package(tmp_path: Path) -> None:
    """In an empty environment nothing is there but the standard library."""
    venv.create(tmp_path / "empty", symlinks=True)
    done = subprocess.run(
        [tmp_path / "empty" / "bin" / "python", "-m", "sim.doctor"],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (2, "")
    assert "FIX   numba is not installed\n      -> uv pip install 'numba>=0.64'\n" in done.stdout
    assert "FIX   the model cannot be loaded: ModuleNotFoundError: No module named 'numba'\n" in done.stdout
    assert done.stdout.splitlines()[-1].endswith(" problems to fix.")


def test_a_place_that_cannot_be_written_is_a_problem(look: Look, tmp_path: Path) -> None:
    (tmp_path / "results").write_text("a file in the place of the folder")
    (problem,) = look()["problems"]
    assert problem["what"] == "./results is not writable"
    assert "--out FOLDER" in problem["fix"]


def test_a_cache_in_another_folder_than_requested_is_reported(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("SAFECONDUCT_CACHE", str(tmp_path / "file"))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    document = machine.cache()
    assert (document["writable"], document["compiled"], document["problem"]) == (False, False, "")
    assert Path(document["folder"]).is_relative_to(tmp_path)


def test_a_model_that_is_not_compiled_yet_is_a_note(look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    fresh = machine.cache() | {"compiled": False}
    monkeypatch.setattr(machine, "cache", lambda: fresh)
    document = look()
    assert document["ok"]
    assert any("not compiled for this version yet" in each["what"] for each in document["notes"])


def test_people_read_the_same_with_colours_and_without(
    look: Look, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    changed(monkeypatch, numba=None)
    free = machine.memory()
    monkeypatch.setattr(machine, "memory", lambda: free)  # what is free changes from one look to the next
    monkeypatch.setenv("COLUMNS", "400")
    assert invoke(["doctor"]) == 2
    coloured = capsys.readouterr().out
    monkeypatch.setitem(sys.modules, "rich.table", None)
    report.show(look())
    plain = capsys.readouterr().out
    squeezed = [[" ".join(line.split()) for line in text.splitlines()] for text in (coloured, plain)]
    assert squeezed[0] == squeezed[1]
    assert squeezed[0][-1] == "1 problem to fix."
    assert "FIX numba - (needs >=0.64; is not installed)" in squeezed[0]


def test_a_document_is_plain_json(look: Look) -> None:
    assert json.loads(json.dumps(look()))["package"] == str(ROOT / "sim")
