"""Who is in a set of people: row numbers in an order, kept, or read off the status at every look."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Self

import numpy as np
from mesa.agentset import AbstractAgentSet, AgentSet

from sim.agents.people.indexing import index_in, indices_in
from sim.agents.people.views import PRESENT, VIEWS, Person, Population
from sim.state.columns import Array, Kind, Status


class AgentCollection(AbstractAgentSet[Any], Sequence[Any]):
    """The collection behind `PeopleSet`. A member's code is its row; `SiegeAgents` adds negative codes."""

    def __init__(self, population: Population, codes: Array | None = None, kind: Kind | None = None) -> None:
        self.population, self.kind = population, kind
        self.live = codes is None
        self._codes = codes
        self._index: dict[int, None] | None = None  # the codes as keys, once `in`, `add` or `discard` ask

    def codes(self) -> Array:
        """The members' codes in order."""
        if self.live:
            return self.population.present(self.kind)
        if self._codes is None:
            self._codes = np.fromiter(self._index or (), np.int64)
        return self._codes

    def code(self, agent: Any) -> int | None:
        """The code that an agent has, if it can be a member."""
        mine = isinstance(agent, Person) and agent.population is self.population
        return agent.row if mine else None

    def _of(self, codes: Array) -> Self:
        """A set of the same sort that keeps these members."""
        return type(self)(self.population, codes)

    def _members(self, codes: Array) -> Iterator[Any]:
        return self.population.views(codes)

    def _here(self, codes: Array) -> Array:
        """Which members are in the model."""
        return self.population.people.status[codes] <= PRESENT

    def _is_here(self, code: int) -> bool:
        return bool(self.population.people.status[code] <= PRESENT)

    def _are(self, codes: Array, agent_type: Any) -> Array:
        """Which members are instances of the type or types."""
        return self.population.are(codes, [v.kind for v in VIEWS if issubclass(v, agent_type)])

    def __len__(self) -> int:
        return len(self.codes())

    def __iter__(self) -> Iterator[Any]:
        return self._members(self.codes())

    def __contains__(self, agent: object) -> bool:
        code = self.code(agent)
        if code is None:
            return False
        if self.live:
            return self._is_here(code) and self.kind in (None, getattr(agent, "kind", None))
        return code in self._indexed()

    def __getitem__(self, item: Any) -> Any:
        """A member by its place, a list of members by a slice (as in Mesa), or a set by a mask or by places.

        A mask has a truth value for each member; places are whole numbers, from the end if negative, each at most once.
        IndexError for what is out of range, TypeError for anything else.
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
        """The place of a member, from `start` to before `stop`; ValueError if it is not there."""
        code, codes = self.code(value), self.codes()
        first, last, _ = slice(start, stop).indices(len(codes))
        found = np.flatnonzero(codes[first:last] == code) if code is not None else np.empty(0, np.int64)
        if not found.size:
            raise ValueError(f"{value!r} is not in this set")
        return first + int(found[0])

    def count(self, value: Any) -> int:
        """How often an agent is in the set: once or not at all."""
        return int(value in self)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {len(self)}>"

    def __getstate__(self) -> dict[str, Any]:
        return {**vars(self), "_codes": None if self.live else self.codes(), "_index": None}

    def to_list(self) -> list[Any]:
        """The members as a list."""
        return list(self)

    def copy(self) -> Self:
        """A set that keeps the members; of a live set, those of now."""
        return self._of(self.codes())

    __copy__ = copy

    @property
    def random(self) -> Any:
        """The model's standard generator, as every AgentSet of Mesa has it."""
        return self.population.model.random

    def add(self, agent: Any) -> None:
        """Add one of the model's agents."""
        if agent in self:
            return
        code = self.code(agent)
        if code is None:
            raise TypeError(f"{agent!r} is not among these people; for a mixture use mesa.agent.AgentSet([...]).")
        self._refuse_if_live("add to", "who is present follows from status; set that")
        self._indexed()[code] = None
        self._codes = None

    def discard(self, agent: Any) -> None:
        """Take an agent out, if in it; out of the model, if the set is the model's own."""
        if agent in self:
            self.remove(agent)

    def remove(self, agent: Any) -> None:
        """Take an agent out; out of the model (as withdrawn), if the set is the model's own."""
        code = self.code(agent)
        if code is None or agent not in self:
            raise KeyError(agent)
        if self.live:
            agent.status = Status.withdrawn
        else:
            del self._indexed()[code]
            self._codes = None

    def clear(self) -> None:
        """Empty the set."""
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
        taker = self if (theirs >= 0).all() else other
        return taker._of(np.concatenate((self.codes(), theirs[~np.isin(theirs, self.codes())])))

    def _is_peer(self, other: Any) -> bool:
        return isinstance(other, AgentCollection) and other.population is self.population

    def _common(self, other: "AgentCollection", wanted: bool) -> Array:
        codes = self.codes()
        return codes[np.isin(codes, other.codes()) == wanted]

    def _from_iterable(self, it: Iterable[Any]) -> Any:  # pyright: ignore[reportIncompatibleMethodOverride]
        """What the set operators return: a set of this sort, or one of Mesa's if others are among them."""
        agents = list(it)
        codes = dict.fromkeys(map(self.code, agents))
        return AgentSet(agents, self.random) if None in codes else self._of(np.fromiter(codes, np.int64))

    def _update(self, agents: Iterable[Any]) -> Self:
        codes = dict.fromkeys(map(self.code, agents))
        if None in codes:
            raise TypeError("Not all of these are people of this model; use mesa.agent.AgentSet([...]).")
        return self._become(np.fromiter(codes, np.int64))

    def _become(self, codes: Array) -> Self:
        """Hold these members in place."""
        self._refuse_if_live("reorder or narrow", "take a set of your own first: agents.copy()")
        self._codes, self._index = codes, None
        return self

    def _indexed(self) -> dict[int, None]:
        if self._index is None:
            self._index = dict.fromkeys(self.codes().tolist())
        return self._index

    def _refuse_if_live(self, deed: str, advice: str) -> None:
        if self.live:
            raise TypeError(f"Cannot {deed} the model's own set of agents: {advice}.")
