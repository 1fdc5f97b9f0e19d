"""A theatre of an experiment with other values of some parameters, as strictly checked as a file."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from pydantic import ValidationError

from sim.runs.executor import FinishedRun
from sim.runs.theatre import TheatrePlan, TheatreResult, run_theatre_plan
from sim.runs.theatre_replicates import failed_theatre_run, measures_of, theatre_row_schema
from sim.scenario.errors import ScenarioError
from sim.scenario.explain_theatre import explain_theatre
from sim.scenario.parameters import Parameter
from sim.scenario.schema import Scenario, get_value
from sim.scenario.theatre import EVERY, Document, Theatre, resolve_theatre, theatre_hash, theatre_parameters
from sim.sweep.templates import ScenarioTemplate


class TheatreTemplate(ScenarioTemplate):
    """A theatre of an experiment, from which those of its points are made; a World in all that a sweep asks."""

    def __init__(self, theatre: Theatre) -> None:
        self.scenario: Any = theatre

    def __reduce__(self) -> Any:
        """Only the theatre travels to another process; the rest is made there."""
        return TheatreTemplate, (self.scenario,)

    @cached_property
    def _worlds(self) -> dict[str, ScenarioTemplate]:
        return {name: ScenarioTemplate(scenario) for name, scenario in self.scenario.sieges.items()}

    @property
    def sieges(self) -> tuple[str, ...]:
        """Names of its sieges."""
        return tuple(self.scenario.sieges)

    def varied(self, values: Mapping[str, Any]) -> Any:
        """The theatre with `values` by dotted name; ScenarioError for what the schema or the scale does not allow."""
        if not values:
            return self.scenario
        said = self.scenario.document.model_dump()
        changes: dict[str, dict[str, Any]] = {name: {} for name in self.sieges}
        for dotted, value in values.items():
            group, _, rest = dotted.partition(".")
            name, _, last = rest.partition(".")
            if group == "contagion":
                said["contagion"][rest] = value
            elif group == "links":
                said["links"][name][last] = value
            else:
                for siege in self.sieges if name == EVERY else (name,):
                    changes[siege][last] = value
        said["facts"] = {dotted: fact for dotted, fact in said["facts"].items() if dotted not in values}
        try:
            document = Document.model_validate(said)
        except ValidationError as error:
            raise ScenarioError(list(explain_theatre(error, self.scenario.name))) from None
        return Theatre(document, {name: self._worlds[name].varied(changes[name]) for name in self.sieges})

    def hash_of(self, scenario: Any) -> str:
        """The hash of one of its variants."""
        return theatre_hash(scenario)

    def value(self, dotted: str) -> Any:
        """Its own value of a parameter; of one for every siege, the first siege's."""
        group, _, rest = dotted.partition(".")
        name, _, last = rest.partition(".")
        if group == "contagion":
            return getattr(self.scenario.contagion, rest)
        if group == "links":
            return getattr(self.scenario.document.links[name], last)
        return get_value(self.scenario.sieges[self.sieges[0] if name == EVERY else name], last)

    def declared(self) -> list[Parameter]:
        """Everything that can be varied."""
        return theatre_parameters(self.scenario)

    def scenarios(self, variant: Any) -> list[Scenario]:
        """The single worlds of a variant."""
        return list(variant.sieges.values())

    def text(self) -> str:
        """As YAML that stands alone."""
        return resolve_theatre(self.scenario)

    def plain(self) -> dict[str, Any]:
        """All of its values, as plain data."""
        said = self.scenario.document.model_dump(mode="json")
        for name, scenario in self.scenario.sieges.items():
            said["sieges"][name] |= {"scenario": scenario.model_dump(mode="json"), "set": {}}
        return said

    def carry_out(
        self, variant: Any, own_hash: str, seed: int, days: int | None
    ) -> tuple[FinishedRun, TheatreResult | None]:
        """One run of a variant, whatever happens in it."""
        plan = TheatrePlan(variant, own_hash, seed, days, None, None, None)
        try:
            result = run_theatre_plan(plan)
            return FinishedRun({**result.document(), "error": None}, measures_of(result)), result
        except Exception as error:
            return failed_theatre_run(plan, f"{type(error).__name__}: {error}"), None

    def row_schema(self) -> Any:
        """Columns of a row of a run."""
        return theatre_row_schema(self.sieges)
