"""Values as scientific Python hands them over: what each stands for, and what is refused in our own words."""

import datetime

import numpy as np
import pandas as pd
import pytest

from sim.scenario.errors import ScenarioError
from sim.scenario.load import load_scenario
from sim.scenario.load_theatre import load_theatre
from sim.scenario.numbers import plain_value, whole_number


class Three:
    """A whole number of somebody else's making."""

    def __index__(self) -> int:
        return 3


WIDTHS = (np.int8, np.int16, np.int32, np.int64, np.uint8, np.uint16, np.uint32, np.uint64)
THREES = [
    3,
    3.0,
    *[width(3) for width in WIDTHS],
    np.float16(3),
    np.float64(3),
    np.longdouble(3),
    np.array(3),
    np.array(3.0),
    pd.Series([3]).iloc[0],
    pd.Series([3.0]).iloc[0],
    pd.array([3], dtype="Int64")[0],
    Three(),
]
NOT_WHOLE = ["3", 2.5, np.float32(2.5), float("nan"), np.inf, None, True, np.bool_(True), [3], np.array([3]), pd.NA, 3j]


@pytest.mark.parametrize("value", THREES, ids=lambda value: type(value).__name__)
def test_what_stands_for_a_whole_number_is_one(value: object) -> None:
    assert type(whole_number("seed", value)) is int
    assert whole_number("seed", value) == 3
    world = load_scenario("baseline", {"convoy.buses": value, "garrison.fighters": value})
    assert (world.convoy.buses, type(world.convoy.buses)) == (3, int)


@pytest.mark.parametrize("value", NOT_WHOLE, ids=repr)
def test_what_does_not_is_refused_with_its_value_and_what_is_allowed(value: object) -> None:
    with pytest.raises(ScenarioError, match=r"^seed = .+: must be a whole number, 0 to 9") as refused:
        whole_number("seed", value, 0, 9)
    assert "\n" not in str(refused.value)
    with pytest.raises(ScenarioError, match=r"^--set: convoy\.buses = .+: must be a whole number"):
        load_scenario("baseline", {"convoy.buses": value})


@pytest.mark.parametrize(
    ("value", "advice"),
    [
        ("3", 'seed = "3": must be a whole number, 0 to 9; give the number without quotes, 3'),
        (2.5, "seed = 2.5: must be a whole number, 0 to 9; round it, for instance to 2"),
        (-1, "seed = -1: must be 0 or more"),
        (np.int8(-1), "seed = -1: must be 0 or more"),
        (10.0, "seed = 10: must be 9 or less"),
        (2**70, "seed = 1180591620717411303424: must be 9 or less"),
    ],
)
def test_the_message_gives_the_fix(value: object, advice: str) -> None:
    with pytest.raises(ScenarioError) as refused:
        whole_number("seed", value, 0, 9)
    assert str(refused.value) == advice


def test_a_number_too_long_to_print_is_refused_all_the_same() -> None:
    with pytest.raises(ScenarioError, match=r"seed = a number of more than 60 digits: must be 9 or less"):
        whole_number("seed", 10**5000, 0, 9)


def test_numbers_choices_and_yes_or_no_of_numpy_are_plain_ones() -> None:
    overrides = {
        "supply.food_days": np.float32(20),
        "garrison.morale": np.float64(0.5),
        "supply.leak": np.array(0.25),
        "negotiation.allowed": np.bool_(False),
        "map.generate": np.str_("town"),
        "name": np.str_("elsewhere"),
    }
    world = load_scenario("baseline", overrides)
    assert world == load_scenario("baseline", {key: plain_value(value) for key, value in overrides.items()})
    values = (world.supply.food_days, world.negotiation.allowed, world.map.generate, world.name)
    assert [type(value) for value in values] == [float, bool, str, str]
    for bad in (np.str_("20"), np.bool_(True), pd.NaT):
        with pytest.raises(ScenarioError, match=r"supply\.food_days = .*: must be a number"):
            load_scenario("baseline", {"supply.food_days": bad})


DAY = datetime.date(2016, 12, 31)


@pytest.mark.parametrize(
    "value",
    [
        DAY,
        datetime.datetime(2016, 12, 31),
        pd.Timestamp("2016-12-31"),
        np.datetime64("2016-12-31"),
        np.datetime64("2016-12-31T00:00:00", "ns"),
        pd.Series(pd.to_datetime(["2016-12-31"])).iloc[0],
        np.array("2016-12-31", "datetime64[s]"),
    ],
    ids=repr,
)
def test_a_midnight_is_a_date(value: object) -> None:
    start = load_scenario("baseline", {"clock.start": value}).clock.start
    assert (type(start), start) == (datetime.date, DAY)


@pytest.mark.parametrize(
    "value",
    [
        datetime.datetime(2016, 12, 31, 6),
        np.datetime64("2016-12-31T06"),
        np.datetime64("NaT", "D"),
        pd.NaT,
        "31 December 2016",
        3,
    ],
    ids=repr,
)
def test_any_other_moment_is_refused(value: object) -> None:
    with pytest.raises(ScenarioError, match=r"clock\.start = .*: must be a date such as 2017-01-31"):
        load_scenario("baseline", {"clock.start": value})


def test_lists_hold_plain_values_too() -> None:
    rows = [{"day": np.int64(30), "men": 500.0}, {"day": 40.0, "men": np.uint16(20)}]
    world = load_scenario("baseline", {"reinforcements": rows})
    assert [(more.day, more.men) for more in world.reinforcements] == [(30, 500), (40, 20)]
    assert load_scenario("baseline", ["garrison.fighters=200.0"]).garrison.fighters == 200
    with pytest.raises(ScenarioError, match=r"reinforcements\[0\]\.men = 2\.5: must be a whole number"):
        load_scenario("baseline", {"reinforcements": [{"day": 3, "men": np.float64(2.5)}]})


def test_the_sieges_of_a_theatre_take_them_as_well() -> None:
    overrides = {"sieges.every.garrison.fighters": np.float64(200), "contagion.freed_troops": np.float32(0.5)}
    theatre = load_theatre("four_towns_2017", overrides)
    assert {siege.garrison.fighters for siege in theatre.sieges.values()} == {200}
    assert theatre.contagion.freed_troops == 0.5
