"""A set of people with the interface of Mesa's AgentSet, computed on columns."""

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import islice
from math import ceil, inf
from operator import attrgetter
from typing import Any, Literal, Self

import mesa
import numpy as np
from mesa.agentset import GroupBy

from sim.agents.people.collection import AgentCollection
from sim.agents.people.values import aggregate, as_array, as_objects, ask_each, is_numbers, merge_lists
from sim.agents.people.views import ATTRIBUTES, VIEWS
from sim.scenario.numbers import plain_value
from sim.state.columns import Array


class PeopleSet(AgentCollection):
    """An ordered set of people with the interface of Mesa's AgentSet.

    The model's own sets are live: they hold whoever is inside or aboard when they are read. A set made from another
    (select, copy, sort, ...) keeps its members whatever becomes of them, so that a cohort can be followed. Beyond Mesa:
    `column` returns an array, `set` accepts one value or one per member, `select` accepts a mask (`where`), `agg` uses
    the members that have the attribute, shuffles draw from `model.rng`.
    """

    def get(
        self,
        attr_names: str | list[str],
        handle_missing: Literal["error", "default"] = "error",
        default_value: Any = None,
    ) -> Any:
        """An attribute as a list of Python values, one per member; several as a list of lists, one per member.

        Raises AttributeError where a member lacks it, unless `handle_missing` is "default"; ValueError for another
        `handle_missing`. As an array: `column`.
        """
        codes, strict = self.codes(), _is_strict(handle_missing)
        if isinstance(attr_names, str):
            return self._list_of_all(attr_names, codes, strict, default_value)
        columns = [self._list_of_all(name, codes, strict, default_value) for name in attr_names]
        return [list(row) for row in zip(*columns, strict=True)] if columns else [[] for _ in range(len(codes))]

    def column(
        self, attr_name: str, handle_missing: Literal["error", "default"] = "error", default_value: Any = None
    ) -> Array:
        """An attribute as a NumPy array (n,), in the order of the set, for comparison and arithmetic.

        The dtype is that of the column: float32 for levels, uint8 codes for `status`; `pos` has shape (n, 2). Raises
        AttributeError where a member lacks it, unless `handle_missing` is "default"; ValueError for another
        `handle_missing`.
        """
        return self._array_of_all(attr_name, self.codes(), _is_strict(handle_missing), default_value)

    def set(self, attr_name: str, value: Any) -> Any:
        """Set an attribute of all members, to one value or to an array (n,) with one value per member.

        Raises AttributeError where a member lacks it or it cannot be set, and what the attribute itself raises.
        """
        self._write(attr_name, self.codes(), value)
        return self

    def agg(self, attribute: str, func: Callable | Iterable[Callable]) -> Any:
        """Aggregate an attribute over the members that have it: `func` of the list of their values.

        NumPy functions get them as an array in double precision. Raises AttributeError where no member has it.
        """
        codes = self.codes()
        if attribute in ATTRIBUTES and (codes >= 0).all():
            has, values = self._values(attribute, codes)
            apply = partial(aggregate, values=values, to_list=ATTRIBUTES[attribute].to_list)
        else:
            has, found = self._listed(attribute, codes)
            apply = partial(lambda each, values: each(values), values=found)
        if len(codes) and not has.any():
            raise AttributeError(self._lacking(attribute))
        return apply(func) if callable(func) else [apply(each) for each in func]

    def select(
        self,
        filter_func: Callable[[Any], bool] | None = None,
        at_most: int | float = inf,
        inplace: bool = False,
        agent_type: Any = None,
        *,
        where: Any = None,
    ) -> Self:
        """The members of a type, under the mask `where` (bool, (n,)), that pass a filter; at most a number or a share.

        Raises TypeError where the mask has another dtype or shape.
        """
        codes, at_most = self.codes(), plain_value(at_most)
        if isinstance(at_most, float) and at_most <= 1.0:
            at_most = int(len(codes) * at_most)
        limit = max(0, ceil(min(at_most, len(codes))))
        keep = np.ones(len(codes), bool)
        if where is not None:
            where = np.asarray(where)
            if where.dtype != bool or where.shape != keep.shape:
                raise TypeError(
                    f"where: must be a boolean mask with {len(keep)} values, one per member in the order of the set"
                )
            keep &= where
        if agent_type is not None:
            keep &= self._are_of_type(codes, agent_type)
        codes = codes[keep]
        if filter_func is not None:
            passing = (c for c, a in zip(codes.tolist(), self._members(codes), strict=True) if filter_func(a))
            codes = np.fromiter(islice(passing, limit), np.int64)
        return self._become(codes[:limit]) if inplace else self._of(codes[:limit])

    def sort(self, key: Callable[[Any], Any] | str, ascending: bool = False, inplace: bool = False) -> Self:
        """The members sorted by an attribute or a function, largest first; ties keep the order of the set.

        Raises AttributeError where a member lacks the attribute.
        """
        codes = self.codes()
        values = self._array_of_all(key, codes, True, None) if isinstance(key, str) else np.empty(0, object)
        if values.dtype == object or values.ndim > 1:
            key_of = attrgetter(key) if isinstance(key, str) else key
            keys = [key_of(agent) for agent in self._members(codes)]
            order = np.array(sorted(range(len(keys)), key=keys.__getitem__, reverse=not ascending), np.int64)
        elif ascending:
            order = np.argsort(values, kind="stable")
        else:  # reversed twice, which keeps ties in order
            order = len(codes) - 1 - np.argsort(values[::-1], kind="stable")[::-1]
        return self._become(codes[order]) if inplace else self._of(codes[order])

    def shuffle(self, inplace: bool = False) -> Self:
        """The members in random order, drawn from `model.rng` (Mesa draws from `model.random`)."""
        codes = self.population.model.rng.permutation(self.codes())
        return self._become(codes) if inplace else self._of(codes)

    def do(self, method: str | Callable, *args: Any, **kwargs: Any) -> Self:
        """Call a method or function for each member; members that leave the model meanwhile are skipped."""
        deque(self._calls(self._callees(method), method, args, kwargs), maxlen=0)
        return self

    def shuffle_do(self, method: str | Callable, *args: Any, **kwargs: Any) -> Self:
        """`do` in random order."""
        codes = self.population.model.rng.permutation(self._callees(method))
        deque(self._calls(codes, method, args, kwargs), maxlen=0)
        return self

    def map(self, method: str | Callable, *args: Any, **kwargs: Any) -> list[Any]:
        """`do` in the order of the set, with the results."""
        return list(self._calls(self.codes(), method, args, kwargs))

    def groupby(self, by: Callable | str, result_type: Literal["agentset", "list"] = "agentset") -> "Groups":
        """Sets (or lists) of members grouped by an attribute or a function, in order of first appearance.

        Raises AttributeError where a member lacks the attribute.
        """
        codes = self.codes()
        name = by if isinstance(by, str) else ""
        values = self._array_of_all(name, codes, True, None) if name in ATTRIBUTES else np.empty(0, object)
        if values.ndim == 1 and values.dtype != object:
            _, first, group_of = np.unique(values, return_index=True, return_inverse=True)
            rows = np.split(codes[np.argsort(group_of, kind="stable")], np.bincount(group_of).cumsum()[:-1])
            keys = [getattr(agent, name) for agent in self._members(codes[first])]
            groups = {keys[i]: rows[i] for i in np.argsort(first)}
        else:
            key_of = attrgetter(by) if isinstance(by, str) else by
            members = defaultdict(list)
            for code, agent in zip(codes.tolist(), self._members(codes), strict=True):
                members[key_of(agent)].append(code)
            groups = {key: np.array(group, np.int64) for key, group in members.items()}
        wrap = self._of if result_type == "agentset" else lambda group: list(self._members(group))
        return Groups({key: wrap(group) for key, group in groups.items()})

    def _callees(self, method: str | Callable) -> Array:
        """Members for whom a call can have an effect: people have no step, unless a user gave them one."""
        codes = self.codes()
        if isinstance(method, str) and method in ("step", "advance"):
            inherited = getattr(mesa.Agent, method)
            return codes[codes < 0] if all(getattr(view, method) is inherited for view in VIEWS) else codes
        return codes

    def _calls(self, codes: Array, method: str | Callable, args: Any, kwargs: Any) -> Iterator[Any]:
        before = self._are_present(codes).tolist()
        for code, agent, was_present in zip(codes.tolist(), self._members(codes), before, strict=True):
            if was_present and not self._is_present(code):
                continue
            if isinstance(method, str):
                yield getattr(agent, method)(*args, **kwargs)
            else:
                yield method(agent, *args, **kwargs)

    def _values(self, name: str, codes: Array) -> tuple[Array, Array]:
        """Whether each member has the attribute, bool (n,), and the values of those that have it."""
        attribute = ATTRIBUTES.get(name)
        if attribute is None:
            has, found = ask_each(name, list(self._members(codes)))
            return has, as_array(found)
        has = self.population.is_of_kind(codes, [view.kind for view in VIEWS if name in view.attributes])
        return has, attribute.read(self.population, codes if has.all() else codes[has])

    def _listed(self, name: str, codes: Array) -> tuple[Array, list[Any]]:
        """Whether each member has the attribute, bool (n,), and the Python values of those that have it."""
        if name not in ATTRIBUTES:
            return ask_each(name, list(self._members(codes)))
        has, values = self._values(name, codes)
        return has, ATTRIBUTES[name].to_list(values)

    def _list_of_all(self, name: str, codes: Array, strict: bool, default: Any) -> list[Any]:
        """The Python value of every member, with the default for those that lack it."""
        has, values = self._listed(name, codes)
        if has.all():
            return values
        if strict:
            raise AttributeError(self._lacking(name))
        return merge_lists([default] * (len(codes) - len(values)), values, has)

    def _array_of_all(self, name: str, codes: Array, strict: bool, default: Any) -> Array:
        """The value of every member as an array (n,), with the default for those that lack it."""
        has, values = self._values(name, codes)
        if has.all():
            return values
        if strict:
            raise AttributeError(self._lacking(name))
        plain = is_numbers(values) and isinstance(default, int | float)
        dtype = np.result_type(values.dtype, type(default)) if plain else object
        filled = np.full(len(codes), default, dtype)
        filled[has] = values if plain else as_objects(values)
        return filled

    def _write(self, name: str, codes: Array, value: Any) -> None:
        attribute = ATTRIBUTES.get(name)
        if attribute is None or not self._values(name, codes)[0].all():
            raise AttributeError(self._lacking(name))
        attribute.write(self.population, codes, value)

    def _lacking(self, name: str) -> str:
        """Which people have an attribute that some members lack, and the alternative."""
        owners = [view.__name__ for view in VIEWS if name in view.attributes]
        if not owners:
            return f"Not every member has {name}; people have {', '.join(sorted(ATTRIBUTES))}."
        whose = "people" if len(owners) == len(VIEWS) else " and ".join(owners)
        return (
            f"Not every member has {name}, an attribute of {whose}: narrow the set with "
            "select(agent_type=...) or model.agents_by_type[...], or get(..., handle_missing='default')."
        )


def _is_strict(handle_missing: str) -> bool:
    if handle_missing not in ("error", "default"):
        raise ValueError(f"handle_missing = {handle_missing!r}: must be 'error' or 'default'")
    return handle_missing == "error"


class Groups(GroupBy):
    """Mesa's GroupBy, aggregated on columns."""

    def agg(self, attr_name: str, func: Callable) -> dict[Any, Any]:
        """Aggregate an attribute in each group."""
        groups: dict[Any, Any] = self.groups
        if any(isinstance(group, list) for group in groups.values()):
            return super().agg(attr_name, func)
        return {key: group.agg(attr_name, func) for key, group in groups.items()}
