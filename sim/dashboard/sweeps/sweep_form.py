"""What is filled in to start a sweep from the page: a siege, its levers, replicates; and what that amounts to."""

import contextlib
from typing import Any, NamedTuple

from sim.dashboard.controls.parameter_controls import whole_entry
from sim.dashboard.run_setup import RunSetup, is_theatre_parameter, load_setup
from sim.dashboard.sweeps import lever_choice, sweep_processes
from sim.dashboard.sweeps.lever_choice import LeverInput
from sim.scenario.errors import ScenarioError
from sim.scenario.theatre import EVERY, Theatre
from sim.text.format import count

#: The levers of the form, and how each is called.
SLOTS = {"one": "First", "two": "Second", "three": "Third"}
FIRST_LEVERS = ("supply.food_days", "besieger.manpower", "")
REPLICATES, MAX_REPLICATES = 10, 1000


class SweepPlan(NamedTuple):
    """What a form amounts to, before anything is run."""

    experiment: dict[str, Any] | None  # None where something is missing
    problem: str  # what that is
    size: str  # points, replicates and runs, in words
    warnings: dict[str, str]  # by slot: why its lever cannot act


class SweepInput(NamedTuple):
    """The entries, as texts. The siege is loaded once, when it is chosen."""

    scenario: str
    setup: RunSetup | None  # None where it cannot be loaded
    levers: tuple[LeverInput, ...]  # in the order of SLOTS
    replicates: str = str(REPLICATES)
    carry: bool = False  # constants are drawn from what history leaves open

    def changed(self, name: str, text: str) -> "SweepInput":
        """The form with another entry. Another parameter, or another siege, fills in the levels anew."""
        if name == "scenario":
            setup = _loaded(text)
            # Of a lever that was filled in by hand, the levels stay.
            proposed = [lever_choice.filled_in(one.dotted, self.setup) for one in self.levers]
            levers = tuple(
                _fitting(one.dotted, setup) if one == first else one
                for one, first in zip(self.levers, proposed, strict=True)
            )
            return self._replace(scenario=text, setup=setup, levers=levers)
        if name == "carry":
            return self._replace(carry=not self.carry)
        if name == "replicates":
            return self._replace(replicates=text)
        slot, _, part = name.partition("_")
        place = [*SLOTS].index(slot)
        now = self.levers[place]
        lever = now._replace(**{part: text}) if part else _fitting(text, self.setup)
        return self._replace(levers=(*self.levers[:place], lever, *self.levers[place + 1 :]))

    def experiment(self) -> dict[str, Any]:
        """The experiment. Raises ScenarioError where something is missing or not valid."""
        grid: dict[str, list[Any]] = {}
        for choice in self.levers:
            if choice.dotted:
                name = self._lever(choice.dotted)
                if name in grid:
                    raise ScenarioError(f"{choice.dotted}: is chosen twice; choose different parameters")
                grid[name] = lever_choice.levels(choice)
        replicates = whole_entry("replicates", self.replicates, 1, MAX_REPLICATES)
        return sweep_processes.experiment(self.scenario, grid, replicates, self.carry)

    def plan(self) -> SweepPlan:
        """What it amounts to."""
        try:
            made, problem = self.experiment(), ""
        except ScenarioError as error:
            made, problem = None, str(error)
        return SweepPlan(made, problem, _size(made) if made else "", self._warnings())

    @property
    def theatre(self) -> bool:
        """Whether a theatre is chosen."""
        return isinstance(self.setup, Theatre)

    def _lever(self, dotted: str) -> str:
        """A parameter as an experiment names it: in a theatre, that of every siege."""
        return f"sieges.{EVERY}.{dotted}" if self.theatre and not is_theatre_parameter(dotted) else dotted

    def _warnings(self) -> dict[str, str]:
        chosen = {slot: choice for slot, choice in zip(SLOTS, self.levers, strict=True) if choice.dotted}
        grid: dict[str, list[Any]] = {}
        for choice in chosen.values():
            with contextlib.suppress(ScenarioError):  # levels that are not valid yet
                grid[choice.dotted] = lever_choice.levels(choice)
        reasons = {slot: lever_choice.cannot_act(choice.dotted, self.setup, grid) for slot, choice in chosen.items()}
        return {slot: why for slot, why in reasons.items() if why}


def _size(experiment: dict[str, Any]) -> str:
    points, replicates = sweep_processes.points_of(experiment["levers"]), experiment["replicates"]
    return f"{count(points, 'point')} with {count(replicates, 'replicate')} each: {count(points * replicates, 'run')}"


def first_form(scenario: str) -> SweepInput:
    """The form as it opens."""
    setup = _loaded(scenario)
    return SweepInput(scenario, setup, tuple(lever_choice.filled_in(dotted, setup) for dotted in FIRST_LEVERS))


def _fitting(dotted: str, setup: RunSetup | None) -> LeverInput:
    """A lever with the levels that are proposed; none where the siege has no such parameter."""
    known = not dotted or dotted in lever_choice.lever_parameters(isinstance(setup, Theatre))
    return lever_choice.filled_in(dotted if known else "", setup)


def _loaded(scenario: str) -> RunSetup | None:
    try:
        return load_setup(scenario)
    except ScenarioError:
        return None
