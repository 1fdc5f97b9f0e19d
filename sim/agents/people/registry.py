"""The registry of agents in a Mesa model: the people, and the few ordinary agents."""

from collections.abc import Iterator
from typing import Any, Self

import mesa
import numpy as np

from sim.agents.people.agentset import PeopleSet
from sim.agents.people.values import as_array, ask_each, merge_arrays, merge_lists
from sim.agents.people.views import ATTRIBUTES, VIEWS, Person, Population
from sim.state.columns import Array


class SiegeAgents(PeopleSet):
    """`model.agents`: the people who are present, then the ordinary agents in the order of registration.

    Ordinary agents have negative codes. A set made from this one is fixed, except that, as in Mesa, an ordinary agent
    that is removed from the model leaves every set. `codes` is int64 (n,); without it the set is the model's own.
    """

    def __init__(self, population: Population, codes: Array | None = None, home: Any = None) -> None:
        super().__init__(population, codes)
        self.home: SiegeAgents = home or self
        self.ordinary: dict[mesa.Agent, int] = {}  # this and the next: filled only in the model's own set
        self.by_code: dict[int, mesa.Agent] = {}
        self._last_code = 0

    def codes(self) -> Array:
        """The members' codes in order, int64 (n,)."""
        codes, known = super().codes(), np.fromiter(self.home.by_code, np.int64)
        return np.concatenate((codes, known)) if self.live else codes[(codes >= 0) | np.isin(codes, known)]

    def code(self, agent: Any) -> int | None:
        """The code of an agent, or None where it cannot be a member."""
        return super().code(agent) if isinstance(agent, Person) else self.home.ordinary.get(agent)

    def add(self, agent: Any) -> None:
        """Add an agent; `model.register_agent` calls this to add ordinary agents to the model's own set."""
        if self.live and isinstance(agent, mesa.Agent) and not isinstance(agent, Person):
            if agent not in self.ordinary:
                self._last_code -= 1
                self.ordinary[agent], self.by_code[self._last_code] = self._last_code, agent
        else:
            super().add(agent)

    def remove(self, agent: Any) -> None:
        """Remove an agent; from the model, where the set is the model's own."""
        if self.live and agent in self.ordinary:
            del self.by_code[self.ordinary.pop(agent)]
        # Mesa's deregister_agent has already removed people from the set of their kind.
        elif not (self.live and self.code(agent) is not None and agent not in self):
            super().remove(agent)

    def _of(self, codes: Array) -> Self:
        return type(self)(self.population, codes, self.home)

    def _members(self, codes: Array) -> Iterator[Any]:
        if (codes >= 0).all():
            return super()._members(codes)
        known = self.home.by_code.copy()  # since an agent may be removed during the iteration
        return (self.population.view(code) if code >= 0 else known[code] for code in codes.tolist())

    def _are_present(self, codes: Array) -> Array:
        return (codes < 0) | super()._are_present(np.maximum(codes, 0))

    def _is_present(self, code: int) -> bool:
        return super()._is_present(code) if code >= 0 else code in self.home.by_code

    def _are_of_type(self, codes: Array, agent_type: Any) -> Array:
        of_type, others = super()._are_of_type(codes, agent_type), codes < 0
        of_type[others] = [isinstance(agent, agent_type) for agent in self._members(codes[others])]
        return of_type

    def _values(self, name: str, codes: Array) -> tuple[Array, Array]:
        others = codes < 0
        if not others.any():
            return super()._values(name, codes)
        has = np.empty(len(codes), bool)
        has[~others], people = super()._values(name, codes[~others])
        has[others], rest = ask_each(name, list(self._members(codes[others])))
        if not rest:
            return has, people
        return has, merge_arrays(people, as_array(rest), others[has]) if len(people) else as_array(rest)

    def _listed(self, name: str, codes: Array) -> tuple[Array, list[Any]]:
        others = codes < 0
        if not others.any():
            return super()._listed(name, codes)
        has = np.empty(len(codes), bool)
        has[~others], people = super()._listed(name, codes[~others])
        has[others], rest = ask_each(name, list(self._members(codes[others])))
        return has, merge_lists(people, rest, others[has])

    def _write(self, name: str, codes: Array, value: Any) -> None:
        others = codes < 0
        listed = isinstance(value, np.ndarray) or (isinstance(value, list) and name in ATTRIBUTES)
        per_member = np.asarray(value) if listed else np.empty(0)
        one_each = bool(per_member.shape[:1] == codes.shape)
        if not others.all():
            super()._write(name, codes[~others], per_member[~others] if one_each else value)
        for agent, i in zip(self._members(codes[others]), np.flatnonzero(others), strict=True):
            own = per_member[i].tolist() if one_each else value
            setattr(agent, name, tuple(own) if isinstance(own, list) and one_each else own)


def install(model: Any, population: Population) -> SiegeAgents:
    """Make the population available as `model.agents` and `model.agents_by_type`.

    Call it right after `super().__init__()`; ordinary agents registered earlier keep their order. The unique_ids of
    people begin at 2**28, far above Mesa's counter, which numbers the other agents from 1.
    """
    by_type = {t: agents for t, agents in model.agents_by_type.items() if not issubclass(t, Person)}
    ordinary = [agent for agents in by_type.values() for agent in agents]
    population.model = model
    everyone = SiegeAgents(population)
    for agent in sorted(ordinary, key=lambda agent: agent.unique_id):
        everyone.add(agent)
    model._agents_by_type = {view: PeopleSet(population, kind=view.kind) for view in VIEWS} | by_type
    model._all_agents = everyone
    return everyone
