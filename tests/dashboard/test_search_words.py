"""The words of the parameter search: each leads to parameters that exist, and the words of its users are among them."""

import pytest

from sim.dashboard.controls.parameter_controls import declared
from sim.dashboard.controls.search_words import SEARCH_WORDS, SUGGESTED, words_by_parameter
from sim.scenario.schema import LISTS

NAMES = [*declared(), *LISTS]


@pytest.mark.parametrize("word", SEARCH_WORDS)
def test_a_word_means_parameters_that_exist(word: str) -> None:
    for target in SEARCH_WORDS[word]:
        assert any(name.startswith(target) if target.endswith(".") else name == target for name in NAMES), target


@pytest.mark.parametrize(
    ("word", "parameter"),
    [
        ("shelling", "fire.strikes_km2_day"),
        ("bombing", "fire.strikes_km2_day"),
        ("airstrikes", "besieger.air_dependence"),
        ("ceasefire", "truce.cold_days"),
        ("hospital", "supply.medicine_days"),
        ("starvation", "supply.food_days"),
        ("evacuation", "convoy.buses"),
        ("press", "observers.journalists"),
        ("UN", "guarantor.strength"),
        ("reinforcements", "reinforcements"),
    ],
)
def test_the_words_of_users_are_known(word: str, parameter: str) -> None:
    assert word in words_by_parameter(NAMES)[parameter].split(", ")


def test_what_is_suggested_is_in_the_table() -> None:
    assert len(SUGGESTED) == 10
    assert {"shelling", "ceasefire", "hospital", "UN"} <= {*SUGGESTED}
