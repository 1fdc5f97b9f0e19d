"""The emulator finds chances that are known, does not invent what is not there, and says how good it is."""

import numpy as np
import pytest

from sim.calibration.design import design_points
from sim.calibration.emulator import Emulators, features, fit_case, fold_of
from tests.calibration.planted import PlantedModel, terms_of


@pytest.fixture(scope="module")
def planted() -> PlantedModel:
    return PlantedModel(3)


def test_known_chances_are_found(planted: PlantedModel) -> None:
    runs = planted.runs(1024)
    fold = fold_of(1024)
    checked = []
    for case in range(planted.cases):
        terms, labels, point = terms_of(runs, case)
        checked.append(fit_case(terms, labels, fold[point], 4))
    made = Emulators(("a", "b", "c"), tuple(checked))
    unit = design_points(2, 2048)[1024:]
    error = made.chances(unit) - planted.chances(unit)
    assert np.sqrt(np.mean(error**2)) < 0.03
    assert np.allclose(made.chances(unit).sum(axis=2), 1.0)
    for one in checked:
        assert one.held_out > one.constant + 0.05  # the constants matter, and the emulator sees it in unseen runs
        assert one.calibration < 0.05


def test_constants_that_do_nothing_are_said_to_do_nothing() -> None:
    labels = np.random.default_rng(3).integers(0, 2, 640)
    terms = features(design_points(2, 640))
    one = fit_case(terms, labels, fold_of(640), 4)
    chances = one.emulator.chances(terms)
    assert one.held_out < one.constant + 0.01
    assert chances[:, 0].std() < 0.05
    assert np.all(chances[:, 2:] > 0.0)
    assert np.all(chances[:, 2:] < 0.01)


def test_one_class_alone_is_nearly_certain() -> None:
    one = fit_case(features(design_points(2, 64)), np.full(64, 3), fold_of(64), 4)
    assert np.all(one.emulator.chances(features(design_points(2, 8)))[:, 3] > 0.94)


def test_a_fifth_that_is_left_out_is_not_seen() -> None:
    """Other labels in one fifth change every emulator but the one without it."""
    luck = np.random.default_rng(4)
    terms, fold = features(design_points(2, 640)), fold_of(640)
    labels = luck.integers(0, 2, 640)
    other = np.where(fold == 2, 1 - labels, labels)
    first, second = (fit_case(terms, each, fold, 2) for each in (labels, other))
    if first.emulator.penalty == second.emulator.penalty:
        assert np.array_equal(first.folds[2].coefficients, second.folds[2].coefficients)
    assert not np.array_equal(first.folds[1].coefficients, second.folds[1].coefficients)
