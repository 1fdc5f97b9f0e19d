import os
import pickle
import re
import tomllib
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from sim.scenario.errors import ScenarioError
from sim.scenario.load import VERSION, load_scenario, resolve, scenario_hash
from sim.scenario.maps import map_of
from sim.scenario.schema import Scenario
from tests.scenario.conftest import MAP, Write
from tests.tracked import scenarios


def problems(path: object, overrides: object = ()) -> str:
    with pytest.raises(ScenarioError) as caught:
        load_scenario(path, overrides)  # pyright: ignore[reportArgumentType]
    return str(caught.value)


FOOD = "(how long the food stock lasts everyone at full rations)"
WATER = "(share of need, safe water while wells and the river are held)"

# text of bad.yaml -> the exact message
BAD = {
    "supply: {food_dayz: 3}": "bad.yaml: supply.food_dayz is not a parameter; did you mean supply.food_days?",
    "food_days: 3": "bad.yaml: food_days is not a parameter; did you mean supply.food_days?",
    "supply.food_days: 3": "bad.yaml: supply.food_days is not a section; write supply: {food_days: 3}",
    "suply: {food_days: 3}": "bad.yaml: suply is not a parameter; did you mean supply?",
    "zzz: 3": "bad.yaml: zzz is not a parameter",
    "supply: {food_days: -3}": f"bad.yaml: supply.food_days = -3: must be at least 0 day {FOOD}",
    "supply: {water: 1.5}": (f"bad.yaml: supply.water = 1.5: must be at most 1 {WATER}"),
    'supply: {food_days: "30"}': (
        'bad.yaml: supply.food_days = "30": must be a number '
        "(how long the food stock lasts everyone at full rations); write it without quotes"
    ),
    "supply: {food_days: true}": f"bad.yaml: supply.food_days = true: must be a number {FOOD}",
    "supply: {food_days: .nan}": f"bad.yaml: supply.food_days = nan: must be a finite number {FOOD}",
    "supply: {food_days: 1e999}": f"bad.yaml: supply.food_days = inf: must be a finite number {FOOD}",
    "supply: {food_days: }": f"bad.yaml: supply.food_days = null: must be a number {FOOD}",
    f"supply: {{food_days: {10**400}}}": (
        f"bad.yaml: supply.food_days = a number of more than 60 digits: must be a number {FOOD}"
    ),
    "garrison: {fighters: 3.5}": "bad.yaml: garrison.fighters = 3.5: must be a whole number (fighters inside on day 0)",
    "negotiation: {allowed: no}": (
        'bad.yaml: negotiation.allowed = "no": must be true or false (false is a policy of annihilation: '
        "no talks, and a pending deal is void)"
    ),
    "clock: {start: 2017}": ("bad.yaml: clock.start = 2017: must be a date such as 2017-01-31 (date of day 0)"),
    "clock: {start: 2017-02-30}": "bad.yaml, line 1: 2017-02-30 is not a valid number or date",
    "map: {generate: towm}": (
        'bad.yaml: map.generate = "towm": must be one of town, dense_city, mountain, base, open '
        "(type of map to generate when no file is given); did you mean town?"
    ),
    "supply:": (
        "bad.yaml: supply = null: must be a mapping of parameters, such as food_days; "
        "leave it out, or give at least one"
    ),
    "supply: 3": "bad.yaml: supply = 3: must be a mapping of parameters, such as food_days",
    "title: 3": ('bad.yaml: title = 3: must be text (title in one line); write it in quotes: "..."'),
    "name: A b": (
        'bad.yaml: name = "A b": must contain only lower-case letters, digits and _ (name, used in file names)'
    ),
    "besieger: {cordon_share: 0.9, reserve_share: 0.9}": (
        "bad.yaml: besieger.cordon_share + besieger.reserve_share must be at most 1"
    ),
    "clock: {start: 9999-11-15, horizon_days: 60}": (
        "bad.yaml: clock.start = 9999-11-15: with clock.horizon_days = 60 the siege could last beyond 9989-12-31, "
        "where the calendar ends; set clock.start to 9989-11-01 or earlier"
    ),
    "facts: {supply.food_dayz: {source: me}}": (
        "bad.yaml: facts: supply.food_dayz is not a parameter; did you mean supply.food_days?"
    ),
    "facts: {supply.food_days: {low: 3}}": (
        "bad.yaml: facts.supply.food_days.source is missing: a reference, or the word assumption and the reason"
    ),
    "facts: {supply.food_days: {source: me, lo: 3}}": (
        "bad.yaml: facts.supply.food_days.lo is not a parameter; allowed are source, low, best, high"
    ),
    "facts: 3": "bad.yaml: facts = 3: must be a mapping from dotted parameters to source, low, best, high",
    "reinforcements: [{day: 0, men: 5}]": ("bad.yaml: reinforcements[0].day = 0: must be at least 1 (day of arrival)"),
    "reinforcements: 3": ("bad.yaml: reinforcements = 3: must be a list, each entry on its own line after a dash"),
    "map: {file: no.txt}": (
        'bad.yaml: map.file = "no.txt": there is no file no.txt; paths are relative to the file that contains them'
    ),
    "map: {file: .}": 'bad.yaml: map.file = ".": this is a folder; give a file in it',
    "": "bad.yaml: the file is empty; the shortest scenario is `extends: baseline`",
    "- 1": "bad.yaml: must be a mapping of sections, such as supply: {food_days: 30}",
    "supply: {water: 1, water: 0.5}\nsupply: {}": (
        "bad.yaml, line 1: water is given twice, first in line 1; keep one\n"
        "bad.yaml, line 2: supply is given twice, first in line 1; keep one"
    ),
    "a: b: c": "bad.yaml, line 1, column 5: not YAML: mapping values are not allowed in this context",
    "a: 1\n---\nb: 1": "bad.yaml: contains more than one YAML document; a file must contain exactly one",
    "a: !!float 3": "bad.yaml, line 1: tag:yaml.org,2002:float: tags are not supported; write the plain value",
    "? [a]\n: 1": "bad.yaml, line 1: a key must be a plain word",
    "a: *b": "bad.yaml, line 1: *b refers to an anchor that is not defined above",
    "a: " + "[" * 50: "bad.yaml, line 1: nested more than 20 deep",
    "extends: 3": "bad.yaml: extends = 3: must be the name of a scenario or the path of a file",
    "extends: baselin": ('bad.yaml: extends = "baselin": no shipped scenario has this name; did you mean baseline?'),
    "extends: no.yaml": (
        'bad.yaml: extends = "no.yaml": there is no file no.yaml; paths are relative to the file that contains them'
    ),
    "extends: bad.yaml": ('bad.yaml: extends = "bad.yaml": circular extends: bad.yaml -> bad.yaml'),
}


@pytest.mark.parametrize("text", BAD, ids=lambda text: text[:40])
def test_a_bad_file_has_exactly_this_message(write: Write, text: str) -> None:
    write(text)
    assert problems("bad.yaml") == BAD[text]


def test_all_problems_of_a_file_come_at_once(write: Write) -> None:
    write("supply: {water: 2, food_dayz: 1}\nmap: {file: no.txt}\nfacts: {x: {source: me}}\nzzz: 1")
    assert len(problems("bad.yaml").splitlines()) == 5


def test_a_thousand_problems_are_not_all_printed(write: Write) -> None:
    write("\n".join(f"food_days{i}: 1" for i in range(20_000)))
    lines = problems("bad.yaml").splitlines()
    assert len(lines) == 51
    assert lines[-1] == "... and 19950 more problems"


def test_what_is_not_a_text_file(write: Write) -> None:
    write("x", "folder/in.yaml")
    write(b"\xff\xfe\x00s", "wide.yaml")
    write(b"\x00\x01\x02", "binary.yaml")
    write(b"a: " + b"x" * (1 << 20), "huge.yaml")
    os.mkfifo("pipe.yaml")
    assert problems(Path("folder")) == "folder: this is a folder; give a file in it"
    assert problems("wide.yaml") == "wide.yaml: byte 0 is not UTF-8 text; save the file as UTF-8"
    assert problems("binary.yaml") == "binary.yaml: not YAML: contains characters that are not allowed in text"
    assert problems("huge.yaml") == "huge.yaml: larger than 1 MiB, too large for a scenario or map"
    assert problems("pipe.yaml") == "pipe.yaml: not a regular file"
    assert problems("none.yaml") == "none.yaml: no such file"
    assert problems("a\0.yaml") == "a\\x00.yaml: no such file"
    assert problems("") == '"": no shipped scenario has this name; to use a file, give its path, such as ./siege.yaml'
    assert problems("baselin") == "baselin: no shipped scenario has this name; did you mean baseline?"
    assert "cannot be read: file name too long" in problems("x" * 300 + ".yaml")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read anything")
def test_a_forbidden_file(write: Write) -> None:
    write("supply: {}").chmod(0)
    assert problems("bad.yaml") == "bad.yaml: cannot be read: permission denied"


def test_yaml_bombs_are_refused(write: Write) -> None:
    laughs = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n"
    laughs += "".join(f"a{i}: &a{i} [{','.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 9))
    write(laughs)
    assert problems("bad.yaml") == "bad.yaml: more than 100000 values, too many for a scenario"
    write("a: &a 1\nb: [" + ",".join(["*a"] * 101) + "]")
    assert problems("bad.yaml") == "bad.yaml, line 2: more than 100 aliases; write the values out"
    write("[" * 100_000)
    assert problems("bad.yaml") == "bad.yaml, line 1: nested more than 20 deep"


def test_extends_merges_by_section_and_each_file_answers_for_its_own(write: Write) -> None:
    write("name: base\ntitle: Base\nsupply: {food_days: 10, water: 0.5}", "base.yaml")
    write("extends: ../base.yaml\nsupply: {food_days: 20}", "deep/child.yaml")
    child = load_scenario("deep/child.yaml")
    assert (child.name, child.title) == ("child", "")
    assert (child.supply.food_days, child.supply.water) == (20.0, 0.5)
    write("supply: {water: 5}", "base.yaml")
    assert problems("deep/child.yaml").startswith("base.yaml: supply.water = 5: must be at most 1")


def test_a_circle_of_files(write: Write) -> None:
    write("extends: b.yaml", "a.yaml")
    write("extends: a.yaml", "b.yaml")
    assert problems("a.yaml") == ('b.yaml: extends = "a.yaml": circular extends: a.yaml -> b.yaml -> a.yaml')


def test_a_source_does_not_outlive_its_number(write: Write) -> None:
    fact = "{source: diary}"
    write(f"facts: {{supply.food_days: {fact}, supply.water: {fact}, map.seed: {fact}}}", "base.yaml")
    write(f"extends: base.yaml\nsupply: {{food_days: 3}}\nmap: {{seed: 2}}\nfacts: {{map.seed: {fact}}}")
    assert set(load_scenario("bad.yaml").facts) == {"supply.water", "map.seed"}
    assert set(load_scenario("bad.yaml", ["supply.water=0.1"]).facts) == {"map.seed"}


def test_values_are_read_as_yaml_1_2(write: Write) -> None:
    write("fire: {skirmish_per_day: 1e-5}\nclock: {start: 2018-03-01}\nsupply: {food_days: 30}")
    scenario = load_scenario("bad.yaml")
    assert scenario.fire.skirmish_per_day == 1e-5
    assert scenario.clock.start == date(2018, 3, 1)
    assert isinstance(scenario.supply.food_days, float)


def test_overrides() -> None:
    by_text = load_scenario("baseline", ["supply.food_days=20", "clock.start=2018-03-01", "title=x"])
    by_name = load_scenario(
        "baseline", {"supply.food_days": np.int64(20), "clock.start": date(2018, 3, 1), "title": "x"}
    )
    assert by_text == by_name
    assert by_text.supply.food_days == 20.0
    men = load_scenario("baseline", ["reinforcements=[{day: 3, men: 5}]"]).reinforcements
    assert (men[0].day, men[0].men) == (3, 5)


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ("food_days=3", "--set: food_days is not a parameter; did you mean supply.food_days?"),
        ("supply=3", "--set: supply is a section; set one of its parameters, such as supply.food_days"),
        ("extends=x", "--set: extends is not a parameter"),
        ("supply.food_days", "--set supply.food_days: must be key=value, such as --set supply.food_days=30"),
        (
            "supply.food_days=-1",
            f"--set: supply.food_days = -1: must be at least 0 day {FOOD}",
        ),
        (
            "supply.food_days=",
            f'--set: supply.food_days = "": must be a number {FOOD}',
        ),
        (
            "supply.food_days=a: b: c",
            "--set supply.food_days, line 1, column 5: not YAML: mapping values are not allowed in this context",
        ),
    ],
)
def test_a_bad_override_has_exactly_this_message(override: str, message: str) -> None:
    assert problems("baseline", [override]) == message


def test_a_rule_between_parameters_is_broken_together(write: Write) -> None:
    write("besieger: {reserve_share: 0.4}", "b.yaml")
    assert problems("b.yaml", ["besieger.cordon_share=0.7"]) == (
        "b.yaml with --set: besieger.cordon_share + besieger.reserve_share must be at most 1"
    )


def test_a_map_travels_with_its_scenario(write: Write, tmp_path: Path) -> None:
    write(MAP, "world/maps/town.txt")
    write("map: {file: maps/town.txt}", "world/town.yaml")
    scenario = load_scenario("world/town.yaml")
    saved = resolve(scenario)
    assert str(tmp_path) not in saved
    write(saved, "results/scenario.yaml")
    (tmp_path / "world/maps/town.txt").unlink()
    again = load_scenario("results/scenario.yaml")
    assert again == scenario
    assert resolve(again) == saved
    place = map_of(again)
    assert place.terrain.shape == (10, 10)
    assert scenario_hash(again, place) == scenario_hash(scenario, map_of(scenario))


def test_what_no_map_would_read_is_refused(write: Write) -> None:
    write(MAP, "town.txt")
    write("map: {file: town.txt}")
    assert problems("bad.yaml", ["map.seed=4"]) == (
        '--set: map.seed = 4: applies only to a generated map, but map.file is given; set map.file to "" as well'
    )
    assert load_scenario("bad.yaml", ["map.seed=4", "map.file="]).map.file == ""
    assert problems("bad.yaml", ["map.cell_m=50"]) == (
        "bad.yaml: map.cell_m = 50.0: the map file uses cells of 100.0 m; use the same value in both"
    )


def test_every_shipped_scenario_survives_a_round_trip(tmp_path: Path) -> None:
    for name in scenarios():
        scenario = load_scenario(name)
        assert scenario.name == name
        saved = tmp_path / "scenario.yaml"
        saved.write_text(resolve(scenario))
        assert load_scenario(saved) == scenario
        assert pickle.loads(pickle.dumps(scenario)) == scenario


def test_the_hash_sees_the_world_and_not_its_words() -> None:
    def hashed(*overrides: str) -> str:
        scenario = load_scenario("baseline", overrides)
        return scenario_hash(scenario, map_of(scenario))

    assert re.fullmatch("h[0-9a-f]{12}", hashed())
    assert hashed() == hashed("title=other", "name=other", "about=other", "supply.food_days=45")
    others = ["supply.food_days=44", "map.seed=2", "population.people_per_agent=2", "clock.start=2018-01-01"]
    assert len({hashed(), *map(hashed, others)}) == 5


def test_the_baseline_is_the_defaults() -> None:
    descriptive = {"name", "title", "about"}
    assert load_scenario("baseline").model_dump(exclude=descriptive) == Scenario().model_dump(exclude=descriptive)


def test_the_version_is_that_of_the_project() -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())
    assert project["project"]["version"] == VERSION


def test_an_experiment_is_not_taken_for_a_scenario(tmp_path: Path) -> None:
    file = tmp_path / "asked.yaml"
    file.write_text("question: why?\nscenario: baseline\nlevers: {garrison.morale: [0.5, 0.8]}\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"asked.yaml: is an experiment, but a scenario is needed here; ") as caught:
        load_scenario(file)
    assert len(caught.value.problems) == 1
