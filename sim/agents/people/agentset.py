"""A set of people under Mesa's AgentSet interface, worked on by the column."""

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
    """People in an order, under Mesa's AgentSet interface.

    The model's own sets are live: whoever is inside or aboard, at every look. A set made from another
    (select, copy, sort, ...) keeps its people, whatever becomes of them, so that a cohort can be followed.
    Beyond Mesa: `column` gives an array, `set` takes one value or one a member, `select` takes a mask in the
    order of the set (`where`), `agg` works on those who have the attribute, shuffles draw on `model.rng`.
    """

    def get(
        self,
        attr_names: str | list[str],
        handle_missing: Literal["error", "default"] = "error",
        default_value: Any = None,
    ) -> Any:
        """An attribute as a list of Python values, one a member; several as a list of lists, one a member.

        AttributeError where a member lacks it, unless `handle_missing` is "default". As an array: `column`.
        """
        codes, strict = self.codes(), _is_strict(handle_missing)
        if isinstance(attr_names, str):
            return self._everyones(attr_names, codes, strict, default_value)
        columns = [self._everyones(name, codes, strict, default_value) for name in attr_names]
        return [list(row) for row in zip(*columns, strict=True)] if columns else [[] for _ in range(len(codes))]

    def column(
        self, attr_name: str, handle_missing: Literal["error", "default"] = "error", default_value: Any = None
    ) -> Array:
        """An attribute as a NumPy array, one entry a member in the set's order: to compare, and to reckon with.

        As the columns keep it: float32 for levels, codes (uint8) for `status`, two columns for `pos`. AttributeError
        where a member lacks it, unless `handle_missing` is "default".
        """
        return self._complete(attr_name, self.codes(), _is_strict(handle_missing), default_value)

    def set(self, attr_name: str, value: Any) -> Any:
        """Set an attribute of everyone, to one value or to an array with a value each."""
        self._write(attr_name, self.codes(), value)
        return self

    def agg(self, attribute: str, func: Callable | Iterable[Callable]) -> Any:
        """Aggregate an attribute over those who have it: what a function says of the list of their values.

        A function of NumPy's gets them as an array, in double precision. AttributeError where nobody has it.
        """
        codes = self.codes()
        if attribute in ATTRIBUTES and (codes >= 0).all():
            has, values = self._values(attribute, codes)
            said = partial(aggregate, values=values, listed=ATTRIBUTES[attribute].listed)
        else:
            has, found = self._listed(attribute, codes)
            said = partial(lambda each, values: each(values), values=found)
        if len(codes) and not has.any():
            raise AttributeError(self._lacking(attribute))
        return said(func) if callable(func) else [said(each) for each in func]

    def select(
        self,
        filter_func: Callable[[Any], bool] | None = None,
        at_most: int | float = inf,
        inplace: bool = False,
        agent_type: Any = None,
        *,
        where: Any = None,
    ) -> Self:
        """Members of a type, under a mask, that a function lets pass; at most so many or such a share."""
        codes, at_most = self.codes(), plain_value(at_most)
        if isinstance(at_most, float) and at_most <= 1.0:
            at_most = int(len(codes) * at_most)
        limit = max(0, ceil(min(at_most, len(codes))))
        keep = np.ones(len(codes), bool)
        if where is not None:
            where = np.asarray(where)
            if where.dtype != bool or where.shape != keep.shape:
                raise TypeError(f"where: should be {len(keep)} truth values, one a member in the set's order")
            keep &= where
        if agent_type is not None:
            keep &= self._are(codes, agent_type)
        codes = codes[keep]
        if filter_func is not None:
            passing = (c for c, a in zip(codes.tolist(), self._members(codes), strict=True) if filter_func(a))
            codes = np.fromiter(islice(passing, limit), np.int64)
        return self._become(codes[:limit]) if inplace else self._of(codes[:limit])

    def sort(self, key: Callable[[Any], Any] | str, ascending: bool = False, inplace: bool = False) -> Self:
        """Members in the order of an attribute or a function, ties in the order of the set; largest first."""
        codes = self.codes()
        values = self._complete(key, codes, True, None) if isinstance(key, str) else np.empty(0, object)
        if values.dtype == object or values.ndim > 1:
            told = attrgetter(key) if isinstance(key, str) else key
            keys = [told(agent) for agent in self._members(codes)]
            order = np.array(sorted(range(len(keys)), key=keys.__getitem__, reverse=not ascending), np.int64)
        elif ascending:
            order = np.argsort(values, kind="stable")
        else:  # backwards twice, which leaves ties as they were
            order = len(codes) - 1 - np.argsort(values[::-1], kind="stable")[::-1]
        return self._become(codes[order]) if inplace else self._of(codes[order])

    def shuffle(self, inplace: bool = False) -> Self:
        """Members in a random order, drawn from `model.rng` (Mesa draws another from `model.random`)."""
        codes = self.population.model.rng.permutation(self.codes())
        return self._become(codes) if inplace else self._of(codes)

    def do(self, method: str | Callable, *args: Any, **kwargs: Any) -> Self:
        """Call a method or function for each; who leaves the model meanwhile is passed over."""
        deque(self._calls(self._doers(method), method, args, kwargs), maxlen=0)
        return self

    def shuffle_do(self, method: str | Callable, *args: Any, **kwargs: Any) -> Self:
        """The same in a random order."""
        codes = self.population.model.rng.permutation(self._doers(method))
        deque(self._calls(codes, method, args, kwargs), maxlen=0)
        return self

    def map(self, method: str | Callable, *args: Any, **kwargs: Any) -> list[Any]:
        """The same in the order of the set, with the results."""
        return list(self._calls(self.codes(), method, args, kwargs))

    def groupby(self, by: Callable | str, result_type: Literal["agentset", "list"] = "agentset") -> "Groups":
        """Sets (or lists) of members by an attribute or a function, in order of first appearance."""
        codes = self.codes()
        name = by if isinstance(by, str) else ""
        values = self._complete(name, codes, True, None) if name in ATTRIBUTES else np.empty(0, object)
        if values.ndim == 1 and values.dtype != object:
            _, first, which = np.unique(values, return_index=True, return_inverse=True)
            rows = np.split(codes[np.argsort(which, kind="stable")], np.bincount(which).cumsum()[:-1])
            keys = [getattr(agent, name) for agent in self._members(codes[first])]
            groups = {keys[at]: rows[at] for at in np.argsort(first)}
        else:
            told = attrgetter(by) if isinstance(by, str) else by
            members = defaultdict(list)
            for code, agent in zip(codes.tolist(), self._members(codes), strict=True):
                members[told(agent)].append(code)
            groups = {key: np.array(group, np.int64) for key, group in members.items()}
        wrap = self._of if result_type == "agentset" else lambda group: list(self._members(group))
        return Groups({key: wrap(group) for key, group in groups.items()})

    def _doers(self, method: str | Callable) -> Array:
        """Members for whom a call can matter: people have no step, unless a user gave them one."""
        codes = self.codes()
        if isinstance(method, str) and method in ("step", "advance"):
            nothing = getattr(mesa.Agent, method)
            return codes[codes < 0] if all(getattr(view, method) is nothing for view in VIEWS) else codes
        return codes

    def _calls(self, codes: Array, method: str | Callable, args: Any, kwargs: Any) -> Iterator[Any]:
        before = self._here(codes).tolist()
        for code, agent, was_here in zip(codes.tolist(), self._members(codes), before, strict=True):
            if was_here and not self._is_here(code):
                continue
            if isinstance(method, str):
                yield getattr(agent, method)(*args, **kwargs)
            else:
                yield method(agent, *args, **kwargs)

    def _values(self, name: str, codes: Array) -> tuple[Array, Array]:
        """Who has the attribute, and the values of those."""
        trait = ATTRIBUTES.get(name)
        if trait is None:
            has, found = ask_each(name, list(self._members(codes)))
            return has, as_array(found)
        has = self.population.are(codes, [view.kind for view in VIEWS if name in view.traits])
        return has, trait.read(self.population, codes if has.all() else codes[has])

    def _listed(self, name: str, codes: Array) -> tuple[Array, list[Any]]:
        """Who has the attribute, and the Python values of those."""
        if name not in ATTRIBUTES:
            return ask_each(name, list(self._members(codes)))
        has, values = self._values(name, codes)
        return has, ATTRIBUTES[name].listed(values)

    def _everyones(self, name: str, codes: Array, strict: bool, default: Any) -> list[Any]:
        """Everyone's Python value, with the default for those who have none."""
        has, values = self._listed(name, codes)
        if has.all():
            return values
        if strict:
            raise AttributeError(self._lacking(name))
        return merge_lists([default] * (len(codes) - len(values)), values, has)

    def _complete(self, name: str, codes: Array, strict: bool, default: Any) -> Array:
        """Everyone's value, with the default for those who have none."""
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
        trait = ATTRIBUTES.get(name)
        if trait is None or not self._values(name, codes)[0].all():
            raise AttributeError(self._lacking(name))
        trait.write(self.population, codes, value)

    def _lacking(self, name: str) -> str:
        """Who has an attribute that not all have, and the way out."""
        owners = [view.__name__ for view in VIEWS if name in view.traits]
        if not owners:
            return f"Not everyone here has {name}; people have {', '.join(sorted(ATTRIBUTES))}."
        whose = "people" if len(owners) == len(VIEWS) else " and ".join(owners)
        return (
            f"Not everyone here has {name}, which belongs to {whose}: narrow the set with "
            "select(agent_type=...) or model.agents_by_type[...], or get(..., handle_missing='default')."
        )


def _is_strict(handle_missing: str) -> bool:
    if handle_missing not in ("error", "default"):
        raise ValueError(f"handle_missing = {handle_missing!r}: should be 'error' or 'default'")
    return handle_missing == "error"


class Groups(GroupBy):
    """Mesa's GroupBy, aggregating by the column."""

    def agg(self, attr_name: str, func: Callable) -> dict[Any, Any]:
        """Aggregate an attribute in each group."""
        groups: dict[Any, Any] = self.groups
        if any(isinstance(group, list) for group in groups.values()):
            return super().agg(attr_name, func)
        return {key: group.agg(attr_name, func) for key, group in groups.items()}
