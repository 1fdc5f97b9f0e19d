"""A scenario with other values of some parameters, as strictly checked as a file, in a tenth of a millisecond."""

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from sim.runs.executor import FinishedRun, attempt_with_result
from sim.runs.plan import Plan, coarse_enough
from sim.runs.replicates import row_schema
from sim.scenario.errors import ScenarioError
from sim.scenario.explain import explain
from sim.scenario.ground import SiegeMap
from sim.scenario.load import resolve, scenario_hash
from sim.scenario.maps import map_of
from sim.scenario.parameters import Parameter, parameters, schedule_parameters
from sim.scenario.schedule_layers import SCHEDULE, add_part, merged, plain_schedule
from sim.scenario.schedule_rules import schedule_problems
from sim.scenario.schema import LISTS, Scenario, get_value

if TYPE_CHECKING:
    import pyarrow as pa


class ScenarioTemplate:
    """A scenario of an experiment, from which those of its points are made."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario

    def __reduce__(self) -> Any:
        """Only the scenario travels to another process; the rest is made there."""
        return ScenarioTemplate, (self.scenario,)

    @property
    def sieges(self) -> tuple[str, ...]:
        """Names of its sieges, where it is a theatre."""
        return ()

    @cached_property
    def _plain(self) -> dict[str, Any]:
        data = self.scenario.model_dump(exclude={"facts", SCHEDULE, *LISTS})
        data |= {SCHEDULE: plain_schedule(self.scenario.schedule)}
        return data | {name: getattr(self.scenario, name) for name in LISTS}

    @cached_property
    def _places(self) -> dict[Any, SiegeMap]:
        return {}

    def varied(self, values: Mapping[str, Any]) -> Scenario:
        """The scenario with `values` by dotted name; ScenarioError for what the schema or the scale does not allow.

        The same as `sim.runs.plan.changed`, without a file in between; `map.file` is not among the names.
        """
        if not values:
            return self.scenario
        kept = {dotted: fact for dotted, fact in self.scenario.facts.items() if dotted not in values}
        said = self._plain | {"facts": kept}
        entries: dict[str, Any] = {}
        for dotted, value in values.items():
            section, _, name = dotted.partition(".")
            if section == SCHEDULE:
                add_part(entries, name, value)
            else:
                said[section] = {**said[section], name: value}
        said[SCHEDULE] = merged(said[SCHEDULE], entries, in_part=True)
        try:
            made = Scenario.model_validate(said)
        except ValidationError as error:
            raise ScenarioError(list(explain(error, lambda loc: self.scenario.name))) from None
        if problems := [f"{self.scenario.name}: {line}" for _, line in schedule_problems(made)]:
            raise ScenarioError(problems)
        coarse_enough(made)
        return made

    def hash_of(self, scenario: Scenario) -> str:
        """The hash of one of its variants; the ground is read once for all that stand on the same."""
        if scenario.map not in self._places:
            if len(self._places) > 16:
                self._places.clear()
            self._places[scenario.map] = map_of(scenario)
        return scenario_hash(scenario, self._places[scenario.map])

    def value(self, dotted: str) -> Any:
        """Its own value of a parameter."""
        return get_value(self.scenario, dotted)

    def declared(self) -> list[Parameter]:
        """Everything that can be varied."""
        return [*parameters(), *schedule_parameters(self.scenario.schedule)]

    def scenarios(self, variant: Scenario) -> list[Scenario]:
        """The single worlds of a variant."""
        return [variant]

    def text(self) -> str:
        """As YAML that stands alone."""
        return resolve(self.scenario)

    def plain(self) -> dict[str, Any]:
        """All of its values, as plain data."""
        return self.scenario.model_dump(mode="json")

    def carry_out(self, variant: Scenario, own_hash: str, seed: int, days: int | None) -> tuple[FinishedRun, Any]:
        """One run of a variant, whatever happens in it."""
        return attempt_with_result(Plan(variant, own_hash, seed, days, None, None))

    def row_schema(self) -> "pa.Schema":
        """Columns of a row of a run."""
        return row_schema()
