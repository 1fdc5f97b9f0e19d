"""Priors and the design over them: what is refused, and that every run follows from its number alone."""

from pathlib import Path

import numpy as np
import pytest

from sim.calibration.design import design_points
from sim.calibration.priors import read_priors
from sim.calibration.runs import prepare_calibration
from sim.scenario.errors import ScenarioError
from tests.calibration.planted import small


def test_shipped_defaults_lie_in_the_middle_of_their_ranges() -> None:
    priors = read_priors()
    places = [priors.place(name, default) for name, default in zip(priors.names, priors.defaults, strict=True)]
    assert places == pytest.approx([0.5] * len(places), abs=0.01)
    ends = priors.values(np.array([[0.0] * len(places), [1.0] * len(places)]))
    assert ends[0].tolist() == pytest.approx([factor.low for factor in priors.factors])
    assert ends[1].tolist() == pytest.approx([factor.high for factor in priors.factors])


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("nothing", "must be a mapping with title and parameters"),
        (
            "title: t\nparameters: {relief.hop: {low: 1, high: 2, why: w}}",
            "relief.hop: is not a parameter; did you mean relief.hope?",
        ),
        (
            "title: t\nparameters: {relief.hope: {low: 2, high: 1, why: w}}",
            "low = 2, high = 1: low must be less than high",
        ),
        (
            "title: t\nparameters: {relief.hope: {low: 0, high: 1, log: true, why: w}}",
            "low = 0: must be more than 0 where log is true",
        ),
        (
            "title: t\nparameters: {relief.hope: {low: 1, high: 99, why: w}}",
            "high = 99: must be within 0 to 20 ratio",
        ),
        ("title: t\nparameters: {terms.named: {low: 0, high: 1, why: w}}", "is not a number but true or false"),
        ("title: t\nparameters: {relief.hope: {low: 1, high: 2}}", "why"),
    ],
)  # fmt: skip
def test_a_prior_that_cannot_be_used_is_refused(text: str, line: str, tmp_path: Path) -> None:
    file = tmp_path / "priors.yaml"
    file.write_text(text)
    with pytest.raises(ScenarioError) as caught:
        read_priors(file)
    assert line in str(caught.value)
    assert "priors.yaml" in str(caught.value)


def test_a_constant_that_the_mapping_sets_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "priors.yaml"
    file.write_text("title: t\nparameters: {garrison.ideology: {low: 1, high: 2, why: w}}")
    with pytest.raises(ScenarioError, match=r"garrison\.ideology: is set by .*mapping\.yaml; keep it in only one"):
        prepare_calibration(priors=file)


def test_a_longer_design_begins_with_the_shorter_one_and_fills_every_axis() -> None:
    short, long = design_points(5, 64), design_points(5, 128)
    assert np.array_equal(short, long[:64])
    counts = [np.histogram(column, bins=8, range=(0, 1))[0] for column in long.T]
    assert np.array_equal(counts, np.full((5, 8), 16))


def test_more_points_and_replicates_keep_the_first_runs(tmp_path: Path) -> None:
    few, many = small(tmp_path, 64, 1), small(tmp_path, 128, 2)
    assert [few.spec(run) for run in range(few.expected)] == [many.spec(run) for run in range(few.expected)]
    assert few.hash != many.hash


def test_constants_follow_the_design_and_cases_the_mapping(tmp_path: Path) -> None:
    made = small(tmp_path, 64, 2)
    cases = len(made.mapped.cases)
    names = [factor.dotted for factor in made.factors]
    one = dict(zip(names, made.spec(3 * cases + 1).values, strict=True))
    for place, name in enumerate(made.priors.names):
        assert one[name] == made.constants[3, place]
    seeds = [made.spec(run).seed for run in range(0, made.points, cases)]
    assert np.all(np.diff(seeds) == 1)  # so that hidden dispositions are spread evenly over the design
    assert len({made.spec(run).seed for run in range(made.expected)}) == made.expected
