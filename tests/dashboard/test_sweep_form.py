"""What is filled in to start a sweep: levels from documented ranges, counts, warnings, and the same as a file."""

from pathlib import Path

import pytest
from small_siege import hamlet, pair

from sim.dashboard import server_state
from sim.dashboard.run_setup import load_setup
from sim.dashboard.session.sweep_estimate import EstimateView, estimate_text
from sim.dashboard.sweeps import lever_choice, sweep_processes
from sim.dashboard.sweeps.lever_choice import LeverInput, cannot_act, filled_in, levels
from sim.dashboard.sweeps.sweep_form import SweepInput, first_form
from sim.scenario.errors import ScenarioError
from sim.sweep.engine import locate


def with_lever(form: SweepInput, slot: str, dotted: str, **entries: str) -> SweepInput:
    form = form.changed(slot, dotted)
    for part, text in entries.items():
        form = form.changed(f"{slot}_{part}", text)
    return form


@pytest.mark.parametrize("name", ["baseline", "sarajevo_1992", "linked_pair"])
def test_every_lever_is_filled_in_with_levels_that_are_allowed(name: str) -> None:
    setup = load_setup(name)
    for dotted, parameter in lever_choice.lever_parameters(name == "linked_pair").items():
        made = levels(filled_in(dotted, setup))
        assert len(made) >= 2
        if lever_choice.has_range(dotted):
            assert (
                parameter.low is None
                or made[0] > parameter.low
                or (made[0] == parameter.low and not parameter.open_low)
            )
            assert parameter.high is None or made[-1] < parameter.high or not parameter.open_high
        assert lever_choice.range_note(dotted, setup).startswith("Allowed: ")


def test_levels_come_from_a_range_or_a_list(tmp_path: Path) -> None:
    siege = load_setup(hamlet(tmp_path))
    assert levels(filled_in("garrison.morale", siege)) == [0.0, 0.25, 0.5, 0.75, 1.0]
    assert levels(filled_in("besieger.manpower", siege)) == [120, 210, 300, 390, 480], "half to double of its 240"
    assert levels(filled_in("besieger.offensive_day", siege))[-1] == 60, "not beyond the horizon"
    assert levels(filled_in("negotiation.allowed", siege)) == [False, True]
    assert levels(LeverInput("supply.food_days", values="30, 5,5 ,60")) == [30.0, 5.0, 60.0]
    for wrong, why in (
        (LeverInput("supply.food_days", "9", "9", "4"), "must be below"),
        (LeverInput("supply.food_days", "1", "9", "99"), "levels of supply.food_days"),
        (LeverInput("supply.food_days", values="5"), "takes 2 to 15 different values"),
        (LeverInput("supply.food_days", "1", "", "4"), "must be a number"),
        (LeverInput("supply.cake", values="1,2"), "not a parameter that can be varied"),
    ):
        with pytest.raises(ScenarioError, match=why):
            levels(wrong)


def test_a_form_counts_warns_and_is_the_same_as_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_state, "results", tmp_path / "results")
    form = with_lever(first_form(str(hamlet(tmp_path))), "one", "supply.aid", values="0, 0.5")
    plan = form.plan()
    assert plan.size == "10 points with 10 replicates each: 100 runs"
    assert plan.warnings == {"one": "nothing is let in (besieger.aid_allowed is 0)"}
    assert with_lever(form, "three", "besieger.aid_allowed").plan().warnings == {}, "what varies opens the gate"
    carried = form.changed("carry", "")
    assert carried.experiment()["uncertainties"] == {"from": "history"}
    twice = with_lever(form, "two", "supply.aid").plan()
    assert (twice.experiment, twice.problem) == (None, "supply.aid: is chosen twice; choose different parameters")
    assert "5000" in form.changed("replicates", "1000").plan().problem
    for one in (form, carried):
        experiment = one.experiment()
        copied = tmp_path / "copied.yaml"
        copied.write_text(sweep_processes.text_of(experiment))
        assert locate(copied, server_state.results)[0].hash == locate(sweep_processes.written(experiment))[0].hash


def test_levels_entered_by_hand_stay_when_another_siege_is_chosen() -> None:
    form = first_form("baseline").changed("one_high", "70").changed("scenario", "sarajevo_1992")
    assert form.levers[0].high == "70"
    assert levels(form.levers[1])[-1] == 26_000, "filled in anew"
    theatre = form.changed("scenario", "linked_pair").changed("three", "contagion.reputation")
    assert [*theatre.experiment()["levers"]] == [
        "sieges.every.supply.food_days", "sieges.every.besieger.manpower", "contagion.reputation",
    ]  # fmt: skip
    assert theatre.changed("scenario", "baseline").levers[2].dotted == "", "a siege has no such parameter"


def test_levels_of_a_whole_number_are_rounded_in_a_theatre_too(tmp_path: Path) -> None:
    form = first_form(str(pair(tmp_path))).changed("one", "contagion.reputation").changed("one_steps", "3")
    form = with_lever(form, "two", "besieger.manpower", low="100", high="201", steps="3")
    asked = form.experiment()
    assert asked["levers"] == {
        "contagion.reputation": [0.0, 0.5, 1.0],
        "sieges.every.besieger.manpower": [100, 150, 201],
    }
    assert asked["name"] == "pair_reputation_manpower"
    assert cannot_act("contagion.reputation", form.setup, {}) == ""


def test_an_estimate_says_what_it_rests_on() -> None:
    form = first_form("baseline")
    experiment, document = form.experiment(), {"seconds_to_start": 2.0, "seconds_per_run": 0.5, "measured": 12}
    view = EstimateView("done", experiment, {**document, "expected": 250, "due": 240})
    assert estimate_text(view, experiment) == (
        "About 2.0 minutes for 240 runs in one process, 0.5 s each. This is an estimate, from 12 trial runs of it on "
        "this machine. 10 runs exist already."
    )
    other = form.changed("replicates", "2").experiment()
    assert estimate_text(view, other).startswith("About 27 s for 50 runs in one process")
    assert "of this siege with other values" in estimate_text(view, other)
    assert estimate_text(view, form.changed("scenario", "raqqa_2017").experiment()) == ""
    assert "exist already" in estimate_text(view._replace(document={**document, "due": 0}), experiment)
