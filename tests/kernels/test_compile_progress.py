"""Whoever waits for the compiler is told what is compiled, and how far it is."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import sim
from sim.cli.startup import describe_compiling
from sim.compiled.progress import CompileProgress

TELL = """
import json, sys
from sim.compiled.progress import watch_compiling
import sim.theory.campaign as campaign
import sim.theory.fire
reports = []
with watch_compiling(reports.append):
    campaign.storm_propensity(2.0, 2.0, 1.0)
print(json.dumps([report._asdict() for report in reports]))
"""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    home = Path(sim.__file__).parents[1]
    for folder in ("sim", "configs"):
        shutil.copytree(home / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def python(copy: Path, code: str, cache: str = "cache") -> str:
    environment = os.environ | {"SAFECONDUCT_CACHE": str(copy / cache), "PYTHONPATH": str(copy)}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def edit(copy: Path, name: str, old: str, new: str) -> None:
    file = copy / "sim" / name
    text = file.read_text()
    assert text.count(old) == 1, "the test edits this line; it has changed"
    file.write_text(text.replace(old, new))


def test_compile_progress_is_reported_before_and_after_each_function(copy: Path) -> None:
    first = json.loads(python(copy, TELL))
    assert [report["done"] for report in first] == [0, 1, 2], "the rule, and the one that it calls"
    assert all(
        not report["edited"] and {"theory/fire.py", "theory/campaign.py"} <= {*report["files"]} for report in first
    )
    assert json.loads(python(copy, TELL)) == [], "all is in the cache"
    edit(copy, "theory/probability.py", "return 1.0 / (1.0 + math.exp(-max", "return 3.0 / (1.0 + math.exp(-max")
    again = json.loads(python(copy, TELL))
    assert [report["done"] for report in again] == [0, 1, 2]
    assert again[0]["edited"] == ["theory/probability.py"]
    assert "theory/campaign.py" in again[0]["files"]
    assert "theory/fire.py" not in again[0]["files"]
    assert again[0]["at_most"] < first[0]["at_most"]


def test_a_note_says_what_is_compiled_and_why() -> None:
    assert describe_compiling(CompileProgress([], ["theory/fire.py"], 0, 9)) == (
        "compiling the model (only once on this machine): about a minute"
    )
    one = CompileProgress(["theory/fire.py"], ["kernels/fire.py", "theory/fire.py"], 0, 9)
    assert (
        describe_compiling(one)
        == "recompiling after an edit of theory/fire.py, together with the code that uses it: kernels/fire"
    )
    many = one._replace(files=[f"theory/{letter}.py" for letter in "abcdefgh"])
    assert describe_compiling(many).endswith("theory/e, theory/f and 2 more")
    alone = one._replace(files=["theory/fire.py"])
    assert describe_compiling(alone) == "recompiling after an edit of theory/fire.py"


SIEGE = """
from sim import run
from sim.compiled.progress import watch_compiling
from sim.state.snapshot import digest
reports = []
with watch_compiling(reports.append):
    siege = run("baseline", 1, days=40, overrides={"negotiation.opening_days": 0.5, "supply.food_days": 5.0}).siege
print(digest(siege), reports[-1].done if reports else 0)
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("theory/bodies.py", "LEAST_NEED = constant(", "LEAST_NEED = 4.0 * constant("),
        ("theory/probability.py", "return ", "return 0.5 * "),
    ],
)  # fmt: skip
def test_a_partly_compiled_model_is_the_one_that_is_compiled_whole(copy: Path, name: str, old: str, new: str) -> None:
    whole, functions = python(copy, SIEGE).split()
    file = copy / "sim" / name
    file.write_text(file.read_text().replace(old, new, 1))
    partly, again = python(copy, SIEGE).split()
    fresh, all_of_them = python(copy, SIEGE, "other").split()
    assert whole != partly == fresh
    assert 0 < int(again) < int(all_of_them) == int(functions)
