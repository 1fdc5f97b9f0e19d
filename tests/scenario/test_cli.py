import json
import subprocess
import sys
from pathlib import Path

import pytest

from sim.cli import invoke
from sim.scenario.parameters import parameters
from tests import tracked
from tests.process import Command
from tests.scenario.conftest import Write

Out = pytest.CaptureFixture[str]


def test_help_is_quick_because_it_imports_little() -> None:
    code = "import sys, sim.cli; sim.cli.invoke(['--help']); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    heavy = {"numba", "mesa", "pandas", "numpy", "pydantic", "yaml", "rich", "matplotlib", "scipy"}
    assert not heavy & set(done.stdout.split())
    assert "validate" in done.stdout


DEFERRED = """
import sys
import warnings
from sim.cli import main
from sim.runs.deferred_imports import DEFERRED, DeferredModule, stop_deferring

sys.argv = ["safeconduct", "run", "baseline", "--days", "2", "--quiet", "--out", sys.argv[1]]
try:
    main()
except SystemExit as done:
    print(done.code)
unused = {"pandas.core", "networkx.classes", "scipy.spatial", "scipy.ndimage", "mesa.discrete_space.grid"}
print(unused & {*sys.modules})

import mesa, networkx, pandas
from scipy import stats
print([type(sys.modules[name]) is DeferredModule for name in DEFERRED])
from networkx.algorithms import dag
print(pandas.DataFrame({"days": [1, 2]}).days.sum(), dag.is_directed_acyclic_graph(networkx.DiGraph([(1, 2)])),
      stats.norm.cdf(0.0))
print(mesa.discrete_space.OrthogonalMooreGrid.__name__, pandas.__path__ == pandas.__spec__.submodule_search_locations)
stop_deferring()
print([type(sys.modules[name]) is DeferredModule for name in DEFERRED])
"""


def test_a_run_loads_no_package_that_it_does_not_use_and_each_works_once_it_is_used(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", DEFERRED, str(tmp_path)], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-6:] == [
        "0", "set()", str([True] * 6), "3 True 0.5", "OrthogonalMooreGrid True", str([False] * 6),
    ]  # fmt: skip


def test_the_module_is_the_command(write: Write, command: Command) -> None:
    write("supply: {food_dayz: 3}")
    message = "bad.yaml: supply.food_dayz is not a parameter; did you mean supply.food_days?\n"
    assert command("validate", "bad.yaml") == (2, "", message)


@pytest.mark.install
def test_validate_describes_a_scenario(capsys: Out) -> None:
    assert invoke(["validate", "baseline", "--set", "supply.food_days=3"]) == 0
    output = capsys.readouterr().out
    assert "2 000 civilians and 800 fighters are besieged by 2 400 men from 2017-01-01" in output
    assert "34 x 34 cells of 100 m; the garrison holds 1.4 km2" in output


def test_validate_reports_on_every_file(write: Write, capsys: Out) -> None:
    write("supply: {food_dayz: 3}")
    write("extends: baseline", "good.yaml")
    assert invoke(["validate", "bad.yaml", "good.yaml", "none.yaml", "--json"]) == 2
    out, err = capsys.readouterr()
    rows = json.loads(out)
    assert [row["file"] for row in rows] == ["bad.yaml", "good.yaml", "none.yaml"]
    assert [len(row["problems"]) for row in rows] == [1, 0, 1]
    assert rows[1]["name"] == "good"
    assert len(err.splitlines()) == 2


@pytest.mark.install
def test_scenarios(capsys: Out, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.scenario.files.shipped_names", tracked.scenarios)
    monkeypatch.setattr("sim.scenario.files.shipped_theatres", tracked.theatres)
    assert invoke(["scenarios"]) == 0
    assert "baseline" in capsys.readouterr().out
    assert invoke(["scenarios", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert {"name", "title", "civilians", "ground"} <= set(rows[0])


@pytest.mark.install
def test_parameters(capsys: Out) -> None:
    assert invoke(["parameters", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)) == len(parameters())
    assert invoke(["parameters", "--section", "supply", "--search", "FULL RATION"]) == 0
    output = capsys.readouterr().out
    assert "supply.food_days" in output
    assert "supply.water" not in output
    assert invoke(["parameters", "--section", "suply"]) == 2
    assert "did you mean supply?" in capsys.readouterr().err


def test_the_schema_is_one_json_document(capsys: Out) -> None:
    assert invoke(["schema"]) == 0
    assert "extends" in json.loads(capsys.readouterr().out)["properties"]


def test_exit_codes(monkeypatch: pytest.MonkeyPatch, capsys: Out) -> None:
    assert invoke(["--help"]) == 0
    assert invoke(["nonsense"]) == 2
    assert invoke(["validate"]) == 2
    assert invoke(["validate", "--nonsense"]) == 2
    assert "Traceback" not in capsys.readouterr().err

    def stops(*_: object) -> None:
        raise KeyboardInterrupt

    def breaks(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("sim.scenario.load.load_scenario", stops)
    assert invoke(["validate", "baseline"]) == 130
    monkeypatch.setattr("sim.scenario.load.load_scenario", breaks)
    assert invoke(["validate", "baseline"]) == 1
    assert "ZeroDivisionError" in capsys.readouterr().err
