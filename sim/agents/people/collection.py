"""The members of a set of people: rows in an order, either fixed or read from the status on every access."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Self

import numpy as np
from mesa.agentset import AbstractAgentSet, AgentSet

from sim.agents.people.indexing import index_in, indices_in
from sim.agents.people.rows import PRESENT
from sim.agents.people.views import VIEWS, Person, Population
from sim.state.columns import Array, Kind, Status


class AgentCollection(AbstractAgentSet[Any], Sequence[Any]):
    """The collection behind `PeopleSet`. A member's code is its row; `SiegeAgents` adds negative codes.

    Without `codes` (int64, (n,)) the collection is live: it holds whoever is present, of one kind or of all.
    """

    def __init__(self, population: Population, codes: Array | None = None, kind: Kind | None = None) -> None:
        self.population, self.kind = population, kind
        self.live = codes is None
        self._codes = codes
        self._index: dict[int, None] | None = None  # the codes as keys, made when `in`, `add` or `discard` need them

    def codes(self) -> Array:
        """The members' codes in order, int64 (n,)."""
        if self.live:
            return self.population.present(self.kind)
        if self._codes is None:
            self._codes = np.fromiter(self._index or (), np.int64)
        return self._codes

    def code(self, agent: Any) -> int | None:
        """The code of an agent, or None where it cannot be a member."""
        ours = isinstance(agent, Person) and agent.population is self.population
        return agent.row if ours else None

    def _of(self, codes: Array) -> Self:
        """A set of the same type with these members, fixed."""
        return type(self)(self.population, codes)

    def _members(self, codes: Array) -> Iterator[Any]:
        return self.population.views(codes)

    def _are_present(self, codes: Array) -> Array:
        """Whether each member is in the model, bool (n,)."""
        return self.population.people.status[codes] <= PRESENT

    def _is_present(self, code: int) -> bool:
        return bool(self.population.people.status[code] <= PRESENT)

    def _are_of_type(self, codes: Array, agent_type: Any) -> Array:
        """Whether each member is an instance of the type or types, bool (n,)."""
        return self.population.is_of_kind(codes, [v.kind for v in VIEWS if issubclass(v, agent_type)])

    def __len__(self) -> int:
        return len(self.codes())

    def __iter__(self) -> Iterator[Any]:
        return self._members(self.codes())

    def __contains__(self, agent: object) -> bool:
        code = self.code(agent)
        if code is None:
            return False
        if self.live:
            return self._is_present(code) and self.kind in (None, getattr(agent, "kind", None))
        return code in self._indexed()

    def __getitem__(self, item: Any) -> Any:
        """One member by an integer, a list of members by a slice (as in Mesa), a set by a mask or a list of integers.

        A mask is bool (n,); the integers count from the end if negative and must not repeat. Raises IndexError where an
        index is out of range or the mask has another length, TypeError for anything else.
        """
        codes = self.codes()
        if isinstance(item, slice):
            return list(self._members(codes[item]))
        if np.ndim(item) == 0 if hasattr(item, "ndim") else not isinstance(item, list):
            return next(iter(self._members(codes[index_in(item, len(codes))][None])))
        return self._of(codes[indices_in(item, len(codes))])

    def __reversed__(self) -> Iterator[Any]:
        return self._members(self.codes()[::-1])

    def index(self, value: Any, start: int = 0, stop: int | None = None) -> int:
        """The position of a member, from `start` to before `stop`. Raises ValueError where it is not there."""
        code, codes = self.code(value), self.codes()
        first, last, _ = slice(start, stop).indices(len(codes))
        positions = np.flatnonzero(codes[first:last] == code) if code is not None else np.empty(0, np.int64)
        if not positions.size:
            raise ValueError(f"{value!r} is not in this set")
        return first + int(positions[0])

    def count(self, value: Any) -> int:
        """How often an agent is in the set: 0 or 1."""
        return int(value in self)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {len(self)}>"

    def __getstate__(self) -> dict[str, Any]:
        return {**vars(self), "_codes": None if self.live else self.codes(), "_index": None}

    def to_list(self) -> list[Any]:
        """The members as a list."""
        return list(self)

    def copy(self) -> Self:
        """A fixed set of the same members; of a live set, its current members."""
        return self._of(self.codes())

    __copy__ = copy

    @property
    def random(self) -> Any:
        """The model's standard random generator, as in every AgentSet of Mesa."""
        return self.population.model.random

    def add(self, agent: Any) -> None:
        """Add one of the model's agents. Raises TypeError for others, and where the set is live."""
        if agent in self:
            return
        code = self.code(agent)
        if code is None:
            raise TypeError(f"{agent!r} is not a person of this model; for a mixed set use mesa.agent.AgentSet([...]).")
        self._refuse_if_live("add to", "membership follows from status; set that instead")
        self._indexed()[code] = None
        self._codes = None

    def discard(self, agent: Any) -> None:
        """Remove an agent if it is a member; from the model, where the set is live."""
        if agent in self:
            self.remove(agent)

    def remove(self, agent: Any) -> None:
        """Remove an agent; from the model (as withdrawn), where the set is live.

        Raises KeyError where it is not a member.
        """
        code = self.code(agent)
        if code is None or agent not in self:
            raise KeyError(agent)
        if self.live:
            agent.status = Status.withdrawn
        else:
            del self._indexed()[code]
            self._codes = None

    def clear(self) -> None:
        """Empty the set. Raises TypeError where it is live."""
        self._refuse_if_live("empty", "use model.remove_all_agents()")
        self._become(np.empty(0, np.int64))

    def __and__(self, other: Any) -> Any:
        return self._of(self._common(other, True)) if self._is_peer(other) else super().__and__(other)

    def __sub__(self, other: Any) -> Any:
        return self._of(self._common(other, False)) if self._is_peer(other) else super().__sub__(other)

    def __or__(self, other: Any) -> Any:
        if not self._is_peer(other):
            return super().__or__(other)
        theirs = other.codes()
        union = self if (theirs >= 0).all() else other  # the one that can hold all members
        return union._of(np.concatenate((self.codes(), theirs[~np.isin(theirs, self.codes())])))

    def _is_peer(self, other: Any) -> bool:
        return isinstance(other, AgentCollection) and other.population is self.population

    def _common(self, other: "AgentCollection", wanted: bool) -> Array:
        codes = self.codes()
        return codes[np.isin(codes, other.codes()) == wanted]

    def _from_iterable(self, it: Iterable[Any]) -> Any:  # pyright: ignore[reportIncompatibleMethodOverride]
        """What the set operators return: a set of this type, or one of Mesa's where it has other members."""
        agents = list(it)
        codes = dict.fromkeys(map(self.code, agents))
        return AgentSet(agents, self.random) if None in codes else self._of(np.fromiter(codes, np.int64))

    def _update(self, agents: Iterable[Any]) -> Self:
        codes = dict.fromkeys(map(self.code, agents))
        if None in codes:
            raise TypeError("Not all of these are people of this model; use mesa.agent.AgentSet([...]).")
        return self._become(np.fromiter(codes, np.int64))

    def _become(self, codes: Array) -> Self:
        """Replace the members of this set."""
        self._refuse_if_live("reorder or narrow", "make a fixed set first: agents.copy()")
        self._codes, self._index = codes, None
        return self

    def _indexed(self) -> dict[int, None]:
        if self._index is None:
            self._index = dict.fromkeys(self.codes().tolist())
        return self._index

    def _refuse_if_live(self, action: str, advice: str) -> None:
        if self.live:
            raise TypeError(f"Cannot {action} the model's own set of agents: {advice}.")
