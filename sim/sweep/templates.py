"""Variants of a scenario, validated as strictly as a file, in a tenth of a millisecond."""

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
    """A scenario of an experiment, from which the variants for its points are built."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario

    def __reduce__(self) -> Any:
        """Pickle the scenario only; the caches are rebuilt in the other process."""
        return ScenarioTemplate, (self.scenario,)

    @property
    def sieges(self) -> tuple[str, ...]:
        """Names of the sieges of a theatre; empty for a single siege."""
        return ()

    @cached_property
    def _plain(self) -> dict[str, Any]:
        data = self.scenario.model_dump(exclude={"facts", SCHEDULE, *LISTS})
        data |= {SCHEDULE: plain_schedule(self.scenario.schedule)}
        return data | {name: getattr(self.scenario, name) for name in LISTS}

    @cached_property
    def _maps(self) -> dict[Any, SiegeMap]:
        return {}

    def varied(self, values: Mapping[str, Any]) -> Scenario:
        """The scenario with `values` by dotted name.

        The same as `sim.runs.plan.changed`, but without a file in between; `map.file` is not among the names. Raises
        ScenarioError for what the schema or the scale does not allow.
        """
        if not values:
            return self.scenario
        kept = {dotted: fact for dotted, fact in self.scenario.facts.items() if dotted not in values}
        data = self._plain | {"facts": kept}
        entries: dict[str, Any] = {}
        for dotted, value in values.items():
            section, _, name = dotted.partition(".")
            if section == SCHEDULE:
                add_part(entries, name, value)
            else:
                data[section] = {**data[section], name: value}
        data[SCHEDULE] = merged(data[SCHEDULE], entries, in_part=True)
        try:
            variant = Scenario.model_validate(data)
        except ValidationError as error:
            raise ScenarioError(list(explain(error, lambda loc: self.scenario.name))) from None
        if problems := [f"{self.scenario.name}: {line}" for _, line in schedule_problems(variant)]:
            raise ScenarioError(problems)
        coarse_enough(variant)
        return variant

    def hash_of(self, scenario: Scenario) -> str:
        """The hash of one of its variants; a map is read once for all variants that share it."""
        if scenario.map not in self._maps:
            if len(self._maps) > 16:
                self._maps.clear()
            self._maps[scenario.map] = map_of(scenario)
        return scenario_hash(scenario, self._maps[scenario.map])

    def value(self, dotted: str) -> Any:
        """Its own value of a parameter."""
        return get_value(self.scenario, dotted)

    def differing(self, dotted: str) -> dict[str, Any]:
        """The sieges' own values of a parameter of all of them, where these differ; empty for a single siege."""
        return {}

    def declared(self) -> list[Parameter]:
        """All parameters that can be varied."""
        return [*parameters(), *schedule_parameters(self.scenario.schedule)]

    def scenarios(self, variant: Scenario) -> list[Scenario]:
        """The scenarios of the single sieges of a variant."""
        return [variant]

    def text(self) -> str:
        """YAML that needs no other file."""
        return resolve(self.scenario)

    def plain(self) -> dict[str, Any]:
        """All of its values, as plain data."""
        return self.scenario.model_dump(mode="json")

    def carry_out(self, variant: Scenario, own_hash: str, seed: int, days: int | None) -> tuple[FinishedRun, Any]:
        """One run of a variant; an exception becomes its error."""
        return attempt_with_result(Plan(variant, own_hash, seed, days, None, None))

    def row_schema(self) -> "pa.Schema":
        """Schema of the rows of its runs."""
        return row_schema()
