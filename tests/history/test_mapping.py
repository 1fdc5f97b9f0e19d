"""The mapping: expressions, draws, what rules may read, and what is said of bad ones."""

import datetime
import math
from pathlib import Path

import numpy as np
import pytest

from sim.history.case_file import CaseFile, read_case_file, shipped_history
from sim.history.draws import case_seed, drawn, probability_of
from sim.history.expressions import expression
from sim.history.map_case import CannotMap, map_best, map_replicate
from sim.history.mapping import CaseMapping, plain_inputs, read_mapping
from sim.scenario.errors import ScenarioError
from sim.scenario.load import load_scenario

HEAD = "title: mine\nextends: baseline\n"


@pytest.fixture(scope="module")
def cases() -> CaseFile:
    return read_case_file()


@pytest.fixture(scope="module")
def mapping(cases: CaseFile) -> CaseMapping:
    return read_mapping(cases.codebook)


def inputs_of(cases: CaseFile, case: str) -> dict[str, object]:
    row = cases.inputs().iloc[cases.position(case)]
    return plain_inputs({str(name): value for name, value in row.items()})


def own(cases: CaseFile, tmp_path: Path, text: str) -> CaseMapping:
    path = tmp_path / "mine.yaml"
    path.write_text(HEAD + text)
    return read_mapping(cases.codebook, path)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 + 2 * 3 ** 2 - 4 / 8", 18.5),
        ("-a if b == 'x' and not a > 3 else 0", -2.0),
        ("first(gap, a) + (1 if known(gap) else 10)", 12.0),
        ("gap + 1", None),
        ("1 if gap > 1 else 2", None),
        ("level(1.5, 0, 10, 30)", 20.0),
        ("days(since, until)", 23.0),
        ("max(floor(2.9), ceil(1.1), min(7, 9))", 7.0),
        ("'town'", "town"),
    ],
)
def test_an_expression_is_computed(text: str, value: object) -> None:
    known = {"a": 2.0, "b": "x", "gap": None, "since": datetime.date(2017, 6, 6), "until": datetime.date(2017, 6, 29)}
    assert expression(text, "here").compute(known) == value


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a.b", "here: a.b is not allowed"),
        ("__import__('os')", "__import__ is not a function"),
        ("[1, 2]", "[1, 2] is not allowed"),
        ("lambda: 1", "lambda: 1 is not allowed"),
        ("1 < 2 < 3", "is not allowed"),
        ("exp(1, 2)", "exp is given 2 arguments; it takes 1"),
        ("min(a)", "min is given 1 arguments; it takes 2 to 20"),
        ("expp(1)", "expp is not a function; did you mean exp?"),
        ("1 +", "is not an expression"),
        ("1" * 501, "is longer than 500 characters"),
        ("(" * 250 + ")" * 250, "is not an expression"),
    ],
)
def test_nothing_but_arithmetic_is_an_expression(text: str, says: str) -> None:
    with pytest.raises(ScenarioError) as told:
        expression(text, "here")
    assert says in str(told.value)


def test_draws_have_their_distribution() -> None:
    """Quantiles by hand: the split of the triangle, half a standard deviation, the middle."""
    assert drawn("triangular_log", 0.5, [100.0, 200.0, 400.0]) == pytest.approx(200.0)
    assert drawn("triangular_log", 0.25, [1.0, math.e, math.e]) == pytest.approx(math.exp(0.5))
    assert drawn("triangular_log", 0.3, [None, 7.0, None]) == 7.0
    assert drawn("triangular_log", None, [1.0, 3.0, 90.0]) == 3.0
    assert drawn("triangular_log", 0.3, [1.0, None, 9.0]) is None
    assert drawn("uniform", 0.25, [2.0, 4.0]) == 2.5
    assert drawn("normal", 0.5, [3.0, 2.0]) == 3.0
    assert drawn("lognormal", 0.6914624612740131, [10.0, 0.4]) == pytest.approx(10 * math.exp(0.2))
    with pytest.raises(ValueError, match="must rise"):
        drawn("triangular_log", 0.5, [5.0, 2.0, 9.0])


def test_seeds_follow_from_case_and_replicate_alone() -> None:
    assert case_seed("raqqa_2017", 1) == 159977800
    assert [case_seed("raqqa_2017", n) - case_seed("raqqa_2017", 1) for n in (2, 60)] == [1, 59]
    shares = np.array([probability_of("raqqa_2017", n, "men_inside") for n in range(1, 401)])
    assert abs(shares.mean() - 0.5) < 0.05
    other = np.array([probability_of("raqqa_2017", n, "men_outside") for n in range(1, 401)])
    assert abs(np.corrcoef(shares, other)[0, 1]) < 0.15


def test_the_shipped_mapping_gives_every_case_valid_parameters(cases: CaseFile, mapping: CaseMapping) -> None:
    for case in cases.ids:
        values = map_best(mapping, inputs_of(cases, case)).values
        scenario = load_scenario("baseline", values)
        assert scenario.garrison.fighters > 0
        cells = scenario.map.area_km2 * 1e6 / scenario.map.cell_m**2
        assert 29 <= cells <= 1001


def test_the_best_values_are_those_of_the_table(cases: CaseFile, mapping: CaseMapping) -> None:
    best = map_best(mapping, inputs_of(cases, "mosul_old_city_2017")).values
    assert best["garrison.fighters"] == 2500
    assert best["besieger.manpower"] == 40_000
    assert best["besieger.reference_manpower"] == 80_000  # scarcity 1: twice the men
    assert best["clock.start"] == datetime.date(2017, 6, 18)
    assert best["besieger.offensive_day"] == 0
    assert best["supply.food_days"] == pytest.approx(15 + 60 * math.exp(-119 / 180))
    assert best["map.generate"] == "dense_city"
    sarajevo = map_best(mapping, inputs_of(cases, "sarajevo_1996")).values
    assert (sarajevo["clock.start"], sarajevo["besieger.offensive_day"]) == (datetime.date(1992, 4, 5), -1)
    assert sarajevo["map.area_km2"] == pytest.approx((430_000 + 40_000) / 5733)
    assert sarajevo["relief.rate_per_week"] == pytest.approx(0.0075)


def test_draws_stay_within_the_range_of_the_sources(cases: CaseFile, mapping: CaseMapping) -> None:
    row = inputs_of(cases, "raqqa_2017")
    men = [map_replicate(mapping, row, "raqqa_2017", n).values["garrison.fighters"] for n in range(1, 41)]
    assert 2000 <= min(men) < max(men) <= 5000
    again = map_replicate(mapping, row, "raqqa_2017", 40).values["garrison.fighters"]
    assert again == men[-1]


def test_what_is_beyond_a_bound_is_reported(cases: CaseFile, tmp_path: Path) -> None:
    rule = "parameters: {garrison.foreign_share: {value: 2 * foreign_share, high: 0.6}}\n"
    mapped = map_best(own(cases, tmp_path, rule), inputs_of(cases, "raqqa_2017"))
    assert mapped.values == {"garrison.foreign_share": 0.6}
    assert mapped.clamped == {"garrison.foreign_share": (0.8, 0.6)}


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        ("supply.food_days: {value: acute_days}", "reads acute_days, which is an outcome; a rule may read inputs only"),
        (
            "supply.food_days: {value: 1 if country == 'Iraq' else 2}",
            "reads country, which is a column that",
        ),
        ("supply.food_days: {value: 1 if id == 'raqqa_2017' else 2}", "reads id, which is a column that identifies"),
        ("map.generate: {table: garrison_type, values: {isis: '1'}}", "reads garrison_type, which is a column that"),
        (
            "supply.food_days: {value: garison_best}",
            "garison_best is neither an input nor a quantity above; did you",
        ),
        ("supply.fod_days: {value: 3}", "parameters.supply.fod_days: is not a parameter that can be set; did you mean"),
        ("map.generate: {table: terrain, values: {town: 1, swamp: 2}}", "values: urban_dense, mountain, base"),
        ("map.generate: {table: refuge, values: {town: 1}}", "refuge is a number; a table needs a choice"),
        ("supply.food_days: {value: 3, uniform: [1, 2]}", "needs exactly one of value, table, triangular_log"),
        ("supply.food_days: {uniform: [1]}", "uniform takes 2 values"),
        ("supply.food_days: {value: 3, low: 5, high: 2}", "low must not exceed high"),
        ("supply.food_days: {valeu: 3}", "parameters.supply.food_days.valeu"),
    ],
)
def test_a_bad_rule_is_told_in_a_sentence(cases: CaseFile, tmp_path: Path, rule: str, says: str) -> None:
    with pytest.raises(ScenarioError) as told:
        own(cases, tmp_path, f"parameters:\n  {rule}\n")
    assert says in str(told.value)
    assert "mine.yaml" in str(told.value)


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        ("supply.food_days: {value: area_km2}", "supply.food_days cannot be set: area_km2 is not known"),
        ("supply.food_days: {value: -3}", "supply.food_days = -3.0: must be 0 to 3650; give the rule low and high"),
        ("supply.food_days: {value: 1 / (refuge - refuge)}", "supply.food_days cannot be computed (float division"),
        ("supply.food_days: {value: (-2) ** 0.5}", "supply.food_days cannot be computed (the result is not a number)"),
        ("supply.food_days: {value: terrain}", 'supply.food_days = "urban_dense": must be 0 to 3650'),
        ("map.generate: {value: terrain}", 'map.generate = "urban_dense": must be one of town, dense_city'),
        ("clock.start: {value: 3}", "clock.start = 3.0: must be any date"),
        ("supply.food_days: {value: 10 ** 999}", "supply.food_days cannot be computed"),
    ],
)
def test_a_case_that_cannot_be_mapped_says_why(cases: CaseFile, tmp_path: Path, rule: str, says: str) -> None:
    mapping = own(cases, tmp_path, f"parameters:\n  {rule}\n")
    with pytest.raises(CannotMap) as told:
        map_best(mapping, inputs_of(cases, "sarajevo_1996"))
    assert says in str(told.value)


def test_the_hash_is_of_the_rules(cases: CaseFile, tmp_path: Path) -> None:
    one = own(cases, tmp_path, "parameters: {supply.food_days: {value: 30, why: because}}\n")
    same = own(cases, tmp_path, "about: more\nparameters: {supply.food_days: {value: 30}}\n")
    other = own(cases, tmp_path, "parameters: {supply.food_days: {value: 31}}\n")
    assert one.hash == same.hash != other.hash
    (tmp_path / "base.yaml").write_text("extends: baseline\nsupply: {water: 0.5}\n")
    path = tmp_path / "based.yaml"
    path.write_text("title: t\nextends: ./base.yaml\nparameters: {supply.food_days: {value: 30}}\n")
    before = read_mapping(cases.codebook, path).hash
    (tmp_path / "base.yaml").write_text("extends: baseline\nsupply: {water: 0.6}\n")
    assert len({one.hash, before, read_mapping(cases.codebook, path).hash}) == 3
    assert read_mapping(cases.codebook).path == shipped_history() / "mapping.yaml"
