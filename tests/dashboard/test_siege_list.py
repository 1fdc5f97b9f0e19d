"""The list of sieges: proper names, dates in words as in the titles, and nothing shipped is missing."""

import re

import pytest

from sim.dashboard.controls.siege_list import FROM_FILE, HISTORICAL, NAMES, STYLISED, THEATRES, sieges
from sim.dashboard.run_setup import load_setup
from sim.scenario.files import shipped_names, shipped_theatres
from sim.scenario.theatre import Theatre


def test_every_shipped_siege_is_listed_once_and_grouped() -> None:
    listed = sieges("baseline")
    assert sorted(one["value"] for one in listed) == sorted([*shipped_names(), *shipped_theatres()])
    groups = [one["group"] for one in listed]
    assert list(dict.fromkeys(groups)) == [HISTORICAL, STYLISED, THEATRES]
    assert groups == sorted(groups, key=[HISTORICAL, STYLISED, THEATRES].index)
    assert {one["value"] for one in listed if one["group"] == THEATRES} == {*shipped_theatres()}


def test_a_file_comes_first() -> None:
    first = sieges("somewhere/my_town.yaml")[0]
    assert first == {"value": "somewhere/my_town.yaml", "group": FROM_FILE, "text": "my town"}


@pytest.mark.parametrize("name", [name for names in NAMES.values() for name in names])
def test_dates_are_those_of_the_title(name: str) -> None:
    setup = load_setup(name)
    title = setup.document.title if isinstance(setup, Theatre) else setup.title
    text = next(one["text"] for one in sieges("baseline") if one["value"] == name)
    dates = re.findall(r"(?:[A-Z][a-z]+ )?\d{4}", text)
    assert dates == re.findall(r"(?:[A-Z][a-z]+ )?\d{4}", title)[: len(dates)]
    assert dates or not re.search(r"(?<!\d)(19|20)\d\d", title), "the title has dates, the list has none"
