"""What an experiment may say: every fault of a file is told with its key, its value and the way out."""

from pathlib import Path
from typing import Any

import pytest

from sim.runs.plan import changed
from sim.runs.run import TINY
from sim.scenario import yamltext
from sim.scenario.errors import ScenarioError
from sim.scenario.load import load_scenario, scenario_hash
from sim.scenario.maps import map_of
from sim.sweep.experiment import Grid, LatinHypercube, Morris, OneAtATime, Saltelli, Sobol
from sim.sweep.experiment_reader import experiment_names, load_experiment, single
from sim.sweep.explain import KEYS
from sim.sweep.prepare import PreparedExperiment
from sim.sweep.templates import ScenarioTemplate
from tests.process import ROOT
from tests.sweep.conftest import ASKED, prepared
from tests.tracked import own

GRID = {"kind": "grid"}
#: More points than a machine word counts.
WIDE = {
    name: {"low": 0.1, "high": 0.9, "steps": 10_000}
    for name in ("garrison.morale", "supply.leak", "supply.tunnel", "garrison.foreign_share", "besieger.cordon_share")
}
#: What is said, and words of the message.
BAD: list[tuple[dict[str, Any], list[str]]] = [
    ({"qestion": "x"}, ["qestion is not a key of an experiment; did you mean question?"]),
    ({"question": None}, ["question is missing"]),
    ({"question": ""}, ['question = ""']),
    ({"scenario": "nowhere"}, ["scenario: nowhere: no shipped scenario"]),
    ({"scenario": ["./gone.yaml"]}, ["scenario: ", "gone.yaml: no such file"]),
    ({"scenario": ["baseline", "baseline"]}, ["scenario: two scenarios are called baseline"]),
    ({"scenario": []}, ["scenario = []: must have at least one entry"]),
    ({"set": {"supply.food_dayz": 3}}, ["set: supply.food_dayz is not a parameter; did you mean supply.food_days?"]),
    ({"set": {"supply.food_days": -3}}, ["set: supply.food_days = -3: must be at least 0 day"]),
    ({"levers": {"suply.food_days": [3]}}, ["levers: suply.food_days is not a parameter; did you mean supply."]),
    ({"levers": {"supply": [3]}}, ["levers: supply is a section", "such as supply.food_days"]),
    ({"levers": {"supply.food_days": 3}}, ["levers.supply.food_days = 3: must be a list of levels or a range"]),
    ({"levers": {"supply.food_days": []}}, ["levers.supply.food_days = []: must have at least one entry"]),
    ({"levers": {"supply.food_days": [3, -1]}}, ["levers: supply.food_days = -1: must be at least 0 day"]),
    ({"levers": {"supply.food_days": [3, 3]}}, ["levers: supply.food_days = 3: appears twice"]),
    ({"levers": {"supply.food_days": ["3"]}}, ['levers: supply.food_days = "3": must be a number', "without quotes"]),
    ({"levers": {"supply.food_days": [[3]]}}, ["levers.supply.food_days[0] = [...]: must be a number, "]),
    ({"levers": {"convoy.buses": [6, 7.5]}}, ["levers: convoy.buses = 7.5: must be a whole number"]),
    ({"levers": {"map.generate": ["town", "twon"]}}, ["must be one of town, ", "did you mean town?"]),
    ({"levers": {"map.file": ["a", "b"]}}, ["map.file cannot be varied; give a list of scenarios"]),
    ({"levers": {"garrison.morale": {"low": 0.2, "hi": 1}}}, ["garrison.morale.high is missing", "hi is not a key"]),
    ({"levers": {"garrison.morale": {"low": 0.9, "high": 0.2, "steps": 3}}}, ["low must be less than high"]),
    ({"levers": {"garrison.morale": {"low": 0.2, "high": 1.5, "steps": 3}}}, ["high = 1.5: must be within 0 to 1"]),
    ({"levers": {"garrison.morale": {"low": 0, "high": 1, "steps": 3, "log": True}}}, ["low = 0: must be more than 0"]),
    ({"levers": {"garrison.morale": {"low": 0.2, "high": 0.9}}}, ["garrison.morale is a range", "give steps, such as"]),
    ({"levers": {"convoy.halt_days": {"low": 1, "high": 3, "steps": 9}}}, ["steps = 9: only 3 different whole"]),
    ({"levers": {"negotiation.allowed": {"low": 0, "high": 1}}}, ["is not a number", "such as [true, false]"]),
    ({"uncertainties": {"garrison.morale": {"low": 0, "high": 1}}}, ["garrison.morale is also a lever"]),
    ({"uncertainties": {"garrison.fighters": {"low": 60, "high": 90}}}, ["garrison.fighters is also fixed under set"]),
    ({"scale": 2, "set": {}, "levers": {"population.people_per_agent": [1, 2]}}, ["is also set by scale"]),
    ({"scale": 2}, ["baseline allows is 1"]),
    ({"set": {}, "levers": {"population.people_per_agent": [1, 50]}}, ["people_per_agent = 50", "allows is 4"]),
    ({"levers": {"besieger.cordon_share": [0.5, 0.9], "besieger.reserve_share": [0.1, 0.5]}}, ["must be at most 1"]),
    ({"levers": {"map.area_km2": [0.2, 40000.0]}}, ["map.area_km2"]),
    ({"design": {"kind": "gird"}}, ['design.kind = "gird": must be one of grid, one_at_a_time', "did you mean grid?"]),
    ({"design": {"points": 3}}, ["design.kind is missing"]),
    ({"design": "grid"}, ["design"]),
    ({"design": {"kind": "sobol"}}, ["design.points is missing"]),
    ({"design": {"kind": "sobol", "points": 0}}, ["design.points = 0: must be 1 or more"]),
    ({"design": {"kind": "grid", "points": 9}}, ["design.points is not a key of grid; allowed: kind, seed"]),
    ({"design": {"kind": "sobol", "point": 9}}, ["a key of sobol; did you mean points?; allowed: kind, seed, points"]),
    ({"levers": {"garrison.morale": {"low": 0, "high": 1, "stepz": 3}}}, [
        "stepz is not a key of a range; did you mean steps?; allowed: low, high, steps, log",
    ]),
    ({"design": {"kind": "saltelli", "samples": 100}}, ["design.samples = 100: must be a power of two, such as 128"]),
    ({"design": {"kind": "morris", "trajectories": 4, "levels": 3}}, ["design.levels = 3: must be even"]),
    ({"design": {"kind": "sobol", "points": 9}, "levers": {}}, ["no levers or uncertainties to sample"]),
    ({"replicates": 0}, ["replicates = 0: must be 1 or more"]),
    ({"replicates": 2.5}, ["replicates = 2.5: must be a whole number"]),
    ({"replicates": "5"}, ['replicates = "5": must be a whole number']),
    ({"replicates": 10**9}, ["but at most 100000000 are allowed"]),
    ({"design": {"kind": "sobol", "points": 10**11}}, ["(100000000000 points x 5 replicates), but at most 100000000"]),
    ({"design": {"kind": "latin_hypercube", "points": 10**20}}, ["asks for 500000000000000000000 runs"]),
    ({"design": {"kind": "saltelli", "samples": 2**40}}, ["(6597069766656 points x 5 replicates)"]),
    ({"design": {"kind": "morris", "trajectories": 10**12}}, ["(3000000000000 points x 5 replicates)"]),
    ({"levers": WIDE}, ["(100000000000000000000 points x 5 replicates)"]),
    ({"design": {"kind": "sobol", "points": 10**8}, "replicates": 1}, ["would draw 200000000 numbers", "50000000 are"]),
    ({"uncertainties": {"convoy.halt_days": {"low": 1, "high": 4}}, "levers": None, "replicates": 10**8},
     ["would draw 100000000 numbers"]),
    ({"first_seed": -1}, ["first_seed = -1: must be 0 or more"]),
    ({"first_seed": 2**32 - 1}, ["first_seed = 4294967295: must be 4294967291 or less"]),
    ({"common_random_numbers": 1}, ["common_random_numbers = 1: must be true or false"]),
    ({"days": 0}, ["days = 0: must be 1 or more"]),
    ({"outcomes": ["deaths_civilian"]}, ["deaths_civilian is not an outcome of a run; did you mean deaths_civilians?"]),
    ({"daily": "yes"}, ['daily = "yes": must be true or false']),
    ({"name": "My Study"}, ['name = "My Study": must contain only lower-case letters, digits and _']),
]  # fmt: skip


@pytest.mark.parametrize(("wrong", "words"), BAD, ids=[str(case)[:60] for case, _ in BAD])
def test_a_problem_is_reported(wrong: dict[str, Any], words: list[str], tmp_path: Path) -> None:
    file = tmp_path / "tiny.yaml"
    asked = {name: value for name, value in (ASKED | wrong).items() if value is not None}
    file.write_text(yamltext.write(asked), encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        PreparedExperiment(load_experiment(file))
    for word in words:
        assert word in str(caught.value)
    assert all(str(line).startswith(str(file)) for line in caught.value.problems)
    assert len(caught.value.problems) <= len(words) + 1, "a fault is told as others, too"


def test_all_problems_are_reported_at_once(tmp_path: Path) -> None:
    """Those of the experiment itself, of its scenarios and of what it varies, whatever else is wrong; none twice."""
    wrong: dict[str, Any] = {
        "replicates": -3,
        "scenario": ["baseline", "nowhere"],
        "set": {"supply.food_dayz": 3},
        "levers": {"supply.food_days": [-1], "nothing": [1], "garrison.morale": 3},
        "design": {"kind": "gird"},
        "outcomes": ["nought"],
    }
    file = tmp_path / "tiny.yaml"
    for left_out in ({}, {"replicates"}, {"design", "replicates"}, {"scenario", "set"}):
        data = {name: value for name, value in wrong.items() if name not in left_out}
        data["levers"] = {**wrong["levers"]} if "design" not in left_out else {"nothing": [1], "supply.food_days": [-1]}
        file.write_text(yamltext.write(ASKED | data), encoding="utf-8")
        with pytest.raises(ScenarioError) as caught:
            PreparedExperiment(load_experiment(file))
        faults = len(data) - 1 + len(data["levers"])
        assert len(caught.value.problems) == faults, str(caught.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "must be a mapping"),
        ("- a\n- b\n", "must be a mapping"),
        ("question: a\nquestion: b\n", "line 2: question is given twice"),
        ("a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n" + "".join(
            f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]\n" for before, name in ("ab", "bc", "cd", "de", "ef")
        ), "more than"),
        ("question: [", "not YAML"),
        ("question: !!python/object/apply:os.system [ls]\n", "tags are not supported"),
    ],
    ids=["empty", "list", "twice", "bomb", "broken", "tag"],
)  # fmt: skip
def test_a_file_that_is_no_plain_yaml_is_refused(text: str, words: str, tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError, match=words):
        load_experiment(tmp_path / "bad.yaml")


def test_the_keys_of_a_design_are_those_that_it_has() -> None:
    for design in (Grid, OneAtATime, LatinHypercube, Sobol, Saltelli, Morris):
        kind = design.model_fields["kind"].annotation.__args__[0]  # pyright: ignore
        assert {*KEYS[kind]} == {*design.model_fields} - {"kind", "seed"}


@pytest.mark.parametrize("text", ["supply: {food_days: 9}\n", "extends: baseline\n", "kind: theatre\nsieges: {}\n"])
def test_a_scenario_in_the_place_of_an_experiment_is_called_one(text: str, tmp_path: Path) -> None:
    (tmp_path / "tiny.yaml").write_text(f"title: Tiny\n{text}")
    with pytest.raises(ScenarioError, match="is a scenario, but sweep needs an experiment") as refused:
        load_experiment(tmp_path / "tiny.yaml")
    (line,) = refused.value.problems
    assert "`scenario: tiny.yaml`" in line
    with pytest.raises(ScenarioError, match="no experiment given: use a name"):
        load_experiment("")


def test_an_experiment_is_found_by_name_folder_and_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    home = tmp_path / "experiments" / "mine"
    home.mkdir(parents=True)
    (home / "experiment.yaml").write_text(yamltext.write(ASKED | {"name": "mine"}), encoding="utf-8")
    experiments = [load_experiment(name) for name in ("mine", "experiments/mine", home / "experiment.yaml")]
    assert experiments[0].model_dump() == experiments[1].model_dump() == experiments[2].model_dump()
    assert "mine" in experiment_names()
    with pytest.raises(ScenarioError, match="no experiment of this name; did you mean mine"):
        load_experiment("mien")
    with pytest.raises(ScenarioError, match=r"there is no experiment\.yaml in this folder"):
        load_experiment(tmp_path)
    with pytest.raises(ScenarioError, match="there is no such file or folder"):
        load_experiment("./nowhere")


@pytest.mark.parametrize("name", [file.parent.name for file in own((ROOT / "experiments").glob("*/experiment.yaml"))])
def test_shipped_experiments_are_right_and_say_what_they_expect(name: str) -> None:
    ready = PreparedExperiment(load_experiment(name))
    assert ready.experiment.name == name
    text = (ROOT / "experiments" / name / "README.md").read_text(encoding="utf-8")
    assert "expected before the runs" in text


def test_the_paths_of_a_file_are_meant_from_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "town.yaml").write_text("extends: baseline\nsupply: {food_days: 9.0}\n", encoding="utf-8")
    file = tmp_path / "there" / "ask.yaml"
    file.write_text("question: Now?\nscenario: town.yaml\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    ready = PreparedExperiment(load_experiment(file))
    assert ready.templates["town"].scenario.supply.food_days == 9.0


@pytest.mark.parametrize("name", ["baseline", "raqqa_2017"])
def test_a_varied_world_is_the_one_that_the_loader_makes(name: str) -> None:
    base = load_scenario(name, {} if name == "raqqa_2017" else TINY)
    world = ScenarioTemplate(base)
    for values in (
        {},
        {"supply.food_days": 7},
        {"garrison.morale": 0.3, "convoy.halt_days": 2},
        {"supply.tunnel": 0.5},
    ):
        made = world.varied(values)
        slow = changed(base, values)
        assert made == slow
        assert world.hash_of(made) == scenario_hash(slow, map_of(slow))
    with pytest.raises(ScenarioError, match="must be at least 0 day"):
        world.varied({"supply.food_days": -1.0})


def test_only_what_can_change_a_row_changes_the_hash() -> None:
    first = prepared().hash
    assert prepared(question="Another?", outcomes=["day"], name="other").hash == first
    assert (
        prepared(levers={"supply.food_days": {"low": 5, "high": 20, "steps": 4}, "garrison.morale": [0.4, 0.8]}).hash
        == prepared(levers={"supply.food_days": [5, 10, 15, 20], "garrison.morale": [0.4, 0.8]}).hash
    )
    for change in (
        {"replicates": 6},
        {"days": 6},
        {"first_seed": 2},
        {"daily": True},
        {"set": {**TINY, "supply.leak": 0.1}},
    ):
        assert prepared(**change).hash != first


def test_a_single_point_of_a_scenario_made_in_python() -> None:
    world = load_scenario("baseline", TINY)
    made = PreparedExperiment(single(world, 3, first_seed=7, overrides={"supply.food_days": 9.0}))
    assert (made.points, made.expected) == (1, 3)
    assert [made.spec(run).seed for run in range(3)] == [7, 8, 9]
    assert made.templates["baseline"].scenario == changed(world, {"supply.food_days": 9.0})
    assert PreparedExperiment(single("baseline", 3, 7, [f"{k}={v}" for k, v in TINY.items()])).expected == 3
    with pytest.raises(ScenarioError, match="must be key=value"):
        single("baseline", 3, overrides=["nonsense"])
