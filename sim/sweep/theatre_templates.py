"""Variants of a theatre, validated as strictly as a file."""

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
    """A theatre of an experiment, from which the variants for its points are built."""

    def __init__(self, theatre: Theatre) -> None:
        self.scenario: Any = theatre

    def __reduce__(self) -> Any:
        """Pickle the theatre only; the caches are rebuilt in the other process."""
        return TheatreTemplate, (self.scenario,)

    @cached_property
    def _templates(self) -> dict[str, ScenarioTemplate]:
        return {name: ScenarioTemplate(scenario) for name, scenario in self.scenario.sieges.items()}

    @property
    def sieges(self) -> tuple[str, ...]:
        """Names of its sieges."""
        return tuple(self.scenario.sieges)

    def varied(self, values: Mapping[str, Any]) -> Any:
        """The theatre with `values` by dotted name.

        Raises ScenarioError for what the schema or the scale does not allow.
        """
        if not values:
            return self.scenario
        data = self.scenario.document.model_dump()
        changes: dict[str, dict[str, Any]] = {name: {} for name in self.sieges}
        for dotted, value in values.items():
            group, _, rest = dotted.partition(".")
            name, _, last = rest.partition(".")
            if group == "contagion":
                data["contagion"][rest] = value
            elif group == "links":
                data["links"][name][last] = value
            else:
                for siege in self.sieges if name == EVERY else (name,):
                    changes[siege][last] = value
        data["facts"] = {dotted: fact for dotted, fact in data["facts"].items() if dotted not in values}
        try:
            document = Document.model_validate(data)
        except ValidationError as error:
            raise ScenarioError(list(explain_theatre(error, self.scenario.name))) from None
        return Theatre(document, {name: self._templates[name].varied(changes[name]) for name in self.sieges})

    def hash_of(self, scenario: Any) -> str:
        """The hash of one of its variants."""
        return theatre_hash(scenario)

    def value(self, dotted: str) -> Any:
        """Its own value of a parameter; for `sieges.every`, that of the first siege."""
        group, _, rest = dotted.partition(".")
        name, _, last = rest.partition(".")
        if group == "contagion":
            return getattr(self.scenario.contagion, rest)
        if group == "links":
            return getattr(self.scenario.document.links[name], last)
        return get_value(self.scenario.sieges[self.sieges[0] if name == EVERY else name], last)

    def differing(self, dotted: str) -> dict[str, Any]:
        """The sieges' own values of a parameter of `sieges.every`, where these differ."""
        group, _, rest = dotted.partition(".")
        name, _, last = rest.partition(".")
        if group != "sieges" or name != EVERY:
            return {}
        values = {siege: get_value(scenario, last) for siege, scenario in self.scenario.sieges.items()}
        return values if len(set(map(str, values.values()))) > 1 else {}

    def declared(self) -> list[Parameter]:
        """All parameters that can be varied."""
        return theatre_parameters(self.scenario)

    def scenarios(self, variant: Any) -> list[Scenario]:
        """The scenarios of the single sieges of a variant."""
        return list(variant.sieges.values())

    def text(self) -> str:
        """YAML that needs no other file."""
        return resolve_theatre(self.scenario)

    def plain(self) -> dict[str, Any]:
        """All of its values, as plain data."""
        data = self.scenario.document.model_dump(mode="json")
        for name, scenario in self.scenario.sieges.items():
            data["sieges"][name] |= {"scenario": scenario.model_dump(mode="json"), "set": {}}
        return data

    def carry_out(
        self, variant: Any, own_hash: str, seed: int, days: int | None
    ) -> tuple[FinishedRun, TheatreResult | None]:
        """One run of a variant; an exception becomes its error."""
        plan = TheatrePlan(variant, own_hash, seed, days, None, None, None)
        try:
            result = run_theatre_plan(plan)
            return FinishedRun({**result.document(), "error": None}, measures_of(result)), result
        except Exception as error:
            return failed_theatre_run(plan, f"{type(error).__name__}: {error}"), None

    def row_schema(self) -> Any:
        """Schema of the rows of its runs."""
        return theatre_row_schema(self.sieges)
